#include "base/ansi.h"
#include "base/byte_scan.h"
#include "input/prefix.h"
#include "input/stack_trace.h"
#include "record/decode_internal.h"
#include "record/headline.h"
#include "record/plain.h"
#include "record/severity.h"

/* `s` without up to `column` spaces at its start. */
static struct str dedent(struct str s, size_t column)
{
    static const char blanks[8] = {' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};
    size_t n = 0, most = column < s.n ? column : s.n;
    while (n + sizeof blanks <= most && memcmp(s.p + n, blanks, sizeof blanks) == 0)
        n += sizeof blanks;
    while (n < most && s.p[n] == ' ')
        n++;
    return str_skip(s, n);
}

/* A line that ends as on Windows. */
static struct str without_return(struct str line)
{
    return str_head(line, line.n - (line.n && line.p[line.n - 1] == '\r'));
}

/* The message of an entry without the indentation of its continuation lines. */
static struct str entry_body(struct decoder *d, struct str bytes, size_t column)
{
    struct str rest = str_skip(bytes, column), line;
    char *to = arena_take(&d->scratch, rest.n + 1);
    size_t n = 0;
    for (bool first = true; str_split(&rest, '\n', &line); first = false) {
        line = without_return(first ? line : dedent(line, column));
        memcpy(to + n, line.p, line.n);
        n += line.n;
        to[n++] = '\n';
    }
    return str_of(to, n - 1);
}

/* The message of `bytes` in `column`, without indentation and ANSI codes, which are rare; *bits, when they
 * are not known yet, and when they change, are written into `room`. */
static struct str clean_body(struct decoder *d, struct str bytes, size_t column,
                             const struct byte_scan_line **bits, struct byte_scan_line *room)
{
    struct str body = without_return(str_skip(bytes, column));
    bool changed = false;
    if (!*bits) {
        if (str_chr(body, '\n') < body.n)
            body = entry_body(d, bytes, column);
        byte_scan_line(body, room);
        *bits = room;
    }
    struct str given = body;
    if (LIKELY(!(*bits)->escapes) && (body = plain_strip_shown(body, &d->scratch)).p == given.p)
        return body;
    body = plain_strip(body, &d->scratch, &changed);
    byte_scan_line(body, room);
    *bits = room;
    return body;
}

/* A place in a file, and what Python does not understand there: `  File "/srv/a.py", line 3`. */
static bool is_syntax_error(struct str body)
{
    size_t last = body.n;
    while (last && body.p[last - 1] != '\n')
        last--;
    return str_starts(str_trim(str_head(body, last)), STR("File \"")) &&
           stack_trace_raises(str_skip(body, last));
}

bool decode_begins_trace(const struct decoder *d)
{
    struct stack_trace t;
    stack_trace_begin(&t, str_head(d->body, str_chr(d->body, '\n')));
    return t.crash || t.raised || is_syntax_error(d->body);
}

/* The words of d->body. */
static inline ALWAYS_INLINE void words(struct decoder *d, const struct byte_scan_line *bits,
                                       struct record *rec)
{
    rec->continuation = decode_continues(d, bits) && format_ops(rec->format)->journal;
    plain_fields(d->body, bits, rec);
    enum level level = rec->continuation
                           ? LEVEL_NONE
                           : severity_of_text(d->own, d->body, bits, rec->field[FIELD_LEVEL]).level;
    level = decode_end(d, level, rec);
    rec->level = level > rec->level ? level : rec->level;
    if (UNLIKELY(decode_has_clock(d->body)) && rec->level == LEVEL_NONE)
        decode_clocked(d, false, rec);
    if (UNLIKELY(bits->line_ends))
        decode_details(d, rec);
}

void decode_plain(struct decoder *d, const struct byte_scan_line *bits, struct record *rec)
{
    struct str s = d->body;
    words(d, bits, rec);
    if (s.n > 32 && (s.p[0] == '[' || (s.p[3] == ' ' && s.p[9] == ':' && s.p[12] == ':') ||
                     (s.p[10] == 'T' && is_digit(s.p[0])))) /* a label, Mar 15 10:00:00 of ts, JavaScript's */
        decode_clocked(d, bits->telling, rec);
}

/* What d->body says, and its bits. */
static inline ALWAYS_INLINE void judge(struct decoder *d, const struct byte_scan_line *bits, bool entry,
                                       struct record *rec)
{
    struct str body = d->body;
    bool more =
        body.n && (!entry || UNLIKELY(d->columns.n) || UNLIKELY(decode_line_hint(d, body.p[0], bits)));
    if (UNLIKELY(body.n && body.p[0] == '{') && (decode_body(d, body, rec) || decode_dump(d, body, rec)))
        ;
    else if (!more || !decode_line_may(d, body, bits, entry))
        entry ? words(d, bits, rec) : decode_plain(d, bits, rec);
    else
        decode_line(d, body, entry, rec);
    if (UNLIKELY(bits->line_ends) && rec->level == LEVEL_NONE && stack_trace_crashes(d->body))
        rec->level = LEVEL_ERROR;
    d->said = rec->level;
    rec->error |= rec->level >= LEVEL_ERROR;
}

/* Where a colour begins that the prefix of `n` bytes before `bytes` ends with; n: it does not. */
static size_t before_colour(struct str bytes, size_t n)
{
    enum { COLOUR_MOST = 12 };
    size_t at = n;
    while (at && n - at < COLOUR_MOST && bytes.p[at - 1] != ANSI_ESC)
        at--;
    struct str code = str_skip(str_head(bytes, n), at - (at > 0));
    return at && ansi_csi_length(code) == code.n ? at - 1 : n;
}

/* A level that `bytes` tell by its colour, which what stands before them may have taken for its own. */
static NOINLINE void take_coloured(struct decoder *d, struct str bytes, struct record *rec)
{
    bytes = str_skip(bytes, before_colour(bytes, line_prefix(bytes, NULL)));
    d->said = rec->level = severity_coloured(d->own, bytes);
    rec->error |= rec->level >= LEVEL_ERROR;
}

void decode_text(struct decoder *d, struct str bytes, size_t column, const struct byte_scan_line *bits,
                 struct record *rec)
{
    struct byte_scan_line room;
    struct str body = clean_body(d, bytes, column, &bits, &room);
    rec->spans[SPAN_LOGS] = body;
    d->body = body;
    judge(d, bits, column > 0, rec);
    if (UNLIKELY(bytes.n && body.p != bytes.p + column) && d->said == LEVEL_NONE)
        take_coloured(d, str_skip(bytes, column), rec);
}

void decode_join(struct decoder *d, struct str text, struct record *rec)
{
    struct byte_scan_line bits;
    bool stripped;
    rec->level = LEVEL_NONE;
    rec->spans[SPAN_LOGS] = d->body = plain_strip(text, &d->scratch, &stripped);
    byte_scan_line(d->body, &bits);
    judge(d, &bits, true, rec);
}

void decode_text_more(struct decoder *d, struct record *rec)
{
    plain_more(d->body, rec);
}

/* The words before an object at the end of a line lead what is told in it: `retry of tile {"error": "..."}`.
 */
static void take_lead(struct decoder *d)
{
    struct str line = d->texts.v[0].s, before = str_head(line, str_find(line, STR(" {")));
    if (before.n == line.n || str_chr(before, '\n') < before.n || !str_ends(line, STR("}")))
        return;
    before = str_trim(headline_of(before));
    while (before.n && (before.p[before.n - 1] == ':' || before.p[before.n - 1] == '-'))
        before = str_trim(str_head(before, before.n - 1));
    size_t level = 0;
    if (severity_at(before, &level) != LEVEL_NONE && level >= before.n)
        return; /* nothing but a level */
    d->lead = before;
    d->lead_texts = 1;
}

struct str decode_text_texts(struct decoder *d, const struct record *rec)
{
    struct str given = rec->field[FIELD_MESSAGE];
    if (d->foreign)
        return decode_foreign_texts(d, json_open(d->body), rec);
    texts_add(stack_trace_below_title(d->body), TEXT_LOG, decode_said(d, rec), &d->scratch, &d->texts);
    if (given.n == 0 && d->texts.n) /* a line that is JSON names its message itself */
        given = d->texts.v[0].s;
    if (d->texts.n > 1)
        take_lead(d);
    return given;
}
