#include "base/byte_scan.h"
#include "input/stack_trace.h"
#include "record/decode_internal.h"
#include "record/journal.h"
#include "record/plain.h"
#include "record/severity.h"

static bool is_json(struct str s)
{
    return s.n > 1 && s.p[0] == '{' && json_measure(s) == s.n;
}

/* JSON in the message, or an object as programs print it for people: a level that it names says more than the
 * priority, too. False: it is none. */
static bool read_object(struct decoder *d, struct record *rec)
{
    enum level level = rec->level;
    if (d->body.n == 0 || d->body.p[0] != '{')
        return false;
    rec->level = LEVEL_NONE;
    bool json = is_json(d->body) || decode_is_glued(d->body);
    bool ok = (json && decode_body(d, d->body, rec)) || decode_dump(d, d->body, rec);
    if (!ok || rec->level == LEVEL_NONE)
        rec->level = level;
    return ok;
}

/* ERROR, [error] or level=error says more than the priority of the service's stdout; "Error: x" is the name
 * of an exception. */
static void take_shouted(const struct decoder *d, struct record *rec)
{
    enum level shouted = severity_shouted(d->body);
    rec->level = shouted > rec->level ? shouted : rec->level;
}

static void read_words(struct decoder *d, const struct byte_scan_line *bits, struct record *rec)
{
    rec->continuation = decode_continues(d, bits);
    plain_fields(d->body, bits, rec);
    if (!rec->continuation) {
        struct severity says = severity_of_text(d->own, d->body, bits, rec->field[FIELD_LEVEL]);
        d->said = says.level;
        if (UNLIKELY(says.said) && says.level >= LEVEL_ERROR && rec->level != LEVEL_NONE)
            take_shouted(d, rec);
    }
    d->said = decode_end(d, d->said, rec);
    if (UNLIKELY(decode_has_clock(d->body)) && d->said < LEVEL_WARN)
        decode_clocked(d, false, rec);
    if (UNLIKELY(bits->line_ends) && d->said != LEVEL_NONE)
        decode_details(d, rec);
}

/* A level that a format of lines or JSON names says more than the priority of the service's stdout; when it
 * was is the journal's to say. */
static void read_line(struct decoder *d, struct record *rec)
{
    enum level level = rec->level;
    int64_t stamp = rec->time_ms;
    struct str time = rec->field[FIELD_TIME];
    rec->level = LEVEL_NONE;
    bool named = decode_line(d, d->body, true, rec);
    d->said = rec->level;
    if (!named || rec->level == LEVEL_NONE)
        rec->level = level;
    if (d->said >= LEVEL_ERROR && level != LEVEL_NONE)
        take_shouted(d, rec);
    if (stamp == NO_TIME)
        return;
    rec->time_ms = stamp;
    rec->field[FIELD_TIME] = time;
}

/* Docker's driver for the journal gives all that a container writes to stderr the priority 3 (moby,
 * daemon/logger/journald/journald.go), and not all forms of an entry tell who wrote it: a line of that
 * priority that names a level which is none of an error counts by what it names. */
static bool overrules_stderr(const struct decoder *d, const struct record *rec)
{
    static const struct byte_scan_line no_words;
    return rec->level == LEVEL_ERROR && d->said != LEVEL_NONE && d->said < LEVEL_ERROR &&
           severity_of_text(d->own, d->body, &no_words, rec->field[FIELD_LEVEL]).said;
}

/*
 * What the text of the entry says beside its fields. The level stays what the priority says, unless the text
 * names one by itself: stdout of a service has priority 6 whatever it says (and take_shouted,
 * overrules_stderr). That it reports an error is another matter.
 */
void decode_journal_message(struct decoder *d, struct str text, struct record *rec)
{
    bool stripped = false;
    d->entry = text;
    d->body = plain_strip(text, &d->scratch, &stripped);
    d->said = LEVEL_NONE;
    rec->withheld |= journal_blob(text);
    if (!rec->withheld && !read_object(d, rec)) {
        struct byte_scan_line bits;
        byte_scan_line(d->body, &bits);
        if (d->body.n && decode_line_hint(d, d->body.p[0], &bits) && decode_line_may(d, d->body, &bits, true))
            read_line(d, rec);
        else
            read_words(d, &bits, rec);
        if (UNLIKELY(bits.line_ends) && d->said == LEVEL_NONE && stack_trace_crashes(d->body))
            d->said = LEVEL_ERROR;
    }
    if (UNLIKELY(stripped) && d->said == LEVEL_NONE) {
        d->said = severity_coloured(d->own, text);
        rec->level = d->said > rec->level && d->said >= LEVEL_ERROR ? d->said : rec->level;
    }
    if (UNLIKELY(overrules_stderr(d, rec)))
        rec->level = d->said;
    rec->error |= rec->level >= LEVEL_ERROR || d->said >= LEVEL_ERROR;
}

void decode_journal_join(struct decoder *d, struct str text, struct record *rec)
{
    rec->spans[SPAN_LOGS] = text;
    rec->opaque = byte_scan_hides(text);
    decode_journal_message(d, text, rec);
}

void decode_journal_fields(struct decoder *d, struct record *rec)
{
    struct str text = d->scan.spans[SPAN_LOGS];
    decode_fields(d, &d->scan, rec);
    d->line = rec->spans[SPAN_LOGS] = text;
    rec->opaque = byte_scan_hides(text);
    decode_journal_message(d, text, rec);
}

enum level decode_said(const struct decoder *d, const struct record *rec)
{
    return rec->level >= LEVEL_WARN && rec->level > d->said ? rec->level : d->said;
}

struct str decode_journal_texts(struct decoder *d, const struct record *rec)
{
    if (rec->withheld)
        return d->body.n ? d->body : STR("message withheld by journalctl (--all prints it)");
    if (d->foreign)
        return decode_foreign_texts(d, json_open(d->body), rec);
    texts_add(d->body, TEXT_LOG, decode_said(d, rec), &d->scratch, &d->texts);
    return d->texts.n ? d->texts.v[0].s : rec->field[FIELD_MESSAGE];
}
