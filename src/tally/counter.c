#include "tally/counter.h"

#include "base/count.h"
#include "base/utf8.h"
#include "tally/excerpt.h"

void counter_key_number(uint32_t n, size_t bytes, char *to)
{
    for (; bytes; n >>= 7)
        to[--bytes] = (char)(n & 0x7f);
}

static struct counter_row *next_of(const struct counter_row *row)
{
    return row->hh.next;
}

static struct counter_row *find(const struct counter *c, struct str key, unsigned hash)
{
    struct counter_row *row;
    HASH_FIND_BYHASHVALUE(hh, c->rows, key.p, key.n, hash, row);
    return row;
}

static struct counter_row *insert(struct counter *c, struct str key, unsigned hash)
{
    struct counter_row *row = mem_zero(c->kind->row_bytes + key.n);
    char *copy = (char *)row + c->kind->row_bytes;
    if (key.n)
        memcpy(copy, key.p, key.n);
    row->key = str_of(copy, key.n);
    row->span = SPAN_NONE;
    row->rank = c->floor;
    row->born = c->births++;
    if (c->kind->prepare)
        c->kind->prepare(row);
    HASH_ADD_KEYPTR_BYHASHVALUE(hh, c->rows, row->key.p, row->key.n, hash, row);
    return row;
}

static void forget_recent(struct counter *c)
{
    memset(c->recent, 0, sizeof c->recent);
}

static void drop(struct counter *c, struct counter_row *row)
{
    HASH_DEL(c->rows, row);
    if (c->kind->release)
        c->kind->release(row);
    free(row);
}

/* Order of survival: highest rank first, ties by key. */
static int by_rank(const void *a, const void *b)
{
    const struct counter_row *x = *(const struct counter_row *const *)a;
    const struct counter_row *y = *(const struct counter_row *const *)b;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    return str_cmp(x->key, y->key);
}

/* The same with those of one record behind all others, youngest first. */
static int by_patience(const void *a, const void *b)
{
    const struct counter_row *x = *(const struct counter_row *const *)a;
    const struct counter_row *y = *(const struct counter_row *const *)b;
    if ((x->records > 1) != (y->records > 1))
        return x->records > 1 ? -1 : 1;
    if (x->records > 1)
        return by_rank(a, b);
    return x->born > y->born ? -1 : x->born < y->born;
}

static int by_records(const void *a, const void *b)
{
    const struct counter_row *x = *(const struct counter_row *const *)a;
    const struct counter_row *y = *(const struct counter_row *const *)b;
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    return str_cmp(x->key, y->key);
}

static struct counter_row **list(const struct counter *c, int (*order)(const void *, const void *))
{
    unsigned n = counter_size(c), i = 0;
    if (n == 0)
        return NULL;
    struct counter_row **rows = mem_resize(NULL, n * sizeof *rows);
    for (struct counter_row *row = c->rows; row; row = next_of(row))
        rows[i++] = row;
    qsort(rows, n, sizeof *rows, order);
    return rows;
}

/* Leave an evicted row of a row that is to be dropped. */
static void leave_evicted(struct counter *c, const struct counter_row *row)
{
    struct evicted_row evicted = {str_table_hash(row->key), row->records, row->span.first_ms, {0}};
    if (c->kind->remember)
        c->kind->remember(row, &evicted);
    evicted_rows_add(&c->evicted, &evicted);
}

/* `key` came again: what its evicted row counted is its row's. */
static void recall_evicted(struct counter *c, struct counter_row *row, struct str key)
{
    struct evicted_row evicted;
    if (!c->evicted.ring || !evicted_rows_recall(&c->evicted, str_table_hash(key), &evicted))
        return;
    c->other = count_rest(c->other, evicted.weight);
    count_add(&row->records, evicted.weight);
    count_add(&row->rank, evicted.weight);
    span_add(&row->span, evicted.time_ms);
    if (c->kind->recall)
        c->kind->recall(row, &evicted);
}

static size_t count_several(const struct counter *c)
{
    size_t n = 0;
    for (const struct counter_row *row = c->rows; row; row = next_of(row))
        n += row->records > 1;
    return n;
}

static void drop_counted(struct counter *c, struct counter_row *row)
{
    count_add(&c->other, row->records);
    if (c->kind->patient && row->records == 1)
        leave_evicted(c, row);
    drop(c, row);
}

/*
 * Drop the oldest rows of one record until `keep` rows are left; the table lists rows by age. False, and
 * nothing is dropped, when there are too few of them. The same as by_patience would have it, without sorting:
 * in a flood of keys that never come again much of the time would go there.
 */
static bool prune_single(struct counter *c, unsigned keep)
{
    size_t n = 0, surplus = counter_size(c) - keep;
    if (!c->kind->patient || count_several(c) > keep)
        return false;
    LOCAL_MEM struct counter_row **rows = mem_resize(NULL, surplus * sizeof *rows);
    for (struct counter_row *row = c->rows; n < surplus; row = next_of(row))
        if (row->records <= 1)
            rows[n++] = row;
    while (n) /* youngest first */
        drop_counted(c, rows[--n]);
    forget_recent(c);
    return true;
}

/* Keep the three quarters of `bound` that rank highest. */
static void prune(struct counter *c)
{
    unsigned n = counter_size(c), keep = c->kind->bound - c->kind->bound / 4;
    if (prune_single(c, keep))
        return;
    LOCAL_MEM struct counter_row **rows = list(c, c->kind->patient ? by_patience : by_rank);
    bool floor = !c->kind->patient || rows[keep]->records > 1;
    if (floor && rows[keep]->rank > c->floor)
        c->floor = rows[keep]->rank;
    for (unsigned i = keep; i < n; i++)
        drop_counted(c, rows[i]);
    forget_recent(c);
}

/* Length and three bytes: a cheap hash that seldom puts two keys of one log in the same place. Whoever finds
 * a row there compares the whole key. */
static struct counter_row **recent_slot(struct counter *c, struct str key)
{
    const unsigned char *p = (const unsigned char *)key.p;
    size_t mix = key.n ? key.n + 3u * p[0] + 5u * p[key.n - 1] + 7u * p[key.n / 2] : 0;
    return &c->recent[mix % COUNTER_RECENT];
}

static struct counter_row *find_alias(struct counter *c, struct str *key, unsigned *hash)
{
    if (!c->kind->alias)
        return NULL;
    *key = excerpt_cut(c->kind->alias(c, *key), c->kind->key_bytes);
    *hash = (unsigned)str_table_hash(*key);
    return find(c, *key, *hash);
}

static bool is_full(const struct counter *c)
{
    return counter_size(c) >= c->kind->bound;
}

/* Room for a row of `key`; putting rows together may have given it one. */
static struct counter_row *make_room(struct counter *c, struct str *key, unsigned *hash)
{
    struct counter_row *row = NULL;
    if (c->kind->relieve) {
        c->kind->relieve(c);
        row = find_alias(c, key, hash);
    }
    if (!row && is_full(c))
        prune(c);
    return row;
}

static struct counter_row *row_of_text(struct counter *c, struct str key, unsigned hash)
{
    struct str as = key;
    struct counter_row *row = find_alias(c, &as, &hash);
    if (!row && is_full(c))
        row = make_room(c, &as, &hash);
    if (!row)
        row = insert(c, as, hash);
    recall_evicted(c, row, key);
    return row;
}

/* A key is counted as a saved report has it: with U+FFFD for what is no UTF-8, and cut then. */
static struct counter_row *row_of_new(struct counter *c, struct str key, unsigned hash)
{
    if (LIKELY(utf8_whole(key)))
        return row_of_text(c, key, hash);
    LOCAL_BUF text = {0};
    utf8_scrub(key, &text);
    key = excerpt_cut(buf_str(&text), c->kind->key_bytes);
    hash = (unsigned)str_table_hash(key);
    struct counter_row *row = find(c, key, hash);
    if (!row)
        row = row_of_text(c, key, hash);
    return row;
}

/* The row of `key`, which is cut, or NULL; it is found faster the next time. */
static inline ALWAYS_INLINE struct counter_row *known(struct counter *c, struct str key)
{
    struct counter_row **slot = recent_slot(c, key);
    if (LIKELY(*slot && (*slot)->key.n == key.n && str_same((*slot)->key.p, key.p, key.n)))
        return *slot;
    struct counter_row *row = find(c, key, (unsigned)str_table_hash(key));
    if (row)
        *slot = row;
    return row;
}

static struct counter_row *row_of(struct counter *c, struct str key)
{
    if (key.n == 0)
        key = STR(""); /* not NULL */
    struct counter_row *row = known(c, key);
    if (LIKELY(row))
        return row;
    row = row_of_new(c, key, (unsigned)str_table_hash(key));
    *recent_slot(c, key) = row;
    return row;
}

struct counter_row *counter_known(struct counter *c, struct str key)
{
    return known(c, excerpt_cut(key, c->kind->key_bytes));
}

struct counter_row *counter_add(struct counter *c, struct str key, uint64_t weight, int64_t time_ms)
{
    struct counter_row *row = row_of(c, excerpt_cut(key, c->kind->key_bytes));
    count_add(&row->records, weight);
    count_add(&row->rank, weight);
    span_add(&row->span, time_ms);
    return row;
}

static void merge_row(struct counter *into, struct str key, unsigned hash, const struct counter_row *from)
{
    struct counter_row *row = find(into, key, hash);
    if (!row)
        row = find_alias(into, &key, &hash);
    if (!row)
        row = insert(into, key, hash);
    count_add(&row->records, from->records);
    count_add(&row->rank, from->rank);
    span_merge(&row->span, &from->span);
    if (into->kind->merge)
        into->kind->merge(row, from);
}

void counter_take(struct counter *into, struct str key, const struct counter_row *from)
{
    key = excerpt_cut(key, into->kind->key_bytes);
    merge_row(into, key, (unsigned)str_table_hash(key), from);
}

static void merge_evicted(struct counter *into, const struct counter *from)
{
    evicted_rows_merge(&into->evicted, &from->evicted);
    for (struct counter_row *row = into->evicted.ring ? into->rows : NULL; row; row = next_of(row))
        recall_evicted(into, row, row->key);
}

void counter_merge(struct counter *into, const struct counter *from)
{
    /* A key that `from` has no row for may have had as much as its floor there. */
    if (from->floor)
        for (struct counter_row *row = into->rows; row; row = next_of(row))
            if (!find(from, row->key, row->hh.hashv))
                count_add(&row->rank, from->floor);
    for (const struct counter_row *row = from->rows; row; row = next_of(row))
        merge_row(into, row->key, row->hh.hashv, row);
    count_add(&into->floor, from->floor);
    count_add(&into->other, from->other);
    merge_evicted(into, from);
    if (counter_size(into) > into->kind->bound && into->kind->relieve)
        into->kind->relieve(into);
    if (counter_size(into) > into->kind->bound)
        prune(into);
}

void counter_doubt(struct counter *c, uint64_t records)
{
    for (struct counter_row *row = c->rows; row; row = next_of(row))
        count_add(&row->rank, records);
    count_add(&c->floor, records);
}

struct counter_row *counter_find(const struct counter *c, struct str key)
{
    key = excerpt_cut(key, c->kind->key_bytes);
    return find(c, key, (unsigned)str_table_hash(key));
}

unsigned counter_size(const struct counter *c)
{
    return HASH_COUNT(c->rows);
}

const struct counter_row **counter_sorted(const struct counter *c)
{
    return (const struct counter_row **)list(c, by_records);
}

void counter_clear(struct counter *c)
{
    struct counter_row *row = c->rows, *next;
    if (row)
        HASH_CLEAR(hh, c->rows);
    for (; row; row = next) {
        next = next_of(row);
        if (c->kind->release)
            c->kind->release(row);
        free(row);
    }
    evicted_rows_clear(&c->evicted);
    *c = (struct counter){.kind = c->kind};
}
