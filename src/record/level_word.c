#include "record/level_word.h"

enum { MARK = LEVEL_BRACKET | LEVEL_COLON | LEVEL_BARE, NAMED = LEVEL_BRACKET | LEVEL_COLON };

static const struct level_word WORDS[] = {
    {STR_INIT("info"), LEVEL_INFO, MARK},
    {STR_INIT("debug"), LEVEL_DEBUG, MARK},
    {STR_INIT("error"), LEVEL_ERROR, MARK},
    {STR_INIT("warn"), LEVEL_WARN, MARK},
    {STR_INIT("log"), LEVEL_INFO, LEVEL_BRACKET | LEVEL_UPPER},
    {STR_INIT("warning"), LEVEL_WARN, MARK},
    {STR_INIT("notice"), LEVEL_NOTICE, MARK},
    {STR_INIT("fatal"), LEVEL_FATAL, MARK},
    {STR_INIT("trace"), LEVEL_DEBUG, MARK},
    {STR_INIT("verbose"), LEVEL_DEBUG, MARK},
    {STR_INIT("silly"), LEVEL_DEBUG, MARK},
    {STR_INIT("information"), LEVEL_INFO, MARK},
    {STR_INIT("http"), LEVEL_INFO, LEVEL_BRACKET},
    {STR_INIT("err"), LEVEL_ERROR, MARK},
    {STR_INIT("severe"), LEVEL_ERROR, MARK},
    {STR_INIT("critical"), LEVEL_FATAL, MARK},
    {STR_INIT("crit"), LEVEL_FATAL, MARK},
    {STR_INIT("alert"), LEVEL_FATAL, MARK},
    {STR_INIT("emerg"), LEVEL_FATAL, MARK},
    {STR_INIT("emergency"), LEVEL_FATAL, MARK},
    {STR_INIT("panic"), LEVEL_FATAL, MARK},
    {STR_INIT("dpanic"), LEVEL_FATAL, MARK},
    {STR_INIT("trc"), LEVEL_DEBUG, MARK},
    {STR_INIT("trce"), LEVEL_DEBUG, MARK},
    {STR_INIT("dbg"), LEVEL_DEBUG, MARK},
    {STR_INIT("dbug"), LEVEL_DEBUG, MARK},
    {STR_INIT("vrb"), LEVEL_DEBUG, MARK},
    {STR_INIT("inf"), LEVEL_INFO, MARK},
    {STR_INIT("wrn"), LEVEL_WARN, MARK},
    {STR_INIT("eror"), LEVEL_ERROR, MARK},
    {STR_INIT("ftl"), LEVEL_FATAL, MARK},
    {STR_INIT("fail"), LEVEL_ERROR, MARK},
    {STR_INIT("failed"), LEVEL_ERROR, LEVEL_BRACKET},
    {STR_INIT("failure"), LEVEL_ERROR, LEVEL_VALUE},
    {STR_INIT("exception"), LEVEL_ERROR, LEVEL_VALUE},
    {STR_INIT("fine"), LEVEL_DEBUG, NAMED},
    {STR_INIT("finer"), LEVEL_DEBUG, NAMED},
    {STR_INIT("finest"), LEVEL_DEBUG, NAMED},
    {STR_INIT("config"), LEVEL_INFO, LEVEL_VALUE},
    {STR_INIT("note"), LEVEL_NOTICE, LEVEL_BRACKET},
    {STR_INIT("system"), LEVEL_INFO, LEVEL_BRACKET},
    {STR_INIT("ok"), LEVEL_INFO, LEVEL_BRACKET},
    {STR_INIT("success"), LEVEL_INFO, LEVEL_BRACKET},
    {STR_INIT("e"), LEVEL_ERROR, LEVEL_BRACKET},
    {STR_INIT("w"), LEVEL_WARN, LEVEL_BRACKET},
    {STR_INIT("i"), LEVEL_INFO, LEVEL_BRACKET},
    {STR_INIT("d"), LEVEL_DEBUG, LEVEL_BRACKET},
    {STR_INIT("t"), LEVEL_DEBUG, LEVEL_BRACKET},
    {STR_INIT("v"), LEVEL_DEBUG, LEVEL_BRACKET},
    {STR_INIT("f"), LEVEL_FATAL, LEVEL_BRACKET},
    {STR_INIT("c"), LEVEL_FATAL, LEVEL_BRACKET},
    {STR_INIT("n"), LEVEL_NOTICE, LEVEL_BRACKET},
};

/* Told by the length and the first byte, in any case: most words of a list are not what is looked for. */
static bool may_be(struct str word, struct str name)
{
    return word.n == name.n && ((word.p[0] ^ name.p[0]) & ~0x20) == 0;
}

const struct level_word *level_word_of(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (may_be(WORDS[i].word, word) && str_eq_nocase(word, WORDS[i].word))
            return &WORDS[i];
    return NULL;
}
