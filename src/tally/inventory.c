#include "tally/inventory.h"

#include "record/raw_walk.h"
#include "tally/cluster.h"
#include "tally/excerpt.h"

static const struct counter_kind value_kind = {
    .bound = INVENTORY_VALUES,
    .key_bytes = INVENTORY_VALUE_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

static void prepare(struct counter_row *row)
{
    struct inventory_row *h = (struct inventory_row *)row;
    h->values.kind = &value_kind;
}

static void release(struct counter_row *row)
{
    struct inventory_row *h = (struct inventory_row *)row;
    counter_clear(&h->values);
    distinct_free(&h->distinct);
}

static const struct counter_kind inventory_kind = {
    .bound = INVENTORY_PATHS,
    .key_bytes = 400,
    .row_bytes = sizeof(struct inventory_row),
    .prepare = prepare,
    .release = release,
};

void inventory_init(struct inventory *v, const struct rules *rules)
{
    *v = (struct inventory){.fields.kind = &inventory_kind,
                            .paths.kind = &inventory_kind,
                            .secrets = rules ? rules_secrets(rules) : NULL};
    custom_masks_init(&v->custom, rules ? rules_table(rules) : NULL);
}

void inventory_free(struct inventory *v)
{
    counter_clear(&v->fields);
    counter_clear(&v->paths);
    buf_free(&v->scratch);
    custom_masks_clear(&v->custom);
}

struct inventory_adding {
    struct inventory *inventory;
    const struct record *rec;
};

static void hold(struct counter *c, struct str name, struct str value, const struct inventory_adding *a)
{
    struct inventory_row *h = (struct inventory_row *)counter_add(c, name, 0, NO_TIME);
    if (h->record == a->inventory->notes)
        return; /* it stands in this record more than once */
    h->record = a->inventory->notes;
    (void)counter_add(c, name, a->rec->weight, NO_TIME);
    counter_add(&h->values, value, a->rec->weight, NO_TIME);
    distinct_add(&h->distinct, str_hash(value));
}

static void add_path(void *context, struct str path, struct str value)
{
    struct inventory_adding *a = context;
    hold(&a->inventory->paths, path, value, a);
}

/* What a field is called and compared as, with --where and --by. */
static struct str field_text(struct inventory *v, const struct record *rec, enum field f)
{
    struct buf *room = &v->scratch;
    buf_clear(room);
    if (f == FIELD_STATUS && rec->status != NO_STATUS)
        buf_addf(room, "%d", rec->status);
    else if (f == FIELD_UPSTREAM && rec->upstream != NO_STATUS)
        buf_addf(room, "%d", rec->upstream);
    else if (f == FIELD_DURATION && rec->duration_ms >= 0)
        buf_addf(room, "%.15g", rec->duration_ms);
    else if (f == FIELD_TIME)
        timestamp_format_rfc3339(rec->time_ms, room);
    else if (f == FIELD_LEVEL)
        buf_addz(room, level_name(rec->level));
    else if (f == FIELD_MESSAGE)
        cluster_mask(rec->field[f], v->secrets, &v->custom, room);
    else if (f != FIELD_STATUS && f != FIELD_UPSTREAM && f != FIELD_DURATION)
        buf_add(room, rec->field[f]);
    return buf_str(room);
}

void inventory_add(struct inventory *v, const struct record *rec)
{
    struct inventory_adding a = {v, rec};
    count_add(&v->records, rec->weight);
    v->notes++;
    for (enum field f = 0; f < FIELD_COUNT; f++) {
        struct str text = field_text(v, rec, f);
        if (text.n)
            hold(&v->fields, str_z(field_name(f)), text, &a);
    }
    raw_walk(rec, add_path, &a);
}

/* ---- secrets ---- */

static const struct {
    struct str value, name; /* last steps of two paths */
} BESIDE[] = {
    {STR_INIT("value"), STR_INIT("name")},   {STR_INIT("value"), STR_INIT("key")},
    {STR_INIT("Value"), STR_INIT("Name")},   {STR_INIT("Value"), STR_INIT("Key")},
    {STR_INIT("v"), STR_INIT("n")},          {STR_INIT("v"), STR_INIT("k")},
    {STR_INIT("value"), STR_INIT("header")}, {STR_INIT("val"), STR_INIT("key")},
};

static bool any_names_secret(const struct counter *names, const struct secrets *k)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(names);
    bool any = false;
    for (size_t i = 0; i < counter_size(names) && !any; i++)
        any = redact_names_secret(k, rows[i]->key);
    return any;
}

/* Does the path that ends in `name` where `path` ends in `value` hold names of secrets? */
static bool is_named(struct inventory *v, struct str path, struct str value, struct str name,
                     const struct secrets *k)
{
    size_t step = path.n - value.n;
    if (!str_ends(path, value) || step == 0 || (path.p[step - 1] != '.' && path.p[step - 1] != '>'))
        return false;
    buf_clear(&v->scratch);
    buf_join(&v->scratch, str_head(path, step), name);
    const struct counter_row *row = counter_find(&v->paths, buf_str(&v->scratch));
    return row && any_names_secret(&((const struct inventory_row *)row)->values, k);
}

void inventory_judge(struct inventory *v, const struct secrets *k)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&v->paths);
    for (size_t i = 0; k && i < counter_size(&v->paths); i++)
        for (size_t b = 0; b < COUNT_OF(BESIDE); b++) {
            struct inventory_row *h = (struct inventory_row *)counter_find(&v->paths, rows[i]->key);
            h->secret |= is_named(v, h->row.key, BESIDE[b].value, BESIDE[b].name, k);
        }
}
