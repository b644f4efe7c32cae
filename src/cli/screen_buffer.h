/*
 * screen_buffer: a rectangle of characters on a terminal, each with the role that decides its colour. It is
 * filled, then printed as a whole; what comes out of logs is made safe on the way in. Pure: it writes to a
 * buffer.
 */
#ifndef SIGTAIL_SCREEN_BUFFER_H
#define SIGTAIL_SCREEN_BUFFER_H

#include "base/buf.h"

enum role {
    ROLE_PLAIN,
    ROLE_HEAD, /* titles */
    ROLE_BAD,  /* to investigate */
    ROLE_ODD,  /* unknown */
    ROLE_NEW,  /* seen for the first time */
    ROLE_DIM,  /* hints, labels */
    ROLE_COUNT
};

/* SGR parameters of each role, "1;31"; empty: as the terminal writes plain text. */
struct palette {
    char sgr[ROLE_COUNT][24];
};

/* No yellow: it cannot be read on white. */
void palette_default(struct palette *p);
/*
 * Change the roles that `spec` names, as GREP_COLORS does: "bad=1;31:odd=35:new=7". What is no role, or no
 * SGR parameters, is passed over.
 */
void palette_parse(struct palette *p, struct str spec);

struct screen_cell {
    uint32_t code; /* 0: the right half of a wide character */
    uint8_t role;
};

struct screen_buffer {
    struct screen_cell *v; /* row by row */
    unsigned width, height;
    unsigned selected; /* row shown in reverse; `height`: none */
    bool ascii;        /* no character outside ASCII in our own marks */
};

/* Blank cells of this size; memory is kept from call to call. */
void screen_buffer_clear(struct screen_buffer *b, unsigned width, unsigned height);
void screen_buffer_free(struct screen_buffer *b);

/*
 * Put `text`, control characters made visible, into `row` from `column` on, before column `until` at the
 * most; what does not fit is cut with a mark. Returns the column behind it. Outside the rectangle: nothing.
 */
unsigned screen_buffer_put(struct screen_buffer *b, unsigned row, unsigned column, unsigned until,
                           struct str text, enum role role);
/* The same so that it ends before `until`. */
void screen_buffer_put_right(struct screen_buffer *b, unsigned row, unsigned column, unsigned until,
                             struct str text, enum role role);

/* Append all rows, each with its line end but the last, blanks at their ends left out. `palette` NULL: no
 * colours (the selected row then begins with '>'). */
void screen_buffer_print(const struct screen_buffer *b, const struct palette *palette, struct buf *out);

#endif
