#include "match/extract.h"

#include "base/mem.h"

struct extract_capture {
    struct str name;
    unsigned group;
};

/* A regex and those of the captures that are its own. */
struct extract_regex {
    struct str source;
    struct regex *regex;
    size_t first, count;
};

struct extract {
    struct arena arena;
    struct extract_regex regexes[EXTRACT_CAPTURES];
    size_t regex_count;
    struct extract_capture captures[EXTRACT_CAPTURES];
    size_t count, beyond; /* beyond: groups for which there is no room */
    bool twice;           /* a name stands twice */
};

struct extract *extract_new(void)
{
    return mem_zero(sizeof(struct extract));
}

void extract_free(struct extract *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->regex_count; i++)
        regex_free(x->regexes[i].regex);
    arena_free(&x->arena);
    free(x);
}

static void add_capture(void *context, struct str name, unsigned group)
{
    struct extract *x = context;
    x->twice |= extract_named(x, name) < x->count;
    if (x->count == EXTRACT_CAPTURES) {
        x->beyond++;
        return;
    }
    x->captures[x->count++] = (struct extract_capture){arena_str(&x->arena, name), group};
}

static bool check_captures(const struct extract *x, const struct extract_regex *r, struct err *err)
{
    err_at(err, NULL, 0, 1);
    if (x->beyond) {
        err_set(err, "more than %d captures", EXTRACT_CAPTURES);
        return err_mend(err, "write (?:...) for groups whose text is not wanted");
    }
    if (x->twice)
        return err_set(err, "a capture of that name is there already\n"
                            "give each (?<name>...) a name of its own");
    if (r->count == 0)
        return err_set(err, "nothing is captured\n"
                            "name what is wanted: 'took (?<ms>\\d+)', then it is cap.ms");
    return true;
}

bool extract_add(struct extract *x, struct str regex, struct err *err)
{
    size_t at = 0;
    if (x->regex_count == EXTRACT_CAPTURES) {
        err_set(err, "more than %d regexes", EXTRACT_CAPTURES);
        return err_mend(err, "put several into one: a|b");
    }
    struct extract_regex *r = &x->regexes[x->regex_count];
    *r = (struct extract_regex){.source = arena_str(&x->arena, regex), .first = x->count};
    r->regex = regex_new(r->source, &at, err);
    if (!r->regex)
        return err_at(err, NULL, 0, (unsigned)at + 1);
    x->regex_count++;
    regex_names(r->regex, add_capture, x);
    r->count = x->count - r->first;
    return check_captures(x, r, err);
}

size_t extract_count(const struct extract *x)
{
    return x->count;
}

struct str extract_name(const struct extract *x, size_t i)
{
    return x->captures[i].name;
}

size_t extract_named(const struct extract *x, struct str name)
{
    size_t i = 0;
    while (x && i < x->count && !str_eq(x->captures[i].name, name))
        i++;
    return i;
}

/* The first text that `r` matches; p is NULL when there is none. */
static struct str matching_text(const struct extract_regex *r, struct engine *e, const struct record *rec)
{
    struct str none = {0};
    if (engine_run(e, r->regex, rec->field[FIELD_MESSAGE]))
        return rec->field[FIELD_MESSAGE];
    for (size_t i = 0; i < rec->text_count; i++)
        if (engine_run(e, r->regex, rec->texts[i].s))
            return rec->texts[i].s;
    return none;
}

void extract_run(const struct extract *x, struct engine *e, const struct record *rec,
                 struct str values[EXTRACT_CAPTURES])
{
    for (size_t i = 0; i < x->regex_count; i++) {
        const struct extract_regex *r = &x->regexes[i];
        engine_works_for(e, r->source);
        struct str text = matching_text(r, e, rec);
        for (size_t k = r->first; k < r->first + r->count; k++)
            values[k] = text.p ? engine_group(e, text, x->captures[k].group) : text;
    }
}
