/* The section `fields`: a mapping, not a list, since its names are a closed set. */
#include "base/mem.h"
#include "match/section.h"
#include "record/path_tree.h"

static const struct field_row *table_field(const struct table *t, struct str field)
{
    for (size_t i = 0; i < t->field_count; i++)
        if (str_eq(t->fields[i].field, field))
            return &t->fields[i];
    return NULL;
}

static bool unknown_field(struct yaml_reader *r, const yaml_node_t *at, struct str name)
{
    enum { NAMES_MAX = FIELD_COUNT + 16 };
    const char *names[NAMES_MAX], *mark;
    LOCAL_BUF all = {0};
    size_t n = 0;
    for (unsigned f = 0; f < FIELD_COUNT; f++)
        names[n++] = field_name((enum field)f);
    for (size_t i = 0; n < NAMES_MAX && (mark = path_flag_name(i)); i++)
        names[n++] = mark;
    for (size_t i = 0; i < n; i++)
        buf_addf(&all, "%s%s", i ? ", " : "", names[i]);
    err_set(r->err, "no field `" STR_FMT "`", STR_ARG(str_head(name, 80)));
    err_mend_near(r->err, name, names, n, "fields: " STR_FMT, STR_ARG(buf_str(&all)));
    return yaml_reader_at(r, at);
}

/* Paths of a later file stand before those of earlier ones: who adds a path wants it looked at. */
static void prepend_paths(struct arena *a, struct field_row *row, const struct field_row *more)
{
    struct pattern *all = arena_take(a, (more->path_count + row->path_count + 1) * sizeof *all);
    memcpy(all, more->paths, more->path_count * sizeof *all);
    if (row->path_count)
        memcpy(all + more->path_count, row->paths, row->path_count * sizeof *all);
    row->paths = all;
    row->path_count += more->path_count;
    row->at = more->at;
}

/* Bytes of the key that `path` begins with, quotes included; 0 when it begins with none. */
static size_t key_length(struct str path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-$@/ ";
    size_t n = 0;
    if (path.n && path.p[0] == '\'') {
        n = 1 + str_chr(str_skip(path, 1), '\'');
        return n > 1 && n < path.n ? n + 1 : 0;
    }
    while (n < path.n && path.p[n] && strchr(plain, path.p[n]))
        n++;
    return n;
}

/* Why `path` is none (grammar: patterns/fields.yaml), or NULL; `*at` is where. */
static const char *path_fault(struct str path, size_t *at)
{
    for (*at = 0;; ++*at) {
        size_t key = key_length(str_skip(path, *at));
        if (key == 0)
            return "a key is missing, or needs single quotes";
        *at += key;
        while (str_starts(str_skip(path, *at), STR("[]")))
            *at += 2;
        if (*at == path.n)
            return NULL;
        if (path.p[*at] == '?')
            return *at + 1 < path.n ? NULL : "after `?` stands the name of a parameter";
        if (path.p[*at] == ':')
            return unit_named(str_skip(path, *at + 1)) != UNIT_NONE
                       ? NULL
                       : "after `:` stands a unit: ns us ms s min, or otlp, insights, word, kind, stream of "
                         "a level";
        if (path.p[*at] != '.' && path.p[*at] != '>')
            return "after a key stands `.`, `>`, `[]`, `?`, `:` or nothing";
    }
}

static bool check_paths(struct yaml_reader *r, yaml_node_t *value, const struct field_row *row)
{
    for (size_t i = 0; i < row->path_count; i++) {
        size_t offset = 0;
        const char *fault = path_fault(row->paths[i].source, &offset);
        if (!fault)
            continue;
        err_set(r->err, "path `" STR_FMT "`: %s", STR_ARG(str_head(row->paths[i].source, 80)), fault);
        err_mend(r->err, "the grammar stands in man sigtail-patterns");
        return yaml_reader_at_byte(r, yaml_reader_item(r, value, i), offset);
    }
    return true;
}

static bool read_field(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value)
{
    static const struct yaml_key paths = KEY_LIST(field_row, paths, read_patterns, path_count, true);
    struct field_row more = {.at = yaml_reader_place(r, at)};
    struct table *t = reader_table(r);
    if (!yaml_reader_scalar(r, "fields", at, &more.field))
        return false;
    if (field_named(more.field) == FIELD_COUNT && path_flag_named(more.field) == PATH_FLAG_NONE)
        return unknown_field(r, at, more.field);
    more.field = arena_str(&t->arena, more.field);
    if (!read_patterns(r, &paths, value, &more) || !check_paths(r, value, &more))
        return false;
    struct field_row *row = (struct field_row *)table_field(t, more.field);
    if (!row) {
        MEM_GROW(t->fields, t->field_count, t->field_cap);
        t->fields[t->field_count++] = more;
        return true;
    }
    if (row->at.file == r->file) {
        err_set(r->err, "field `" STR_FMT "` stands twice (first at %s:%u:%u)", STR_ARG(more.field),
                row->at.file, row->at.line, row->at.column);
        err_mend(r->err, "put all its paths in one list");
        return yaml_reader_at(r, at);
    }
    prepend_paths(&t->arena, row, &more);
    return true;
}

bool read_fields(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    return read_mapping(r, key->name, value, " of fields to paths", "model: [properties.model]", read_field);
}
