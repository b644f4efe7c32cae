/* The section `formats`: lines of text that are not known otherwise. */
#include "base/mem.h"
#include "match/pattern.h"
#include "match/section.h"
#include "record/line_format.h"
#include "record/severity.h"

static bool read_unit(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!read_text(r, key, value, row) || !yaml_reader_scalar(r, key->name, value, &s))
        return false;
    if (unit_named(s) >= UNIT_NS && unit_named(s) <= UNIT_MIN)
        return true;
    err_set(r->err, "`" STR_FMT "` is no unit of durations", STR_ARG(str_head(s, 80)));
    err_mend(r->err, "units: ns, us, ms, s, min");
    return yaml_reader_at(r, value);
}

static bool read_level(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    struct str s;
    if (!read_text(r, key, value, row) || !yaml_reader_scalar(r, key->name, value, &s))
        return false;
    if (severity_named(s) != LEVEL_NONE)
        return true;
    err_set(r->err, "`" STR_FMT "` is no level", STR_ARG(str_head(s, 80)));
    err_mend(r->err, "levels: debug, info, notice, warn, error, fatal");
    return yaml_reader_at(r, value);
}

static const struct yaml_key format_keys[] = {
    KEY_TEXT(format_row, name, true),
    KEY_LIST(format_row, match, read_patterns, match_count, true),
    KEY_LIST(format_row, starts, read_texts, start_count, false),
    KEY_LIST(format_row, holds, read_texts, hold_count, false),
    {"duration_unit", read_unit, offsetof(struct format_row, duration_unit), 0, false},
    {"level", read_level, offsetof(struct format_row, level), 0, false},
    KEY_LIST(format_row, samples, read_samples, sample_count, true),
    KEY_LIST(format_row, counterexamples, read_counterexamples, counterexample_count, false),
};

static bool no_field(struct yaml_reader *r, const yaml_node_t *at, const char *what, struct str name)
{
    const char *names[FIELD_COUNT];
    for (unsigned f = 0; f < FIELD_COUNT; f++)
        names[f] = field_name((enum field)f);
    err_set(r->err, "%s `" STR_FMT "` is no field", what, STR_ARG(str_head(name, 80)));
    err_mend_near(
        r->err, name, names, FIELD_COUNT,
        "captures are fields, `body`: what goes on as JSON or text, or `columns`: names of the values in "
        "the lines below; (?:...) has no name");
    return yaml_reader_at(r, at);
}

static bool check_pattern(struct yaml_reader *r, const yaml_node_t *at, struct pattern *p)
{
    struct captures c = {0};
    size_t offset = 0;
    if (!pattern_compile(p, reader_table(r), &c, &offset, r->err)) {
        err_mend(r->err, "to match a special character itself, write a \\ before it");
        return yaml_reader_at_byte(r, at, offset);
    }
    for (size_t i = 0; i < c.n; i++)
        if (!line_captures(c.names[i]))
            return no_field(r, at, "capture", c.names[i]);
    if (c.n > 0)
        return true;
    err_set(r->err, "the pattern captures nothing");
    err_mend(r->err, "write (?<status>\\d{3}) around what is the status, and so for each field");
    return yaml_reader_at(r, at);
}

static bool check_samples(struct yaml_reader *r, const yaml_node_t *map, const struct format_row *f)
{
    yaml_node_t *list = yaml_reader_get(r, map, "samples");
    for (size_t i = 0; i < f->sample_count; i++)
        for (size_t k = 0; k < f->samples[i].capture_count; k++)
            if (!line_captures(f->samples[i].captures[k].name))
                return no_field(r, list ? yaml_reader_item(r, list, i) : map, "sample's",
                                f->samples[i].captures[k].name);
    return true;
}

static bool check_format(struct yaml_reader *r, const yaml_node_t *map, void *row)
{
    struct format_row *f = row;
    yaml_node_t *list = yaml_reader_get(r, map, "match");
    f->layer = reader_table(r)->layers;
    if (f->start_count + f->hold_count == 0) {
        err_set(r->err,
                "nothing tells fast which lines may be of the format `" STR_FMT "`\n"
                "write `starts:` with what its lines begin with, or `holds:` with what stands in all of them",
                STR_ARG(str_head(f->name, 80)));
        return yaml_reader_at(r, map);
    }
    for (size_t i = 0; i < f->start_count; i++)
        if (f->starts[i].n < 2) {
            list = yaml_reader_get(r, map, "starts");
            err_set(r->err, "`" STR_FMT "` is too short to tell lines by", STR_ARG(f->starts[i]));
            err_mend(r->err, "write two bytes or more");
            return yaml_reader_at(r, list ? yaml_reader_item(r, list, i) : map);
        }
    for (size_t i = 0; i < f->match_count; i++) {
        bool earlier = f->match[i].regex; /* of an earlier file */
        if (!earlier && !check_pattern(r, list ? yaml_reader_item(r, list, i) : map, &f->match[i]))
            return false;
    }
    return check_samples(r, map, f);
}

static void *find_format(struct table *t, struct str name)
{
    return (void *)table_format(t, name);
}

const struct section format_section = {
    .name = "formats",
    .row = "a format",
    .keys = format_keys,
    .key_count = COUNT_OF(format_keys),
    .find = find_format,
    SECTION_ROWS(formats, format),
    .at = offsetof(struct format_row, at),
    .check = check_format,
};

/* --- for decoders --- */

/* Those of the file that was read as `layer`th; each pattern is a format of its own. */
static void add_layer(struct line_formats *f, const struct table *t, unsigned layer)
{
    for (size_t i = 0; i < t->format_count; i++) {
        const struct format_row *row = &t->formats[i];
        for (size_t k = 0; row->layer == layer && k < row->match_count; k++) {
            struct line_format format = {.name = row->name,
                                         .starts = row->starts,
                                         .start_count = row->start_count,
                                         .holds = row->holds,
                                         .hold_count = row->hold_count,
                                         .unit = unit_named(row->duration_unit),
                                         .level = row->level,
                                         .match = row->match[k].regex};
            line_formats_add(f, &format);
        }
    }
}

void table_formats(const struct table *t, struct line_formats *f)
{
    line_formats_init(f);
    for (unsigned layer = t->layers; layer > 0; layer--)
        add_layer(f, t, layer);
}
