#include "match/signature.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"
#include "match/matcher.h"
#include "match/pattern.h"
#include "match/yaml_reader.h"
#include "record/record.h"

/* ---- classes ---- */

static const char *const class_names[CLASS_COUNT] = {
    [CLASS_INVESTIGATE] = "investigate",
    [CLASS_EXPECTED] = "expected",
    [CLASS_UNKNOWN] = "unknown",
    [CLASS_CLEAN] = "clean",
};

const char *class_name(enum class c)
{
    return class_names[c];
}

enum class class_named(struct str name) {
    unsigned c = 0; while (c < CLASS_COUNT && !str_eq(name, str_z(class_names[c]))) c++; return c;
}

/* ---- the table ---- */

void table_init(struct table *t)
{
    *t = (struct table){0};
}

void table_free(struct table *t)
{
    free(t->signatures);
    free(t->statuses);
    free(t->models);
    free(t->fields);
    arena_free(&t->arena);
    table_init(t);
}

const struct signature *table_signature(const struct table *t, struct str id)
{
    for (size_t i = 0; i < t->signature_count; i++)
        if (str_eq(t->signatures[i].id, id))
            return &t->signatures[i];
    return NULL;
}

const struct status_row *table_status(const struct table *t, int code)
{
    for (size_t i = 0; i < t->status_count; i++)
        if (t->statuses[i].code == code)
            return &t->statuses[i];
    return NULL;
}

const struct model_row *table_model(const struct table *t, struct str name)
{
    for (size_t i = 0; i < t->model_count; i++)
        if (str_eq(t->models[i].name, name))
            return &t->models[i];
    return NULL;
}

static const struct field_row *table_field(const struct table *t, struct str field)
{
    for (size_t i = 0; i < t->field_count; i++)
        if (str_eq(t->fields[i].field, field))
            return &t->fields[i];
    return NULL;
}

/* ---- readers of single keys ---- */

static bool read_id(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!read_text(r, key, value, row) || !reader_scalar(r, key->name, value, &s))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-')
            continue;
        err_set(r->err, "id `" STR_FMT "` holds a character that ids may not hold", STR_ARG(str_head(s, 80)));
        err_mend(r->err, "use a-z, 0-9 and -");
        return reader_at_byte(r, value, i);
    }
    return true;
}

static bool read_class_of(struct reader *r, const struct key *key, yaml_node_t *value, void *row,
                          const char *const *names, size_t n)
{
    struct str s;
    if (!reader_scalar(r, key->name, value, &s))
        return false;
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_z(names[i]))) {
            *(enum class *)((char *)row + key->offset) = class_named(s);
            return true;
        }
    const char *near = str_nearest(s, names, n);
    err_set(r->err, "`" STR_FMT "` is no class", STR_ARG(str_head(s, 80)));
    if (near)
        err_mend(r->err, "did you mean `%s`?", near);
    else
        err_mend(r->err, "classes here: %s, %s%s%s", names[0], names[1], n > 2 ? ", " : "",
                 n > 2 ? names[2] : "");
    return reader_at(r, value);
}

/* A signature is one or the other: what it explains is neither unknown nor clean. */
static bool read_class(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    return read_class_of(r, key, value, row, (const char *const[]){"investigate", "expected"}, 2);
}

static bool read_status_class(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    return read_class_of(r, key, value, row, (const char *const[]){"investigate", "expected", "clean"}, 3);
}

static bool read_code(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    struct str s;
    uint64_t code;
    if (!reader_scalar(r, key->name, value, &s))
        return false;
    if (!str_u64(s, &code) || code < 100 || code > 999) {
        err_set(r->err, "`" STR_FMT "` is no HTTP status", STR_ARG(str_head(s, 80)));
        err_mend(r->err, "write a number such as 503");
        return reader_at(r, value);
    }
    *(int *)((char *)row + key->offset) = (int)code;
    return true;
}

static bool read_captures(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    struct example *e = row;
    (void)key;
    if (value->type != YAML_MAPPING_NODE) {
        err_set(r->err, "`captures` must be a mapping of names to values");
        err_mend(r->err, "write `captures: {host: example.com}`");
        return reader_at(r, value);
    }
    yaml_node_pair_t *p = value->data.mapping.pairs.start, *end = value->data.mapping.pairs.top;
    e->captures = arena_take(&r->table->arena, (size_t)(end - p + 1) * sizeof *e->captures);
    for (; p < end; p++) {
        struct capture *c = &e->captures[e->capture_count++];
        if (!reader_scalar(r, "captures", yaml_document_get_node(&r->doc, p->key), &c->name) ||
            !reader_scalar(r, "captures", yaml_document_get_node(&r->doc, p->value), &c->value))
            return false;
        c->name = arena_str(&r->table->arena, c->name);
        c->value = arena_str(&r->table->arena, c->value);
    }
    return true;
}

/* An example is looked for as written: its white space is its own, but not the line end of a block. */
static bool read_example_text(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!reader_scalar(r, key->name, value, &s))
        return false;
    while (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    if (s.n == 0)
        return reader_empty(r, key, value);
    *(struct str *)((char *)row + key->offset) = arena_str(&r->table->arena, s);
    return true;
}

static const struct key example_keys[] = {
    {"text", read_example_text, offsetof(struct example, text), 0, true},
    {"captures", read_captures, 0, 0, false},
};

/* `- Error: some text` without quotes is a mapping with the key `Error`. */
static bool is_unquoted(struct reader *r, const yaml_node_t *item)
{
    return item->type == YAML_MAPPING_NODE && !reader_get(r, item, "text") &&
           !reader_get(r, item, "captures") &&
           item->data.mapping.pairs.top - item->data.mapping.pairs.start == 1;
}

static bool read_example(struct reader *r, const struct key *key, yaml_node_t *item, struct example *e,
                         const char *what, size_t key_count)
{
    const struct key as_text = {key->name, NULL, offsetof(struct example, text), 0, true};
    e->at = reader_place(r, item);
    if (item->type != YAML_MAPPING_NODE)
        return read_example_text(r, &as_text, item, e);
    if (!is_unquoted(r, item))
        return reader_row(r, what, item, example_keys, key_count, true, e);
    err_set(r->err, "%s is text, or a mapping with the key `text`", what);
    err_mend(r->err, "text that holds `: ` must stand in quotes");
    return reader_at(r, item);
}

static bool read_example_list(struct reader *r, const struct key *key, yaml_node_t *value, void *row,
                              const char *what, size_t key_count)
{
    size_t n = reader_length(value);
    struct example *all = arena_zero(&r->table->arena, (n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++)
        if (!read_example(r, key, reader_item(r, value, i), &all[i], what, key_count))
            return false;
    *(struct example **)((char *)row + key->offset) = all;
    *(size_t *)((char *)row + key->count) = n;
    return true;
}

static bool read_examples(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    return read_example_list(r, key, value, row, "an example", COUNT_OF(example_keys));
}

/* What must not match captures nothing. */
static bool read_counterexamples(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    return read_example_list(r, key, value, row, "a counterexample", 1);
}

/* ---- the sections of a file ---- */

#define TEXT(row, name, must)                                                                                \
    {                                                                                                        \
#name, read_text, offsetof(struct row, name), 0, must                                                \
    }
#define LIST(row, name, reader, length, must)                                                                \
    {                                                                                                        \
#name, reader, offsetof(struct row, name), offsetof(struct row, length), must                        \
    }

static const struct key signature_keys[] = {
    {"id", read_id, offsetof(struct signature, id), 0, true},
    TEXT(signature, title, true),
    {"class", read_class, offsetof(struct signature, class), 0, true},
    LIST(signature, match, read_patterns, match_count, true),
    LIST(signature, unless, read_patterns, unless_count, false),
    LIST(signature, where, read_patterns, where_count, false),
    LIST(signature, group, read_texts, group_count, false),
    TEXT(signature, cause, false),
    TEXT(signature, impact, false),
    TEXT(signature, fix, false),
    LIST(signature, refs, read_texts, ref_count, false),
    LIST(signature, examples, read_examples, example_count, false),
    LIST(signature, counterexamples, read_counterexamples, counterexample_count, false),
};

static const struct key status_keys[] = {
    {"code", read_code, offsetof(struct status_row, code), 0, true},
    {"class", read_status_class, offsetof(struct status_row, class), 0, true},
    TEXT(status_row, meaning, true),
    TEXT(status_row, fix, false),
};

static const struct key model_keys[] = {
    TEXT(model_row, name, true),
    TEXT(model_row, backend, false),
    TEXT(model_row, issues, false),
};

/* Compile the `n` patterns of `key`, adding their captures to `all`; an error names the place in `map`. */
static bool check_patterns(struct reader *r, const yaml_node_t *map, const char *key, const struct pattern *p,
                           size_t n, struct captures *all)
{
    for (size_t i = 0; i < n; i++) {
        size_t offset = 0;
        yaml_node_t *list = reader_get(r, map, key);
        if (pattern_captures(&p[i], &r->table->arena, all, &offset, r->err))
            continue;
        err_mend(r->err, "to match a special character itself, write a \\ before it");
        return reader_at_byte(r, reader_item(r, list, i), offset);
    }
    return true;
}

static bool no_capture(struct reader *r, const yaml_node_t *at, const char *what, struct str name,
                       const struct captures *c)
{
    struct buf list = {0};
    for (size_t i = 0; i < c->n; i++)
        buf_addf(&list, "%s" STR_FMT, i ? ", " : "", STR_ARG(c->names[i]));
    if (c->n == 0)
        buf_addz(&list, "none");
    err_set(r->err, what, STR_ARG(str_head(name, 80)));
    err_mend(r->err, "captures: " STR_FMT, STR_ARG(buf_str(&list)));
    buf_free(&list);
    return reader_at(r, at);
}

static bool check_groups(struct reader *r, const yaml_node_t *map, const struct signature *s,
                         const struct captures *c)
{
    yaml_node_t *list = reader_get(r, map, "group");
    for (size_t i = 0; i < s->group_count; i++) {
        if (captures_have(c, s->group[i]) || field_named(s->group[i]) != FIELD_COUNT)
            continue;
        return no_capture(r, list ? reader_item(r, list, i) : map,
                          "group `" STR_FMT "` is no capture of this signature and no field", s->group[i], c);
    }
    return true;
}

static bool check_examples(struct reader *r, const yaml_node_t *map, const struct example *e, size_t n,
                           const struct captures *c)
{
    yaml_node_t *list = reader_get(r, map, "examples");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < e[i].capture_count; k++)
            if (!captures_have(c, e[i].captures[k].name))
                return no_capture(r, list ? reader_item(r, list, i) : map,
                                  "`" STR_FMT "` is no capture of this signature", e[i].captures[k].name, c);
    return true;
}

static bool check_signature(struct reader *r, const yaml_node_t *map, void *row)
{
    struct signature *s = row;
    struct captures c = {0};
    if (!check_patterns(r, map, "match", s->match, s->match_count, &c) ||
        !check_patterns(r, map, "unless", s->unless, s->unless_count, NULL))
        return false;
    if (c.n > HIT_CAPTURES) {
        err_set(r->err, "%zu named captures; a signature has at most %d", c.n, HIT_CAPTURES);
        err_mend(r->err, "write (?:...) for groups that need no name");
        return reader_at(r, map);
    }
    return check_groups(r, map, s, &c) && check_examples(r, map, s->examples, s->example_count, &c);
}

static bool check_nothing(struct reader *r, const yaml_node_t *map, void *row)
{
    (void)r, (void)map, (void)row;
    return true;
}

/* A list of rows, each known by the value of its first key. */
struct section {
    const char *name, *row; /* "signatures", "a signature" */
    const struct key *keys;
    size_t key_count;
    void *(*find)(struct table *t, struct str id); /* the row of that id, or NULL */
    void *(*add)(struct table *t);                 /* a new, zeroed row */
    size_t at;                                     /* offsetof its struct place */
    bool (*check)(struct reader *r, const yaml_node_t *map, void *row);
};

static void *find_signature(struct table *t, struct str id)
{
    return (void *)table_signature(t, id);
}

static void *find_status(struct table *t, struct str id)
{
    uint64_t code = 0;
    return str_u64(id, &code) && code < 1000 ? (void *)table_status(t, (int)code) : NULL;
}

static void *find_model(struct table *t, struct str id)
{
    return (void *)table_model(t, id);
}

static void *add_signature(struct table *t)
{
    MEM_GROW(t->signatures, t->signature_count, t->signature_cap);
    return memset(&t->signatures[t->signature_count++], 0, sizeof *t->signatures);
}

static void *add_status(struct table *t)
{
    MEM_GROW(t->statuses, t->status_count, t->status_cap);
    return memset(&t->statuses[t->status_count++], 0, sizeof *t->statuses);
}

static void *add_model(struct table *t)
{
    MEM_GROW(t->models, t->model_count, t->model_cap);
    return memset(&t->models[t->model_count++], 0, sizeof *t->models);
}

static const struct section sections[] = {
    {"signatures", "a signature", signature_keys, COUNT_OF(signature_keys), find_signature, add_signature,
     offsetof(struct signature, at), check_signature},
    {"models", "a model", model_keys, COUNT_OF(model_keys), find_model, add_model,
     offsetof(struct model_row, at), check_nothing},
    {"statuses", "a status", status_keys, COUNT_OF(status_keys), find_status, add_status,
     offsetof(struct status_row, at), check_nothing},
};

static bool stands_twice(struct reader *r, const struct section *s, struct str id, const struct place *first,
                         const yaml_node_t *at)
{
    err_set(r->err, "%s `" STR_FMT "` stands twice (first at %s:%u:%u)", s->keys[0].name,
            STR_ARG(str_head(id, 80)), first->file, first->line, first->column);
    err_mend(r->err, "rename or remove one of them");
    return reader_at(r, at);
}

/* One row: of a new id complete, of one that an earlier file has only what it changes. */
static bool read_section_row(struct reader *r, const struct section *s, yaml_node_t *map)
{
    yaml_node_t *named = reader_get(r, map, s->keys[0].name);
    struct str id = {0};
    if (named && !reader_scalar(r, s->keys[0].name, named, &id))
        return false;
    void *row = named ? s->find(r->table, id) : NULL;
    bool is_new = !row;
    if (is_new)
        row = s->add(r->table);
    struct place *at = (struct place *)((char *)row + s->at);
    if (!is_new && at->file == r->file)
        return stands_twice(r, s, id, at, named);
    *at = reader_place(r, map);
    return reader_row(r, s->row, map, s->keys, s->key_count, is_new || !named, row) && s->check(r, map, row);
}

static bool read_section(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    const struct section *s = &sections[key->offset];
    (void)row;
    if (value->type != YAML_SEQUENCE_NODE) {
        err_set(r->err, "`%s` must be a list", s->name);
        err_mend(r->err, "begin each entry with `- %s: ...`", s->keys[0].name);
        return reader_at(r, value);
    }
    for (size_t i = 0; i < reader_length(value); i++)
        if (!read_section_row(r, s, reader_item(r, value, i)))
            return false;
    return true;
}

/* ---- fields: a mapping, since its names are a closed set ---- */

static bool unknown_field(struct reader *r, const yaml_node_t *at, struct str name)
{
    const char *names[FIELD_COUNT];
    struct buf all = {0};
    for (unsigned f = 0; f < FIELD_COUNT; f++) {
        names[f] = field_name((enum field)f);
        buf_addf(&all, "%s%s", f ? ", " : "", names[f]);
    }
    const char *near = str_nearest(name, names, FIELD_COUNT);
    err_set(r->err, "no field `" STR_FMT "`", STR_ARG(str_head(name, 80)));
    if (near)
        err_mend(r->err, "did you mean `%s`?", near);
    else
        err_mend(r->err, "fields: " STR_FMT, STR_ARG(buf_str(&all)));
    buf_free(&all);
    return reader_at(r, at);
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

/* Why `path` is none (grammar: patterns/fields.yaml), or NULL; `*offset` is where. */
static const char *path_fault(struct str path, size_t *offset)
{
    size_t i = 0;
    for (;;) {
        size_t start = *offset = i;
        if (i < path.n && path.p[i] == '\'') {
            i += 1 + str_chr(str_skip(path, i + 1), '\'') + 1;
            if (i > path.n)
                return "a quote is not closed";
        }
        while (i < path.n && !strchr(".>?[", path.p[i]))
            i++;
        if (i == start)
            return "a step has no name";
        while (str_starts(str_skip(path, i), STR("[]")))
            i += 2;
        *offset = i;
        if (i == path.n)
            return NULL;
        if (path.p[i] == '[')
            return "after `[` only `]` may follow";
        i++;
    }
}

static bool check_paths(struct reader *r, yaml_node_t *value, const struct field_row *row)
{
    for (size_t i = 0; i < row->path_count; i++) {
        size_t offset = 0;
        const char *fault = path_fault(row->paths[i].source, &offset);
        if (!fault)
            continue;
        err_set(r->err, "path `" STR_FMT "`: %s", STR_ARG(str_head(row->paths[i].source, 80)), fault);
        err_mend(r->err, "the grammar stands at the top of fields.yaml");
        return reader_at_byte(r, reader_item(r, value, i), offset);
    }
    return true;
}

static bool read_field(struct reader *r, yaml_node_t *at, yaml_node_t *value)
{
    static const struct key paths = LIST(field_row, paths, read_patterns, path_count, true);
    struct field_row more = {.at = reader_place(r, at)};
    struct table *t = r->table;
    if (!reader_scalar(r, "fields", at, &more.field))
        return false;
    if (field_named(more.field) == FIELD_COUNT)
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
        return reader_at(r, at);
    }
    prepend_paths(&t->arena, row, &more);
    return true;
}

static bool read_fields(struct reader *r, const struct key *key, yaml_node_t *value, void *row)
{
    (void)key, (void)row;
    if (value->type != YAML_MAPPING_NODE) {
        err_set(r->err, "`fields` must be a mapping of fields to paths");
        err_mend(r->err, "write `model: [properties.model]`");
        return reader_at(r, value);
    }
    for (yaml_node_pair_t *p = value->data.mapping.pairs.start; p < value->data.mapping.pairs.top; p++)
        if (!read_field(r, yaml_document_get_node(&r->doc, p->key),
                        yaml_document_get_node(&r->doc, p->value)))
            return false;
    return true;
}

/* ---- a file ---- */

static const struct key file_keys[] = {
    {"signatures", read_section, 0, 0, false},
    {"models", read_section, 1, 0, false},
    {"statuses", read_section, 2, 0, false},
    {"fields", read_fields, 0, 0, false},
};

static bool read_documents(struct reader *r, yaml_parser_t *parser)
{
    for (bool good = true; good;) {
        if (!reader_next(r, parser))
            return false;
        yaml_node_t *root = yaml_document_get_root_node(&r->doc);
        if (root)
            good = reader_row(r, "a signature file", root, file_keys, COUNT_OF(file_keys), false, NULL);
        yaml_document_delete(&r->doc);
        if (!root || !good)
            return good;
    }
    return false;
}

bool table_load(struct table *t, const char *file, struct str text, struct err *err)
{
    struct reader r = {.table = t, .text = text, .err = err};
    yaml_parser_t parser;
    r.file = arena_str(&t->arena, str_z(file)).p;
    if (!yaml_parser_initialize(&parser))
        return err_set(err, "not enough memory");
    yaml_parser_set_input_string(&parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
    bool good = read_documents(&r, &parser);
    yaml_parser_delete(&parser);
    return good;
}
