#include "record/decode.h"

#include <assert.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "record/decode_internal.h"
#include "record/headline.h"

struct decoder *decoder_new(const struct path_trees *path_trees)
{
    struct decoder *d = mem_zero(sizeof *d);
    const struct path_node *message = path_tree_child(&path_trees->all.root, STR("MESSAGE"));
    d->path_trees = path_trees;
    d->message = message ? message->inside : NULL;
    d->now_ms = NO_TIME;
    d->own = level_table_given(&path_trees->levels);
    d->scan.own = d->own;
    key_orders_init(&d->quick, &path_trees->quick);
    key_orders_init(&d->all, &path_trees->all);
    key_orders_init(&d->answers, &path_trees->entry_answers);
    key_orders_init(&d->levels, &path_trees->entry_levels);
    return d;
}

void decoder_free(struct decoder *d)
{
    if (!d)
        return;
    arena_free(&d->scratch);
    buf_free(&d->text);
    buf_free(&d->whole);
    buf_free(&d->last.kept);
    texts_free(&d->texts);
    key_orders_free(&d->quick);
    key_orders_free(&d->all);
    engine_free(d->made);
    key_orders_free(&d->answers);
    key_orders_free(&d->levels);
    free(d);
}

void decoder_now(struct decoder *d, int64_t now_ms)
{
    d->now_ms = now_ms;
    d->stamp.text[0] = '\0';
}

void decoder_forget(struct decoder *d)
{
    d->last.end = d->last.from = 0;
}

void decoder_keep(struct decoder *d, uint64_t offset)
{
    struct last_error *last = &d->last;
    if (offset != last->end && offset != last->from) {
        last->end = last->from = 0;
    } else if (last->end && last->bytes.p != last->kept.p) {
        buf_set(&last->kept, last->bytes);
        last->bytes = buf_str(&last->kept);
    }
}

void decoder_remember(struct decoder *d)
{
    d->remembers = true;
}

void decoder_peeks(struct decoder *d, bool peeks)
{
    *(peeks ? &d->last_before : &d->last) = peeks ? d->last : d->last_before;
}

void decoder_engine(struct decoder *d, struct engine *e)
{
    d->engine = e;
}

void decoder_zone(struct decoder *d, const struct zone *zone)
{
    d->zone = zone;
    d->stamp.text[0] = '\0';
}

const struct columns *decoder_columns(const struct decoder *d)
{
    return &d->columns;
}

void decoder_set_columns(struct decoder *d, const struct columns *c)
{
    columns_name(&d->columns, c ? str_of(c->names, c->n) : str_of(NULL, 0));
}

void decode_clear(struct record *rec, const struct frame *frame)
{
    mem_clear(rec, sizeof *rec);
    rec->raw = frame->bytes;
    rec->offset = frame->offset;
    rec->time_ms = NO_TIME;
    rec->duration_ms = -1;
    rec->weight = 1;
}

/* Does `s` begin as Ruby prints a hash: `{:time=>`, `{"time" => `? */
static bool is_hash_of_ruby(struct str s)
{
    enum { NEAR = 64 };
    struct str near = str_head(s, NEAR);
    size_t arrow = str_find(near, STR("=>"));
    return str_starts(near, STR("{")) && arrow < near.n && arrow < str_find(near, STR("\":"));
}

/* What was framed as JSON and is a hash of Ruby's is read as the line of text that it is. */
static NOINLINE bool read_hash(struct decoder *d, const struct frame *frame, struct record *rec)
{
    decode_clear(rec, frame);
    if (!is_hash_of_ruby(frame->bytes) || !decode_dump(d, frame->bytes, rec))
        return false;
    decode_clear(rec, frame);
    return format_read_text(d, frame, rec);
}

bool decoder_basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    assert(frame_holds_record(frame));
    arena_reset(&d->scratch);
    d->foreign = false;
    d->line = str_of(NULL, 0);
    decode_clear(rec, frame);
    bool ok = format_read(d, frame, rec) || read_hash(d, frame, rec);
    if (UNLIKELY(rec->time_ms < TIMESTAMP_FIRST_MS || rec->time_ms > TIMESTAMP_LAST_MS))
        rec->time_ms = NO_TIME;
    if (UNLIKELY(rec->carry == CARRY_PART) && (!format_ops(rec->format)->whole || !d->line.p))
        rec->carry = CARRY_RECORD;
    d->done = ok ? DECODED_BASIC_FIELDS : DECODED_NOTHING;
    return ok;
}

void decoder_whole(struct decoder *d, const struct frame *frame, struct str text, struct record *rec)
{
    assert(d->done >= DECODED_BASIC_FIELDS);
    struct frame whole = *frame;
    whole.bytes = format_ops(rec->format)->whole(d, frame->bytes, text);
    whole.bitmaps = NULL;
    bool ok = decoder_basic_fields(d, &whole, rec);
    assert(ok); /* it is what it was, but for a text */
    rec->raw = frame->bytes;
    rec->carry = CARRY_RECORD;
}

size_t decoder_line_at(const struct decoder *d, const struct frame *frame)
{
    return d->line.p ? (size_t)(d->line.p - frame->bytes.p) + 1 : 0;
}

static bool same_program(const struct record *a, const struct record *b)
{
    static const enum field fields[] = {FIELD_SERVICE, FIELD_HOST, FIELD_PID};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!str_eq(a->field[fields[i]], b->field[fields[i]]))
            return false;
    return true;
}

/* The value of _STREAM_ID in an entry as JSON or export: stdout and stderr of one process have each their
 * own. Empty: it names none. */
static struct str stream_of(struct str entry)
{
    const struct str key = STR("_STREAM_ID");
    struct str rest = str_skip(entry, str_find(entry, key) + key.n);
    while (rest.n && str_among("\" :=", rest.p[0]))
        rest = str_skip(rest, 1);
    return str_head(rest, str_past(rest, 0, is_alnum));
}

bool decoder_same_carrier(const struct decoder *d, const struct frame *frame, const struct record *rec,
                          const struct frame *other, const struct record *last_read)
{
    const struct format_ops *ops = format_ops(rec->format);
    if (rec->format != last_read->format)
        return false;
    if (ops->same_carrier)
        return ops->same_carrier(d, frame->bytes, other->bytes);
    return same_program(rec, last_read) &&
           (ops->headed || str_eq(stream_of(frame->bytes), stream_of(other->bytes)));
}

struct str decoder_carried(const struct decoder *d, const struct frame *frame, const struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    return ops->carried ? ops->carried(d, frame->bytes) : d->body;
}

void decoder_join(struct decoder *d, struct str text, struct record *rec)
{
    assert(d->done == DECODED_BASIC_FIELDS);
    format_ops(rec->format)->join(d, text, rec);
}

struct str decoder_body(const struct decoder *d)
{
    assert(d->done >= DECODED_BASIC_FIELDS);
    return d->body;
}

void decoder_all_fields(struct decoder *d, struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    assert(d->done >= DECODED_BASIC_FIELDS);
    if (d->done >= DECODED_ALL_FIELDS)
        return;
    d->done = DECODED_ALL_FIELDS;
    if (ops->more_fields)
        ops->more_fields(d, rec);
}

void decoder_upstream(struct decoder *d, struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    if (d->done == DECODED_BASIC_FIELDS && ops->answer && rec->status != NO_STATUS)
        ops->answer(d, rec);
}

/* --- texts and message --- */

/* The message of an object that has an object for it, as it stands there: no text that is known says more. */
static struct str object_message(const struct record *rec)
{
    struct json j = json_open(rec->spans[SPAN_LOGS]);
    struct str key;
    bool ok;
    if (json_peek(&j) != '{' || !json_object_open(&j))
        return str_of(NULL, 0);
    while (json_object_next(&j, &key, &ok)) {
        bool found = json_peek(&j) == '{' && (str_eq(key, STR("message")) || str_eq(key, STR("msg")));
        const char *from = j.p;
        if (!json_skip(&j))
            break;
        if (found && j.p - from > 2)
            return str_of(from, (size_t)(j.p - from));
    }
    return str_of(NULL, 0);
}

/* What is to be said of a record whose texts say nothing. */
static struct str bare_message(struct decoder *d, const struct record *rec)
{
    struct str object = object_message(rec);
    if (object.n)
        return object;
    buf_clear(&d->text);
    if (!decode_good_outcome(rec->field[FIELD_OUTCOME])) {
        buf_addz(&d->text, "outcome ");
        buf_add(&d->text, rec->field[FIELD_OUTCOME]);
    } else if (rec->status >= 400) {
        buf_addf(&d->text, "status %d with no message", rec->status);
    }
    return arena_str(&d->scratch, buf_str(&d->text));
}

/* `message` behind what the record itself says, unless one says the other already. */
static struct str led(struct decoder *d, struct str message)
{
    size_t i = 0;
    while (i < d->lead_texts && d->texts.v[i].s.p != message.p)
        i++;
    if (d->lead.n == 0 || i < d->lead_texts || str_find(message, d->lead) < message.n)
        return message;
    if (str_find(d->lead, message) < d->lead.n)
        return str_chr(d->lead, '\n') == d->lead.n ? d->lead : message;
    buf_clear(&d->text);
    buf_join(&d->text, d->lead, ": ", message);
    return arena_str(&d->scratch, buf_str(&d->text));
}

/* Does the stack tell more than `type`, which is empty or what the line `headline` of it begins with? */
static bool tells_more(struct str stack, struct str headline, struct str type)
{
    bool begun = str_starts(headline, type) && headline.n > type.n && headline.p[type.n] == ':';
    return (type.n == 0 || begun) && str_chr(stack, '\n') < stack.n && texts_tell(headline) &&
           !stack_trace_is_frame(headline);
}

/* `message`; or where it is missing, or no more than the type of the error: the first line of the stack, or
 * the type. */
static struct str told_by_stack(const struct decoder *d, struct record *rec, struct str message)
{
    struct str type = str_trim(message), stack = rec->stack;
    if (str_chr(type, ' ') < type.n)
        return message;
    stack = stack.n ? stack : texts_first(&d->texts, TEXT_STACK);
    struct str headline = headline_of(stack_trace_headline(stack));
    if (!tells_more(stack, headline, type))
        return type.n ? message : texts_first(&d->texts, TEXT_NAME);
    rec->stack = stack;
    return str_trim(headline);
}

/* The message that the texts so far tell, else the one that a field gave, else what the status or outcome
 * says. */
static void set_message(struct decoder *d, struct record *rec, struct str given)
{
    struct str message = texts_message(&d->texts, !rec->error && rec->status < 400);
    if (message.n)
        rec->stack = texts_stack(&d->texts, message, &rec->exception);
    struct str told = message.n ? led(d, message) : message;
    if (told.n)
        message = told.p == message.p && rec->stack.p == message.p ? stack_trace_headline(told) : told;
    else
        message = given;
    message = told_by_stack(d, rec, message);
    message = headline_of(message.n ? message : bare_message(d, rec));
    message.n -= str_ends(message, STR("\n"));
    rec->field[FIELD_MESSAGE] = message;
}

void decoder_message(struct decoder *d, struct record *rec)
{
    const struct format_ops *ops = format_ops(rec->format);
    if (d->done >= DECODED_MESSAGE)
        return;
    decoder_all_fields(d, rec);
    d->texts.n = 0;
    d->lead = str_of(NULL, 0);
    if (!ops->message || !ops->message(d, rec)) {
        decoder_texts(d, rec);
        return;
    }
    set_message(d, rec, str_of(NULL, 0));
    d->done = DECODED_MESSAGE;
}

void decoder_texts(struct decoder *d, struct record *rec)
{
    if (d->done == DECODED_TEXTS)
        return;
    decoder_all_fields(d, rec);
    d->texts.n = 0;
    d->lead = str_of(NULL, 0);
    struct str given = format_ops(rec->format)->texts(d, rec);
    rec->texts = d->texts.v;
    rec->text_count = d->texts.n;
    set_message(d, rec, given);
    d->done = DECODED_TEXTS;
}
