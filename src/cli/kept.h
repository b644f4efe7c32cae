/*
 * kept: the last records of each row of a live screen, so that a person can walk from the row to them, and
 * beside them the last ones that are no errors (recent.h), which tell what a request did before it failed.
 * Bounded in records of a row, in rows, and in bytes of all; the oldest go first. It owns copies.
 */
#ifndef SIGTAIL_KEPT_H
#define SIGTAIL_KEPT_H

#include "cli/recent.h"
#include "match/matcher.h"
#include "run/run.h"

enum {
    KEPT_RECORDS = 50,  /* of a row */
    KEPT_AT_ONCE = 100, /* of all, between two calls of kept_allow, ... */
    KEPT_ALIKE = 2,     /* ... and then of each kind */
    KEPT_KINDS = 256,
    KEPT_ROWS = 512,
    KEPT_RAW = 64 << 10,  /* bytes of a record's own; the rest is cut */
    KEPT_BYTES = 8 << 20, /* of all errors, and as much of the rest */
    KEPT_SIGNATURES = 4,
    KEPT_KEY = 256
};

struct kept_record {
    uint64_t number;    /* in the order they came */
    uint64_t raw_whole; /* bytes that the record had */
    int64_t time_ms;
    bool judged, passes; /* by the expression that was asked for last (asked_again.h) */
    int status;
    enum verdict class;
    uint32_t signatures[KEPT_SIGNATURES];
    uint32_t signature_count;
    struct str raw; /* behind the struct, in one piece of memory */
};

struct kept_row;

struct kept {
    struct kept_row *rows;
    size_t row_count;
    struct recent recent;
    uint64_t numbers, bytes;
    bool sparing;              /* not all is kept that comes */
    uint32_t taken;            /* since kept_allow */
    uint8_t alike[KEPT_KINDS]; /* of each kind, since KEPT_AT_ONCE were taken */
    size_t most_records;
};

void kept_init(struct kept *k, int64_t now_ms);
void kept_free(struct kept *k);

/*
 * From now on, until it is called again, only KEPT_AT_ONCE errors and KEPT_ALIKE of each kind are kept, and
 * so many bytes of other records: a flood costs no more to copy than a brook.
 */
void kept_allow(struct kept *k, size_t bytes);

/* Keep a copy of the error that `o` shows, in brief (run_config.brief). */
void kept_add(struct kept *k, const struct outcome *o);

/* Keep the bytes of one that is no error, which came at `now_ms`; `trails`: it goes on about the record
 * before it. */
void kept_add_clean(struct kept *k, struct str raw, bool trails, int64_t now_ms);

/* What a row's records have in common. */
struct kept_question {
    int signature;       /* index in the table; -1: not asked */
    int status;          /* unexplained records of this status; 0: not asked */
    struct str template; /* unexplained records whose message has this template; empty: not asked */
    bool passing;        /* only those that pass */
};

/* The records that `q` asks for, newest first, as many as `most`; returns how many. Good until kept_add. */
size_t kept_find(const struct kept *k, const struct kept_question *q, const struct kept_record **out,
                 size_t most);
/* The bytes of any record with this number; *whole: how many it had. Empty when it is gone. */
struct str kept_raw(const struct kept *k, uint64_t number, uint64_t *whole);

/* Call `each` for every error. */
void kept_each(const struct kept *k, void (*each)(void *context, struct kept_record *r), void *context);

/* Does the masked message `key` have `template`, whose wildcards stand for any text? */
bool kept_has_template(struct str template, struct str key);

#endif
