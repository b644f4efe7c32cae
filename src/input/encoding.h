/*
 * encoding: what stands between the bytes of a source and the text that is framed, known by the source's
 * first bytes: UTF-16 with a byte order mark or without (what PowerShell's > writes), and colours inside JSON
 * (jq -C). Everything else, UTF-8 above all, is taken as it is, whatever bytes it holds. Offsets are those of
 * the decoded text.
 */
#ifndef SIGTAIL_ENCODING_H
#define SIGTAIL_ENCODING_H

#include "base/buf.h"

enum encoding_kind {
    ENCODING_UNKNOWN, /* too few bytes were seen */
    ENCODING_PLAIN,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_COLOURED
};

enum { ENCODING_HEAD = 64, ENCODING_HELD = 16 };

/* Zeroed: at the start of a source. */
struct encoding {
    enum encoding_kind kind;
    uint32_t high; /* UTF-16: a surrogate whose other half is to come */
    unsigned held_n;
    char held[ENCODING_HELD]; /* the start of a unit or of a colour */
};

/*
 * How the source that begins with `head` is encoded. ENCODING_UNKNOWN: that takes more bytes, up to
 * ENCODING_HEAD; never when `last`.
 */
enum encoding_kind encoding_of(struct str head, bool last);

/* Append the text of `bytes`, the next of the source, to `out`. Not for ENCODING_PLAIN. */
void encoding_add(struct encoding *e, struct str bytes, struct buf *out);
/* The source has ended: append what is left, a replacement character for what is cut. */
void encoding_end(struct encoding *e, struct buf *out);

#endif
