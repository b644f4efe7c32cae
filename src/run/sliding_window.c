#include "run/sliding_window.h"

/* The oldest slice that is still in the span when it ends at `now_ms`. */
static int64_t oldest_at(const struct sliding_window *s, int64_t now_ms)
{
    return timestamp_step(now_ms, s->slice_ms) - (SLIDING_WINDOW_SLICES - 1);
}

struct sliding_window *sliding_window_new(const struct rules *rules, const struct tally_spec *spec,
                                          size_t filter, int64_t span_ms, int64_t now_ms)
{
    struct sliding_window *s = mem_zero(sizeof *s);
    *s = (struct sliding_window){.rules = rules, .spec = spec, .filter = filter};
    s->slice_ms = span_ms / (SLIDING_WINDOW_SLICES - 1);
    s->slice_ms = s->slice_ms ? s->slice_ms : 1;
    s->oldest = oldest_at(s, now_ms);
    s->left = tally_new_for(rules, spec);
    return s;
}

void sliding_window_free(struct sliding_window *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < SLIDING_WINDOW_SLICES; i++)
        tally_free(s->slices[i]);
    tally_free(s->left);
    free(s);
}

static size_t place_of(int64_t number)
{
    return (size_t)((number % SLIDING_WINDOW_SLICES + SLIDING_WINDOW_SLICES) % SLIDING_WINDOW_SLICES);
}

/* A record that says to be of the future is of now. */
static int64_t number_of(const struct sliding_window *s, int64_t time_ms)
{
    int64_t number = timestamp_step(time_ms, s->slice_ms), newest = s->oldest + SLIDING_WINDOW_SLICES - 1;
    return number < s->oldest ? s->oldest : number > newest ? newest : number;
}

struct tally *sliding_window_tally(struct sliding_window *s, int64_t time_ms, unsigned source,
                                   struct str name)
{
    size_t at = place_of(number_of(s, time_ms));
    if (!s->slices[at])
        s->slices[at] = tally_new_for(s->rules, s->spec);
    if (s->sources[at] != source + 1)
        tally_source(s->slices[at], source, name);
    s->sources[at] = source + 1;
    return s->slices[at];
}

static void leave_out(struct sliding_window *s, size_t at)
{
    if (s->slices[at])
        tally_leave_out(s->left, s->slices[at], s->filter);
    tally_free(s->slices[at]);
    s->slices[at] = NULL;
    s->sources[at] = 0;
}

void sliding_window_to(struct sliding_window *s, int64_t now_ms)
{
    int64_t oldest = oldest_at(s, now_ms);
    for (int64_t n = s->oldest; n < oldest && n < s->oldest + SLIDING_WINDOW_SLICES; n++)
        leave_out(s, place_of(n));
    s->oldest = oldest > s->oldest ? oldest : s->oldest;
}

int64_t sliding_window_next_ms(const struct sliding_window *s)
{
    return (s->oldest + SLIDING_WINDOW_SLICES) * s->slice_ms;
}

void sliding_window_merge(const struct sliding_window *s, struct tally *into)
{
    tally_merge(into, s->left);
    for (int64_t n = s->oldest; n < s->oldest + SLIDING_WINDOW_SLICES; n++)
        if (s->slices[place_of(n)])
            tally_merge(into, s->slices[place_of(n)]);
}
