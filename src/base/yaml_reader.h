/*
 * yaml_reader: one YAML document read against tables of keys. A `struct yaml_key` says how a mapping's key is
 * called and how its value is read into a row; yaml_reader_row() walks a mapping by such a table and names
 * the place and the mend of whatever does not fit. It knows YAML and errors, not what the keys mean.
 */
#ifndef SIGTAIL_YAML_READER_H
#define SIGTAIL_YAML_READER_H

#include <yaml.h>

#include "base/err.h"
#include "base/location.h"

struct yaml_reader {
    void *into;       /* what the file is read into: its readers know what that is */
    const char *file; /* lives as long as what is read */
    struct str text;  /* the whole file */
    struct err *err;
    yaml_document_t doc;
    yaml_parser_t *parser;
    struct str rest; /* of the text, that the parser has not asked for yet */
    bool deep;       /* too many brackets are open */
};

struct yaml_key {
    const char *name;
    /* Read `value` into `row`; the places in it are the key's own offsets. False and the reader's err. */
    bool (*read)(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row);
    size_t offset, count; /* offsetof of the value / of its length where it is an array */
    bool required;
};

/* Let `parser`, to be deleted, read r->text; both stay where they are. */
void yaml_reader_begin(struct yaml_reader *r, yaml_parser_t *parser);

/* Load the next document of `parser`: false and r->err when it does not parse. An empty one has no root. */
MUST_CHECK bool yaml_reader_next(struct yaml_reader *r, yaml_parser_t *parser);

/* Where `n` stands. */
struct location yaml_reader_place(const struct yaml_reader *r, const yaml_node_t *n);
/* Set the place of r->err to `n`; always false. */
bool yaml_reader_at(struct yaml_reader *r, const yaml_node_t *n);
/* Set the place of r->err to byte `offset` of the value of the scalar `n`, as near as the file shows it. */
bool yaml_reader_at_byte(struct yaml_reader *r, const yaml_node_t *n, size_t offset);

/* The value of the scalar `n`, borrowed from the document; false and "`name` must be text" when it is none.
 */
MUST_CHECK bool yaml_reader_scalar(struct yaml_reader *r, const char *name, const yaml_node_t *n,
                                   struct str *out);

/*
 * Item `i` of the list `n`, or `n` itself when it is a single value and `i` is 0; NULL past the end. `length`
 * is how many there are.
 */
yaml_node_t *yaml_reader_item(struct yaml_reader *r, yaml_node_t *n, size_t i);
size_t yaml_reader_length(const yaml_node_t *n);

/* The value of `name` in the mapping `n`, or NULL. */
yaml_node_t *yaml_reader_get(struct yaml_reader *r, const yaml_node_t *n, const char *name);

/*
 * Read the mapping `n`, called `what` in messages ("a signature"), into `row` by `keys`. False and r->err on:
 * no mapping, an unknown key, a key twice, a value its key cannot read, and, where `complete`, a required key
 * missing.
 */
MUST_CHECK bool yaml_reader_row(struct yaml_reader *r, const char *what, yaml_node_t *n,
                                const struct yaml_key *keys, size_t count, bool complete, void *row);

/* Set r->err to "`key` is empty", at `n`; always false. */
bool yaml_reader_empty(struct yaml_reader *r, const struct yaml_key *key, const yaml_node_t *n);

#endif
