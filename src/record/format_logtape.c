/* LogTape's JSON lines. */
#include "record/decode_internal.h"
#include "record/format_rows.h"

static bool claims(const struct field_scan *s)
{
    return s->flags & PATH_FLAG_LOGTAPE;
}

const struct format_ops format_logtape = {
    .name = "logtape",
    .json = RAW_JSON_RECORD,
    .claims = claims,
    .basic_fields = decode_object,
    .whole = decode_whole_json,
    .same_carrier = decode_same_carrier,
    .texts = decode_json_texts,
    .line = log_entry_line_of_json,
};
