/*
 * wrap: running text in lines of a given width, with a hanging indent. What it is given must be safe for a
 * terminal.
 */
#ifndef SIGTAIL_WRAP_H
#define SIGTAIL_WRAP_H

#include "base/buf.h"

/*
 * What sticks out of a line that is too short for it, so that it can be copied: what is typed (typed.h), URLs
 * and paths; all words; those, and of advice indented lines, and clauses that may be a command ("See:
 * nslookup <host>;").
 */
enum wrap_mode { WRAP_TEXT, WRAP_WORDS, WRAP_COMMANDS };

struct wrap {
    struct buf *out;
    size_t width, indent; /* columns of a line; where the next lines begin */
    size_t column;        /* where we are */
    bool open;            /* something stands in this line that a separator must part from */
    enum wrap_mode mode;
};

/* Begin in a line where `column` columns are taken already, padded to `indent`. */
struct wrap wrap_begin(struct buf *out, size_t width, size_t column, size_t indent);

/* Append the words of `text`, broken at spaces; a word longer than a line is cut into lines if it may be. */
void wrap_text(struct wrap *f, struct str text);

/*
 * Append `item` after `separator` (left out at the beginning of a line): in this line if it fits, else in the
 * next line, and by its words if that is too short.
 */
void wrap_item(struct wrap *f, const char *separator, struct str item);

/*
 * Write `text`, of any bytes, from column `column` of the current line: escaped, wrapped, its lines kept
 * apart unless one was broken only for its length, what they are indented by kept on top of `indent`. Ends
 * with a line end.
 */
void wrap_lines(struct buf *out, size_t width, size_t column, size_t indent, struct str text,
                enum wrap_mode mode);

/* End the line. */
void wrap_end(struct wrap *f);

#endif
