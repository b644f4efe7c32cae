#include "tally/unjudged.h"

#include "record/raw_walk.h"
#include "record/severity.h"

enum { HINTS_MOST = 64, VALUE_MOST = 24 };

static const struct counter_kind hint_kind = {
    .bound = HINTS_MOST,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

void unjudged_init(struct unjudged *u)
{
    *u = (struct unjudged){.hints = {.kind = &hint_kind}};
}

void unjudged_clear(struct unjudged *u)
{
    u->records = 0;
    counter_clear(&u->hints);
}

/* --- hints --- */

/* A letter for the field, the path, a line end (which no value has), the value. */
void unjudged_hint(struct unjudged *u, const struct unjudged_hint *h, uint64_t records)
{
    LOCAL_BUF key = {0};
    buf_addc(&key, h->field == FIELD_LEVEL ? 'l' : 's');
    buf_join(&key, h->path, "\n", h->value);
    if (key.n <= COUNTER_KEY_BYTES)
        counter_add(&u->hints, buf_str(&key), records, NO_TIME);
}

struct unjudged_hint unjudged_hint_of(const struct counter_row *row)
{
    struct str rest = str_skip(row->key, 1);
    size_t end = str_chr(rest, '\n');
    return (struct unjudged_hint){row->key.p[0] == 'l' ? FIELD_LEVEL : FIELD_STATUS, str_head(rest, end),
                                  str_skip(rest, end + 1)};
}

/* --- what may be one --- */

static bool holds(struct str s, struct str part)
{
    for (size_t i = 0; i + part.n <= s.n; i++)
        if (str_eq_nocase(str_of(s.p + i, part.n), part))
            return true;
    return false;
}

static bool holds_any(struct str s, const struct str *parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (holds(s, parts[i]))
            return true;
    return false;
}

/* The last key of a path. */
static struct str last_key(struct str path)
{
    size_t at = path.n;
    while (at && path.p[at - 1] != '.' && path.p[at - 1] != '>')
        at--;
    return str_skip(path, at);
}

static bool is_status(struct str key, struct str value)
{
    static const struct str parts[] = {STR_INIT("status"), STR_INIT("code"), STR_INIT("http")};
    uint64_t v;
    return value.n == 3 && str_u64(value, &v) && v >= 100 && v < 600 &&
           holds_any(key, parts, COUNT_OF(parts));
}

static bool is_level(struct str key, struct str value)
{
    static const struct str parts[] = {STR_INIT("lev"), STR_INIT("sev"), STR_INIT("lvl"), STR_INIT("prio")};
    if (value.n > VALUE_MOST || severity_named(value) == LEVEL_NONE)
        return false;
    const struct level_word *w = level_word_of(NULL, value);
    return (w && (w->forms & LEVEL_BARE)) || holds_any(key, parts, COUNT_OF(parts));
}

static void look(void *context, struct str path, struct str value)
{
    struct unjudged *u = context;
    struct str key = last_key(path);
    struct unjudged_hint h = {FIELD_COUNT, path, value};
    if (value.n == 0 || value.n > VALUE_MOST)
        return;
    if (is_level(key, value))
        h.field = FIELD_LEVEL;
    else if (is_status(key, value))
        h.field = FIELD_STATUS;
    if (h.field != FIELD_COUNT)
        unjudged_hint(u, &h, 1);
}

/* May raw_walk() find anything? */
static bool holds_json(const struct record *rec)
{
    struct str text = rec->spans[SPAN_LOGS];
    return rec->json.n || (text.n && text.p[0] == '{');
}

void unjudged_add(struct unjudged *u, const struct record *rec)
{
    if (rec->control || rec->continuation)
        return;
    count_add(&u->records, rec->weight);
    if (holds_json(rec))
        raw_walk(rec, look, u);
}

void unjudged_merge(struct unjudged *into, const struct unjudged *from)
{
    count_add(&into->records, from->records);
    counter_merge(&into->hints, &from->hints);
}
