/* Any JSON object that no other format claims. */
#include "base/sweep.h"
#include "record/decode_parts.h"
#include "record/format_rows.h"
#include "record/plain.h"
#include "record/severity.h"

static bool claims(const struct skim *s)
{
    (void)s;
    return true;
}

/* A line of JSON without a level (Docker's json-file around a service's text) has that of its message. */
static enum level message_level(struct decoder *d, const struct record *rec)
{
    struct sweep_line marks;
    bool stripped;
    struct str message = rec->field[FIELD_MESSAGE];
    if (rec->level != LEVEL_NONE || message.n == 0 || plain_trailing(message))
        return rec->level;
    message.n -= str_ends(message, STR("\n"));
    message = plain_strip(message, &d->scratch, &stripped);
    sweep_line(message, &marks);
    return severity_of_text(d->own, message, &marks, plain_level(message, &marks)).level;
}

bool decode_object(struct decoder *d, const struct frame *frame, struct record *rec)
{
    decode_fields(d, &d->skim, rec);
    rec->spans[SPAN_LOGS] = frame->bytes;
    rec->level = message_level(d, rec);
    rec->error = rec->level >= LEVEL_ERROR;
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
