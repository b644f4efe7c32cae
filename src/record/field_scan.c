#include "record/field_scan.h"

#include "record/severity.h"

struct str url_parameter(struct str url, struct str name)
{
    struct str rest = str_skip(url, str_chr(url, '?'));
    while (rest.n > name.n + 1) {
        rest = str_skip(rest, 1);
        if (str_starts(rest, name) && rest.n > name.n && rest.p[name.n] == '=') {
            struct str v = str_skip(rest, name.n + 1);
            size_t amp = str_chr(v, '&'), hash = str_chr(v, '#');
            return str_head(v, amp < hash ? amp : hash);
        }
        rest = str_skip(rest, str_chr(rest, '&'));
    }
    return str_of(NULL, 0);
}

/* The name of an output, as pm2 says where a line was printed to. */
static bool is_output(struct str word)
{
    return str_eq(word, STR("err")) || str_eq(word, STR("out"));
}

enum level field_scan_level(const struct level_table *own, struct str raw, enum unit unit)
{
    uint64_t v;
    if (LIKELY(unit == UNIT_NONE) || !str_u64(raw, &v))
        return UNLIKELY(unit == UNIT_KIND) && is_output(raw) ? LEVEL_NONE : severity_in(own, raw);
    if (unit == UNIT_WORD || unit == UNIT_KIND)
        return LEVEL_NONE;
    if (unit == UNIT_INSIGHTS)
        return severity_insights(raw);
    return unit == UNIT_OTLP ? severity_otlp(raw) : severity_in(own, raw);
}

static void take_level(struct field_scan *s, unsigned rank, struct str raw, enum unit unit)
{
    uint64_t bytes = s->orders && unit == UNIT_NONE ? key_order_word(raw) : 0;
    field_scan_worst(s, rank,
                     bytes ? key_order_level(s->orders, s->own, bytes, raw)
                           : field_scan_level(s->own, raw, unit));
}

static bool is_status(struct str s)
{
    return s.n == 3 && s.p[0] >= '1' && s.p[0] <= '9';
}

/* Of the answers that one path tells of, the worst counts. */
static bool worse_status(const struct field_scan *s, const struct target *t, const struct raw_value *v)
{
    const struct raw_value *known = &s->values[t->field];
    return t->field == FIELD_UPSTREAM && known->rank == t->rank && is_status(v->raw) &&
           memcmp(v->raw.p, known->raw.p, 3) > 0;
}

static void take(struct field_scan *s, const struct target *t, const struct raw_value *v)
{
    uint32_t bit = 1u << t->field;
    if (t->field == FIELD_LEVEL) {
        take_level(s, t->rank, v->raw, t->unit);
        return;
    }
    if ((s->set & bit) && s->values[t->field].rank <= t->rank && !worse_status(s, t, v))
        return;
    struct str raw = t->query.n ? url_parameter(v->raw, t->query) : v->raw;
    if (json_is_missing(raw) || (t->field == FIELD_UPSTREAM && !is_status(raw)))
        return;
    struct raw_value *to = &s->values[t->field];
    to->raw = raw; /* member by member: what was written so is slow to be read as a whole */
    to->rank = t->rank;
    to->slashes = v->slashes;
    to->string = v->string;
    to->percent = v->percent || t->query.n;
    to->unit = t->unit;
    s->set |= bit;
}

void field_scan_take(struct field_scan *s, const struct path_node *node, const struct raw_value *v)
{
    for (unsigned i = 0; i < node->target_count; i++)
        take(s, &node->targets[i], v);
    if ((node->flags & PATH_FLAG_TRUNCATED) && str_eq(v->raw, STR("true")))
        s->flags |= PATH_FLAG_TRUNCATED;
    if ((node->flags & PATH_FLAG_CUT) && str_eq(v->raw, STR("line-max")))
        s->flags |= PATH_FLAG_CUT;
    if ((node->flags & PATH_FLAG_EVENT) && node->event[0] == '\0')
        s->event = v->raw;
}

/* No key order is kept of JSON inside strings: escapes may stand between its values. */
static struct key_orders *key_orders_at(const struct field_scan *s, const struct json *j)
{
    return j->slashes ? NULL : s->orders;
}

/* A member that was not expected. False at the object's end, good (*ok) or bad. */
static bool read_member(struct key_order_walk *w, struct json *j, const struct path_node *node,
                        const struct path_node **child, bool *ok)
{
    struct str key;
    const char *from = j->p;
    bool more = json_object_next(j, &key, ok);
    *child = more ? path_tree_child(node, key) : NULL;
    if (more)
        json_peek(j);
    if (more || *ok)
        key_order_learn(w, from, j, *child, !more);
    return more;
}

/* Most values are scalars: they shall not pay for the registers that objects and arrays need. */
static __attribute__((noinline)) bool field_scan_object(struct field_scan *s, struct json *j,
                                                        const struct path_node *node)
{
    struct key_order_walk w;
    const struct path_node *child;
    bool ok;
    json_object_open(j);
    key_order_begin(&w, key_orders_at(s, j), node, KEY_ORDER_OBJECT);
    for (;;) {
        const struct key_order_step *step = key_order_next(&w, j);
        if (step && step->ends)
            return true;
        if (step)
            child = step->node;
        else if (!read_member(&w, j, node, &child, &ok))
            return ok;
        if (!(child ? field_scan_value(s, j, child) : json_skip(j)))
            return false;
    }
}

/* Fields of a journal entry that it has more than once stand in an array: the first is taken. */
static bool field_scan_repeated(struct field_scan *s, struct json *j, const struct path_node *node)
{
    struct raw_value v = {.slashes = j->slashes, .string = true};
    struct json at = *j;
    json_array_open(&at);
    if (json_peek(&at) == '"' && json_string(&at, &v.raw))
        field_scan_take(s, node, &v);
    return json_skip(j);
}

/* An element that was not expected; as read_member. */
static bool read_element(struct key_order_walk *w, struct json *j, bool *ok)
{
    const char *from = j->p;
    bool more = json_array_next(j, ok);
    if (more || *ok)
        key_order_learn(w, from, j, NULL, !more);
    return more;
}

static __attribute__((noinline)) bool field_scan_array(struct field_scan *s, struct json *j,
                                                       const struct path_node *node)
{
    struct key_order_walk w;
    bool ok;
    if (!node->element)
        return node->flags & PATH_FLAG_REPEATS ? field_scan_repeated(s, j, node) : json_skip(j);
    json_array_open(j);
    key_order_begin(&w, key_orders_at(s, j), node, KEY_ORDER_ARRAY);
    for (;;) {
        const struct key_order_step *step = key_order_next(&w, j);
        if (step ? step->ends : !read_element(&w, j, &ok))
            return step || ok;
        if (!field_scan_value(s, j, node->element))
            return false;
    }
}

/* The JSON inside a string; what is wrong in there is only not found. Most strings hold none of the keys
 * sought. */
static __attribute__((noinline)) void field_scan_inside(struct field_scan *s, const struct json *j,
                                                        struct str raw, const struct path_node *node)
{
    struct json inner = json_inside(j, raw);
    if (j->slashes == 0 && field_scan_log_line(s, raw, node))
        return;
    if (json_peek(&inner) == '{' && !field_scan_object(s, &inner, node))
        return;
}

/* The text of a console call whose start names an error: it is one whichever method printed it, as where its
 * JSON says so (`inside` is the node of that). */
static NOINLINE void field_scan_words(struct field_scan *s, struct str raw, const struct path_node *inside)
{
    const struct path_node *level = path_tree_child(inside, STR("level"));
    if (level && level->target_count)
        field_scan_worst(s, level->targets[0].rank, severity_shouted(raw));
}

static bool field_scan_scalar(struct field_scan *s, struct json *j, const struct path_node *node, bool string)
{
    struct raw_value v = {.slashes = j->slashes, .string = string};
    if (!(string ? json_string(j, &v.raw) : json_scalar(j, &v.raw)))
        return false;
    if (node->target_count || node->flags)
        field_scan_take(s, node, &v);
    if (!string || !node->inside || v.raw.n == 0)
        return true;
    if (v.raw.p[0] == '{')
        field_scan_inside(s, j, v.raw, node->inside);
    else if (!node->parent && severity_may_shout(v.raw)) /* an element: of the arguments of a call */
        field_scan_words(s, v.raw, node->inside);
    return true;
}

void field_scan_text(struct field_scan *s, struct str text, const struct path_node *node)
{
    struct raw_value v = {.raw = text};
    struct json j = json_open(text);
    field_scan_take(s, node, &v);
    s->flags |= node->flags & ~(unsigned)PATH_FLAGS_BY_VALUE;
    if (node->flags & PATH_FLAG_MESSAGE)
        s->spans[SPAN_LOGS] = text;
    if (!node->inside || text.n == 0)
        return;
    if (text.p[0] == '{')
        (void)!field_scan_object(s, &j, node->inside);
    else if (!node->parent && severity_may_shout(text))
        field_scan_words(s, text, node->inside);
}

/* A mark may need the value's form: an event's kind is told by objects and by values that are not null. */
static void take_flags(struct field_scan *s, const struct path_node *node, char first)
{
    if (first == 'n')
        return;
    s->flags |= node->flags & ~(unsigned)PATH_FLAGS_BY_VALUE;
    if ((node->flags & PATH_FLAG_EVENT) && node->event[0] && s->event.n == 0)
        s->event = str_z(node->event);
}

bool field_scan_value(struct field_scan *s, struct json *j, const struct path_node *node)
{
    char c = json_peek(j);
    const char *from = j->p;
    bool ok;
    if (node->flags)
        take_flags(s, node, c);
    if (c == '{')
        ok = field_scan_object(s, j, node);
    else if (c == '[')
        ok = field_scan_array(s, j, node);
    else
        ok = field_scan_scalar(s, j, node, c == '"' || c == '\\');
    if (ok && (node->flags & (PATH_FLAG_LOGS | PATH_FLAG_MESSAGE | PATH_FLAG_EXCEPTIONS)))
        s->spans[node->flags & (PATH_FLAG_LOGS | PATH_FLAG_MESSAGE) ? SPAN_LOGS : SPAN_EXCEPTIONS] =
            str_of(from, (size_t)(j->p - from));
    return ok;
}
