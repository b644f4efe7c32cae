#include "base/sweep.h"
#include "record/decode_parts.h"

bool decode_members(struct decoder *d, const struct frame *frame)
{
    struct json j = json_marked(frame->bytes, frame->marks);
    skim_init(&d->skim, &d->quick);
    d->marks = frame->marks;
    return skim_value(&d->skim, &j, &d->fields->quick.root) && j.p == j.end;
}

bool decode_json(struct decoder *d, const struct frame *frame, struct record *rec)
{
    if (!decode_members(d, frame))
        return false;
    rec->json = frame->bytes;
    rec->format = format_of_object(&d->skim);
    return format_ops(rec->format)->skim(d, frame, rec);
}

struct json decode_part(const struct decoder *d, const struct record *rec, struct str part)
{
    struct json j = json_marked(rec->json, d->marks);
    if (part.n == 0)
        return json_open(part);
    j.p = part.p;
    j.end = part.p + part.n;
    return j;
}

void decode_opaque(struct record *rec)
{
    for (unsigned i = 0; i < SPAN_COUNT && !rec->opaque; i++)
        rec->opaque = sweep_hides(rec->spans[i]);
}
