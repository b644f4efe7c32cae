#include "tally/top_values.h"

#include "base/count.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tally/excerpt.h"

/* Where `text` stands, or would. */
static uint32_t place_of(const struct top_values *all, struct str text)
{
    return (uint32_t)COUNT_BEFORE(all->n, i, str_cmp(counted_value_text(&all->v[i]), text) < 0);
}

static void insert(struct top_values *all, uint32_t at, struct str text, uint64_t records)
{
    if (all->n == all->cap) {
        all->cap = all->cap ? 2 * all->cap : 1;
        all->v = mem_resize(all->v, all->cap * sizeof *all->v);
    }
    memmove(&all->v[at + 1], &all->v[at], (all->n - at) * sizeof *all->v);
    struct counted_value *v = &all->v[at];
    *v = (struct counted_value){mem_resize(NULL, text.n + 1), (uint32_t)text.n, records};
    memcpy(v->p, text.n ? text.p : "", text.n);
    all->n++;
}

/* Take `records` from each; those with no more give way. */
static void charge(struct top_values *all, uint64_t records)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < all->n; i++) {
        if (all->v[i].records <= records) {
            free(all->v[i].p);
            continue;
        }
        all->v[kept] = all->v[i];
        all->v[kept++].records -= records;
    }
    all->n = kept;
    count_add(&all->error, records);
}

static uint64_t least(const struct top_values *all)
{
    uint64_t n = UINT64_MAX;
    for (uint32_t i = 0; i < all->n; i++)
        n = all->v[i].records < n ? all->v[i].records : n;
    return n;
}

/* A value that is new where there is no room: it and all others pay for it. */
static void squeeze(struct top_values *all, struct str text, uint64_t records)
{
    uint64_t price = least(all);
    charge(all, price < records ? price : records);
    if (records > price)
        insert(all, place_of(all, text), text, records - price);
}

/* Count `text`, which is cut, if it stands there. */
static bool add_known(struct top_values *all, uint32_t at, struct str text, uint64_t records)
{
    bool known = at < all->n && str_eq(counted_value_text(&all->v[at]), text);
    if (known)
        count_add(&all->v[at].records, records);
    return known;
}

static void add_new(struct top_values *all, uint32_t at, struct str text, uint64_t records)
{
    if (all->n < VALUE_BOUND)
        insert(all, at, text, records);
    else
        squeeze(all, text, records);
}

/* A value is counted as a saved report has it: with U+FFFD for what is no UTF-8, and cut then. */
static void add_scrubbed(struct top_values *all, struct str value, uint64_t records)
{
    LOCAL_BUF whole = {0};
    utf8_scrub(value, &whole);
    struct str text = excerpt_cut(buf_str(&whole), VALUE_BYTES);
    uint32_t at = place_of(all, text);
    if (!add_known(all, at, text, records))
        add_new(all, at, text, records);
}

void top_values_add(struct top_values *all, struct str value, uint64_t records)
{
    struct str text = excerpt_cut(value, VALUE_BYTES);
    uint32_t at = place_of(all, text);
    count_add(&all->records, records);
    if (add_known(all, at, text, records))
        return;
    if (LIKELY(utf8_whole(text)))
        add_new(all, at, text, records);
    else
        add_scrubbed(all, text, records);
}

void top_values_miss(struct top_values *all, uint64_t records)
{
    count_add(&all->records, records);
    count_add(&all->error, records);
}

/* The count of the commonest value for which there is no room. */
static uint64_t excess(const struct top_values *all)
{
    uint64_t counts[2 * VALUE_BOUND];
    for (uint32_t i = 0; i < all->n; i++) { /* most first */
        uint32_t at = i;
        for (; at > 0 && counts[at - 1] < all->v[i].records; at--)
            counts[at] = counts[at - 1];
        counts[at] = all->v[i].records;
    }
    return counts[VALUE_BOUND];
}

void top_values_merge(struct top_values *into, const struct top_values *from)
{
    for (uint32_t i = 0; i < from->n; i++) {
        struct str text = counted_value_text(&from->v[i]);
        uint32_t at = place_of(into, text);
        if (!add_known(into, at, text, from->v[i].records))
            insert(into, at, text, from->v[i].records);
    }
    count_add(&into->records, from->records);
    count_add(&into->error, from->error);
    if (into->n > VALUE_BOUND)
        charge(into, excess(into));
}

void top_values_clear(struct top_values *all)
{
    for (uint32_t i = 0; i < all->n; i++)
        free(all->v[i].p);
    free(all->v);
    *all = (struct top_values){0};
}
