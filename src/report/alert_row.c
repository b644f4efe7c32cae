/* The facts of an alert, from a row of a report that still has its secrets. */
#include <stdio.h>

#include "report/alert.h"
#include "report/redaction.h"

static void tell_stats(struct alert *a, const struct report *r, uint64_t records,
                       const struct report_stats *stats)
{
    a->count = records;
    a->named = summary_named(r);
    a->requests = stats->requests;
    a->users = stats->users;
    a->first_ms = stats->first_ms;
    a->last_ms = stats->last_ms;
}

static void tell_signature(struct alert *a, struct report *r, struct report_signature *s,
                           const struct secrets *secrets)
{
    report_redact_signature(r, s, secrets);
    a->class = s->class;
    a->severity = severity_name(s->severity);
    a->id = s->id;
    a->title = s->title;
    a->example = s->example;
    a->cause = s->cause;
    a->impact = s->impact;
    a->fix = s->fix;
    tell_stats(a, r, s->records, &s->stats);
}

/* An incident of records that its signature matches has none of its own. */
static struct str example_of(struct report *r, struct str id, const struct secrets *secrets)
{
    for (size_t i = 0; i < r->signature_count; i++) {
        if (!str_eq(r->signatures[i].id, id))
            continue;
        report_redact_signature(r, &r->signatures[i], secrets);
        return r->signatures[i].example;
    }
    return STR("");
}

void alert_of_incident(struct alert *a, struct report *r, size_t i, const struct secrets *secrets)
{
    a->row = "incident";
    tell_signature(a, r, &r->incidents[i], secrets);
    if (a->example.n == 0)
        a->example = example_of(r, a->id, secrets);
}

void alert_of_signature(struct alert *a, struct report *r, size_t i, const struct secrets *secrets)
{
    a->row = "signature";
    tell_signature(a, r, &r->signatures[i], secrets);
}

/* "500 backend failed". */
static struct str status_title(struct report *r, const struct report_status *s)
{
    LOCAL_BUF title = {0};
    buf_addf(&title, "%d", s->status);
    if (s->meaning.n)
        buf_join(&title, " ", s->meaning);
    return arena_str(&r->arena, buf_str(&title));
}

void alert_of_status(struct alert *a, struct report *r, size_t i, const struct secrets *secrets)
{
    struct report_status *s = &r->statuses[i];
    char id[16];
    a->row = "status";
    a->status = s->status;
    a->class = s->class;
    a->id = arena_str(&r->arena, str_of(id, (size_t)snprintf(id, sizeof id, "%d", s->status)));
    a->title = status_title(r, s);
    a->fix = s->fix;
    tell_stats(a, r, s->unexplained, &s->stats);
    if (s->message_count) {
        report_redact_cluster(r, &s->messages[0], secrets);
        a->example = s->messages[0].example;
    }
}

static void tell_cluster(struct alert *a, struct report *r, struct report_cluster *u,
                         const struct secrets *secrets)
{
    report_redact_cluster(r, u, secrets);
    a->row = "cluster";
    a->class = u->class;
    a->id = u->id;
    a->title = u->template;
    a->example = u->example;
    tell_stats(a, r, u->records, &u->stats);
}

void alert_of_cluster(struct alert *a, struct report *r, size_t i, const struct secrets *secrets)
{
    tell_cluster(a, r, &r->clusters[i], secrets);
}

void alert_of_message(struct alert *a, struct report *r, size_t i, size_t message,
                      const struct secrets *secrets)
{
    a->status = r->statuses[i].status;
    tell_cluster(a, r, &r->statuses[i].messages[message], secrets);
}
