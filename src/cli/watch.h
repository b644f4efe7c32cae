/*
 * watch: a live log as a screen of rows: what is wrong, how much of it, how much of it now, and what is new.
 * A model of three parts: rows, counted anew from each report and with what came in a sliding window
 * (watch.c); what a person looks at (watch_keys.c); and the drawing of it into cells (watch_view.c). Times
 * are given, keys are given, cells come out: no terminal and no clock is touched.
 */
#ifndef SIGTAIL_WATCH_H
#define SIGTAIL_WATCH_H

#include "cli/history_replay.h"
#include "cli/screen_buffer.h"
#include "report/report.h"

enum {
    WATCH_STEPS = 60,
    WATCH_ID = 64,
    WATCH_EVENTS = 3,
    WATCH_TYPED = 128,
    WATCH_NEW_MS = 60000,
    WATCH_ROWS = 4096,
    WATCH_DEPTH = 8
};

/* A message is one of those of a status to be investigated; it has no line among the rows. */
enum watch_kind { WATCH_INCIDENT, WATCH_SIGNATURE, WATCH_STATUS, WATCH_MESSAGE, WATCH_CLUSTER };

struct watch_row {
    enum watch_kind kind;
    enum verdict class;
    char id[WATCH_ID];      /* of the signature, also of an incident, or cluster; the status */
    int status;             /* of a message; else 0 */
    size_t index, message;  /* in the report's array of its kind; of a message: of its status, and there */
    bool is_told_by_status; /* its status was news when it came, and names it as its example */
    bool there;             /* the last report has it; not: it slid out */
    uint64_t records, recent[WATCH_STEPS]; /* in all; in the window's steps, a ring */
    enum report_novelty novelty;           /* what a state says of it */
    int64_t since_ms;                      /* clock: when it was first seen here */
    int64_t first_ms, last_ms;             /* of its records; NO_TIME: not known */
};

enum watch_sort { SORT_COUNT, SORT_RATE, SORT_LAST, SORT_NEW, SORT_KINDS };
enum watch_place { PLACE_ROWS, PLACE_ROW, PLACE_RECORD, PLACE_TRACE, PLACE_DRAFT, PLACE_HELP };

/* A line of a page that is scrolled: one of a row's facts, or of a record. */
struct watch_line {
    size_t at, n; /* in watch.text */
    enum role role;
    uint64_t record; /* number of the kept record that Enter opens; 0: none */
};

/* What was typed on the last line. */
struct watch_input {
    char p[WATCH_TYPED];
    size_t n;
};

/* A place that was left for another one, and where one was there. */
struct watch_spot {
    enum watch_place place;
    size_t cursor, top;
};

/* Which page was made, when so many records had been kept. */
struct watch_told {
    enum watch_place place;
    uint64_t numbers;
    size_t width;
};

struct watch_event {
    enum report_novelty novelty;
    int64_t now_ms, unix_ms;
    char text[160];
};

struct watch {
    /* what is shown */
    struct report *report; /* the last one; owned */
    struct watch_row *rows;
    size_t row_count, row_cap;
    struct history history;
    struct watch_event events[WATCH_EVENTS]; /* the newest last */
    size_t event_count;
    /* time */
    int64_t window_ms, first_step, step;          /* number of the step under way, of the clock */
    int64_t unix_ms;                              /* Unix time of the last update */
    int64_t begun_ms, arrived_ms, longest_gap_ms; /* clock: start, last record, longest silence before it */
    uint64_t records, recent[WATCH_STEPS];
    bool slides;         /* rows that a report no longer has may come back */
    bool bell;           /* something new came since the last watch_rang() */
    bool finished;       /* the log has ended: nothing goes on */
    const char *awaited; /* a followed file that is not there; NULL: all are */
    /* what a person looks at */
    enum watch_place place;
    struct watch_spot back[WATCH_DEPTH]; /* where Escape leads to, the last one first to go */
    size_t depth;
    char chosen[WATCH_ID];
    enum watch_kind chosen_kind;
    uint64_t record;           /* number of the kept record that is open */
    char request[WATCH_TYPED]; /* that is open */
    size_t request_n;
    size_t cursor, top; /* of a page; top: first line shown */
    unsigned hidden;    /* classes that are not shown, bit 1 << enum verdict */
    enum watch_sort sort;
    struct watch_input filter,
        where;                  /* rows with this text; with a kept record that passes this expression */
    struct watch_input *typing; /* which of them is being typed; NULL: neither */
    bool paused;
    char note[160];     /* an answer to the last key */
    struct err trouble; /* what failed beside the log: a command that was to tell of it */
    /* the page */
    struct buf text;
    struct watch_line *lines;
    size_t line_count, line_cap;
    unsigned page_height; /* lines that were shown last */
    const struct rules *rules;
    const struct string_list *extracts;    /* of --extract, for `where`; NULL: none */
    const struct zone *read_in, *shown_in; /* of times that say no zone; of those that are shown. NULL: UTC */
    struct watch_told told;                /* what w->lines are of */
    const void *bare;                      /* row of the report whose secrets were taken out */
    const struct secrets *secrets;         /* that are not shown; NULL: all is */
};

/* `now_ms` is the clock's; `window_ms` is cut into WATCH_STEPS steps. */
void watch_init(struct watch *w, const struct rules *rules, int64_t window_ms, int64_t now_ms);
void watch_free(struct watch *w);

/* Take `r`, which is from now on the watch's; records beyond those of the last report came now. */
void watch_update(struct watch *w, struct report *r, int64_t now_ms, int64_t unix_ms);
/* The same of a report that others have left since the last one, and none came. */
void watch_slid(struct watch *w, struct report *r, int64_t now_ms, int64_t unix_ms);
/* Let the window go on to `now_ms` when nothing came. */
void watch_advance(struct watch *w, int64_t now_ms);

/* Records of `recent` in the window; in a minute of it, as far as it has been watched. */
uint64_t watch_in_window(const uint64_t *recent);
double watch_rate(const struct watch *w, const uint64_t *recent, int64_t now_ms);
/* 1: the last fifth of the window has clearly more than the rest of it; -1: clearly less. */
int watch_trend(const struct watch *w, const uint64_t *recent);
/* How long nothing came; *unusual: longer than ever before in this log, and than half a minute. */
int64_t watch_silence(const struct watch *w, int64_t now_ms, bool *unusual);
/* Is it to stand first: it came within the last minute, and a state, where there is one, did not know it? */
bool watch_is_new(const struct watch_row *row, int64_t now_ms);
/* "NEW", "BACK", "REGR"; NULL: it is no news. Where there is a state these stay, else for a minute. */
const char *watch_mark(const struct watch_row *row, int64_t now_ms);

/* The rows of section `class` that are to be shown, in order; returns how many. `out` has room for row_count.
 */
size_t watch_section(const struct watch *w, enum verdict class, int64_t now_ms, const struct watch_row **out);
/* The chosen row, or NULL when it is gone. */
const struct watch_row *watch_chosen(const struct watch *w);
/* What is asked for to find the kept records of `row`. */
struct history_query watch_history_query(const struct watch *w, const struct watch_row *row);
/* How its kept records are read. */
struct replay_context watch_replay_context(const struct watch *w);
/* Append the clock at `ms`, `n` characters of hh:mm:ss.mmm; nothing when it is not known. */
void watch_clock(const struct watch *w, int64_t ms, size_t n, struct buf *out);
struct str watch_name(const struct watch *w, const struct watch_row *row);
/* The row of the report that a row of kind WATCH_INCIDENT or WATCH_SIGNATURE is of. */
struct report_signature *watch_signature(const struct watch *w, const struct watch_row *row);
/* Append it as it may be shown: without secrets, of an incident as "incident: id". */
void watch_shown_name(const struct watch *w, const struct watch_row *row, struct buf *out);

/*
 * Ask the kept records that came since whether they pass the expression that was typed, if one was. False
 * when it is none: w->note says why.
 */
bool watch_ask(struct watch *w);

/* A key was pressed. False: the person wants no more. */
bool watch_key(struct watch *w, uint32_t key, int64_t now_ms);

/* Draw into cells of this size. */
void watch_draw(struct watch *w, struct screen_buffer *b, unsigned width, unsigned height, int64_t now_ms);

/* Fill w->lines for the page at hand, for lines of `width`. */
void watch_page(struct watch *w, size_t width, int64_t now_ms);

#endif
