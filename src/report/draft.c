#include "report/draft.h"

#include <stdio.h>

#include "report/wildcard.h"
#include "tally/mold.h"

/* What a wildcard matches, without the parentheses of its capture. */
static const char *const REGEX[FORM_COUNT] = {
    [FORM_TIME] = "\\S+(?: \\S+){0,5}?",
    [FORM_IP] = "[0-9A-Fa-f.:]+",
    [FORM_PORT] = "\\d{1,5}",
    [FORM_UUID] = "[0-9A-Fa-f-]{36}",
    [FORM_HEX] = "[0-9A-Fa-fx:]+",
    [FORM_NUM] = "[-+]?\\d[\\d,.]*(?:[eE][-+]?\\d+)?",
    [FORM_DUR] = "[-+]?\\d[\\d,.]* ?[a-z\\xb5]+(?:\\d+[a-z]+)*",
    [FORM_SIZE] = "[-+]?\\d[\\d,.]* ?[A-Za-z]+",
    [FORM_URL] = "[A-Za-z][\\w+.-]*://[^\\s\"'<>]+",
    [FORM_PATH] = "[^\\s\"'<>|;,{}]+",
    [FORM_EMAIL] = "[\\w.+-]+@[\\w.-]+",
    [FORM_HOST] = "[\\w.-]+",
    [FORM_STR] = ".*?",
    [FORM_JSON] = "[\\[{].*",
    [FORM_B64] = "[\\w+/=.-]+",
    [FORM_ID] = "\\w+",
    [FORM_SECRET] = ".+?",
    [FORM_SLOT] = "\\S+(?: \\S+){0,3}?",
    [FORM_ANY] = "\\S+",
    [FORM_CUSTOM] = ".+?",
};

/* The first `most` bytes of `template`, without a token cut in two. */
static struct str cut(struct str template, size_t most)
{
    if (most == 0 || template.n <= most)
        return template;
    while (most && template.p[most] != ' ')
        most--;
    return most ? str_head(template, most) : template;
}

static bool name_taken(const struct draft *d, const char *name)
{
    for (size_t i = 0; i < d->capture_count; i++)
        if (strcmp(d->captures[i].name, name) == 0)
            return true;
    return false;
}

static void name_capture(struct draft *d, struct draft_capture *c, struct str key)
{
    char base[DRAFT_NAME];
    for (size_t i = 0; i < key.n; i++)
        base[i] = (char)(is_upper(key.p[i]) ? key.p[i] | 32 : key.p[i]);
    base[key.n] = '\0';
    memcpy(c->name, base, key.n + 1);
    for (unsigned i = 2; name_taken(d, c->name); i++)
        snprintf(c->name, sizeof c->name, "%.20s%u", base, i % 100);
}

static void add_quoted(struct str literal, struct buf *out)
{
    for (size_t i = 0; i < literal.n; i++) {
        if (str_among("\\^$.[]|()?*+{}", literal.p[i]))
            buf_addc(out, '\\');
        buf_addc(out, literal.p[i]);
    }
}

static void add_wildcard(struct draft *d, struct str template, size_t at, enum form f, bool loose)
{
    struct draft_capture c = {.form = f};
    bool quoted = f == FORM_STR && !loose;
    buf_addz(&d->regex, quoted ? "\\\\*[\"'`]" : "");
    if (d->capture_count < DRAFT_CAPTURES) {
        name_capture(d, &c, wildcard_name(template, at, f));
        d->captures[d->capture_count++] = c;
        buf_addf(&d->regex, "(?<%s>", c.name);
    } else {
        buf_addz(&d->regex, "(?:");
    }
    buf_addz(&d->regex, loose ? ".*?" : REGEX[f]);
    buf_addz(&d->regex, quoted ? ")\\\\*[\"'`]" : ")");
}

/* Letters and digits that the regex would hold literally. */
static size_t add_body(struct draft *d, struct str template, bool loose)
{
    size_t letters = 0;
    for (size_t i = 0; i < template.n;) {
        enum form f = template.p[i] == '<' ? form_marked(str_skip(template, i)) : FORM_NONE;
        if (f != FORM_NONE) {
            add_wildcard(d, template, i, f, loose);
            i += form_mark_at(str_skip(template, i)).n;
            continue;
        }
        letters += is_alnum(template.p[i]);
        add_quoted(str_of(template.p + i, 1), &d->regex);
        i++;
    }
    return letters;
}

/* `template` without the text of somebody else that it ends in: a signature is about what stands before. */
static struct str without_tail(struct str template)
{
    struct str slot = form_mark(FORM_SLOT), rest = template;
    unsigned words = 0;
    while (str_ends(rest, slot) && str_at(rest, rest.n - slot.n - 1) == ' ') {
        rest.n -= slot.n + 1;
        words++;
    }
    return words >= TAIL_COLUMNS ? rest : template;
}

bool draft_make(struct draft *d, struct str template, const struct draft_style *style)
{
    struct str used = without_tail(cut(template, style->most));
    bool whole = used.n == template.n;
    char first = str_at(used, 0), last = used.n ? used.p[used.n - 1] : '\0';
    buf_addz(&d->regex, style->anchor != DRAFT_WORDS      ? "^"
                        : is_alnum(first) || first == '<' ? "(?<!\\w)"
                                                          : "");
    size_t letters = add_body(d, used, style->loose);
    if (style->anchor == DRAFT_WHOLE && whole)
        buf_addc(&d->regex, '$');
    else if (is_alnum(last) || last == '>')
        buf_addz(&d->regex, "(?!\\w)");
    return letters >= 4;
}

void draft_free(struct draft *d)
{
    buf_free(&d->regex);
}

void draft_slug(struct str template, struct buf *out)
{
    size_t start = out->n, words = 0;
    for (size_t i = 0; i < template.n && words < 6 && out->n - start < 40;) {
        enum form f = template.p[i] == '<' ? form_marked(str_skip(template, i)) : FORM_NONE;
        size_t n = 0;
        while (f == FORM_NONE && is_alnum(str_at(template, i + n)))
            n++;
        if (n >= 2 && out->n > start)
            buf_addc(out, '-');
        for (size_t k = 0; k < n && n >= 2 && k < 24; k++)
            buf_addc(out, (char)(is_upper(template.p[i + k]) ? template.p[i + k] | 32 : template.p[i + k]));
        words += n >= 2;
        i += f != FORM_NONE ? form_mark_at(str_skip(template, i)).n : n ? n : 1;
    }
    if (out->n == start)
        buf_addz(out, "error");
}
