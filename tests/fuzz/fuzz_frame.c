/* The frames of a window and those of the same bytes fed little by little are the same, and cover every byte
 * once. */
#include "base/mem.h"
#include "fuzz.h"
#include "input/frame.h"

struct seen {
    enum frame_kind kind;
    uint64_t offset;
    size_t n;
};

struct list {
    struct seen *v;
    size_t n, cap;
    uint64_t used;
};

static void keep(struct list *l, const struct frame *f, uint64_t before)
{
    HOLDS(f->used > 0 && f->skipped + f->bytes.n <= f->used && f->offset == before + f->skipped);
    l->used += f->used;
    if (f->kind == FRAME_SKIP)
        return;
    MEM_GROW(l->v, l->n, l->cap);
    l->v[l->n++] = (struct seen){f->kind, f->offset, f->bytes.n};
}

/* Take what there is of `window`; returns how much. */
static size_t take(struct framer *f, struct str window, enum frame_feed feed, struct list *l)
{
    struct frame frame;
    size_t taken = 0;
    for (;;) {
        uint64_t before = f->offset;
        if (framer_next(f, str_skip(window, taken), feed, &frame) == FRAME_MORE)
            return taken;
        HOLDS(frame.bytes.p >= window.p + taken && frame.used <= window.n - taken);
        keep(l, &frame, before);
        taken += frame.used;
    }
}

/* Each window is a copy that ends where its memory does. */
static void feed(struct str log, size_t record_bytes, unsigned most, struct list *l)
{
    struct framer f;
    size_t from = 0, to = 0, n = 1;
    framer_init(&f, record_bytes);
    while (to < log.n) {
        n = n * 7 % 31 % most + 1;
        to = to + n < log.n ? to + n : log.n;
        char *copy = malloc(to - from + 1);
        memcpy(copy, log.p + from, to - from);
        from += take(&f, str_of(copy, to - from), FEED_MORE, l);
        free(copy);
    }
    from += take(&f, str_skip(log, from), FEED_LAST, l);
    HOLDS(l->used == log.n && from == log.n);
}

static bool same(const struct list *a, const struct list *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (a->v[i].kind != b->v[i].kind || a->v[i].offset != b->v[i].offset || a->v[i].n != b->v[i].n)
            return false;
    return a->n == b->n;
}

static void print(const char *name, const struct list *l)
{
    for (size_t i = 0; i < l->n; i++)
        fprintf(stderr, "%s: kind %d at %llu, %zu bytes\n", name, l->v[i].kind,
                (unsigned long long)l->v[i].offset, l->v[i].n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t bounds[] = {1 << 20, 4096, 256, 100};
    struct str log = str_of((const char *)data, size);
    uint8_t choice = fuzz_choice(&log);
    size_t record_bytes = bounds[choice & 3];
    struct list whole = {0}, split = {0};
    struct framer f;
    framer_init(&f, record_bytes);
    HOLDS(take(&f, log, FEED_LAST, &whole) == log.n);
    feed(log, record_bytes, (choice >> 2 & 31) + 1, &split);
    if (!same(&whole, &split)) {
        print("whole", &whole);
        print("split", &split);
    }
    HOLDS(same(&whole, &split));
    free(whole.v);
    free(split.v);
    return 0;
}
