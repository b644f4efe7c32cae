#include "report/template_regex.h"

#include <stdio.h>

#include "report/wildcard.h"
#include "tally/cluster_matcher.h"

/* What a wildcard matches, without the parentheses of its capture. */
static const char *const REGEX[TOKEN_CLASS_COUNT] = {
    [TOKEN_CLASS_TIME] = "\\S+(?: \\S+){0,5}?",
    [TOKEN_CLASS_IP] = "[0-9A-Fa-f.:]+",
    [TOKEN_CLASS_PORT] = "\\d{1,5}",
    [TOKEN_CLASS_UUID] = "[0-9A-Fa-f-]{36}",
    [TOKEN_CLASS_HEX] = "[0-9A-Fa-fx:]+",
    [TOKEN_CLASS_NUM] = "[-+]?\\d[\\d,.]*(?:[eE][-+]?\\d+)?",
    [TOKEN_CLASS_DUR] = "[-+]?\\d[\\d,.]* ?[a-z\\xb5]+(?:\\d+[a-z]+)*",
    [TOKEN_CLASS_SIZE] = "[-+]?\\d[\\d,.]* ?[A-Za-z]+",
    [TOKEN_CLASS_URL] = "[A-Za-z][\\w+.-]*://[^\\s\"'<>]+",
    [TOKEN_CLASS_PATH] = "[^\\s\"'<>|;,{}]+",
    [TOKEN_CLASS_EMAIL] = "[\\w.+-]+@[\\w.-]+",
    [TOKEN_CLASS_HOST] = "[\\w.-]+",
    [TOKEN_CLASS_STR] = ".*?",
    [TOKEN_CLASS_JSON] = "[\\[{].*",
    [TOKEN_CLASS_B64] = "[\\w+/=.-]+",
    [TOKEN_CLASS_ID] = "\\w+",
    [TOKEN_CLASS_SECRET] = ".+?",
    [TOKEN_CLASS_WILDCARD] = "\\S+(?: \\S+){0,3}?",
    [TOKEN_CLASS_ANY] = "\\S+",
    [TOKEN_CLASS_CUSTOM] = ".+?",
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

static bool name_taken(const struct template_regex *d, const char *name)
{
    for (size_t i = 0; i < d->capture_count; i++)
        if (strcmp(d->captures[i].name, name) == 0)
            return true;
    return false;
}

static void name_capture(struct template_regex *d, struct template_regex_capture *c, struct str key)
{
    char base[TEMPLATE_REGEX_NAME];
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

static void add_wildcard(struct template_regex *d, struct str template, size_t at, enum token_class f,
                         bool loose)
{
    struct template_regex_capture c = {.token_class = f};
    bool quoted = f == TOKEN_CLASS_STR && !loose;
    buf_addz(&d->regex, quoted ? "\\\\*[\"'`]" : "");
    if (d->capture_count < TEMPLATE_REGEX_CAPTURES) {
        name_capture(d, &c, wildcard_name(template, at, f));
        d->captures[d->capture_count++] = c;
        buf_addf(&d->regex, "(?<%s>", c.name);
    } else {
        buf_addz(&d->regex, "(?:");
    }
    buf_join(&d->regex, loose ? ".*?" : REGEX[f], quoted ? ")\\\\*[\"'`]" : ")");
}

/* Letters and digits that the regex would hold literally. */
static size_t add_body(struct template_regex *d, struct str template, bool loose)
{
    size_t letters = 0;
    for (size_t i = 0; i < template.n;) {
        enum token_class f =
            template.p[i] == '<' ? token_class_named(str_skip(template, i)) : TOKEN_CLASS_NONE;
        if (f != TOKEN_CLASS_NONE) {
            add_wildcard(d, template, i, f, loose);
            i += recognize_mark_at(str_skip(template, i)).n;
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
    struct str wildcard = token_class_name(TOKEN_CLASS_WILDCARD), rest = template;
    unsigned words = 0;
    while (str_ends(rest, wildcard) && str_at(rest, rest.n - wildcard.n - 1) == ' ') {
        rest.n -= wildcard.n + 1;
        words++;
    }
    return words >= TAIL_COLUMNS ? rest : template;
}

bool template_regex_make(struct template_regex *d, struct str template,
                         const struct template_regex_style *style)
{
    struct str used = without_tail(cut(template, style->most));
    bool whole = used.n == template.n;
    char first = str_at(used, 0), last = used.n ? used.p[used.n - 1] : '\0';
    buf_addz(&d->regex, style->anchor != TEMPLATE_REGEX_WORDS ? "^"
                        : is_alnum(first) || first == '<'     ? "(?<!\\w)"
                                                              : "");
    size_t letters = add_body(d, used, style->loose);
    if (style->anchor == TEMPLATE_REGEX_WHOLE && whole)
        buf_addc(&d->regex, '$');
    else if (is_alnum(last) || last == '>')
        buf_addz(&d->regex, "(?!\\w)");
    return letters >= 4;
}

void template_regex_free(struct template_regex *d)
{
    buf_free(&d->regex);
}

void template_slug(struct str template, struct buf *out)
{
    size_t start = out->n, words = 0;
    for (size_t i = 0; i < template.n && words < 6 && out->n - start < 40;) {
        enum token_class f =
            template.p[i] == '<' ? token_class_named(str_skip(template, i)) : TOKEN_CLASS_NONE;
        size_t n = 0;
        while (f == TOKEN_CLASS_NONE && is_alnum(str_at(template, i + n)))
            n++;
        if (n >= 2 && out->n > start)
            buf_addc(out, '-');
        for (size_t k = 0; k < n && n >= 2 && k < 24; k++)
            buf_addc(out, (char)(is_upper(template.p[i + k]) ? template.p[i + k] | 32 : template.p[i + k]));
        words += n >= 2;
        i += f != TOKEN_CLASS_NONE ? recognize_mark_at(str_skip(template, i)).n : n ? n : 1;
    }
    if (out->n == start)
        buf_addz(out, "error");
}
