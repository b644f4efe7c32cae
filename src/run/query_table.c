#include "base/mem.h"
#include "match/expression.h"
#include "run/query_internal.h"
#include "tally/cluster.h"

/* --- filling --- */

/* The key at the start of `*rest`, up to a comma outside of quotes. */
static struct str take_key(struct str *rest)
{
    bool quoted = false;
    size_t n = 0;
    for (; n < rest->n && (quoted || rest->p[n] != ','); n++)
        quoted ^= rest->p[n] == '\'';
    struct str key = str_head(*rest, n);
    *rest = n < rest->n ? str_skip(*rest, n + 1) : str_of(NULL, 0);
    return str_trim(key);
}

/* `inside` is about `part`: say so of `text`, which it is a part of. */
static bool complain_inside(struct str text, struct str part, const struct err *inside, struct err *err)
{
    if (err) {
        *err = *inside;
        err->column += (unsigned)(part.p - text.p);
    }
    return false;
}

static bool no_number(struct str text, struct str name, struct err *err)
{
    expression_at(text, name, err);
    err_set(err, "`" STR_FMT "` is no number", STR_ARG(str_head(name, 60)));
    return err_mend(err,
                    "duration, status, upstream, pid, version, cap.NAME and .raw.path can be; of times tell "
                    "first and last, and time:5m");
}

/* The subject called `name`, a part of `text`, which is kept. */
static bool take_subject(struct query *q, struct subject *s, struct str text, struct str name,
                         struct err *err)
{
    if (!subject_parse(s, text, name, err) || !subject_known(s, q->rules, q->extract, err))
        return false;
    s->name = arena_str(&q->arena, s->name);
    query_needs(q, s);
    return true;
}

/* --- measures --- */

static bool is_shown(const struct show *show, struct str name)
{
    for (size_t i = 0; i < show->measure_count; i++)
        if (str_eq(show->measures[i].name, name))
            return true;
    return false;
}

static bool add_measure(struct query *q, struct str text, struct str part, struct err *err)
{
    struct show *show = &q->show;
    struct err inside = {0};
    if (show->measure_count == TABLE_MEASURES) {
        expression_at(text, part, err);
        err_set(err, "more than %d measures", TABLE_MEASURES);
        return err_mend(err, "show fewer");
    }
    struct measure *m = &show->measures[show->measure_count];
    if (!measure_parse(m, part, &q->arena, &inside))
        return complain_inside(text, part, &inside, err);
    show->measure_count +=
        m->kind != MEASURE_COUNT && !is_shown(show, m->name); /* rows have a count anyway */
    return true;
}

/* Does what the measure of plan `i` is of exist, and is it a number where it has to be? */
static bool check_plan(struct query *q, size_t i, struct str text, struct err *err)
{
    const struct aggregate_plan *plan = &q->show.plans[i];
    struct subject *s = &q->show.subjects[i];
    size_t at = str_find(text, plan->of);
    struct str name = at < text.n ? str_head(str_skip(text, at), plan->of.n) : plan->of;
    if (!take_subject(q, s, at < text.n ? text : name, name, err))
        return false;
    return plan->kind == AGGREGATE_DISTINCT || subject_numeric(s) || no_number(text, name, err);
}

bool query_show(struct query *q, struct str text, struct err *err)
{
    struct show *show = &q->show;
    struct str rest = text;
    show->asked = true;
    while (rest.p)
        if (!add_measure(q, text, take_key(&rest), err))
            return false;
    show->plan_count = aggregate_plans(show->measures, show->measure_count, show->plans);
    for (size_t i = 0; i < show->plan_count; i++)
        if (!check_plan(q, i, text, err))
            return false;
    return true;
}

/* --- tables --- */

static bool add_key(struct query *q, struct table_keys *by, struct str text, struct str word, struct err *err)
{
    struct str name;
    struct err inside = {0};
    if (by->key_count == TABLE_KEYS) {
        expression_at(text, word, err);
        err_set(err, "more than %d fields", TABLE_KEYS);
        return err_mend(err, "give -b once more for another table");
    }
    struct table_key *key = &by->keys[by->key_count];
    if (!bucket_parse(word, &name, &key->bucket, &inside))
        return complain_inside(text, word, &inside, err);
    if (!take_subject(q, &key->subject, text, name, err))
        return false;
    bool steps = key->bucket.kind != BUCKET_NONE && key->subject.field != FIELD_TIME;
    if (steps && !subject_numeric(&key->subject))
        return no_number(text, name, err);
    by->key_count++;
    return true;
}

static void add_table(struct query *q, const struct table_keys *by, const struct str *names)
{
    const struct show *show = &q->show;
    size_t n = q->spec.table_count++;
    MEM_GROW(q->by, n, q->by_cap);
    MEM_GROW(q->tables, n, q->table_cap);
    q->by[n] = *by;
    q->tables[n] = (struct table_spec){.by = names,
                                       .by_count = by->key_count,
                                       .measures = show->measures,
                                       .measure_count = show->measure_count,
                                       .plans = show->plans,
                                       .plan_count = show->plan_count};
    q->spec.tables = q->tables;
}

static bool is_among(const struct str *names, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static bool is_of(const struct table_spec *t, const struct str *names, size_t n)
{
    bool same = t->by_count == n;
    for (size_t i = 0; same && i < n; i++)
        same = str_eq(t->by[i], names[i]);
    return same;
}

static bool is_asked(const struct query *q, const struct str *names, size_t n)
{
    for (size_t i = 0; i < q->spec.table_count; i++)
        if (is_of(&q->tables[i], names, n))
            return true;
    return false;
}

/* A key or a table that is asked for again tells nothing more, and nobody could tell two of one name apart.
 */
bool query_by(struct query *q, struct str text, struct err *err)
{
    struct table_keys by = {.key_count = 0};
    struct str rest = text.n || !q->show.asked ? text : str_of(NULL, 0);
    struct str *names = arena_zero(&q->arena, TABLE_KEYS * sizeof *names);
    while (rest.p) {
        struct str key = take_key(&rest);
        if (is_among(names, by.key_count, key))
            continue;
        if (!add_key(q, &by, text, key, err))
            return false;
        names[by.key_count - 1] = arena_str(&q->arena, key);
    }
    if (!is_asked(q, names, by.key_count))
        add_table(q, &by, names);
    return true;
}

static bool has_measure(const struct table_spec *t, struct str name)
{
    for (size_t i = 0; i < t->measure_count; i++)
        if (measure_named(&t->measures[i], name))
            return true;
    return str_eq(name, STR("count")) || str_eq(name, STR("records"));
}

static void add_word(struct str word, struct buf *out)
{
    buf_join(out, " ", word);
}

static bool no_column(const struct query *q, struct str name, struct err *err)
{
    struct buf all = {0};
    for (size_t i = 0; i < q->show.measure_count; i++)
        add_word(q->show.measures[i].name, &all);
    for (size_t i = 0; i < q->spec.table_count; i++)
        for (size_t k = 0; k < q->tables[i].by_count; k++)
            add_word(q->tables[i].by[k], &all);
    err_at(err, NULL, 0, 1);
    err_set(err, "no column `" STR_FMT "`", STR_ARG(str_head(name, 60)));
    err_mend(err, "there are: count" STR_FMT, STR_ARG(all));
    buf_free(&all);
    return false;
}

bool query_sort(struct query *q, struct str text, struct err *err)
{
    bool asc = str_ends(text, STR(":asc")), desc = str_ends(text, STR(":desc")), found = false;
    struct str name = str_head(text, text.n - (asc ? 4 : desc ? 5 : 0));
    name = arena_str(&q->arena, name);
    for (size_t i = 0; i < q->spec.table_count; i++) {
        bool key = is_among(q->tables[i].by, q->tables[i].by_count, name);
        if (!key && !has_measure(&q->tables[i], name))
            continue;
        q->tables[i].sort = name;
        q->tables[i].rising = asc || (key && !desc);
        found = true;
    }
    return found || no_column(q, name, err);
}

void query_zone(struct query *q, const struct zone *zone)
{
    q->spec.zone = zone;
}

void query_limits(struct query *q, uint64_t top, uint64_t least)
{
    q->spec.top = top;
    q->spec.least = least;
}

/* --- asking --- */

/* The step that `key` has in `rec`; empty when it has no number. */
static struct str step_in(struct query_state *s, const struct table_key *key, const struct record *rec)
{
    double number;
    buf_clear(&s->masked);
    if (key->subject.field == FIELD_TIME && rec->time_ms != NO_TIME)
        timestamp_format_rfc3339(bucket_time(&key->bucket, rec->time_ms, s->query->spec.zone), &s->masked);
    else if (key->subject.field != FIELD_TIME &&
             subject_number(&key->subject, rec, &s->filter_context, &number))
        bucket_number(&key->bucket, number, &s->masked);
    return buf_str(&s->masked);
}

/* What a table has of `subject`: of messages without their variable parts. */
static struct str value_in(struct query_state *s, const struct subject *subject, const struct record *rec)
{
    struct str value = subject_value(subject, rec, &s->filter_context, s->room);
    if (!query_reads_message(subject))
        return value;
    buf_clear(&s->masked);
    cluster_mask(value, rules_secrets(s->query->rules), &s->custom, &s->masked);
    return buf_str(&s->masked);
}

static void read_aggregates(struct query_state *s, const struct record *rec, struct aggregate_input *readings)
{
    const struct show *show = &s->query->show;
    for (size_t i = 0; i < show->plan_count; i++) {
        struct aggregate_input *r = &readings[i];
        if (show->plans[i].kind != AGGREGATE_DISTINCT) {
            r->known = subject_number(&show->subjects[i], rec, &s->filter_context, &r->number);
            continue;
        }
        struct str value = value_in(s, &show->subjects[i], rec);
        r->known = value.n > 0;
        r->hash = r->known ? str_hash(value) : 0;
    }
}

void query_table(struct query_state *s, const struct record *rec, const struct hits *hits, struct tally *t)
{
    struct aggregate_input readings[AGGREGATES];
    if (LIKELY(!s->query))
        return;
    s->filter_context.hits = hits;
    read_aggregates(s, rec, readings);
    for (size_t i = 0; i < s->query->spec.table_count; i++) {
        const struct table_keys *by = &s->query->by[i];
        buf_clear(&s->key);
        for (size_t k = 0; k < by->key_count; k++) {
            const struct table_key *key = &by->keys[k];
            bool steps = key->bucket.kind != BUCKET_NONE;
            tuple_add(&s->key, steps ? step_in(s, key, rec) : value_in(s, &key->subject, rec));
        }
        tally_table_row(t, i, buf_str(&s->key), readings, rec);
    }
}
