/* The section `masks`: parts of messages that become wildcards of their own (tally/custom_mask.h). */
#include "base/ascii.h"
#include "base/mem.h"
#include "match/pattern.h"
#include "match/section.h"

bool mask_is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!is_lower(name.p[i]) && (i == 0 || !(is_digit(name.p[i]) || name.p[i] == '_')))
            return false;
    return name.n > 0 && name.n <= MASK_NAME;
}

static bool read_name(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!read_text(r, key, value, row) || !yaml_reader_scalar(r, key->name, value, &s))
        return false;
    if (mask_is_name(str_trim(s)))
        return true;
    err_set(r->err, "`" STR_FMT "` cannot be a wildcard's name", STR_ARG(str_head(s, 80)));
    err_mend(r->err, "write small letters, digits and _, a letter first, %d at the most", MASK_NAME);
    return yaml_reader_at(r, value);
}

static const struct yaml_key mask_keys[] = {
    {"name", read_name, offsetof(struct mask_row, name), 0, true},
    KEY_LIST(mask_row, match, read_patterns, match_count, true),
    KEY_LIST(mask_row, samples, read_mask_samples, sample_count, true),
    KEY_LIST(mask_row, counterexamples, read_counterexamples, counterexample_count, false),
};

static bool check_samples(struct yaml_reader *r, const yaml_node_t *map, const struct mask_row *m)
{
    yaml_node_t *list = yaml_reader_get(r, map, "samples");
    for (size_t i = 0; i < m->sample_count; i++)
        if (m->samples[i].template.n == 0) {
            err_set(r->err, "a sample lacks `template`");
            err_mend(r->err, "write `{text: ..., template: ...}` with what it becomes");
            return yaml_reader_at(r, list ? yaml_reader_item(r, list, i) : map);
        }
    return true;
}

static bool check_mask(struct yaml_reader *r, const yaml_node_t *map, void *row)
{
    struct mask_row *m = row;
    yaml_node_t *list = yaml_reader_get(r, map, "match");
    for (size_t i = 0; i < m->match_count; i++) {
        size_t offset = 0;
        bool earlier = m->match[i].regex; /* of an earlier file */
        if (earlier || pattern_compile(&m->match[i], reader_table(r), NULL, &offset, r->err))
            continue;
        err_mend(r->err, "to match a special character itself, write a \\ before it");
        return yaml_reader_at_byte(r, list ? yaml_reader_item(r, list, i) : map, offset);
    }
    return check_samples(r, map, m);
}

static void *find_mask(struct table *t, struct str name)
{
    return (void *)table_mask(t, name);
}

const struct section mask_section = {
    .name = "masks",
    .row = "a mask",
    .keys = mask_keys,
    .key_count = COUNT_OF(mask_keys),
    .find = find_mask,
    SECTION_ROWS(masks, mask),
    .at = offsetof(struct mask_row, at),
    .check = check_mask,
};
