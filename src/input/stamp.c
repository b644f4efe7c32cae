#include "input/stamp.h"

#include "base/simd.h"

enum { HEADER_MAX = 320 }; /* host name 64, identifier 255 at the most */

static bool digit_at(struct str s, size_t at)
{
    return at < s.n && (unsigned char)(s.p[at] - '0') <= 9;
}

/* Digits from `at` on; returns where they end. */
static size_t skip_digits(struct str s, size_t at)
{
    while (digit_at(s, at))
        at++;
    return at;
}

static size_t skip_fraction(struct str s, size_t at)
{
    return at < s.n && s.p[at] == '.' && digit_at(s, at + 1) ? skip_digits(s, at + 1) : at;
}

/* HH:MM:SS at `at`. */
static bool clock_at(struct str s, size_t at)
{
    return at + 8 <= s.n && digit_at(s, at) && digit_at(s, at + 1) && s.p[at + 2] == ':' &&
           digit_at(s, at + 3) && digit_at(s, at + 4) && s.p[at + 5] == ':' && digit_at(s, at + 6) &&
           digit_at(s, at + 7);
}

/* YYYY-MM-DD at `at`. */
static bool date_at(struct str s, size_t at)
{
    return at + 10 <= s.n && skip_digits(s, at) == at + 4 && s.p[at + 4] == '-' && digit_at(s, at + 5) &&
           digit_at(s, at + 6) && s.p[at + 7] == '-' && digit_at(s, at + 8) && digit_at(s, at + 9);
}

static bool letters_at(struct str s, size_t at)
{
    return at + 3 <= s.n && s.p[at] >= 'A' && s.p[at] <= 'Z' && s.p[at + 1] >= 'a' && s.p[at + 1] <= 'z' &&
           s.p[at + 2] >= 'a' && s.p[at + 2] <= 'z';
}

/* Each returns the length of its stamp at the start of `s`, 0 when it is none. */
static size_t stamp_short(struct str s)
{
    if (!letters_at(s, 0) || !clock_at(s, 7) || s.p[3] != ' ' || s.p[6] != ' ' || !digit_at(s, 5))
        return 0;
    return skip_fraction(s, 15);
}

static size_t stamp_full(struct str s)
{
    if (!letters_at(s, 0) || s.p[3] != ' ' || !date_at(s, 4) || !clock_at(s, 15) || s.p[14] != ' ')
        return 0;
    size_t at = skip_fraction(s, 23);
    if (at >= s.n || s.p[at] != ' ')
        return 0;
    for (at++; at < s.n && s.p[at] > ' '; at++) /* the zone: UTC, CET, +0100 */
        ;
    return at;
}

static size_t stamp_iso(struct str s)
{
    if (!date_at(s, 0) || !clock_at(s, 11) || s.p[10] != 'T')
        return 0;
    size_t at = skip_fraction(s, 19);
    if (at >= s.n || (s.p[at] != '+' && s.p[at] != '-') || !digit_at(s, at + 4))
        return 0;
    at += 3;
    return skip_digits(s, at + (s.p[at] == ':'));
}

static size_t stamp_monotonic(struct str s)
{
    size_t at = 1;
    while (at < s.n && s.p[at] == ' ')
        at++;
    size_t point = skip_digits(s, at), end = skip_fraction(s, point);
    return end > point && point > at && end < s.n && s.p[end] == ']' ? end + 1 : 0;
}

static size_t stamp_unix(struct str s)
{
    size_t point = skip_digits(s, 0), end = skip_fraction(s, point);
    return point >= 9 && point <= 11 && end == point + 7 ? end : 0;
}

size_t stamp_measure(struct str s, enum stamp_kind *kind)
{
    char c = s.n ? s.p[0] : 0;
    if (c >= 'A' && c <= 'Z') {
        *kind = s.n > 8 && s.p[8] == '-' ? STAMP_FULL : STAMP_SHORT;
        return *kind == STAMP_FULL ? stamp_full(s) : stamp_short(s);
    }
    if (c == '[') {
        *kind = STAMP_MONOTONIC;
        return stamp_monotonic(s);
    }
    if (c < '0' || c > '9')
        return 0;
    *kind = s.n > 4 && s.p[4] == '-' ? STAMP_ISO : STAMP_UNIX;
    return *kind == STAMP_ISO ? stamp_iso(s) : stamp_unix(s);
}

/* Where the word at `at` ends: a space, a control character, or the end. */
static size_t word_end(struct str s, size_t at)
{
    while (at < s.n && (unsigned char)s.p[at] > ' ')
        at++;
    return at;
}

/* identifier[pid]: with its colon last, from `at` to `end`. */
static bool take_ident(struct str s, size_t at, size_t end, struct header *out)
{
    if (end < at + 2 || s.p[end - 1] != ':' || (end < s.n && s.p[end] != ' ' && s.p[end] != '\n'))
        return false;
    size_t ident_end = end - 1, open = ident_end;
    out->pid_n = 0;
    if (s.p[ident_end - 1] == ']') {
        while (open > at && s.p[open - 1] != '[')
            open--;
        if (open > at + 1 && skip_digits(s, open) == ident_end - 1) {
            out->pid_at = (uint32_t)open;
            out->pid_n = (uint32_t)(ident_end - 1 - open);
            ident_end = open - 1;
        }
    }
    out->ident_at = (uint32_t)at;
    out->ident_n = (uint32_t)(ident_end - at);
    out->message_at = (uint32_t)(end < s.n && s.p[end] == ' ' ? end + 1 : end);
    return true;
}

bool header_parse(struct str line, struct header *out)
{
    struct str s = str_head(line, HEADER_MAX);
    size_t at = stamp_measure(s, &out->kind);
    if (at == 0 || at >= s.n || s.p[at] != ' ')
        return false;
    out->stamp_n = (uint32_t)at++;
    size_t end = word_end(s, at);
    out->host_at = (uint32_t)at;
    out->host_n = 0;
    if (take_ident(s, at, end, out))
        return true;
    if (end == at || end >= s.n || s.p[end] != ' ' || memchr(s.p + at, ':', end - at))
        return false;
    out->host_n = (uint32_t)(end - at);
    return take_ident(s, end + 1, word_end(s, end + 1), out);
}

/* --- from memory --- */

/* Bytes from behind the stamp up to the message, for a header whose colon is not far; 0: it is, or is not
 * there. */
static size_t tail_length(struct str rest)
{
    for (size_t i = 0; i + 17 <= rest.n && i < HEADER_TAIL; i += 16) {
        uint32_t colons = chunk_pairs(rest.p + i, ':', ' ');
        size_t n = colons ? i + (size_t)__builtin_ctz(colons) + 2 : 0;
        if (colons)
            return n <= HEADER_TAIL ? n : 0;
    }
    return 0;
}

/* The slot of a tail of `n` bytes that ends before `end`; a stamp stands before it. */
static uint32_t slot_of(const char *end, size_t n)
{
    uint64_t last;
    memcpy(&last, end - sizeof last, sizeof last);
    return (uint32_t)((last ^ n) * 0x9e3779b97f4a7c15ull >> (64 - HEADER_SLOTS_LOG2));
}

/* Remember `h`, parsed from `line`, whose tail belongs in `slot`. */
static void remember(struct header_memory *m, uint32_t slot, struct str line, const struct header *h,
                     size_t n)
{
    if (h->message_at != h->stamp_n + n)
        return;
    m->headers[slot] = *h;
    m->tail_n[slot] = (uint32_t)n;
    memcpy(m->tails[slot], line.p + h->stamp_n, n);
}

/* stamp_measure(): lines come many a second. */
static size_t recall_stamp(struct header_memory *m, struct str line, enum stamp_kind *kind)
{
    struct str s = str_head(line, HEADER_MAX);
    if (LIKELY(line.n > HEADER_STAMP && str_same(line.p, m->stamp, HEADER_STAMP))) {
        *kind = STAMP_SHORT;
        return skip_fraction(s, HEADER_STAMP);
    }
    size_t n = stamp_measure(s, kind);
    if (n && *kind == STAMP_SHORT)
        memcpy(m->stamp, line.p, HEADER_STAMP);
    return n;
}

bool header_recall(struct header_memory *m, struct str line, struct header *out)
{
    enum stamp_kind kind;
    if (!m)
        return header_parse(line, out);
    size_t stamp = recall_stamp(m, line, &kind);
    if (stamp == 0)
        return false;
    const char *tail = line.p + stamp;
    size_t n = tail_length(str_skip(line, stamp));
    if (n == 0)
        return header_parse(line, out);
    uint32_t slot = slot_of(tail + n, n);
    const struct header *known = &m->headers[slot];
    if (LIKELY(m->tail_n[slot] == n && str_same(tail, m->tails[slot], n) && known->kind == kind &&
               known->stamp_n == stamp)) {
        *out = *known;
        return true;
    }
    if (!header_parse(line, out))
        return false;
    remember(m, slot, line, out, n);
    return true;
}
