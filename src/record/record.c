#include "record/record.h"

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_TIME] = "time",         [FIELD_LEVEL] = "level",     [FIELD_SOURCE] = "source",
    [FIELD_SERVICE] = "service",   [FIELD_HOST] = "host",       [FIELD_PID] = "pid",
    [FIELD_EVENT] = "event",       [FIELD_OUTCOME] = "outcome", [FIELD_STATUS] = "status",
    [FIELD_UPSTREAM] = "upstream", [FIELD_METHOD] = "method",   [FIELD_URL] = "url",
    [FIELD_ROUTE] = "route",       [FIELD_MODEL] = "model",     [FIELD_USER] = "user",
    [FIELD_TIER] = "tier",         [FIELD_REQUEST] = "request", [FIELD_DURATION] = "duration",
    [FIELD_VERSION] = "version",   [FIELD_MESSAGE] = "message",
};

static const char *const level_names[LEVEL_COUNT] = {
    [LEVEL_NONE] = "",     [LEVEL_DEBUG] = "debug", [LEVEL_INFO] = "info",   [LEVEL_NOTICE] = "notice",
    [LEVEL_WARN] = "warn", [LEVEL_ERROR] = "error", [LEVEL_FATAL] = "fatal",
};

/* What programs write. `log` is console.log of a Worker; 10..60 are the numbers of pino and bunyan. */
static const struct {
    struct str name;
    enum level level;
} level_words[] = {
    /* the usual ones first */
    {STR_INIT("info"), LEVEL_INFO},     {STR_INIT("debug"), LEVEL_DEBUG},
    {STR_INIT("error"), LEVEL_ERROR},   {STR_INIT("warn"), LEVEL_WARN},
    {STR_INIT("log"), LEVEL_INFO},      {STR_INIT("warning"), LEVEL_WARN},
    {STR_INIT("notice"), LEVEL_NOTICE}, {STR_INIT("fatal"), LEVEL_FATAL},
    {STR_INIT("trace"), LEVEL_DEBUG},   {STR_INIT("verbose"), LEVEL_DEBUG},
    {STR_INIT("silly"), LEVEL_DEBUG},   {STR_INIT("information"), LEVEL_INFO},
    {STR_INIT("http"), LEVEL_INFO},     {STR_INIT("err"), LEVEL_ERROR},
    {STR_INIT("severe"), LEVEL_ERROR},  {STR_INIT("critical"), LEVEL_FATAL},
    {STR_INIT("crit"), LEVEL_FATAL},    {STR_INIT("alert"), LEVEL_FATAL},
    {STR_INIT("emerg"), LEVEL_FATAL},   {STR_INIT("emergency"), LEVEL_FATAL},
    {STR_INIT("panic"), LEVEL_FATAL},   {STR_INIT("10"), LEVEL_DEBUG},
    {STR_INIT("20"), LEVEL_DEBUG},      {STR_INIT("30"), LEVEL_INFO},
    {STR_INIT("40"), LEVEL_WARN},       {STR_INIT("50"), LEVEL_ERROR},
    {STR_INIT("60"), LEVEL_FATAL},
};

const char *field_name(enum field f)
{
    return field_names[f];
}

enum field field_named(struct str name)
{
    unsigned f = 0;
    while (f < FIELD_COUNT && !str_eq(name, str_z(field_names[f])))
        f++;
    return f;
}

const char *level_name(enum level l)
{
    return level_names[l];
}

/* Told by the length and the first byte, in any case: most words of a list are not what is looked for. */
static bool may_be(struct str word, struct str name)
{
    return word.n == name.n && ((word.p[0] ^ name.p[0]) & ~0x20) == 0;
}

enum level level_named(struct str name)
{
    if (name.n == 1 && name.p[0] >= '0' && name.p[0] <= '7')
        return level_of_priority(name.p[0] - '0');
    for (size_t i = 0; i < COUNT_OF(level_words); i++)
        if (may_be(level_words[i].name, name) && str_eq_nocase(name, level_words[i].name))
            return level_words[i].level;
    return LEVEL_NONE;
}

enum level level_of_priority(int priority)
{
    static const enum level of[] = {LEVEL_FATAL, LEVEL_FATAL,  LEVEL_FATAL, LEVEL_ERROR,
                                    LEVEL_WARN,  LEVEL_NOTICE, LEVEL_INFO,  LEVEL_DEBUG};
    return priority >= 0 && priority <= 7 ? of[priority] : LEVEL_NONE;
}
