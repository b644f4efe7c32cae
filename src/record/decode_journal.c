#include "base/sweep.h"
#include "record/decode_parts.h"
#include "record/journal.h"
#include "record/plain.h"

static bool is_json(struct str s)
{
    return s.n > 1 && s.p[0] == '{' && json_measure(s) == s.n;
}

/*
 * What the text of the entry says beside its fields. The level stays what the priority says: stdout of a
 * service has priority 6 whatever it says, but whoever asks for levels asks the journal. That it reports an
 * error is another matter.
 */
static void read_message(struct decoder *d, struct str text, struct record *rec)
{
    bool stripped = false;
    d->body = plain_strip(text, &d->scratch, &stripped);
    d->said = LEVEL_NONE;
    rec->withheld |= journal_blob(text);
    if (!rec->withheld && !is_json(text)) {
        struct sweep_line marks;
        sweep_line(d->body, &marks);
        rec->trailing = plain_trailing(d->body);
        plain_fields(d->body, &marks, rec);
        if (!rec->trailing)
            d->said = plain_level(d->body, &marks);
    }
    rec->error = rec->level >= LEVEL_ERROR || d->said >= LEVEL_ERROR;
}

/* The text of MESSAGE, from its JSON; what is not written as a string is only known now. */
static struct str take_message(struct decoder *d)
{
    struct str json = d->skim.spans[SPAN_LOGS], text = journal_text(json, &d->scratch);
    const struct path_node *node = fields_child(&d->fields->quick.root, STR("MESSAGE"));
    bool stripped;
    if (json.n && json.p[0] == '[' && node)
        skim_text(&d->skim, plain_strip(text, &d->scratch, &stripped), node);
    return text;
}

void decode_journal_json(struct decoder *d, struct record *rec)
{
    struct str json = d->skim.spans[SPAN_LOGS], text = take_message(d);
    bool bytes = json.n && json.p[0] == '[';
    decode_fields(d, &d->skim, rec);
    rec->format = FORMAT_JOURNAL_JSON;
    rec->withheld = json.n && json.p[0] == 'n';
    rec->spans[SPAN_LOGS] = bytes ? text : json;
    rec->opaque = sweep_hides(rec->spans[SPAN_LOGS]);
    read_message(d, text, rec);
}

static void read_fields(struct decoder *d, struct record *rec)
{
    struct str text = d->skim.spans[SPAN_LOGS];
    decode_fields(d, &d->skim, rec);
    rec->spans[SPAN_LOGS] = text;
    rec->opaque = sweep_hides(text);
    read_message(d, text, rec);
}

void decode_export(struct decoder *d, const struct frame *frame, struct record *rec)
{
    skim_init(&d->skim, &d->quick);
    journal_export(&d->skim, frame->bytes, &d->fields->quick.root);
    rec->format = FORMAT_JOURNAL_EXPORT;
    read_fields(d, rec);
}

void decode_verbose(struct decoder *d, const struct frame *frame, struct record *rec)
{
    size_t line = str_chr(frame->bytes, '\n');
    skim_init(&d->skim, &d->quick);
    journal_verbose(&d->skim, str_skip(frame->bytes, line + 1), &d->fields->quick.root, &d->scratch);
    rec->format = FORMAT_JOURNAL_VERBOSE;
    read_fields(d, rec);
    int64_t ms = journal_cursor_time(str_head(frame->bytes, line));
    if (ms == NO_TIME)
        return;
    rec->time_ms = ms;
    rec->field[FIELD_TIME] = str_head(frame->bytes, str_find(frame->bytes, STR(" [s=")));
}

struct str decode_journal_texts(struct decoder *d, const struct record *rec)
{
    if (rec->withheld)
        return d->body.n ? d->body : STR("message withheld by journalctl (--all prints it)");
    enum level level = rec->level >= LEVEL_WARN && rec->level > d->said ? rec->level : d->said;
    deep_text(d->body, TEXT_LOG, level, &d->scratch, &d->texts);
    return d->texts.n ? d->texts.v[0].s : rec->field[FIELD_MESSAGE];
}
