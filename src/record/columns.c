#include "record/columns.h"

#include "base/ascii.h"
#include "base/escape.h"

void columns_name(struct columns *c, struct str names)
{
    c->n = names.n <= COLUMNS_BYTES ? names.n : 0;
    if (c->n)
        memcpy(c->names, names.p, c->n);
}

bool columns_same(const struct columns *a, const struct columns *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->names, b->names, a->n) == 0);
}

/* The next of what blanks or tabs part in `*rest`. False: there is none. */
static bool next_name(struct str *rest, struct str *name)
{
    size_t n = 0;
    *rest = str_trim(*rest);
    while (n < rest->n && !is_blank(rest->p[n]))
        n++;
    *name = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return n > 0;
}

static bool next_value(struct str *rest, bool tabs, struct str *value)
{
    if (!tabs)
        return next_name(rest, value);
    if (rest->p == NULL)
        return false;
    size_t n = str_chr(*rest, '\t');
    *value = str_trim(str_head(*rest, n));
    *rest = n < rest->n ? str_skip(*rest, n + 1) : str_of(NULL, 0);
    return true;
}

/* Digits, a point and digits: whole numbers may be identifiers, and begin with zeros. */
static bool is_fraction(struct str s)
{
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += is_digit(s.p[i]);
        points += s.p[i] == '.';
    }
    return points == 1 && digits + 1 == s.n && is_digit(s.p[0]) && is_digit(s.p[s.n - 1]);
}

static void member(struct buf *out, struct str name, struct str value)
{
    const char *quote = is_fraction(value) ? "" : "\"";
    buf_addz(out, out->n > 1 ? ",\"" : "\"");
    escape_json(name, out);
    buf_addz(out, "\":");
    buf_addz(out, quote);
    escape_json(value, out);
    buf_addz(out, quote);
}

static void stamp(struct buf *out, struct str date, struct str time)
{
    if (!date.n || !time.n)
        return;
    buf_addz(out, ",\"timestamp\":\"");
    escape_json(date, out);
    buf_addc(out, 'T');
    escape_json(time, out);
    buf_addz(out, "Z\"");
}

/* `date` and `time` of W3C logs begin with digits; the words of a line of another program, as many by chance,
 * do not. */
static bool may_be_time(struct str s)
{
    return s.n == 0 || is_digit(s.p[0]) || str_eq(s, STR("-"));
}

bool columns_object(const struct columns *c, struct str line, struct buf *out)
{
    struct str names = str_of(c->names, c->n), name, value, date = {0}, time = {0};
    bool tabs = str_chr(line, '\t') < line.n;
    buf_clear(out);
    buf_addc(out, '{');
    while (next_name(&names, &name)) {
        if (!next_value(&line, tabs, &value))
            return false;
        if (str_eq(name, STR("date")))
            date = value;
        if (str_eq(name, STR("time")))
            time = value;
        member(out, name, value);
    }
    stamp(out, date, time);
    buf_addc(out, '}');
    return may_be_time(date) && may_be_time(time) && !next_value(&line, tabs, &value);
}
