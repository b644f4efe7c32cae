#include "run/correlate.h"

#include "base/hash_table.h"
#include "tally/signature_stats.h"

/* ---- events ---- */

void events_clear(struct correlated_list *e)
{
    e->n = 0;
    buf_clear(&e->texts);
}

void events_free(struct correlated_list *e)
{
    free(e->v);
    buf_free(&e->texts);
    *e = (struct correlated_list){0};
}

static struct str text_of(const struct correlated_list *e, size_t at, size_t n)
{
    return str_head(str_skip(buf_str(&e->texts), at), n);
}

static size_t keep_text(struct correlated_list *e, struct str s)
{
    size_t at = e->texts.n;
    buf_add(&e->texts, s);
    return at;
}

/* What the signature's correlation is by; empty: the record has none. */
static struct str value_of(const struct rules *rules, const struct record *rec, const struct hit *hit,
                           struct str by, char room[24])
{
    size_t n = rules_capture_count(rules, hit->signature);
    for (size_t k = 0; k < n; k++)
        if (str_eq(rules_capture_name(rules, hit->signature, k), by))
            return hit->capture[k];
    return signature_stats_field(rec, field_named(by), STR(""), room);
}

static void note(struct correlated_list *e, const struct rules *rules, const struct record *rec,
                 const struct hit *hit, struct correlated what)
{
    char room[24];
    const struct correlation *c = &rules_table(rules)->signatures[hit->signature].correlation;
    struct str value = c->by.n ? value_of(rules, rec, hit, c->by, room) : STR("");
    struct str example = what.steps & 1 ? STR("") : rec->field[FIELD_MESSAGE];
    what.signature = hit->signature;
    what.alone = rec->time_ms == NO_TIME || (c->by.n && value.n == 0);
    if (what.alone && (c->kind != CORRELATION_UNLESS || !(what.steps & 1) || what.after))
        return;
    value = excerpt_cut(value, CORRELATE_VALUE);
    example = excerpt_cut(example, CORRELATE_EXAMPLE);
    what.what = sighted_of(rec);
    what.offset = rec->offset;
    what.value_at = keep_text(e, value);
    what.value_n = value.n;
    what.example_at = keep_text(e, example);
    what.example_n = example.n;
    MEM_GROW(e->v, e->n, e->cap);
    e->v[e->n++] = what;
}

static const struct step_hit *steps_of(const struct step_hit *steps, size_t n, uint32_t signature)
{
    for (size_t i = 0; i < n; i++)
        if (steps[i].hit.signature == signature)
            return &steps[i];
    return NULL;
}

static bool has_hit(const struct hits *hits, uint32_t signature)
{
    for (size_t i = 0; i < hits->n; i++)
        if (hits->v[i].signature == signature)
            return true;
    return false;
}

static bool is_after(const struct hit *step, const struct hit *h)
{
    return h->text != UINT32_MAX &&
           (step->text > h->text || (step->text == h->text && step->start >= h->end));
}

void events_note(struct correlated_list *e, const struct rules *rules, const struct record *rec,
                 const struct hits *hits, const struct step_hit *steps, size_t step_count)
{
    const struct table *t = rules_table(rules);
    for (size_t i = 0; i < hits->n; i++) {
        const struct hit *hit = &hits->v[i];
        if (t->signatures[hit->signature].correlation.kind == CORRELATION_NONE)
            continue;
        const struct step_hit *s = steps_of(steps, step_count, hit->signature);
        note(e, rules, rec, hit,
             (struct correlated){.steps = 1 | (s ? s->steps : 0), .after = s && is_after(&s->hit, hit)});
    }
    for (size_t i = 0; i < step_count; i++)
        if (!has_hit(hits, steps[i].hit.signature))
            note(e, rules, rec, &steps[i].hit, (struct correlated){.steps = steps[i].steps});
}

/* ---- state ---- */

/* A record of a count. */
struct counted_record {
    struct sighted what;
    uint64_t offset;
    bool told; /* it is in an incident */
};

/* The last records of a count, by time. */
struct counted_window {
    struct counted_record *records;
    size_t first, n, cap; /* those from `first` on count */
    uint64_t times;       /* of all of them */
    bool found;
    int64_t found_ms; /* the last one while it was an incident */
};

/* When what a sequence waits for began, at the latest: as with a count's windows, the one that was kept last
 * first; NO_TIME: none did. */
struct begins {
    int64_t ms[2];
};

/* What is waited for with one value of the field. */
struct waiting {
    UT_hash_handle hh;
    struct str value; /* own copy */
    int64_t last_ms;  /* of its last event; of no count */
    /* A count: records far from each other in time are in two windows, the one that was added to last first.
     * One that a wrong clock stamped ends no count so. */
    struct counted_window windows[2];
    struct begins began[CORRELATION_STEPS + 1]; /* a sequence: of the records up to each step */
    /* Errors that a success may follow. */
    struct sighted errors;
    uint64_t offset;
};

struct wait_list {
    struct waiting *waiting; /* by value; those seen longest ago first */
    size_t records;          /* of all of them */
};

struct correlator {
    const struct table *table;
    struct wait_list *watches; /* by signature */
};

struct correlator *correlator_new(const struct rules *rules)
{
    const struct table *t = rules_table(rules);
    struct correlator *c = mem_zero(sizeof *c);
    c->table = t;
    c->watches = mem_zero(t->signature_count * sizeof *c->watches);
    return c;
}

static void drop(struct wait_list *w, struct waiting *x)
{
    HASH_DEL(w->waiting, x);
    for (size_t i = 0; i < COUNT_OF(x->windows); i++) {
        w->records -= x->windows[i].n;
        free(x->windows[i].records);
    }
    free(x);
}

static void clear(struct correlator *c)
{
    for (size_t i = 0; i < c->table->signature_count; i++)
        while (c->watches[i].waiting)
            drop(&c->watches[i], c->watches[i].waiting);
}

void correlator_free(struct correlator *c)
{
    if (!c)
        return;
    clear(c);
    free(c->watches);
    free(c);
}

/* An event on its way, and where what it makes an incident of is counted. */
struct turn {
    const struct correlated_list *events;
    const struct correlated *event;
    const struct correlation *correlation; /* of the signature */
    const struct signature *signature;
    struct wait_list *watch;
    const struct correlated_into *into;
};

static struct tally *tally_at(const struct correlated_into *into, int64_t time_ms)
{
    if (!into->sliding || time_ms == NO_TIME)
        return into->tally;
    return sliding_window_tally(into->sliding, time_ms, into->source, into->name);
}

static void tell(const struct turn *t, const struct waiting *x, const struct sighted *what, uint64_t offset,
                 bool begins)
{
    const struct correlated *e = t->event;
    bool this = offset == e->offset;
    tally_incident(tally_at(t->into, what->time_ms), e->signature, what,
                   (struct input_position){t->into->source, offset}, x->value,
                   this ? text_of(t->events, e->example_at, e->example_n) : STR(""), begins);
}

/* ---- an error that a success may follow ---- */

static void tell_errors(const struct waiting *x, uint32_t signature, const struct correlated_into *into)
{
    tally_incident(tally_at(into, x->errors.time_ms), signature, &x->errors,
                   (struct input_position){into->source, x->offset}, x->value, STR(""), true);
}

static void await(const struct turn *t, struct waiting *x)
{
    const struct correlated *e = t->event;
    if (x->errors.times && e->what.time_ms - x->errors.time_ms > t->correlation->within_ms) {
        tell_errors(x, e->signature, t->into);
        x->errors = (struct sighted){.times = 0};
    }
    if (!x->errors.times)
        x->offset = e->offset;
    uint64_t times = x->errors.times + e->what.times;
    x->errors = e->what;
    x->errors.times = times;
}

/* A success makes errors good that came before it, not too long ago. */
static void make_good(const struct turn *t, struct waiting *x)
{
    int64_t late = t->event->what.time_ms - x->errors.time_ms;
    if (x->errors.times == 0 || late < 0 || late > t->correlation->within_ms)
        return;
    tally_over(tally_at(t->into, t->event->what.time_ms), t->event->signature, x->errors.times,
               t->event->what.time_ms);
    x->errors = (struct sighted){.times = 0};
}

static void turn_unless(const struct turn *t, struct waiting *x)
{
    const struct correlated *e = t->event;
    bool good = e->steps & ~1u;
    if (good && !e->after)
        make_good(t, x);
    if (e->steps & 1)
        await(t, x);
    if (good && e->after)
        make_good(t, x);
    if (!x->errors.times)
        drop(t->watch, x);
}

/* ---- a sequence ---- */

/* Do two times, the first of which may be NO_TIME, lie within that of the correlation? */
static bool lies_near(const struct turn *t, int64_t a_ms, int64_t b_ms)
{
    int64_t within = t->correlation->within_ms;
    return a_ms != NO_TIME && a_ms - b_ms <= within && b_ms - a_ms <= within;
}

/* The latest time of `b` that what happens at `now_ms` may have followed; NO_TIME: there is none. */
static int64_t begin_before(const struct turn *t, const struct begins *b, int64_t now_ms)
{
    int64_t latest = NO_TIME;
    for (size_t i = 0; i < COUNT_OF(b->ms); i++)
        if (b->ms[i] <= now_ms && lies_near(t, b->ms[i], now_ms) && b->ms[i] > latest)
            latest = b->ms[i];
    return latest;
}

static void keep_begin(const struct turn *t, struct begins *b, int64_t began_ms)
{
    int64_t first = b->ms[0], second = b->ms[1];
    if (lies_near(t, first, began_ms)) {
        b->ms[0] = began_ms > first ? began_ms : first;
        return;
    }
    b->ms[0] = lies_near(t, second, began_ms) && second > began_ms ? second : began_ms;
    b->ms[1] = first;
}

/* The latest begin of each number of steps is all that matters: what began before it ends no sooner. */
static void turn_sequence(const struct turn *t, struct waiting *x, unsigned steps)
{
    int64_t now = t->event->what.time_ms;
    for (unsigned k = steps; k; k--) {
        int64_t began = k == 1 ? now : begin_before(t, &x->began[k - 1], now);
        if (!(t->event->steps >> k & 1) || began == NO_TIME)
            continue;
        if (k == steps) {
            tell(t, x, &t->event->what, t->event->offset, true);
            drop(t->watch, x);
            return;
        }
        keep_begin(t, &x->began[k], began);
    }
}

/* ---- a count ---- */

/* Room for one more behind those that count. */
static void make_place(struct counted_window *w)
{
    if (w->first && w->first + w->n == w->cap) {
        memmove(w->records, w->records + w->first, w->n * sizeof *w->records);
        w->first = 0;
    }
    MEM_GROW(w->records, w->first + w->n, w->cap);
}

static void insert(struct wait_list *list, struct counted_window *w, const struct correlated *e)
{
    make_place(w);
    struct counted_record *r = w->records + w->first;
    size_t at = w->n++;
    for (; at && r[at - 1].what.time_ms > e->what.time_ms; at--)
        r[at] = r[at - 1];
    r[at] = (struct counted_record){e->what, e->offset, false};
    w->times += e->what.times;
    list->records++;
}

static int64_t last_of(const struct counted_window *w)
{
    return w->n ? w->records[w->first + w->n - 1].what.time_ms : NO_TIME;
}

/* No more are kept than those that are counted and lie within the time. */
static void shorten(const struct turn *t, struct counted_window *w)
{
    const struct correlation *c = t->correlation;
    const struct counted_record *r = w->records + w->first;
    while (last_of(w) - r->what.time_ms > c->within_ms || (r->told && w->times - r->what.times >= c->min)) {
        w->times -= r++->what.times;
        w->first++;
        w->n--;
        t->watch->records--;
    }
}

static bool is_near(const struct turn *t, const struct counted_window *w)
{
    return w->n && lies_near(t, last_of(w), t->event->what.time_ms);
}

/* The window that the event counts in, as the first one: none that is near means that the other one ends. */
static struct counted_window *window_of(const struct turn *t, struct waiting *x)
{
    struct counted_window *w = x->windows, second = w[1];
    if (is_near(t, &w[0]) || w[0].n == 0)
        return w;
    if (!is_near(t, &second)) {
        t->watch->records -= second.n;
        second = (struct counted_window){.records = second.records, .cap = second.cap};
    }
    w[1] = w[0];
    w[0] = second;
    return w;
}

static void turn_count(const struct turn *t, struct waiting *x)
{
    const struct correlation *c = t->correlation;
    struct counted_window *w = window_of(t, x);
    insert(t->watch, w, t->event);
    shorten(t, w);
    if (w->times < c->min)
        return;
    bool begins = !w->found || last_of(w) - w->found_ms > c->within_ms;
    for (struct counted_record *r = w->records + w->first, *end = r + w->n; r < end; r++) {
        if (r->told)
            continue;
        tell(t, x, &r->what, r->offset, begins);
        r->told = true;
        begins = false;
    }
    w->found = true;
    w->found_ms = last_of(w);
    shorten(t, w);
}

/* ---- all of them ---- */

static bool live(const struct waiting *x, const struct turn *t)
{
    int64_t last = x->windows[0].n ? last_of(&x->windows[0]) : x->last_ms;
    return t->event->what.time_ms - last <= t->correlation->within_ms;
}

/* The value that was seen longest ago makes room. */
static void make_room(const struct turn *t)
{
    struct waiting *x = t->watch->waiting;
    bool errors = x->errors.times > 0;
    if (live(x, t))
        tally_finding(
            t->into->tally, t->into->source,
            &(struct finding){
                .kind = PROBLEM_RULE, .count = 1, .offset = t->event->offset, .example = t->signature->id});
    else if (errors)
        tell_errors(x, t->event->signature, t->into);
    drop(t->watch, x);
}

static struct waiting *add_waiting(struct wait_list *w, struct str value)
{
    struct waiting *x = mem_zero(sizeof *x + value.n + 1);
    x->value = str_of(memcpy(x + 1, value.p ? value.p : "", value.n), value.n);
    for (size_t i = 0; i < COUNT_OF(x->began); i++)
        x->began[i] = (struct begins){{NO_TIME, NO_TIME}};
    HASH_ADD_KEYPTR(hh, w->waiting, x->value.p, x->value.n, x);
    return x;
}

/* Does something wait from the event on? */
static bool opens(const struct turn *t)
{
    bool all = t->correlation->kind == CORRELATION_COUNT;
    return all || t->event->steps & (t->correlation->kind == CORRELATION_SEQUENCE ? 1u << 1 : 1u);
}

/* What waits with the event's value, as the one that was seen last; NULL: nothing does. */
static struct waiting *waiting_of(const struct turn *t)
{
    struct str value = text_of(t->events, t->event->value_at, t->event->value_n);
    struct waiting *x;
    HASH_FIND(hh, t->watch->waiting, value.p ? value.p : "", value.n, x);
    if (x) {
        HASH_DEL(t->watch->waiting, x);
        HASH_ADD_KEYPTR(hh, t->watch->waiting, x->value.p, x->value.n, x);
        return x;
    }
    if (!opens(t))
        return NULL;
    if (HASH_COUNT(t->watch->waiting) == CORRELATE_KEYS)
        make_room(t);
    return add_waiting(t->watch, value);
}

static void take(const struct turn *t)
{
    if (t->event->alone) {
        tell_errors(&(struct waiting){.errors = t->event->what, .offset = t->event->offset},
                    t->event->signature, t->into);
        return;
    }
    struct waiting *x = waiting_of(t);
    if (!x)
        return;
    if (t->correlation->kind == CORRELATION_COUNT) {
        turn_count(t, x);
        while (t->watch->records > CORRELATE_RECORDS && t->watch->waiting != x)
            make_room(t);
        return;
    }
    x->last_ms = t->event->what.time_ms;
    if (t->correlation->kind == CORRELATION_UNLESS)
        turn_unless(t, x);
    else
        turn_sequence(t, x, (unsigned)t->signature->step_count);
}

void correlator_take(struct correlator *c, struct correlated_list *e, const struct correlated_into *into)
{
    for (size_t i = 0; c && i < e->n; i++) {
        const struct signature *s = &c->table->signatures[e->v[i].signature];
        struct turn t = {e, &e->v[i], &s->correlation, s, &c->watches[e->v[i].signature], into};
        take(&t);
    }
    events_clear(e);
}

static void look(const struct correlator *c, int64_t last_ms, bool all, const struct correlated_into *into)
{
    for (uint32_t i = 0; i < c->table->signature_count; i++)
        for (const struct waiting *x = c->watches[i].waiting; x; x = x->hh.next)
            if (x->errors.times &&
                (all || last_ms - x->errors.time_ms > c->table->signatures[i].correlation.within_ms))
                tell_errors(x, i, into);
}

void correlator_look(const struct correlator *c, int64_t last_ms, const struct correlated_into *into)
{
    if (c && last_ms != NO_TIME)
        look(c, last_ms, false, into);
}

void correlator_end(struct correlator *c, const struct correlated_into *into)
{
    if (!c)
        return;
    look(c, NO_TIME, true, into);
    clear(c);
}
