/* journalctl -o short and its variants, with-unit. */
#include "record/decode_parts.h"
#include "record/format_rows.h"
#include "record/journal.h"

static int month_of(const char *p)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int m = 0; m < 12; m++)
        if (memcmp(p, names + 3 * m, 3) == 0)
            return m + 1;
    return 0;
}

static int two(const char *p)
{
    return (p[0] == ' ' ? 0 : (p[0] - '0') * 10) + (p[1] - '0');
}

/* `Mar 15 10:00:44` in the latest year that puts it not after now (a day's grace for clocks that differ). */
static int64_t yearless(const struct decoder *d, const char *p)
{
    struct civil c = {.month = month_of(p),
                      .day = two(p + 4),
                      .hour = two(p + 7),
                      .minute = two(p + 10),
                      .second = two(p + 13)};
    if (c.month == 0 || d->now_ms == NO_TIME)
        return NO_TIME;
    c.year = when_civil(d->now_ms).year;
    int64_t ms = when_from_civil(&c);
    if (ms <= d->now_ms + 86400000)
        return ms;
    c.year--;
    return when_from_civil(&c);
}

static int64_t short_time(struct decoder *d, struct str stamp)
{
    int64_t ms = 0, scale = 100;
    if (!str_same(d->stamp.text, stamp.p, 15)) {
        memcpy(d->stamp.text, stamp.p, 15);
        d->stamp.ms = yearless(d, stamp.p);
    }
    for (size_t i = 16; i < stamp.n && scale; i++, scale /= 10)
        ms += (stamp.p[i] - '0') * scale;
    return d->stamp.ms == NO_TIME ? NO_TIME : d->stamp.ms + ms;
}

static int64_t header_time(struct decoder *d, const struct header *h, struct str line)
{
    struct str stamp = str_head(line, h->stamp_n);
    double v;
    switch (h->kind) {
    case STAMP_SHORT:
        return short_time(d, stamp);
    case STAMP_ISO:
        return when_from_text(stamp);
    case STAMP_FULL:
        return when_from_text(str_skip(stamp, 4));
    case STAMP_UNIX:
        return str_double(stamp, &v) ? (int64_t)(v * 1000 + 0.5) : NO_TIME;
    default:
        return NO_TIME; /* monotonic: since boot, no date */
    }
}

static struct str part(struct str line, uint32_t at, uint32_t n)
{
    return str_of(line.p + at, n);
}

static bool skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    const struct header *h = &frame->header;
    rec->time_ms = header_time(d, h, frame->bytes);
    rec->field[FIELD_TIME] = str_head(frame->bytes, h->stamp_n);
    rec->field[FIELD_HOST] = part(frame->bytes, h->host_at, h->host_n);
    rec->field[FIELD_SERVICE] = part(frame->bytes, h->ident_at, h->ident_n);
    rec->field[FIELD_PID] = part(frame->bytes, h->pid_at, h->pid_n);
    int64_t stamp = rec->time_ms;
    decode_text(d, frame->bytes, h->message_at, frame->line, rec);
    rec->withheld = journal_blob(d->body);
    if (stamp != NO_TIME)
        rec->time_ms = stamp; /* the journal's own stamp, not that of a JSON line inside it */
    return true;
}

const struct format_ops format_journal_text = {
    .name = "journal",
    .journal = true,
    .json = RAW_JSON_MESSAGE,
    .skim = skim,
    .fields = decode_text_more,
    .texts = decode_text_texts,
    .line = step_line_of_text,
};
