#include "tally/mine.h"

#include <assert.h>
#include <stdlib.h>

#include "base/count.h"
#include "base/mem.h"
#include "base/table.h"
#include "tally/cluster.h"
#include "tally/group.h"
#include "tally/mold.h"

/* A key and the cluster that it belongs to. */
struct home {
    UT_hash_handle hh;
    struct str key;
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
    struct clusters clusters;
    struct home *homes, *table; /* one a shape, and then one a cluster; hashed by key */
    size_t home_count;
};

struct mine *mine_new(const struct rules *rules)
{
    struct mine *m = mem_zero(sizeof *m);
    shapes_init(&m->shapes, rules);
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
        clusters_clear(&m->clusters);
    shapes_clear(&m->shapes);
    buf_free(&m->scratch);
    free(m);
}

void mine_add(struct mine *m, const struct record *rec, unsigned source)
{
    assert(!m->settled);
    shapes_add(&m->shapes, rec, NO_STATUS, source, 0, &m->scratch);
    count_add(&m->records, rec->weight);
    span_add(&m->span, rec->time_ms);
}

static struct home *home_of(const struct mine *m, struct str key)
{
    struct home *h;
    HASH_FIND(hh, m->table, key.p, key.n, h);
    return h;
}

static struct assignment assignment_of(struct str cluster)
{
    struct assignment a = {.template = cluster_key_split(cluster).template};
    cluster_id(cluster, a.id);
    cluster_id(a.template, a.message_id);
    return a;
}

static void add_home(struct mine *m, struct str key, struct str cluster)
{
    if (key.n == 0 || home_of(m, key))
        return;
    struct home *h = &m->homes[m->home_count++];
    h->key = key;
    h->cluster = assignment_of(cluster);
    HASH_ADD_KEYPTR(hh, m->table, h->key.p, h->key.n, h);
}

static void add_homes(struct mine *m)
{
    const struct grouping *g = m->grouping;
    size_t i = 0;
    for (const struct counter_row *row = m->shapes.rows.rows; row; row = row->hh.next) {
        const struct shape *cluster = clusters_find(&m->clusters, g->templates[g->cluster_of[i++]], row->key);
        add_home(m, row->key, cluster->row.key);
    }
    for (i = 0; i < g->count; i++)
        add_home(m, g->templates[i], g->templates[i]);
}

void mine_settle(struct mine *m)
{
    size_t n = 0;
    struct str *templates = shapes_templates(&m->shapes, &n);
    m->settled = true;
    m->grouping = group_templates(templates, n);
    m->molds = molds_new(m->grouping, false);
    m->homes = mem_zero((n + m->grouping->count + 1) * sizeof *m->homes);
    shapes_collect(&m->shapes, m->grouping, &m->clusters);
    add_homes(m);
    free(templates);
}

const struct clusters *mine_clusters(const struct mine *m)
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

struct str mine_key(struct mine *m, const struct record *rec)
{
    return shape_key(&m->shapes, rec, &m->scratch);
}

struct assignment mine_assign(struct mine *m, struct str key)
{
    assert(m->settled);
    const struct home *h = home_of(m, key);
    if (h)
        return h->cluster;
    struct str found = molds_find(m->molds, cluster_key_split(key).template);
    h = found.n ? home_of(m, found) : NULL;
    return h ? h->cluster : assignment_of(key);
}
