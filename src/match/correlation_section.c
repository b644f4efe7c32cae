#include "base/timestamp.h"
#include "match/pattern.h"
#include "match/section.h"
#include "record/record.h"

/* The keys of a signature that make several records an incident. */

const char *correlation_key(enum correlation_kind k)
{
    static const char *const names[CORRELATION_KINDS] = {"", "count", "unless_followed", "sequence"};
    return names[k];
}

static bool read_min(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct signature *s = row;
    struct str text;
    uint64_t n;
    if (!yaml_reader_scalar(r, key->name, value, &text))
        return false;
    if (str_u64(text, &n) && n >= 2 && n <= CORRELATION_MIN) {
        s->correlation.min = (uint32_t)n;
        return true;
    }
    err_set(r->err, "`min` is a number of records, not `" STR_FMT "`", STR_ARG(str_head(text, 80)));
    err_mend(r->err, "write a number from 2 to %d", CORRELATION_MIN);
    return yaml_reader_at(r, value);
}

static bool read_within(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct signature *s = row;
    struct str text;
    int64_t ms;
    if (!yaml_reader_scalar(r, key->name, value, &text))
        return false;
    if (duration_parse(text, &ms) && ms > 0 && ms <= CORRELATION_MS) {
        s->correlation.within_ms = (uint32_t)ms;
        return true;
    }
    err_set(r->err, "`within` is a time, not `" STR_FMT "`", STR_ARG(str_head(text, 80)));
    err_mend(r->err, "write 30s, 5m or 1h; 24h at most");
    return yaml_reader_at(r, value);
}

#define BY                                                                                                   \
    {                                                                                                        \
        "by", read_text, offsetof(struct signature, correlation.by), 0, false                                \
    }
#define STEPS(must)                                                                                          \
    {                                                                                                        \
        "match", read_scoped_patterns, offsetof(struct signature, steps),                                    \
            offsetof(struct signature, step_count), must                                                     \
    }

static const struct yaml_key count_keys[] = {
    {"min", read_min, 0, 0, true},
    {"within", read_within, 0, 0, true},
    BY,
    STEPS(false),
};
static const struct yaml_key step_keys[] = {
    STEPS(true),
    {"within", read_within, 0, 0, true},
    BY,
};

static enum correlation_kind kind_named(const char *name)
{
    enum correlation_kind k = CORRELATION_COUNT;
    while (strcmp(correlation_key(k), name) != 0)
        k++;
    return k;
}

/* One signature has one: two would be told apart by nothing. */
static bool is_second(struct yaml_reader *r, const struct yaml_key *key, const yaml_node_t *value,
                      const struct correlation *before)
{
    err_set(r->err, "`%s` and `%s` stand in one signature", correlation_key(before->kind), key->name);
    err_mend(r->err, "write a signature for each of them");
    return yaml_reader_at(r, value);
}

bool read_correlation(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct signature *s = row;
    enum correlation_kind kind = kind_named(key->name);
    if (s->correlation.kind != CORRELATION_NONE && s->correlation.kind != kind)
        return is_second(r, key, value, &s->correlation);
    s->correlation = (struct correlation){.kind = kind};
    s->step_count = 0;
    if (kind == CORRELATION_UNLESS)
        s->correlation.by = STR("request");
    return kind == CORRELATION_COUNT
               ? yaml_reader_row(r, "`count`", value, count_keys, COUNT_OF(count_keys), true, row)
               : yaml_reader_row(r, kind == CORRELATION_UNLESS ? "`unless_followed`" : "`sequence`", value,
                                 step_keys, COUNT_OF(step_keys), true, row);
}

void correlation_unsettle(struct signature *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->match_count; i++)
        if (s->match[i].step == 0)
            s->match[n++] = s->match[i];
    s->match_count = n;
}

/* What the whole report breaks an incident down by. */
static void group_by(struct yaml_reader *r, struct signature *s)
{
    struct str by = s->correlation.by, *group;
    for (size_t i = 0; i < s->group_count; i++)
        if (str_eq(s->group[i], by))
            return;
    if (by.n == 0)
        return;
    group = arena_take(&reader_table(r)->arena, (s->group_count + 1) * sizeof *group);
    for (size_t i = 0; i < s->group_count; i++)
        group[i] = s->group[i];
    group[s->group_count++] = by;
    s->group = group;
}

/* Its records are those of its steps alone: what class they have is told by others. */
static bool judges_none(const struct signature *s)
{
    return s->step_count && s->correlation.kind != CORRELATION_UNLESS;
}

static bool known_by(const struct signature *s, const struct captures *all)
{
    struct str by = s->correlation.by;
    enum field field = field_named(by);
    return by.n == 0 || captures_have(all, by) ||
           (field != FIELD_COUNT && field != FIELD_MESSAGE && field != FIELD_TIME);
}

/* Does the rest of the signature go with its correlation, which is given here, or by an earlier file? */
static bool fits(struct yaml_reader *r, const yaml_node_t *at, bool given, const struct signature *s,
                 const struct captures *all)
{
    bool counts = s->correlation.kind == CORRELATION_COUNT, none = judges_none(s);
    const char *name = correlation_key(s->correlation.kind);
    if (none && s->match_count) {
        err_set(r->err, "`match` stands beside that of `%s`", name);
        err_mend(r->err, "leave out the one of the signature: that of `%s` says all of its records", name);
    } else if (s->correlation.kind == CORRELATION_SEQUENCE &&
               (s->step_count < 2 || s->step_count > CORRELATION_STEPS)) {
        err_set(r->err, "a sequence of %zu patterns", s->step_count);
        err_mend(r->err, "list 2 to %d of them, in the order of the records", CORRELATION_STEPS);
    } else if ((s->class == CLASS_INVESTIGATE) != none) {
        err_set(r->err, "this `%s` goes with `class: %s`", name, none ? "investigate" : "expected");
        err_mend(r->err, none ? "it is an incident whenever it is found"
                              : "its records by themselves are expected; what it finds is an incident");
    } else if (!known_by(s, all)) {
        err_set(r->err, "`by` is a field or a capture, not `" STR_FMT "`",
                STR_ARG(str_head(s->correlation.by, 80)));
        err_mend(r->err, "fields: request, user, service, host, pid, source, model, route, url, status, ...");
    } else if (!counts && given && s->incident_count == 0) {
        err_set(r->err, "a signature with `%s` lacks `incident_examples`", name);
        err_mend(r->err, "paste lines of a log, with their times, in which it is found");
    } else {
        return true;
    }
    return yaml_reader_at(r, at);
}

static void put_behind(struct yaml_reader *r, struct signature *s)
{
    struct pattern *all =
        arena_take(&reader_table(r)->arena, (s->match_count + s->step_count + 1) * sizeof *all);
    for (size_t i = 0; i < s->match_count; i++)
        all[i] = s->match[i];
    for (size_t i = 0; i < s->step_count; i++) {
        struct pattern *p = &all[s->match_count + i];
        *p = s->steps[i];
        p->step = s->correlation.kind == CORRELATION_SEQUENCE ? (unsigned)i + 1 : 1;
        if (s->correlation.kind == CORRELATION_UNLESS && p->scope == SCOPE_COUNT)
            p->scope = SCOPE_ALL; /* what follows an error well is none */
    }
    s->match = all;
    s->steps = all + s->match_count;
    s->match_count += s->step_count;
}

bool correlation_settle(struct yaml_reader *r, const yaml_node_t *map, struct signature *s,
                        struct captures *all)
{
    if (s->correlation.kind == CORRELATION_NONE)
        return true;
    const yaml_node_t *own = yaml_reader_get(r, map, correlation_key(s->correlation.kind));
    if (!section_patterns(r, own ? own : map, (const char *const[]){"match", "match"}, s->steps,
                          s->step_count, all) ||
        !fits(r, own ? own : map, own, s, all))
        return false;
    group_by(r, s);
    put_behind(r, s);
    return true;
}
