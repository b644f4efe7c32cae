/*
 * frozen: the table of the shipped signature files as the build writes it (patterns/embed.c, with
 * table_freeze), and as the program reads it when it starts: nothing is parsed, and no text is copied.
 */
#ifndef SIGTAIL_FROZEN_H
#define SIGTAIL_FROZEN_H

#include "base/serial.h"
#include "match/signature.h"

struct frozen {
    struct serial_block table;
    struct serial_block examples;              /* what proves it: no log needs them (table_examples) */
    struct serial_block literals[SCOPE_COUNT]; /* as literal_index_freeze writes them */
};

/* What the build wrote. */
extern const struct frozen frozen_shipped;

/* Write `t`, which table_load filled; it has no `levels` of its own. */
void table_freeze(const struct table *t, struct serial *i);
void table_freeze_examples(const struct table *t, struct serial *i);

/* Let the empty `t` be what was frozen. Its regexes are compiled when they first run, its
 * examples are read by table_examples. */
void table_thaw(struct table *t, const struct frozen *f);

#endif
