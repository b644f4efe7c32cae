/* Lines of plain text: one, and those that go on about it. */
#include "record/decode_parts.h"
#include "record/format_rows.h"

static size_t indent_of(struct str line)
{
    size_t n = 0;
    while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
        n++;
    return n;
}

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    decode_text(d, str_skip(frame->bytes, indent_of(frame->bytes)), 0, frame->line, rec);
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
