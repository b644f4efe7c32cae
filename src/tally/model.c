#include "tally/model.h"

#include "base/count.h"

static void merge(struct counter_row *into, const struct counter_row *from)
{
    struct model *to = (struct model *)into;
    const struct model *m = (const struct model *)from;
    count_add(&to->status_2xx, m->status_2xx);
    count_add(&to->status_4xx, m->status_4xx);
    count_add(&to->status_5xx, m->status_5xx);
    quantile_merge(&to->durations, &m->durations);
    span_merge(&to->errors, &m->errors);
}

static void release(struct counter_row *row)
{
    quantile_free(&((struct model *)row)->durations);
}

static void prepare(struct counter_row *row)
{
    ((struct model *)row)->errors = SPAN_NONE;
}

const struct counter_kind model_kind = {
    .bound = MODEL_BOUND,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct model),
    .prepare = prepare,
    .merge = merge,
    .release = release,
};

static void add_status(struct model *m, int status, uint64_t weight)
{
    switch (status / 100) {
    case 2:
        count_add(&m->status_2xx, weight);
        break;
    case 4:
        count_add(&m->status_4xx, weight);
        break;
    case 5:
        count_add(&m->status_5xx, weight);
        break;
    default: /* counted in records alone */
        break;
    }
}

void model_add(struct counter *models, const struct record *rec, enum verdict class)
{
    if (rec->field[FIELD_MODEL].n == 0)
        return;
    struct counter_row *row = counter_add(models, rec->field[FIELD_MODEL], rec->weight, rec->time_ms);
    struct model *m = (struct model *)row;
    add_status(m, rec->status, rec->weight);
    if (rec->duration_ms >= 0)
        quantile_add(&m->durations, rec->duration_ms, rec->weight);
    if (rec->status >= 500 || class == CLASS_INVESTIGATE || class == CLASS_UNKNOWN)
        span_add(&m->errors, rec->time_ms);
}
