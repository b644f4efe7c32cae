#include "tally/measure.h"

static const struct measure_name {
    const char *name;
    enum measure_kind kind;
    bool takes, needs; /* a field in parentheses; without one it is that of durations */
} KINDS[] = {
    {"count", MEASURE_COUNT, false, false},     {"rate", MEASURE_RATE, false, false},
    {"first", MEASURE_FIRST, false, false},     {"last", MEASURE_LAST, false, false},
    {"avg", MEASURE_AVG, true, false},          {"min", MEASURE_MIN, true, false},
    {"max", MEASURE_MAX, true, false},          {"sum", MEASURE_SUM, true, false},
    {"distinct", MEASURE_DISTINCT, true, true},
};

static const struct measure_name QUANTILE = {"p", MEASURE_QUANTILE, true, false};

/* "p95", "p99.9": above 0, up to 100. */
static bool read_part(struct str s, double *part)
{
    double percent;
    if (s.n < 2 || s.p[0] != 'p' || !str_double(str_skip(s, 1), &percent) || s.p[1] < '0' || s.p[1] > '9')
        return false;
    *part = percent / 100;
    return percent > 0 && percent <= 100;
}

static const struct measure_name *kind_named(struct str name, double *part)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_eq(name, str_z(KINDS[i].name)))
            return &KINDS[i];
    return read_part(name, part) ? &QUANTILE : NULL;
}

static bool unknown(struct str name, struct err *err)
{
    const char *names[COUNT_OF(KINDS)];
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        names[i] = KINDS[i].name;
    err_set(err, "no measure `" STR_FMT "`", STR_ARG(str_head(name, 60)));
    return err_mend_near(
        err, name, names, COUNT_OF(KINDS),
        "there are count rate first last p50 (p1 to p100) avg min max sum distinct, the latter "
        "with a field: p95(duration)");
}

static bool wrong_field(const struct measure_name *kind, struct err *err)
{
    err_set(err, kind->takes ? "no field in `%s`" : "`%s` takes no field", kind->name);
    return err_mend(err, kind->takes ? "write one in parentheses: %s(user)" : "write it alone: %s",
                    kind->name);
}

/* What stands in parentheses at the end of `text`; false when they do not close there. */
static bool field_of(struct str text, size_t open, struct str *of)
{
    *of = str_skip(text, open + 1);
    if (open == text.n)
        return true;
    bool closes = of->n && of->p[of->n - 1] == ')';
    *of = str_trim(str_head(*of, of->n - closes));
    return closes;
}

bool measure_parse(struct measure *m, struct str text, struct arena *arena, struct err *err)
{
    size_t open = str_chr(text, '(');
    struct str name = str_trim(str_head(text, open)), of;
    *m = (struct measure){.part = 0};
    const struct measure_name *kind = kind_named(name, &m->part);
    err_at(err, NULL, 0, 1);
    if (!kind)
        return unknown(name, err);
    err_at(err, NULL, 0, (unsigned)open + 1);
    if (!field_of(text, open, &of)) {
        err_set(err, "the parenthesis is not closed");
        return err_mend(err, "write " STR_FMT "(FIELD)", STR_ARG(name));
    }
    if (open < text.n ? !kind->takes || !of.n : kind->needs)
        return wrong_field(kind, err);
    of = kind->takes && !of.n ? STR("duration") : of;
    LOCAL_BUF whole = {0};
    buf_add(&whole, name);
    if (of.n)
        buf_join(&whole, "(", of, ")");
    m->kind = kind->kind;
    m->name = arena_str(arena, buf_str(&whole));
    m->of = of.n ? str_head(str_skip(m->name, name.n + 1), of.n) : str_of(NULL, 0);
    return true;
}

bool measure_named(const struct measure *m, struct str text)
{
    return str_eq(m->name, text) || str_eq(str_head(m->name, str_chr(m->name, '(')), text);
}
