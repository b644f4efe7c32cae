#include "match/section.h"

#include "base/mem.h"

bool read_class_of(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row,
                   const char *const *names, size_t n)
{
    struct str s;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_z(names[i]))) {
            *(enum verdict *)((char *)row + key->offset) = class_named(s);
            return true;
        }
    err_set(r->err, "`" STR_FMT "` is no class", STR_ARG(str_head(s, 80)));
    err_mend_near(r->err, s, names, n, "classes here: %s, %s%s%s", names[0], names[1], n > 2 ? ", " : "",
                  n > 2 ? names[2] : "");
    return yaml_reader_at(r, value);
}

bool read_mapping(struct yaml_reader *r, const char *name, yaml_node_t *value, const char *of,
                  const char *mend, bool (*read)(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value))
{
    if (value->type != YAML_MAPPING_NODE) {
        err_set(r->err, "`%s` must be a mapping%s", name, of);
        err_mend(r->err, "write `%s`", mend);
        return yaml_reader_at(r, value);
    }
    for (yaml_node_pair_t *p = value->data.mapping.pairs.start; p < value->data.mapping.pairs.top; p++)
        if (!read(r, yaml_document_get_node(&r->doc, p->key), yaml_document_get_node(&r->doc, p->value)))
            return false;
    return true;
}

static bool stands_twice(struct yaml_reader *r, const struct section *s, struct str id,
                         const struct location *first, const yaml_node_t *at)
{
    err_set(r->err, "%s `" STR_FMT "` stands twice (first at %s:%u:%u)", s->keys[0].name,
            STR_ARG(str_head(id, 80)), first->file, first->line, first->column);
    err_mend(r->err, "rename or remove one of them");
    return yaml_reader_at(r, at);
}

/* A new, zeroed row. */
static void *add_row(struct table *t, const struct section *s)
{
    char *rows, *place = (char *)t + s->rows;
    size_t *count = (size_t *)((char *)t + s->count);
    memcpy(&rows, place, sizeof rows);
    rows = mem_grow(rows, *count, (size_t *)((char *)t + s->cap), s->size);
    memcpy(place, &rows, sizeof rows);
    return memset(rows + s->size * (*count)++, 0, s->size);
}

/* One row: of a new id complete, of one that an earlier file has only what it changes. */
static bool read_section_row(struct yaml_reader *r, const struct section *s, yaml_node_t *map)
{
    yaml_node_t *named = yaml_reader_get(r, map, s->keys[0].name);
    struct str id = {0};
    if (named && !yaml_reader_scalar(r, s->keys[0].name, named, &id))
        return false;
    void *row = named ? s->find(reader_table(r), id) : NULL;
    bool is_new = !row;
    if (is_new)
        row = add_row(reader_table(r), s);
    struct location *at = (struct location *)((char *)row + s->at);
    if (!is_new && at->file == r->file)
        return stands_twice(r, s, id, at, named);
    *at = yaml_reader_place(r, map);
    return yaml_reader_row(r, s->row, map, s->keys, s->key_count, is_new || !named, row) &&
           (!s->check || s->check(r, map, row));
}

bool section_read(struct yaml_reader *r, const struct section *s, yaml_node_t *value)
{
    if (value->type != YAML_SEQUENCE_NODE) {
        err_set(r->err, "`%s` must be a list", s->name);
        err_mend(r->err, "begin each entry with `- %s: ...`", s->keys[0].name);
        return yaml_reader_at(r, value);
    }
    for (size_t i = 0; i < yaml_reader_length(value); i++)
        if (!read_section_row(r, s, yaml_reader_item(r, value, i)))
            return false;
    return true;
}
