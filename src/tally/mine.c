#define uthash_malloc(size) mem_resize(NULL, (size))
#include "tally/mine.h"

#include <assert.h>
#include <stdlib.h>

#include <uthash.h>

#include "base/mem.h"
#include "tally/cluster.h"
#include "tally/group.h"
#include "tally/mold.h"

/* A template and the cluster that it belongs to. */
struct home {
    UT_hash_handle hh;
    struct str template;
    struct assignment cluster;
};

struct mine {
    struct shapes shapes;
    struct buf scratch;
    uint64_t records;
    struct span span;
    /* after mine_settle */
    bool settled;
    struct grouping *grouping;
    struct molds *molds;
    struct counter clusters;
    struct home *homes, *table; /* one a shape, and then one a cluster; hashed by template */
    size_t home_count;
};

struct mine *mine_new(void)
{
    struct mine *m = mem_zero(sizeof *m);
    shapes_init(&m->shapes);
    m->span = SPAN_NONE;
    return m;
}

void mine_free(struct mine *m)
{
    if (!m)
        return;
    HASH_CLEAR(hh, m->table);
    free(m->homes);
    molds_free(m->molds);
    grouping_free(m->grouping);
    if (m->settled)
        counter_clear(&m->clusters);
    shapes_clear(&m->shapes);
    buf_free(&m->scratch);
    free(m);
}

void mine_add(struct mine *m, const struct record *rec, unsigned source)
{
    assert(!m->settled);
    shapes_add(&m->shapes, rec, source, 0, &m->scratch);
    m->records += rec->weight;
    span_add(&m->span, rec->time_ms);
}

static struct home *home_of(const struct mine *m, struct str template)
{
    struct home *h;
    HASH_FIND(hh, m->table, template.p, template.n, h);
    return h;
}

static void add_home(struct mine *m, struct str template, struct str cluster)
{
    if (template.n == 0 || home_of(m, template))
        return;
    struct home *h = &m->homes[m->home_count++];
    h->template = template;
    h->cluster.template = cluster;
    cluster_id(cluster, h->cluster.id);
    HASH_ADD_KEYPTR(hh, m->table, h->template.p, h->template.n, h);
}

void mine_settle(struct mine *m)
{
    size_t n = 0;
    struct str *templates = shapes_templates(&m->shapes, &n);
    m->settled = true;
    m->grouping = group_templates(templates, n);
    m->molds = molds_new(m->grouping, false);
    m->homes = mem_zero((n + m->grouping->count + 1) * sizeof *m->homes);
    for (size_t i = 0; i < n; i++)
        add_home(m, templates[i], m->grouping->templates[m->grouping->cluster_of[i]]);
    for (size_t i = 0; i < m->grouping->count; i++)
        add_home(m, m->grouping->templates[i], m->grouping->templates[i]);
    shapes_collect(&m->shapes, m->grouping, &m->clusters);
    free(templates);
}

const struct counter *mine_clusters(const struct mine *m)
{
    assert(m->settled);
    return &m->clusters;
}

size_t mine_cluster_count(const struct mine *m)
{
    assert(m->settled);
    return m->grouping->count;
}

struct str mine_cluster_template(const struct mine *m, size_t cluster)
{
    assert(cluster < m->grouping->count);
    return m->grouping->templates[cluster];
}

void mine_each_shape(const struct mine *m,
                     void (*visit)(void *context, size_t cluster, const struct shape *shape), void *context)
{
    size_t i = 0;
    assert(m->settled);
    for (const struct counter_row *row = m->shapes.rows.rows; row; row = row->hh.next)
        visit(context, m->grouping->cluster_of[i++], (const struct shape *)row);
}

uint64_t mine_records(const struct mine *m)
{
    return m->records;
}

struct span mine_span(const struct mine *m)
{
    return m->span;
}

struct str mine_template(struct mine *m, const struct record *rec)
{
    return shape_template(rec, &m->scratch);
}

struct assignment mine_assign(struct mine *m, struct str template)
{
    assert(m->settled);
    const struct home *h = home_of(m, template);
    if (h)
        return h->cluster;
    struct str found = molds_find(m->molds, template);
    h = found.n ? home_of(m, found) : NULL;
    if (h)
        return h->cluster;
    struct assignment own = {.template = template};
    cluster_id(template, own.id);
    return own;
}
