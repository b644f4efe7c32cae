/*
 * grep_context: the records around those that grep takes, as grep -A -B -C shows lines: those before wait in
 * a ring until one is taken, those after are counted off; "--" parts groups that do not touch. Records of one
 * source stay together.
 */
#ifndef SIGTAIL_GREP_CONTEXT_H
#define SIGTAIL_GREP_CONTEXT_H

#include "base/buf.h"

struct grep_context {
    size_t before, after;
    struct buf *ring; /* printed records that wait, `before` of them */
    size_t at, waiting;
    size_t owed;        /* records that are still to be shown after the last one taken */
    bool any, apart;    /* something was printed; records were left out since */
    struct buf source;  /* that they are of */
    struct buf printed; /* the record at hand */
};

void grep_context_init(struct grep_context *c, size_t before, size_t after);
void grep_context_free(struct grep_context *c);

/* A record of `source` comes. */
void grep_context_source(struct grep_context *c, struct str source);
/* c->printed is a record that is taken: append to `out` what stands before it, and it. */
void grep_context_taken(struct grep_context *c, struct buf *out);
/* c->printed is one that is not: append it, or let it wait. */
void grep_context_left(struct grep_context *c, struct buf *out);

#endif
