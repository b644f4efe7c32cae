#include "report/alert.h"

#include <inttypes.h>

#include "base/escape.h"
#include "report/json_member.h"

enum { VALUE_COLUMNS = 1000 };

/* "new", "burst", "silence". */
static const char *alert_name(enum alert_kind kind)
{
    static const char *const names[ALERT_KINDS] = {"new", "burst", "silence"};
    return names[kind];
}

static void json_held(struct str held, struct buf *out)
{
    struct str id;
    const char *before = "";
    buf_addz(out, ", \"held_back\": [");
    while (held.n && str_split(&held, ' ', &id)) {
        buf_addz(out, before);
        escape_json_string(id, out);
        before = ", ";
    }
    buf_addc(out, ']');
}

static void json_row(const struct alert *a, struct buf *out)
{
    if (a->status)
        buf_addf(out, ", \"status\": %d", a->status);
    json_member_count_or_null("requests", a->requests, a->named.requests, out);
    json_member_count_or_null("users", a->users, a->named.users, out);
    json_member_time("first", a->first_ms, out);
    json_member_time("last", a->last_ms, out);
    json_member_text_or_null("example", a->example, out);
    if (a->severity)
        json_member_text_or_null("severity", str_z(a->severity), out);
    json_member_text_or_null("cause", a->cause, out);
    json_member_text_or_null("impact", a->impact, out);
    json_member_text_or_null("fix", a->fix, out);
}

static void json_burst(const struct burst *b, struct buf *out)
{
    json_member_time("since", b->since_ms, out);
    buf_addf(out, ", \"records\": %" PRIu64 ", \"before\": %.6g", b->records, b->before);
}

void alert_json(const struct alert *a, struct buf *out)
{
    buf_addf(out, "{\"event\": \"%s\"", alert_name(a->kind));
    json_member_time("time", a->now_ms, out);
    json_member_text_or_null("id", a->id, out);
    json_member_text_or_null("kind", str_z(a->row), out);
    json_member_text_or_null("class", str_z(a->row ? class_name(a->class) : NULL), out);
    json_member_text_or_null("title", a->title, out);
    buf_addf(out, ", \"count\": %" PRIu64, a->count);
    if (a->kind == ALERT_NEW)
        json_member_text_or_null("news", str_z(a->novelty), out);
    if (a->row)
        json_row(a, out);
    if (a->kind == ALERT_BURST)
        json_burst(&a->burst, out);
    if (a->kind == ALERT_SILENCE) {
        buf_addf(out, ", \"silent_s\": %.3f", (double)a->silent_ms / 1000);
        json_member_time("last", a->last_ms, out);
    }
    if (a->held.n)
        json_held(a->held, out);
    buf_addz(out, "}\n");
}

static void add_variable(const char *name, struct str value, struct buf *out)
{
    LOCAL_BUF safe = {0};
    escape_terminal(value, &safe);
    buf_addf(out, "SIGTAIL_%s=", name);
    escape_fit(buf_str(&safe), VALUE_COLUMNS, "…", out);
    buf_addc(out, '\0');
}

void alert_variables(const struct alert *a, struct buf *out)
{
    add_variable("EVENT", str_z(alert_name(a->kind)), out);
    add_variable("ID", a->id, out);
    add_variable("CLASS", str_z(a->row ? class_name(a->class) : NULL), out);
    add_variable("TITLE", a->title, out);
    buf_addf(out, "SIGTAIL_COUNT=%" PRIu64, a->count);
    buf_addc(out, '\0');
    add_variable("EXAMPLE", a->example, out);
}
