/* Objects of any program: what they say beside their fields. */
#include "base/byte_scan.h"
#include "input/envelope.h"
#include "record/decode_internal.h"
#include "record/dump.h"
#include "record/object.h"
#include "record/plain.h"
#include "record/severity.h"

/* Did the program itself say how bad it is? Who only carries its lines can not. */
static bool has_own_level(const struct object *o)
{
    return o->scan.level != LEVEL_NONE && !o->stream;
}

/* The words of the line `body` and what stands between them, as if it were the record. */
static void read_line(struct decoder *d, struct str body, struct record *rec)
{
    struct byte_scan_line bits;
    byte_scan_line(body, &bits);
    d->body = body;
    if (decode_line_hint(d, body.p[0], &bits) && decode_line_may(d, body, &bits, true))
        (void)decode_line(d, body, true, rec);
    else
        decode_plain(d, &bits, rec);
}

/* When an entry came and from where is the journal's to say. */
static void keep_origin(struct record *rec, const struct record *entry)
{
    static const enum field fields[] = {FIELD_TIME, FIELD_SERVICE, FIELD_HOST, FIELD_PID};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (entry->field[fields[i]].n)
            rec->field[fields[i]] = entry->field[fields[i]];
    if (entry->time_ms != NO_TIME)
        rec->time_ms = entry->time_ms;
}

/* `body`, an object printed for people, as JSON; empty: it is none. */
static struct str json_of_dump(struct decoder *d, struct str body)
{
    if (body.n == 0 || body.p[0] != '{' || !dump_begins(body))
        return str_of(NULL, 0);
    buf_clear(&d->text);
    size_t n = dump_json(body, &d->text);
    bool whole = n && str_trim(str_skip(body, n)).n == 0;
    return whole ? arena_str(&d->scratch, buf_str(&d->text)) : str_of(NULL, 0);
}

bool decode_is_glued(struct str body)
{
    size_t n = json_measure(body);
    struct str rest = str_trim(str_skip(body, n));
    return n && rest.n && rest.p[0] == '{';
}

/* How bad what an object tells is, twice its level: one that says none may be an error by its words, which
 * are read later; it comes before all that say that they are none. */
enum { BAD_ERROR = 2 * LEVEL_ERROR, BAD_UNSAID = BAD_ERROR - 1 };

/* That of the object `json`: by its level, a status that went wrong or an error in it; 0: it is none. */
static int badness(struct decoder *d, struct str json)
{
    struct object o;
    if (!object_read(&d->path_trees->folded, d->own, json_open(json), &d->scratch, &o))
        return 0;
    enum level level = o.scan.level;
    int status = o.scan.set & 1u << FIELD_STATUS ? unit_status(o.scan.values[FIELD_STATUS].raw) : NO_STATUS;
    bool failed = o.failed && (level == LEVEL_NONE || level > LEVEL_INFO);
    if ((status >= 400 || failed) && level < LEVEL_ERROR)
        return BAD_ERROR;
    return level == LEVEL_NONE ? BAD_UNSAID : 2 * (int)level;
}

/* The worst of the objects that stand behind one another in `body`, of equals the first. */
static struct str worst_of(struct decoder *d, struct str body)
{
    struct str worst = str_head(body, json_measure(body));
    int known = 0;
    for (size_t n; (n = json_measure(body)) > 0; body = str_trim(str_skip(body, n))) {
        int bad = badness(d, str_head(body, n));
        if (bad <= known)
            continue;
        known = bad;
        worst = str_head(body, n);
    }
    return worst;
}

/* The worst of the rows in `body`, an envelope (input/envelope.h); empty: it is none, has none that is an
 * object, or is worse itself. */
static struct str worst_row(struct decoder *d, struct str body)
{
    struct envelope e = {.rows = false};
    struct str worst = str_of(NULL, 0), rest = body;
    int known = 0;
    size_t used;
    if (!envelope_maybe(body))
        return worst;
    while (envelope_walk(&e, rest, &used) == ENVELOPE_ROWS) {
        rest = str_skip(rest, used);
        for (size_t n; (n = json_measure(rest)) > 0;) {
            if (rest.p[0] != '{')
                return str_of(NULL, 0);
            int bad = badness(d, str_head(rest, n));
            bool worse = worst.n == 0 || bad > known;
            worst = worse ? str_head(rest, n) : worst;
            known = worse ? bad : known;
            rest = str_trim(str_skip(rest, n));
            rest = str_skip(rest, rest.n && rest.p[0] == ',');
            rest = str_trim(rest);
        }
        envelope_end_rows(&e);
        rest = str_skip(rest, rest.n && rest.p[0] == ']');
    }
    int own = badness(d, body);
    return own >= BAD_ERROR && own > known ? str_of(NULL, 0) : worst;
}

struct str decode_worst(struct decoder *d, struct str body)
{
    return decode_is_glued(body) ? worst_of(d, body) : worst_row(d, body);
}

/* The message is such an object, or several in JSON: its fields are the record's. Returns its level. */
static enum level read_dump(struct decoder *d, struct str message, struct record *rec)
{
    struct object o;
    struct str json = decode_worst(d, message);
    if (json.n == 0)
        json = json_of_dump(d, message);
    struct record inner = *rec;
    if (json.n == 0 || !object_read(&d->path_trees->folded, d->own, json_open(json), &d->scratch, &o))
        return LEVEL_NONE;
    decode_fields(d, &o.scan, &inner);
    keep_origin(&inner, rec);
    inner.level = rec->level;
    inner.error |= o.failed && (o.scan.level == LEVEL_NONE || o.scan.level > LEVEL_INFO);
    *rec = inner;
    return o.scan.level;
}

/* Does the indented line `body` say more than that it goes on about the one before it: koa's "  --> GET /x
 * 500"? */
static bool says_more(struct decoder *d, struct str body)
{
    struct byte_scan_line bits;
    byte_scan_line(body, &bits);
    return decode_line_hint(d, body.p[0], &bits) && decode_line_may(d, body, &bits, true);
}

/*
 * What the message says, read as a line of text would be: that is all there is when its program wrote lines
 * and another one put them into JSON. A level that the object gives stands; what its words say is returned.
 */
static enum level read_message(struct decoder *d, const struct object *o, struct record *rec)
{
    bool stripped = false;
    struct str message = rec->field[FIELD_MESSAGE], coloured = message;
    message.n -= str_ends(message, STR("\n"));
    bool trailing = message.n && plain_continuation(message) && str_chr(message, '\n') == message.n;
    message = str_trim(plain_strip(message, &d->scratch, &stripped));
    if (message.n == 0)
        return LEVEL_NONE;
    if (message.p[0] == '{') /* JSON was read with the object */
        return has_own_level(o) || (json_measure(message) == message.n && !envelope_maybe(message))
                   ? LEVEL_NONE
                   : read_dump(d, message, rec);
    if (!has_own_level(o) && rec->status == NO_STATUS && trailing && !says_more(d, message)) {
        rec->continuation = true;
        return LEVEL_NONE;
    }
    rec->field[FIELD_MESSAGE] = message;
    struct record line = *rec;
    line.level = LEVEL_NONE;
    line.error = false;
    read_line(d, decode_header(d, message, &line), &line);
    enum level said = line.level;
    if (UNLIKELY(stripped) && said == LEVEL_NONE)
        said = severity_coloured(d->own, str_trim(coloured));
    line.level = rec->level;
    line.continuation = false;
    line.field[FIELD_MESSAGE] = message;
    if (rec->time_ms != NO_TIME) {
        line.time_ms = rec->time_ms;
        line.field[FIELD_TIME] = rec->field[FIELD_TIME];
    }
    *rec = line;
    return has_own_level(o) ? LEVEL_NONE : said;
}

/* Take the fields of the object in `j` into `rec`, and whether it reports an error; `o` is what was read of
 * it. False: it is not well-formed. */
static bool read_foreign(struct decoder *d, struct json j, struct object *o, struct record *rec)
{
    if (!object_read(&d->path_trees->folded, d->own, j, &d->scratch, o))
        return false;
    decode_fields(d, &o->scan, rec);
    if (rec->field[FIELD_MESSAGE].n == 0)
        rec->field[FIELD_MESSAGE] = o->word;
    enum level said = read_message(d, o, rec);
    if (rec->level == LEVEL_NONE)
        rec->level = said;
    bool fine = has_own_level(o) && rec->level <= LEVEL_INFO;
    rec->error |= rec->level >= LEVEL_ERROR || said >= LEVEL_ERROR || (o->failed && !fine);
    if (o->scan.event.n && rec->field[FIELD_EVENT].n == 0)
        rec->field[FIELD_EVENT] = o->scan.event;
    return true;
}

/* A LogTape line, whose members are all where the paths say. */
static bool is_logtape(const struct decoder *d, struct str body)
{
    return d->scan.level != LEVEL_NONE && str_starts(body, STR("{\"@timestamp\":"));
}

bool decode_body(struct decoder *d, struct str body, struct record *rec)
{
    if (body.n == 0 || body.p[0] != '{' || !d->message)
        return false;
    struct json j = json_open(body);
    struct object o;
    struct record entry = *rec;
    field_scan_init(&d->scan, &d->all);
    if (!field_scan_value(&d->scan, &j, d->message))
        return false;
    struct str rest = str_trim(str_skip(body, (size_t)(j.p - body.p))), worst = {0};
    if (UNLIKELY((rest.n && rest.p[0] == '{') || envelope_maybe(body)))
        worst = decode_worst(d, body);
    if (worst.n && worst.n < body.n)
        return decode_body(d, worst, rec);
    if (is_logtape(d, body)) {
        decode_fields(d, &d->scan, rec);
    } else {
        rec->field[FIELD_MESSAGE] = str_of(NULL, 0); /* not to be read again as if it were the object's */
        if (!read_foreign(d, json_open(body), &o, rec))
            return false;
        d->foreign = true;
        d->body = rec->spans[SPAN_LOGS] = body;
        keep_origin(rec, &entry);
        if (rec->field[FIELD_MESSAGE].n == 0)
            rec->field[FIELD_MESSAGE] = entry.field[FIELD_MESSAGE];
    }
    rec->opaque = byte_scan_hides(body);
    return true;
}

bool decode_dump(struct decoder *d, struct str body, struct record *rec)
{
    struct str json = json_of_dump(d, body);
    if (json.n == 0 || !decode_body(d, json, rec))
        return false;
    d->body = rec->spans[SPAN_LOGS] = json;
    return true;
}

bool decode_object(struct decoder *d, const struct frame *frame, struct record *rec)
{
    struct object o;
    if (!read_foreign(d, json_open(frame->bytes), &o, rec))
        return false;
    if (UNLIKELY(o.line.n))
        decode_carried(d, &o, rec);
    rec->spans[SPAN_LOGS] = frame->bytes;
    rec->spans[SPAN_EXCEPTIONS] = str_of(NULL, 0);
    decode_opaque(rec);
    return true;
}

struct str decode_foreign_texts(struct decoder *d, struct json j, const struct record *rec)
{
    struct str message = rec->field[FIELD_MESSAGE];
    if (message.n)
        texts_add(message, TEXT_LOG, rec->level, &d->scratch, &d->texts);
    d->lead = message;
    d->lead_texts = d->texts.n;
    texts_add_object(j, rec->level, &d->scratch, &d->texts);
    return message;
}

struct str decode_json_texts(struct decoder *d, const struct record *rec)
{
    return decode_foreign_texts(d, decode_part(d, rec, rec->spans[SPAN_LOGS]), rec);
}
