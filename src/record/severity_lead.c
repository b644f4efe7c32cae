/* What stands before the level of a line: severity_lead_next. */
#include "record/severity_internal.h"

#include "base/ascii.h"

enum { LEAD_MOST = 160, GROUP_MOST = 64 };

static bool ends_word(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

static size_t word_end(struct str s, size_t at)
{
    while (!ends_word(byte_at(s, at)))
        at++;
    return at;
}

/* Bytes of the separator at `at`: dashes, bars, or a sign that loggers put there. */
static size_t separator_length(struct str s, size_t at)
{
    static const struct str signs[] = {STR_INIT("\xe2\x80\xba"), STR_INIT("\xc2\xbb"),
                                       STR_INIT("\xe2\x9d\xaf"), STR_INIT("\xe2\x96\xb6"),
                                       STR_INIT("\xe2\x94\x82"), STR_INIT("\xe2\x80\xa2"),
                                       STR_INIT("\xe2\x86\x92"), STR_INIT("\xc2\xb7"),
                                       STR_INIT("\xe2\x80\x94"), STR_INIT("\xe2\x80\x93")};
    size_t n = 0;
    while (byte_at(s, at + n) == '-' || byte_at(s, at + n) == '|')
        n++;
    for (size_t i = 0; (byte_at(s, at) & 0x80) && i < COUNT_OF(signs); i++)
        if (str_starts(str_skip(s, at), signs[i]))
            return signs[i].n;
    return n;
}

/* Past blanks, and separators that stand alone; *parted: there was one. */
static size_t past_separators(struct str s, size_t at, bool *parted)
{
    *parted = false;
    for (;;) {
        while (is_blank(byte_at(s, at)))
            at++;
        size_t n = separator_length(s, at);
        if (n == 0 || n > 3 || !is_blank(byte_at(s, at + n)))
            return at;
        *parted = true;
        at += n;
    }
}

/* --- items --- */

/* The name of a month or a day of the week. */
static bool is_name_of_time(struct str word)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun";
    for (size_t i = 0; i + 3 < sizeof names; i += 3)
        if (str_starts(word, str_of(names + i, 3)))
            return true;
    return false;
}

/* The `15 ` of `15 Mar`, which ends at `end`. */
static bool is_day(struct str s, size_t end)
{
    return byte_at(s, end) == ' ' && byte_at(s, end + 4) == ' ' && is_digit(byte_at(s, end + 5)) &&
           is_name_of_time(str_skip(s, end + 1));
}

/* The `20260315` of `20260315 10:00:00`, from `at` to `end`. */
static bool is_date(struct str s, size_t at, size_t end)
{
    return end - at == 8 && byte_at(s, end) == ' ' && is_digit(byte_at(s, end + 1)) &&
           byte_at(s, end + 3) == ':';
}

/* A number, a date, a clock: what begins with a digit, or a sign and a digit. 0: none is there. */
static size_t number_length(const struct severity_lead *l, size_t at)
{
    struct str s = l->s;
    size_t sign = byte_at(s, at) == '+' || byte_at(s, at) == '-', end = at + sign;
    bool stamp = sign;
    if (!is_digit(byte_at(s, end)))
        return 0;
    for (; !ends_word(byte_at(s, end)) && s.p[end] != ']' && s.p[end] != ')'; end++) {
        if (s.p[end] == '|' && is_upper(byte_at(s, end + 1))) /* 10:00:01.1234|ERROR|Name */
            return end + 1 - at;
        stamp |= memchr(":-/.,|", s.p[end], 6) != NULL;
    }
    return stamp || l->stamped || is_day(s, end) || is_date(s, at, end) ? end - at : 0;
}

static char closing(char open)
{
    return open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : open == '<' ? '>' : '\0';
}

/* [thread], (node:12), {file.py:12}, <0.1.0>: with what closes it and a colon. Of one that begins with a time
 * and goes on behind a blank, only what opens it. */
static size_t group_length(struct str s, size_t at)
{
    char close = closing(byte_at(s, at));
    if (close == '\0')
        return 0;
    struct str inside = str_head(str_skip(s, at + 1), GROUP_MOST);
    size_t end = str_chr(inside, close);
    if (is_digit(byte_at(inside, 0)) && str_chr(str_head(inside, end), ' ') < end)
        return 1;
    if (end == inside.n)
        return 0;
    return end + 2 + (byte_at(s, at + end + 2) == ':');
}

/* Mar, Sun; UTC, CEST, AM behind a time. */
static size_t name_of_time(const struct severity_lead *l, size_t at)
{
    size_t n = word_end(l->s, at) - at;
    char last = n ? l->s.p[at + n - 1] : '\0';
    size_t closed = last == ']' || last == ')';
    n -= last == ',' || closed;
    if (n == 3 && is_name_of_time(str_skip(l->s, at)))
        return 3 + (byte_at(l->s, at + 3) == ',');
    for (size_t i = 0; i < n; i++)
        if (!is_upper(l->s.p[at + i]))
            return 0;
    return l->stamped && n >= 1 && n <= 5 ? n + closed : 0;
}

/* The name of a logger: letters, digits, and what parts them. */
static size_t name_length(struct str s, size_t at)
{
    size_t n = 0;
    for (char c = byte_at(s, at); is_letter(c) || is_digit(c) || memchr("._:/@$-*#()=", c, 12) || (c & 0x80);
         c = byte_at(s, at + n))
        n++;
    return n && ends_word(byte_at(s, at + n)) ? n : 0;
}

/* M: the master, S: a replica, C: a child that writes to disk, X: a sentinel (serverLogRaw). */
bool severity_redis_process(struct str token)
{
    return token.n > 2 && token.p[token.n - 2] == ':' && memchr("MSCX", token.p[token.n - 1], 4);
}

/* `request_id=F8x1`, `pid=<0.96.0>`: what Elixir's Logger knows about a message. */
static size_t pair_length(struct str s, size_t at)
{
    size_t n = 0;
    for (char c = byte_at(s, at); is_letter(c) || is_digit(c) || c == '_'; c = byte_at(s, at + n))
        n++;
    return n && byte_at(s, at + n) == '=' && is_letter(s.p[at]) ? word_end(s, at) - at : 0;
}

static bool past_pair(struct severity_lead *l)
{
    bool parted;
    size_t n = l->stamped && !l->named ? pair_length(l->s, l->at) : 0;
    if (n == 0)
        return false;
    l->paired = true;
    l->at = past_separators(l->s, l->at + n, &parted);
    return l->at < l->s.n;
}

static bool past_name(struct severity_lead *l)
{
    bool parted;
    size_t n = l->stamped && !l->named ? name_length(l->s, l->at) : 0;
    if (n == 0)
        return false;
    l->named = true;
    l->at = past_separators(l->s, l->at + n, &parted);
    l->bare = !parted;
    return true;
}

/* `ts=2026-03-15T10:00:00Z`, `time="2026-03-15 10:00:00"`, with which a line of logfmt begins. */
static size_t logfmt_stamp_length(const struct severity_lead *l)
{
    if (l->at > 0 || l->s.n < 5 || !severity_logfmt_stamp(l->s))
        return 0;
    size_t n = str_chr(l->s, '=') + 1, quote = n + (byte_at(l->s, n) == '\\'); /* escaped: inside of JSON */
    if (byte_at(l->s, quote) != '"')
        return word_end(l->s, n);
    return n + str_find(str_skip(l->s, n), STR("\" ")) + 1;
}

bool severity_lead_next(struct severity_lead *l)
{
    bool parted;
    size_t n;
    l->at = past_separators(l->s, l->at, &parted);
    if (l->bare || l->at >= LEAD_MOST || l->at >= l->s.n)
        return false;
    if ((n = logfmt_stamp_length(l)) > 0) {
        ; /* it is a time */
    } else if ((n = number_length(l, l->at)) > 0) {
        l->in_redis = l->in_redis || severity_redis_process(str_of(l->s.p + l->at, n));
        n += byte_at(l->s, l->at + n) == ']' || byte_at(l->s, l->at + n) == ')';
    } else if ((n = group_length(l->s, l->at)) == 0 && (n = name_of_time(l, l->at)) == 0) {
        return past_pair(l) || past_name(l);
    }
    l->stamped = true;
    l->at = past_separators(l->s, l->at + n, &parted);
    return l->at < l->s.n;
}
