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

enum half { HALF_NONE, HALF_MORNING, HALF_AFTERNOON };

/* The half of the day that `AM`, `pm`, `p.m.` or `p. m.` tells at `at`, of a word by itself. */
static enum half half_at(struct str s, size_t at)
{
    static const struct str narrow = STR_INIT("\xe2\x80\xaf"), hard = STR_INIT("\xc2\xa0");
    char c = (char)(s.p[at] | 32);
    struct str rest = str_skip(s, at + 1);
    if ((c != 'a' && c != 'p') || (at && is_letter(s.p[at - 1])))
        return HALF_NONE;
    if (str_starts(rest, STR(".")))
        rest = str_skip(rest, 1);
    struct str blank = str_starts(rest, narrow) ? narrow : str_starts(rest, hard) ? hard : STR(" ");
    if (str_starts(rest, blank))
        rest = str_skip(rest, blank.n);
    bool half = rest.n && (rest.p[0] | 32) == 'm' && !is_letter(str_at(rest, 1));
    return !half ? HALF_NONE : c == 'p' ? HALF_AFTERNOON : HALF_MORNING;
}

/* The half of the day that `s` tells, in Korean, Chinese, Japanese, Greek or in Latin letters. */
static enum half half_of(struct str s)
{
    static const struct {
        struct str word;
        enum half half;
    } words[] = {
        {STR_INIT("오전"), HALF_MORNING}, {STR_INIT("오후"), HALF_AFTERNOON},
        {STR_INIT("上午"), HALF_MORNING}, {STR_INIT("下午"), HALF_AFTERNOON},
        {STR_INIT("午前"), HALF_MORNING}, {STR_INIT("午後"), HALF_AFTERNOON},
        {STR_INIT("π.μ."), HALF_MORNING}, {STR_INIT("μ.μ."), HALF_AFTERNOON},
    };
    enum half half = HALF_NONE;
    for (size_t at = 0; half == HALF_NONE && at < s.n; at++)
        half = half_at(s, at);
    for (size_t i = 0; half == HALF_NONE && i < COUNT_OF(words); i++)
        if (str_find(s, words[i].word) < s.n)
            half = words[i].half;
    return half;
}

/* Only Americans put the month first; they, and few others, write AM and PM in capitals. */
static bool is_month_first(struct str s, const int date[3])
{
    bool american = str_find(s, STR("AM")) < s.n || str_find(s, STR("PM")) < s.n;
    if (date[0] > 12 || date[1] > 12)
        return date[0] <= 12;
    return american && str_chr(s, '/') < s.n;
}

int64_t pretty_time(struct str s)
{
    int v[6];
    if (numbers(s, v) != 6)
        return NO_TIME;
    bool clock_first = str_at(s, str_past(s, 0, is_digit)) == ':', year_first = v[0] > 31;
    const int *date = v + 3 * clock_first, *clock = v + 3 * !clock_first;
    enum half half = half_of(s);
    bool month_first = is_month_first(s, date);
    struct civil c = {.hour = clock[0], .minute = clock[1], .second = clock[2]};
    c.year = year_first ? date[0] : date[2];
    c.month = year_first || !month_first ? date[1] : date[0];
    c.day = year_first ? date[2] : date[month_first];
    if (half != HALF_NONE)
        c.hour = c.hour % 12 + (half == HALF_AFTERNOON ? 12 : 0);
    return in_range(&c) ? timestamp_from_civil(&c) : NO_TIME;
}
