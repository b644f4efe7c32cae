/* When a line of text was printed, as it says itself: at its start, behind what stands before its time, or by
 * key. */
#include "base/ascii.h"
#include "base/log_time.h"
#include "record/decode_internal.h"
#include "record/severity_internal.h"

enum { ITEMS_MOST = 5, KEYS_MOST = 12 };

/* The time at the start of `s`. False: there is none, or it tells no date. */
static bool take_stamp(const struct decoder *d, struct str s, struct record *rec)
{
    struct log_time t;
    if (!log_time_at(s, &t) || !t.has_date)
        return false;
    int64_t ms = decode_time(d, &t, rec);
    if (ms == NO_TIME)
        return false;
    rec->time_ms = ms;
    rec->field[FIELD_TIME] = str_head(s, t.n);
    return true;
}

/* May a level, a group in brackets or a process of Redis' stand before the time of `line`? */
static bool may_precede(struct str line)
{
    char c = line.p[0];
    return is_letter(c) || c == '[' || c == '(' || c == '<' || c == '{' || (c & 0x80) ||
           (is_digit(c) && severity_redis_process(str_head(line, str_chr(line, ' '))));
}

/* INFO 2026-03-15 10:00:00, [main] INFO 2026-..., E0315 10:00:00, [Nest] 12 - 3/15/2026, 10:00:00 AM */
static bool stamp_behind(const struct decoder *d, struct str s, struct record *rec)
{
    struct severity_lead l = {.s = s};
    for (unsigned i = 0; i < ITEMS_MOST && l.at < s.n; i++) {
        size_t used, at = l.at;
        struct str rest = str_skip(s, at);
        if (i > 0 && take_stamp(d, rest, rec))
            return true;
        if (severity_at(rest, &used) != LEVEL_NONE)
            l.at += used;
        else if (!severity_lead_next(&l))
            return false;
        if (l.at == at)
            return false;
    }
    return false;
}

/* =ERROR REPORT==== 15-Mar-2026::10:00:00.123456 === of Erlang */
static bool stamp_of_report(const struct decoder *d, struct str s, struct record *rec)
{
    static const struct str mark = STR_INIT(" REPORT==== ");
    return s.p[0] == '=' && take_stamp(d, str_skip(s, str_find(s, mark) + mark.n), rec);
}

static bool names_time(struct str before)
{
    static const struct str keys[] = {STR_INIT("time"), STR_INIT("ts"),       STR_INIT("timestamp"),
                                      STR_INIT("t"),    STR_INIT("datetime"), STR_INIT("date")};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        size_t n = keys[i].n;
        if (str_ends(before, keys[i]) &&
            (before.n == n || before.p[before.n - n - 1] == ' ' || before.p[before.n - n - 1] == '@' ||
             before.p[before.n - n - 1] == ','))
            return true;
    }
    return false;
}

/* time="2026-03-15T10:00:00Z", ts=..., of logfmt and its like. */
static bool stamp_of_key(const struct decoder *d, struct str s, struct record *rec)
{
    size_t at = 0;
    for (unsigned i = 0; i < KEYS_MOST && (at += str_chr(str_skip(s, at), '=')) < s.n; i++, at++)
        if (names_time(str_head(s, at)) && take_stamp(d, str_skip(s, at + 1), rec))
            return true;
    return false;
}

void decode_stamp(const struct decoder *d, struct record *rec)
{
    struct str line = str_head(d->body, str_chr(d->body, '\n'));
    if (rec->time_ms != NO_TIME || line.n == 0)
        return;
    if (!take_stamp(d, line, rec) && !(may_precede(line) && stamp_behind(d, line, rec)) &&
        !stamp_of_report(d, line, rec))
        (void)stamp_of_key(d, line, rec);
}
