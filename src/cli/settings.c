#include "cli/settings.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/yaml_reader.h"
#include "cli/command.h"

void settings_free(struct settings *s)
{
    arena_free(&s->arena);
    free(s->given);
    *s = (struct settings){0};
}

/* A file being read, and for which commands. */
struct settings_file {
    struct settings *s;
    unsigned commands; /* bits 1 << enum command_id */
    const char *whose; /* "the settings", "`report`" */
};

/* --- names --- */

/* The first row of this name that one of the commands has. */
static const struct option_row *row_called(struct str name, unsigned whose)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].commands & whose && !option_table[i].never_set &&
            str_eq(str_z(option_table[i].name), name))
            return &option_table[i];
    return NULL;
}

static size_t add_names(const struct settings_file *f, const char **names)
{
    size_t n = 0;
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].commands & f->commands && !option_table[i].never_set)
            names[n++] = option_table[i].name;
    for (size_t i = 0; i < COMMAND_COUNT && f->commands == OPTION_ANY_COMMAND; i++)
        names[n++] = commands[i].name;
    return n;
}

static bool unknown_key(struct yaml_reader *r, const struct settings_file *f, struct str key,
                        const yaml_node_t *at)
{
    LOCAL_MEM const char **names = mem_zero((option_count + COMMAND_COUNT) * sizeof *names);
    const char *near = str_nearest(key, names, add_names(f, names));
    const struct option_row *other = row_called(key, OPTION_ANY_COMMAND);
    err_set(r->err, "unknown key `" STR_FMT "` of %s", STR_ARG(str_head(key, 80)), f->whose);
    if (near)
        err_mend(r->err, "did you mean `%s`?", near);
    else if (other)
        err_mend(r->err, "it is an option of other commands; sigtail config shows those of one");
    else
        err_mend(r->err, "keys are names of options without their dashes, and of commands (man sigtail)");
    return yaml_reader_at(r, at);
}

/* --- values --- */

/* A name of a file is one beside the settings, or below the user's own folder. */
static const char *file_named(struct settings_file *f, struct str name)
{
    LOCAL_BUF path = {0};
    const char *home = getenv("HOME"), *slash = strrchr(f->s->file, '/');
    if (home && str_starts(name, STR("~/"))) {
        buf_addf(&path, "%s/", home);
        name = str_skip(name, 2);
    } else if (slash && name.n && name.p[0] != '/' && !str_eq(name, STR("-"))) {
        buf_add(&path, str_of(f->s->file, (size_t)(slash - f->s->file) + 1));
    }
    buf_add(&path, name);
    struct str kept = arena_str(&f->s->arena, buf_str(&path));
    return kept.p;
}

static const char *value_of(struct settings_file *f, const struct option_row *row, struct str text)
{
    return row->completes == COMPLETES_FILE && text.n ? file_named(f, text) : arena_str(&f->s->arena, text).p;
}

/* What a variable of the environment says counts before it. */
static void note(struct settings_file *f, const struct given *g)
{
    struct settings *s = f->s;
    const char *said = g->row->variable ? getenv(g->row->variable) : NULL;
    if (said && said[0])
        return;
    MEM_GROW(s->given, s->n, s->cap);
    s->given[s->n++] = *g;
}

static bool one_of(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(s, str_z(words[i])))
            return true;
    return false;
}

/* "true", or "false", which is as if it were not there. */
static bool read_flag(struct yaml_reader *r, const struct option_row *row, yaml_node_t *value, bool *set)
{
    static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {"false", "no", "off"};
    struct str text;
    if (!yaml_reader_scalar(r, row->name, value, &text))
        return false;
    *set = one_of(text, yes, COUNT_OF(yes));
    if (*set || one_of(text, no, COUNT_OF(no)))
        return true;
    err_set(r->err, "%s: '" STR_FMT "' is neither true nor false", row->name, STR_ARG(str_head(text, 80)));
    err_mend(r->err, "write %s: true", row->name);
    return yaml_reader_at(r, value);
}

static bool no_pair(struct yaml_reader *r, const struct option_row *row, const yaml_node_t *at)
{
    err_set(r->err, "`%s` is not a list of two", row->name);
    err_mend(r->err, "write %s: [10m, CMD], say", row->name);
    return yaml_reader_at(r, at);
}

static bool read_pair(struct yaml_reader *r, struct settings_file *f, struct given *g, yaml_node_t *value)
{
    struct str after, line;
    if (value->type != YAML_SEQUENCE_NODE || yaml_reader_length(value) != 2)
        return no_pair(r, g->row, value);
    if (!yaml_reader_scalar(r, g->row->name, yaml_reader_item(r, value, 0), &after) ||
        !yaml_reader_scalar(r, g->row->name, yaml_reader_item(r, value, 1), &line))
        return false;
    g->value = arena_str(&f->s->arena, after).p;
    g->second = arena_str(&f->s->arena, line).p;
    note(f, g);
    return true;
}

static bool read_values(struct yaml_reader *r, struct settings_file *f, struct given *g, yaml_node_t *value)
{
    size_t n = option_repeats(g->row) ? yaml_reader_length(value) : 1;
    for (size_t i = 0; i < n; i++) {
        yaml_node_t *item = option_repeats(g->row) ? yaml_reader_item(r, value, i) : value;
        struct str text;
        if (!yaml_reader_scalar(r, g->row->name, item, &text))
            return false;
        g->at = yaml_reader_place(r, item);
        g->value = value_of(f, g->row, text);
        note(f, g);
    }
    return true;
}

static bool read_option(struct yaml_reader *r, struct settings_file *f, const struct option_row *row,
                        yaml_node_t *value)
{
    struct given g = {.row = row, .at = yaml_reader_place(r, value), .commands = f->commands};
    bool set = true;
    if (row->kind == OPTION_AFTER)
        return read_pair(r, f, &g, value);
    if (row->argument)
        return read_values(r, f, &g, value);
    if (!read_flag(r, row, value, &set))
        return false;
    if (set)
        note(f, &g);
    return true;
}

/* --- mappings --- */

static bool read_mapping(struct yaml_reader *r, struct settings_file *f, yaml_node_t *map);

static bool read_command(struct yaml_reader *r, struct settings_file *f, const struct command *c,
                         yaml_node_t *value)
{
    char whose[40];
    struct settings_file own = {f->s, 1u << (c - commands), whose};
    snprintf(whose, sizeof whose, "`%s`", c->name);
    return read_mapping(r, &own, value);
}

static bool read_key(struct yaml_reader *r, struct settings_file *f, yaml_node_pair_t *pair)
{
    yaml_node_t *at = yaml_document_get_node(&r->doc, pair->key),
                *value = yaml_document_get_node(&r->doc, pair->value);
    struct str key;
    if (!yaml_reader_scalar(r, "a key", at, &key))
        return false;
    const struct option_row *row = row_called(key, f->commands);
    const struct command *c = f->commands == OPTION_ANY_COMMAND ? command_named(key) : NULL;
    if (c && (!row || value->type == YAML_MAPPING_NODE))
        return read_command(r, f, c, value);
    return row ? read_option(r, f, row, value) : unknown_key(r, f, key, at);
}

/* Does the key of `pair` stand before it, too? */
static bool stands_twice(struct yaml_reader *r, const struct settings_file *f, const yaml_node_t *map,
                         const yaml_node_pair_t *pair)
{
    yaml_node_t *at = yaml_document_get_node(&r->doc, pair->key);
    const char *name = at->type == YAML_SCALAR_NODE ? (const char *)at->data.scalar.value : NULL;
    if (!name || yaml_reader_get(r, map, name) == yaml_document_get_node(&r->doc, pair->value))
        return false;
    err_set(r->err, "key `%.80s` stands twice in %s", name, f->whose);
    err_mend(r->err, "keep one of them");
    yaml_reader_at(r, at);
    return true;
}

static bool read_mapping(struct yaml_reader *r, struct settings_file *f, yaml_node_t *map)
{
    if (map->type == YAML_SCALAR_NODE && map->data.scalar.length == 0)
        return true; /* nothing is set */
    if (map->type != YAML_MAPPING_NODE) {
        err_set(r->err, "%s must be a mapping of options", f->whose);
        err_mend(r->err, "write `top: 20`, say");
        return yaml_reader_at(r, map);
    }
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
        if (stands_twice(r, f, map, p) || !read_key(r, f, p))
            return false;
    return true;
}

bool settings_read(struct settings *s, const char *path, struct str text, struct err *err)
{
    struct settings_file f = {s, OPTION_ANY_COMMAND, "the settings"};
    struct yaml_reader r = {.file = path, .text = text, .err = err};
    yaml_parser_t parser;
    yaml_reader_begin(&r, &parser);
    bool ok = yaml_reader_next(&r, &parser);
    yaml_node_t *root = ok ? yaml_document_get_root_node(&r.doc) : NULL;
    if (root)
        ok = read_mapping(&r, &f, root);
    if (root || ok)
        yaml_document_delete(&r.doc);
    yaml_parser_delete(&parser);
    return ok;
}
