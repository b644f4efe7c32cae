#include "tally/distinct.h"

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
    return (uint32_t)COUNT_BEFORE(d->count, i, d->values[i] < hash);
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

/* ---- as text ---- */

enum { DIGIT_BITS = 6, VALUE_DIGITS = 11 }; /* 11 * 6 bits hold 64 */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void distinct_write(const struct distinct *d, struct buf *out)
{
    buf_addc(out, d->registers ? 'r' : 'v');
    for (uint32_t i = 0; i < d->count; i++)
        for (int shift = (VALUE_DIGITS - 1) * DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS)
            buf_addc(out, digits[d->values[i] >> shift & 63]);
    for (size_t i = 0; d->registers && i < register_count(d); i++)
        buf_addc(out, digits[d->registers[i]]); /* at most 64 - COARSE_BITS */
}

static bool take_digit(struct str *s, uint64_t *value)
{
    const char *at = s->n && s->p[0] ? strchr(digits, s->p[0]) : NULL;
    if (!at)
        return false;
    *s = str_skip(*s, 1);
    *value = *value << DIGIT_BITS | (uint64_t)(at - digits);
    return true;
}

static bool read_values(struct distinct *d, struct str s)
{
    while (s.n) {
        uint64_t value = 0;
        for (int i = 0; i < VALUE_DIGITS; i++)
            if (!take_digit(&s, &value))
                return false;
        distinct_add(d, value);
    }
    return true;
}

static bool read_registers(struct distinct *d, struct str s)
{
    if (s.n != register_count(d))
        return false;
    if (!d->registers)
        to_registers(d);
    for (size_t i = 0; s.n; i++) {
        uint64_t run = 0;
        if (!take_digit(&s, &run) || run > 64 - bits_of(d))
            return false;
        if (run > d->registers[i])
            d->registers[i] = (uint8_t)run;
    }
    return true;
}

bool distinct_read(struct distinct *d, struct str s)
{
    char how = s.n ? s.p[0] : 0;
    s = str_skip(s, 1);
    return how == 'v' ? read_values(d, s) : how == 'r' && read_registers(d, s);
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
