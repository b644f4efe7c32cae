#include <stdatomic.h>

#include "base/byte_scan_sets.h"
#include "base/mem.h"
#include "match/prefilter_tables.h"
#include "match/rarity.h"

/* Of few literals the net is small, and seldom says yes though keys are narrow: then fewer places are better.
 */
enum { FEW = 256, STRIDE_FEW = 8, STRIDE_MOST = 4 };
/* Bits: the largest net has 256 KiB, about as much as a second-level cache. */
enum { NET_LEAST = 8, NET_MOST = 16, BUCKETS_LEAST = 6, BUCKETS_MOST = 24 };
/* Up to so many keys most buckets are empty, which spares looking at entries in vain; of more, two or three
 * share one: else it would be the program that grows (by 147 kB, of the shipped literals of errors). */
enum { MANY = 4096 };

/* Places in a million of random bytes: of 93 literals 140 pass, of 200 some 1,700, and each is sought in
 * vain. */
enum { TEDDY_MOST = FEW, PASSES_MOST = 1200 };

/* --- making one --- */

struct literal_key {
    struct prefilter_entry entry;
    size_t bucket;
};

/* A prefilter while the windows are chosen. */
struct making {
    struct prefilter f;
    const struct str *literals;
    const struct prefilter_known *known;
    struct prefilter_literal *places;
    uint32_t *net, *sure, *buckets; /* the buckets' sizes, until settle() */
    struct teddy *teddy;            /* NULL: not of that many */
    struct literal_key *keys;       /* in the order of the literals */
};

/* How far apart the shortest literal lets keys be, and how wide they are then. */
static void choose_stride(struct prefilter *f, const struct str *literals, size_t n)
{
    size_t least = STRIDE_FEW + KEY_MOST - 1, stride = n <= FEW ? STRIDE_FEW : STRIDE_MOST;
    for (size_t i = 0; i < n; i++)
        least = literals[i].n < least ? literals[i].n : least;
    while (stride + KEY_LEAST - 1 > least)
        stride /= 2;
    size_t width = least - stride + 1;
    f->stride = (uint32_t)stride;
    f->width = (uint32_t)(width < KEY_MOST ? width : KEY_MOST);
}

/* How many bits count to `n`, at least `least` and at most `most`. */
static uint32_t bits_for(size_t n, uint32_t least, uint32_t most)
{
    uint32_t bits = least;
    while (bits < most && (size_t)1 << bits < n)
        bits++;
    return bits;
}

static void make_tables(struct making *m)
{
    struct prefilter *f = &m->f;
    size_t keys = f->literal_count * f->stride;
    f->net_bits = bits_for(keys < MANY ? keys : keys * 2 / 3, NET_LEAST, NET_MOST);
    f->bucket_bits = bits_for(keys < MANY ? 2 * keys : keys / 3, BUCKETS_LEAST, BUCKETS_MOST);
    m->net = mem_zero(((size_t)1 << f->net_bits) * sizeof *m->net);
    m->sure = mem_zero(((size_t)1 << (f->bucket_bits + SURE_MORE - 5)) * sizeof *m->sure);
    m->buckets = mem_zero((((size_t)1 << f->bucket_bits) + 1) * sizeof *m->buckets);
    m->keys = mem_zero((keys + 1) * sizeof *m->keys);
    m->teddy = f->literal_count <= TEDDY_MOST ? mem_zero(sizeof *m->teddy) : NULL;
}

/* How many bytes of a literal the entry of its key at `at` is sought for: 8, where it has as many. */
static size_t sought_bytes(const struct prefilter *f, struct str literal, size_t at)
{
    return literal.n - at >= KEY_MOST ? KEY_MOST : f->width;
}

static uint64_t bytes_in(struct str literal, size_t at, size_t n)
{
    uint64_t bytes = 0;
    memcpy(&bytes, literal.p + at, n);
    return key_fold(bytes, (uint32_t)n);
}

static uint64_t sought_in(const struct prefilter *f, struct str literal, size_t at)
{
    return sought_hash(bytes_in(literal, at, sought_bytes(f, literal, at)));
}

/* How many keys are in a bucket already, counted up to a bound. */
static unsigned crowd(const struct making *m, struct str literal, size_t at)
{
    enum { MOST = 64 };
    uint32_t n = m->buckets[sought_bucket(&m->f, sought_in(&m->f, literal, at))];
    return n < MOST ? n : MOST;
}

/* The offset of the window of `literal` that is the rarest in logs and among the literals before. */
static size_t best_window(const struct making *m, const struct rarity *rarity, struct str literal)
{
    const struct prefilter *f = &m->f;
    size_t size = f->stride + f->width - 1, best = 0, needs = sought_bytes(f, literal, f->stride - 1);
    unsigned least = UINT32_MAX, crowds[RARITY_MOST + 1] = {0}; /* summed up, as the rarity is */
    struct rarity_sums sums;
    rarity_sum(rarity, literal, &sums);
    for (size_t at = 0; at + needs <= literal.n; at++)
        crowds[at + 1] = crowds[at] + crowd(m, literal, at);
    for (size_t at = 0; at + f->stride - 1 + needs <= literal.n; at++) {
        unsigned cost = 2 * rarity_commonness(&sums, at, size) + crowds[at + f->stride] - crowds[at];
        if (cost < least) {
            least = cost;
            best = at;
        }
    }
    return best;
}

static struct prefilter_entry entry_of(struct str l, uint32_t literal, size_t back, bool in_teddy)
{
    size_t last = l.n - KEY_LEAST, after = last - back;
    size_t beside = back > after ? 0 : last;
    return (struct prefilter_entry){.literal = literal,
                                    .guard = guard_fold(l.p + beside),
                                    .back = (uint8_t)back,
                                    .guard_at = (int8_t)((int)beside - (int)back),
                                    .in_teddy = in_teddy};
}

static void add_key(struct making *m, uint32_t literal, size_t back, bool in_teddy)
{
    struct prefilter *f = &m->f;
    struct str l = m->literals[literal];
    uint32_t h = key_hash(bytes_in(l, back, f->width));
    uint64_t sought = sought_in(f, l, back);
    size_t bit = sure_bit(f, sought), bucket = sought_bucket(f, sought);
    m->net[h >> (32 - f->net_bits)] |= 1u << (h >> NET_FIRST & 31) | 1u << (h >> NET_SECOND & 31);
    m->sure[bit / 32] |= 1u << (bit & 31);
    m->buckets[bucket]++;
    m->keys[f->entry_count++] = (struct literal_key){entry_of(l, literal, back, in_teddy), bucket};
}

static size_t window_of(const struct making *m, const struct rarity *rarity, uint32_t i)
{
    const struct prefilter *f = m->known ? m->known[i].f : NULL;
    if (f && f->stride == m->f.stride && f->width == m->f.width)
        return f->literals[m->known[i].i].window;
    return best_window(m, rarity, m->literals[i]);
}

/* Of the keys of the window at `window`, the one whose first bytes are seldom seen in logs. */
static size_t rarest_key(const struct making *m, const struct rarity *rarity, struct str l, size_t window)
{
    size_t best = window;
    struct rarity_sums sums;
    rarity_sum(rarity, l, &sums);
    for (size_t at = window; at < window + m->f.stride; at++)
        if (rarity_commonness(&sums, at, TEDDY_BYTES) < rarity_commonness(&sums, best, TEDDY_BYTES))
            best = at;
    return best;
}

static void add_keys(struct making *m)
{
    const struct rarity *rarity = rarity_get();
    for (uint32_t i = 0; i < m->f.literal_count; i++) {
        size_t window = window_of(m, rarity, i), rarest = rarest_key(m, rarity, m->literals[i], window);
        m->places[i].window = (uint16_t)window;
        if (m->teddy)
            teddy_add(m->teddy, m->literals[i].p + rarest);
        for (size_t k = 0; k < m->f.stride; k++)
            add_key(m, i, window + k, window + k == rarest);
    }
}

/* Put the entries of each bucket side by side: its size becomes where it ends, then where it begins. */
static void settle(struct making *m)
{
    struct prefilter *f = &m->f;
    uint32_t n = 0;
    struct prefilter_entry *entries = mem_zero((f->entry_count + 1) * sizeof *entries);
    for (size_t i = 0; i <= (size_t)1 << f->bucket_bits; i++)
        m->buckets[i] = n += m->buckets[i];
    for (uint32_t i = f->entry_count; i-- > 0;)
        entries[--m->buckets[m->keys[i].bucket]] = m->keys[i].entry;
    free(m->keys);
    f->teddy_count = m->teddy && teddy_passes(m->teddy) <= PASSES_MOST;
    if (!f->teddy_count)
        free(m->teddy);
    f->teddy = f->teddy_count ? m->teddy : NULL;
    f->entries = entries;
    f->buckets = m->buckets;
    f->sure = m->sure;
    f->net = m->net;
}

static void copy_literals(struct making *m, size_t n)
{
    struct prefilter *f = &m->f;
    const struct str *literals = m->literals;
    struct prefilter_literal *places = m->places = mem_zero((n + 1) * sizeof *places);
    struct buf bytes = {0};
    for (size_t i = 0; i < n; i++) {
        places[i] = (struct prefilter_literal){.at = (uint32_t)bytes.n, .n = (uint16_t)literals[i].n};
        buf_add(&bytes, literals[i]);
    }
    f->literals = places;
    f->literal_count = (uint32_t)n;
    f->bytes = bytes.p;
    f->byte_count = (uint32_t)bytes.n;
}

struct prefilter *prefilter_new(const struct str *literals, const struct prefilter_known *known, size_t n)
{
    struct making m = {.f.owns = true, .literals = literals, .known = known};
    choose_stride(&m.f, literals, n);
    copy_literals(&m, n);
    make_tables(&m);
    add_keys(&m);
    settle(&m);
    struct prefilter *f = mem_zero(sizeof *f);
    *f = m.f;
    return f;
}

struct str prefilter_literal(const struct prefilter *f, uint32_t i)
{
    return str_of(f->bytes + f->literals[i].at, f->literals[i].n);
}

void prefilter_free(struct prefilter *f)
{
    if (f && f->owns) {
        free((void *)f->teddy);
        free((void *)f->net);
        free((void *)f->sure);
        free((void *)f->buckets);
        free((void *)f->entries);
        free((void *)f->literals);
        free((void *)f->bytes);
    }
    free(f);
}

/* --- freezing --- */

static void ice_prefilter(struct serial *i, struct prefilter *f)
{
    SERIAL(i, f->stride);
    SERIAL(i, f->width);
    SERIAL(i, f->net_bits);
    SERIAL(i, f->bucket_bits);
    SERIAL(i, f->literal_count);
    SERIAL(i, f->entry_count);
    SERIAL(i, f->byte_count);
    SERIAL(i, f->teddy_count);
    SERIAL_RAW(i, f->teddy, f->teddy_count);
    SERIAL_RAW(i, f->net, (size_t)1 << f->net_bits);
    SERIAL_RAW(i, f->sure, (size_t)1 << (f->bucket_bits + SURE_MORE - 5));
    SERIAL_RAW(i, f->buckets, ((size_t)1 << f->bucket_bits) + 1);
    SERIAL_RAW(i, f->entries, f->entry_count);
    SERIAL_RAW(i, f->literals, f->literal_count);
    SERIAL_RAW(i, f->bytes, f->byte_count);
}

void prefilter_freeze(const struct prefilter *f, struct serial *i)
{
    struct prefilter copy = *f;
    ice_prefilter(i, &copy);
}

struct prefilter *prefilter_thaw(struct serial *i)
{
    struct prefilter *f = mem_zero(sizeof *f);
    ice_prefilter(i, f);
    return f;
}

/* --- scanning --- */

static prefilter_scan_fn *scan_in_use(void)
{
    switch (simd_in_use()) {
#ifdef SIMD_X86
    case SIMD_SET_AVX512:
        return prefilter_scan_avx512;
    case SIMD_SET_AVX2:
        return prefilter_scan_avx2;
#endif
    case SIMD_SET_BASE:
        return prefilter_scan_base;
    default:
        return prefilter_scan_portable;
    }
}

/* The first call finds the variant; threads that race here store the same pointer. */
bool prefilter_scan(const struct prefilter *f, struct str text, prefilter_found *found, void *context)
{
    static _Atomic(prefilter_scan_fn *) chosen;
    prefilter_scan_fn *scan = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (UNLIKELY(!scan)) {
        scan = scan_in_use();
        atomic_store_explicit(&chosen, scan, memory_order_relaxed);
    }
    return f->literal_count == 0 || scan(f, text, found, context);
}

static bool stop_at_first(void *context, size_t offset, uint32_t literal)
{
    (void)context, (void)offset, (void)literal;
    return false;
}

bool prefilter_any(const struct prefilter *f, struct str text)
{
    return !prefilter_scan(f, text, stop_at_first, NULL);
}
