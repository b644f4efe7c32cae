#include "tally/model.h"

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
    if (status >= 200 && status < 300)
        count_add(&m->status_2xx, weight);
    else if (status >= 400 && status < 500)
        count_add(&m->status_4xx, weight);
    else if (status >= 500 && status < 600)
        count_add(&m->status_5xx, weight);
}

void model_add(struct counter *models, const struct record *rec, enum verdict class)
{
    struct counter_row *row = counter_add(models, rec->field[FIELD_MODEL], rec->weight, rec->time_ms);
    struct model *m = (struct model *)row;
    if (rec->status != NO_STATUS)
        add_status(m, rec->status, rec->weight);
    if (rec->duration_ms >= 0)
        quantile_add(&m->durations, rec->duration_ms, rec->weight);
    if (rec->status >= 500 || class == CLASS_INVESTIGATE || class == CLASS_UNKNOWN)
        span_add(&m->errors, rec->time_ms);
}
