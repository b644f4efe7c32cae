#include "match/prefilter.h"

#include <stdlib.h>

#include "base/mem.h"
#include "match/rarity.h"
#include "match/sieve.h"

enum { GRAM = SIEVE_BYTES, STEP_MOST = 9, STEP_USUAL = 8, AT_ONCE = 8 };
enum { NET_LEAST = 1 << 13, NET_MOST = 1 << 16 };
/*
 * Beyond, the sieve lets through so much that steps are faster: places in a million. Measured on pieces of 2
 * kB of a tail: with 93 literals it is 1.7 times as fast as steps, with 150 (727 in a million) 1.2 times,
 * with 200 (1,716) 0.9 times; on lines of a journal no faster with 93.
 */
enum { SIEVED_MOST = 256, PASSES_MOST = 1200 };
#define NONE UINT32_MAX

/* One gram of one literal's window: all that says no to most texts, so that the literal stays untouched. */
struct entry {
    uint32_t literal;
    uint32_t beside;       /* another gram of the literal, as far from this one as can be */
    uint8_t back, forward; /* bytes from the gram's first to the literal's first, and to its end */
    int8_t beside_at;      /* from the gram */
    bool last;             /* of the entries with this gram, which stand together */
};

/* An entry while the tables grow. */
struct draft {
    struct entry entry;
    uint32_t next;  /* draft with the same gram, or NONE */
    uint32_t crowd; /* drafts with the same gram, this one and those behind `next` */
};

struct slot {
    uint32_t gram;
    uint32_t first; /* entry (draft, while the tables grow), or NONE: the slot is free */
};

/*
 * Literals are dealt out over the 8 bits of a byte. A gram may begin a hit when one bit stands in both of the
 * bytes that its hash chooses.
 */
struct net {
    uint8_t *first, *second; /* mask + 1 bytes each; one allocation */
    uint32_t mask;
};

struct prefilter {
    bool sieved; /* by the sieve; else by the net */
    struct sieve sieve;
    struct net net;
    unsigned step;
    struct slot *slots;
    uint32_t slot_mask;
    struct entry *entries;
    struct draft *drafts; /* NULL when the tables are done */
    size_t draft_count;
    const struct str *literals;
    size_t literal_count;
};

static inline uint32_t gram_at(const char *p)
{
    uint32_t g;
    memcpy(&g, p, sizeof g);
    return g | 0x20202020u;
}

static inline uint32_t gram_hash(uint32_t gram)
{
    return gram * 0x9E3779B1u;
}

static inline uint32_t first_byte(uint32_t hash, uint32_t mask)
{
    return hash >> 16 & mask;
}

static inline uint32_t second_byte(uint32_t hash, uint32_t mask)
{
    return hash >> 8 & mask;
}

/* Not 0 when the gram at `p` may begin a hit. */
static inline uint32_t look(struct net net, const char *p)
{
    uint32_t h = gram_hash(gram_at(p));
    return net.first[first_byte(h, net.mask)] & net.second[second_byte(h, net.mask)];
}

/* A bit for each of AT_ONCE places, `step` apart from `p` on: may a hit begin there? */
static inline ALWAYS_INLINE uint32_t looks(struct net net, const char *p, size_t step)
{
    uint32_t which = 0;
    for (size_t k = 0; k < AT_ONCE; k++)
        which |= (uint32_t)(look(net, p + k * step) != 0) << k;
    return which;
}

static struct slot *slot_of(const struct prefilter *f, uint32_t gram)
{
    uint32_t at = gram_hash(gram) >> 7 & f->slot_mask;
    while (f->slots[at].first != NONE && f->slots[at].gram != gram)
        at = (at + 1) & f->slot_mask;
    return &f->slots[at];
}

static bool same_nocase(const char *text, struct str lower)
{
    for (size_t i = 0; i < lower.n; i++) {
        char c = text[i];
        c = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if (c != lower.p[i])
            return false;
    }
    return true;
}

/* A literal may have its window at `at`. False when `found` said so. */
static __attribute__((noinline)) bool confirm(const struct prefilter *f, struct str text, size_t at,
                                              prefilter_found *found, void *context)
{
    const struct slot *slot = slot_of(f, gram_at(text.p + at));
    if (slot->first == NONE)
        return true;
    for (const struct entry *e = &f->entries[slot->first];; e++) {
        const char *p = text.p + at;
        if (e->back <= at && text.n - at >= e->forward && gram_at(p + e->beside_at) == e->beside &&
            same_nocase(p - e->back, f->literals[e->literal]) && !found(context, at - e->back, e->literal))
            return false;
        if (e->last)
            return true;
    }
}

/* Inlined once for the usual step, which is then a constant, and once for any. */
static inline ALWAYS_INLINE bool scan_steps(const struct prefilter *f, struct str text,
                                            prefilter_found *found, void *context, size_t step)
{
    struct net net = f->net;
    size_t at = 0, stride = AT_ONCE * step;
    for (; at + (stride - step) + GRAM <= text.n; at += stride) {
        const char *p = text.p + at;
        uint32_t yes = look(net, p);
        for (size_t k = 1; k < AT_ONCE; k++)
            yes |= look(net, p + k * step);
        if (LIKELY(!yes))
            continue;
        for (uint32_t which = looks(net, p, step); which; which &= which - 1)
            if (!confirm(f, text, at + (size_t)__builtin_ctz(which) * step, found, context))
                return false;
    }
    for (; at + GRAM <= text.n; at += step)
        if (look(net, text.p + at) && !confirm(f, text, at, found, context))
            return false;
    return true;
}

static bool scan_places(const struct prefilter *f, struct str text, prefilter_found *found, void *context)
{
    for (size_t at = 0; (at = sieve_next(&f->sieve, text, at)) < text.n; at++)
        if (!confirm(f, text, at, found, context))
            return false;
    return true;
}

bool prefilter_scan(const struct prefilter *f, struct str text, prefilter_found *found, void *context)
{
    if (f->literal_count == 0)
        return true;
    if (f->sieved)
        return scan_places(f, text, found, context);
    if (f->step == STEP_MOST)
        return scan_steps(f, text, found, context, STEP_MOST);
    if (f->step == STEP_USUAL)
        return scan_steps(f, text, found, context, STEP_USUAL);
    return scan_steps(f, text, found, context, f->step);
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

/* How many literals already have this gram, counted up to a bound. */
static unsigned crowd(const struct prefilter *f, uint32_t gram)
{
    enum { MOST = 64 };
    uint32_t first = slot_of(f, gram)->first;
    unsigned n = first == NONE ? 0 : f->drafts[first].crowd;
    return n < MOST ? n : MOST;
}

/* The offset of the window of `literal` that is the rarest in logs and among the literals before. */
static size_t best_window(const struct prefilter *f, const struct rarity *rarity, struct str literal)
{
    size_t size = f->step + GRAM - 1, best = 0;
    unsigned least = UINT32_MAX, crowds[RARITY_MOST + 1] = {0}; /* summed up, as the rarity is */
    struct rarity_sums sums;
    rarity_sum(rarity, literal, &sums);
    for (size_t at = 0; at + GRAM <= literal.n; at++)
        crowds[at + 1] = crowds[at] + crowd(f, gram_at(literal.p + at));
    for (size_t at = 0; at + size <= literal.n; at++) {
        unsigned cost = 2 * rarity_commonness(&sums, at, size) + crowds[at + f->step] - crowds[at];
        if (cost < least) {
            least = cost;
            best = at;
        }
    }
    return best;
}

/* Let the net hold places where `literal` has a gram of the hash `h`. */
static void cast(struct prefilter *f, uint32_t literal, uint32_t h)
{
    uint8_t bit = (uint8_t)(1u << (literal & 7));
    f->net.first[first_byte(h, f->net.mask)] |= bit;
    f->net.second[second_byte(h, f->net.mask)] |= bit;
}

static void add_gram(struct prefilter *f, uint32_t literal, size_t back)
{
    struct str l = f->literals[literal];
    uint32_t gram = gram_at(l.p + back);
    size_t after = l.n - GRAM - back;
    int beside = back > after ? -(int)back : (int)after;
    struct slot *slot = slot_of(f, gram);
    struct entry entry = {.literal = literal,
                          .beside = gram_at(l.p + (ptrdiff_t)back + beside),
                          .back = (uint8_t)back,
                          .forward = (uint8_t)(l.n - back),
                          .beside_at = (int8_t)beside};
    uint32_t others = slot->first == NONE ? 0 : f->drafts[slot->first].crowd;
    f->drafts[f->draft_count] = (struct draft){entry, slot->first, others + 1};
    *slot = (struct slot){gram, (uint32_t)f->draft_count++};
    if (f->sieved)
        sieve_add(&f->sieve, l.p + back);
    else
        cast(f, literal, gram_hash(gram));
}

static unsigned step_for(const struct str *literals, size_t n)
{
    size_t least = GRAM - 1 + STEP_MOST;
    for (size_t i = 0; i < n; i++)
        least = literals[i].n < least ? literals[i].n : least;
    return (unsigned)(least - (GRAM - 1));
}

static void make_tables(struct prefilter *f, size_t grams)
{
    uint32_t slots = 64;
    while (slots < grams * 2)
        slots *= 2;
    f->slots = mem_zero(slots * sizeof *f->slots);
    memset(f->slots, 0xff, slots * sizeof *f->slots);
    f->slot_mask = slots - 1;
    f->entries = mem_zero(grams * sizeof *f->entries);
    f->drafts = mem_zero(grams * sizeof *f->drafts);
}

/* With 4 bytes a gram, one look in a hundred or less says yes for nothing. */
static void make_net(struct prefilter *f, size_t grams)
{
    uint32_t size = NET_LEAST;
    while (size < grams * 4 && size < NET_MOST)
        size *= 2;
    uint8_t *bytes = mem_zero(2 * (size_t)size);
    f->net = (struct net){bytes, bytes + size, size - 1};
}

/* Put the entries of each gram side by side. */
static void settle(struct prefilter *f)
{
    uint32_t n = 0;
    for (uint32_t s = 0; s <= f->slot_mask; s++) {
        uint32_t at = f->slots[s].first;
        f->slots[s].first = at == NONE ? NONE : n;
        for (; at != NONE; at = f->drafts[at].next) {
            f->entries[n] = f->drafts[at].entry;
            f->entries[n++].last = f->drafts[at].next == NONE;
        }
    }
    free(f->drafts);
    f->drafts = NULL;
}

/* With the grams at the first f->step bytes of each literal's window. */
static void fill(struct prefilter *f)
{
    const struct rarity *rarity = rarity_get();
    make_tables(f, f->literal_count * f->step);
    for (uint32_t i = 0; i < f->literal_count; i++) {
        size_t window = best_window(f, rarity, f->literals[i]);
        for (size_t k = 0; k < f->step; k++)
            add_gram(f, i, window + k);
    }
    settle(f);
}

struct prefilter *prefilter_sieved(const struct str *literals, size_t n)
{
    struct prefilter *f = mem_zero(sizeof *f);
    *f = (struct prefilter){.literals = literals, .literal_count = n, .sieved = true, .step = 1};
    fill(f);
    return f;
}

struct prefilter *prefilter_stepped(const struct str *literals, size_t n)
{
    struct prefilter *f = mem_zero(sizeof *f);
    *f = (struct prefilter){.literals = literals, .literal_count = n, .step = step_for(literals, n)};
    make_net(f, n * f->step);
    fill(f);
    return f;
}

struct prefilter *prefilter_new(const struct str *literals, size_t n)
{
    if (n <= SIEVED_MOST && sieve_next_fast()) {
        struct prefilter *f = prefilter_sieved(literals, n);
        if (sieve_passes(&f->sieve) <= PASSES_MOST)
            return f;
        prefilter_free(f);
    }
    return prefilter_stepped(literals, n);
}

void prefilter_free(struct prefilter *f)
{
    if (!f)
        return;
    free(f->net.first);
    free(f->slots);
    free(f->entries);
    free(f);
}
