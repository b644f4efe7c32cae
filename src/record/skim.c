#include "record/skim.h"

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

enum level skim_level(const struct level_table *own, struct str raw, enum unit unit)
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

static void take_level(struct skim *s, unsigned rank, struct str raw, enum unit unit)
{
    uint64_t bytes = s->habits && unit == UNIT_NONE ? habit_word(raw) : 0;
    skim_worst(s, rank, bytes ? habit_level(s->habits, s->own, bytes, raw) : skim_level(s->own, raw, unit));
}

static bool is_status(struct str s)
{
    return s.n == 3 && s.p[0] >= '1' && s.p[0] <= '9';
}

/* Of the answers that one path tells of, the worst counts. */
static bool worse_status(const struct skim *s, const struct target *t, const struct value *v)
{
    const struct value *known = &s->values[t->field];
    return t->field == FIELD_UPSTREAM && known->rank == t->rank && is_status(v->raw) &&
           memcmp(v->raw.p, known->raw.p, 3) > 0;
}

static void take(struct skim *s, const struct target *t, const struct value *v)
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
    struct value *to = &s->values[t->field];
    to->raw = raw; /* member by member: what was written so is slow to be read as a whole */
    to->rank = t->rank;
    to->slashes = v->slashes;
    to->string = v->string;
    to->percent = v->percent || t->query.n;
    to->unit = t->unit;
    s->set |= bit;
}

void skim_take(struct skim *s, const struct path_node *node, const struct value *v)
{
    for (unsigned i = 0; i < node->target_count; i++)
        take(s, &node->targets[i], v);
    if ((node->marks & MARK_TRUNCATED) && str_eq(v->raw, STR("true")))
        s->marks |= MARK_TRUNCATED;
    if ((node->marks & MARK_CUT) && str_eq(v->raw, STR("line-max")))
        s->marks |= MARK_CUT;
    if ((node->marks & MARK_EVENT) && node->event[0] == '\0')
        s->event = v->raw;
}

/* No habit is kept of JSON inside strings: escapes may stand between its values. */
static struct habits *habits_at(const struct skim *s, const struct json *j)
{
    return j->slashes ? NULL : s->habits;
}

/* A member that was not expected. False at the object's end, good (*ok) or bad. */
static bool read_member(struct habit_walk *w, struct json *j, const struct path_node *node,
                        const struct path_node **child, bool *ok)
{
    struct str key;
    const char *from = j->p;
    bool more = json_object_next(j, &key, ok);
    *child = more ? fields_child(node, key) : NULL;
    if (more)
        json_peek(j);
    if (more || *ok)
        habit_learn(w, from, j, *child, !more);
    return more;
}

/* Most values are scalars: they shall not pay for the registers that objects and arrays need. */
static __attribute__((noinline)) bool skim_object(struct skim *s, struct json *j,
                                                  const struct path_node *node)
{
    struct habit_walk w;
    const struct path_node *child;
    bool ok;
    json_object_open(j);
    habit_begin(&w, habits_at(s, j), node, HABIT_OBJECT);
    for (;;) {
        const struct habit_step *step = habit_next(&w, j);
        if (step && step->ends)
            return true;
        if (step)
            child = step->node;
        else if (!read_member(&w, j, node, &child, &ok))
            return ok;
        if (!(child ? skim_value(s, j, child) : json_skip(j)))
            return false;
    }
}

/* Fields of a journal entry that it has more than once stand in an array: the first is taken. */
static bool skim_repeated(struct skim *s, struct json *j, const struct path_node *node)
{
    struct value v = {.slashes = j->slashes, .string = true};
    struct json at = *j;
    json_array_open(&at);
    if (json_peek(&at) == '"' && json_string(&at, &v.raw))
        skim_take(s, node, &v);
    return json_skip(j);
}

/* An element that was not expected; as read_member. */
static bool read_element(struct habit_walk *w, struct json *j, bool *ok)
{
    const char *from = j->p;
    bool more = json_array_next(j, ok);
    if (more || *ok)
        habit_learn(w, from, j, NULL, !more);
    return more;
}

static __attribute__((noinline)) bool skim_array(struct skim *s, struct json *j, const struct path_node *node)
{
    struct habit_walk w;
    bool ok;
    if (!node->element)
        return node->marks & MARK_REPEATS ? skim_repeated(s, j, node) : json_skip(j);
    json_array_open(j);
    habit_begin(&w, habits_at(s, j), node, HABIT_ARRAY);
    for (;;) {
        const struct habit_step *step = habit_next(&w, j);
        if (step ? step->ends : !read_element(&w, j, &ok))
            return step || ok;
        if (!skim_value(s, j, node->element))
            return false;
    }
}

/* The JSON inside a string; what is wrong in there is only not found. Most strings hold none of the keys
 * sought. */
static __attribute__((noinline)) void skim_inside(struct skim *s, const struct json *j, struct str raw,
                                                  const struct path_node *node)
{
    struct json inner = json_inside(j, raw);
    if (j->slashes == 0 && skim_log_line(s, raw, node))
        return;
    if (json_peek(&inner) == '{' && !skim_object(s, &inner, node))
        return;
}

static bool skim_scalar(struct skim *s, struct json *j, const struct path_node *node, bool string)
{
    struct value v = {.slashes = j->slashes, .string = string};
    if (!(string ? json_string(j, &v.raw) : json_scalar(j, &v.raw)))
        return false;
    if (node->target_count || node->marks)
        skim_take(s, node, &v);
    if (string && node->inside && v.raw.n && v.raw.p[0] == '{')
        skim_inside(s, j, v.raw, node->inside);
    return true;
}

void skim_text(struct skim *s, struct str text, const struct path_node *node)
{
    struct value v = {.raw = text};
    struct json j = json_open(text);
    skim_take(s, node, &v);
    s->marks |= node->marks & ~(unsigned)MARKS_BY_VALUE;
    if (node->marks & MARK_MESSAGE)
        s->spans[SPAN_LOGS] = text;
    if (node->inside && text.n && text.p[0] == '{')
        (void)!skim_object(s, &j, node->inside);
}

/* A mark may need the value's form: an event's kind is told by objects and by values that are not null. */
static void take_marks(struct skim *s, const struct path_node *node, char first)
{
    if (first == 'n')
        return;
    s->marks |= node->marks & ~(unsigned)MARKS_BY_VALUE;
    if ((node->marks & MARK_EVENT) && node->event[0] && s->event.n == 0)
        s->event = str_z(node->event);
}

bool skim_value(struct skim *s, struct json *j, const struct path_node *node)
{
    char c = json_peek(j);
    const char *from = j->p;
    bool ok;
    if (node->marks)
        take_marks(s, node, c);
    if (c == '{')
        ok = skim_object(s, j, node);
    else if (c == '[')
        ok = skim_array(s, j, node);
    else
        ok = skim_scalar(s, j, node, c == '"' || c == '\\');
    if (ok && (node->marks & (MARK_LOGS | MARK_MESSAGE | MARK_EXCEPTIONS)))
        s->spans[node->marks & (MARK_LOGS | MARK_MESSAGE) ? SPAN_LOGS : SPAN_EXCEPTIONS] =
            str_of(from, (size_t)(j->p - from));
    return ok;
}
