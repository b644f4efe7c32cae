#include "base/byte_scan.h"
#include "record/decode_internal.h"

bool decode_members(struct decoder *d, const struct frame *frame)
{
    struct json j = json_with_bitmaps(frame->bytes, frame->bitmaps);
    field_scan_init(&d->scan, &d->quick);
    d->bitmaps = frame->bitmaps;
    return field_scan_value(&d->scan, &j, &d->path_trees->quick.root) && j.p == j.end;
}

bool decode_json(struct decoder *d, const struct frame *frame, struct record *rec)
{
    if (!decode_members(d, frame))
        return false;
    rec->json = frame->bytes;
    rec->format = format_of_object(&d->scan);
    return format_ops(rec->format)->basic_fields(d, frame, rec);
}

struct json decode_part(const struct decoder *d, const struct record *rec, struct str part)
{
    struct json j = json_with_bitmaps(rec->json, d->bitmaps);
    if (part.n == 0)
        return json_open(part);
    j.p = part.p;
    j.end = part.p + part.n;
    return j;
}

void decode_opaque(struct record *rec)
{
    for (unsigned i = 0; i < SPAN_COUNT && !rec->opaque; i++)
        rec->opaque = byte_scan_hides(rec->spans[i]);
}
