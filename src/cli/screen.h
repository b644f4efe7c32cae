/*
 * screen: a text that is redrawn in place on a terminal. It moves up over what it drew before, so what stood
 * on the terminal earlier stays. Writes escape sequences to a buffer, no more.
 */
#ifndef SIGTAIL_SCREEN_H
#define SIGTAIL_SCREEN_H

#include "base/buf.h"

struct screen {
    unsigned drawn; /* lines that stand there */
    unsigned width; /* of the terminal when they were drawn */
};

/* Show the first lines of `text` that fit a terminal of this size, in place of what was shown. */
void screen_draw(struct screen *s, struct str text, unsigned width, unsigned height, struct buf *out);
/* Take away what was shown. */
void screen_clear(struct screen *s, unsigned width, struct buf *out);

#endif
