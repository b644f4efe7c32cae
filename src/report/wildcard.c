#include "report/wildcard.h"

#include "base/count.h"
enum { REPEATED = 2, SHARE = 10, FEW = 5 };

/* Names where nothing better stands before a wildcard. */
static const char *const NAME[FORM_COUNT] = {
    [FORM_TIME] = "time",     [FORM_IP] = "ip",      [FORM_PORT] = "port",    [FORM_UUID] = "uuid",
    [FORM_HEX] = "hex",       [FORM_NUM] = "number", [FORM_DUR] = "duration", [FORM_SIZE] = "size",
    [FORM_URL] = "url",       [FORM_PATH] = "path",  [FORM_EMAIL] = "email",  [FORM_HOST] = "host",
    [FORM_STR] = "value",     [FORM_JSON] = "json",  [FORM_B64] = "data",     [FORM_ID] = "id",
    [FORM_SECRET] = "secret", [FORM_SLOT] = "word",  [FORM_ANY] = "text",
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

struct str wildcard_name(struct str template, size_t at, enum form f)
{
    if (f == FORM_CUSTOM)
        return form_custom_name(form_mark_at(str_skip(template, at)));
    struct str key = key_before(template, at);
    bool typed = f != FORM_NUM && f != FORM_SLOT && f != FORM_ANY && f != FORM_STR && f != FORM_SECRET;
    return key.n == 0 || typed || says_little(key) ? str_z(NAME[f]) : key;
}

/* Measures and numbers of things, rather than names. */
static bool is_measure(struct str mark)
{
    static const enum form list[] = {FORM_TIME, FORM_PORT, FORM_UUID, FORM_HEX, FORM_NUM,
                                     FORM_DUR,  FORM_SIZE, FORM_B64,  FORM_ID};
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (str_eq(mark, form_mark(list[i])))
            return true;
    return false;
}

bool wildcard_tells(const struct report_wildcard *w)
{
    uint64_t all = w->other, most = w->value_count ? w->values[0].records : 0;
    for (size_t i = 0; i < w->value_count; i++)
        count_add(&all, w->values[i].records);
    if (str_eq(w->mark, form_mark(FORM_SECRET)))
        return false;
    if (most <= w->error || most < (all + SHARE - 1) / SHARE || w->value_count * REPEATED > all)
        return false;
    return !is_measure(w->mark) || (w->error == 0 && w->value_count <= FEW);
}

size_t wildcard_at(struct str template, size_t number)
{
    for (size_t at = 0; at < template.n; at++) {
        enum form f = template.p[at] == '<' ? form_marked(str_skip(template, at)) : FORM_NONE;
        if (f == FORM_NONE)
            continue;
        if (number-- == 0)
            return at;
        at += form_mark_at(str_skip(template, at)).n - 1;
    }
    return template.n;
}
