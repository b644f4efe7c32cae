/* Values of signature files: a text, texts, patterns. */
#include "match/section.h"

bool read_text(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!reader_scalar(r, key->name, value, &s))
        return false;
    s = str_trim(s);
    if (key->required && s.n == 0)
        return reader_empty(r, key, value);
    *(struct str *)((char *)row + key->offset) = arena_str(&reader_table(r)->arena, s);
    return true;
}

bool read_texts(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    size_t n = reader_length(value);
    struct str *all = arena_take(&reader_table(r)->arena, (n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *item = reader_item(r, value, i);
        if (!reader_scalar(r, key->name, item, &all[i]))
            return false;
        if (all[i].n == 0)
            return reader_empty(r, key, item);
        all[i] = arena_str(&reader_table(r)->arena, all[i]);
    }
    *(struct str **)((char *)row + key->offset) = all;
    *(size_t *)((char *)row + key->count) = n;
    return true;
}

bool read_patterns(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    size_t n = reader_length(value);
    struct pattern *all = arena_take(&reader_table(r)->arena, (n + 1) * sizeof *all);
    if (key->required && n == 0)
        return reader_empty(r, key, value);
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *item = reader_item(r, value, i);
        if (!reader_scalar(r, key->name, item, &all[i].source))
            return false;
        if (all[i].source.n == 0)
            return reader_empty(r, key, item);
        all[i] = (struct pattern){.source = arena_str(&reader_table(r)->arena, all[i].source),
                                  .at = reader_place(r, item)};
    }
    *(struct pattern **)((char *)row + key->offset) = all;
    *(size_t *)((char *)row + key->count) = n;
    return true;
}
