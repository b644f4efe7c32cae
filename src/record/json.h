/*
 * json: a cursor over one JSON value that reads only what it is asked for. It works in place, on borrowed
 * bytes, also on JSON that stands inside a string of other JSON, at any depth, without unescaping it first:
 * there a quote is written as a run of backslashes and a quote. It allocates nothing and keeps no tree.
 *
 * Why not yajl for this: a record is mostly headers that nobody asks for, and a SAX parser reads all of it.
 * yajl judges: tests hold the two against each other.
 */
#ifndef SIGTAIL_JSON_H
#define SIGTAIL_JSON_H

#include "base/buf.h"
#include "input/json_scan.h"

struct json {
    const char *p, *end;
    unsigned slashes; /* backslashes before a structural quote: 0, 1 inside a string, 3 in a string inside
                         that, ... */
    const struct json_bitmaps *bitmaps; /* of the value that begins at `base`, at slashes 0; NULL: unknown */
    const char *base;
};

/* A cursor at the start of `s`. */
static inline struct json json_open(struct str s)
{
    return (struct json){s.p, s.n ? s.p + s.n : s.p, 0, NULL, s.p}; /* NULL + 0 is undefined */
}

/* The same, where the scan of `s` has left its bitmaps: strings end and brackets match without another look.
 */
static inline struct json json_with_bitmaps(struct str s, const struct json_bitmaps *bitmaps)
{
    return (struct json){s.p, s.p + s.n, 0, bitmaps, s.p};
}

/* The JSON that stands inside the string whose raw inside is `raw`, itself read at `outer`'s depth. */
static inline struct json json_inside(const struct json *outer, struct str raw)
{
    return (struct json){raw.p, raw.p + raw.n, outer->slashes * 2 + 1, NULL, raw.p};
}

/* May `c` be the first byte of a value? The bytes of numbers and words begin one as well. */
extern const unsigned char json_scalar_bytes[256];
static inline bool json_begins_value(char c)
{
    return json_scalar_bytes[(unsigned char)c] || c == '"' || c == '{' || c == '[';
}

/* Does the text of a value say that there is none: is it empty, null, or JavaScript's undefined? */
static inline bool json_is_missing(struct str s)
{
    if (LIKELY(s.n != 4 && s.n != 9))
        return s.n == 0;
    return str_eq(s, STR("null")) || str_eq(s, STR("undefined"));
}

/* Skip white space; the next byte, or 0 at the end. */
char json_peek_blank(struct json *j);
static inline char json_peek(struct json *j)
{
    if (LIKELY(j->end - j->p > 1)) {
        if (*j->p == ' ') /* behind a colon */
            j->p++;
        if ((unsigned char)*j->p > ' ' && *j->p != '\\')
            return *j->p;
    }
    return json_peek_blank(j);
}

/* The raw inside of the string at the cursor, still escaped. False: no string here, or it does not end. */
MUST_CHECK bool json_string_search(struct json *j, struct str *raw);
MUST_CHECK static inline bool json_string(struct json *j, struct str *raw)
{
    if (!j->bitmaps)
        return json_string_search(j, raw);
    if (j->p == j->end || *j->p != '"')
        return false;
    size_t at = (size_t)(j->p + 1 - j->base), end = (size_t)(j->end - j->base);
    size_t close = json_scan_next(j->bitmaps->quotes, at, end);
    *raw = str_of(j->p + 1, close - at);
    j->p = j->base + close + (close < end);
    return close < end;
}
/* The bytes of the number or word at the cursor. False: there is none. */
MUST_CHECK bool json_scalar(struct json *j, struct str *raw);
/* Past the value at the cursor, whatever it is. False: it does not end, or is none. */
MUST_CHECK bool json_skip(struct json *j);

/*
 * Members of the object and elements of the array at the cursor: call *_open once, then *_next until it
 * returns false; between calls the caller must move the cursor past the value. At the end `*ok` says whether
 * the closing bracket was there. Commas too many or too few are forgiven; a member without a value is none.
 */
bool json_object_open(struct json *j);
bool json_object_next(struct json *j, struct str *key, bool *ok);
bool json_array_open(struct json *j);
bool json_array_next(struct json *j, bool *ok);

/*
 * The length of the well-formed JSON value at the start of `s`, read whole; 0 when there is none, or when it
 * is nested deeper than 64. (json_skip only counts brackets: it would take "[provider]" for an array.)
 */
size_t json_measure(struct str s);

/* Append the text of the raw inside of a string that stands at `slashes` to `out`; invalid escapes stay as
 * they are. */
void json_unescape(struct str raw, unsigned slashes, struct buf *out);
/* The same to `to`, which has room for raw.n bytes; returns how many it wrote. */
size_t json_unescape_to(struct str raw, unsigned slashes, char *to);

#endif
