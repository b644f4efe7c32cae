/*
 * recent: the bytes of the last records that are no errors, so that a request can be told whole. A ring of
 * bytes and of at most 65,536 records, the oldest go first; what comes faster than it is allowed to is left
 * out, and it is known since when none was.
 */
#ifndef SIGTAIL_RECENT_H
#define SIGTAIL_RECENT_H

#include "base/str.h"

struct recent_record {
    uint64_t number; /* in the order they came */
    int64_t arrived_ms;
    size_t at, n;   /* in the ring */
    bool continues; /* it goes on about the record before it */
};

struct recent {
    size_t bytes_most;       /* size of the ring */
    char *bytes;             /* NULL until the first record comes */
    size_t at;               /* where the next one goes */
    struct recent_record *v; /* a ring of its own, from `first` on */
    size_t first, count, cap;
    size_t allowance;       /* bytes that it may take until the next recent_allow; SIZE_MAX: any */
    int64_t whole_since_ms; /* from then on nothing was left out; of times as recent_add gets them */
};

void recent_init(struct recent *r, size_t bytes_most, int64_t now_ms);
void recent_free(struct recent *r);

/* It may take so many more bytes from now on. */
void recent_allow(struct recent *r, size_t bytes);
/* Keep a copy of `raw`, which came at `now_ms`. */
void recent_add(struct recent *r, uint64_t number, struct str raw, bool trails, int64_t now_ms);
/* The record at place `i` of r->count, the oldest first; its bytes are good until recent_add. */
const struct recent_record *recent_at(const struct recent *r, size_t i);
struct str recent_raw(const struct recent *r, const struct recent_record *record);
/* The one with this number, or NULL. */
const struct recent_record *recent_numbered(const struct recent *r, uint64_t number);

#endif
