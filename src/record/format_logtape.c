/* LogTape's JSON lines. */
#include "record/decode_parts.h"
#include "record/format_rows.h"

static bool claims(const struct skim *s)
{
    return s->marks & MARK_LOGTAPE;
}

const struct format_ops format_logtape = {
    .name = "logtape",
    .json = RAW_JSON_RECORD,
    .claims = claims,
    .skim = decode_object,
    .whole = decode_whole_json,
    .same_carrier = decode_same_carrier,
    .texts = decode_json_texts,
    .line = step_line_of_json,
};
