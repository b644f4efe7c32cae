#include "record/pretty_event.h"

#include "base/ascii.h"
#include "input/block.h"
#include "input/pretty.h"

static bool begins_part(struct str line)
{
    struct str level;
    return pretty_log_mark(line, &level) > 0 || block_mark(line) > 0;
}

/* Bytes of `s` up to the line end before the next part (or its end). */
static size_t part_length(struct str s)
{
    size_t end = str_chr(s, '\n');
    while (end < s.n && !begins_part(str_skip(s, end + 1)))
        end += 1 + str_chr(str_skip(s, end + 1), '\n');
    return end < s.n ? end : s.n;
}

bool pretty_part_next(struct str *rest, struct pretty_part *out)
{
    while (rest->n && !begins_part(*rest))
        *rest = str_skip(*rest, part_length(*rest) + 1);
    if (rest->n == 0)
        return false;
    struct str part = str_head(*rest, part_length(*rest));
    *rest = str_skip(*rest, part.n + 1);
    *out = (struct pretty_part){.exception = block_mark(part) > 0};
    size_t mark = out->exception ? block_mark(part) : pretty_log_mark(part, &out->level);
    out->text = str_skip(part, mark);
    if (out->exception) {
        size_t line = str_chr(out->text, '\n');
        out->stack = str_trim(str_skip(out->text, line));
        out->text = str_head(out->text, line);
    }
    return true;
}

/* --- time --- */

/* The numbers of `s` in order, at most 6. */
static size_t numbers(struct str s, int out[6])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool digit = is_digit(s.p[i]), goes_on = i > 0 && is_digit(s.p[i - 1]);
        if (!digit)
            continue;
        if (!goes_on && n == 6)
            break;
        if (!goes_on)
            out[n++] = 0;
        if (out[n - 1] < 100000)
            out[n - 1] = out[n - 1] * 10 + (s.p[i] - '0');
    }
    return n;
}

static bool in_range(const struct civil *c)
{
    return c->year > 1990 && c->year < 2200 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= 31 && c->hour < 24 && c->minute < 60 && c->second < 61;
}

int64_t pretty_time(struct str s)
{
    int v[6];
    if (numbers(s, v) != 6)
        return NO_TIME;
    bool pm = str_find(s, STR("PM")) < s.n || str_find(s, STR("p.m.")) < s.n;
    bool half = pm || str_find(s, STR("AM")) < s.n || str_find(s, STR("a.m.")) < s.n;
    bool month_first = half && str_chr(s, '/') < s.n;
    struct civil c = {.hour = v[3], .minute = v[4], .second = v[5]};
    c.year = v[0] > 31 ? v[0] : v[2];
    c.month = v[0] <= 31 && month_first ? v[0] : v[1];
    c.day = v[0] > 31 ? v[2] : month_first ? v[1] : v[0];
    if (half)
        c.hour = c.hour % 12 + (pm ? 12 : 0);
    return in_range(&c) ? timestamp_from_civil(&c) : NO_TIME;
}
