/* redact_bytes: what bytes and parts of a text are to those that look for secrets. */
#ifndef SIGTAIL_REDACT_BYTES_H
#define SIGTAIL_REDACT_BYTES_H

#include "base/ascii.h"
#include "base/str.h"

static inline char to_lower(char c)
{
    return is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

static inline bool is_word(char c)
{
    return is_alnum(c) || c == '_' || c == '-';
}

static inline bool is_dotted(char c)
{
    return is_word(c) || c == '.';
}

/* Of a token68 (RFC 9110, 11.2), also as it stands in a URL. */
static inline bool is_token68(char c)
{
    return is_dotted(c) || c == '~' || c == '+' || c == '/' || c == '=' || c == '%';
}

/* Of WORDS_LIKE_THIS. */
static inline bool is_upper_word(char c)
{
    return is_upper(c) || c == '_';
}

/* Of a word without digits. */
static inline bool is_name(char c)
{
    return is_word(c) && !is_digit(c);
}

static inline size_t count_of(struct str s, bool (*is)(char))
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += is(s.p[i]);
    return n;
}

static inline struct str between(struct str s, size_t start, size_t end)
{
    return str_of(s.p + start, end - start);
}

static inline bool stands_at(struct str s, size_t at, struct str what)
{
    return str_starts(str_skip(s, at), what);
}

/* The longest run of letters and digits. */
static inline size_t longest_run(struct str s)
{
    size_t run = 0, longest = 0;
    for (size_t i = 0; i < s.n; i++) {
        run = is_alnum(s.p[i]) ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

#endif
