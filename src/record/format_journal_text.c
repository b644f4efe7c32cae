/* journalctl -o short and its variants, with-unit. */
#include "base/log_time.h"
#include "record/decode_internal.h"
#include "record/format_rows.h"
#include "record/journal.h"
#include "record/severity.h"

/* What a stamp says; of one without a year the latest that puts it not after now. */
static int64_t stamp_time(const struct decoder *d, struct str stamp, struct record *rec)
{
    struct log_time t;
    if (!log_time_at(stamp, &t) || t.n != stamp.n)
        return NO_TIME;
    return decode_time(d, &t, rec);
}

enum { MINUTE_BYTES = 13, SHORT_BYTES = 15 }; /* Mar 15 09:20:00 */

/* When the second `digits` of the minute that `stamp` tells was. */
static int64_t second_time(const struct decoder *d, struct str stamp, const char digits[2],
                           struct record *rec)
{
    char text[SHORT_BYTES];
    memcpy(text, stamp.p, MINUTE_BYTES);
    memcpy(text + MINUTE_BYTES, digits, 2);
    return stamp_time(d, str_of(text, sizeof text), rec);
}

/* Remember the minute of `stamp`, unless the year changes in it, or what clocks show. */
static bool learn_minute(struct decoder *d, struct str stamp, struct record *rec)
{
    int64_t first = second_time(d, stamp, "00", rec), last = second_time(d, stamp, "59", rec);
    bool steady = first == NO_TIME ? last == NO_TIME : last == first + 59000;
    memcpy(d->stamp.text, stamp.p, MINUTE_BYTES);
    d->stamp.text[0] = steady ? stamp.p[0] : '\0';
    d->stamp.ms = first;
    return steady;
}

/* Of a short stamp without its fraction. */
static int64_t whole_time(struct decoder *d, struct str stamp, struct record *rec)
{
    const char *second = stamp.p + MINUTE_BYTES;
    bool known = second[0] < '6' &&
                 (LIKELY(str_same(d->stamp.text, stamp.p, MINUTE_BYTES)) || learn_minute(d, stamp, rec));
    if (UNLIKELY(!known))
        return second_time(d, stamp, second, rec);
    return d->stamp.ms == NO_TIME ? NO_TIME
                                  : d->stamp.ms + ((second[0] - '0') * 10 + second[1] - '0') * (int64_t)1000;
}

static int64_t short_time(struct decoder *d, struct str stamp, struct record *rec)
{
    int64_t ms = whole_time(d, stamp, rec), scale = 100;
    for (size_t i = SHORT_BYTES + 1; i < stamp.n && scale && ms != NO_TIME; i++, scale /= 10)
        ms += (stamp.p[i] - '0') * scale;
    return ms;
}

static int64_t header_time(struct decoder *d, const struct header *h, struct str stamp, struct record *rec)
{
    int64_t ms;
    size_t used;
    switch (h->kind) {
    case STAMP_SHORT:
        return short_time(d, stamp, rec);
    case STAMP_ISO:
        return timestamp_parse_iso(stamp, &ms, &used) && used == stamp.n ? ms : NO_TIME;
    case STAMP_MONOTONIC: /* since boot, no date */
    case STAMP_NONE:
        return NO_TIME;
    default:
        return stamp_time(d, stamp, rec);
    }
}

enum { REPEATED_MOST = 1000000000 }; /* more is no count */

static struct str part(struct str line, uint32_t at, uint32_t n)
{
    return str_of(line.p + at, n);
}

/* syslog's imklog puts the kernel's own stamp before its messages. `token: a1b2c3d4` names no program. */
static size_t message_at(struct decoder *d, const struct frame *frame)
{
    const struct header *h = &frame->header;
    if (UNLIKELY(h->pid_n == 0) && decode_tags_secret(d, frame->bytes, h))
        return h->ident_at;
    struct str rest = str_skip(frame->bytes, h->message_at);
    enum stamp_kind kind;
    if (LIKELY(rest.n == 0 || rest.p[0] != '[' || h->ident_n != 6 || h->kernel))
        return h->message_at;
    bool kernel = str_eq(part(frame->bytes, h->ident_at, h->ident_n), STR("kernel"));
    size_t n = kernel ? stamp_measure(rest, &kind) : 0;
    return h->message_at + n + (n > 0 && n < rest.n && rest.p[n] == ' ');
}

/* Does the text name the level of an error by itself, in JSON or as programs print it? "Error: x" is the name
 * of an exception. */
static bool names_error(const struct decoder *d, const struct record *rec)
{
    bool json = d->body.n && d->body.p[0] == '{';
    return rec->level >= LEVEL_ERROR && (json || severity_shouted(d->body) != LEVEL_NONE);
}

/* What the sender said of its severity. The text's own level says more where it is an error's, and where the
 * priority is that of all that a container writes to stderr (Docker's driver for syslog). */
static void take_priority(const struct decoder *d, const struct header *h, struct record *rec)
{
    enum level level = severity_of_priority(h->priority & 7), own = rec->level;
    bool of_stderr = level == LEVEL_ERROR && own != LEVEL_NONE;
    if (of_stderr || (own >= level && names_error(d, rec)))
        return;
    rec->error = rec->error || level >= LEVEL_ERROR;
    rec->level = level;
}

/*
 * `message repeated 3 times: [ TEXT]`, as rsyslog and others write for lines that were the same as the one
 * before: where TEXT begins in `bytes`, whose end *end is then that of TEXT.
 */
static size_t repeated_at(struct str bytes, size_t at, size_t *end, uint64_t *repeats)
{
    const struct str words = STR("message repeated "), between = STR(" times: [");
    struct str rest = str_skip(bytes, at), number = str_skip(rest, words.n);
    uint64_t times;
    if (LIKELY(rest.n == 0 || rest.p[0] != 'm' || !str_starts(rest, words)))
        return at;
    number = str_head(number, str_chr(number, ' '));
    size_t text = words.n + number.n + between.n;
    if (!str_u64(number, &times) || times == 0 || times > REPEATED_MOST || text >= rest.n ||
        !str_starts(str_skip(rest, words.n + number.n), between) || !str_ends(rest, STR("]")))
        return at;
    *repeats = times - 1;
    *end = bytes.n - 1;
    return at + text + (rest.p[text] == ' ');
}

/* `last message repeated 3 times`, by the daemon itself: how often; 0: it says something else. */
static uint64_t times_again(const struct frame *frame)
{
    const struct header *h = &frame->header;
    const struct str words = STR("last message repeated "), dashes = STR("--- ");
    struct str tag = part(frame->bytes, h->ident_at, h->ident_n), number,
               text = str_trim(str_skip(frame->bytes, h->message_at));
    uint64_t times;
    if (tag.n && !str_eq(tag, STR("syslogd")))
        return 0;
    if (str_starts(text, dashes) && str_ends(text, STR(" ---")))
        text = str_head(str_skip(text, dashes.n), text.n - 2 * dashes.n);
    if (!str_starts(text, words))
        return 0;
    text = str_skip(text, words.n);
    number = str_head(text, str_chr(text, ' '));
    text = str_skip(text, number.n);
    bool said = str_eq(text, STR(" times")) || str_eq(text, STR(" time"));
    return said && str_u64(number, &times) && times <= REPEATED_MOST ? times : 0;
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec);

/* `frame` says that the error right before it came again: read it as that one, of its own time. */
static NOINLINE bool read_again(struct decoder *d, const struct frame *frame, struct record *rec)
{
    struct frame last = {.kind = FRAME_ENTRY, .bytes = d->last.bytes, .offset = frame->offset};
    bool behind = d->last.end && (frame->offset == d->last.end || frame->offset == d->last.from);
    uint64_t times = behind ? times_again(frame) : 0;
    const struct header *h = &frame->header, *its = &last.header;
    struct last_error here = d->last;
    bool remembers = d->remembers;
    if (times == 0 || !header_parse(last.bytes, &last.header) ||
        !str_eq(part(frame->bytes, h->host_at, h->host_n), part(last.bytes, its->host_at, its->host_n)))
        return false;
    d->remembers = false;
    d->last.end = 0;
    (void)basic_fields(d, frame, rec);
    struct record own = *rec;
    decode_clear(rec, frame);
    (void)basic_fields(d, &last, rec);
    d->remembers = remembers;
    here.from = remembers ? frame->offset : here.from;
    here.end = remembers ? frame->offset + frame->used : here.end;
    d->last = here;
    d->line = str_of(NULL, 0);
    rec->field[FIELD_TIME] = own.field[FIELD_TIME];
    rec->time_ms = own.time_ms;
    rec->format = own.format;
    rec->no_zone = own.no_zone;
    rec->repeats = times - 1;
    rec->again = true;
    return true;
}

static inline void remember(struct decoder *d, const struct frame *frame)
{
    if (!d->remembers)
        return;
    d->last.bytes = frame->bytes;
    d->last.end = d->last.from = frame->offset - frame->skipped + frame->used;
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    if (UNLIKELY(frame->header.pid_n == 0) && read_again(d, frame, rec))
        return true;
    const struct header *h = &frame->header;
    struct str stamp = part(frame->bytes, h->stamp_at, h->stamp_n);
    size_t message = message_at(d, frame);
    rec->time_ms = header_time(d, h, stamp, rec);
    rec->field[FIELD_TIME] = stamp;
    rec->field[FIELD_HOST] = part(frame->bytes, h->host_at, h->host_n);
    rec->field[FIELD_SERVICE] = h->kernel ? STR("kernel") : part(frame->bytes, h->ident_at, h->ident_n);
    rec->field[FIELD_PID] = part(frame->bytes, h->pid_at, h->pid_n);
    int64_t ms = rec->time_ms;
    size_t end = frame->bytes.n;
    message = repeated_at(frame->bytes, message, &end, &rec->repeats);
    decode_text(d, str_head(frame->bytes, end), message, message == h->message_at ? frame->line : NULL, rec);
    if (UNLIKELY(rec->error))
        decode_octal(d, rec);
    rec->withheld = journal_blob(d->body);
    if (UNLIKELY(h->priority != NO_PRIORITY))
        take_priority(d, h, rec);
    if (UNLIKELY(rec->error || rec->status >= 400))
        remember(d, frame);
    if (ms != NO_TIME)
        rec->time_ms = ms; /* the journal's own stamp, not that of a JSON line inside it */
    return true;
}

const struct format_ops format_journal_text = {
    .name = "journal",
    .headed = true,
    .journal = true,
    .json = RAW_JSON_MESSAGE,
    .basic_fields = basic_fields,
    .join = decode_join,
    .more_fields = decode_text_more,
    .texts = decode_text_texts,
    .line = log_entry_line_of_text,
};
