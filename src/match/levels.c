/* The section `levels`: words and phrases by level, as patterns/levels.yaml has those that are compiled in.
 */
#include "base/mem.h"
#include "match/section.h"
#include "record/level_word.h"

static enum level level_called(struct str name)
{
    unsigned l = LEVEL_DEBUG;
    while (l < LEVEL_COUNT && !str_eq(name, str_z(level_name((enum level)l))))
        l++;
    return (enum level)l;
}

static bool unknown_level(struct yaml_reader *r, const yaml_node_t *at, struct str name)
{
    const char *names[LEVEL_COUNT];
    for (unsigned l = LEVEL_DEBUG; l < LEVEL_COUNT; l++)
        names[l - LEVEL_DEBUG] = level_name((enum level)l);
    err_set(r->err, "no level `" STR_FMT "`", STR_ARG(str_head(name, 80)));
    err_mend_near(r->err, name, names, LEVEL_COUNT - LEVEL_DEBUG,
                  "levels: debug, info, notice, warn, error, fatal");
    return yaml_reader_at(r, at);
}

static bool read_entry(struct yaml_reader *r, enum level level, yaml_node_t *value)
{
    struct str entry;
    if (!yaml_reader_scalar(r, level_name(level), value, &entry))
        return false;
    if (!reader_table(r)->levels)
        reader_table(r)->levels = mem_zero(sizeof *reader_table(r)->levels);
    const char *fault = level_table_add(reader_table(r)->levels, level, entry);
    if (!fault)
        return true;
    err_set(r->err, "`" STR_FMT "`: %s", STR_ARG(str_head(entry, 80)), fault);
    err_mend(r->err, "how words and phrases are written stands in man sigtail-patterns");
    return yaml_reader_at(r, value);
}

static bool read_level(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value)
{
    struct str name;
    if (!yaml_reader_scalar(r, "levels", at, &name))
        return false;
    enum level level = level_called(name);
    if (level == LEVEL_COUNT)
        return unknown_level(r, at, name);
    for (size_t i = 0; i < yaml_reader_length(value); i++)
        if (!read_entry(r, level, yaml_reader_item(r, value, i)))
            return false;
    return true;
}

bool read_levels(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    return read_mapping(r, key->name, value, " of levels to words", "error: [oops]", read_level);
}
