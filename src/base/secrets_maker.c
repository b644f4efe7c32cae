#include "base/secrets_maker.h"

#include "base/mem.h"
#include "base/redact_bytes.h"

const char *const demand_names[] = {
    [DEMAND_ANY] = "any",           [DEMAND_SPOKEN] = "spoken", [DEMAND_WORDED] = "worded",
    [DEMAND_PLAIN] = "plain",       [DEMAND_CODED] = "coded",   [DEMAND_RANDOM] = "random",
    [DEMAND_UNHASHED] = "unhashed", [DEMAND_QUERY] = "query",   [DEMAND_HEADER] = "header",
    [DEMAND_COOKIE] = "cookie",     [DEMAND_NEVER] = "never",
};

const char *const secret_list_names[] = {
    [LIST_TELLS] = "tells",           [LIST_FAULTS] = "faults",     [LIST_DIAGNOSES] = "diagnoses",
    [LIST_DIAGNOSED] = "diagnosed",   [LIST_SCHEMES] = "schemes",   [LIST_BARE_SCHEMES] = "bare_schemes",
    [LIST_ATTRIBUTES] = "attributes", [LIST_NOT_MAIL] = "not_mail", [LIST_OPTIONS] = "options",
};

const char *const secret_chars_names[] = {
    [CHARS_WORD] = "word",     [CHARS_ALNUM] = "alnum",   [CHARS_CAPITAL] = "capital", [CHARS_HEX] = "hex",
    [CHARS_DOTTED] = "dotted", [CHARS_BASE64] = "base64", [CHARS_PATH] = "path",
};

static bool is_ending(char c)
{
    return is_lower(c) || is_digit(c);
}

const char *secrets_add_name(struct secrets_maker *m, enum demand demand, struct str entry)
{
    bool word = str_starts(entry, STR("_"));
    struct secret_name name = {str_skip(entry, word), word, demand};
    if (name.ending.n < 2 || count_of(name.ending, is_ending) != name.ending.n)
        return "a name is two small letters or more, and one _ may stand before them";
    MEM_GROW(m->names, m->name_count, m->name_cap);
    m->names[m->name_count++] = name;
    return NULL;
}

/* ---- shapes ---- */

static bool take_word(struct str *rest, struct str *word)
{
    *rest = str_trim(*rest);
    size_t n = str_chr(*rest, ' ');
    *word = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return word->n;
}

static enum secret_chars chars_named(struct str name)
{
    return (enum secret_chars)str_index(name, secret_chars_names, CHARS_COUNT);
}

static const char *read_piece(struct str *rest, struct secret_piece *out)
{
    struct str chars, least;
    uint64_t n;
    if (!take_word(rest, &out->before) || !take_word(rest, &chars) || !take_word(rest, &least))
        return "a shape is what stands, which characters follow, and how many at least: 'sk- word 16'";
    out->chars = chars_named(chars);
    if (out->chars == CHARS_COUNT)
        return "the characters are word, alnum, capital, hex, dotted, base64 or path";
    if (!str_u64(least, &n) || n == 0 || n > 1000)
        return "the number of characters is 1 to 1000";
    out->least = (unsigned)n;
    return NULL;
}

const char *secrets_add_shape(struct secrets_maker *m, struct str entry)
{
    struct secret_shape shape = {.n = 0};
    for (struct str rest = str_trim(entry); rest.n || shape.n == 0; rest = str_trim(rest)) {
        const char *fault = shape.n < SECRET_PIECES ? read_piece(&rest, &shape.pieces[shape.n++])
                                                    : "a shape has three such parts at the most";
        if (fault)
            return fault;
    }
    MEM_GROW(m->shapes, m->shape_count, m->shape_cap);
    m->shapes[m->shape_count++] = shape;
    return NULL;
}

const char *secrets_add_word(struct secrets_maker *m, enum secret_list list, struct str entry)
{
    if (entry.n == 0)
        return "it is empty";
    if (list == LIST_OPTIONS && str_find(entry, STR(" -")) == entry.n)
        return "an option stands behind its program: 'mysql -p*'";
    MEM_GROW(m->lists[list], m->counts[list], m->caps[list]);
    m->lists[list][m->counts[list]++] = entry;
    return NULL;
}

/* ---- making ---- */

static unsigned letter_of(const struct secret_name *n)
{
    return secrets_letter(n->ending.p[n->ending.n - 1]);
}

/* By letter, longest first; of equals the parameter of a URL. */
static int name_order(const void *a, const void *b)
{
    const struct secret_name *x = a, *y = b;
    if (letter_of(x) != letter_of(y))
        return letter_of(x) < letter_of(y) ? -1 : 1;
    if (x->ending.n != y->ending.n)
        return x->ending.n > y->ending.n ? -1 : 1;
    if ((x->demand == DEMAND_QUERY) != (y->demand == DEMAND_QUERY))
        return x->demand == DEMAND_QUERY ? -1 : 1;
    return str_cmp(x->ending, y->ending);
}

static unsigned char first_of(const struct secret_shape *s)
{
    char c = s->pieces[0].before.p[0];
    return (unsigned char)(c == '#' ? '0' : c);
}

/* By first byte, then longest first: api_org_ before api_. */
static int shape_order(const void *a, const void *b)
{
    const struct secret_shape *x = a, *y = b;
    if (first_of(x) != first_of(y))
        return first_of(x) < first_of(y) ? -1 : 1;
    if (x->pieces[0].before.n != y->pieces[0].before.n)
        return x->pieces[0].before.n > y->pieces[0].before.n ? -1 : 1;
    return str_cmp(x->pieces[0].before, y->pieces[0].before);
}

static void index_names(const struct secrets_maker *m, struct secrets *out)
{
    for (size_t i = 0, letter = 0; letter <= SECRET_LETTERS; letter++) {
        while (i < m->name_count && letter_of(&m->names[i]) < letter)
            i++;
        out->name_from[letter] = (unsigned short)i;
    }
}

static void index_pairs(const struct secrets_maker *m, struct secrets *out)
{
    for (size_t i = 0; i < m->name_count; i++)
        out->name_pairs[letter_of(&m->names[i])] |=
            secrets_bit(m->names[i].ending.p[m->names[i].ending.n - 2]);
}

static void index_list(const struct secrets_maker *m, enum secret_list list, struct secrets *out)
{
    for (size_t i = 0; i < m->counts[list]; i++) {
        char first = m->lists[list][i].p[0];
        out->list_starts[list] |= first == '*' ? ~0u : secrets_bit(first);
    }
}

static void index_shapes(const struct secrets_maker *m, struct secrets *out)
{
    for (size_t i = 0; i < m->shape_count; i++) {
        struct str before = m->shapes[i].pieces[0].before;
        bool open = before.n < 2 || before.p[0] == '#' || before.p[1] == '#';
        out->shape_pairs[first_of(&m->shapes[i])] |= open ? ~0u : secrets_bit(before.p[1]);
    }
    for (size_t i = 0, first = 0; first <= 256; first++) {
        while (i < m->shape_count && first_of(&m->shapes[i]) < first)
            i++;
        out->shape_from[first] = (unsigned short)i;
    }
}

struct secrets secrets_make(struct secrets_maker *m, const struct secrets *next)
{
    struct secrets out = {.next = next, .names = m->names, .shapes = m->shapes};
    if (m->name_count)
        qsort(m->names, m->name_count, sizeof *m->names, name_order);
    if (m->shape_count)
        qsort(m->shapes, m->shape_count, sizeof *m->shapes, shape_order);
    index_names(m, &out);
    index_pairs(m, &out);
    index_shapes(m, &out);
    for (size_t i = 0; i < SECRET_LISTS; i++) {
        out.lists[i] = m->lists[i];
        out.list_counts[i] = m->counts[i];
        index_list(m, (enum secret_list)i, &out);
    }
    return out;
}

void secrets_maker_free(struct secrets_maker *m)
{
    free(m->names);
    free(m->shapes);
    for (size_t i = 0; i < SECRET_LISTS; i++)
        free(m->lists[i]);
    *m = (struct secrets_maker){.names = NULL};
}
