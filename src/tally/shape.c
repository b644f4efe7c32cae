#include "tally/shape.h"

#include "tally/cluster.h"

static void prepare(struct counter_row *row)
{
    struct shape *s = (struct shape *)row;
    s->requests.coarse = s->users.coarse = true; /* a thousand shapes hold two sets each */
}

static void merge(struct counter_row *into, const struct counter_row *from)
{
    struct shape *to = (struct shape *)into;
    const struct shape *s = (const struct shape *)from;
    distinct_merge(&to->requests, &s->requests);
    distinct_merge(&to->users, &s->users);
    timeline_merge(&to->timeline, &s->timeline);
    excerpt_merge(&to->example, &s->example);
}

static void release(struct counter_row *row)
{
    struct shape *s = (struct shape *)row;
    distinct_free(&s->requests);
    distinct_free(&s->users);
    timeline_free(&s->timeline);
    excerpt_clear(&s->example);
}

const struct counter_kind shape_kind = {
    .bound = SHAPE_BOUND,
    .key_bytes = SHAPE_KEY_BYTES,
    .row_bytes = sizeof(struct shape),
    .prepare = prepare,
    .merge = merge,
    .release = release,
};

/* The template of `rec`. One that says nothing is grouped by how it ended instead. */
static struct str template_of(const struct record *rec, struct buf *scratch)
{
    buf_clear(scratch);
    cluster_mask(rec->field[FIELD_MESSAGE], scratch);
    if (scratch->n)
        return buf_str(scratch);
    buf_addz(scratch, "(no message)");
    if (rec->field[FIELD_OUTCOME].n)
        buf_addf(scratch, " outcome " STR_FMT, STR_ARG(excerpt_cut(rec->field[FIELD_OUTCOME], 64)));
    if (rec->status != NO_STATUS)
        buf_addf(scratch, " status %d", rec->status);
    return buf_str(scratch);
}

void shape_add(struct counter *shapes, const struct record *rec, unsigned source, struct buf *scratch)
{
    struct str template = template_of(rec, scratch);
    struct shape *s = (struct shape *)counter_add(shapes, template, rec->weight, rec->time_ms);
    if (rec->field[FIELD_REQUEST].n)
        distinct_add(&s->requests, str_hash(rec->field[FIELD_REQUEST]));
    if (rec->field[FIELD_USER].n)
        distinct_add(&s->users, str_hash(rec->field[FIELD_USER]));
    timeline_add(&s->timeline, rec->time_ms, rec->weight);
    excerpt_offer(&s->example, rec->field[FIELD_MESSAGE], EXCERPT_BYTES, (struct spot){source, rec->offset});
}
