/*
 * spool: texts kept to be read once more, in order: in memory while they are few, in a temporary file without
 * a name when they become more. Where no such file can be made, all stays in memory.
 */
#ifndef SIGTAIL_SPOOL_H
#define SIGTAIL_SPOOL_H

#include <stdio.h>

#include "base/err.h"
#include "report/json_tree.h"

struct spool {
    struct buf held;
    size_t at;  /* how far `held` has been read again */
    FILE *file; /* NULL: all is in `held` */
    bool full;  /* no such file can be made */
};

/* Keep `text`; of its file only the pointer. False and `err` when the disk is full. */
MUST_CHECK bool spool_add(struct spool *s, const struct report_text *text, struct err *err);
/* After all were added: begin to read them. False and `err` as above. */
MUST_CHECK bool spool_begin(struct spool *s, struct err *err);
/* The next text, good until the next call; false when there is none left. */
bool spool_next(struct spool *s, struct report_text *text);
void spool_free(struct spool *s);

#endif
