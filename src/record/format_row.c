/* A row of a saved query result. */
#include "record/decode_internal.h"
#include "record/format_rows.h"
#include "record/severity.h"

/* Columns that say how many records a row stands for, as people and query builders name them. */
static bool counts(struct str key)
{
    static const struct str names[] = {STR_INIT("count"),    STR_INIT("error_count"), STR_INIT("COUNT(*)"),
                                       STR_INIT("count(*)"), STR_INIT("count()"),     STR_INIT("_count")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(key, names[i]))
            return true;
    return false;
}

/* As many as the count says, or as there can be. */
static bool takes_count(struct str s, uint64_t *n)
{
    if (!str_u64(s, n)) {
        for (size_t i = 0; i < s.n; i++)
            if (s.p[i] < '0' || s.p[i] > '9')
                return false;
        *n = COUNT_MOST;
    }
    *n = *n < COUNT_MOST ? *n : COUNT_MOST;
    return s.n > 0;
}

/* Columns that are filled only when the request failed. */
static bool tells_error(struct str key)
{
    return str_eq(key, STR("error_message")) || str_eq(key, STR("error"));
}

/* The string or scalar at the cursor, or an empty str for anything else; the cursor moves past it. */
static bool take_plain(struct json *j, struct str *value)
{
    char c = json_peek(j);
    *value = str_of(NULL, 0);
    if (c == '{' || c == '[')
        return json_skip(j);
    return c == '"' ? json_string(j, value) : json_scalar(j, value);
}

/* --- groups of an Observability calculation --- */

/* The node of a group's key: a path tree's own key, or keys parted by dots. */
static const struct path_node *node_of(const struct path_node *root, struct str key)
{
    const struct path_node *node = path_tree_child(root, key);
    struct str part;
    if (node)
        return node;
    for (node = root; node && str_split(&key, '.', &part);)
        node = path_tree_child(node, part);
    return node;
}

/* {"key": ..., "value": ...}: as if the row had that member. */
static bool take_group(struct decoder *d, struct json *j)
{
    struct str key, name = {0}, raw;
    struct json value = {.p = NULL};
    bool ok;
    json_object_open(j);
    while (json_object_next(j, &key, &ok)) {
        if (str_eq(key, STR("value"))) {
            value = *j;
            ok = json_skip(j);
        } else {
            ok = take_plain(j, &raw);
            name = str_eq(key, STR("key")) ? raw : name;
        }
        if (!ok)
            return false;
    }
    const struct path_node *node = name.n && value.p ? node_of(&d->path_trees->quick.root, name) : NULL;
    return ok && (!node || field_scan_value(&d->scan, &value, node));
}

static bool take_groups(struct decoder *d, struct json *j)
{
    bool ok;
    json_array_open(j);
    while (json_array_next(j, &ok)) {
        if (json_peek(j) != '{')
            return false;
        if (!take_group(d, j))
            return false;
    }
    return ok;
}

/* --- the row --- */

/* What columns say that are no fields. */
static void read_columns(struct decoder *d, struct record *rec)
{
    struct json j = json_with_bitmaps(rec->raw, d->bitmaps);
    struct str key, value;
    uint64_t n;
    bool ok;
    json_object_open(&j);
    while (json_object_next(&j, &key, &ok)) {
        bool groups = str_eq(key, STR("groups")) && json_peek(&j) == '[';
        if (groups ? !take_groups(d, &j) : !take_plain(&j, &value))
            return;
        if (groups)
            continue;
        if (counts(key) && takes_count(value, &n))
            rec->weight = n;
        rec->error |= tells_error(key) && !json_is_missing(value);
    }
}

/* Loki's [time, line, ...]: as an object of these members. */
static bool field_scan_array(struct decoder *d, const struct frame *frame, struct record *rec)
{
    struct json j = json_open(frame->bytes);
    struct str time, line;
    bool ok;
    json_array_open(&j);
    if (!json_array_next(&j, &ok) || json_peek(&j) != '"' || !json_string(&j, &time))
        return false;
    if (!json_array_next(&j, &ok) || json_peek(&j) != '"' || !json_string(&j, &line))
        return false;
    buf_clear(&d->text);
    buf_addz(&d->text, "{\"time\":\"");
    buf_add(&d->text, time);
    buf_addz(&d->text, "\",\"line\":\"");
    buf_add(&d->text, line);
    buf_addz(&d->text, "\"}");
    struct frame inside = {.bytes = arena_str(&d->scratch, buf_str(&d->text))};
    rec->json = inside.bytes;
    d->bitmaps = NULL;
    return decode_object(d, &inside, rec);
}

static bool field_scan_members(struct decoder *d, const struct frame *frame, struct record *rec)
{
    if (!decode_members(d, frame))
        return false;
    rec->json = rec->raw;
    read_columns(d, rec);
    bool error = rec->error;
    bool ok = decode_object(d, frame, rec);
    rec->error |= error;
    return ok;
}

static bool basic_fields(struct decoder *d, const struct frame *frame, struct record *rec)
{
    bool ok = frame->bytes.n && frame->bytes.p[0] == '[' ? field_scan_array(d, frame, rec)
                                                         : field_scan_members(d, frame, rec);
    if (rec->field[FIELD_SERVICE].n == 0 && frame->service.n)
        rec->field[FIELD_SERVICE] = arena_str(&d->scratch, frame->service);
    if (rec->level == LEVEL_NONE)
        rec->level = severity_in(d->own, frame->level);
    rec->error |= rec->level >= LEVEL_ERROR;
    return ok;
}

const struct format_ops format_row = {
    .name = "row",
    .json = RAW_JSON_RECORD,
    .basic_fields = basic_fields,
    .texts = decode_json_texts,
    .line = log_entry_line_of_json,
};
