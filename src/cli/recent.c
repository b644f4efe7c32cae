#include "cli/recent.h"

#include "base/mem.h"

enum { RECENT_RECORDS = 1 << 16 };

void recent_init(struct recent *r, size_t bytes_most, int64_t now_ms)
{
    *r = (struct recent){.bytes_most = bytes_most, .allowance = SIZE_MAX, .whole_since_ms = now_ms};
}

void recent_free(struct recent *r)
{
    free(r->bytes);
    free(r->v);
    *r = (struct recent){0};
}

void recent_allow(struct recent *r, size_t bytes)
{
    r->allowance = bytes;
}

const struct recent_record *recent_at(const struct recent *r, size_t i)
{
    return &r->v[(r->first + i) % r->cap];
}

struct str recent_raw(const struct recent *r, const struct recent_record *record)
{
    return str_of(r->bytes + record->at, record->n);
}

static void drop_oldest(struct recent *r)
{
    r->whole_since_ms = recent_at(r, 0)->arrived_ms + 1;
    r->first = (r->first + 1) % r->cap;
    r->count--;
}

/* Does the oldest record lie in the `n` bytes at `at`? Those behind it do only if it does. */
static bool in_the_way(const struct recent *r, size_t at, size_t n)
{
    if (r->count == 0)
        return false;
    const struct recent_record *oldest = recent_at(r, 0);
    return oldest->at < at + n && at < oldest->at + oldest->n;
}

/* `n` bytes in one piece: at the ring's end they begin anew. */
static size_t make_room(struct recent *r, size_t n)
{
    if (r->at + n > r->bytes_most) {
        while (r->count && recent_at(r, 0)->at >= r->at) /* they would be older than those at the start */
            drop_oldest(r);
        r->at = 0;
    }
    while (in_the_way(r, r->at, n))
        drop_oldest(r);
    return r->at;
}

static void grow(struct recent *r)
{
    size_t cap = r->cap ? 2 * r->cap : 256;
    struct recent_record *v = mem_zero(cap * sizeof *v);
    for (size_t i = 0; i < r->count; i++)
        v[i] = *recent_at(r, i);
    free(r->v);
    r->v = v;
    r->cap = cap;
    r->first = 0;
}

void recent_add(struct recent *r, uint64_t number, struct str raw, bool trails, int64_t now_ms)
{
    if (raw.n > r->allowance || raw.n > r->bytes_most / 4) {
        r->whole_since_ms = now_ms + 1;
        return;
    }
    if (!r->bytes)
        r->bytes = mem_zero(r->bytes_most);
    if (r->count == RECENT_RECORDS)
        drop_oldest(r);
    if (r->count == r->cap)
        grow(r);
    size_t at = make_room(r, raw.n);
    r->v[(r->first + r->count++) % r->cap] = (struct recent_record){number, now_ms, at, raw.n, trails};
    if (raw.n)
        memcpy(r->bytes + at, raw.p, raw.n);
    r->at += raw.n;
    r->allowance -= r->allowance == SIZE_MAX ? 0 : raw.n;
}

const struct recent_record *recent_numbered(const struct recent *r, uint64_t number)
{
    size_t at = COUNT_BEFORE(r->count, i, recent_at(r, i)->number < number);
    return at < r->count && recent_at(r, at)->number == number ? recent_at(r, at) : NULL;
}
