/* Lines of plain text. */
#include "record/decode_parts.h"
#include "record/format_rows.h"

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    decode_text(d, frame->bytes, 0, frame->line, rec);
    decode_prefix(d, rec);
    return true;
}

const struct format_ops format_text = {
    .name = "text",
    .skim = skim,
    .fields = decode_text_more,
    .texts = decode_text_texts,
    .line = step_line_of_text,
};
