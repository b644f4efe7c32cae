/*
 * history: the last records of each row of a live screen, so that a person can walk from the row to them, and
 * beside them the last ones that are no errors (recent.h), which tell what a request did before it failed.
 * Bounded in records of a row, in rows, and in bytes of all; the oldest go first. It owns copies.
 */
#ifndef SIGTAIL_HISTORY_H
#define SIGTAIL_HISTORY_H

#include "cli/recent.h"
#include "match/matcher.h"
#include "run/run.h"

enum {
    HISTORY_RECORDS = 50,  /* of a row */
    HISTORY_AT_ONCE = 100, /* of all, between two calls of history_allow, ... */
    HISTORY_ALIKE = 2,     /* ... and then of each kind */
    HISTORY_KINDS = 256,
    HISTORY_ROWS = 512,
    HISTORY_RAW = 64 << 10,  /* bytes of a record's own; the rest is cut */
    HISTORY_BYTES = 8 << 20, /* of all errors, and as much of the rest */
    HISTORY_SIGNATURES = 4,
    HISTORY_KEY = 256
};

struct history_record {
    uint64_t number;    /* in the order they came */
    uint64_t raw_whole; /* bytes that the record had */
    int64_t time_ms;
    bool judged, passes; /* by the expression that was asked for last (history_replay.h) */
    int status;
    enum verdict class;
    uint32_t signatures[HISTORY_SIGNATURES];
    uint32_t signature_count;
    struct str raw; /* behind the struct, in one piece of memory */
};

struct history_row;

struct history {
    struct history_row *rows;
    size_t row_count;
    struct recent recent;
    uint64_t numbers, bytes;
    bool sparing;                 /* not all is kept that comes */
    uint32_t taken;               /* since history_allow */
    uint8_t alike[HISTORY_KINDS]; /* of each kind, since HISTORY_AT_ONCE were taken */
    size_t most_records;
};

void history_init(struct history *h, int64_t now_ms);
void history_free(struct history *h);

/*
 * From now on, until it is called again, only HISTORY_AT_ONCE errors and HISTORY_ALIKE of each kind are kept,
 * and so many bytes of other records: a flood costs no more to copy than a brook.
 */
void history_allow(struct history *h, size_t bytes);

/* Keep a copy of the error that `o` shows, in brief (run_config.brief). */
void history_add(struct history *h, const struct sink_record *o);

/* Keep the bytes of one that is no error, which came at `now_ms`; `trails`: it goes on about the record
 * before it. */
void history_add_clean(struct history *h, struct str raw, bool trails, int64_t now_ms);

/* What a row's records have in common. */
struct history_query {
    int signature;       /* index in the table; -1: not asked */
    int status;          /* unexplained records of this status; 0: not asked */
    struct str template; /* unexplained records whose message has this template; empty: not asked */
    bool passing;        /* only those that pass */
};

/* The records that `q` asks for, newest first, as many as `most`; returns how many. Good until history_add.
 */
size_t history_find(const struct history *h, const struct history_query *q, const struct history_record **out,
                    size_t most);
/* The bytes of any record with this number; *whole: how many it had. Empty when it is gone. */
struct str history_raw(const struct history *h, uint64_t number, uint64_t *whole);

/* Call `each` for every error. */
void history_each(const struct history *h, void (*each)(void *context, struct history_record *r),
                  void *context);

/* Does the masked message `key` have `template`, whose wildcards stand for any text? */
bool history_has_template(struct str template, struct str key);

#endif
