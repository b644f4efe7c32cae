#include "base/ascii.h"
#include "base/mem.h"
#include "match/condition.h"
#include "match/matcher.h"
#include "match/pattern.h"
#include "match/section.h"
#include "record/record.h"

static bool read_id(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!read_text(r, key, value, row) || !yaml_reader_scalar(r, key->name, value, &s))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (is_lower(s.p[i]) || is_digit(s.p[i]) || s.p[i] == '-')
            continue;
        err_set(r->err, "id `" STR_FMT "` holds a character that ids may not hold", STR_ARG(str_head(s, 80)));
        err_mend(r->err, "use a-z, 0-9 and -");
        return yaml_reader_at_byte(r, value, i);
    }
    return true;
}

/* A signature is one or the other: what it explains is neither unknown nor clean. */
static bool read_class(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_class_of(r, key, value, row, (const char *const[]){"investigate", "expected"}, 2);
}

static bool read_severity(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    enum severity_class severity = severity_called(s);
    *(enum severity_class *)((char *)row + key->offset) = severity;
    if (severity != SEVERITY_COUNT)
        return true;
    err_set(r->err, "`" STR_FMT "` is no severity", STR_ARG(str_head(s, 80)));
    err_mend(r->err, "severities: high, normal, low");
    return yaml_reader_at(r, value);
}

bool read_scope(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    static const char *const names[SCOPE_COUNT] = {[SCOPE_ALL] = "all", [SCOPE_ERRORS] = "errors"};
    struct str s;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    for (unsigned i = 0; i < SCOPE_COUNT; i++)
        if (str_eq(s, str_z(names[i]))) {
            *(enum scope *)((char *)row + key->offset) = (enum scope)i;
            return true;
        }
    err_set(r->err, "`" STR_FMT "` is no scope", STR_ARG(str_head(s, 80)));
    err_mend(r->err, "scopes: all, errors");
    return yaml_reader_at(r, value);
}

static bool read_flag(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    *(bool *)((char *)row + key->offset) = str_eq(s, STR("true"));
    if (str_eq(s, STR("true")) || str_eq(s, STR("false")))
        return true;
    err_set(r->err, "`%s` is true or false, not `" STR_FMT "`", key->name, STR_ARG(str_head(s, 80)));
    err_mend(r->err, "write `%s: true`", key->name);
    return yaml_reader_at(r, value);
}

static bool read_match(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct yaml_key given = *key;
    given.required = true; /* not empty, where it is given */
    return read_scoped_patterns(r, &given, value, row);
}

/* Lists that an override adds to: the key's name, with a + behind it. */
#define KEY_MORE(member, reader, length)                                                                     \
    {                                                                                                        \
        .name = #member "+", .read = (reader), .offset = offsetof(struct signature, member),                 \
        .count = offsetof(struct signature, length)                                                          \
    }

/* Put the `size` byte rows of `old` before those that `key` has put into `row`. */
static void put_before(struct yaml_reader *r, const struct yaml_key *key, void *row, const void *old,
                       size_t n, size_t size)
{
    char **list = (char **)((char *)row + key->offset);
    size_t *count = (size_t *)((char *)row + key->count);
    char *all = arena_take(&reader_table(r)->arena, (n + *count + 1) * size);
    if (n)
        memcpy(all, old, n * size);
    memcpy(all + n * size, *list, *count * size);
    *list = all;
    *count += n;
}

static bool read_more(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row,
                      size_t size,
                      bool (*read)(struct yaml_reader *, const struct yaml_key *, yaml_node_t *, void *))
{
    const void *old = *(void **)((char *)row + key->offset);
    size_t n = *(size_t *)((char *)row + key->count);
    if (!read(r, key, value, row))
        return false;
    put_before(r, key, row, old, n, size);
    return true;
}

static bool more_patterns(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_more(r, key, value, row, sizeof(struct pattern), read_patterns);
}

static bool more_matches(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_more(r, key, value, row, sizeof(struct pattern), read_scoped_patterns);
}

static bool more_texts(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_more(r, key, value, row, sizeof(struct str), read_texts);
}

static bool more_examples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_more(r, key, value, row, sizeof(struct example), read_examples);
}

static bool more_counterexamples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value,
                                 void *row)
{
    return read_more(r, key, value, row, sizeof(struct example), read_counterexamples);
}

static const struct yaml_key signature_keys[] = {
    {"id", read_id, offsetof(struct signature, id), 0, true},
    KEY_TEXT(signature, title, true),
    {"class", read_class, offsetof(struct signature, class), 0, true},
    {"severity", read_severity, offsetof(struct signature, severity), 0, false},
    {"scope", read_scope, offsetof(struct signature, scope), 0, false},
    {"fallback", read_flag, offsetof(struct signature, fallback), 0, false},
    KEY_LIST(signature, match, read_match, match_count, false),
    KEY_LIST(signature, unless, read_patterns, unless_count, false),
    KEY_LIST(signature, where, read_patterns, where_count, false),
    KEY_LIST(signature, group, read_texts, group_count, false),
    {"count", read_correlation, 0, 0, false},
    {"unless_followed", read_correlation, 0, 0, false},
    {"sequence", read_correlation, 0, 0, false},
    KEY_TEXT(signature, cause, false),
    KEY_TEXT(signature, impact, false),
    KEY_TEXT(signature, fix, false),
    KEY_LIST(signature, refs, read_texts, ref_count, false),
    KEY_LIST(signature, examples, read_examples, example_count, false),
    KEY_LIST(signature, counterexamples, read_counterexamples, counterexample_count, false),
    {"incident_examples", read_counterexamples, offsetof(struct signature, incidents),
     offsetof(struct signature, incident_count), false},
    {"incident_counterexamples", read_counterexamples, offsetof(struct signature, no_incidents),
     offsetof(struct signature, no_incident_count), false},
    KEY_MORE(match, more_matches, match_count),
    KEY_MORE(unless, more_patterns, unless_count),
    KEY_MORE(where, more_patterns, where_count),
    KEY_MORE(group, more_texts, group_count),
    KEY_MORE(examples, more_examples, example_count),
    KEY_MORE(counterexamples, more_counterexamples, counterexample_count),
};

/* Where item `i` of the `n` of a list of `map` stands: in its key, in the one that adds to it, or, when an
 * earlier file gave it, `map` itself. */
static yaml_node_t *item_at(struct yaml_reader *r, const yaml_node_t *map, const char *key, const char *more,
                            size_t i, size_t n)
{
    yaml_node_t *list = yaml_reader_get(r, map, key), *added = yaml_reader_get(r, map, more), *item = NULL;
    size_t last = added ? yaml_reader_length(added) : 0;
    if (added && i >= n - last)
        item = yaml_reader_item(r, added, i - (n - last));
    else if (list)
        item = yaml_reader_item(r, list, i);
    return item ? item : (yaml_node_t *)map;
}

/* The same of a pattern, whose text a mapping may hold. */
static yaml_node_t *pattern_at(struct yaml_reader *r, const yaml_node_t *map, const char *const key[2],
                               size_t i, size_t n)
{
    yaml_node_t *item = item_at(r, map, key[0], key[1], i, n);
    yaml_node_t *text = item->type == YAML_MAPPING_NODE ? yaml_reader_get(r, item, "text") : NULL;
    return text ? text : item;
}

bool section_patterns(struct yaml_reader *r, const yaml_node_t *map, const char *const key[2],
                      struct pattern *p, size_t n, struct captures *all)
{
    for (size_t i = 0; i < n; i++) {
        size_t offset = 0, written = p[i].source.n;
        const yaml_node_t *item = pattern_at(r, map, key, i, n);
        if (!parts_expand(r, item, &p[i]))
            return false;
        if (pattern_compile(&p[i], reader_table(r), all, &offset, r->err))
            continue;
        err_mend(r->err, "to match a special character itself, write a \\ before it");
        return yaml_reader_at_byte(r, item, p[i].source.n == written ? offset : 0);
    }
    return true;
}

static bool no_capture(struct yaml_reader *r, const yaml_node_t *at, const char *what, struct str name,
                       const struct captures *c)
{
    LOCAL_BUF list = {0};
    for (size_t i = 0; i < c->n; i++)
        buf_addf(&list, "%s" STR_FMT, i ? ", " : "", STR_ARG(c->names[i]));
    if (c->n == 0)
        buf_addz(&list, "none");
    err_set(r->err, what, STR_ARG(str_head(name, 80)));
    err_mend(r->err, "captures: " STR_FMT, STR_ARG(buf_str(&list)));
    return yaml_reader_at(r, at);
}

static bool check_groups(struct yaml_reader *r, const yaml_node_t *map, const struct signature *s,
                         const struct captures *c)
{
    for (size_t i = 0; i < s->group_count; i++) {
        if (captures_have(c, s->group[i]) || field_named(s->group[i]) != FIELD_COUNT)
            continue;
        return no_capture(r, item_at(r, map, "group", "group+", i, s->group_count),
                          "group `" STR_FMT "` is no capture of this signature and no field", s->group[i], c);
    }
    return true;
}

/* They are compiled with the rules: here only for the place of what is wrong. */
static bool check_wheres(struct yaml_reader *r, const yaml_node_t *map, const struct signature *s)
{
    for (size_t i = 0; i < s->where_count; i++) {
        struct condition *c = condition_parse(s->where[i].source, r->err);
        if (!c)
            return yaml_reader_at_byte(r, item_at(r, map, "where", "where+", i, s->where_count),
                                       r->err && r->err->column ? r->err->column - 1 : 0);
        condition_free(c);
    }
    return true;
}

static bool check_examples(struct yaml_reader *r, const yaml_node_t *map, const struct example *e, size_t n,
                           const struct captures *c)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < e[i].capture_count; k++)
            if (!captures_have(c, e[i].captures[k].name))
                return no_capture(r, item_at(r, map, "examples", "examples+", i, n),
                                  "`" STR_FMT "` is no capture of this signature", e[i].captures[k].name, c);
    return true;
}

/* A list is given whole, or added to. */
static bool check_added(struct yaml_reader *r, const yaml_node_t *map)
{
    for (size_t i = 0; i < COUNT_OF(signature_keys); i++) {
        struct str name = str_z(signature_keys[i].name);
        char whole[32];
        if (!str_ends(name, STR("+")))
            continue;
        (void)snprintf(whole, sizeof whole, STR_FMT, STR_ARG(str_head(name, name.n - 1)));
        if (!yaml_reader_get(r, map, name.p) || !yaml_reader_get(r, map, whole))
            continue;
        err_set(r->err, "`%s` and `%s` stand in one signature", whole, name.p);
        err_mend(r->err, "give the list whole as `%s`, or only what it adds as `%s`", whole, name.p);
        return yaml_reader_at(r, yaml_reader_get(r, map, name.p));
    }
    return true;
}

/* A signature looks at texts, or at fields alone. */
static bool check_looks(struct yaml_reader *r, const yaml_node_t *map, const struct signature *s)
{
    if (s->match_count || s->where_count || s->step_count)
        return true;
    err_set(r->err, "a signature lacks `match`");
    err_mend(r->err, "add `match: ...`, or `where: ...` for one that looks at fields alone");
    return yaml_reader_at(r, map);
}

static bool check_signature(struct yaml_reader *r, const yaml_node_t *map, void *row)
{
    struct signature *s = row;
    struct captures c = {0};
    correlation_unsettle(s);
    if (!check_added(r, map) || !check_looks(r, map, s))
        return false;
    if (!section_patterns(r, map, (const char *const[]){"match", "match+"}, s->match, s->match_count, &c) ||
        !section_patterns(r, map, (const char *const[]){"unless", "unless+"}, s->unless, s->unless_count,
                          NULL) ||
        !correlation_settle(r, map, s, &c))
        return false;
    if (s->fallback || !s->match_count)
        s->scope = SCOPE_ERRORS;
    if (c.n > HIT_CAPTURES) {
        err_set(r->err, "%zu named captures; a signature has at most %d", c.n, HIT_CAPTURES);
        err_mend(r->err, "write (?:...) for groups that need no name");
        return yaml_reader_at(r, map);
    }
    return check_wheres(r, map, s) && check_groups(r, map, s, &c) &&
           check_examples(r, map, s->examples, s->example_count, &c);
}

static void *find_signature(struct table *t, struct str id)
{
    return (void *)table_signature(t, id);
}

const struct section signature_section = {
    .name = "signatures",
    .row = "a signature",
    .keys = signature_keys,
    .key_count = COUNT_OF(signature_keys),
    .find = find_signature,
    SECTION_ROWS(signatures, signature),
    .at = offsetof(struct signature, at),
    .check = check_signature,
};
