#include "report/report.h"

#include <stdlib.h>

#include "base/count.h"
#include "base/redact.h"
#include "report/wildcard.h"
#include "tally/excerpt.h"
#include "tally/values.h"

int report_value_order(const void *a, const void *b)
{
    const struct report_value *x = a, *y = b;
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    return str_cmp(x->value, y->value);
}

static void redact_example(struct report *r, struct str *example, struct buf *scratch)
{
    buf_clear(scratch);
    redact(&secrets_shipped, *example, scratch);
    if (!str_eq(*example, buf_str(scratch)))
        *example = arena_str(&r->arena, buf_str(scratch));
}

/* Was `value` cut before the @ that would tell a password from a port? */
static bool ends_in_authority(struct str value)
{
    size_t at = str_find(value, STR("://"));
    struct str authority = str_skip(value, at + 3);
    return at < value.n && value.n + 3 >= VALUE_BYTES && str_chr(authority, ':') < authority.n &&
           str_chr(authority, '/') == authority.n && str_chr(authority, '@') == authority.n;
}

/* `value` without its secrets, where `before` may name it as one; `head`: that without its own secrets. */
static struct str redact_behind(struct report *r, struct str before, struct str head, struct str value,
                                struct buf *scratch)
{
    struct buf both = {0};
    if (ends_in_authority(value))
        return STR(REDACTED);
    buf_add(&both, before);
    buf_add(&both, value);
    buf_clear(scratch);
    redact(&secrets_shipped, buf_str(&both), scratch);
    buf_free(&both);
    struct str left = buf_str(scratch);
    if (!str_starts(left, head))
        return STR(REDACTED);
    return arena_str(&r->arena, excerpt_cut(str_skip(left, head.n), VALUE_BYTES));
}

/* Values that have become the same are one, in the place of the first. */
static void join_same(struct report_wildcard *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->value_count; i++) {
        size_t k = 0;
        while (k < kept && !str_eq(w->values[k].value, w->values[i].value))
            k++;
        if (k < kept)
            count_add(&w->values[k].records, w->values[i].records);
        else
            w->values[kept++] = w->values[i];
    }
    w->value_count = kept;
    qsort(w->values, kept, sizeof *w->values, report_value_order);
}

/* The values of wildcard number `number`, judged with the words of the template that stand before it. */
static void redact_wildcard(struct report *r, const struct report_unknown *u, size_t number,
                            struct buf *scratch)
{
    struct report_wildcard *w = &u->wildcards[number];
    struct str before = str_head(u->template, wildcard_at(u->template, number));
    struct buf head = {0};
    redact(&secrets_shipped, before, &head);
    for (size_t i = 0; i < w->value_count; i++)
        w->values[i].value = redact_behind(r, before, buf_str(&head), w->values[i].value, scratch);
    buf_free(&head);
    join_same(w);
}

static void redact_template(struct report *r, struct report_unknown *u, struct buf *scratch)
{
    buf_clear(scratch);
    wildcard_redact(u->template, STR(REDACTED), scratch);
    if (!str_eq(u->template, buf_str(scratch)))
        u->template = arena_str(&r->arena, buf_str(scratch));
}

static void redact_unknown(struct report *r, struct report_unknown *u, struct buf *scratch)
{
    redact_example(r, &u->example, scratch);
    for (size_t i = 0; i < u->wildcard_count; i++)
        redact_wildcard(r, u, i, scratch);
    redact_template(r, u, scratch); /* behind its wildcards, whose place it tells */
    for (size_t i = 0; i < u->part_count; i++)
        redact_unknown(r, &u->parts[i], scratch);
}

void report_redact(struct report *r)
{
    struct buf scratch = {0};
    for (size_t i = 0; i < r->signature_count; i++)
        redact_example(r, &r->signatures[i].example, &scratch);
    for (size_t i = 0; i < r->unknown_count; i++)
        redact_unknown(r, &r->unknown[i], &scratch);
    for (size_t i = 0; i < r->status_count; i++)
        for (size_t k = 0; k < r->statuses[i].message_count; k++)
            redact_unknown(r, &r->statuses[i].messages[k], &scratch);
    for (size_t i = 0; i < r->problem_count; i++)
        redact_example(r, &r->problems[i].example, &scratch);
    buf_free(&scratch);
}

void report_redact_unknown(struct report *r, struct report_unknown *u)
{
    struct buf scratch = {0};
    redact_unknown(r, u, &scratch);
    buf_free(&scratch);
}

void report_redact_signature(struct report *r, struct report_signature *s)
{
    struct buf scratch = {0};
    redact_example(r, &s->example, &scratch);
    buf_free(&scratch);
}

void report_free(struct report *r)
{
    if (!r)
        return;
    arena_free(&r->arena);
    free(r);
}
