/*
 * byte_scan: passes over bytes, 64 at a time, compiled once for each instruction set (byte_scan_simd.c);
 * which one runs is decided at the first call. What they look for is what the decoders' inner loops need, no
 * more.
 */
#ifndef SIGTAIL_BYTE_SCAN_H
#define SIGTAIL_BYTE_SCAN_H

#include "base/byte_scan_pairs.h"
#include "base/str.h"

/* The first `"` from `p` on that no backslash escapes, or NULL when there is none before `end`. */
const char *byte_scan_quote(const char *p, const char *end);

/* Does a backslash stand before a `u` or a `/` in `s`, or an ESC anywhere? (They may hide what a JSON text
 * says.) */
bool byte_scan_hides(struct str s);

/* Where `key`, of 2 to BYTE_SCAN_KEY_MOST bytes, first stands in `s`; `s.n` when nowhere. */
enum { BYTE_SCAN_KEY_MOST = 64 };
size_t byte_scan_find(struct str s, struct str key);

/* What stands where in a line of text; bit i of word k for byte 64 k + i. */
enum { BYTE_SCAN_WORDS = 64 };
struct byte_scan_line {
    uint64_t keys[BYTE_SCAN_WORDS]; /* l= s= as behind "model" and "status", and c= |= */
    uint64_t ms[BYTE_SCAN_WORDS];   /* "ms" begins here */
    /* BYTE_SCAN_PAIRS, one of which each phrase holds that reports an error anywhere in a line; and fn ga */
    uint64_t pairs[BYTE_SCAN_WORDS];
    unsigned words;          /* how many of each are set */
    bool escapes, line_ends; /* there is an ESC, a line end, anywhere in it */
    bool worded;             /* there is one of `pairs` */
    bool telling;            /* there is one of byte_scan_telling's pairs: `{"` of JSON, `P/` of HTTP/1.1 */
};

/* Do the bytes `first` and `second` make one of the pairs that struct byte_scan_line calls telling? */
static inline bool byte_scan_telling(char first, char second)
{
    return (first == '{' && second == '"') || (first == 'P' && second == '/');
}

/* The marks of the first 64 * BYTE_SCAN_WORDS bytes of `s`; escapes and line_ends of all of it. */
void byte_scan_line(struct str s, struct byte_scan_line *out);
/* The same of the first line of `s`, without its line end; returns how many bytes that is. */
size_t byte_scan_first_line(struct str s, struct byte_scan_line *out);

/*
 * JSON that stands inside a JSON string: the quotes of its strings (exactly one backslash before each) and
 * the brackets outside of them; bit i of word k for byte 64 k + i. False when `s` is longer than 64 *
 * BYTE_SCAN_WORDS bytes, or when four or more backslashes precede a quote: then only counting can tell what
 * it is.
 */
struct byte_scan_inner {
    uint64_t quotes[BYTE_SCAN_WORDS], opens[BYTE_SCAN_WORDS], closes[BYTE_SCAN_WORDS];
};
bool byte_scan_inner(struct str s, struct byte_scan_inner *out);

/*
 * JSON that stands inside a JSON string: where, among its first 64 bytes and before any bracket but the one
 * that it begins with, a quote (exactly one backslash before it) stands before the byte `c`; bit i for byte
 * i.
 */
uint64_t byte_scan_inner_head(struct str s, char c);

#endif
