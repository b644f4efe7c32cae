/*
 * embed: write the signature files named after OUT into OUT as C: what match/builtin.h and
 * match/shipped_literals.h declare. Their YAML is read here, once, and the literals of their patterns are
 * found, so that the program need not do it at every start.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "match/literal.h"
#include "match/shipped_literals.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The whole file, to be freed; NULL and a message when it cannot be read. */
static char *read_whole(const char *path, size_t *n)
{
    FILE *in = fopen(path, "rb");
    char *text = NULL;
    size_t got = 0;
    *n = 0;
    if (!in) {
        perror(path);
        return NULL;
    }
    do {
        text = realloc(text, *n + (1 << 16));
        got = text ? fread(text + *n, 1, 1 << 16, in) : 0;
        *n += got;
    } while (got);
    if (!text || ferror(in)) {
        perror(path);
        text = NULL;
    }
    (void)fclose(in);
    return text;
}

static void put_bytes(FILE *out, const char *name, int file, const char *p, size_t n)
{
    fprintf(out, "static const char %s_%d[] = {", name, file);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%d,", i % 32 ? "" : "\n", (signed char)p[i]);
    fprintf(out, "0};\n");
}

/* --- the document --- */

static void put_mark(FILE *out, const char *name, yaml_mark_t m)
{
    fprintf(out, ".%s={%zu,%zu,%zu},", name, m.index, m.line, m.column);
}

static size_t item_count(const yaml_node_t *n)
{
    return (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
}

static size_t pair_count(const yaml_node_t *n)
{
    return (size_t)(n->data.mapping.pairs.top - n->data.mapping.pairs.start);
}

/* All children of lists stand in one array, those of mappings in another, the bytes of scalars in a third. */
static void put_children(FILE *out, const yaml_document_t *doc, int file)
{
    fprintf(out, "static yaml_node_item_t items_%d[] = {", file);
    for (const yaml_node_t *n = doc->nodes.start; n < doc->nodes.top; n++)
        for (size_t i = 0; n->type == YAML_SEQUENCE_NODE && i < item_count(n); i++)
            fprintf(out, "%d,", n->data.sequence.items.start[i]);
    fprintf(out, "0};\nstatic yaml_node_pair_t pairs_%d[] = {", file);
    for (const yaml_node_t *n = doc->nodes.start; n < doc->nodes.top; n++)
        for (size_t i = 0; n->type == YAML_MAPPING_NODE && i < pair_count(n); i++)
            fprintf(out, "{%d,%d},", n->data.mapping.pairs.start[i].key,
                    n->data.mapping.pairs.start[i].value);
    fprintf(out, "{0,0}};\nstatic yaml_char_t scalars_%d[] = {", file);
    for (const yaml_node_t *n = doc->nodes.start; n < doc->nodes.top; n++) {
        for (size_t i = 0; n->type == YAML_SCALAR_NODE && i < n->data.scalar.length; i++)
            fprintf(out, "%d,", n->data.scalar.value[i]);
        if (n->type == YAML_SCALAR_NODE)
            fprintf(out, "0,\n");
    }
    fprintf(out, "0};\n");
}

/* {start, end, top} of the `n` children at `at` of `array`. */
static void put_stack(FILE *out, const char *array, int file, size_t at, size_t n)
{
    fprintf(out, "{%s_%d+%zu,%s_%d+%zu,%s_%d+%zu}", array, file, at, array, file, at + n, array, file,
            at + n);
}

static void put_nodes(FILE *out, const yaml_document_t *doc, int file)
{
    size_t items = 0, pairs = 0, bytes = 0;
    fprintf(out, "static yaml_node_t nodes_%d[] = {\n", file);
    for (const yaml_node_t *n = doc->nodes.start; n < doc->nodes.top; n++) {
        fprintf(out, "{.type=%d,", n->type);
        put_mark(out, "start_mark", n->start_mark);
        put_mark(out, "end_mark", n->end_mark);
        if (n->type == YAML_SCALAR_NODE) {
            fprintf(out, ".data.scalar={scalars_%d+%zu,%zu,%d}", file, bytes, n->data.scalar.length,
                    n->data.scalar.style);
            bytes += n->data.scalar.length + 1;
        } else if (n->type == YAML_SEQUENCE_NODE) {
            fprintf(out, ".data.sequence.items=");
            put_stack(out, "items", file, items, item_count(n));
            items += item_count(n);
        } else if (n->type == YAML_MAPPING_NODE) {
            fprintf(out, ".data.mapping.pairs=");
            put_stack(out, "pairs", file, pairs, pair_count(n));
            pairs += pair_count(n);
        }
        fprintf(out, "},\n");
    }
    fprintf(out, "};\nstatic yaml_document_t document_%d = {.nodes=", file);
    put_stack(out, "nodes", file, 0, (size_t)(doc->nodes.top - doc->nodes.start));
    fprintf(out, "};\n");
}

/* --- the literals of patterns --- */

enum { SLOTS = 1 << 12 };

static struct {
    FILE *bytes; /* memory: patterns and literals */
    char *p;
    size_t n;
    struct shipped_literals slots[SLOTS];
    size_t count;
    struct arena arena;
} known;

static uint32_t put_known(const char *p, size_t n)
{
    uint32_t at = (uint32_t)ftell(known.bytes);
    fwrite(p, 1, n, known.bytes);
    return at;
}

/* Equal patterns take a slot each; the first is found. */
static void know_pattern(struct str pattern)
{
    struct shape shape = literal_shape(pattern, &known.arena);
    uint32_t at = shipped_literals_hash(pattern) % SLOTS;
    if (!shape.literal_count || pattern.n > UINT16_MAX || known.count++ == SLOTS / 2)
        return;
    while (known.slots[at].pattern_n)
        at = (at + 1) % SLOTS;
    struct shipped_literals *slot = &known.slots[at];
    slot->pattern = put_known(pattern.p, pattern.n);
    slot->pattern_n = (uint16_t)pattern.n;
    slot->count = (uint16_t)shape.literal_count;
    slot->literals = (uint32_t)ftell(known.bytes);
    for (size_t i = 0; i < shape.literal_count; i++) {
        char n = (char)shape.literals[i].n;
        put_known(&n, 1);
        put_known(shape.literals[i].p, shape.literals[i].n);
    }
}

static void know_patterns(yaml_document_t *doc, int list)
{
    const yaml_node_t *n = yaml_document_get_node(doc, list);
    for (size_t i = 0; n->type == YAML_SEQUENCE_NODE && i < item_count(n); i++)
        know_patterns(doc, n->data.sequence.items.start[i]);
    if (n->type == YAML_SCALAR_NODE)
        know_pattern(str_of((const char *)n->data.scalar.value, n->data.scalar.length));
}

/* Whatever stands under the key `match`. */
static void know_document(yaml_document_t *doc)
{
    for (const yaml_node_t *n = doc->nodes.start; n < doc->nodes.top; n++)
        for (size_t i = 0; n->type == YAML_MAPPING_NODE && i < pair_count(n); i++) {
            yaml_node_pair_t pair = n->data.mapping.pairs.start[i];
            const yaml_node_t *key = yaml_document_get_node(doc, pair.key);
            if (key->type == YAML_SCALAR_NODE && !strcmp((const char *)key->data.scalar.value, "match"))
                know_patterns(doc, pair.value);
        }
}

static void put_known_patterns(FILE *out)
{
    fclose(known.bytes);
    fprintf(out, "const char shipped_literals_bytes[] = {");
    for (size_t i = 0; i < known.n; i++)
        fprintf(out, "%s%d,", i % 32 ? "" : "\n", (signed char)known.p[i]);
    fprintf(out, "0};\nconst struct shipped_literals shipped_literals_slots[] = {\n");
    for (size_t i = 0; i < SLOTS; i++)
        fprintf(out, "{%u,%u,%u,%u},\n", known.slots[i].pattern, known.slots[i].literals,
                known.slots[i].pattern_n, known.slots[i].count);
    fprintf(out, "};\nconst uint32_t shipped_literals_mask = %d;\n", SLOTS - 1);
    free(known.p);
    arena_free(&known.arena);
}

static int put_document(FILE *out, const char *path, int file, const char *text, size_t n)
{
    yaml_parser_t parser;
    yaml_document_t doc, more;
    if (!yaml_parser_initialize(&parser))
        return 0;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    if (!yaml_parser_load(&parser, &doc) || !yaml_parser_load(&parser, &more)) {
        fprintf(stderr, "%s:%zu:%zu: %s\n", path, parser.problem_mark.line + 1,
                parser.problem_mark.column + 1, parser.problem);
        return 0;
    }
    if (!yaml_document_get_root_node(&doc) || yaml_document_get_root_node(&more)) {
        fprintf(stderr, "%s: a shipped file is one document\n", path);
        return 0;
    }
    put_children(out, &doc, file);
    put_nodes(out, &doc, file);
    know_document(&doc);
    yaml_document_delete(&more);
    yaml_document_delete(&doc);
    yaml_parser_delete(&parser);
    return 1;
}

static int embed(FILE *out, const char *path, int file)
{
    size_t n;
    char *text = read_whole(path, &n);
    if (!text)
        return 0;
    put_bytes(out, "text", file, text, n);
    int good = put_document(out, path, file, text, n);
    free(text);
    return good;
}

int main(int argc, char **argv)
{
    FILE *out = argc > 2 ? fopen(argv[1], "wb") : NULL;
    if (!out) {
        fprintf(stderr, "usage: embed OUT FILE...\n");
        return 1;
    }
    known.bytes = open_memstream(&known.p, &known.n);
    fprintf(out, "#include \"match/builtin.h\"\n#include \"match/shipped_literals.h\"\n");
    for (int i = 2; i < argc; i++)
        if (!embed(out, argv[i], i))
            return 1;
    put_known_patterns(out);
    fprintf(out, "const struct builtin builtin_files[] = {\n");
    for (int i = 2; i < argc; i++)
        fprintf(out, "{\"%s\", text_%d, sizeof text_%d - 1, &document_%d},\n", base_name(argv[i]), i, i, i);
    fprintf(out, "};\nconst unsigned builtin_count = %d;\n", argc - 2);
    return fclose(out) != 0;
}
