/*
 * utf8: code points out of bytes and back, and the columns they take on a terminal. Never fails: what is not
 * UTF-8 reads as U+FFFD. Nothing depends on the locale.
 */
#ifndef SIGTAIL_UTF8_H
#define SIGTAIL_UTF8_H

#include "base/buf.h"

enum { UTF8_BAD = 0xfffd };

/*
 * The first code point of `*s` (which must not be empty), moving `*s` past it. A byte that begins no
 * well-formed sequence is UTF8_BAD; of a sequence cut short, its well-formed part is one UTF8_BAD (Unicode
 * 3.9, "substitution of maximal subparts", which browsers and decoders follow).
 */
uint32_t utf8_next(struct str *s);

/* Write the code point `c` to `to`, which has room for UTF8_MOST bytes; returns where it ends. */
enum { UTF8_MOST = 4 };
char *utf8_put(uint32_t c, char *to);
/* Append the code point `c`. */
void utf8_add(uint32_t c, struct buf *out);

/* Does the byte begin a letter that is none of ASCII, in UTF-8? Not the punctuation of U+0080.., the signs of
 * U+2000.. to U+2FFF, what stands behind U+F000, nor what takes four bytes, which emoji do. */
static inline bool utf8_begins_letter(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0xc3 && u <= 0xed && u != 0xe2;
}

/* Is `c` a byte inside a character, that none begins with? */
static inline bool utf8_continues(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* True when nothing of `s` reads as U+FFFD. */
bool utf8_whole(struct str s);

/* Append `s` with everything that is not UTF-8 replaced by U+FFFD. */
void utf8_scrub(struct str s, struct buf *out);

/*
 * Columns of `c` on a terminal: 2 for East Asian wide and fullwidth characters and emoji, 0 for combining
 * marks, joiners and variation selectors, else 1 (Unicode 14.0, East_Asian_Width and General_Category).
 */
unsigned utf8_width(uint32_t c);

#endif
