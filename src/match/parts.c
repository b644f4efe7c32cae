/* The section `parts`: regexes with a name, which stand in others as {{name}}. */
#include "base/ascii.h"
#include "base/mem.h"
#include "base/regex.h"
#include "match/section.h"

static const struct part_row *part_called(const struct table *t, struct str name)
{
    for (size_t i = t->part_count; i-- > 0;) /* the latest counts */
        if (str_eq(t->parts[i].name, name))
            return &t->parts[i];
    return NULL;
}

static bool name_byte(char c)
{
    return is_lower(c) || is_digit(c) || c == '-';
}

/* Length of the name at the start of `s` behind which `}}` stands; 0: there is none. */
static size_t used_length(struct str s)
{
    size_t n = str_past(s, 0, name_byte);
    return str_starts(str_skip(s, n), STR("}}")) ? n : 0;
}

static bool no_part(struct yaml_reader *r, const yaml_node_t *item, struct str name, size_t offset)
{
    err_set(r->err, "no part `" STR_FMT "`", STR_ARG(str_head(name, 80)));
    err_mend(r->err, "give it under `parts:`, above what uses it; for braces themselves write \\{\\{");
    return yaml_reader_at_byte(r, item, offset);
}

bool parts_expand(struct yaml_reader *r, const yaml_node_t *item, struct pattern *p)
{
    struct table *t = reader_table(r);
    LOCAL_BUF out = {0};
    struct str rest = p->source;
    bool good = true;
    for (size_t n; good && (n = str_find(rest, STR("{{"))) < rest.n;) {
        struct str behind = str_skip(rest, n + 2), name = str_head(behind, used_length(behind));
        const struct part_row *part = name.n ? part_called(t, name) : NULL;
        buf_add(&out, str_head(rest, name.n ? n : n + 2));
        rest = name.n ? str_skip(behind, name.n + 2) : behind;
        if (part)
            buf_addf(&out, "(?:" STR_FMT ")", STR_ARG(part->regex));
        else if (name.n)
            good = no_part(r, item, name, (size_t)(name.p - p->source.p));
    }
    buf_add(&out, rest);
    if (good && rest.p != p->source.p)
        p->source = arena_str(&t->arena, buf_str(&out));
    return good;
}

static bool bad_name(struct yaml_reader *r, const yaml_node_t *at, struct str name)
{
    err_set(r->err, "`" STR_FMT "` is no name of a part", STR_ARG(str_head(name, 80)));
    err_mend(r->err, "use a-z, 0-9 and -");
    return yaml_reader_at(r, at);
}

/* A part may use those above it, and compiles by itself. */
static bool read_part(struct yaml_reader *r, yaml_node_t *at, yaml_node_t *value)
{
    struct table *t = reader_table(r);
    struct str name, regex;
    size_t offset = 0;
    if (!yaml_reader_scalar(r, "parts", at, &name) || !yaml_reader_scalar(r, "parts", value, &regex))
        return false;
    if (name.n == 0 || str_past(name, 0, name_byte) < name.n)
        return bad_name(r, at, name);
    struct pattern p = {.source = arena_str(&t->arena, regex)};
    if (!parts_expand(r, value, &p))
        return false;
    struct regex *compiled = regex_new(p.source, &offset, r->err);
    if (!compiled)
        return yaml_reader_at_byte(r, value, p.source.n == regex.n ? offset : 0);
    regex_free(compiled);
    MEM_GROW(t->parts, t->part_count, t->part_cap);
    t->parts[t->part_count++] = (struct part_row){arena_str(&t->arena, name), p.source};
    return true;
}

bool read_parts(struct yaml_reader *r, const struct yaml_key *key, yaml_node_t *value, void *row)
{
    (void)row;
    return read_mapping(r, key->name, value, " of names to regexes", "job: 'job [0-9a-f]{8}'", read_part);
}
