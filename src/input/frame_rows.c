#include "input/frame_internal.h"

/* How far into a value the first rows must begin; ClickHouse describes every column before them. */
enum { ENVELOPE_MAX = 64 << 10 };

/* A byte that is walked over, token by token, costs about as much as so many that are scanned 64 at a time.
 */
enum { WALK_COST = 8 };

enum frame_stop framer_open_envelope(struct framer *f, struct str in, bool last, size_t from,
                                     struct frame *out, bool *opened)
{
    struct envelope e = {.in_array = f->place.in_array};
    struct str value = str_head(str_skip(in, from), ENVELOPE_MAX);
    size_t used;
    *opened = false;
    if (!envelope_maybe(value) || framer_too_often(f, from, 0))
        return FRAME_DONE;
    enum envelope_stop stop = envelope_walk(&e, value, &used);
    if (stop == ENVELOPE_MORE && value.n < ENVELOPE_MAX && !last)
        return FRAME_MORE;
    *opened = stop == ENVELOPE_ROWS;
    if (!*opened) {
        (void)framer_too_often(f, from, used * WALK_COST);
        return FRAME_DONE;
    }
    f->place.envelope = e;
    return framer_give(f, in, out, FRAME_SKIP, from + used, from + used, from + used);
}

/* Give `n` bytes of the envelope as skipped; what follows is in the state that f->place.envelope says. */
static enum frame_stop skip(struct framer *f, struct str in, size_t n, struct frame *out)
{
    return framer_give(f, in, out, FRAME_SKIP, n, n, n);
}

/* Between rows. False when what stands there is none, and no end of rows. */
static bool next_row(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop)
{
    size_t at = 0;
    while (at < in.n && (in.p[at] == ',' || in.p[at] == ' ' || (in.p[at] >= '\t' && in.p[at] <= '\r')))
        at++;
    char opens = f->place.envelope.arrays ? '[' : '{';
    if (at < in.n && in.p[at] != opens && in.p[at] != ']') {
        f->place.envelope = (struct envelope){0};
        return false;
    }
    if (at == in.n) {
        *stop = at > 0 && (last || at > ENVELOPE_MAX) ? skip(f, in, at, out) : FRAME_MORE;
    } else if (in.p[at] == opens) {
        *stop = framer_next_json(f, in, last, at, out);
    } else {
        envelope_end_rows(&f->place.envelope);
        *stop = skip(f, in, at + 1, out);
    }
    return true;
}

static bool walk(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop)
{
    struct envelope e = f->place.envelope;
    size_t used;
    struct str bounded = str_head(in, f->record_bytes + 1); /* whatever the window shows beyond */
    enum envelope_stop walked = envelope_walk(&e, bounded, &used);
    bool stuck = used == 0 && (last || bounded.n > f->record_bytes);
    if (walked == ENVELOPE_BAD || walked == ENVELOPE_END || (walked == ENVELOPE_MORE && stuck))
        e = (struct envelope){0};
    f->place.envelope = e;
    if (used == 0 && in.n && e.depth == 0)
        return false;
    *stop = used ? skip(f, in, used, out) : FRAME_MORE;
    return true;
}

bool framer_in_envelope(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop)
{
    return f->place.envelope.rows ? next_row(f, in, last, out, stop) : walk(f, in, last, out, stop);
}
