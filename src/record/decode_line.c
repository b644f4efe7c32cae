/*
 * What a line of text says beside its words: what stands before it (input/prefix.h), JSON in it, and the
 * formats of lines that are data (line_format.h), access logs above all.
 */
#include "base/byte_scan.h"
#include "base/log_time.h"
#include "base/redact.h"
#include "input/envelope.h"
#include "input/header.h"
#include "input/prefix.h"
#include "record/decode_internal.h"
#include "record/dump.h"
#include "record/json_part.h"
#include "record/object.h"
#include "record/plain.h"
#include "record/severity.h"

enum { NESTED_MOST = 3 };

static void put(struct record *rec, enum field f, struct str value)
{
    if (value.n && !str_eq(value, STR("-")))
        rec->field[f] = value;
}

/* --- times, levels and numbers --- */

static void put_time(const struct decoder *d, struct record *rec, const struct log_time *t, struct str text)
{
    int64_t ms = decode_time(d, t, rec);
    if (ms == NO_TIME)
        return;
    rec->time_ms = ms;
    rec->field[FIELD_TIME] = text;
}

static void put_level(struct record *rec, struct str word)
{
    enum level level = severity_named(word);
    if (level != LEVEL_NONE)
        rec->level = level;
}

static void put_status(struct record *rec, struct str digits)
{
    uint64_t v;
    if (!str_u64(digits, &v) || v < 100 || v > 999)
        return;
    rec->status = (int)v;
    rec->field[FIELD_STATUS] = digits;
}

/* --- what stands before the line --- */

/* Runners name what they run in brackets, services their levels, Rails the request. */
static void put_service(struct record *rec, struct str name)
{
    if (severity_named(name) != LEVEL_NONE)
        put_level(rec, name);
    else if (prefix_is_uuid(name))
        put(rec, FIELD_REQUEST, name);
    else
        put(rec, FIELD_SERVICE, name);
}

static void put_prefix(const struct decoder *d, const struct prefix *p, struct record *rec)
{
    struct log_time t;
    if (log_time_at(p->part[PREFIX_TIME], &t))
        put_time(d, rec, &t, p->part[PREFIX_TIME]);
    put_service(rec, p->part[PREFIX_SERVICE]);
    put(rec, FIELD_HOST, p->part[PREFIX_HOST]);
    put(rec, FIELD_PID, p->part[PREFIX_PID]);
    put_level(rec, p->part[PREFIX_LEVEL]);
}

/* All lines of `s` without the prefixes before them, the first of which is `prefix`. */
static struct str without_prefixes(struct decoder *d, struct str s, struct str prefix)
{
    struct str line;
    struct prefix p;
    char *to = arena_take(&d->scratch, s.n + 1), *at = to;
    while (str_split(&s, '\n', &line)) {
        size_t n = line_prefix(line, &p);
        line = str_skip(line, n == 0 && str_starts(line, prefix) ? prefix.n : n);
        memcpy(at, line.p, line.n);
        at += line.n;
        if (!p.partial)
            *at++ = '\n';
    }
    return str_of(to, (size_t)(at - to) - (at > to && at[-1] == '\n'));
}

/* The prefix that the second line of `s` has, of a form that is one only before an indented line; the first
 * begins with the same. 0: it does not. */
static size_t prefix_below(struct str s, struct prefix *p)
{
    struct str below = str_skip(s, str_chr(s, '\n') + 1);
    size_t n = below.n ? line_prefix(below, p) : 0;
    return n && str_starts(s, str_head(below, n)) ? n : 0;
}

static struct str peel(struct decoder *d, struct str s, struct record *rec)
{
    struct prefix p;
    size_t n = line_prefix(s, &p);
    if (n)
        rec->carry = p.partial ? CARRY_PART : CARRY_LINE;
    else
        n = prefix_below(s, &p);
    if (n == 0)
        return s;
    put_prefix(d, &p, rec);
    s = str_chr(s, '\n') < s.n ? without_prefixes(d, s, str_head(s, n)) : str_skip(s, n);
    return decode_header(d, plain_strip_shown(s, &d->scratch), rec);
}

bool decode_tags_secret(struct decoder *d, struct str s, const struct header *h)
{
    struct str tag = str_of(s.p + h->ident_at, h->ident_n);
    if (h->pid_n || tag.n == 0 || str_eq(tag, str_of(d->tag, d->tag_n)))
        return false;
    if (secret_is_told(&secrets_shipped, s, h->ident_at, h->ident_at + h->ident_n))
        return true;
    if (tag.n <= sizeof d->tag && !redact_names_secret(&secrets_shipped, tag)) {
        memcpy(d->tag, tag.p, tag.n);
        d->tag_n = tag.n;
    }
    return false;
}

struct str decode_header(struct decoder *d, struct str s, struct record *rec)
{
    struct header h;
    struct log_time t;
    if (!header_parse(s, &h) || (h.kernel && h.priority == NO_PRIORITY))
        return s;
    struct str stamp = str_of(s.p + h.stamp_at, h.stamp_n);
    if (rec->time_ms == NO_TIME && log_time_at(stamp, &t))
        put_time(d, rec, &t, stamp);
    put(rec, FIELD_HOST, str_of(s.p + h.host_at, h.host_n));
    put(rec, FIELD_SERVICE, str_of(s.p + h.ident_at, h.ident_n));
    put(rec, FIELD_PID, str_of(s.p + h.pid_at, h.pid_n));
    if (h.priority != NO_PRIORITY)
        rec->level = severity_of_priority(h.priority & 7);
    return str_skip(s, decode_tags_secret(d, s, &h) ? h.ident_at : h.message_at);
}

/* --- JSON --- */

/* Is the word `s` the name of an error's type, as Python and JavaScript print it: litellm.APIError: ? */
static bool names_error(struct str s)
{
    static const struct str ends[] = {STR_INIT("Error"), STR_INIT("Exception"), STR_INIT("Timeout")};
    while (s.n && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == ')' || s.p[s.n - 1] == ']'))
        s.n--;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (s.n > ends[i].n && str_ends(s, ends[i]))
            return true;
    return false;
}

/* Does what stands before JSON name an error, whose body the JSON is? */
static bool tells_error(struct str s)
{
    for (s = str_trim(s); s.n; s = str_trim(s)) {
        size_t n = 0;
        while (n < s.n && (unsigned char)s.p[n] > ' ')
            n++;
        if (names_error(str_head(s, n)))
            return true;
        s = str_skip(s, n ? n : 1); /* a control character is no blank */
    }
    return false;
}

/* What stands before JSON: a header, or words of a message too. */
static bool says_something(struct str s)
{
    struct log_time t;
    size_t used;
    enum { LETTERS_LEAST = 2 };
    for (s = str_trim(s); s.n; s = str_trim(s)) {
        if (log_time_at(s, &t)) {
            s = str_skip(s, t.n);
            continue;
        }
        if (severity_at(s, &used) != LEVEL_NONE) {
            s = str_skip(s, used);
            continue;
        }
        size_t n = 0, letters = 0;
        for (; n < s.n && (unsigned char)s.p[n] > ' '; n++)
            letters += (unsigned char)((s.p[n] | 32) - 'a') < 26;
        struct str after = str_trim(str_skip(s, n));
        bool part =
            after.n && (after.p[0] == '-' || after.p[0] == '|' || after.p[0] == ':' || after.p[0] == '>');
        if (letters >= LETTERS_LEAST && letters == n && !part)
            return true;
        s = str_skip(s, n ? n : 1); /* a control character is no blank */
    }
    return false;
}

/* What the keys of an object at its top tell: which of a log record's own fields they are, a bit each, and
 * what else the record is (enum path_flag). */
struct own_keys {
    unsigned fields, flags;
};

static struct own_keys own_keys(const struct decoder *d, struct str object)
{
    struct json j = json_open(object);
    struct str key;
    bool ok;
    struct own_keys of = {0};
    json_object_open(&j);
    while (json_object_next(&j, &key, &ok)) {
        const struct path_node *node = path_tree_child(&d->path_trees->all.root, key);
        bool text = json_peek(&j) == '"' && !str_eq(key, STR("error"));
        of.flags |= node ? node->flags : 0;
        for (unsigned i = 0; node && i < node->target_count; i++)
            if (node->targets[i].field != FIELD_MESSAGE || text)
                of.fields |= 1u << node->targets[i].field;
        if (!json_skip(&j))
            break;
    }
    return of;
}

/* The level of the words that stand before JSON, at their start or in a phrase: `failed: [web-1] => {`. */
static enum level words_level(const struct decoder *d, struct str words)
{
    struct byte_scan_line bits;
    byte_scan_line(words, &bits);
    return severity_of_text(d->own, words, &bits, str_of(NULL, 0)).level;
}

/* Does the object end the line and tell all of it: a Worker's invocation, whatever stands before it; a
 * message; a level and a time, behind words that are not bad themselves? */
static bool is_log_record(const struct decoder *d, const struct json_part *part)
{
    const unsigned level = 1u << FIELD_LEVEL, time = 1u << FIELD_TIME;
    if (part->after.n || tells_error(part->before))
        return false;
    struct own_keys of = own_keys(d, part->object);
    if ((of.flags & PATH_FLAG_TAIL) && (of.flags & (PATH_FLAG_LOGS | PATH_FLAG_EXCEPTIONS)))
        return true;
    if (of.fields & 1u << FIELD_MESSAGE)
        return (of.fields & (level | time)) || !says_something(part->before);
    return (of.fields & level) && (of.fields & time) && words_level(d, part->before) < LEVEL_WARN;
}

/* The members of `object` as fields of `to`, which is cleared. */
static bool members(struct decoder *d, struct str object, struct record *to)
{
    struct object o;
    *to = (struct record){.time_ms = NO_TIME, .duration_ms = -1};
    if (!object_read(&d->path_trees->folded, d->own, json_open(object), &d->scratch, &o))
        return false;
    decode_fields(d, &o.scan, to);
    return true;
}

/* What the object tells that stands behind the words of a message and `rec` does not know yet. */
static void fill(struct decoder *d, struct str object, struct record *rec)
{
    static const enum field fields[] = {FIELD_STATUS,  FIELD_UPSTREAM, FIELD_METHOD, FIELD_URL,
                                        FIELD_ROUTE,   FIELD_MODEL,    FIELD_USER,   FIELD_TIER,
                                        FIELD_REQUEST, FIELD_DURATION, FIELD_TIME};
    struct record of;
    if (!members(d, object, &of))
        return;
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (rec->field[fields[i]].n == 0)
            rec->field[fields[i]] = of.field[fields[i]];
    rec->status = rec->status == NO_STATUS ? of.status : rec->status;
    rec->upstream = rec->upstream == NO_STATUS ? of.upstream : rec->upstream;
    rec->duration_ms = rec->duration_ms < 0 ? of.duration_ms : rec->duration_ms;
    rec->time_ms = rec->time_ms == NO_TIME ? of.time_ms : rec->time_ms;
    rec->level = rec->level == LEVEL_NONE ? of.level : rec->level;
}

/* A status below 500 that an error shows, or an object over many lines, is that of an upstream's answer. */
static void to_upstream(struct record *rec)
{
    if (rec->upstream == NO_STATUS) {
        rec->upstream = rec->status;
        rec->field[FIELD_UPSTREAM] = rec->field[FIELD_STATUS];
    }
    rec->status = NO_STATUS;
    rec->field[FIELD_STATUS] = str_of(NULL, 0);
}

static void dump_part(struct decoder *d, struct record *rec)
{
    struct str body = str_trim(d->body);
    int status = rec->status;
    buf_clear(&d->text);
    if (dump_find(body, &d->text) == body.n)
        return;
    fill(d, arena_str(&d->scratch, buf_str(&d->text)), rec);
    bool others = rec->level >= LEVEL_ERROR || str_chr(body, '\n') < body.n;
    if (status == NO_STATUS && rec->status != NO_STATUS && rec->status < 500 && others)
        to_upstream(rec);
}

const unsigned char decode_ends[256] = {
    ['}'] = 1, ['"'] = 1, ['.'] = 1, ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1,
    ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1};

enum level decode_ending(struct decoder *d, enum level said, struct record *rec)
{
    switch (d->body.p[d->body.n - 1]) {
    case '}':
        dump_part(d, rec);
        break;
    case '"':
        plain_quoted(d->body, rec);
        break;
    case '.':
        return said == LEVEL_NONE && plain_dies(d->body) ? LEVEL_ERROR : said;
    default:
        plain_request(d->body, rec);
    }
    return said;
}

void decode_details(struct decoder *d, struct record *rec)
{
    buf_clear(&d->text);
    if (rec->level != LEVEL_NONE && dump_below(d->body, &d->text))
        fill(d, arena_str(&d->scratch, buf_str(&d->text)), rec);
}

/* A header's time and level, where `rec` has none. */
static void put_header(struct decoder *d, struct str head, struct record *rec)
{
    size_t used;
    struct log_time t;
    bool timed = log_time_at(head, &t);
    if (timed && rec->time_ms == NO_TIME)
        put_time(d, rec, &t, str_head(head, t.n));
    if (rec->level == LEVEL_NONE)
        rec->level = severity_at(str_trim(str_skip(head, timed ? t.n : 0)), &used);
    if (rec->level == LEVEL_NONE)
        rec->level = words_level(d, head);
}

/* The object is the record; what `rec` knows of it already stands where it says nothing. */
static bool read_record(struct decoder *d, const struct json_part *part, bool entry, struct record *rec)
{
    struct str worst = envelope_maybe(part->object) ? decode_worst(d, part->object) : str_of(NULL, 0);
    struct frame inside = {.bytes = worst.n ? worst : part->object};
    enum level level = rec->level;
    rec->level = LEVEL_NONE;
    bool ok = entry ? decode_body(d, inside.bytes, rec) : decode_json(d, &inside, rec);
    if (ok)
        put_header(d, part->before, rec);
    if (rec->level == LEVEL_NONE)
        rec->level = level;
    rec->error |= ok && rec->level >= LEVEL_ERROR;
    return ok;
}

/* The level that a logger put before what it printed, behind its time: `TIME INFO access 127.0.0.1 - - ...`.
 */
static void put_lead(struct str text, struct record *rec)
{
    struct log_time t;
    size_t used;
    if (rec->level == LEVEL_NONE && log_time_at(text, &t) && t.has_date)
        rec->level = severity_at(str_trim(str_skip(text, t.n)), &used);
}

/* --- formats --- */

/* What paths make of a URL: the values of its query. */
static void put_url(struct decoder *d, struct record *rec, struct str url)
{
    const struct path_node *node = path_tree_child(&d->path_trees->all.root, STR("url"));
    struct raw_value v = {.raw = url};
    rec->field[FIELD_URL] = url;
    if (!node || str_chr(url, '?') == url.n)
        return;
    field_scan_init(&d->scan, &d->all);
    field_scan_take(&d->scan, node, &v);
    decode_fields(d, &d->scan, rec);
}

static void put_match(struct decoder *d, const struct line_match *m, struct record *rec)
{
    static const enum field plain[] = {FIELD_SERVICE, FIELD_HOST,    FIELD_PID,    FIELD_EVENT, FIELD_OUTCOME,
                                       FIELD_METHOD,  FIELD_ROUTE,   FIELD_MODEL,  FIELD_USER,  FIELD_TIER,
                                       FIELD_REQUEST, FIELD_VERSION, FIELD_MESSAGE};
    struct log_time t;
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        put(rec, plain[i], m->field[plain[i]]);
    if (m->field[FIELD_URL].n)
        put_url(d, rec, m->field[FIELD_URL]);
    if (line_match_time(m, &t))
        put_time(d, rec, &t, m->field[FIELD_TIME]);
    put_level(rec, m->field[FIELD_LEVEL]);
    put_status(rec, m->field[FIELD_STATUS]);
    double ms = line_match_duration(m);
    if (ms >= 0) {
        rec->duration_ms = ms;
        rec->field[FIELD_DURATION] = m->field[FIELD_DURATION];
    }
    uint64_t upstream;
    if (str_u64(m->field[FIELD_UPSTREAM], &upstream) && upstream >= 100 && upstream < 1000) {
        rec->upstream = (int)upstream;
        rec->field[FIELD_UPSTREAM] = m->field[FIELD_UPSTREAM];
    }
    rec->error |= !decode_good_outcome(rec->field[FIELD_OUTCOME]);
}

static struct engine *engine(struct decoder *d)
{
    if (!d->engine)
        d->engine = d->made = engine_new();
    return d->engine;
}

/* Bytes of a name in brackets at the start of `s`, as concurrently puts it there: `[web] `. */
static size_t label_length(struct str s)
{
    enum { LABEL_MOST = 40 };
    size_t close = str_chr(str_head(s, LABEL_MOST), ']');
    bool label = s.n && s.p[0] == '[' && close + 1 < s.n && s.p[close] == ']' && s.p[close + 1] == ' ';
    return label ? close + 2 : 0;
}

void decode_clocked(struct decoder *d, bool telling, struct record *rec)
{
    struct line_match m;
    struct log_time t;
    size_t n = rec->status != NO_STATUS ? 0 : log_time_at(d->body, &t) ? t.n : label_length(d->body);
    if (n == 0)
        return;
    struct str rest = str_trim(str_skip(d->body, n));
    if (line_formats_may(&d->path_trees->lines, rest, telling) &&
        line_formats_find(&d->path_trees->lines, engine(d), rest, telling, &m))
        put_match(d, &m, rec);
}

/* --- columns --- */

/* d->body as a row of values whose names an earlier line told. */
static bool read_row(struct decoder *d, const struct byte_scan_line *bits, struct record *rec)
{
    if (!columns_object(&d->columns, d->body, &d->text))
        return false;
    fill(d, arena_str(&d->scratch, buf_str(&d->text)), rec);
    plain_fields(d->body, bits, rec);
    rec->error |= rec->level >= LEVEL_ERROR;
    return true;
}

/* --- all of it --- */

static void use_body(struct decoder *d, struct str body, struct record *rec)
{
    d->body = body;
    rec->spans[SPAN_LOGS] = body;
}

/* Does a name and a bar begin `body`, as docker compose prints them? */
static bool barred(struct str body)
{
    enum { NEAR = 64 };
    bool letter = (unsigned char)((body.p[0] | 32) - 'a') < 26;
    return letter && memchr(body.p, '|', body.n < NEAR ? body.n : NEAR);
}

/* Is a prefix looked for? In an entry of a journal not only because a format may match anywhere in a line. */
static bool may_prefix(const struct decoder *d, struct str text, bool entry)
{
    return !entry || LIKELY(!d->path_trees->lines.anywhere) || (text.n && barred(text)) ||
           line_format_marked(text);
}

/* True when more than its words was read. */
static bool read_text(struct decoder *d, struct str text, bool entry, unsigned nested, struct record *rec)
{
    struct byte_scan_line bits;
    struct json_part part;
    struct line_match match;
    text = may_prefix(d, text, entry) ? peel(d, text, rec) : text;
    use_body(d, text, rec);
    bool json = rec->carry != CARRY_PART && json_part_find(text, &part);
    if (json && part.before.n + part.after.n == 0 && read_record(d, &part, entry, rec))
        return true;
    if (UNLIKELY(text.n && text.p[0] == '{') && decode_dump(d, text, rec))
        return true;
    byte_scan_line(text, &bits);
    if (UNLIKELY(d->columns.n) && read_row(d, &bits, rec))
        return true;
    bool found = line_formats_find(&d->path_trees->lines, engine(d), text, bits.telling, &match);
    if (found) {
        put_match(d, &match, rec);
        put_lead(text, rec);
    }
    if (found && match.columns.n)
        columns_name(&d->columns, match.columns);
    if (found && match.body.n && nested < NESTED_MOST) {
        (void)read_text(d, match.body, entry, nested + 1, rec);
        return true;
    }
    if (!found && json && is_log_record(d, &part) && read_record(d, &part, entry, rec))
        return true;
    if (!found)
        decode_plain(d, &bits, rec);
    if (json) {
        put_header(d, part.before, rec);
        fill(d, part.object, rec);
    }
    return found;
}

bool decode_line(struct decoder *d, struct str body, bool entry, struct record *rec)
{
    return read_text(d, body, entry, 0, rec);
}

bool decode_line_may(const struct decoder *d, struct str body, const struct byte_scan_line *bits, bool entry)
{
    struct prefix p;
    if (UNLIKELY(d->columns.n) || line_formats_may(&d->path_trees->lines, body, bits->telling))
        return true;
    if (entry)
        return barred(body);
    return line_prefix(body, &p) > 0 || (bits->line_ends && prefix_below(body, &p) > 0);
}
