#include "match/section.h"

static bool read_signatures(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)key, (void)row;
    reader_table(r)->changed = true;
    return section_read(r, &signature_section, value);
}

static bool read_models(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)key, (void)row;
    return section_read(r, &model_section, value);
}

static bool read_statuses(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)key, (void)row;
    return section_read(r, &status_section, value);
}

static bool read_formats(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)key, (void)row;
    return section_read(r, &format_section, value);
}

static bool read_masks(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)key, (void)row;
    return section_read(r, &mask_section, value);
}

static const struct yaml_key file_keys[] = {
    {.name = "signatures", .read = read_signatures}, {.name = "models", .read = read_models},
    {.name = "statuses", .read = read_statuses},     {.name = "fields", .read = read_fields},
    {.name = "formats", .read = read_formats},       {.name = "levels", .read = read_levels},
    {.name = "user_text", .read = read_user_text},   {.name = "good_news", .read = read_good_news},
    {.name = "recovered", .read = read_recovered},   {.name = "secrets", .read = read_secrets},
    {.name = "parts", .read = read_parts},           {.name = "masks", .read = read_masks},
};

/* `---` and nothing after it. */
static bool is_nothing(const yaml_node_t *root)
{
    return root->type == YAML_SCALAR_NODE && root->data.scalar.length == 0;
}

static bool read_document(struct yaml_reader *r)
{
    yaml_node_t *root = yaml_document_get_root_node(&r->doc);
    if (!root || is_nothing(root))
        return true;
    reader_table(r)->documents++;
    return yaml_reader_row(r, "a signature file", root, file_keys, COUNT_OF(file_keys), false, NULL);
}

static bool read_documents(struct yaml_reader *r, yaml_parser_t *parser)
{
    for (;;) {
        if (!yaml_reader_next(r, parser))
            return false;
        bool last = !yaml_document_get_root_node(&r->doc), good = read_document(r);
        yaml_document_delete(&r->doc);
        if (last || !good)
            return good;
    }
}

static struct yaml_reader reader_of(struct table *t, const char *file, struct str text, struct err *err)
{
    t->layers++;
    return (struct yaml_reader){
        .into = t, .text = text, .err = err, .file = arena_str(&t->arena, str_z(file)).p};
}

bool table_load(struct table *t, const char *file, struct str text, struct err *err)
{
    table_examples(t); /* which what is read may add to */
    struct yaml_reader r = reader_of(t, file, text, err);
    yaml_parser_t parser;
    yaml_reader_begin(&r, &parser);
    bool good = read_documents(&r, &parser);
    yaml_parser_delete(&parser);
    table_index_statuses(t);
    return good;
}
