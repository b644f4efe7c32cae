/* The section `secrets`, as patterns/secrets.yaml has what is compiled in. */
#include "base/mem.h"
#include "base/secrets_maker.h"
#include "match/section.h"

/* A file's entries are added to those before; each is in the table's arena. */
typedef const char *add_entry(struct secrets_maker *m, unsigned kind, struct str entry);

static const char *add_name(struct secrets_maker *m, unsigned kind, struct str entry)
{
    return secrets_add_name(m, (enum demand)kind, entry);
}

static const char *add_shape(struct secrets_maker *m, unsigned kind, struct str entry)
{
    (void)kind;
    return secrets_add_shape(m, entry);
}

static const char *add_word(struct secrets_maker *m, unsigned kind, struct str entry)
{
    return secrets_add_word(m, (enum secret_list)kind, entry);
}

/* The number of the one of `names` that `name` is; `count` and an error when it is none. */
static unsigned number_of(struct yaml_reader *r, const yaml_node_t *at, struct str name,
                          const char *const *names, unsigned count)
{
    unsigned i = (unsigned)str_index(name, names, count);
    if (i < count)
        return i;
    err_set(r->err, "no `" STR_FMT "` in `secrets`", STR_ARG(str_head(name, 80)));
    err_mend_near(r->err, name, names, count, "what it may hold: man sigtail-patterns");
    (void)yaml_reader_at(r, at);
    return count;
}

static bool read_entries(struct yaml_reader *r, const char *name, yaml_node_t *list, add_entry *add,
                         unsigned kind)
{
    for (size_t i = 0; i < yaml_reader_length(list); i++) {
        struct str entry;
        yaml_node_t *item = yaml_reader_item(r, list, i);
        if (!yaml_reader_scalar(r, name, item, &entry))
            return false;
        const char *fault = add(reader_table(r)->secrets, kind, arena_str(&reader_table(r)->arena, entry));
        if (!fault)
            continue;
        err_set(r->err, "`" STR_FMT "`: %s", STR_ARG(str_head(entry, 80)), fault);
        err_mend(r->err, "how secrets are written: man sigtail-patterns");
        return yaml_reader_at(r, item);
    }
    return true;
}

static bool read_name(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value)
{
    struct str name;
    unsigned demand;
    return yaml_reader_scalar(r, "names", at, &name) &&
           (demand = number_of(r, at, name, demand_names, DEMAND_COUNT)) != DEMAND_COUNT &&
           read_entries(r, "names", value, add_name, demand);
}

static bool read_part(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value)
{
    enum { NAMES = SECRET_LISTS, SHAPES, PARTS };
    const char *parts[PARTS] = {[NAMES] = "names", [SHAPES] = "shapes"};
    struct str name;
    memcpy(parts, secret_list_names, sizeof *parts * SECRET_LISTS);
    if (!yaml_reader_scalar(r, "secrets", at, &name))
        return false;
    unsigned part = number_of(r, at, name, parts, PARTS);
    if (part == NAMES)
        return read_mapping(r, "names", value, "", "any: [doorcode]", read_name);
    return part < PARTS && read_entries(r, parts[part], value, part == SHAPES ? add_shape : add_word, part);
}

bool read_secrets(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    if (!reader_table(r)->secrets)
        reader_table(r)->secrets = mem_zero(sizeof *reader_table(r)->secrets);
    return read_mapping(r, key->name, value, "", "shapes: ['door- word 16']", read_part);
}
