#include "match/section.h"

static bool read_captures(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct example *e = row;
    if (value->type != YAML_MAPPING_NODE) {
        err_set(r->err, "`%s` must be a mapping of names to values", key->name);
        err_mend(r->err, "write `%s: {host: example.com}`", key->name);
        return yaml_reader_at(r, value);
    }
    yaml_node_pair_t *p = value->data.mapping.pairs.start, *end = value->data.mapping.pairs.top;
    e->captures = arena_take(&reader_table(r)->arena, (size_t)(end - p + 1) * sizeof *e->captures);
    for (; p < end; p++) {
        struct example_capture *c = &e->captures[e->capture_count++];
        if (!yaml_reader_scalar(r, key->name, yaml_document_get_node(&r->doc, p->key), &c->name) ||
            !yaml_reader_scalar(r, key->name, yaml_document_get_node(&r->doc, p->value), &c->value))
            return false;
        c->name = arena_str(&reader_table(r)->arena, c->name);
        c->value = arena_str(&reader_table(r)->arena, c->value);
    }
    return true;
}

/* An example is looked for as written: its white space is its own, but not the line end of a block. */
static bool read_example_text(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value,
                              void *row)
{
    struct str s;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    while (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    if (s.n == 0)
        return yaml_reader_empty(r, key, value);
    *(struct str *)((char *)row + key->offset) = arena_str(&reader_table(r)->arena, s);
    return true;
}

static const struct yaml_key text_key[] = {
    {"text", read_example_text, offsetof(struct example, text), 0, true}};
static const struct yaml_key example_keys[] = {
    {"text", read_example_text, offsetof(struct example, text), 0, true},
    {"captures", read_captures, 0, 0, false},
};
static const struct yaml_key sample_keys[] = {
    {"text", read_example_text, offsetof(struct example, text), 0, true},
    {"fields", read_captures, 0, 0, true},
};

static const struct yaml_key mask_sample_keys[] = {
    {"text", read_example_text, offsetof(struct example, text), 0, true},
    {"template", read_example_text, offsetof(struct example, template), 0, true},
};

/* Lists of texts: what one is called in messages, and its keys. */
struct example_kind {
    const char *what;
    const struct yaml_key *keys;
    size_t key_count;
};

/* `- Error: some text` without quotes is a mapping with the key `Error`. */
static bool is_unquoted(struct yaml_reader *r, const yaml_node_t *item)
{
    return item->type == YAML_MAPPING_NODE && !yaml_reader_get(r, item, "text") &&
           !yaml_reader_get(r, item, "captures") && !yaml_reader_get(r, item, "fields") &&
           !yaml_reader_get(r, item, "template") &&
           item->data.mapping.pairs.top - item->data.mapping.pairs.start == 1;
}

static bool read_example(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *item,
                         struct example *e, const struct example_kind *kind)
{
    const struct yaml_key as_text = {key->name, NULL, offsetof(struct example, text), 0, true};
    e->at = yaml_reader_place(r, item);
    if (item->type != YAML_MAPPING_NODE)
        return read_example_text(r, &as_text, item, e);
    if (!is_unquoted(r, item))
        return yaml_reader_row(r, kind->what, item, kind->keys, kind->key_count, true, e);
    err_set(r->err, "%s is text, or a mapping with the key `text`", kind->what);
    err_mend(r->err, "text that holds `: ` must stand in quotes");
    return yaml_reader_at(r, item);
}

static bool read_example_list(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value,
                              void *row, const struct example_kind *kind)
{
    size_t n = yaml_reader_length(value);
    struct example *all = arena_zero(&reader_table(r)->arena, (n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++)
        if (!read_example(r, key, yaml_reader_item(r, value, i), &all[i], kind))
            return false;
    *(struct example **)((char *)row + key->offset) = all;
    *(size_t *)((char *)row + key->count) = n;
    return true;
}

bool read_examples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    static const struct example_kind kind = {"an example", example_keys, COUNT_OF(example_keys)};
    return read_example_list(r, key, value, row, &kind);
}

/* What must not match captures nothing. */
bool read_counterexamples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    static const struct example_kind kind = {"a counterexample", text_key, COUNT_OF(text_key)};
    return read_example_list(r, key, value, row, &kind);
}

bool read_mask_samples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    static const struct example_kind kind = {"a sample", mask_sample_keys, COUNT_OF(mask_sample_keys)};
    return read_example_list(r, key, value, row, &kind);
}

bool read_samples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    static const struct example_kind kind = {"a sample", sample_keys, COUNT_OF(sample_keys)};
    return read_example_list(r, key, value, row, &kind);
}
