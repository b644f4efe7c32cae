#include "tally/numbers.h"

#include <inttypes.h>
#include <math.h>

#include "base/count.h"
#include "base/mem.h"
#include "tally/state.h"

enum {
    STEPS_LOG2 = 5,         /* 32 buckets per power of two */
    DROP = 52 - STEPS_LOG2, /* bits of the fraction that tell nothing */
    ZERO = 1 << 16,         /* the id of 0; 16 bits of exponent and fraction on either side */
    DECIMALS = 12,
    SHIFT_MOST = 8 /* then all there can be is within the bound */
};

/* A sum stops there, so that two of them are one: 26 digits before the point. */
#define SUM_MOST ((numbers_sum)UINT64_C(8000000000000000000) * UINT64_C(10000000000000000000))

#define UNIT   1e12 /* of a sum */
#define ABSURD 9e18 /* a whole number of 64 bits still holds it */

/*
 * Exponent and first bits of the fraction of an IEEE double, taken together, are the logarithm in 32 straight
 * pieces per power of two.
 */
static uint32_t finest_of(double v)
{
    uint64_t bits;
    double size = v < 0 ? -v : v;
    memcpy(&bits, &size, sizeof bits);
    uint32_t step = (uint32_t)(bits >> DROP);
    return v < 0 ? ZERO - 1 - step : ZERO + step;
}

/* The least size (without sign) of what lies in `step`, and in those that follow. */
static double edge(uint32_t step)
{
    uint64_t bits = (uint64_t)step << DROP;
    double size;
    memcpy(&size, &bits, sizeof size);
    return size;
}

/* The least whole number that is not below `v`, which is positive. */
static int64_t up(double v)
{
    int64_t whole = (int64_t)v;
    return whole + (v > (double)whole);
}

/* The middle of what `x` may have put between `low` and `high`, which is not in it. */
static double middle(const struct numbers *x, double low, double high)
{
    if (low == 0)
        return 0;
    return x->broken || high > NUMBERS_EXACT ? (low + high) / 2 : (double)((up(low) + up(high) - 1) / 2);
}

static double middle_of(const struct numbers *x, uint32_t id)
{
    uint32_t first = id << x->shift, last = first + (1u << x->shift) - 1;
    if (first >= ZERO)
        return middle(x, edge(first - ZERO), edge(last + 1 - ZERO));
    return -middle(x, edge(ZERO - 1 - last), edge(ZERO - first));
}

static void pile(uint32_t *count, uint64_t more)
{
    *count = more > UINT32_MAX - *count ? UINT32_MAX : *count + (uint32_t)more;
}

/* Where `id` stands in the buckets, or would. */
static uint32_t place_of(const struct numbers *x, uint32_t id)
{
    return (uint32_t)COUNT_BEFORE(x->n, i, x->buckets[i].id < id);
}

/* Buckets of twice the width. */
static void coarsen(struct numbers *x)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->n; i++) {
        struct numbers_bucket b = {x->buckets[i].id >> 1, x->buckets[i].count};
        if (n && x->buckets[n - 1].id == b.id)
            pile(&x->buckets[n - 1].count, b.count);
        else
            x->buckets[n++] = b;
    }
    x->n = n;
    x->shift++;
}

static void insert(struct numbers *x, uint32_t at, struct numbers_bucket b)
{
    if (x->n == x->cap) {
        x->cap = x->cap ? x->cap * 2 : 4;
        x->buckets = mem_resize(x->buckets, x->cap * sizeof *x->buckets);
    }
    memmove(x->buckets + at + 1, x->buckets + at, (x->n - at) * sizeof *x->buckets);
    x->buckets[at] = b;
    x->n++;
    while (x->n > NUMBERS_BUCKETS)
        coarsen(x);
}

static void add_bucket(struct numbers *x, uint32_t id, uint64_t count)
{
    uint32_t at = place_of(x, id);
    if (at < x->n && x->buckets[at].id == id)
        pile(&x->buckets[at].count, count);
    else
        insert(x, at, (struct numbers_bucket){id, count < UINT32_MAX ? (uint32_t)count : UINT32_MAX});
}

static void widen(struct numbers *x, double least, double most)
{
    if (x->count == 0 || least < x->least)
        x->least = least;
    if (x->count == 0 || most > x->most)
        x->most = most;
}

/* The part before the point is exact, whatever its size. */
static numbers_sum units_of(double v)
{
    int64_t whole = (int64_t)v;
    double rest = (v - (double)whole) * UNIT;
    return (numbers_sum)whole * (int64_t)UNIT + (int64_t)(rest + (rest < 0 ? -0.5 : 0.5));
}

static numbers_sum bounded(numbers_sum v)
{
    return v > SUM_MOST ? SUM_MOST : v < -SUM_MOST ? -SUM_MOST : v;
}

static numbers_sum times(numbers_sum v, uint64_t weight)
{
    numbers_sum all;
    if (__builtin_mul_overflow(v, (numbers_sum)weight, &all))
        return v < 0 ? -SUM_MOST : SUM_MOST;
    return bounded(all);
}

void numbers_add(struct numbers *x, double v, uint64_t weight)
{
    if (!(v >= -ABSURD && v <= ABSURD) || weight == 0)
        return;
    v += 0; /* of -0 it makes 0, which lies in a bucket */
    widen(x, v, v);
    count_add(&x->count, weight);
    x->sum = bounded(x->sum + times(units_of(v), weight));
    x->broken |= v != (double)(int64_t)v;
    if (x->sketch)
        add_bucket(x, finest_of(v) >> x->shift, weight);
}

void numbers_merge(struct numbers *into, const struct numbers *from)
{
    if (from->count == 0)
        return;
    widen(into, from->least, from->most);
    count_add(&into->count, from->count);
    into->sum = bounded(into->sum + from->sum);
    into->broken |= from->broken;
    while (into->shift < from->shift)
        coarsen(into);
    for (uint32_t i = 0; i < from->n; i++) /* the shift may rise on the way */
        add_bucket(into, from->buckets[i].id >> (into->shift - from->shift), from->buckets[i].count);
}

double numbers_total(const struct numbers *x)
{
    return x->count ? (double)x->sum / UNIT : NAN;
}

double numbers_mean(const struct numbers *x)
{
    return x->count ? numbers_total(x) / (double)x->count : NAN;
}

static uint64_t total_of(const struct numbers *x)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < x->n; i++)
        total += x->buckets[i].count;
    return total;
}

/* The number of numbers that reach `part` of `total`, at least 1; 0.07 of 100 is 7, though not in doubles. */
static uint64_t rank_of(double part, uint64_t total)
{
    double exact = part * (double)total;
    uint64_t rank = (uint64_t)exact;
    return rank == 0 || exact - (double)rank > exact * 1e-12 ? rank + 1 : rank;
}

double numbers_at(const struct numbers *x, double part)
{
    uint64_t total = total_of(x), below = 0, rank = rank_of(part, total);
    if (total == 0)
        return NAN;
    uint32_t i = 0;
    while (i + 1 < x->n && (below += x->buckets[i].count) < rank)
        i++;
    double v = middle_of(x, x->buckets[i].id);
    return v < x->least ? x->least : v > x->most ? x->most : v;
}

double numbers_error(const struct numbers *x)
{
    double least = 1.0 / (2 << STEPS_LOG2);
    if (x->shift <= STEPS_LOG2)
        return ldexp(least, (int)x->shift);
    return (ldexp(1, 1 << (x->shift - STEPS_LOG2)) - 1) / 2;
}

/* ---- as text ---- */

/* All its decimals, so that nothing is lost. */
static void write_sum(numbers_sum sum, struct buf *out)
{
    numbers_sum size = sum < 0 ? -sum : sum;
    uint64_t unit = (uint64_t)UNIT, part = (uint64_t)(size % unit);
    numbers_sum whole = size / unit;
    buf_addz(out, sum < 0 ? "-" : "");
    if (whole / unit)
        buf_addf(out, "%" PRIu64 "%012" PRIu64, (uint64_t)(whole / unit), (uint64_t)(whole % unit));
    else
        buf_addf(out, "%" PRIu64, (uint64_t)whole);
    if (part == 0)
        return;
    buf_addf(out, ".%012" PRIu64, part);
    while (out->p[out->n - 1] == '0')
        out->n--;
}

static bool add_digits(numbers_sum *sum, struct str digits)
{
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return false;
        *sum = *sum * 10 + (digits.p[i] - '0');
    }
    return true;
}

/* What write_sum wrote: at most 39 digits in all. */
static bool read_sum(struct str s, numbers_sum *sum)
{
    bool negative = s.n && s.p[0] == '-';
    s = str_skip(s, negative);
    struct str whole = str_head(s, str_chr(s, '.')), part = str_skip(s, whole.n + 1);
    if (whole.n == 0 || whole.n > 26 || part.n > DECIMALS)
        return false;
    *sum = 0;
    if (!add_digits(sum, whole) || !add_digits(sum, part))
        return false;
    for (size_t i = part.n; i < DECIMALS; i++)
        *sum *= 10;
    *sum = bounded(negative ? -*sum : *sum);
    return true;
}

void numbers_write(const struct numbers *x, struct buf *out)
{
    buf_addf(out, "[%" PRIu64 ", ", x->count);
    write_sum(x->sum, out);
    buf_addf(out, ", %.17g, %.17g, %d, %u, [", x->least, x->most, x->broken, x->shift);
    for (uint32_t i = 0; i < x->n; i++)
        buf_addf(out, "%s%" PRIu32 ", %" PRIu32, i ? ", " : "", x->buckets[i].id, x->buckets[i].count);
    buf_addz(out, "]]");
}

/* All but the buckets. */
static bool read_head(struct numbers *x, struct json *j)
{
    struct str sum;
    uint64_t broken, shift;
    if (!json_array_open(j) || !state_count(j, &x->count) || !state_text(j, &sum) ||
        !state_double(j, &x->least) || !state_double(j, &x->most) || !state_count(j, &broken) ||
        !state_count(j, &shift) || !state_pairs(j))
        return false;
    x->broken = broken;
    x->shift = shift <= SHIFT_MOST ? (unsigned)shift : SHIFT_MOST;
    return x->least >= -ABSURD && x->least <= x->most && x->most <= ABSURD && shift <= SHIFT_MOST &&
           read_sum(sum, &x->sum);
}

static bool read_bucket(struct numbers *x, struct json *j, uint64_t id)
{
    uint64_t count;
    if (id < finest_of(-ABSURD) >> x->shift || id > finest_of(ABSURD) >> x->shift || !state_count(j, &count))
        return false;
    add_bucket(x, (uint32_t)id, count);
    return true;
}

bool numbers_read(struct numbers *into, struct str s)
{
    struct numbers x = {.sketch = into->sketch};
    struct json j = json_open(s);
    uint64_t id;
    bool good = read_head(&x, &j);
    while (good && state_count(&j, &id))
        good = read_bucket(&x, &j, id);
    good = good && state_ended(&j);
    if (good)
        numbers_merge(into, &x);
    numbers_free(&x);
    return good;
}

void numbers_free(struct numbers *x)
{
    free(x->buckets);
    *x = (struct numbers){.sketch = x->sketch};
}
