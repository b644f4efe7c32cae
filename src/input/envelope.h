/*
 * envelope: the JSON around the rows of a saved query result. Rows are records of their own, framed one by
 * one, so a result may be of any size; what stands around them is walked over here, token by token.
 *
 * The results that are known by the keys on the way to their rows:
 *   ClickHouse's JSON, which Tinybird answers in     {"meta": [...], "data": [ROWS], ...}
 *   wrangler d1 execute --json                       [{"results": [ROWS], ...}]
 *   Cloudflare's API: Workers Observability          {"result": {"events": {"events": [ROWS]},
 *                                                                "calculations": [{"aggregates": [ROWS]}]},
 * ...} D1                             {"result": [{"results": [ROWS]}], ...}
 */
#ifndef SIGTAIL_ENVELOPE_H
#define SIGTAIL_ENVELOPE_H

#include "base/str.h"

enum { ENVELOPE_DEPTH = 6 };

/* Zeroed: in no envelope. */
struct envelope {
    uint32_t depth;               /* brackets open, that of the rows included */
    bool rows;                    /* at a row, behind one, or at the end of the rows */
    bool in_array;                /* it is an element of a top-level array */
    bool meta;                    /* there was a key "meta" at the top */
    uint8_t key;                  /* the key seen last; a value follows */
    uint8_t path[ENVELOPE_DEPTH]; /* the keys that the open brackets stand under */
};

enum envelope_stop {
    ENVELOPE_ROWS, /* behind the bracket that opens rows */
    ENVELOPE_END,  /* behind the last bracket */
    ENVELOPE_MORE, /* `in` ended; what is left of it is the start of a token */
    ENVELOPE_BAD   /* no JSON */
};

/* Walk on over `in`; *used is how far. Not while e->rows. */
MUST_CHECK enum envelope_stop envelope_walk(struct envelope *e, struct str in, size_t *used);

/* The rows that e is in have ended. */
void envelope_end_rows(struct envelope *e);

/* False when the object at the start of `value` is no envelope, by its first key. */
bool envelope_maybe(struct str value);

#endif
