/* Any JSON object that no other format claims. */
#include "base/sweep.h"
#include "record/decode_parts.h"
#include "record/format_rows.h"
#include "record/plain.h"

static bool claims(const struct skim *s)
{
    (void)s;
    return true;
}

/* A line of JSON without a level (Docker's json-file around a service's text) is judged by its message. */
static bool says_error(const struct record *rec)
{
    struct sweep_line marks;
    struct str message = rec->field[FIELD_MESSAGE];
    if (rec->level != LEVEL_NONE || message.n == 0)
        return false;
    sweep_line(message, &marks);
    return plain_level(message, &marks) >= LEVEL_ERROR;
}

bool decode_object(struct decoder *d, const struct frame *frame, struct record *rec)
{
    decode_fields(d, &d->skim, rec);
    rec->spans[SPAN_LOGS] = frame->bytes;
    rec->error = rec->level >= LEVEL_ERROR || says_error(rec);
    decode_opaque(rec);
    return true;
}

const struct format_ops format_json = {
    .name = "json",
    .json = RAW_JSON_RECORD,
    .claims = claims,
    .skim = decode_object,
    .texts = decode_json_texts,
    .line = step_line_of_json,
};
