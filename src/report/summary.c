#include "report/summary.h"

#include "base/count.h"
#include "report/number_format.h"
#include "tally/span.h"

uint64_t summary_judged(const struct report *r)
{
    uint64_t n = 0;
    for (size_t c = 0; c < CLASS_COUNT; c++)
        count_add(&n, r->classes[c]);
    return n;
}

bool summary_healthy(const struct report *r)
{
    return r->incident_count == 0 && r->classes[CLASS_INVESTIGATE] == 0 && r->classes[CLASS_UNKNOWN] == 0;
}

bool summary_unjudged(const struct report *r)
{
    return r->unjudged > summary_judged(r) / 2;
}

size_t summary_investigate(const struct report *r)
{
    size_t n = 0;
    while (n < r->signature_count && r->signatures[n].class == CLASS_INVESTIGATE)
        n++;
    return n;
}

bool summary_status_open(const struct report_status *s)
{
    return s->class == CLASS_INVESTIGATE && s->unexplained > 0;
}

struct str summary_source(struct str name)
{
    return str_eq(name, STR("-")) ? STR("stdin") : name;
}

static bool format_seen(const struct report *r, size_t before, struct str format)
{
    for (size_t i = 0; i < before; i++)
        if (str_eq(r->sources[i].format, format) && r->sources[i].records)
            return true;
    return false;
}

static void add_formats(const struct report *r, struct buf *out)
{
    bool any = false;
    for (size_t i = 0; i < r->source_count; i++) {
        const struct report_source *s = &r->sources[i];
        if (s->records == 0 || format_seen(r, i, s->format))
            continue;
        buf_join(out, any ? ", " : "", s->format);
        any = true;
    }
    buf_addz(out, any ? " " : "");
}

void summary_origin(const struct report *r, struct buf *out)
{
    if (r->source_count == 0)
        return;
    add_formats(r, out);
    buf_addz(out, "from ");
    if (r->source_count > 2) {
        buf_join(out, COUNTED(r->source_count), " sources");
        return;
    }
    for (size_t i = 0; i < r->source_count; i++)
        buf_join(out, i ? " and " : "", summary_source(r->sources[i].name));
}

void summary_records(const struct report *r, struct buf *out)
{
    if (r->filtered)
        buf_join(out, COUNTED(summary_judged(r)), " of ");
    buf_join(out, COUNTED(r->records), r->records == 1 ? " record" : " records");
}

void summary_nothing(const struct report *r, struct buf *out)
{
    if (r->sought.id.n) {
        buf_join(out, "No record of the ", COUNTED(r->records), " names the request ", r->sought.id, ".");
    } else if (r->filtered) {
        buf_join(out, "No records: the filters leave all of the ", COUNTED(r->filtered), " out.");
    } else if (r->bytes == 0) {
        buf_addz(out, "No records: the input is empty.");
    } else {
        buf_addz(out, "No records in ");
        number_format_bytes(r->bytes, out);
        buf_addz(out, " of input.");
    }
}

static void note_names(struct summary_named *named, const struct report_stats *s)
{
    named->requests |= s->requests > 0;
    named->users |= s->users > 0;
}

struct summary_named summary_named(const struct report *r)
{
    struct summary_named named = {0};
    for (size_t i = 0; i < r->signature_count; i++)
        note_names(&named, &r->signatures[i].stats);
    for (size_t i = 0; i < r->incident_count; i++)
        note_names(&named, &r->incidents[i].stats);
    for (size_t i = 0; i < r->status_count; i++) /* with those of their messages */
        note_names(&named, &r->statuses[i].stats);
    for (size_t i = 0; i < r->cluster_count; i++)
        note_names(&named, &r->clusters[i].stats);
    return named;
}

void summary_verdict(const struct report *r, struct buf *out)
{
    if (summary_unjudged(r))
        buf_addz(out,
                 "Nothing to investigate in what can be judged; most records say neither level nor status "
                 "(see INPUT).");
    else if (r->filtered)
        buf_addz(out, "Nothing to investigate, nothing unknown in the records that were selected.");
    else if (r->sampling_count || r->gap_count)
        buf_addz(out, "Nothing to investigate in what arrived; records are missing (see INPUT).");
    else
        buf_addz(out, "All is well: nothing to investigate, nothing unknown.");
}

void summary_overlap(const struct report *r, struct buf *out)
{
    if (r->overlap == 0)
        return;
    buf_join(out, COUNTED(r->overlap),
             r->overlap == 1 ? " record matches more than one signature and counts in each one's row."
                             : " records match more than one signature and count in each one's row.");
}

uint64_t summary_incidents(const struct report *r)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->incident_count; i++)
        count_add(&n, r->incidents[i].incidents);
    return n;
}

void summary_recovered(const struct report *r, struct buf *out)
{
    enum { NAMED = 5 };
    for (size_t i = 0; i < r->recovered_count && i < NAMED; i++)
        buf_join(out, i ? ", " : "recovered: ", r->recovered[i].value, " ", COUNTED(r->recovered[i].records));
    buf_addz(out, r->recovered_count > NAMED ? ", ..."
                  : r->recovered_count       ? " (told by records that went well)"
                                             : "");
}

void summary_acknowledged(const struct report *r, struct buf *out)
{
    enum { NAMED = 5 };
    uint64_t records = 0;
    for (size_t i = 0; i < r->acknowledged_count; i++)
        count_add(&records, r->acknowledged[i].records);
    if (r->acknowledged_count == 0)
        return;
    buf_join(out, COUNTED(r->acknowledged_count),
             r->acknowledged_count == 1 ? " row is acknowledged, with " : " rows are acknowledged, with ",
             COUNTED(records), records == 1 ? " record:" : " records:");
    for (size_t i = 0; i < r->acknowledged_count && i < NAMED; i++)
        buf_join(out, i ? ", " : " ", str_head(r->acknowledged[i].id, 40));
    buf_addz(out, r->acknowledged_count > NAMED ? ", ..." : "");
    if (r->state.n)
        buf_join(out, " (sigtail state ", r->state, ")");
}

void summary_times(const struct report *r, struct buf *out)
{
    struct span all = SPAN_NONE;
    for (size_t i = 0; i < r->source_count; i++) {
        span_add(&all, r->sources[i].first_ms);
        span_add(&all, r->sources[i].last_ms);
    }
    if (all.first_ms == NO_TIME)
        return;
    buf_addz(out, "the records that were read are of ");
    timestamp_format_rfc3339(all.first_ms, out);
    buf_addz(out, " to ");
    timestamp_format_rfc3339(all.last_ms, out);
}
