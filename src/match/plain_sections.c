/* The lists whose rows need no more than their keys. */
#include "base/mem.h"
#include "match/section.h"

/* ---- statuses ---- */

static bool read_status_class(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value,
                              void *row)
{
    return read_class_of(r, key, value, row, (const char *const[]){"investigate", "expected", "clean"}, 3);
}

static bool read_code(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    uint64_t code;
    if (!yaml_reader_scalar(r, key->name, value, &s))
        return false;
    if (!str_u64(s, &code) || code < 100 || code > 999) {
        err_set(r->err, "`" STR_FMT "` is no HTTP status", STR_ARG(str_head(s, 80)));
        err_mend(r->err, "write a number such as 503");
        return yaml_reader_at(r, value);
    }
    *(int *)((char *)row + key->offset) = (int)code;
    return true;
}

static const struct yaml_key status_keys[] = {
    {"code", read_code, offsetof(struct status_row, code), 0, true},
    {"class", read_status_class, offsetof(struct status_row, class), 0, true},
    KEY_TEXT(status_row, meaning, true),
    KEY_TEXT(status_row, fix, false),
};

static void *find_status(struct table *t, struct str id)
{
    uint64_t code = 0;
    return str_u64(id, &code) && code < 1000 ? (void *)table_status(t, (int)code) : NULL;
}

const struct section status_section = {
    .name = "statuses",
    .row = "a status",
    .keys = status_keys,
    .key_count = COUNT_OF(status_keys),
    .find = find_status,
    SECTION_ROWS(statuses, status),
    .at = offsetof(struct status_row, at),
};

/* ---- models ---- */

static const struct yaml_key model_keys[] = {
    KEY_TEXT(model_row, name, true),
    KEY_TEXT(model_row, backend, false),
    KEY_TEXT(model_row, issues, false),
};

static void *find_model(struct table *t, struct str id)
{
    return (void *)table_model(t, id);
}

const struct section model_section = {
    .name = "models",
    .row = "a model",
    .keys = model_keys,
    .key_count = COUNT_OF(model_keys),
    .find = find_model,
    SECTION_ROWS(models, model),
    .at = offsetof(struct model_row, at),
};
