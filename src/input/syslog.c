#include "input/syslog.h"

/* By their numbers. */
static const char *const FACILITIES[] = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog",   "lpr",     "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "security", "console", "solaris-cron",
    "local0", "local1", "local2",   "local3", "local4", "local5",   "local6",  "local7"};
static const char *const SEVERITIES[] = {"emerg",   "alert",  "crit", "err",
                                         "warning", "notice", "info", "debug"};

static int number_of(struct str word, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (str_eq(word, str_z(names[i])))
            return i;
    return -1;
}

static int severity_of(struct str word)
{
    if (str_eq(word, STR("warn")))
        word = STR("warning");
    if (str_eq(word, STR("error")))
        word = STR("err");
    return number_of(word, SEVERITIES, COUNT_OF(SEVERITIES));
}

int syslog_priority(struct str pair, char mark)
{
    size_t at = str_chr(pair, mark);
    if (at == pair.n)
        return -1;
    int facility = number_of(str_trim(str_head(pair, at)), FACILITIES, COUNT_OF(FACILITIES));
    int severity = severity_of(str_trim(str_skip(pair, at + 1)));
    return facility < 0 || severity < 0 ? -1 : facility * 8 + severity;
}

bool syslog_level_word(struct str word)
{
    static const struct str words[] = {
        STR_INIT("error"),   STR_INIT("err"),         STR_INIT("warn"),      STR_INIT("warning"),
        STR_INIT("info"),    STR_INIT("information"), STR_INIT("notice"),    STR_INIT("debug"),
        STR_INIT("trace"),   STR_INIT("fatal"),       STR_INIT("crit"),      STR_INIT("critical"),
        STR_INIT("alert"),   STR_INIT("emerg"),       STR_INIT("panic"),     STR_INIT("severe"),
        STR_INIT("fail"),    STR_INIT("verbose"),     STR_INIT("exception"), STR_INIT("failed"),
        STR_INIT("failure"), STR_INIT("emergency"),   STR_INIT("log"),       STR_INIT("ftl"),
        STR_INIT("wrn"),     STR_INIT("inf"),         STR_INIT("dbg"),       STR_INIT("trc")};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq_nocase(word, words[i]))
            return true;
    return str_ends(word, STR("Error")) || str_ends(word, STR("Exception"));
}
