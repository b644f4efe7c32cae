/*
 * baseline: what was ever seen somewhere: each signature, its incidents, status and cluster of unknown errors
 * with when and how often, and what people decided about it. A value of plain data: it is read from the bytes
 * of a file and written to them (who owns the file is cli/state_file.h), learns from reports, is added up,
 * and says of a report what is new in it.
 *
 * Bounded: BASELINE_ROWS rows (of more, those that nobody decided about and that were not seen for longest
 * go), the last BASELINE_DAYS days of each.
 */
#ifndef SIGTAIL_BASELINE_H
#define SIGTAIL_BASELINE_H

#include "report/redaction.h"
#include "report/render.h"

enum { BASELINE_ROWS = 20000, BASELINE_DAYS = 31, BASELINE_HOURS = 24, BASELINE_TITLE = 200 };

enum baseline_kind {
    BASELINE_SIGNATURE,
    BASELINE_STATUS,
    BASELINE_CLUSTER,
    BASELINE_INCIDENT,
    BASELINE_KINDS
};

/* The records of a row by day and hour. */
struct baseline_counts {
    int64_t last_day;               /* since 1970-01-01, UTC */
    uint32_t day[BASELINE_DAYS];    /* records of it, of the day before it, ... */
    uint32_t hours[BASELINE_HOURS]; /* at each hour of the day, in the minutes that baseline.watched says */
};

/* What somebody decided about a row. */
struct baseline_decision {
    int64_t acked_ms; /* when; NO_TIME: it was not acknowledged */
    int64_t until_ms; /* NO_TIME: for good */
    double below;     /* records an hour from which on it counts nonetheless; 0: never */
    struct str why;
    int64_t resolved_ms; /* NO_TIME: not */
};

#define BASELINE_UNDECIDED                                                                                   \
    ((struct baseline_decision){.acked_ms = NO_TIME, .until_ms = NO_TIME, .resolved_ms = NO_TIME})

struct baseline_row {
    enum baseline_kind kind;
    struct str id, title; /* the status; the template of a cluster */
    enum verdict class;
    int64_t first_ms, last_ms; /* NO_TIME: decided about, but never seen */
    uint64_t records;
    uint64_t days; /* on which it was seen, also those that its counts have no more */
    struct baseline_counts
        *counts; /* NULL: as they stand in the file, in `counts_text` (baseline_look, baseline_own) */
    struct str counts_text;
    struct baseline_decision decision;
};

struct baseline {
    struct arena arena;
    struct buf text;           /* what it was read from: rows point there */
    struct baseline_row *rows; /* by kind, then id */
    size_t n, cap;
    uint64_t watched[BASELINE_HOURS]; /* minutes of which something is known, at each hour of the day */
};

void baseline_free(struct baseline *b);

/* For qsort: as baseline.rows are. */
int baseline_order(const void *a, const void *b);
/* The hour of the day that `ms` is in, UTC. */
size_t baseline_hour(int64_t ms);
/* "signature", "status", "cluster", "incident". */
const char *baseline_kind_name(enum baseline_kind kind);

/* The row, or NULL. Good until a row is added. */
struct baseline_row *baseline_find(const struct baseline *b, enum baseline_kind kind, struct str id);
/*
 * The row that a cluster of this template is of: that of its id, else one whose template is more general by
 * words alone, for a template becomes so with the records that it is of.
 */
struct baseline_row *baseline_cluster(const struct baseline *b, struct str id, struct str template);
/* The same, made when there is none; `id` is copied. Others move. */
struct baseline_row *baseline_row(struct baseline *b, enum baseline_kind kind, struct str id);
/* Its counts, to be read (in `room`, unless it has its own), or to be changed. */
const struct baseline_counts *baseline_look(const struct baseline_row *row, struct baseline_counts *room);
struct baseline_counts *baseline_own(struct baseline *b, struct baseline_row *row);
/* What is said of a row as text: copied. */
struct str baseline_text(struct baseline *b, struct str text);

/* --- as bytes --- */

/* Append `b` as the text of a file, without rows that were neither seen nor decided about. */
void baseline_write(const struct baseline *b, struct buf *out);
/* Does `text` begin as one that baseline_write wrote, in the version that is read? */
bool baseline_begins(struct str text);
/* Fill `b` (zeroed) from such a text, whose bytes are its own from now on. False when it is none, or not
 * whole. */
MUST_CHECK bool baseline_read(struct baseline *b, struct buf *text);

/* --- learning --- */

/* How much of what a report shows is added to what is known. */
enum baseline_how {
    BASELINE_LARGEST, /* a saved log, which may be read again: a day has what most records are of */
    BASELINE_MORE     /* a live one: all that came since the report before */
};

/*
 * Fill `b` (zeroed) with what `r` shows, without its secrets. `now_ms`: when rows that have no time were
 * seen. Hours and minutes only where the report's steps tell them.
 */
void baseline_of_report(struct baseline *b, const struct report *r, const struct secrets *secrets,
                        int64_t now_ms);
/*
 * What came since `before`, of the same live log, was filled: `b` is left with that. Its hours are that of
 * `now_ms`, `minutes` of which were watched.
 */
void baseline_since(struct baseline *b, const struct baseline *before, int64_t now_ms, uint64_t minutes);
/* Add `from`. */
void baseline_add(struct baseline *into, const struct baseline *from, enum baseline_how how);

/* --- telling --- */

/*
 * Say of each row of `r` what is known of it (report_known), and fold acknowledged clusters into what is
 * expected. `b` must outlive `r`. Nothing is new to who knows nothing.
 */
void baseline_mark(const struct baseline *b, struct report *r, const struct secrets *secrets, int64_t now_ms);
/* Did somebody acknowledge or resolve it? */
bool baseline_decided(const struct baseline_row *row);
/* Is the row acknowledged at `now_ms`, whatever its rate? */
bool baseline_acked(const struct baseline_row *row, int64_t now_ms);

/* Append a table of what is known, last seen first, what is expected at its end, `style->top` rows of it; or
 * all as a JSON array. */
void render_baseline(const struct baseline *b, int64_t now_ms, const struct style *style, struct buf *out);
void render_baseline_json(const struct baseline *b, int64_t now_ms, struct buf *out);

#endif
