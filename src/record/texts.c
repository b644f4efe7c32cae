#include "record/texts.h"

#include "base/byte_scan.h"
#include "base/mem.h"
#include "base/redact.h"
#include "record/path_tree.h"
#include "record/plain.h"
#include "record/severity.h"

enum { DEPTH_MAX = 24, TEXTS_MAX = 4096 };

struct text_walk {
    struct arena *a;
    struct texts *out;
    enum text_kind kind; /* of a string whose key says nothing else */
    enum level level;
    unsigned depth;
    bool folded; /* of any program: keys by key_fold */
};

void texts_free(struct texts *t)
{
    free(t->v);
    *t = (struct texts){0};
}

static void add(const struct text_walk *w, struct str s, enum text_kind kind)
{
    bool changed;
    if (s.n == 0 || w->out->n >= TEXTS_MAX)
        return;
    MEM_GROW(w->out->v, w->out->n, w->out->cap);
    w->out->v[w->out->n++] = (struct text){plain_strip(s, w->a, &changed), kind, w->level};
}

static struct str unescape(struct str raw, struct arena *a)
{
    if (str_chr(raw, '\\') == raw.n)
        return raw;
    char *to = arena_take(a, raw.n);
    return str_of(to, json_unescape_to(raw, 0, to));
}

static void walk_value(struct text_walk w, struct json *j, struct str key);

/* True when a well-formed JSON object or array begins at `s`, and ends with it if `whole`; *inner is then on
 * it. */
static bool json_here(struct str s, bool whole, struct json *inner)
{
    size_t n = s.n > 1 && (s.p[0] == '{' || s.p[0] == '[') ? json_measure(s) : 0;
    *inner = json_open(str_head(s, n));
    return n > 0 && (n == s.n || !whole);
}

/* The string under "error" at the top of the object at `j`; empty: there is none. */
static struct str error_member(struct json j)
{
    struct str key, value = {0};
    bool ok;
    json_object_open(&j);
    while (json_object_next(&j, &key, &ok)) {
        if (str_eq(key, STR("error")) && json_peek(&j) == '"')
            return json_string(&j, &value) ? value : str_of(NULL, 0);
        if (!json_skip(&j))
            break;
    }
    return value;
}

/* zap's form for terminals, `... text<tab>{"error": "x"}`: what happened is `text: x`. */
static void add_led_error(const struct text_walk *w, struct str before, struct json fields)
{
    struct str error = unescape(error_member(fields), w->a);
    before = str_trim(before);
    if (error.n == 0 || before.n == 0)
        return;
    add(w, arena_join(w->a, before, ": ", error), TEXT_ERROR);
}

/* JSON that begins behind other words, or whose quotes are still escaped: `error 500: "{\"error\": ...}"`. */
static void walk_embedded(struct text_walk w, struct str s)
{
    struct json inner;
    if (str_chr(s, '"') == s.n)
        return;
    size_t brace = str_find(s, STR("{\""));
    if (brace < s.n && json_here(str_skip(s, brace), false, &inner)) {
        if (brace && s.p[brace - 1] == '\t')
            add_led_error(&w, str_head(s, brace), inner);
        walk_value(w, &inner, STR(""));
        return;
    }
    size_t escaped = str_find(s, STR("\\\""));
    if (escaped == s.n)
        return;
    s = unescape(s, w.a);
    add(&w, s, TEXT_LOG);
    if (++w.depth < DEPTH_MAX)
        walk_embedded(w, s);
}

static void walk_text(struct text_walk w, struct str s, enum text_kind kind)
{
    struct json inner;
    struct str t = str_trim(s);
    if (++w.depth >= DEPTH_MAX || !json_here(t, true, &inner)) {
        add(&w, s, kind);
        if (w.depth < DEPTH_MAX)
            walk_embedded(w, s);
        return;
    }
    w.kind = kind;
    walk_value(w, &inner, STR(""));
}

/* Objects under these keys are errors: their message says what happened. */
static bool error_key(const struct text_walk *w, struct str key)
{
    static const struct str keys[] = {{"error", 5},     {"err", 3},     {"errorInfo", 9}, {"cause", 5},
                                      {"exception", 9}, {"details", 7}, {"errors", 6}},
                            folded[] = {{"errorinfo", 9}, {"thrown", 6}, {"innerexception", 14}, {"exc", 3}};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_eq(key, keys[i]))
            return true;
    for (size_t i = 0; w->folded && i < COUNT_OF(folded); i++)
        if (str_eq(key, folded[i]))
            return true;
    return false;
}

struct key_kind {
    struct str key;
    enum text_kind kind;
};

static enum text_kind kind_of(const struct text_walk *w, struct str key)
{
    static const struct key_kind keys[] = {
        {{"", 0}, TEXT_LOG},        {{"message", 7}, TEXT_LOG},          {{"msg", 3}, TEXT_LOG},
        {{"log", 3}, TEXT_LOG},     {{"MESSAGE", 7}, TEXT_LOG},          {{"stack", 5}, TEXT_STACK},
        {{"error", 5}, TEXT_ERROR}, {{"error_message", 13}, TEXT_ERROR}, {{"errorMessage", 12}, TEXT_ERROR}};
    static const struct key_kind folded[] = {
        {{"m", 1}, TEXT_LOG},
        {{"textpayload", 11}, TEXT_LOG},
        {{"err", 3}, TEXT_ERROR},
        {{"errormessage", 12}, TEXT_ERROR},
        {{"exceptionmessage", 16}, TEXT_ERROR},
        {{"errmessage", 10}, TEXT_ERROR},
        {{"errormsg", 8}, TEXT_ERROR},
        {{"errmsg", 6}, TEXT_ERROR},
        {{"errortype", 9}, TEXT_NAME},
        {{"exceptiontype", 13}, TEXT_NAME},
        {{"stacktrace", 10}, TEXT_STACK},
        {{"errorstack", 10}, TEXT_STACK},
        {{"errorstacktrace", 15}, TEXT_STACK},
        {{"exceptionstacktrace", 19}, TEXT_STACK},
        {{"traceback", 9}, TEXT_STACK},
        {{"exception", 9}, TEXT_STACK},
        {{"excinfo", 7}, TEXT_STACK},
        {{"exctext", 7}, TEXT_STACK},
        {{"x", 1}, TEXT_STACK},
    };
    bool error = w->kind != TEXT_LOG;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_eq(key, keys[i].key))
            return keys[i].kind == TEXT_LOG ? w->kind : keys[i].kind;
    for (size_t i = 0; w->folded && i < COUNT_OF(folded); i++)
        if (str_eq(key, folded[i].key))
            return folded[i].kind == TEXT_LOG ? w->kind : folded[i].kind;
    if (error && w->folded && (str_eq(key, STR("type")) || str_eq(key, STR("class"))))
        return TEXT_NAME;
    return error && str_eq(key, STR("name")) ? TEXT_NAME : TEXT_VALUE;
}

/* Members by which programs say how bad it is; as the paths of the level in patterns/fields.yaml. */
static const struct str LEVEL_KEYS[] = {
    {"level", 5}, {"severity", 8}, {"lvl", 3}, {"levelname", 9}, {"log.level", 9}};

static bool level_key(struct str key)
{
    for (size_t i = 0; i < COUNT_OF(LEVEL_KEYS); i++)
        if (str_eq(key, LEVEL_KEYS[i]))
            return true;
    return false;
}

/*
 * May the object at the cursor name a level? What a log line holds in its properties (`own` is false: the
 * object has a key) need not be gone through for that.
 */
static bool may_name_level(struct json j, bool own)
{
    static const struct str parts[] = {{"level", 5}, {"severity\"", 9}, {"\"lvl\"", 5}}; /* of all the keys */
    const char *from = j.p;
    if (j.bitmaps || !json_skip(&j))
        return true;
    struct str all = str_of(from, (size_t)(j.p - from));
    for (size_t i = 0; i < (own ? COUNT_OF(parts) : 1); i++)
        if (byte_scan_find(all, parts[i]) < all.n)
            return true;
    return false;
}

/* A word, or a number as large as those of pino and bunyan: smaller ones count many things. */
static enum level level_at(struct json *j)
{
    struct str raw;
    bool string = json_peek(j) == '"';
    if (!(string ? json_string(j, &raw) : json_scalar(j, &raw)) || (!string && raw.n < 2))
        return LEVEL_NONE;
    return severity_named(raw);
}

/* The first level that the object at the cursor names; it may stand behind the texts it is about. */
static enum level level_inside(struct json j, bool own)
{
    struct str key;
    bool ok;
    enum level level = LEVEL_NONE;
    if (!may_name_level(j, own))
        return level;
    json_object_open(&j);
    while (level == LEVEL_NONE && json_object_next(&j, &key, &ok)) {
        char c = json_peek(&j);
        if (c != '{' && c != '[' && level_key(key))
            level = level_at(&j);
        else if (!json_skip(&j))
            break;
    }
    return level;
}

/* OpenTelemetry's {"key": ..., "value": {"stringValue": ...}}: the string of that key. */
static bool walk_pair(struct text_walk w, struct json j)
{
    char room[KEY_MAX];
    struct str key, name = {0}, inner;
    bool ok;
    json_object_open(&j);
    while (json_object_next(&j, &key, &ok)) {
        if (str_eq(key, STR("key")) && json_peek(&j) == '"') {
            if (!json_string(&j, &name))
                return false;
        } else if (name.n && str_eq(key, STR("value")) && json_peek(&j) == '{') {
            json_object_open(&j);
            if (!json_object_next(&j, &inner, &ok) || !str_eq(inner, STR("stringValue")))
                return false;
            walk_value(w, &j, key_fold(name, room));
            return true;
        } else if (!json_skip(&j)) {
            return false;
        }
    }
    return false;
}

static void walk_object(struct text_walk w, struct json *j, bool own)
{
    char room[KEY_MAX];
    struct str key;
    bool ok;
    if (w.folded && walk_pair(w, *j)) {
        (void)!json_skip(j);
        return;
    }
    enum level level = level_inside(*j, own);
    if (level != LEVEL_NONE)
        w.level = level;
    json_object_open(j);
    while (json_object_next(j, &key, &ok)) {
        struct text_walk below = w;
        char c = json_peek(j);
        if (w.folded)
            key = key_fold(key, room);
        if (c == '{' || c == '[')
            below.kind = error_key(&w, key) && w.kind == TEXT_LOG ? TEXT_ERROR : w.kind;
        if (c == '[' && redact_names_secret(&secrets_shipped, key))
            below.kind = TEXT_VALUE;
        const char *before = j->p;
        walk_value(below, j, key);
        if (j->p == before)
            return;
    }
}

static void walk_array(struct text_walk w, struct json *j)
{
    bool ok;
    json_array_open(j);
    while (json_array_next(j, &ok)) {
        const char *before = j->p;
        walk_value(w, j, STR(""));
        if (j->p == before)
            return;
    }
}

/* What an argument of a console call says of itself counts where it is worse than what the method says. */
static void walk_string(struct text_walk w, struct str s, struct str key)
{
    bool argument = key.n == 0 && w.kind == TEXT_LOG && !w.folded;
    enum level level = argument ? severity_shouted(s) : LEVEL_NONE;
    w.level = level > w.level ? level : w.level;
    walk_text(w, s, kind_of(&w, key));
}

/* Moves the cursor past the value; leaves it where it is when there is none. */
static void walk_value(struct text_walk w, struct json *j, struct str key)
{
    struct str raw;
    char c = json_peek(j);
    const char *from = j->p;
    if (++w.depth >= DEPTH_MAX || (c != '{' && c != '[' && c != '"')) {
        if (!json_skip(j))
            j->p = from;
        return;
    }
    if (c == '{')
        walk_object(w, j, key.n == 0);
    else if (c == '[')
        walk_array(w, j);
    else if (json_string(j, &raw))
        walk_string(w, unescape(raw, w.a), key);
}

void texts_add_json(struct json j, enum text_kind kind, struct arena *a, struct texts *out)
{
    struct text_walk w = {a, out, kind, LEVEL_NONE, 0, false};
    walk_value(w, &j, STR(""));
}

void texts_add_object(struct json j, enum level level, struct arena *a, struct texts *out)
{
    struct text_walk w = {a, out, TEXT_LOG, level, 0, true};
    walk_value(w, &j, STR(""));
}

void texts_add_elements(struct json j, texts_wanted *wanted, void *context, struct arena *a,
                        struct texts *out)
{
    struct text_walk w = {a, out, TEXT_LOG, LEVEL_NONE, 0, false};
    bool ok, moved = true;
    if (!json_array_open(&j))
        return;
    while (moved && json_array_next(&j, &ok)) {
        const char *before = j.p;
        if (wanted(context, j))
            walk_value(w, &j, STR(""));
        else if (!json_skip(&j))
            return;
        moved = j.p != before;
    }
}

void texts_add(struct str s, enum text_kind kind, enum level level, struct arena *a, struct texts *out)
{
    struct text_walk w = {a, out, kind, level, 0, false};
    walk_text(w, s, kind);
}

/* --- the message --- */

enum { NO_FAULT = 10 }; /* ranks up to here say of nothing that it went wrong */

static bool has_letters(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_letter(s.p[i]) || utf8_begins_letter(s.p[i]))
            return true;
    return false;
}

bool texts_tell(struct str s)
{
    return has_letters(s) && !json_is_missing(s);
}

static int rank(const struct text *t)
{
    static const int by_level[LEVEL_COUNT] = {
        [LEVEL_NONE] = 2,  [LEVEL_DEBUG] = 1,  [LEVEL_INFO] = 3,  [LEVEL_NOTICE] = 4,
        [LEVEL_WARN] = 40, [LEVEL_ERROR] = 60, [LEVEL_FATAL] = 70};
    switch (t->kind) {
    case TEXT_EXCEPTION:
        return 100;
    case TEXT_ERROR:
        return t->level >= LEVEL_WARN || t->level == LEVEL_NONE ? 90 : 20;
    case TEXT_LOG:
        return by_level[t->level];
    default:
        return 0;
    }
}

struct str texts_message(const struct texts *t, bool any)
{
    struct str best = {0};
    int best_rank = any ? 0 : NO_FAULT;
    for (size_t i = 0; i < t->n; i++) {
        int r = rank(&t->v[i]);
        if (r > best_rank && texts_tell(t->v[i].s)) {
            best = t->v[i].s;
            best_rank = r;
        }
    }
    return best;
}

/* ---- its stack ---- */

static bool is_message(const struct text *t)
{
    return t->kind == TEXT_EXCEPTION || t->kind == TEXT_ERROR;
}

/* Texts of an error stand together: its name, its message, its stack. */
struct str texts_stack(const struct texts *t, struct str message, struct str *name)
{
    size_t i = 0, k;
    *name = str_of(NULL, 0);
    while (i < t->n && t->v[i].s.p != message.p)
        i++;
    if (i && i < t->n && t->v[i - 1].kind == TEXT_NAME)
        *name = t->v[i - 1].s;
    for (k = i + 1; k < t->n && !is_message(&t->v[k]); k++) {
        if (t->v[k].kind == TEXT_NAME && !name->n)
            *name = t->v[k].s;
        if (t->v[k].kind == TEXT_STACK)
            return t->v[k].s;
    }
    return str_find(message, STR("\n")) < message.n ? message : str_of(NULL, 0);
}

struct str texts_first(const struct texts *t, enum text_kind kind)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].kind == kind)
            return t->v[i].s;
    return str_of(NULL, 0);
}
