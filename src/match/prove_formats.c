/* The formats of lines prove themselves: each reads its samples as they say, and no other takes them first.
 */
#include "base/buf.h"
#include "match/prove.h"
#include "record/line_format.h"

struct format_proof {
    const struct table *table;
    struct line_formats formats;
    struct engine *engine;
    struct findings *out;
};

static struct str quote(struct str s)
{
    return str_head(s, 80);
}

/* --- the values of a sample --- */

static bool same_duration(const struct line_match *m, struct str want)
{
    double difference = line_match_duration(m) - unit_duration(want, UNIT_MS);
    return difference < 1e-6 && difference > -1e-6;
}

static bool same_time(const struct line_match *m, struct str want)
{
    struct log_time got, wanted;
    return line_match_time(m, &got) && log_time_at(want, &wanted) &&
           log_time_ms(&got, NULL, NO_TIME, NO_TIME) == log_time_ms(&wanted, NULL, NO_TIME, NO_TIME);
}

static bool same(const struct line_match *m, struct str name, struct str got, struct str want)
{
    enum field field = field_named(name);
    if (str_eq(got, want))
        return true;
    if (field == FIELD_DURATION)
        return same_duration(m, want);
    return field == FIELD_TIME && same_time(m, want);
}

static void prove_fields(struct format_proof *p, const struct example *e, const struct line_match *m)
{
    for (size_t i = 0; i < e->capture_count; i++) {
        struct str name = e->captures[i].name, want = e->captures[i].value;
        enum field field = field_named(name);
        struct str got = field < FIELD_COUNT       ? m->field[field]
                         : str_eq(name, LINE_BODY) ? m->body
                                                   : m->columns;
        if (same(m, name, got, want))
            continue;
        struct err *err = findings_add(p->out, &e->at);
        err_set(err, "`" STR_FMT "` is read as `" STR_FMT "`, not `" STR_FMT "`", STR_ARG(name),
                STR_ARG(quote(got)), STR_ARG(quote(want)));
        err_mend(err, "correct the group in `match`, or the sample");
    }
}

/* --- samples --- */

static bool line_of(struct format_proof *p, struct str text, struct line_match *m)
{
    return line_formats_find(&p->formats, p->engine, text, line_format_marked(text), m);
}

static void report_missed(struct format_proof *p, const struct format_row *f, const struct example *e,
                          const struct line_match *other)
{
    struct err *err = findings_add(p->out, &e->at);
    if (other) {
        err_set(err, "the sample of `" STR_FMT "` is read by `" STR_FMT "`, which stands before it",
                STR_ARG(f->name), STR_ARG(other->format->name));
        err_mend(err, "narrow that one, or move this one before it");
        return;
    }
    err_set(err, "`" STR_FMT "` does not match its sample", STR_ARG(f->name));
    err_mend(err, "widen `match`, `starts` or `holds`, or paste the sample as the log has it");
}

/* False when a sample is missed. */
static bool prove_format(struct format_proof *p, const struct format_row *f)
{
    struct line_match m;
    bool all = true;
    for (size_t i = 0; i < f->sample_count; i++) {
        const struct example *e = &f->samples[i];
        bool found = line_of(p, e->text, &m), own = found && str_eq(m.format->name, f->name);
        all &= own;
        if (own)
            prove_fields(p, e, &m);
        else
            report_missed(p, f, e, found ? &m : NULL);
    }
    for (size_t i = 0; i < f->counterexample_count; i++) {
        const struct example *e = &f->counterexamples[i];
        if (!line_of(p, e->text, &m) || !str_eq(m.format->name, f->name))
            continue;
        struct err *err = findings_add(p->out, &e->at);
        err_set(err, "`" STR_FMT "` matches its counterexample", STR_ARG(f->name));
        err_mend(err, "narrow `match`");
    }
    return all;
}

/* Each pattern of a format reads a sample. */
static void prove_patterns(struct format_proof *p, const struct format_row *f)
{
    for (size_t i = 0; i < f->match_count; i++) {
        bool used = false;
        for (size_t k = 0; k < f->sample_count && !used; k++)
            used = engine_run(p->engine, f->match[i].regex, f->samples[k].text);
        if (used)
            continue;
        struct err *err = findings_add(p->out, &f->match[i].at);
        err_set(err, "no sample of `" STR_FMT "` matches this pattern", STR_ARG(f->name));
        err_mend(err, "add a sample that does");
    }
}

void prove_line_work(struct engine *e, const struct pattern *pattern, const struct example *samples,
                     size_t sample_count, struct findings *out)
{
    static const char *const runs[] = {"a", " ", "0", "\"", "a ", "[", "\\", "1.", "/"};
    enum { RUN_BYTES = 2000 };
    LOCAL_BUF line = {0};
    bool away = false;
    for (size_t i = 0; i < sample_count * COUNT_OF(runs) && !away; i++) {
        struct str text = samples[i / COUNT_OF(runs)].text;
        size_t k = i % COUNT_OF(runs);
        buf_set(&line, str_head(text, text.n / 4 * (k % 4 + 1)));
        while (line.n < text.n + RUN_BYTES)
            buf_addz(&line, runs[k]);
        buf_addc(&line, '\x01');
        uint64_t before = engine_limit_hits(e);
        engine_run(e, pattern->regex, buf_str(&line));
        away = engine_limit_hits(e) > before;
    }
    if (away) {
        struct err *err = findings_add(out, &pattern->at);
        err_set(err, "the pattern runs away on a line such as `" STR_FMT "`", STR_ARG(quote(buf_str(&line))));
        err_mend(err, "bound repeats, or make them possessive (\\S++)");
    }
}

bool prove_formats(const struct table *t, struct findings *out)
{
    struct format_proof p = {.table = t, .engine = engine_new(), .out = out};
    size_t before = out->n;
    table_examples(t);
    table_formats(t, &p.formats);
    for (size_t i = 0; i < t->format_count; i++) {
        if (prove_format(&p, &t->formats[i]))
            prove_patterns(&p, &t->formats[i]);
        for (size_t k = 0; k < t->formats[i].match_count; k++)
            prove_line_work(p.engine, &t->formats[i].match[k], t->formats[i].samples,
                            t->formats[i].sample_count, out);
    }
    line_formats_free(&p.formats);
    engine_free(p.engine);
    return out->n == before;
}
