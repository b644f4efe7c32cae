#include "generator.h"

static const char *file_name;

int fail(const yaml_node_t *n, const char *why)
{
    fprintf(stderr, "%s:%zu:%zu: %s\n", file_name, n->start_mark.line + 1, n->start_mark.column + 1, why);
    return 0;
}

struct str text_of(const yaml_node_t *n)
{
    return str_of((const char *)n->data.scalar.value, n->data.scalar.length);
}

void put_str(FILE *out, struct str s)
{
    fprintf(out, "{\"");
    for (size_t i = 0; i < s.n; i++)
        fprintf(out, "\\%03o", (unsigned char)s.p[i]);
    fprintf(out, "\",%zu}", s.n);
}

/* What stands below the first key of the document. */
static int read_all(yaml_document_t *doc, read_pair *read)
{
    const yaml_node_t *root = yaml_document_get_root_node(doc);
    if (!root || root->type != YAML_MAPPING_NODE)
        return 0;
    const yaml_node_t *map = yaml_document_get_node(doc, root->data.mapping.pairs.start->value);
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++)
        if (!read(doc, p))
            return 0;
    return 1;
}

int generate(int argc, char **argv, read_pair *read, void (*put)(FILE *out))
{
    FILE *in = argc == 3 ? fopen(argv[2], "rb") : NULL, *out = in ? fopen(argv[1], "wb") : NULL;
    yaml_parser_t parser;
    yaml_document_t doc;
    if (!out || !yaml_parser_initialize(&parser)) {
        fprintf(stderr, "usage: %s OUT IN\n", argv[0]);
        return 1;
    }
    file_name = argv[2];
    yaml_parser_set_input_file(&parser, in);
    if (!yaml_parser_load(&parser, &doc) || !read_all(&doc, read)) {
        fprintf(stderr, "%s: cannot be read\n", argv[2]);
        return 1;
    }
    put(out);
    yaml_document_delete(&doc);
    yaml_parser_delete(&parser);
    (void)fclose(in);
    return fclose(out) != 0;
}
