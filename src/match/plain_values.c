/* Values of signature files: a text, texts, patterns. */
#include "match/section.h"

bool read_text(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    s = str_trim(s);
    if (key->required && s.n == 0)
        return yaml_reader_empty(r, key, value);
    *(struct str *)((char *)row + key->offset) = arena_str(&reader_table(r)->arena, s);
    return true;
}

bool read_texts(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    size_t n = yaml_reader_length(value);
    struct str *all = arena_take(&reader_table(r)->arena, (n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *item = yaml_reader_item(r, value, i);
        if (!yaml_reader_scalar(r, key->name, item, &all[i]))
            return false;
        if (all[i].n == 0)
            return yaml_reader_empty(r, key, item);
        all[i] = arena_str(&reader_table(r)->arena, all[i]);
    }
    *(struct str **)((char *)row + key->offset) = all;
    *(size_t *)((char *)row + key->count) = n;
    return true;
}

/* A pattern's text, as it is written. */
static bool read_source(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct pattern *p = row;
    if (!yaml_reader_scalar(r, key->name, value, &p->source))
        return false;
    if (p->source.n == 0)
        return yaml_reader_empty(r, key, value);
    p->source = arena_str(&reader_table(r)->arena, p->source);
    p->at = yaml_reader_place(r, value);
    return true;
}

static bool read_scoped(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    static const struct yaml_key keys[] = {{"text", read_source, 0, 0, true},
                                           {"scope", read_scope, offsetof(struct pattern, scope), 0, false}};
    ((struct pattern *)row)->scope = SCOPE_COUNT;
    if (value->type == YAML_MAPPING_NODE)
        return yaml_reader_row(r, "a pattern", value, keys, COUNT_OF(keys), true, row);
    return read_source(r, key, value, row);
}

typedef bool read_one(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);

static bool read_list(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row,
                      read_one *read)
{
    size_t n = yaml_reader_length(value);
    struct pattern *all = arena_zero(&reader_table(r)->arena, (n + 1) * sizeof *all);
    if (key->required && n == 0)
        return yaml_reader_empty(r, key, value);
    for (size_t i = 0; i < n; i++)
        if (!read(r, key, yaml_reader_item(r, value, i), &all[i]))
            return false;
    *(struct pattern **)((char *)row + key->offset) = all;
    *(size_t *)((char *)row + key->count) = n;
    return true;
}

bool read_patterns(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_list(r, key, value, row, read_source);
}

bool read_scoped_patterns(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    return read_list(r, key, value, row, read_scoped);
}
