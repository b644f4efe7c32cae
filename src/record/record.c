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

static const char *const format_names[FORMAT_COUNT] = {
    [FORMAT_TAIL] = "wrangler-tail",
    [FORMAT_JOURNAL_TEXT] = "journal",
    [FORMAT_JOURNAL_JSON] = "journal-json",
    [FORMAT_JOURNAL_EXPORT] = "journal-export",
    [FORMAT_JOURNAL_VERBOSE] = "journal-verbose",
    [FORMAT_TAIL_PRETTY] = "wrangler-pretty",
    [FORMAT_LOGTAPE] = "logtape",
    [FORMAT_JSON] = "json",
    [FORMAT_ROW] = "row",
    [FORMAT_TEXT] = "text",
};

/* What programs write. `log` is console.log of a Worker; 10..60 are the numbers of pino and bunyan. */
static const struct {
    const char *name;
    enum level level;
} level_words[] = {
    {"trace", LEVEL_DEBUG},      {"verbose", LEVEL_DEBUG},   {"silly", LEVEL_DEBUG},
    {"debug", LEVEL_DEBUG},      {"info", LEVEL_INFO},       {"log", LEVEL_INFO},
    {"information", LEVEL_INFO}, {"http", LEVEL_INFO},       {"notice", LEVEL_NOTICE},
    {"warn", LEVEL_WARN},        {"warning", LEVEL_WARN},    {"error", LEVEL_ERROR},
    {"err", LEVEL_ERROR},        {"severe", LEVEL_ERROR},    {"fatal", LEVEL_FATAL},
    {"critical", LEVEL_FATAL},   {"crit", LEVEL_FATAL},      {"alert", LEVEL_FATAL},
    {"emerg", LEVEL_FATAL},      {"emergency", LEVEL_FATAL}, {"panic", LEVEL_FATAL},
    {"10", LEVEL_DEBUG},         {"20", LEVEL_DEBUG},        {"30", LEVEL_INFO},
    {"40", LEVEL_WARN},          {"50", LEVEL_ERROR},        {"60", LEVEL_FATAL},
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

enum level level_named(struct str name)
{
    if (name.n == 1 && name.p[0] >= '0' && name.p[0] <= '7')
        return level_of_priority(name.p[0] - '0');
    for (size_t i = 0; i < COUNT_OF(level_words); i++)
        if (str_eq_nocase(name, str_z(level_words[i].name)))
            return level_words[i].level;
    return LEVEL_NONE;
}

enum level level_of_priority(int priority)
{
    static const enum level of[] = {LEVEL_FATAL, LEVEL_FATAL,  LEVEL_FATAL, LEVEL_ERROR,
                                    LEVEL_WARN,  LEVEL_NOTICE, LEVEL_INFO,  LEVEL_DEBUG};
    return priority >= 0 && priority <= 7 ? of[priority] : LEVEL_NONE;
}

const char *format_name(enum format f)
{
    return format_names[f];
}
