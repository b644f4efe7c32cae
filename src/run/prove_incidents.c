#include "run/prove_incidents.h"

#include "run/run.h"

/* Stamps without a year are of one year, whichever. */
static const int64_t NOW_MS = INT64_C(2000000000000);

static bool has_incident(const struct rules *rules, uint32_t signature, struct str log)
{
    struct run *r = run_new(&(struct run_config){.rules = rules, .now_ms = NOW_MS, .unclustered = true});
    run_source(r, STR("example"));
    (void)run_feed(r, log);
    (void)run_end(r);
    bool any = tally_incidents(run_tally(r), signature) > 0;
    run_free(r);
    return any;
}

static void prove(const struct rules *rules, uint32_t id, struct findings *out)
{
    const struct signature *s = &rules_table(rules)->signatures[id];
    for (size_t i = 0; i < s->incident_count; i++) {
        if (has_incident(rules, id, s->incidents[i].text))
            continue;
        struct err *err = findings_add(out, &s->incidents[i].at);
        err_set(err, "`" STR_FMT "` finds no incident in these lines", STR_ARG(s->id));
        err_mend(err, "sigtail grep -s shows which of them match; they need times, and a value of `by`");
    }
    for (size_t i = 0; i < s->no_incident_count; i++) {
        if (!has_incident(rules, id, s->no_incidents[i].text))
            continue;
        struct err *err = findings_add(out, &s->no_incidents[i].at);
        err_set(err, "`" STR_FMT "` finds an incident in these lines", STR_ARG(s->id));
        err_mend(err, "narrow its patterns, or its `%s`", correlation_key(s->correlation.kind));
    }
}

bool prove_incidents(const struct rules *r, struct findings *out)
{
    size_t before = out->n;
    for (uint32_t id = 0; id < rules_table(r)->signature_count; id++)
        prove(r, id, out);
    return out->n == before;
}
