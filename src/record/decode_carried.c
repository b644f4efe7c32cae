/*
 * Lines that others carry: the runtime of a container wraps each line in an object of its own, and parts the
 * long ones; so does a journal. A record that stands in several of them is read as if one had brought it.
 */
#include "base/escape.h"
#include "input/stack_trace.h"
#include "record/decode_internal.h"

/* Docker parts lines behind so many bytes (daemon/logger/copier.go). */
enum { PART_BYTES = 16 << 10 };

static struct str without(struct str s, struct str end)
{
    return str_head(s, s.n - (str_ends(s, end) ? end.n : 0));
}

/* Does `raw`, the inside of a string, look like an object in one line? */
static bool is_object(struct str raw)
{
    raw = without(without(raw, STR("\\n")), STR("\\r"));
    return raw.n > 1 && raw.p[0] == '{' && raw.p[raw.n - 1] == '}';
}

void decode_carried(struct decoder *d, const struct object *o, struct record *rec)
{
    struct str raw = o->line;
    bool ended = str_ends(raw, STR("\\n")), object = is_object(raw);
    if (object && (ended || raw.n < PART_BYTES))
        return;
    char *to = arena_take(&d->scratch, raw.n + 1);
    struct str line = str_of(to, json_unescape_to(raw, 0, to));
    if (object && json_measure(line) == line.n)
        return;
    rec->carry = !ended && line.n >= PART_BYTES ? CARRY_PART : CARRY_LINE;
    d->line = str_of(raw.p - 1, raw.n + 2);
    d->body = without(without(line, STR("\n")), STR("\r"));
}

struct str decode_whole_json(struct decoder *d, struct str bytes, struct str text)
{
    size_t from = (size_t)(d->line.p - bytes.p);
    buf_set(&d->whole, str_head(bytes, from));
    escape_json_string(text, &d->whole);
    buf_add(&d->whole, str_skip(bytes, from + d->line.n));
    return buf_str(&d->whole);
}

struct str decode_carried_entry(const struct decoder *d, struct str bytes)
{
    (void)bytes;
    return d->entry;
}

/* --- control characters --- */

static bool is_octal(char c)
{
    return (unsigned char)(c - '0') < 8;
}

/* `s` with #012 and the like as what they stand for. */
static struct str unescaped(struct str s, struct arena *a)
{
    char *to = arena_take(a, s.n + 1), *at = to;
    for (size_t i = 0; i < s.n; i++) {
        const char *c = s.p + i;
        bool escape =
            c[0] == '#' && i + 3 < s.n && c[1] == '0' && is_octal(c[2]) && is_octal(c[3]) && c[2] < '4';
        *at++ = escape ? (char)((c[2] - '0') * 8 + (c[3] - '0')) : c[0];
        i += escape ? 3 : 0;
    }
    return str_of(to, (size_t)(at - to));
}

/* Does the second line of `s` go on about its first? #012 is also a colour. */
static bool goes_on(struct str s)
{
    struct str first, second;
    struct stack_trace t;
    if (!str_split(&s, '\n', &first) || !str_split(&s, '\n', &second))
        return false;
    if (second.n > 1 && second.p[0] == ' ' && second.p[1] != ' ')
        return false;
    stack_trace_begin(&t, first);
    return stack_trace_next(&t, first, second) != STACK_TRACE_ENDS;
}

void decode_octal(struct decoder *d, struct record *rec)
{
    if (str_find(d->body, STR("#012")) == d->body.n)
        return;
    struct str text = unescaped(d->body, &d->scratch);
    if (!goes_on(text))
        return;
    decode_join(d, text, rec);
    rec->opaque = true;
}

/* --- the writer --- */

/* Is `node` of what differs from line to line: the line itself, its time? */
static bool differs(const struct path_node *node)
{
    for (unsigned i = 0; i < node->target_count; i++)
        if (node->targets[i].field == FIELD_TIME)
            return true;
    return node->flags & PATH_FLAG_LINE;
}

static bool take_value(struct json *j, struct str *value)
{
    json_peek(j);
    value->p = j->p;
    bool ok = json_skip(j);
    value->n = (size_t)(j->p - value->p);
    return ok;
}

bool decode_same_carrier(const struct decoder *d, struct str a, struct str b)
{
    struct json x = json_open(a), y = json_open(b);
    struct str key, other, value, same;
    enum unit unit;
    bool ok;
    if (!d->line.p || !json_object_open(&x) || !json_object_open(&y))
        return false;
    while (json_object_next(&x, &key, &ok)) {
        const struct path_node *node = path_tree_child_folded(&d->path_trees->folded.root, key, &unit);
        if (!json_object_next(&y, &other, &ok) || !str_eq(key, other) || !take_value(&x, &value) ||
            !take_value(&y, &same) || !((node && differs(node)) || str_eq(value, same)))
            return false;
    }
    return !json_object_next(&y, &other, &ok);
}
