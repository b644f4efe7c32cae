/* The sections `user_text`, `good_news` and `recovered`. */
#include "match/pattern.h"
#include "match/section.h"

static struct pattern *joined(struct arena *a, const struct pattern *old, size_t n, size_t more)
{
    struct pattern *all = arena_zero(a, (n + more + 1) * sizeof *all);
    if (n)
        memcpy(all, old, n * sizeof *all);
    return all;
}

static bool add(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, struct pattern **list,
                size_t *count, bool regex)
{
    size_t offset, n = yaml_reader_length(value);
    *list = joined(&reader_table(r)->arena, *list, *count, n);
    for (size_t i = 0; i < n; i++) {
        struct pattern *p = &(*list)[*count];
        yaml_node_t *item = yaml_reader_item(r, value, i);
        if (!yaml_reader_scalar(r, key->name, item, &p->source))
            return false;
        if (!p->source.n)
            return yaml_reader_empty(r, key, item);
        p->source = arena_str(&reader_table(r)->arena, p->source);
        p->at = yaml_reader_place(r, item);
        if (regex && !pattern_compile(p, reader_table(r), NULL, &offset, r->err))
            return yaml_reader_at_byte(r, item, offset);
        ++*count;
    }
    return true;
}

bool read_user_text(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    return add(r, key, value, &reader_table(r)->user_text, &reader_table(r)->user_text_count, false);
}

bool read_good_news(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    return add(r, key, value, &reader_table(r)->good_news, &reader_table(r)->good_news_count, true);
}

bool read_recovered(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    return add(r, key, value, &reader_table(r)->recovered, &reader_table(r)->recovered_count, true);
}
