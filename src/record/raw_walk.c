#include "record/raw_walk.h"

#include "base/ascii.h"
#include "record/format_ops.h"
#include "record/json.h"

enum { DEPTH_MAX = 24, PATH_MAX_BYTES = 400 };

struct scalar_walk {
    struct buf path, text;
    raw_walk_each *each;
    void *context;
};

static bool value(struct scalar_walk *w, struct json *j, unsigned depth);

static bool plain_key(struct str key)
{
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i], low = (char)(c | 0x20);
        if (!is_lower(low) && !is_digit(c) && !str_among("_-$@/", c))
            return false;
    }
    return key.n > 0;
}

static void add_key(struct scalar_walk *w, struct str key)
{
    bool plain = plain_key(key);
    if (w->path.n == 0 || w->path.p[w->path.n - 1] != '>')
        buf_addc(&w->path, '.');
    buf_addz(&w->path, plain ? "" : "'");
    buf_add(&w->path, key);
    buf_addz(&w->path, plain ? "" : "'");
}

static bool object(struct scalar_walk *w, struct json *j, unsigned depth)
{
    struct str key;
    bool ok;
    size_t n = w->path.n;
    json_object_open(j);
    while (json_object_next(j, &key, &ok)) {
        add_key(w, key);
        bool fine = value(w, j, depth + 1);
        w->path.n = n;
        if (!fine)
            return false;
    }
    return ok;
}

static bool array(struct scalar_walk *w, struct json *j, unsigned depth)
{
    bool ok;
    size_t n = w->path.n;
    json_array_open(j);
    buf_addz(&w->path, "[]");
    while (json_array_next(j, &ok)) {
        bool fine = value(w, j, depth + 1);
        if (!fine)
            break;
    }
    w->path.n = n;
    return ok;
}

static void tell(struct scalar_walk *w, struct str s)
{
    if (!json_is_missing(s) && w->path.n <= PATH_MAX_BYTES)
        w->each(w->context, buf_str(&w->path), s);
}

/* The string whose raw inside is `raw`: the JSON in it, or itself. */
static void string(struct scalar_walk *w, const struct json *outer, struct str raw, unsigned depth)
{
    struct json inner = json_inside(outer, raw);
    size_t n = w->path.n;
    if (raw.n && raw.p[0] == '{' && depth < DEPTH_MAX) {
        buf_addc(&w->path, '>');
        bool whole = object(w, &inner, depth);
        w->path.n = n;
        if (whole)
            return;
    }
    if (str_chr(raw, '\\') < raw.n) {
        buf_clear(&w->text);
        json_unescape(raw, outer->slashes, &w->text);
        raw = buf_str(&w->text);
    }
    tell(w, raw);
}

/* Moves the cursor past the value; false when it does not end. */
static bool value(struct scalar_walk *w, struct json *j, unsigned depth)
{
    struct str raw;
    char c = json_peek(j);
    if (depth >= DEPTH_MAX)
        return json_skip(j);
    if (c == '{')
        return object(w, j, depth);
    if (c == '[')
        return array(w, j, depth);
    if (c == '"' || c == '\\') {
        if (!json_string(j, &raw))
            return false;
        string(w, j, raw, depth);
        return true;
    }
    if (!json_scalar(j, &raw))
        return false;
    tell(w, raw);
    return true;
}

void raw_walk(const struct record *rec, raw_walk_each *each, void *context)
{
    struct str json = record_json(rec);
    if (json.n == 0 || json.p[0] != '{')
        return;
    struct scalar_walk w = {.each = each, .context = context};
    struct json j = json_open(json);
    if (format_ops(rec->format)->json == RAW_JSON_MESSAGE)
        buf_addz(&w.path, ".MESSAGE>");
    (void)object(&w, &j, 0);
    buf_free(&w.path);
    buf_free(&w.text);
}
