/*
 * json_scan: where one JSON value ends, found 64 bytes at a time without looking at what it says. It knows
 * quotes, escapes and brackets, and what tells that a value was torn and another record began inside it.
 */
#ifndef SIGTAIL_JSON_SCAN_H
#define SIGTAIL_JSON_SCAN_H

#include "base/str.h"

enum json_scan_stop {
    JSON_SCAN_MORE, /* the input ended inside the value */
    JSON_SCAN_DONE, /* the value's last byte has been seen */
    JSON_SCAN_LINE, /* a line starts, inside the value, with a byte that indented JSON does not put in column
                       0 */
    JSON_SCAN_BREAK /* no JSON goes on like this: text after a closing quote, or a `{` where no value can
                       stand */
};

/*
 * What a scan found out about the first 64 * JSON_SCAN_WORDS bytes of a value, kept for who reads it: bit i
 * of word k speaks of byte 64 k + i.
 */
enum { JSON_SCAN_WORDS = 1024 };
struct json_bitmaps {
    uint64_t quotes[JSON_SCAN_WORDS]; /* that open and close strings */
    uint64_t opens[JSON_SCAN_WORDS];  /* brackets that stand in no string */
    uint64_t closes[JSON_SCAN_WORDS];
    int32_t least[JSON_SCAN_WORDS]; /* brackets open before the word, less those it closes: never fewer are
                                  open in it */
};

/* The first mark in `words` from byte `at` on, or `end` when there is none before. */
static inline size_t json_scan_next(const uint64_t *words, size_t at, size_t end)
{
    uint64_t m = at < end ? words[at / 64] >> (at & 63) : 0;
    if (LIKELY(m != 0))
        at += (size_t)__builtin_ctzll(m);
    else
        for (at = (at | 63) + 1; at < end; at += 64)
            if (words[at / 64]) {
                at += (size_t)__builtin_ctzll(words[at / 64]);
                break;
            }
    return at < end ? at : end;
}

/* Zeroed before each value (but for `bitmaps`). */
struct json_scan {
    struct json_bitmaps *bitmaps; /* filled on the way, unless NULL */
    size_t at;                    /* bytes scanned for good, from the value's first byte; a multiple of 64 */
    size_t line_seen;             /* JSON_SCAN_LINE is not reported before here */
    uint64_t depth;               /* open brackets at `at` */
    uint64_t in_string;           /* all ones inside a string */
    uint64_t escaped;             /* 1: the byte at `at` is escaped */
    uint64_t after_quote;         /* 1: the byte before `at` closed a string */
    uint64_t after_value;         /* 1: the byte before `at` can not stand before an opening bracket */
    uint64_t after_line;          /* 1: the byte before `at` is a line end */
};

/*
 * Advance over `in`, which begins with the value's first byte (an opening bracket) at every call and holds at
 * least the bytes of the call before. On JSON_SCAN_DONE, `*used` is the length of the value; on
 * JSON_SCAN_LINE and JSON_SCAN_BREAK it is where the offending byte stands (the first byte of that line; the
 * byte after the quote; the bracket). To go on after JSON_SCAN_LINE, because that line belongs to the value,
 * call json_scan_accept_line and json_scan_run again.
 */
MUST_CHECK enum json_scan_stop json_scan_run(struct json_scan *s, struct str in, size_t *used);

/* Does the line at `used` of the value `in`, where the scan has stopped with JSON_SCAN_LINE, begin in a
 * string? */
bool json_scan_in_string(const struct json_scan *s, struct str in, size_t used);

static inline void json_scan_accept_line(struct json_scan *s, size_t used)
{
    s->line_seen = used + 1;
}

/*
 * Where the value ends whose opening bracket stands at `at`, by the bitmaps of a value of `end` bytes around
 * it; 0 when it does not.
 */
size_t json_scan_value_end(const struct json_bitmaps *bitmaps, size_t at, size_t end);

/* The implementations that this processor can run, in the order of enum simd_set. */
typedef enum json_scan_stop json_scan_fn(struct json_scan *s, struct str in, size_t *used);
typedef size_t json_scan_end_fn(const struct json_bitmaps *bitmaps, size_t at, size_t end);
struct json_scan_variant {
    const char *name;
    json_scan_fn *run;
    json_scan_end_fn *value_end;
};
enum { JSON_SCAN_VARIANTS_MAX = 4 };
size_t json_scan_variants(struct json_scan_variant out[JSON_SCAN_VARIANTS_MAX]);

#endif
