#include "tally/distinct.h"

#include <stdlib.h>

#include "base/mem.h"

enum { FINE_BITS = 12, COARSE_BITS = 10 };

static unsigned bits_of(const struct distinct *d)
{
    return d->coarse ? COARSE_BITS : FINE_BITS;
}

static size_t register_count(const struct distinct *d)
{
    return (size_t)1 << bits_of(d);
}

static uint32_t exact_bound(const struct distinct *d)
{
    return d->coarse ? DISTINCT_COARSE_EXACT : DISTINCT_FINE_EXACT;
}

/* The register is chosen by the first bits; it keeps the longest run of zeros seen in the rest, plus one. */
static void note(struct distinct *d, uint64_t hash)
{
    unsigned bits = bits_of(d), most = 64 - bits;
    uint64_t rest = hash << bits;
    unsigned run = rest ? (unsigned)__builtin_clzll(rest) + 1 : most;
    uint8_t *slot = &d->registers[hash >> most];
    if (run > most)
        run = most;
    if (run > *slot)
        *slot = (uint8_t)run;
}

static void to_registers(struct distinct *d)
{
    d->registers = mem_zero(register_count(d));
    for (uint32_t i = 0; i < d->count; i++)
        note(d, d->values[i]);
    free(d->values);
    d->values = NULL;
    d->count = d->cap = 0;
}

/* Where `hash` stands in the values, or would. */
static uint32_t place_of(const struct distinct *d, uint64_t hash)
{
    uint32_t low = 0, high = d->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (d->values[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void grow(struct distinct *d)
{
    d->cap = d->cap ? d->cap * 2 : 4;
    d->values = mem_resize(d->values, d->cap * sizeof *d->values);
}

void distinct_add(struct distinct *d, uint64_t hash)
{
    if (d->registers) {
        note(d, hash);
        return;
    }
    uint32_t at = place_of(d, hash);
    if (at < d->count && d->values[at] == hash)
        return;
    if (d->count == exact_bound(d)) {
        to_registers(d);
        note(d, hash);
        return;
    }
    if (d->count == d->cap)
        grow(d);
    memmove(d->values + at + 1, d->values + at, (d->count - at) * sizeof *d->values);
    d->values[at] = hash;
    d->count++;
}

static void merge_registers(struct distinct *into, const struct distinct *from)
{
    if (!into->registers)
        to_registers(into);
    for (size_t i = 0, n = register_count(into); i < n; i++)
        if (from->registers[i] > into->registers[i])
            into->registers[i] = from->registers[i];
}

void distinct_merge(struct distinct *into, const struct distinct *from)
{
    if (from->registers)
        merge_registers(into, from);
    for (uint32_t i = 0; i < from->count; i++)
        distinct_add(into, from->values[i]);
}

/* What the registers that saw nothing stand for: the series x + sum of 2^(k-1) x^(2^k). */
static double unseen(double x)
{
    double power = 1, sum = x, before;
    do {
        x *= x;
        before = sum;
        sum += x * power;
        power += power;
    } while (sum != before);
    return sum;
}

/*
 * The estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017), section
 * 4: unbiased over the whole range, without the tables and thresholds of the original. A register never
 * passes 64 - bits here, so that its correction for saturated registers is nil.
 */
static uint64_t estimate(const struct distinct *d)
{
    uint32_t histogram[65] = {0};
    size_t m = register_count(d);
    for (size_t i = 0; i < m; i++)
        histogram[d->registers[i]]++;
    double z = 0;
    for (unsigned k = 64 - bits_of(d); k >= 1; k--)
        z = 0.5 * (z + histogram[k]);
    if (histogram[0])
        z += (double)m * unseen((double)histogram[0] / (double)m);
    const double half_over_ln2 = 0.72134752044448170368;
    return (uint64_t)(half_over_ln2 * (double)m * (double)m / z + 0.5);
}

uint64_t distinct_count(const struct distinct *d)
{
    return d->registers ? estimate(d) : d->count;
}

bool distinct_exact(const struct distinct *d)
{
    return !d->registers;
}

void distinct_clear(struct distinct *d)
{
    free(d->registers);
    d->registers = NULL;
    d->count = 0;
}

void distinct_free(struct distinct *d)
{
    free(d->values);
    free(d->registers);
    *d = (struct distinct){.coarse = d->coarse};
}
