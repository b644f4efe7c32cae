/* Lines of plain text: one, and those that go on about it. */
#include "input/prefix.h"
#include "record/decode_internal.h"
#include "record/format_rows.h"

static size_t indent_of(struct str line)
{
    size_t n = 0;
    while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
        n++;
    return n;
}

/* What the runtime of a container brought, with all that stands behind it. */
static struct str carried(const struct decoder *d, struct str bytes)
{
    struct prefix p;
    (void)d;
    line_prefix(bytes, &p);
    return str_skip(bytes, prefix_carried(&p, bytes));
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    decode_text(d, str_skip(frame->bytes, indent_of(frame->bytes)), 0, frame->line, rec);
    decode_prefix(d, rec);
    if (UNLIKELY(rec->carry == CARRY_PART))
        d->line = carried(d, frame->bytes);
    return true;
}

static struct str whole(struct decoder *d, struct str bytes, struct str text)
{
    struct prefix p;
    size_t n = line_prefix(bytes, &p);
    buf_clear(&d->whole);
    if (p.output.n)
        buf_join(&d->whole, str_head(bytes, (size_t)(p.output.p + p.output.n - bytes.p)), " F ");
    else
        buf_add(&d->whole, str_head(bytes, n));
    buf_add(&d->whole, text);
    return buf_str(&d->whole);
}

static bool same_carrier(const struct decoder *d, struct str a, struct str b)
{
    struct prefix of_a, of_b;
    (void)d;
    if (line_prefix(a, &of_a) == 0 || line_prefix(b, &of_b) == 0)
        return false;
    return of_a.partial || of_b.partial ? prefix_same_output(a, b) : prefix_alike(&of_a, &of_b);
}

const struct format_ops format_text = {
    .name = "text",
    .prefixed = true,
    .basic_fields = basic_fields,
    .whole = whole,
    .carried = carried,
    .same_carrier = same_carrier,
    .more_fields = decode_text_more,
    .texts = decode_text_texts,
    .line = log_entry_line_of_text,
};
