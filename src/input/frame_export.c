#include "input/export.h"
#include "input/frame_internal.h"

/* An entry whose end is not marked is whole when its message is there; journalctl writes it near the end. */
static enum frame_stop give_unmarked(struct framer *f, struct str in, size_t from, size_t to,
                                     struct frame *out)
{
    struct str entry = str_of(in.p + from, to - from);
    bool whole = str_find(entry, STR("\nMESSAGE=")) < entry.n;
    size_t end = to > from && in.p[to - 1] == '\n' ? to - 1 : to;
    return whole ? framer_give(f, in, out, FRAME_EXPORT, from, end, to)
                 : framer_give(f, in, out, FRAME_TORN, from, to, to);
}

/* Past the bound, in the field that ends at `end` of the entry (0: unknown, a line): what goes beyond it is
 * skipped as it comes. A field says how long it is before it is there. */
static enum frame_stop cut(struct framer *f, struct str in, bool last, size_t from, uint64_t end,
                           struct frame *out)
{
    size_t to = from + f->record_bytes;
    if (to > in.n)
        return last ? give_unmarked(f, in, from, in.n, out) : FRAME_MORE;
    enum frame_stop stop = framer_give(f, in, out, FRAME_OVERSIZE, from, to, to);
    f->entry.owed = end ? end - f->record_bytes : 0;
    f->entry.in_line = end == 0;
    f->state = FRAMER_REST_OF_ENTRY;
    return stop;
}

enum frame_stop framer_next_export(struct framer *f, struct str in, enum frame_feed feed, size_t from,
                                   struct frame *out)
{
    bool last = feed == FEED_LAST;
    struct str entry =
        str_head(str_skip(in, from), f->record_bytes + 1); /* as much as any way to read it shows */
    struct export_field field;
    for (size_t at = f->seen - from;;) {
        enum export_stop stop = export_field(entry, at, &field);
        bool over = (field.end ? field.end : entry.n) > f->record_bytes;
        if (over && (stop == EXPORT_FIELD || stop == EXPORT_MORE))
            return cut(f, in, last, from, field.end, out);
        switch (stop) {
        case EXPORT_FIELD:
            at = (size_t)field.end;
            f->seen = from + at;
            break;
        case EXPORT_END:
            return framer_give(f, in, out, FRAME_EXPORT, from, from + at - (at > 0), from + at + 1);
        case EXPORT_NEXT:
            return give_unmarked(f, in, from, from + at, out);
        case EXPORT_MORE:
            return last ? give_unmarked(f, in, from, in.n, out) : FRAME_MORE;
        case EXPORT_BAD:
            return framer_give_broken(f, in, last, from, from + at, out);
        }
    }
}

static enum frame_stop skip(struct framer *f, struct str in, size_t n, struct frame *out)
{
    return n ? framer_give(f, in, out, FRAME_SKIP, n, n, n) : FRAME_MORE;
}

/* Skip the fields of the entry up to its end. */
static bool skip_fields(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop)
{
    struct export_field field;
    struct str shown = str_head(in, f->record_bytes + 1);
    enum export_stop found = export_field(shown, 0, &field);
    bool over = (field.end ? field.end : shown.n) > f->record_bytes;
    if (found == EXPORT_BAD || str_eq(field.name, STR("__CURSOR"))) {
        f->state = FRAMER_BETWEEN;
        return false;
    }
    if (found == EXPORT_MORE && !over) {
        *stop = last ? skip(f, in, in.n, out) : FRAME_MORE;
        return true;
    }
    if (found == EXPORT_MORE) {
        f->entry.owed = field.end;
        f->entry.in_line = field.end == 0;
        return framer_skip_entry(f, in, last, out, stop);
    }
    f->state = found == EXPORT_END ? FRAMER_BETWEEN : FRAMER_REST_OF_ENTRY;
    *stop = skip(f, in, (size_t)field.end, out);
    return true;
}

bool framer_skip_entry(struct framer *f, struct str in, bool last, struct frame *out, enum frame_stop *stop)
{
    if (f->entry.owed) {
        size_t n = f->entry.owed < in.n ? (size_t)f->entry.owed : in.n;
        f->entry.owed -= n;
        *stop = skip(f, in, n, out);
        return true;
    }
    if (f->entry.in_line) {
        size_t end = str_chr(in, '\n');
        f->entry.in_line = end == in.n;
        *stop = skip(f, in, end + (end < in.n), out);
        return true;
    }
    return f->state == FRAMER_REST_OF_ENTRY && skip_fields(f, in, last, out, stop);
}
