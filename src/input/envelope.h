/*
 * envelope: the JSON around the rows of a saved query result. Rows are records of their own, framed one by
 * one, so a result may be of any size; what stands around them is walked over here, token by token.
 *
 * The results that are known by the keys on the way to their rows:
 *   ClickHouse's JSON, which Tinybird answers in     {"meta": [...], "data": [ROWS], ...}
 *   wrangler d1 execute --json                       [{"results": [ROWS], ...}]
 *   Cloudflare's API: Workers Observability          {"result": {"events": {"events": [ROWS]},
 *                                                                "calculations": [{"aggregates": [ROWS]}]}}
 *                                                     {"result": {"invocations": {ID: [ROWS], ...}}, ...}
 *   D1                                                {"result": [{"results": [ROWS]}], ...}
 *   OpenTelemetry's JSON    {"resourceLogs": [{"resource": ..., "scopeLogs": [{"logRecords": [ROWS]}]}]}
 *   Elasticsearch           {"hits": {"hits": [ROWS]}, ...}
 *   CloudWatch              {"events": [ROWS], ...} of the CLI; {"messageType": ..., "logEvents": [ROWS]} of
 *                           a subscription
 *   Cloud Logging           {"entries": [ROWS], ...}
 *   CloudTrail              {"Records": [ROWS]}
 *   Supabase                {"result": [ROWS], "error": ...}
 *   Datadog                 {"data": [{"id": ..., "attributes": ...}], ...}
 */
#ifndef SIGTAIL_ENVELOPE_H
#define SIGTAIL_ENVELOPE_H

#include "base/str.h"

/* The deepest rows known stand under six brackets (OpenTelemetry); what is deeper is walked over, but holds
 * none. */
enum { ENVELOPE_DEPTH = 8, ENVELOPE_SERVICE = 47, ENVELOPE_LEVEL = 15 };

/* Zeroed: in no envelope. */
struct envelope {
    uint32_t depth;               /* brackets open, that of the rows included */
    bool arrays;                  /* the rows are arrays */
    bool rows;                    /* at a row, behind one, or at the end of the rows */
    bool in_array;                /* it is an element of a top-level array */
    bool meta;                    /* there was a key "meta" at the top */
    uint8_t key;                  /* the key seen last; a value follows */
    uint8_t path[ENVELOPE_DEPTH]; /* the keys that the open brackets stand under */
    bool keyed;                   /* there was a key at the top */
    bool leads;                   /* the key seen last at the top is the first there */
    bool names_service;           /* the next string that is no key is the service of the rows that follow */
    bool names_level;             /* or the level of those that say none themselves */
    uint8_t service_n, level_n;
    char service[ENVELOPE_SERVICE], level[ENVELOPE_LEVEL];
};

enum envelope_stop {
    ENVELOPE_ROWS, /* behind the bracket that opens rows */
    ENVELOPE_END,  /* behind the last bracket */
    ENVELOPE_MORE, /* `in` ended; what is left of it is the start of a token */
    ENVELOPE_BAD   /* no JSON */
};

/* Walk on over `in`; *used is how far. Not while e->rows. */
MUST_CHECK enum envelope_stop envelope_walk(struct envelope *e, struct str in, size_t *used);

/* The service that the envelope names for the rows that e is at; empty: none. */
static inline struct str envelope_service(const struct envelope *e)
{
    return str_of(e->service, e->service_n);
}

/* The level that it names for them (Loki's label), where they say none; empty: none. */
static inline struct str envelope_level(const struct envelope *e)
{
    return str_of(e->level, e->level_n);
}

/* The rows that e is in have ended. */
void envelope_end_rows(struct envelope *e);

/* False when the object at the start of `value` is no envelope, by its first key. */
bool envelope_maybe(struct str value);

#endif
