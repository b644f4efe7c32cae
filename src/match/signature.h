/*
 * signature: what is known about errors, and where it is read from. A `struct table` holds the signatures,
 * the status and model tables and the field paths of all loaded files; it is filled once, immutable after
 * rules_compile(), and shared by every pipeline. It never sees a record.
 *
 * Files are YAML (libyaml), format in patterns/schema.json; the shipped ones are read when the program is
 * built (match/frozen.h). They load in the order given; a later entry of the same id (code, name) overrides
 * the keys that it names; paths of a later file's field stand before those of earlier ones.
 */
#ifndef SIGTAIL_SIGNATURE_H
#define SIGTAIL_SIGNATURE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/location.h"

/* How a record is judged. Also the order of the report. */
enum verdict { CLASS_INVESTIGATE, CLASS_EXPECTED, CLASS_UNKNOWN, CLASS_CLEAN, CLASS_COUNT };

/* "investigate", ...; a static string. */
const char *class_name(enum verdict c);
/* The class called `name`, or CLASS_COUNT. */
enum verdict class_named(struct str name);

/* Which of a class comes first: high before normal before low. */
enum severity_class { SEVERITY_NORMAL, SEVERITY_HIGH, SEVERITY_LOW, SEVERITY_COUNT };

/* "high", ...; a static string. */
const char *severity_name(enum severity_class s);
/* The severity called `name`, or SEVERITY_COUNT. */
enum severity_class severity_called(struct str name);

/* In which records a signature is looked for: in all, or in those that are errors whatever explains them. */
enum scope { SCOPE_ALL, SCOPE_ERRORS, SCOPE_COUNT };

struct regex;
struct level_table;

/* A named group of a regex. */
struct group_name {
    struct str name;
    unsigned number;
};

struct pattern {
    struct str source; /* as written: a regex, a filter expression or a path */
    struct location at;
    struct regex *regex;       /* the table's own, where it is one */
    struct group_name *groups; /* of the regex, in order of their numbers */
    size_t group_count;
    uint32_t shipped; /* 1 + its number among all that stood under `match` when they were frozen; 0: none */
    enum scope scope; /* under `match`: its own, SCOPE_COUNT for its signature's */
    unsigned step;    /* of its signature's correlation, from 1; 0: it is one of `match` */
};

struct example_capture {
    struct str name, value;
};

struct example {
    struct str text;
    struct str template;              /* of a sample of a mask: what it becomes */
    struct example_capture *captures; /* what it must capture; may be none */
    size_t capture_count;
    struct location at;
};

/* What makes several records an incident. */
enum correlation_kind {
    CORRELATION_NONE,
    CORRELATION_COUNT,    /* so many of the signature's records, or of those of the one step, within a time */
    CORRELATION_UNLESS,   /* one of the signature's, unless a record of the one step follows */
    CORRELATION_SEQUENCE, /* records of all steps, in their order */
    CORRELATION_KINDS
};

enum { CORRELATION_MIN = 1000, CORRELATION_STEPS = 8, CORRELATION_MS = 24 * 60 * 60 * 1000 };

struct correlation {
    enum correlation_kind kind;
    uint32_t min; /* records, 2 to CORRELATION_MIN */
    uint32_t within_ms;
    struct str by; /* the capture or field that has one value in all of them; empty: whatever they have */
};

/* Its key in a signature file: "count", ...; a static string. */
const char *correlation_key(enum correlation_kind k);

struct signature {
    struct str id, title;
    enum verdict class; /* CLASS_INVESTIGATE or CLASS_EXPECTED */
    enum severity_class severity;
    enum scope scope;
    bool fallback;         /* it counts only where no other matches; then its scope is SCOPE_ERRORS */
    struct pattern *match; /* any of them matches; YAML: a string or a list. None: it looks at fields alone,
                              of records of SCOPE_ERRORS. Behind them, those of its correlation's steps */
    size_t match_count;
    struct correlation correlation;
    struct pattern *steps; /* the last ones of `match` */
    size_t step_count;
    struct pattern *unless; /* any of them, on any text of the record, vetoes */
    size_t unless_count;
    struct pattern *where; /* filter expressions (the language of --where); all must hold */
    size_t where_count;
    struct str *group; /* captures or fields broken down in the report */
    size_t group_count;
    struct str cause, impact, fix; /* "" when not given */
    struct str *refs;
    size_t ref_count;
    struct example *examples, *counterexamples;
    size_t example_count, counterexample_count;
    struct example *incidents, *no_incidents; /* lines of a log that its correlation is found in, and not */
    size_t incident_count, no_incident_count;
    struct location at;
};

/* In which records `p`, one of s->match, is looked for. */
static inline enum scope pattern_scope(const struct signature *s, const struct pattern *p)
{
    return p->scope == SCOPE_COUNT ? s->scope : p->scope;
}

struct status_row {
    int code;
    enum verdict class;
    struct str meaning, fix;
    struct location at;
};

struct model_row {
    struct str name, backend, issues;
    struct location at;
};

/* One canonical field and the raw paths that feed it, best first (grammar in patterns/fields.yaml). */
struct field_row {
    struct str field;
    struct pattern *paths;
    size_t path_count;
    struct location at;
};

/* A regex that others name as {{name}}. */
struct part_row {
    struct str name, regex;
};

/* A format of lines of text: regexes whose captures are fields (record/line_format.h). */
struct format_row {
    struct str name;
    struct pattern *match; /* any of them matches */
    size_t match_count;
    struct str *starts, *holds; /* what its lines begin with, and what they hold */
    size_t start_count, hold_count;
    struct str duration_unit; /* of durations that do not name theirs; empty: ms */
    struct str level;         /* of lines that name none themselves; empty: none */
    struct example *samples, *counterexamples;
    size_t sample_count, counterexample_count;
    unsigned layer; /* number of the file that it was last named in; those of later files are tried first */
    struct location at;
};

enum { MASK_NAME = 16 }; /* bytes of a mask's name at the most */

/* Is `name` one that a mask may have: small letters, digits and _, a letter first? */
bool mask_is_name(struct str name);

/* A part of messages that becomes a wildcard of its own, <*name>. */
struct mask_row {
    struct str name;
    struct pattern *match; /* any of them matches */
    size_t match_count;
    struct example *samples, *counterexamples;
    size_t sample_count, counterexample_count;
    struct location at;
};

enum { NO_ROW = UINT8_MAX };

struct frozen;

struct table {
    const struct frozen *frozen; /* what the shipped signatures thawed from (match/frozen.h); NULL: none */
    bool changed;                /* since then: there are others, or not all */
    bool examples_wait;          /* those of what is shipped: table_examples() reads them */
    struct arena arena;          /* owns all texts and lists below; the rows themselves are malloc'ed */
    struct signature *signatures;
    size_t signature_count, signature_cap;
    size_t shipped_count; /* the first ones, which are built in */
    struct status_row *statuses;
    size_t status_count, status_cap;
    uint8_t status_slots[1000]; /* 1 + index of a code's row, NO_ROW for none; 0: search (before
                                   table_index_statuses) */
    struct model_row *models;
    size_t model_count, model_cap;
    struct field_row *fields;
    size_t field_count, field_cap;
    struct format_row *formats;
    size_t format_count, format_cap;
    struct mask_row *masks; /* of files that were read: none is built in */
    size_t mask_count, mask_cap;
    struct part_row *parts; /* of files that were read; those that are built in have none left */
    size_t part_count, part_cap;
    unsigned layers;           /* files so far */
    unsigned documents;        /* in them, without empty ones */
    struct pattern *user_text; /* names of keys whose quoted values are users' own words */
    size_t user_text_count;
    struct pattern *good_news; /* what says, in a record that is no error, that a known error is none */
    size_t good_news_count;
    struct pattern *recovered; /* and what says that it is over */
    size_t recovered_count;
    struct level_table *levels;    /* words of levels, beside those that are compiled in; NULL: none */
    struct secrets_maker *secrets; /* what is known of secrets beside what is compiled in; NULL: nothing */
    struct regex **regexes;        /* of all patterns, also of those that were overridden */
    size_t regex_count, regex_cap;
};

void table_init(struct table *t);
void table_free(struct table *t);

/*
 * Add the signature file `text` (called `file` in messages and in struct location; both are copied) to `t`.
 * False and `err` with file, line and column on: YAML that does not parse (a tab as indentation included), an
 * unknown key ("did you mean"), a missing or empty required key, a wrong type, an id not of [a-z0-9-], an id
 * twice in one file, a class or status that is none, a regex that does not compile, more named captures than
 * a hit holds, a group that is no capture of the signature and no field, a path that follows no grammar. What
 * `t` then holds is incomplete: free it.
 */
MUST_CHECK bool table_load(struct table *t, const char *file, struct str text, struct err *err);

/* From here on examples, counterexamples and samples are in `t`, also those that are built in. By one thread.
 */
void table_examples(const struct table *t);

/* Does its id or title have `word`, without regard to case, or is it the name of its class? */
bool signature_has(const struct signature *s, struct str word);

/* After the last row was added, by hand: let table_status() find fast. */
void table_index_statuses(struct table *t);

/* What a signature (nothing when there is none of that id), or a status, counts as from now on. */
void table_judge_signature(struct table *t, struct str id, enum verdict class);
void table_judge_status(struct table *t, int code, enum verdict class);

/* The row of `id` / `code` / `name`, or NULL. */
const struct signature *table_signature(const struct table *t, struct str id);
const struct status_row *table_status(const struct table *t, int code);
const struct model_row *table_model(const struct table *t, struct str name);
const struct format_row *table_format(const struct table *t, struct str name);
const struct mask_row *table_mask(const struct table *t, struct str name);

struct line_formats;
/* The formats as decoders want them: those of later files first. They point into `t`; free them. */
void table_formats(const struct table *t, struct line_formats *f);

#endif
