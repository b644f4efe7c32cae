#include "match/pattern.h"

bool captures_have(const struct captures *c, struct str name)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->names[i], name))
            return true;
    return false;
}

static void captures_add(struct captures *c, struct arena *a, struct str name)
{
    if (captures_have(c, name))
        return;
    struct str *grown = arena_take(a, (c->n + 1) * sizeof *grown);
    if (c->n)
        memcpy(grown, c->names, c->n * sizeof *grown);
    grown[c->n++] = arena_str(a, name);
    c->names = grown;
}

/* PCRE2's table of names: entries of equal size, each the group's number in two bytes and its name. */
static void add_names(struct captures *c, struct arena *a, const pcre2_code *code)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR entry = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &entry);
    for (uint32_t i = 0; i < count; i++, entry += size)
        captures_add(c, a, str_z((const char *)entry + 2));
}

bool pattern_captures(const struct pattern *p, struct arena *a, struct captures *all, size_t *offset,
                      struct err *err)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)p->source.p, p->source.n, PATTERN_OPTIONS, &error, &at, NULL);
    if (!code) {
        PCRE2_UCHAR why[160];
        pcre2_get_error_message(error, why, sizeof why);
        *offset = at;
        return err_set(err, "the pattern does not compile: %s", (const char *)why);
    }
    if (all)
        add_names(all, a, code);
    pcre2_code_free(code);
    return true;
}
