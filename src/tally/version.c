#include "tally/version.h"

#include "base/mem.h"
#include "tally/excerpt.h"

uint64_t version_hash(struct str service, struct str id)
{
    uint64_t hash = str_hash(id) * 31 + str_hash(service);
    return hash ? hash : 1;
}

static bool is_version(const struct version *v, struct str service, struct str id)
{
    return str_eq(version_id(v), id) && str_eq(version_service(v), service);
}

/* Where `hash` stands, or would. */
static unsigned place_of(const struct versions *all, uint64_t hash)
{
    unsigned at = 0;
    while (at < all->n && all->v[at].hash < hash)
        at++;
    return at;
}

/* Make room for a version at `at`; the one with the largest hash gives way. */
static void insert(struct versions *all, unsigned at, const struct version *v)
{
    if (all->n == VERSION_BOUND)
        count_add(&all->other, all->v[--all->n].records);
    memmove(&all->v[at + 1], &all->v[at], (all->n - at) * sizeof *all->v);
    all->v[at] = *v;
    all->n++;
}

static void add(struct versions *all, const struct version *v)
{
    unsigned at = place_of(all, v->hash);
    if (at < all->n && all->v[at].hash == v->hash) {
        count_add(&all->v[at].records, v->records);
        span_merge(&all->v[at].span, &v->span);
    } else if (at < VERSION_BOUND) {
        insert(all, at, v);
    } else {
        count_add(&all->other, v->records);
    }
    all->last = at;
}

uint64_t versions_add(struct versions *all, struct str service, struct str id, uint64_t records,
                      const struct span *span)
{
    struct version v = {.records = records, .span = *span};
    service = excerpt_cut(service, VERSION_BYTES);
    id = excerpt_cut(id, VERSION_BYTES);
    v.hash = version_hash(service, id);
    v.service_n = (uint8_t)service.n;
    v.id_n = (uint8_t)id.n;
    memcpy(v.service, service.n ? service.p : "", service.n);
    memcpy(v.id, id.n ? id.p : "", id.n);
    add(all, &v);
    return v.hash;
}

uint64_t versions_record(struct versions *all, const struct record *rec)
{
    struct str id = rec->field[FIELD_VERSION], service = rec->field[FIELD_SERVICE];
    if (id.n == 0)
        return 0;
    struct version *v = &all->v[all->last];
    if (LIKELY(all->last < all->n && is_version(v, service, id))) {
        count_add(&v->records, rec->weight);
        span_add(&v->span, rec->time_ms);
        return v->hash;
    }
    struct span span = {rec->time_ms, rec->time_ms};
    return versions_add(all, service, id, rec->weight, &span);
}

void versions_merge(struct versions *into, const struct versions *from)
{
    for (unsigned i = 0; i < from->n; i++)
        add(into, &from->v[i]);
    count_add(&into->other, from->other);
}

void versions_clear(struct versions *all)
{
    all->n = all->last = 0;
    all->other = 0;
}

/* ---- of one error ---- */

static uint32_t count_place(const struct version_counts *c, uint64_t version)
{
    uint32_t at = 0;
    while (at < c->n && c->v[at].version < version)
        at++;
    return at;
}

static void count_insert(struct version_counts *c, uint32_t at, uint64_t version, uint64_t records)
{
    if (c->n == VERSION_BOUND)
        c->n--;
    if (c->n == c->cap) {
        c->cap = c->cap ? 2 * c->cap : 1;
        c->v = mem_resize(c->v, c->cap * sizeof *c->v);
    }
    memmove(&c->v[at + 1], &c->v[at], (c->n - at) * sizeof *c->v);
    c->v[at] = (struct version_count){version, records};
    c->n++;
}

void version_counts_add(struct version_counts *c, uint64_t version, uint64_t records)
{
    if (version == 0)
        return;
    uint32_t at = count_place(c, version);
    if (at < c->n && c->v[at].version == version)
        count_add(&c->v[at].records, records);
    else if (at < VERSION_BOUND)
        count_insert(c, at, version, records);
}

void version_counts_merge(struct version_counts *into, const struct version_counts *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        version_counts_add(into, from->v[i].version, from->v[i].records);
}

uint64_t version_counts_only(const struct version_counts *c)
{
    return c->n == 1 ? c->v[0].version : 0;
}

uint64_t version_counts_of(const struct version_counts *c, uint64_t version)
{
    uint32_t at = count_place(c, version);
    return at < c->n && c->v[at].version == version ? c->v[at].records : 0;
}

void version_counts_clear(struct version_counts *c)
{
    free(c->v);
    *c = (struct version_counts){0};
}
