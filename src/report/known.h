/*
 * known: what was ever seen somewhere: each signature, status and cluster of unknown errors with when and how
 * often, and what people decided about it. A value of plain data: it is read from the bytes of a file and
 * written to them (who owns the file is cli/state_file.h), learns from reports, is added up, and says of a
 * report what is new in it.
 *
 * Bounded: KNOWN_ROWS rows (of more, those that nobody decided about and that were not seen for longest go),
 * the last KNOWN_DAYS days of each.
 */
#ifndef SIGTAIL_KNOWN_H
#define SIGTAIL_KNOWN_H

#include "report/redaction.h"
#include "report/render.h"

enum { KNOWN_ROWS = 20000, KNOWN_DAYS = 31, KNOWN_HOURS = 24, KNOWN_TITLE = 200 };

enum known_kind { KNOWN_SIGNATURE, KNOWN_STATUS, KNOWN_CLUSTER, KNOWN_KINDS };

/* The records of a row by day and hour. */
struct known_counts {
    int64_t last_day;            /* since 1970-01-01, UTC */
    uint32_t day[KNOWN_DAYS];    /* records of it, of the day before it, ... */
    uint32_t hours[KNOWN_HOURS]; /* at each hour of the day, in the minutes that known.watched says */
};

/* What somebody decided about a row. */
struct known_decision {
    int64_t acked_ms; /* when; NO_TIME: it was not acknowledged */
    int64_t until_ms; /* NO_TIME: for good */
    double below;     /* records an hour from which on it counts nonetheless; 0: never */
    struct str why;
    int64_t resolved_ms; /* NO_TIME: not */
};

#define KNOWN_UNDECIDED                                                                                      \
    ((struct known_decision){.acked_ms = NO_TIME, .until_ms = NO_TIME, .resolved_ms = NO_TIME})

struct known_row {
    enum known_kind kind;
    struct str id, title; /* the status; the template of a cluster */
    enum verdict class;
    int64_t first_ms, last_ms; /* NO_TIME: decided about, but never seen */
    uint64_t records;
    uint64_t days; /* on which it was seen, also those that its counts have no more */
    struct known_counts
        *counts; /* NULL: as they stand in the file, in `counts_text` (known_look, known_own) */
    struct str counts_text;
    struct known_decision decision;
};

struct known {
    struct arena arena;
    struct buf text;        /* what it was read from: rows point there */
    struct known_row *rows; /* by kind, then id */
    size_t n, cap;
    uint64_t watched[KNOWN_HOURS]; /* minutes of which something is known, at each hour of the day */
};

void known_free(struct known *k);

/* For qsort: as known.rows are. */
int known_order(const void *a, const void *b);
/* The hour of the day that `ms` is in, UTC. */
size_t known_hour(int64_t ms);
/* "signature", "status", "cluster". */
const char *known_kind_name(enum known_kind kind);

/* The row, or NULL. Good until a row is added. */
struct known_row *known_find(const struct known *k, enum known_kind kind, struct str id);
/*
 * The row that a cluster of this template is of: that of its id, else one whose template is more general by
 * words alone, for a template becomes so with the records that it is of.
 */
struct known_row *known_cluster(const struct known *k, struct str id, struct str template);
/* The same, made when there is none; `id` is copied. Others move. */
struct known_row *known_row(struct known *k, enum known_kind kind, struct str id);
/* Its counts, to be read (in `room`, unless it has its own), or to be changed. */
const struct known_counts *known_look(const struct known_row *row, struct known_counts *room);
struct known_counts *known_own(struct known *k, struct known_row *row);
/* What is said of a row as text: copied. */
struct str known_text(struct known *k, struct str text);

/* --- as bytes --- */

/* Append `k` as the text of a file, without rows that were neither seen nor decided about. */
void known_write(const struct known *k, struct buf *out);
/* Does `text` begin as one that known_write wrote, in the version that is read? */
bool known_begins(struct str text);
/* Fill `k` (zeroed) from such a text, whose bytes are its own from now on. False when it is none, or not
 * whole. */
MUST_CHECK bool known_read(struct known *k, struct buf *text);

/* --- learning --- */

/* How much of what a report shows is added to what is known. */
enum known_how {
    KNOWN_LARGEST, /* a saved log, which may be read again: a day has what most records are of */
    KNOWN_MORE     /* a live one: all that came since the report before */
};

/*
 * Fill `k` (zeroed) with what `r` shows, without its secrets. `now_ms`: when rows that have no time were
 * seen. Hours and minutes only where the report's steps tell them.
 */
void known_of_report(struct known *k, const struct report *r, const struct secrets *secrets, int64_t now_ms);
/*
 * What came since `before`, of the same live log, was filled: `k` is left with that. Its hours are that of
 * `now_ms`, `minutes` of which were watched.
 */
void known_since(struct known *k, const struct known *before, int64_t now_ms, uint64_t minutes);
/* Add `from`. */
void known_add(struct known *into, const struct known *from, enum known_how how);

/* --- telling --- */

/*
 * Say of each row of `r` what is known of it (report_known), and fold acknowledged clusters into what is
 * expected. `k` must outlive `r`. Nothing is new to who knows nothing.
 */
void known_mark(const struct known *k, struct report *r, const struct secrets *secrets, int64_t now_ms);
/* Did somebody acknowledge or resolve it? */
bool known_decided(const struct known_row *row);
/* Is the row acknowledged at `now_ms`, whatever its rate? */
bool known_acked(const struct known_row *row, int64_t now_ms);

/* Append a table of what is known, last seen first, what is expected at its end, `style->top` rows of it; or
 * all as a JSON array. */
void render_known(const struct known *k, int64_t now_ms, const struct style *style, struct buf *out);
void render_known_json(const struct known *k, int64_t now_ms, struct buf *out);

#endif
