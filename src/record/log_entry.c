#include "record/log_entry.h"

#include "record/format_ops.h"
#include "record/json.h"
#include "record/severity.h"
#include "record/texts.h"

/* The members of an entry that are wanted; raw insides of strings. */
struct entry_members {
    struct str message, journal, name, time, level, own_time;
};

/* The value at the cursor: the inside of a string still escaped, else its bytes. The cursor moves past it. */
static bool take_raw(struct json *j, struct str *raw)
{
    char c = json_peek(j);
    const char *from = j->p;
    if (c == '"' || c == '\\')
        return json_string(j, raw);
    bool ok = json_skip(j);
    *raw = str_of(from, (size_t)(j->p - from));
    return ok;
}

static void read_members(struct json *j, struct entry_members *m)
{
    const struct {
        struct str key, *to;
    } keys[] = {{STR("message"), &m->message},    {STR("MESSAGE"), &m->journal}, {STR("msg"), &m->message},
                {STR("name"), &m->name},          {STR("timestamp"), &m->time},  {STR("level"), &m->level},
                {STR("@timestamp"), &m->own_time}};
    struct str key, raw;
    bool ok;
    *m = (struct entry_members){.name = {0}};
    if (!json_object_open(j))
        return;
    while (json_object_next(j, &key, &ok) && take_raw(j, &raw))
        for (size_t i = 0; i < COUNT_OF(keys); i++)
            if (str_eq(key, keys[i].key))
                *keys[i].to = raw;
}

static struct str unescape(struct str raw, struct arena *a)
{
    LOCAL_BUF text = {0};
    json_unescape(raw, 0, &text);
    return arena_str(a, buf_str(&text));
}

/* The arguments of a console call, parted by blanks. */
static struct str join(struct str array, struct arena *a)
{
    LOCAL_BUF text = {0};
    struct json j = json_open(array);
    struct str raw;
    bool ok;
    json_array_open(&j);
    while (json_array_next(&j, &ok)) {
        bool string = json_peek(&j) == '"';
        if (!take_raw(&j, &raw))
            break;
        buf_addz(&text, text.n ? " " : "");
        buf_add(&text, string ? unescape(raw, a) : raw);
    }
    return arena_str(a, buf_str(&text));
}

/* A message that is itself JSON: what it says best. */
static void say_best(struct log_entry *entry, struct arena *a)
{
    struct texts texts = {0};
    if (entry->text.n == 0 || entry->text.p[0] != '{')
        return;
    texts_add(entry->text, TEXT_LOG, entry->level == LEVEL_NONE ? LEVEL_ERROR : entry->level, a, &texts);
    struct str best = texts_message(&texts, false);
    entry->text = best.n ? best : entry->text;
    texts_free(&texts);
}

/* A line that is JSON (LogTape) says by its own members when, how bad and what. */
static void look_inside(struct log_entry *entry, struct arena *a)
{
    struct entry_members m;
    struct json j = json_open(entry->text);
    if (entry->text.n == 0 || entry->text.p[0] != '{' || json_measure(entry->text) != entry->text.n)
        return;
    read_members(&j, &m);
    if (!m.own_time.n || !m.message.n)
        return;
    int64_t own_ms = timestamp_from_text(m.own_time);
    enum level level = severity_named(m.level);
    entry->time_ms = own_ms != NO_TIME ? own_ms : entry->time_ms;
    entry->level = level != LEVEL_NONE ? level : entry->level;
    entry->text = unescape(m.message, a);
    say_best(entry, a);
}

static void log_entry(struct json *j, struct arena *a, log_entry_each *each, void *context)
{
    struct entry_members m;
    read_members(j, &m);
    struct log_entry entry = {timestamp_from_text(m.time), severity_named(m.level), join(m.message, a)};
    look_inside(&entry, a);
    say_best(&entry, a);
    each(context, &entry);
}

static void exception(struct json *j, struct arena *a, log_entry_each *each, void *context)
{
    struct entry_members m;
    LOCAL_BUF text = {0};
    read_members(j, &m);
    buf_add(&text, unescape(m.name, a));
    buf_addz(&text, text.n ? ": " : "");
    buf_add(&text, unescape(m.message, a));
    struct log_entry entry = {timestamp_from_text(m.time), LEVEL_FATAL, arena_str(a, buf_str(&text))};
    each(context, &entry);
}

static void walk(struct str array, struct arena *a, log_entry_each *each, void *context,
                 void (*one)(struct json *j, struct arena *a, log_entry_each *each, void *context))
{
    struct json j = json_open(array);
    bool ok;
    if (array.n == 0 || !json_array_open(&j))
        return;
    while (json_array_next(&j, &ok)) {
        const char *from = j.p;
        if (*from == '{')
            one(&j, a, each, context);
        else if (!json_skip(&j))
            return;
        if (j.p == from)
            return;
    }
}

void log_entries_of_tail(const struct record *rec, struct arena *a, log_entry_each *each, void *context)
{
    walk(rec->spans[SPAN_LOGS], a, each, context, log_entry);
    walk(rec->spans[SPAN_EXCEPTIONS], a, each, context, exception);
}

struct str log_entry_line_of_text(const struct record *rec, struct arena *a)
{
    (void)a;
    return rec->spans[SPAN_LOGS];
}

struct str log_entry_line_of_json(const struct record *rec, struct arena *a)
{
    struct entry_members m;
    struct json j = json_open(rec->json);
    if (rec->json.n == 0)
        return str_of(NULL, 0);
    read_members(&j, &m);
    return m.journal.n ? unescape(m.journal, a) : rec->json;
}

void record_log_entries(const struct record *rec, struct arena *a, log_entry_each *each, void *context)
{
    int64_t ms;
    size_t used;
    const struct format_ops *ops = format_ops(rec->format);
    if (ops->entries) {
        ops->entries(rec, a, each, context);
        return;
    }
    struct log_entry entry = {rec->time_ms, rec->level, ops->line ? ops->line(rec, a) : str_of(NULL, 0)};
    struct str line = entry.text;
    if (timestamp_parse_iso(line, &ms, &used)) {
        entry.time_ms = ms;
        entry.text = line = str_trim(str_skip(line, used));
    }
    look_inside(&entry, a);
    if (entry.text.n == 0 || (entry.text.p == line.p && entry.text.p[0] == '{'))
        entry.text = rec->field[FIELD_MESSAGE];
    each(context, &entry);
}
