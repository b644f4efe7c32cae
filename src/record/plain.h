/*
 * plain: what a line of text says by itself: the fields that
 * services write into their lines (key=value, access-log tails, LogTape's [1a2b3c4d]).
 */
#ifndef SIGTAIL_PLAIN_H
#define SIGTAIL_PLAIN_H

#include "base/byte_scan.h"
#include "record/record.h"

/* A line that only goes on about the one before it: a stack frame, a caret, a source line (indented). */
bool plain_indented(struct str s); /* of one that begins with a blank */
static inline bool plain_continuation(struct str s)
{
    return s.n == 0 || UNLIKELY((s.p[0] == ' ' || s.p[0] == '\t') && plain_indented(s));
}

/* The value of a key level in `s`; empty when it has none. */
struct str plain_level(struct str s, const struct byte_scan_line *bits);
/* Set model, status, duration and the value of a key level of `rec` where they stand in `s` and it has none
 * yet. */
void plain_fields(struct str s, const struct byte_scan_line *bits, struct record *rec);
/* Set the status, method and url of `rec` where a request stands in `s`, with its status behind it: `GET
 * /path 503`. */
void plain_request(struct str s, struct record *rec);
/* Does `s` end in a status, or in one and a number of 1 to 5 digits, `GET http://x/ 500 144`? */
static inline bool plain_ends_access(struct str s)
{
    if (s.n < 12)
        return s.n > 8 && s.p[s.n - 4] == ' ';
    const char *p = s.p + s.n - 6;
    return p[2] == ' ' || (p[4] == ' ' && p[0] == ' ') || (p[3] == ' ' && p[-1] == ' ') ||
           (p[1] == ' ' && p[-3] == ' ') || (p[0] == ' ' && p[-4] == ' ');
}
/* The same of a request in quotes, or of what stands there instead, behind a time in brackets: `[...] "GET
 * /path 1.1" 503 2 "-"`, `[...] "-" 408 0 "-"`. */
void plain_quoted(struct str s, struct record *rec);
/* Is the first line of `s` what Perl dies with: `text at FILE line 12.`? */
bool plain_dies(struct str s);
/* The other fields: user, tier, request, method. */
void plain_more(struct str s, struct record *rec);

/* `s` without ANSI escape sequences, and without colours that show, in `a` when it had any (then *changed is
 * set). */
struct str plain_strip(struct str s, struct arena *a, bool *changed);
/* Behind `2026-03-15 10:00:44 `, `2026-03-15 10:00:44,123 `, `2026-03-15T10:00:44.123Z `. */
static const uint8_t plain_behind_time[] = {20, 24, 25};

/* May a colour as plain_strip_shown() strips it begin with `c`? */
static inline bool plain_shows(char c)
{
    static const bool shows[256] = {['#'] = true, ['['] = true, ['^'] = true, ['\\'] = true, [0xe2] = true};
    return shows[(unsigned char)c];
}

/* `s` without colours that show, if it begins with one; else `s`. For plain_strip_shown(). */
struct str plain_without_shown(struct str s, struct arena *a);

/* `s`, in `a` without colours that show, or have lost their ESC, if it begins with one, behind a time
 * perhaps:
 * `#033[31mERROR#033[0m`. */
static inline struct str plain_strip_shown(struct str s, struct arena *a)
{
    enum { LEAST = 32 }; /* bytes of a line with a time and such a colour */
    bool shows = s.n && plain_shows(s.p[0]);
    for (size_t i = 0; s.n >= LEAST && i < COUNT_OF(plain_behind_time); i++)
        shows |= plain_shows(s.p[plain_behind_time[i]]);
    return UNLIKELY(shows) ? plain_without_shown(s, a) : s;
}

#endif
