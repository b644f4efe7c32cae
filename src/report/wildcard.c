#include "report/wildcard.h"

#include "base/count.h"
enum { REPEATED = 2, SHARE = 10, FEW = 5 };

/* Names where nothing better stands before a wildcard. */
static const char *const NAME[TOKEN_CLASS_COUNT] = {
    [TOKEN_CLASS_TIME] = "time",    [TOKEN_CLASS_IP] = "ip",         [TOKEN_CLASS_PORT] = "port",
    [TOKEN_CLASS_UUID] = "uuid",    [TOKEN_CLASS_HEX] = "hex",       [TOKEN_CLASS_NUM] = "number",
    [TOKEN_CLASS_DUR] = "duration", [TOKEN_CLASS_SIZE] = "size",     [TOKEN_CLASS_URL] = "url",
    [TOKEN_CLASS_PATH] = "path",    [TOKEN_CLASS_EMAIL] = "email",   [TOKEN_CLASS_HOST] = "host",
    [TOKEN_CLASS_STR] = "value",    [TOKEN_CLASS_JSON] = "json",     [TOKEN_CLASS_B64] = "data",
    [TOKEN_CLASS_ID] = "id",        [TOKEN_CLASS_SECRET] = "secret", [TOKEN_CLASS_WILDCARD] = "word",
    [TOKEN_CLASS_ANY] = "text",
};

/* The key right before the wildcard at `at`: "user" of "user=<word>" and of "user <word>"; empty when none.
 */
static struct str key_before(struct str template, size_t at)
{
    size_t end = at, start;
    while (end && str_among("=: \"'`#(", template.p[end - 1]) && at - end < 2)
        end--;
    for (start = end; start && is_letter(template.p[start - 1]);)
        start--;
    bool word = start == 0 || !is_alnum(template.p[start - 1]);
    return end < at && word && end - start >= 2 && end - start < WILDCARD_NAME
               ? str_of(template.p + start, end - start)
               : STR("");
}

/* Words before a wildcard that say nothing of what it is. */
static bool says_little(struct str word)
{
    static const struct str list[] = {
        STR_INIT("to"),    STR_INIT("in"),    STR_INIT("at"),     STR_INIT("of"),       STR_INIT("by"),
        STR_INIT("for"),   STR_INIT("on"),    STR_INIT("is"),     STR_INIT("was"),      STR_INIT("from"),
        STR_INIT("with"),  STR_INIT("and"),   STR_INIT("or"),     STR_INIT("the"),      STR_INIT("an"),
        STR_INIT("after"), STR_INIT("made"),  STR_INIT("not"),    STR_INIT("got"),      STR_INIT("took"),
        STR_INIT("than"),  STR_INIT("error"), STR_INIT("failed"), STR_INIT("returned"),
    };
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (str_eq_nocase(word, list[i]))
            return true;
    return false;
}

struct str wildcard_name(struct str template, size_t at, enum token_class f)
{
    if (f == TOKEN_CLASS_CUSTOM)
        return recognize_custom_name(recognize_mark_at(str_skip(template, at)));
    struct str key = key_before(template, at);
    bool typed = f != TOKEN_CLASS_NUM && f != TOKEN_CLASS_WILDCARD && f != TOKEN_CLASS_ANY &&
                 f != TOKEN_CLASS_STR && f != TOKEN_CLASS_SECRET;
    return key.n == 0 || typed || says_little(key) ? str_z(NAME[f]) : key;
}

/* Measures and numbers of things, rather than names. */
static bool is_measure(struct str mark)
{
    static const enum token_class list[] = {TOKEN_CLASS_TIME, TOKEN_CLASS_PORT, TOKEN_CLASS_UUID,
                                            TOKEN_CLASS_HEX,  TOKEN_CLASS_NUM,  TOKEN_CLASS_DUR,
                                            TOKEN_CLASS_SIZE, TOKEN_CLASS_B64,  TOKEN_CLASS_ID};
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (str_eq(mark, token_class_name(list[i])))
            return true;
    return false;
}

bool wildcard_tells(const struct report_wildcard *w)
{
    uint64_t all = w->other, most = w->value_count ? w->values[0].records : 0;
    for (size_t i = 0; i < w->value_count; i++)
        count_add(&all, w->values[i].records);
    if (str_eq(w->mark, token_class_name(TOKEN_CLASS_SECRET)))
        return false;
    if (most <= w->error || most < (all + SHARE - 1) / SHARE || w->value_count * REPEATED > all)
        return false;
    return !is_measure(w->mark) || (w->error == 0 && w->value_count <= FEW);
}

size_t wildcard_at(struct str template, size_t number)
{
    for (size_t at = 0; at < template.n; at++) {
        enum token_class f =
            template.p[at] == '<' ? token_class_named(str_skip(template, at)) : TOKEN_CLASS_NONE;
        if (f == TOKEN_CLASS_NONE)
            continue;
        if (number-- == 0)
            return at;
        at += recognize_mark_at(str_skip(template, at)).n - 1;
    }
    return template.n;
}
