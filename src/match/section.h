/*
 * section: one list of a signature file (signatures, models, statuses, formats), each row of which is known
 * by the value of its first key. A row of a new id must be complete; one of an id that an earlier file has
 * changes the keys that it names.
 */
#ifndef SIGTAIL_SECTION_H
#define SIGTAIL_SECTION_H

#include <stddef.h>

#include "base/yaml_reader.h"
#include "match/signature.h"

struct section {
    const char *name, *row; /* "signatures", "a signature" */
    const struct yaml_key *keys;
    size_t key_count;
    void *(*find)(struct table *t, struct str id); /* the row of that id, or NULL */
    size_t rows, count, cap;                       /* offsetof them in struct table */
    size_t size;                                   /* of a row */
    size_t at;                                     /* offsetof its struct location */
    /* Look at a row once it is read; NULL when its keys say it all. */
    bool (*check)(struct yaml_reader *r, const yaml_node_t *map, void *row);
};

/* The rows of struct table's array `list`, whose length is `one`_count. */
#define SECTION_ROWS(list, one)                                                                              \
    .rows = offsetof(struct table, list), .count = offsetof(struct table, one##_count),                      \
    .cap = offsetof(struct table, one##_cap), .size = sizeof *((struct table *)0)->list

extern const struct section signature_section, status_section, model_section, format_section, mask_section;

/* What a signature file is read into. */
static inline struct table *reader_table(const struct yaml_reader *r)
{
    return r->into;
}

/* Read the list `value` into the table. */
MUST_CHECK bool section_read(struct yaml_reader *r, const struct section *s, yaml_node_t *value);

/* Read each pair of the mapping `value` of `name`, " of" what it is, by `read`; `mend` shows how it is
 * written. */
MUST_CHECK bool read_mapping(struct yaml_reader *r, const char *name, yaml_node_t *value, const char *of,
                             const char *mend,
                             bool (*read)(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value));

/* Readers of a struct str at `offset`, and of a struct str array at `offset` with its length at `count`. */
bool read_text(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_texts(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
/* The same of struct pattern; and of patterns that may be mappings with a scope of their own. */
bool read_patterns(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_scoped_patterns(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_scope(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);

/* Compile the `n` patterns of `key`, adding their captures to `all`; an error names the place in `map`, where
 * they stand under key[0] or key[1]. */
struct captures;
MUST_CHECK bool section_patterns(struct yaml_reader *r, const yaml_node_t *map, const char *const key[2],
                                 struct pattern *p, size_t n, struct captures *all);

/* `count`, `unless_followed` and `sequence` of a struct signature; and look at what was read once the
 * signature's own patterns are compiled: those of the steps are compiled and put behind them. */
bool read_correlation(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
MUST_CHECK bool correlation_settle(struct yaml_reader *r, const yaml_node_t *map, struct signature *s,
                                   struct captures *all);
/* `match` holds only patterns of its own. */
void correlation_unsettle(struct signature *s);

/* Rows of key tables: a text, and a list with its reader and length. */
#define KEY_TEXT(type, member, must)                                                                         \
    {                                                                                                        \
        .name = #member, .read = read_text, .offset = offsetof(struct type, member), .required = (must)      \
    }
#define KEY_LIST(type, member, reader, length, must)                                                         \
    {                                                                                                        \
        .name = #member, .read = (reader), .offset = offsetof(struct type, member),                          \
        .count = offsetof(struct type, length), .required = (must)                                           \
    }

/* Read `value`, one of the `n` class `names`, into the enum verdict at the key's offset. */
bool read_class_of(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row,
                   const char *const *names, size_t n);
/*
 * Struct example arrays: texts that must match, with captures or without, texts that must not, and lines of a
 * format with their fields, and messages with what masks make of them.
 */
bool read_examples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_samples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_mask_samples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_counterexamples(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
/* The sections `user_text`, `good_news` and `recovered`: each file's are added to those before. */
bool read_user_text(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_good_news(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_recovered(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
/* The section `fields`, which is no list. */
bool read_fields(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
/* The section `parts`, and what it is for: put into the source of `p`, read off `item`, the parts that it
 * names. False and r->err when there is no such part. */
bool read_parts(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
MUST_CHECK bool parts_expand(struct yaml_reader *r, const yaml_node_t *item, struct pattern *p);
/* And the sections `levels` and `secrets`. */
bool read_levels(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
bool read_secrets(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);

#endif
