#include "report/redaction.h"

#include <stdlib.h>

#include "report/wildcard.h"
#include "tally/align.h"
#include "tally/cluster.h"
#include "tally/excerpt.h"
#include "tally/health.h"
#include "tally/tally_spec.h"
#include "tally/top_values.h"
#include "tally/version.h"

static const size_t WHOLE = SIZE_MAX; /* bytes that are kept of what is never cut */

/* One redaction. */
struct redaction {
    struct report *r;
    const struct secrets *k;
    struct buf scratch;
};

static struct str kept(struct redaction *d, struct str before)
{
    struct str after = buf_str(&d->scratch);
    return str_eq(before, after) ? before : arena_str(&d->r->arena, after);
}

void redact_kept(const struct secrets *k, struct str name, struct str value, size_t most, struct buf *out)
{
    if (excerpt_is_cut(value, most))
        redact_cut(k, name, value, out);
    else
        redact_named(k, name, value, out);
}

/* The value of `name`, of which the first `most` bytes were kept. */
static void redact_of(struct redaction *d, struct str name, struct str *s, size_t most)
{
    buf_clear(&d->scratch);
    redact_kept(d->k, name, *s, most, &d->scratch);
    if (s->p)
        *s = kept(d, *s);
}

static void redact_text(struct redaction *d, struct str *s, size_t most)
{
    redact_of(d, STR(""), s, most);
}

static void redact_values(struct redaction *d, struct str name, struct report_value *v, size_t n, size_t most)
{
    for (size_t i = 0; i < n; i++)
        redact_of(d, name, &v[i].value, most);
}

/* ---- templates ---- */

/* `secret`, a part of a template, as `mark`, but for its wildcards. */
static void put_secret(struct str secret, struct str mark, struct buf *out)
{
    while (secret.n) {
        size_t at = wildcard_at(secret, 0);
        struct str own = at < secret.n ? recognize_mark_at(str_skip(secret, at)) : STR("");
        size_t said = 0;
        while (said < at && !is_alnum(secret.p[said]))
            said++;
        buf_join(out, said < at ? mark : str_head(secret, at), own);
        secret = str_skip(secret, at + own.n);
    }
}

void template_redact(const struct secrets *k, struct str template, struct str mark, struct buf *out)
{
    for (struct secret found; k && secret_find(k, template, &found);) {
        buf_add(out, str_head(template, found.start));
        put_secret(str_of(template.p + found.start, found.end - found.start), mark, out);
        template = str_skip(template, found.end);
    }
    buf_add(out, template);
}

/* ---- values of wildcards ---- */

/* A text of a cluster, and where its wildcards are. */
struct cluster_text {
    struct str text;
    size_t places[2 * ALIGN_WILDCARDS], wildcards;
};

/* The template itself, for what no message shows. */
static struct cluster_text sample_of_template(struct str template)
{
    struct cluster_text s = {.text = template, .wildcards = align_wildcards(template)};
    for (size_t i = 0; i < s.wildcards; i++) {
        size_t at = wildcard_at(template, i);
        s.places[2 * i] = at;
        s.places[2 * i + 1] = at + recognize_mark_at(str_skip(template, at)).n;
    }
    return s;
}

/* Where `part` stands in `text`, from byte `from` on: text.n when it does not. */
static size_t place_in(struct str text, struct str part, size_t from)
{
    if (part.n == 0 || from > text.n)
        return text.n;
    if (part.p >= text.p + from && part.p < text.p + text.n)
        return (size_t)(part.p - text.p);
    return from + str_find(str_skip(text, from), part);
}

/* Where what the wildcard that `from` tells of stands for is in `text`, from byte `least` on, with its whole
 * word; text.n: it is not clear. *end: behind it. */
static size_t place_of(struct str text, const struct align_source *from, const struct mask_values *values,
                       size_t least, size_t *end)
{
    size_t wildcard = from->wildcard >= 0 ? (size_t)from->wildcard : MASK_VALUES;
    struct str part = wildcard < values->n ? values->v[wildcard] : from->word;
    size_t at = place_in(text, part, least);
    if (at == text.n || at < least + from->head.n || !str_ends(str_head(text, at), from->head) ||
        !str_starts(str_skip(text, at + part.n), from->tail))
        return text.n;
    *end = at + part.n + from->tail.n;
    return at - from->head.n;
}

/* The example of `u`; false when it does not show all wildcards that have values. */
static bool sample_of_example(const struct report_cluster *u, const struct secrets *k, struct cluster_text *s)
{
    struct align_source from[ALIGN_WILDCARDS];
    struct mask_values values = {.n = 0};
    LOCAL_BUF masked = {0};
    cluster_mask_values(u->example, k, NULL, &masked, &values);
    *s = (struct cluster_text){.text = u->example, .wildcards = align(u->template, buf_str(&masked), from)};
    size_t end = 0, i = 0;
    for (; i < s->wildcards; i++) {
        s->places[2 * i] = place_of(s->text, &from[i], &values, end, &end);
        if (s->places[2 * i] == s->text.n)
            break;
        s->places[2 * i + 1] = end;
    }
    return i == s->wildcards;
}

/* `value` in the place of wildcard number `i` of the sample, and `before` (if any) in that of the one before:
 * what is left of it when the whole is redacted, in d->scratch. */
static struct str left_of(struct redaction *d, const struct cluster_text *s, size_t i, struct str before,
                          struct str value)
{
    LOCAL_BUF whole = {0};
    struct edge edges[2] = {{.end = false}, {.end = true}};
    size_t from = before.n ? s->places[2 * i - 1] : 0;
    buf_join(&whole, str_head(s->text, before.n ? s->places[2 * i - 2] : 0), before,
             str_of(s->text.p + from, s->places[2 * i] - from));
    edges[0].at = whole.n;
    buf_add(&whole, value);
    edges[1].at = whole.n;
    buf_add(&whole, str_skip(s->text, s->places[2 * i + 1]));
    buf_clear(&d->scratch);
    redact_edges(d->k, buf_str(&whole), edges, 2, &d->scratch);
    return str_of(d->scratch.p + edges[0].at, edges[1].at - edges[0].at);
}

static bool is_redacted(struct str s)
{
    return str_find(s, STR(REDACTED)) < s.n;
}

/* A token68 may not hold a quote: what was taken for one is the first of a header's parameters, a="b", c="d",
 * whose scheme stands in another wildcard. */
static bool is_cut_header(struct str left)
{
    return str_starts(left, STR(REDACTED "\""));
}

static bool is_name(const struct secrets *k, struct str value)
{
    size_t begins;
    while (value.n && !is_alnum(value.p[value.n - 1]))
        value.n--;
    return value.n && secrets_demand(k, value, value.n, false, &begins) != DEMAND_NEVER;
}

static void redact_value(struct redaction *d, const struct report_cluster *u, const struct cluster_text *s,
                         size_t i, struct str *value)
{
    const struct report_wildcard *before = i ? &u->wildcards[i - 1] : NULL;
    struct str left = left_of(d, s, i, STR(""), *value);
    for (size_t k = 0; before && k < before->value_count && !is_redacted(left); k++)
        if (is_name(d->k, before->values[k].value))
            left = left_of(d, s, i, before->values[k].value, *value);
    if (is_cut_header(left))
        left = STR(REDACTED);
    if (excerpt_is_cut(*value, VALUE_BYTES) && !is_redacted(left)) {
        buf_clear(&d->scratch);
        redact_cut(d->k, STR(""), *value, &d->scratch);
        left = buf_str(&d->scratch);
    }
    if (!str_eq(left, *value))
        *value = arena_str(&d->r->arena, excerpt_cut(left, VALUE_BYTES));
}

/* The values of a wildcard that stands for secrets are redacted whatever they look like. */
static void redact_wildcard(struct redaction *d, const struct report_cluster *u, const struct cluster_text *s,
                            size_t i)
{
    struct report_wildcard *w = &u->wildcards[i];
    for (size_t k = 0; k < w->value_count; k++) {
        if (str_eq(w->mark, token_class_name(TOKEN_CLASS_SECRET)))
            w->values[k].value = STR(REDACTED);
        else
            redact_value(d, u, s, i, &w->values[k].value);
    }
}

/* Values that have become the same are one, in the place of the first. */
static void join_same(struct report_wildcard *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->value_count; i++) {
        size_t k = 0;
        while (k < n && !str_eq(w->values[k].value, w->values[i].value))
            k++;
        if (k < n)
            w->values[k].records += w->values[i].records;
        else
            w->values[n++] = w->values[i];
    }
    w->value_count = n;
    qsort(w->values, n, sizeof *w->values, report_value_order);
}

/* The last ones first: what stands before a value may name it. */
static void redact_wildcards(struct redaction *d, struct report_cluster *u)
{
    struct cluster_text s;
    if (u->wildcard_count == 0)
        return;
    if (!sample_of_example(u, d->k, &s))
        s = sample_of_template(u->template);
    for (size_t i = u->wildcard_count < s.wildcards ? u->wildcard_count : s.wildcards; i-- > 0;) {
        redact_wildcard(d, u, &s, i);
        join_same(&u->wildcards[i]);
    }
}

static void redact_cluster(struct redaction *d, struct report_cluster *u)
{
    redact_wildcards(d, u); /* they are judged by the example and the template as these are */
    redact_text(d, &u->example, EXCERPT_BYTES);
    buf_clear(&d->scratch);
    template_redact(d->k, u->template, STR(REDACTED), &d->scratch);
    u->template = kept(d, u->template);
    for (size_t i = 0; i < u->part_count; i++)
        redact_cluster(d, &u->parts[i]);
}

/* ---- the report ---- */

static void redact_signature(struct redaction *d, struct report_signature *s)
{
    redact_text(d, &s->example, EXCERPT_BYTES);
    for (size_t i = 0; i < s->breakdown_count; i++)
        redact_values(d, s->breakdowns[i].by, s->breakdowns[i].values, s->breakdowns[i].value_count,
                      COUNTER_KEY_BYTES);
}

static void redact_table(struct redaction *d, struct report_table *g)
{
    for (size_t i = 0; i < g->row_count; i++)
        for (size_t k = 0; k < g->by_count; k++)
            redact_of(d, g->by[k], &g->rows[i].key[k], TABLE_VALUE_BYTES);
}

static void redact_answers(struct redaction *d, struct report *r)
{
    for (size_t i = 0; i < r->table_count; i++)
        redact_table(d, &r->tables[i]);
    for (size_t i = 0; i < r->filter_count; i++) {
        redact_text(d, &r->filters[i].what, WHOLE);
        redact_values(d, STR(""), r->filters[i].instead, r->filters[i].instead_count, COUNTER_KEY_BYTES);
    }
}

static void redact_errors(struct redaction *d, struct report *r)
{
    for (size_t i = 0; i < r->signature_count; i++)
        redact_signature(d, &r->signatures[i]);
    for (size_t i = 0; i < r->incident_count; i++)
        redact_signature(d, &r->incidents[i]);
    for (size_t i = 0; i < r->cluster_count; i++)
        redact_cluster(d, &r->clusters[i]);
    for (size_t i = 0; i < r->status_count; i++)
        for (size_t k = 0; k < r->statuses[i].message_count; k++)
            redact_cluster(d, &r->statuses[i].messages[k]);
}

static void redact_input(struct redaction *d, struct report *r)
{
    for (size_t i = 0; i < r->source_count; i++)
        redact_text(d, &r->sources[i].name, WHOLE);
    for (size_t i = 0; i < r->problem_count; i++) {
        redact_text(d, &r->problems[i].source, WHOLE);
        redact_text(d, &r->problems[i].example, FINDING_BYTES);
    }
    for (size_t i = 0; i < r->sampling_count; i++)
        redact_text(d, &r->sampling[i].source, WHOLE);
    for (size_t i = 0; i < r->gap_count; i++) {
        redact_text(d, &r->gaps[i].source, WHOLE);
        redact_text(d, &r->gaps[i].what, GAP_BYTES);
    }
    for (size_t i = 0; i < r->hint_count; i++) {
        redact_of(d, r->hints[i].path, &r->hints[i].value, COUNTER_KEY_BYTES);
        redact_text(d, &r->hints[i].path, WHOLE);
    }
}

static void redact_versions(struct redaction *d, struct report *r)
{
    for (size_t i = 0; i < r->version_count; i++) {
        redact_text(d, &r->versions[i].service, VERSION_BYTES);
        redact_text(d, &r->versions[i].version, VERSION_BYTES);
    }
}

void report_redact(struct report *r, const struct secrets *k)
{
    struct redaction d = {.r = r, .k = k};
    if (!k)
        return;
    redact_answers(&d, r);
    redact_errors(&d, r);
    redact_input(&d, r);
    redact_versions(&d, r);
    for (size_t i = 0; i < r->model_count; i++)
        redact_text(&d, &r->models[i].model, COUNTER_KEY_BYTES);
    redact_values(&d, STR("outcome"), r->outcomes, r->outcome_count, COUNTER_KEY_BYTES);
    buf_free(&d.scratch);
}

void report_redact_signature(struct report *r, struct report_signature *s, const struct secrets *k)
{
    struct redaction d = {.r = r, .k = k};
    if (k)
        redact_signature(&d, s);
    buf_free(&d.scratch);
}

void report_redact_cluster(struct report *r, struct report_cluster *u, const struct secrets *k)
{
    struct redaction d = {.r = r, .k = k};
    if (k)
        redact_cluster(&d, u);
    buf_free(&d.scratch);
}
