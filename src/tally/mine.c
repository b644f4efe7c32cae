#include "tally/mine.h"

#include <assert.h>

#include "base/hash_table.h"
#include "tally/cluster.h"
#include "tally/cluster_matcher.h"
#include "tally/clustering.h"

/* A key and the cluster that it belongs to. */
struct home {
    UT_hash_handle hh;
    struct str key;
    struct assignment cluster;
};

struct mine {
    struct template_table templates;
    struct buf scratch;
    uint64_t records;
    struct span span;
    /* after mine_settle */
    bool settled;
    struct clustering *clustering;
    struct cluster_matcher *matcher;
    struct cluster_table clusters;
    struct home *homes, *table; /* one a template, and then one a cluster; hashed by key */
    size_t home_count;
};

struct mine *mine_new(const struct rules *rules)
{
    struct mine *m = mem_zero(sizeof *m);
    template_table_init(&m->templates, rules);
    m->span = SPAN_NONE;
    return m;
}

void mine_engine(struct mine *m, struct engine *e)
{
    m->templates.custom.engine = e;
}

void mine_free(struct mine *m)
{
    if (!m)
        return;
    HASH_CLEAR(hh, m->table);
    free(m->homes);
    cluster_matcher_free(m->matcher);
    clustering_free(m->clustering);
    if (m->settled)
        cluster_table_clear(&m->clusters);
    template_table_clear(&m->templates);
    buf_free(&m->scratch);
    free(m);
}

void mine_add(struct mine *m, const struct record *rec, unsigned source)
{
    assert(!m->settled);
    template_table_add(&m->templates, rec, NO_STATUS, source, 0, &m->scratch);
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
    const struct clustering *g = m->clustering;
    size_t i = 0;
    for (const struct counter_row *row = m->templates.rows.rows; row; row = row->hh.next) {
        const struct template_row *cluster =
            cluster_table_find(&m->clusters, g->templates[g->cluster_of[i++]], row->key);
        add_home(m, row->key, cluster->row.key);
    }
    for (i = 0; i < g->count; i++)
        add_home(m, g->templates[i], g->templates[i]);
}

void mine_settle(struct mine *m)
{
    size_t n = 0;
    LOCAL_MEM struct str *templates = template_table_templates(&m->templates, &n);
    m->settled = true;
    m->clustering = cluster_templates(templates, n);
    m->matcher = cluster_matcher_new(m->clustering, false);
    m->homes = mem_zero((n + m->clustering->count + 1) * sizeof *m->homes);
    template_table_collect(&m->templates, m->clustering, &m->clusters);
    add_homes(m);
}

const struct cluster_table *mine_clusters(const struct mine *m)
{
    assert(m->settled);
    return &m->clusters;
}

size_t mine_cluster_count(const struct mine *m)
{
    assert(m->settled);
    return m->clustering->count;
}

struct str mine_cluster_template(const struct mine *m, size_t cluster)
{
    assert(cluster < m->clustering->count);
    return m->clustering->templates[cluster];
}

void mine_each_template(const struct mine *m,
                        void (*visit)(void *context, size_t cluster, const struct template_row *template),
                        void *context)
{
    size_t i = 0;
    assert(m->settled);
    for (const struct counter_row *row = m->templates.rows.rows; row; row = row->hh.next)
        visit(context, m->clustering->cluster_of[i++], (const struct template_row *)row);
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
    return template_row_key(&m->templates, rec, &m->scratch);
}

struct assignment mine_assign(struct mine *m, struct str key)
{
    assert(m->settled);
    const struct home *h = home_of(m, key);
    if (h)
        return h->cluster;
    struct str found = cluster_matcher_find(m->matcher, cluster_key_split(key).template);
    h = found.n ? home_of(m, found) : NULL;
    return h ? h->cluster : assignment_of(key);
}
