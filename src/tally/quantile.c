#include "tally/quantile.h"

#include <inttypes.h>

#include "base/mem.h"
#include "tally/state.h"

/* 865 buckets, 3.4 kB: the middle of a bucket is within 1/64 of all it holds. */
enum {
    STEPS_LOG2 = 5,
    STEPS = 1 << STEPS_LOG2, /* buckets per power of two */
    OCTAVES = 27,            /* 2^27 ms is 37 hours */
    BUCKETS = 1 + OCTAVES * STEPS
};

/*
 * Bucket 0 holds what is under 1 ms. The others are read off the number itself: exponent and first bits of
 * the fraction of an IEEE double, taken together, are the logarithm in 32 straight pieces per octave.
 */
static size_t bucket_of(double ms)
{
    uint64_t bits;
    if (ms < 1)
        return 0;
    memcpy(&bits, &ms, sizeof bits);
    uint64_t step = (bits >> (52 - STEPS_LOG2)) - ((uint64_t)1023 << STEPS_LOG2);
    return step < BUCKETS - 1 ? (size_t)step + 1 : BUCKETS - 1;
}

static double middle_of(size_t bucket)
{
    if (bucket == 0)
        return 0.5;
    uint64_t octave = (bucket - 1) / STEPS, step = (bucket - 1) % STEPS;
    return (double)((uint64_t)1 << octave) * (1 + ((double)step + 0.5) / STEPS);
}

static void pile(uint32_t *bucket, uint64_t more)
{
    *bucket = more > UINT32_MAX - *bucket ? UINT32_MAX : *bucket + (uint32_t)more;
}

static bool is_empty(const struct quantile *q)
{
    return !q->buckets || q->most < q->least;
}

static void widen(struct quantile *q, double least, double most)
{
    bool first = is_empty(q);
    if (!q->buckets)
        q->buckets = mem_zero(BUCKETS * sizeof *q->buckets);
    if (first || least < q->least)
        q->least = least;
    if (first || most > q->most)
        q->most = most;
}

/* Thirty thousand years: no duration, and what is infinite is none either. */
#define ABSURD_MS 1e15

void quantile_add(struct quantile *q, double ms, uint64_t weight)
{
    if (!(ms >= 0 && ms <= ABSURD_MS) || weight == 0)
        return;
    widen(q, ms, ms);
    pile(&q->buckets[bucket_of(ms)], weight);
}

void quantile_merge(struct quantile *into, const struct quantile *from)
{
    if (is_empty(from))
        return;
    widen(into, from->least, from->most);
    for (size_t i = 0; i < BUCKETS; i++)
        pile(&into->buckets[i], from->buckets[i]);
}

static uint64_t total_of(const struct quantile *q)
{
    uint64_t total = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        total += q->buckets[i];
    return total;
}

static double clamp(double v, double least, double most)
{
    return v < least ? least : v > most ? most : v;
}

double quantile_at(const struct quantile *q, double part)
{
    if (is_empty(q))
        return -1;
    uint64_t total = total_of(q), below = 0, rank = (uint64_t)(part * (double)total);
    if ((double)rank < part * (double)total || rank == 0)
        rank++;
    size_t i = 0;
    for (; i < BUCKETS - 1; i++) {
        below += q->buckets[i];
        if (below >= rank)
            break;
    }
    return clamp(middle_of(i), q->least, q->most);
}

void quantile_write(const struct quantile *q, struct buf *out)
{
    const char *comma = "";
    if (is_empty(q))
        return;
    buf_addf(out, "[%.17g, %.17g, [", q->least, q->most);
    for (size_t i = 0; i < BUCKETS; i++)
        if (q->buckets[i]) {
            buf_addf(out, "%s%zu, %" PRIu32, comma, i, q->buckets[i]);
            comma = ", ";
        }
    buf_addz(out, "]]");
}

static bool read_bucket(struct quantile *q, struct json *j, double least, double most, uint64_t bucket)
{
    uint64_t n;
    if (bucket >= BUCKETS || !state_count(j, &n))
        return false;
    widen(q, least, most);
    pile(&q->buckets[bucket], n);
    return true;
}

bool quantile_read(struct quantile *q, struct str s)
{
    struct json j = json_open(s);
    double least, most;
    uint64_t bucket;
    if (!json_array_open(&j) || !state_double(&j, &least) || !state_double(&j, &most) || !state_pairs(&j) ||
        !(least >= 0) || !(most >= least && most <= ABSURD_MS))
        return false;
    while (state_count(&j, &bucket))
        if (!read_bucket(q, &j, least, most, bucket))
            return false;
    return state_ended(&j);
}

void quantile_free(struct quantile *q)
{
    free(q->buckets);
    *q = (struct quantile){0};
}
