/*
 * custom_mask: the wildcards that signature files add (masks:). What their patterns match in a message is
 * replaced by <*name> before the rest is masked by its look; that of the earlier row where two meet. One that
 * would leave a part of a secret is not put, and a message with such wildcards has its secrets hidden at
 * once: they may be known by what a wildcard took. Without masks nothing is done. A pattern that takes too
 * much work matches nothing there, and the engine has given up for its mask.
 */
#ifndef SIGTAIL_CUSTOM_MASK_H
#define SIGTAIL_CUSTOM_MASK_H

#include "base/regex.h"
#include "match/signature.h"
#include "tally/mask.h"

enum {
    CUSTOM_MOST = 16,   /* so many are put into a message */
    CUSTOM_LINE = 4096, /* in so many of its first bytes */
};

/* What a mask took in a message, and where its mark stands in the text that is masked further. */
struct custom_span {
    size_t start, end, at;
    const struct mask_row *row; /* NULL: a secret */
};

/* For one thread. */
struct custom_masks {
    const struct table *table;                 /* NULL: none has masks */
    struct engine *engine;                     /* borrowed, of who tells its limits; NULL: its own */
    struct engine *own;                        /* NULL before it is needed */
    struct custom_span spans[2 * CUSTOM_MOST]; /* half of them for secrets */
    size_t n;
    struct str line; /* the last */
    struct buf text; /* with its marks */
};

/* Append the wildcard of the mask called `name`. */
void custom_mark_add(struct str name, struct buf *out);

/* `table`, which must outlive `c`, may be NULL. */
void custom_masks_init(struct custom_masks *c, const struct table *table);
/* Frees what it holds; it may be used again. */
void custom_masks_clear(struct custom_masks *c);

/* The first line of `s` with its marks: `s` itself, or good until the next call. `k`: secrets; may be NULL.
 */
struct str custom_masks_put(struct custom_masks *c, const struct secrets *k, struct str s);
/* Of what mask_line_values gave for that text: the values of custom marks as the message has them. */
void custom_masks_restore(const struct custom_masks *c, struct mask_values *values);

#endif
