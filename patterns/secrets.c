/*
 * secrets: write the `secrets:` of the file IN into OUT as the table that base/secrets.h declares, so that
 * nothing is read at the start.
 */
#include "base/secrets_maker.h"
#include "generator.h"

static struct secrets_maker maker;

/* The number of the one of `names` that `n` is; `count` when it is none. */
static unsigned number_of(const yaml_node_t *n, const char *const *names, unsigned count)
{
    unsigned i = 0;
    while (i < count && !str_eq(text_of(n), str_z(names[i])))
        i++;
    return i;
}

typedef const char *add_entry(unsigned kind, struct str entry);

static const char *add_name(unsigned kind, struct str entry)
{
    return secrets_add_name(&maker, (enum demand)kind, entry);
}

static const char *add_shape(unsigned kind, struct str entry)
{
    (void)kind;
    return secrets_add_shape(&maker, entry);
}

static const char *add_word(unsigned kind, struct str entry)
{
    return secrets_add_word(&maker, (enum secret_list)kind, entry);
}

static int read_list(yaml_document_t *doc, const yaml_node_t *list, add_entry *add, unsigned kind)
{
    if (list->type != YAML_SEQUENCE_NODE)
        return fail(list, "no list");
    for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++) {
        const yaml_node_t *n = yaml_document_get_node(doc, *i);
        const char *fault = n->type == YAML_SCALAR_NODE ? add(kind, text_of(n)) : "not a text";
        if (fault)
            return fail(n, fault);
    }
    return 1;
}

static int read_names(yaml_document_t *doc, const yaml_node_t *map)
{
    if (map->type != YAML_MAPPING_NODE)
        return fail(map, "no mapping");
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
        const yaml_node_t *key = yaml_document_get_node(doc, p->key);
        unsigned demand = number_of(key, demand_names, DEMAND_COUNT);
        if (demand == DEMAND_COUNT)
            return fail(key, "no such demand");
        if (!read_list(doc, yaml_document_get_node(doc, p->value), add_name, demand))
            return 0;
    }
    return 1;
}

static int read_part(yaml_document_t *doc, const yaml_node_pair_t *pair)
{
    const yaml_node_t *key = yaml_document_get_node(doc, pair->key),
                      *value = yaml_document_get_node(doc, pair->value);
    unsigned list = number_of(key, secret_list_names, SECRET_LISTS);
    if (str_eq(text_of(key), STR("names")))
        return read_names(doc, value);
    if (str_eq(text_of(key), STR("shapes")))
        return read_list(doc, value, add_shape, 0);
    return list < SECRET_LISTS ? read_list(doc, value, add_word, list) : fail(key, "no such part");
}

/* ---- output ---- */

static void put_names(FILE *out, const struct secrets *k)
{
    fprintf(out, "static const struct secret_name names[] = {\n");
    for (size_t i = 0; i < maker.name_count; i++) {
        fprintf(out, "{");
        put_str(out, k->names[i].ending);
        fprintf(out, ",%d,%u},\n", k->names[i].word, k->names[i].demand);
    }
    fprintf(out, "};\n");
}

static void put_shapes(FILE *out, const struct secrets *k)
{
    fprintf(out, "static const struct secret_shape shapes[] = {\n");
    for (size_t i = 0; i < maker.shape_count; i++) {
        fprintf(out, "{.n=%zu,.pieces={", k->shapes[i].n);
        for (size_t j = 0; j < k->shapes[i].n; j++) {
            fprintf(out, "{");
            put_str(out, k->shapes[i].pieces[j].before);
            fprintf(out, ",%u,%u},", k->shapes[i].pieces[j].chars, k->shapes[i].pieces[j].least);
        }
        fprintf(out, "}},\n");
    }
    fprintf(out, "};\n");
}

static void put_lists(FILE *out, const struct secrets *k)
{
    for (size_t i = 0; i < SECRET_LISTS; i++) {
        fprintf(out, "static const struct str %s[] = {", secret_list_names[i]);
        for (size_t j = 0; j < k->list_counts[i]; j++) {
            put_str(out, k->lists[i][j]);
            fprintf(out, ",");
        }
        fprintf(out, "};\n");
    }
}

static void put_numbers(FILE *out, const char *name, const unsigned short *v, size_t n)
{
    fprintf(out, ".%s={", name);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%u,", v[i]);
    fprintf(out, "},\n");
}

static void put_bits(FILE *out, const char *name, const unsigned *v, size_t n)
{
    fprintf(out, ".%s={", name);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "0x%xu,", v[i]);
    fprintf(out, "},\n");
}

static void put_secrets(FILE *out, const struct secrets *k)
{
    fprintf(out, "/* Made of secrets.yaml. */\n#include \"base/secrets.h\"\n");
    put_names(out, k);
    put_shapes(out, k);
    put_lists(out, k);
    fprintf(out, "const struct secrets secrets_shipped = {.names=names,.shapes=shapes,\n");
    put_numbers(out, "name_from", k->name_from, COUNT_OF(k->name_from));
    put_numbers(out, "shape_from", k->shape_from, COUNT_OF(k->shape_from));
    put_bits(out, "shape_pairs", k->shape_pairs, COUNT_OF(k->shape_pairs));
    put_bits(out, "name_pairs", k->name_pairs, COUNT_OF(k->name_pairs));
    put_bits(out, "list_starts", k->list_starts, COUNT_OF(k->list_starts));
    for (size_t i = 0; i < SECRET_LISTS; i++)
        fprintf(out, ".lists[%zu]=%s,.list_counts[%zu]=%zu,\n", i, secret_list_names[i], i,
                k->list_counts[i]);
    fprintf(out, "};\n");
}

static void put_all(FILE *out)
{
    struct secrets made = secrets_make(&maker, NULL);
    put_secrets(out, &made);
    secrets_maker_free(&maker);
}

int main(int argc, char **argv)
{
    return generate(argc, argv, read_part, put_all);
}
