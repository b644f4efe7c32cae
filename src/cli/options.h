/*
 * options: the command line as one value, filled from one table. Usage texts, the manual's option list and
 * the shell completions are made from the same table (help.h, docs.c), so an option exists in all of them or
 * in none. It reads argv, and what settings (settings.h) say of the same options: no environment, no files,
 * and it prints nothing.
 */
#ifndef SIGTAIL_OPTIONS_H
#define SIGTAIL_OPTIONS_H

#include "base/err.h"
#include "base/location.h"
#include "base/time_spec.h"

enum command_id {
    COMMAND_REPORT,
    COMMAND_GREP,
    COMMAND_TRACE,
    COMMAND_FIELDS,
    COMMAND_MINE,
    COMMAND_SUGGEST,
    COMMAND_LIST,
    COMMAND_EXPLAIN,
    COMMAND_CHECK,
    COMMAND_MERGE,
    COMMAND_DIFF,
    COMMAND_STATE,
    COMMAND_ACK,
    COMMAND_UNACK,
    COMMAND_RESOLVE,
    COMMAND_CONFIG,
    COMMAND_COUNT
};

/* As sets of commands, bits 1 << enum command_id. */
#define OPTION_ANY_COMMAND ((1u << COMMAND_COUNT) - 1)

enum output_format {
    OUTPUT_TEXT,
    OUTPUT_JSON,
    OUTPUT_CSV,
    OUTPUT_MD,
    OUTPUT_HTML,
    OUTPUT_PROM,
    OUTPUT_JSONL
};
enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* Words of the command line, in order; they point into argv. */
struct string_list {
    const char **v;
    size_t n, cap;
};

/* A time that was asked for, and how it was written (NULL: it was not). */
struct given_time {
    struct time_spec spec;
    const char *text;
};

/* What is to be run after so long; NULL: nothing. */
struct given_command {
    int64_t after_ms;
    const char *line;
};

/* A span of time that was asked for, likewise. */
struct given_range {
    struct time_spec from, to;
    const char *text;
};

/* One use of an option, on the command line or in the settings. */
struct given {
    const struct option_row *row; /* one of its name; of a use in options.uses the command's */
    const char *value, *second;   /* NULL: none; second: of OPTION_AFTER */
    struct location at; /* in the settings; file NULL: on the command line; line 0: it follows from them */
    unsigned commands;  /* of the settings: a set, for which */
};

enum raw_mode { RAW_PLAIN = 1, RAW_ALWAYS };

struct options {
    enum command_id command;
    bool command_named; /* it was written, not the default */
    bool config;        /* what is asked for is which of its options are in force */
    bool help, version, no_config;
    struct given *given; /* on the command line, in order */
    size_t given_count;
    struct given *uses; /* those that were applied, settings first */
    size_t use_count, use_cap;
    struct string_list operands;
    struct string_list includes; /* --include */
    const char *files_from;      /* NULL */
    bool null_names;
    struct string_list patterns; /* -p */
    bool no_builtin;
    unsigned output; /* enum output_format */
    unsigned colour; /* enum colour */
    bool ascii;
    uint64_t top;
    uint64_t threads; /* 0: one a processor */
    uint64_t max_record, read_size, segment_bytes;
    int64_t every_ms;  /* 0: not asked for */
    int64_t window_ms; /* of a live screen; 0: the default */
    bool interactive, bell, no_pager;
    const char *palette; /* of the screen; NULL */
    const char *write;   /* --write; NULL */
    const char *state;   /* --state; NULL */
    /* commands of a live log, and their pace */
    const char *on_new, *on_burst; /* NULL */
    struct given_command on_silence;
    int64_t cool_down_ms, command_timeout_ms; /* 0: the defaults */
    int64_t for_ms;                           /* of ack; 0: not given */
    double below;                             /* of ack, records an hour; 0: not given */
    const char *why;                          /* of ack; NULL */
    const char *tz;                           /* --tz; NULL */
    int64_t now_ms;                           /* NO_TIME: not given */
    unsigned fail_on; /* set of classes: bit 1 << enum verdict; for diff of changes: 1 << enum change */
    bool strict;
    bool no_redact; /* examples as they are */
    bool follow;
    /* which records */
    struct string_list signatures; /* ids, commas split */
    unsigned classes;              /* set of classes; 0: not asked for */
    bool unknown;
    struct string_list extracts, wheres;
    struct given_time since, until, last, around_time;
    int64_t within_ms;                              /* of around; 0: not given */
    struct given_range window_before, window_after; /* of diff: the windows that are compared */
    /* counted by what */
    struct string_list bys;
    uint64_t least;   /* --min; 0: any */
    const char *show; /* measures; NULL */
    const char *sort; /* NULL: as usual */
    struct string_list regexes;
    bool invert;
    /* how grep shows them */
    uint64_t max_count; /* 0: no limit */
    bool quiet, count, ignore_case, names_only, with_name, without_name, line_number, explain;
    unsigned raw;                   /* enum raw_mode; 0: not asked for */
    uint64_t after, before, around; /* records of context */
    const char *columns, *format;   /* what a line shows; NULL: the usual */
    bool profile;                   /* check */
    struct string_list coverage;    /* check: logs */
    bool assign;                    /* mine */
};

enum option_kind {
    OPTION_FLAG,      /* bool */
    OPTION_MODE,      /* unsigned: 1, or with =WORD the value of that one of `choices` */
    OPTION_NUMBER,    /* uint64_t, from 1 */
    OPTION_AMOUNT,    /* uint64_t, from 0 */
    OPTION_SIZE,      /* uint64_t bytes, with K M G */
    OPTION_RECORD,    /* such, FRAMER_LEAST_BYTES or more */
    OPTION_DURATION,  /* int64_t ms */
    OPTION_RATE,      /* double, an hour */
    OPTION_TIME_SPEC, /* struct given_time */
    OPTION_LAST,      /* struct given_time, from a duration */
    OPTION_RANGE,     /* struct given_range */
    OPTION_TIME,      /* int64_t Unix ms */
    OPTION_CHOICE,    /* unsigned: the value of one of `choices` */
    OPTION_CHOICES,   /* unsigned: bit set of values of `choices` */
    OPTION_WORD,      /* struct string_list, one a use */
    OPTION_TEXT,      /* const char *, the last use */
    OPTION_FILE,      /* the same, a name that is not empty */
    OPTION_AFTER,     /* struct given_command: two words, a duration and the command */
    OPTION_LIST       /* struct string_list, commas split */
};

/* What a shell completes after the option. */
enum completes {
    COMPLETES_NOTHING,
    COMPLETES_FILE,
    COMPLETES_SIGNATURE, /* ids of signatures and clusters */
    COMPLETES_MEASURE,
    COMPLETES_FIELD,      /* from here on: fields, */
    COMPLETES_EXPRESSION, /* in tests, */
    COMPLETES_SHOWN,      /* and what else a line shows, */
    COMPLETES_COLUMN      /* and measures */
};

/* Where an option is explained, beside the manual. */
enum shown {
    SHOWN,        /* in the help of its commands */
    SHOWN_COMMON, /* named there; explained in the manual */
    SHOWN_MANUAL, /* nowhere else: seldom needed */
    SHOWN_TEST    /* nor offered by shells: for tests */
};

struct choice {
    const char *name; /* NULL ends a list */
    unsigned value;
};

struct option_row {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    const char *argument;
    const char *help; /* a few words: it stands on one screen with all others */
    enum option_kind kind;
    size_t offset;     /* of its member in struct options */
    unsigned commands; /* bit 1 << enum command_id */
    const struct choice *choices;
    enum completes completes;
    enum shown shown;
    bool adds_up;         /* the command line adds to the settings; else it takes their place */
    bool never_set;       /* not in the settings */
    bool followup;        /* which records are read, and as what: it goes with a command that shows more of
                            a report (followup.h) */
    const char *variable; /* of the environment, which says the same: it counts before the settings */
    const char *variable_means; /* the value that it stands for when it is set; NULL: its own */
    const char *standard;       /* what holds when it is not given, for people; NULL: help says it */
    const char *meant;          /* what one who gives a wrong choice may be looking for; NULL */
    const char *more;           /* a sentence or two more, for the manual; NULL: help says it all */
};

extern const struct option_row option_table[];
extern const size_t option_count;

/*
 * Fill `o` (zeroed or not) from the words after argv[0]. The first operand that names a command is the
 * command; "--" makes all that follows operands. False and `err` on an unknown option, one that the command
 * does not have, a missing or superfluous argument, or an argument of the wrong kind.
 */
MUST_CHECK bool options_parse(struct options *o, int argc, char **argv, struct err *err);
void options_free(struct options *o);

/*
 * The same in two steps, with settings in between: the words are read, and then the `n` uses of `settings`
 * that are of the command, and those of the words. One of the settings counts only when the words do not give
 * that option, unless it adds up. `settings` may go, but not the texts in it.
 */
MUST_CHECK bool options_begin(struct options *o, int argc, char **argv, struct err *err);
MUST_CHECK bool options_apply(struct options *o, const struct given *settings, size_t n, struct err *err);

/* Was the option `name` given on the command line? */
bool options_gave(const struct options *o, const char *name);
/* The last use of `row`; NULL: there is none. */
const struct given *options_source(const struct options *o, const struct option_row *row);
/* Was it given there, or in the settings? */
bool options_has(const struct options *o, const char *name);
/* Does the value of the option `name` come from the settings? */
bool options_settled(const struct options *o, const char *name);
/* Is `use` one that the settings give to all commands? */
bool options_everywhere(const struct given *use);
/* When `value` comes from the settings, set the place of `err` to where it stands. */
void options_locate(const struct options *o, const char *value, struct err *err);

/* True when `row` is an option of command `c`. */
bool option_applies(const struct option_row *row, enum command_id c);
/* May it be given more than once, each use adding to those before? */
bool option_repeats(const struct option_row *row);

#endif
