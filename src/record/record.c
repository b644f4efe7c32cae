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

const char *field_name(enum field f)
{
    return field_names[f];
}

enum field field_named(struct str name)
{
    return (enum field)str_index(name, field_names, FIELD_COUNT);
}

const char *level_name(enum level l)
{
    return level_names[l];
}
