#include "record/decode.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/sweep.h"
#include "record/decode_parts.h"
#include "record/journal.h"
#include "record/plain.h"

struct decoder *decoder_new(const struct field_trees *fields)
{
    struct decoder *d = mem_zero(sizeof *d);
    const struct path_node *message = fields_child(&fields->all.root, STR("MESSAGE"));
    d->fields = fields;
    d->message = message ? message->inside : NULL;
    d->now_ms = NO_TIME;
    habits_init(&d->quick, &fields->quick);
    habits_init(&d->all, &fields->all);
    return d;
}

void decoder_free(struct decoder *d)
{
    if (!d)
        return;
    arena_free(&d->scratch);
    buf_free(&d->text);
    texts_free(&d->texts);
    habits_free(&d->quick);
    habits_free(&d->all);
    free(d);
}

void decoder_now(struct decoder *d, int64_t now_ms)
{
    d->now_ms = now_ms;
    d->stamp.text[0] = '\0';
}

/* --- values to fields --- */

static int hex_digit(char c)
{
    c = (char)(c | 32);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static struct str percent_decoded(struct decoder *d, struct str s)
{
    if (str_chr(s, '%') == s.n)
        return s;
    char *to = arena_take(&d->scratch, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
        to[n++] = low >= 0 ? (char)(high << 4 | low) : s.p[i];
        i += low >= 0 ? 2 : 0;
    }
    return str_of(to, n);
}

static struct str unescaped(struct decoder *d, const struct value *v)
{
    if (v->percent)
        return percent_decoded(d, v->raw);
    if (!v->string || str_chr(v->raw, '\\') == v->raw.n)
        return v->raw;
    buf_clear(&d->text);
    json_unescape(v->raw, v->slashes, &d->text);
    return arena_str(&d->scratch, buf_str(&d->text));
}

static int status_of(struct str s)
{
    uint64_t v;
    return str_u64(s, &v) && v >= 100 && v < 1000 ? (int)v : NO_STATUS;
}

/* A duration in ms: a number, or a number with its unit. */
static double duration_of(struct str s)
{
    double v;
    int64_t ms;
    if (str_double(s, &v))
        return v >= 0 ? v : -1;
    return when_parse_duration(s, &ms) ? (double)ms : -1;
}

void decode_fields(struct decoder *d, const struct skim *s, struct record *rec)
{
    for (uint32_t set = s->set; set; set &= set - 1) {
        enum field f = (enum field)__builtin_ctz(set);
        rec->field[f] = unescaped(d, &s->values[f]);
    }
    if (s->set & 1u << FIELD_TIME)
        rec->time_ms = when_from_text(rec->field[FIELD_TIME]);
    if (s->set & 1u << FIELD_STATUS)
        rec->status = status_of(rec->field[FIELD_STATUS]);
    if (s->set & 1u << FIELD_UPSTREAM)
        rec->upstream = status_of(rec->field[FIELD_UPSTREAM]);
    if (s->set & 1u << FIELD_DURATION)
        rec->duration_ms = duration_of(rec->field[FIELD_DURATION]);
    if (s->level > rec->level)
        rec->level = s->level;
    rec->truncated = (s->marks & MARK_TRUNCATED) != 0;
}

/* --- journal stamps --- */

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

/* --- text --- */

/* `s` without up to `column` spaces at its start. */
static struct str dedent(struct str s, size_t column)
{
    size_t n = 0;
    while (n < column && n < s.n && s.p[n] == ' ')
        n++;
    return str_skip(s, n);
}

/* The message of an entry without the indentation of its continuation lines. */
static struct str entry_body(struct decoder *d, struct str bytes, size_t column)
{
    struct str rest = str_skip(bytes, column), line;
    char *to = arena_take(&d->scratch, rest.n + 1);
    size_t n = 0;
    for (bool first = true; str_split(&rest, '\n', &line); first = false) {
        line = first ? line : dedent(line, column);
        memcpy(to + n, line.p, line.n);
        n += line.n;
        to[n++] = '\n';
    }
    return str_of(to, n - 1);
}

/* A line of text that is itself JSON: a service that logs JSON lines. */
static bool skim_body(struct decoder *d, struct str body, struct record *rec)
{
    if (LIKELY(body.n == 0 || body.p[0] != '{') || !d->message)
        return false;
    struct json j = json_open(body);
    skim_init(&d->skim, &d->all);
    if (!skim_value(&d->skim, &j, d->message))
        return false;
    decode_fields(d, &d->skim, rec);
    return true;
}

/* The message of `bytes` in `column`, without indentation and ANSI codes, which are rare; *marks, when they
 * are not known yet, and when they change, are written into `room`. */
static struct str clean_body(struct decoder *d, struct str bytes, size_t column,
                             const struct sweep_line **marks, struct sweep_line *room)
{
    struct str body = str_skip(bytes, column);
    bool changed = false;
    if (!*marks) {
        sweep_line(body, room);
        *marks = room;
    }
    if (LIKELY(!(*marks)->line_ends && !(*marks)->escapes))
        return body;
    if ((*marks)->line_ends)
        body = entry_body(d, bytes, column);
    if ((*marks)->escapes)
        body = plain_strip(body, &d->scratch, &changed);
    sweep_line(body, room);
    *marks = room;
    return body;
}

void decode_text(struct decoder *d, struct str bytes, size_t column, const struct sweep_line *marks,
                 struct record *rec)
{
    struct sweep_line room;
    struct str body = clean_body(d, bytes, column, &marks, &room);
    rec->spans[SPAN_LOGS] = body;
    d->body = body;
    if (skim_body(d, body, rec)) {
        rec->opaque = sweep_hides(body);
    } else {
        rec->trailing = plain_trailing(body);
        plain_fields(body, marks, rec);
        enum level level = rec->trailing ? LEVEL_NONE : plain_level(body, marks);
        rec->level = level > rec->level ? level : rec->level;
    }
    rec->error = rec->level >= LEVEL_ERROR;
}

static struct str part(struct str line, uint32_t at, uint32_t n)
{
    return str_of(line.p + at, n);
}

static void read_entry(struct decoder *d, const struct frame *frame, struct record *rec)
{
    const struct header *h = &frame->header;
    rec->format = FORMAT_JOURNAL_TEXT;
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
}

static void read_line(struct decoder *d, const struct frame *frame, struct record *rec)
{
    rec->format = FORMAT_TEXT;
    decode_text(d, frame->bytes, 0, frame->line, rec);
    decode_prefix(d, rec);
}

/* --- JSON --- */

static enum format json_format(const struct skim *s)
{
    if ((s->marks & MARK_TAIL) && (s->spans[SPAN_LOGS].n || s->event.n))
        return FORMAT_TAIL;
    if (s->marks & MARK_JOURNAL)
        return FORMAT_JOURNAL_JSON;
    return s->marks & MARK_LOGTAPE ? FORMAT_LOGTAPE : FORMAT_JSON;
}

static bool good_outcome(struct str outcome)
{
    return outcome.n == 0 || str_eq(outcome, STR("ok")) || str_eq(outcome, STR("canceled"));
}

/* A cursor at a part of the record that was skimmed last. */
static struct json part_of(const struct decoder *d, const struct record *rec, struct str part)
{
    struct json j = json_marked(rec->raw, d->marks);
    if (part.n == 0)
        return json_open(part);
    j.p = part.p;
    j.end = part.p + part.n;
    return j;
}

/* Does a warning of the record carry an error: an error object, or a body that holds one? */
static bool warns_of_error(struct decoder *d, const struct record *rec)
{
    if (rec->level != LEVEL_WARN || rec->status >= 400)
        return false;
    d->texts.n = 0;
    deep_warnings(part_of(d, rec, rec->spans[SPAN_LOGS]), &d->scratch, &d->texts);
    for (size_t i = 0; i < d->texts.n; i++)
        if (d->texts.v[i].kind == TEXT_ERROR)
            return true;
    return false;
}

static void read_tail(struct decoder *d, struct record *rec)
{
    const struct skim *s = &d->skim;
    memcpy(rec->spans, s->spans, sizeof rec->spans);
    rec->field[FIELD_EVENT] = s->event;
    rec->control = str_starts(s->event, STR("overload"));
    rec->error = !good_outcome(rec->field[FIELD_OUTCOME]) || (s->marks & MARK_EXCEPTION) ||
                 rec->level >= LEVEL_ERROR || warns_of_error(d, rec);
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

bool decode_json(struct decoder *d, const struct frame *frame, struct record *rec)
{
    struct json j = json_marked(frame->bytes, frame->marks);
    skim_init(&d->skim, &d->quick);
    d->marks = frame->marks;
    if (!skim_value(&d->skim, &j, &d->fields->quick.root) || j.p != j.end)
        return false;
    if (frame->kind == FRAME_ROW) {
        decode_row(d, rec);
        return true;
    }
    rec->format = json_format(&d->skim);
    if (rec->format == FORMAT_JOURNAL_JSON) {
        decode_journal_json(d, rec);
        return true;
    }
    decode_fields(d, &d->skim, rec);
    if (rec->format == FORMAT_TAIL) {
        read_tail(d, rec);
    } else {
        rec->spans[SPAN_LOGS] = frame->bytes;
        rec->error = rec->level >= LEVEL_ERROR || says_error(rec);
    }
    for (unsigned i = 0; i < SPAN_COUNT && !rec->opaque; i++)
        rec->opaque = sweep_hides(rec->spans[i]);
    return true;
}

bool decoder_skim(struct decoder *d, const struct frame *frame, struct record *rec)
{
    bool ok = true;
    arena_reset(&d->scratch);
    d->complete = false;
    *rec = (struct record){.raw = frame->bytes,
                           .offset = frame->offset,
                           .time_ms = NO_TIME,
                           .duration_ms = -1,
                           .weight = 1,
                           .format = FORMAT_TEXT};
    switch (frame->kind) {
    case FRAME_JSON:
    case FRAME_ROW:
        ok = decode_json(d, frame, rec);
        break;
    case FRAME_ENTRY:
        read_entry(d, frame, rec);
        break;
    case FRAME_EXPORT:
        decode_export(d, frame, rec);
        break;
    case FRAME_VERBOSE:
        decode_verbose(d, frame, rec);
        break;
    case FRAME_PRETTY:
        decode_pretty(d, frame, rec);
        break;
    case FRAME_BLOCK:
        decode_block(d, frame, rec);
        break;
    default:
        read_line(d, frame, rec);
    }
    return ok;
}

struct str decoder_body(const struct decoder *d)
{
    return d->body;
}

/* --- deep --- */

/* What is to be said of a record whose texts say nothing. */
static struct str bare_message(struct decoder *d, const struct record *rec)
{
    buf_clear(&d->text);
    if (!good_outcome(rec->field[FIELD_OUTCOME]))
        buf_addf(&d->text, "outcome " STR_FMT, STR_ARG(rec->field[FIELD_OUTCOME]));
    else if (rec->status >= 400)
        buf_addf(&d->text, "status %d with no message", rec->status);
    return arena_str(&d->scratch, buf_str(&d->text));
}

/* A journal entry that came with its fields. */
static bool is_journal(enum format f)
{
    return f == FORMAT_JOURNAL_JSON || f == FORMAT_JOURNAL_EXPORT || f == FORMAT_JOURNAL_VERBOSE;
}

void decoder_fields(struct decoder *d, struct record *rec)
{
    if (d->complete)
        return;
    d->complete = true;
    if (rec->format == FORMAT_TAIL) {
        struct json j = json_marked(rec->raw, d->marks);
        skim_init(&d->skim, &d->all);
        if (skim_value(&d->skim, &j, &d->fields->all.root))
            decode_fields(d, &d->skim, rec);
    } else if (rec->format == FORMAT_JOURNAL_TEXT || rec->format == FORMAT_TEXT || is_journal(rec->format)) {
        plain_more(d->body, rec);
    }
}

/* The message that the texts so far tell, else the one that a field gave, else what the status or outcome
 * says. */
static void set_message(struct decoder *d, struct record *rec, struct str given)
{
    struct str message = deep_message(&d->texts, !rec->error && rec->status < 400);
    if (message.n)
        rec->stack = deep_stack(&d->texts, message, &rec->exception);
    if (message.n == 0)
        message = given.n ? given : bare_message(d, rec);
    message.n -= str_ends(message, STR("\n"));
    rec->field[FIELD_MESSAGE] = message;
}

void decoder_message(struct decoder *d, struct record *rec)
{
    if (rec->format != FORMAT_TAIL) {
        decoder_deep(d, rec);
        return;
    }
    decoder_fields(d, rec);
    d->texts.n = 0; /* no text of a log entry below a warning says more than one of these */
    deep_json(part_of(d, rec, rec->spans[SPAN_EXCEPTIONS]), TEXT_EXCEPTION, &d->scratch, &d->texts);
    if (deep_message(&d->texts, false).n == 0)
        deep_warnings(part_of(d, rec, rec->spans[SPAN_LOGS]), &d->scratch, &d->texts);
    if (deep_message(&d->texts, false).n == 0)
        decoder_deep(d, rec);
    else
        set_message(d, rec, str_of(NULL, 0));
}

void decoder_deep(struct decoder *d, struct record *rec)
{
    decoder_fields(d, rec);
    struct str given = rec->field[FIELD_MESSAGE];
    d->texts.n = 0;
    if (rec->format == FORMAT_TAIL) {
        deep_json(part_of(d, rec, rec->spans[SPAN_LOGS]), TEXT_LOG, &d->scratch, &d->texts);
        deep_json(part_of(d, rec, rec->spans[SPAN_EXCEPTIONS]), TEXT_EXCEPTION, &d->scratch, &d->texts);
    } else if (rec->format == FORMAT_JOURNAL_TEXT || rec->format == FORMAT_TEXT) {
        deep_text(d->body, TEXT_LOG, rec->level, &d->scratch, &d->texts);
        if (given.n == 0 && d->texts.n) /* a line that is JSON names its message itself */
            given = d->texts.v[0].s;
    } else if (rec->format == FORMAT_TAIL_PRETTY) {
        decode_pretty_texts(d);
    } else if (is_journal(rec->format)) {
        given = decode_journal_texts(d, rec);
    } else {
        deep_json(part_of(d, rec, rec->spans[SPAN_LOGS]), TEXT_LOG, &d->scratch, &d->texts);
    }
    rec->texts = d->texts.v;
    rec->text_count = d->texts.n;
    set_message(d, rec, given);
}
