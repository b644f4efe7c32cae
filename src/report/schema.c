#include "report/schema.h"

#include "report/burst.h"
#include "report/summary.h"
#include "tally/excerpt.h"

/* What a member of each kind is in C. */
#define TYPE_STR      struct str
#define TYPE_FACT     struct str
#define TYPE_COUNT    uint64_t
#define TYPE_REQUESTS uint64_t
#define TYPE_USERS    uint64_t
#define TYPE_BOOL     bool
#define TYPE_TIME     int64_t
#define TYPE_START    int64_t
#define TYPE_MS       double
#define TYPE_PART     double
#define TYPE_STATUS   int
#define TYPE_CLASS    enum verdict
#define TYPE_SEVERITY enum severity_class
#define TYPE_STATE    struct str
#define TYPE_STATES   struct str *
#define TYPE_COUNTS   uint64_t *
#define TYPE_NAMES    struct str *
#define TYPE_KEY      struct str *
#define TYPE_MEASURES struct measure *
#define TYPE_PLACE    struct report_sums
#define TYPE_SOURCES  uint64_t
#define TYPE_VERSIONS uint64_t *
#define TYPE_VERSION  const struct report_version *
#define TYPE_MAP      struct report_timeline

/* Where `field` is, when it is what it has to be. */
#define AT(ctype, type, field) _Generic(((struct type *)0)->field, ctype : offsetof(struct type, field))

#define ONE(key, kind, type, field)         key, JSON_##kind, .at = AT(TYPE_##kind, type, field)
#define LIST(key, kind, type, field, count) ONE(key, kind, type, field), .n = AT(size_t, type, count)
#define ROWS(key, type, field, count, of)                                                                    \
    key, JSON_ROWS, .at = offsetof(struct type, field), .n = AT(size_t, type, count), .object = &of##_object
#define TIMES(type, in)                                                                                      \
    {ONE("first", TIME, type, in first_ms)},                                                                 \
    {                                                                                                        \
        ONE("last", TIME, type, in last_ms)                                                                  \
    }
/* The members of `of` in an object of their own, or here. */
#define MAP(key, of)          key, JSON_MAP, .object = &of##_object
#define HERE(type, field, of) NULL, JSON_HERE, .at = offsetof(struct type, field), .object = &of##_object

#define GIVEN(type, field)                                                                                   \
    .given = offsetof(struct type, field), .given_bytes = sizeof((struct type *)0)->field
#define OPTIONAL .optional = true
#define DERIVED  .derived = true

#define MEMBERS(of) static const struct json_member of##_members[]
#define OBJECT(of, type)                                                                                     \
    static const struct json_object of##_object = {of##_members, COUNT_OF(of##_members), sizeof(struct type)}
/* A text and the records that have it. */
#define VALUES(of, key)                                                                                      \
    MEMBERS(of) = {{ONE(key, STR, report_value, value)}, {ONE("records", COUNT, report_value, records)}};    \
    OBJECT(of, report_value)

bool schema_given(const struct json_member *m, const void *from)
{
    const char *given = (const char *)from + m->given;
    size_t zeros = 0;
    while (zeros < m->given_bytes && given[zeros] == 0)
        zeros++;
    return m->given_bytes == 0 || zeros < m->given_bytes;
}

/* ---- the input ---- */

VALUES(value, "value");
VALUES(outcome, "outcome");
VALUES(level, "level");
VALUES(recovered, "id");

MEMBERS(source) = {
    {ONE("name", STR, report_source, name)},
    {ONE("format", STR, report_source, format)},
    {ONE("records", COUNT, report_source, records)},
    {ONE("bytes", COUNT, report_source, bytes)},
    TIMES(report_source, ),
    {ONE("skipped_bytes", COUNT, report_source, skipped_bytes)},
    {ROWS("formats", report_source, formats, format_count, value), GIVEN(report_source, format_count),
     OPTIONAL},
};
OBJECT(source, report_source);

MEMBERS(problem) = {
    {ONE("kind", STR, report_problem, kind)},
    {ONE("count", COUNT, report_problem, count)},
    {ONE("first_offset", COUNT, report_problem, first_offset)},
    {ONE("example", STR, report_problem, example)},
    {ONE("bytes", COUNT, report_problem, bytes)},
    {ONE("source", STR, report_problem, source)},
    {ONE("note", STR, report_problem, note), DERIVED},
    {ROWS("patterns", report_problem, patterns, pattern_count, value), GIVEN(report_problem, pattern_count),
     OPTIONAL},
    {ONE("other_patterns", COUNT, report_problem, other_patterns), GIVEN(report_problem, pattern_count)},
};
OBJECT(problem, report_problem);

MEMBERS(sampling) = {
    {ONE("source", STR, report_sampling, source)},
    {ONE("notices", COUNT, report_sampling, notices)},
    TIMES(report_sampling, ),
};
OBJECT(sampling, report_sampling);

MEMBERS(gap) = {
    {ONE("source", STR, report_gap, source)},
    {ONE("what", STR, report_gap, what)},
    {ONE("count", COUNT, report_gap, count)},
    {ONE("first_offset", COUNT, report_gap, first_offset)},
};
OBJECT(gap, report_gap);

MEMBERS(hint) = {
    {ONE("field", STR, report_hint, field)},
    {ONE("path", STR, report_hint, path)},
    {ONE("value", STR, report_hint, value)},
    {ONE("records", COUNT, report_hint, records)},
};
OBJECT(hint, report_hint);

MEMBERS(filter) = {
    {ONE("what", STR, report_filter, what)},
    {ONE("records", COUNT, report_filter, records)},
    {ROWS("instead", report_filter, instead, instead_count, value)},
    {ONE("other", COUNT, report_filter, other)},
};
OBJECT(filter, report_filter);

MEMBERS(unjudged) = {
    {ONE("unjudged", COUNT, report, unjudged)},
    {ROWS("hints", report, hints, hint_count, hint)},
};
OBJECT(unjudged, report);

MEMBERS(input) = {
    {ONE("bytes", COUNT, report, bytes), DERIVED},
    {ONE("records", COUNT, report, records), DERIVED},
    {ONE("skipped_bytes", COUNT, report, skipped_bytes), DERIVED},
    {ONE("malformed", COUNT, report, malformed), DERIVED},
    {ONE("torn", COUNT, report, torn), DERIVED},
    {ONE("oversize", COUNT, report, oversize), DERIVED},
    {ROWS("sources", report, sources, source_count, source)},
    {ROWS("problems", report, problems, problem_count, problem)},
    {ROWS("sampling", report, sampling, sampling_count, sampling)},
    {ROWS("gaps", report, gaps, gap_count, gap)},
    {"unjudged", JSON_HERE, .object = &unjudged_object, OPTIONAL},
    {ONE("record_bytes", COUNT, report, record_bytes), DERIVED},
    {ONE("filtered", COUNT, report, filtered)},
    {ROWS("filters", report, filters, filter_count, filter), GIVEN(report, filter_count), OPTIONAL},
};
OBJECT(input, report);

MEMBERS(window) = {
    TIMES(report, ),
};
OBJECT(window, report);

MEMBERS(classes) = {
    {ONE("investigate", COUNT, report, classes[CLASS_INVESTIGATE])},
    {ONE("expected", COUNT, report, classes[CLASS_EXPECTED])},
    {ONE("unknown", COUNT, report, classes[CLASS_UNKNOWN])},
    {ONE("clean", COUNT, report, classes[CLASS_CLEAN])},
};
OBJECT(classes, report);

/* ---- errors ---- */

/* Of one version there is nothing to say. */
static bool has_versions(const struct report *r, const void *at)
{
    (void)at;
    return r->version_count > 1;
}

/* Of one source it is clear, of very many it is not known. */
static bool has_sources(const struct report *r, const void *at)
{
    (void)at;
    return r->source_count > 1 && r->source_count <= SOURCE_BITS;
}

static bool is_asked(const struct report *r, const void *at)
{
    (void)r;
    return ((const struct report_baseline *)at)->novelty != NOVELTY_NOT_ASKED;
}

static bool is_special(const struct report *r, const void *at)
{
    (void)r;
    return *(const enum severity_class *)at != SEVERITY_NORMAL;
}

static bool is_open(const struct report *r, const void *at)
{
    (void)r;
    return summary_status_open(at);
}

MEMBERS(timeline) = {
    {ONE("start", START, report_timeline, start_ms)},
    {"step_ms", JSON_COUNT, .at = AT(int64_t, report_timeline, step_ms)},
    {LIST("counts", COUNTS, report_timeline, counts, count)},
};
OBJECT(timeline, report_timeline);

MEMBERS(known) = {
    {"news", JSON_NOVELTY, .at = 0},
    TIMES(report_baseline, ),
    {ONE("days", COUNT, report_baseline, days)},
    {ONE("usual", MS, report_baseline, usual)},
    {ONE("exceeded", PART, report_baseline, exceeded), GIVEN(report_baseline, exceeded), OPTIONAL},
};
OBJECT(known, report_baseline);

/* How a row went on. */
MEMBERS(history) = {
    {"burst", JSON_BURST, DERIVED},
    {ONE("began_with", VERSION, report_stats, deploy.began), .when = has_versions, DERIVED},
    {ONE("ended_with", VERSION, report_stats, deploy.ended), .when = has_versions, DERIVED},
    {MAP("known", known), .at = offsetof(struct report_stats, baseline), .when = is_asked, DERIVED},
};
OBJECT(history, report_stats);

/* What adding up needs of a row. */
MEMBERS(sums) = {
    {ONE("sources", SOURCES, report_stats, sums.sources), .when = has_sources, OPTIONAL},
    {ONE("requests_sketch", STR, report_stats, sums.requests), GIVEN(report_stats, sums.requests.n),
     OPTIONAL},
    {ONE("users_sketch", STR, report_stats, sums.users), GIVEN(report_stats, sums.users.n), OPTIONAL},
    {ONE("versions", VERSIONS, report_stats, deploy.records), GIVEN(report_stats, deploy.records), OPTIONAL},
};
OBJECT(sums, report_stats);

#define EXAMPLE_AT(type) ONE("example_at", PLACE, type, stats.sums), GIVEN(type, example.n)

MEMBERS(breakdown) = {
    {ONE("by", STR, report_breakdown, by)},
    {ROWS("values", report_breakdown, values, value_count, value)},
    {ONE("other", COUNT, report_breakdown, other)},
    {ONE("error", COUNT, report_breakdown, error), GIVEN(report_breakdown, error), OPTIONAL},
};
OBJECT(breakdown, report_breakdown);

MEMBERS(signature) = {
    {ONE("id", STR, report_signature, id)},
    {ONE("title", STR, report_signature, title)},
    {ONE("class", CLASS, report_signature, class)},
    {ONE("severity", SEVERITY, report_signature, severity), .when = is_special, OPTIONAL},
    {ONE("incidents", COUNT, report_signature, incidents), GIVEN(report_signature, incidents), OPTIONAL},
    {ONE("records", COUNT, report_signature, records)},
    {ONE("requests", REQUESTS, report_signature, stats.requests)},
    {ONE("users", USERS, report_signature, stats.users)},
    TIMES(report_signature, stats.),
    {ONE("cause", STR, report_signature, cause)},
    {ONE("impact", STR, report_signature, impact)},
    {ONE("fix", STR, report_signature, fix)},
    {ROWS("groups", report_signature, breakdowns, breakdown_count, breakdown)},
    {ONE("timeline", MAP, report_signature, stats.timeline), .object = &timeline_object},
    {ONE("example", STR, report_signature, example)},
    {ONE("approximate", BOOL, report_signature, stats.approximate), DERIVED},
    {HERE(report_signature, stats, history)},
    {EXAMPLE_AT(report_signature)},
    {HERE(report_signature, stats, sums)},
};
OBJECT(signature, report_signature);

MEMBERS(wildcard) = {
    {ONE("name", STR, report_wildcard, name), DERIVED},
    {ONE("mark", STR, report_wildcard, mark), DERIVED},
    {"values", JSON_LINE, .at = offsetof(struct report_wildcard, values),
     .n = offsetof(struct report_wildcard, value_count), .object = &value_object},
    {ONE("other", COUNT, report_wildcard, other)},
    {ONE("error", COUNT, report_wildcard, error)},
};
OBJECT(wildcard, report_wildcard);

MEMBERS(site) = {
    {ONE("exception", FACT, report_cluster, exception)},
    {ONE("frame", FACT, report_cluster, frame)},
};
OBJECT(site, report_cluster);

MEMBERS(cluster) = {
    {ONE("id", STR, report_cluster, id)},
    {ONE("template", STR, report_cluster, template)},
    {ONE("records", COUNT, report_cluster, records)},
    TIMES(report_cluster, stats.),
    {ONE("example", STR, report_cluster, example)},
    {ONE("requests", REQUESTS, report_cluster, stats.requests)},
    {ONE("users", USERS, report_cluster, stats.users)},
    {ONE("timeline", MAP, report_cluster, stats.timeline), .object = &timeline_object},
    {ONE("approximate", BOOL, report_cluster, stats.approximate), DERIVED},
    {ROWS("wildcards", report_cluster, wildcards, wildcard_count, wildcard), OPTIONAL},
    {"frame", JSON_HERE, .object = &site_object, OPTIONAL},
};
OBJECT(cluster, report_cluster);

static const struct json_object unknown_object; /* which has parts of its own kind */
MEMBERS(unknown) = {
    {NULL, JSON_HERE, .object = &cluster_object},
    {ONE("class", CLASS, report_cluster, class), DERIVED},
    {HERE(report_cluster, stats, history)},
    {EXAMPLE_AT(report_cluster)},
    {HERE(report_cluster, stats, sums)},
    {ROWS("parts", report_cluster, parts, part_count, unknown), GIVEN(report_cluster, part_count), OPTIONAL},
};
OBJECT(unknown, report_cluster);

/* What the records of an unexplained error that its status tells of have in common, and their messages. */
MEMBERS(bare) = {
    {ONE("requests", REQUESTS, report_status, stats.requests)},
    {ONE("users", USERS, report_status, stats.users)},
    TIMES(report_status, stats.),
    {ONE("timeline", MAP, report_status, stats.timeline), .object = &timeline_object},
    {ONE("approximate", BOOL, report_status, stats.approximate), DERIVED},
    {HERE(report_status, stats, history)},
    {HERE(report_status, stats, sums)},
    {ROWS("messages", report_status, messages, message_count, unknown)},
    {ONE("other_messages", COUNT, report_status, other_messages), DERIVED},
};
OBJECT(bare, report_status);

MEMBERS(status) = {
    {ONE("status", STATUS, report_status, status)},
    {ONE("class", CLASS, report_status, class)},
    {ONE("records", COUNT, report_status, records)},
    {ONE("meaning", FACT, report_status, meaning)},
    {ONE("fix", FACT, report_status, fix)},
    {ONE("unexplained", COUNT, report_status, unexplained)},
    {"messages", JSON_HERE, .object = &bare_object, .when = is_open, OPTIONAL},
};
OBJECT(status, report_status);

/* ---- the rest ---- */

MEMBERS(model) = {
    {ONE("model", STR, report_model, model)},
    {ONE("backend", FACT, report_model, backend)},
    {ONE("records", COUNT, report_model, records)},
    {ONE("status_2xx", COUNT, report_model, status_2xx)},
    {ONE("status_4xx", COUNT, report_model, status_4xx)},
    {ONE("status_5xx", COUNT, report_model, status_5xx)},
    {ONE("p50_ms", MS, report_model, p50_ms), DERIVED},
    {ONE("p95_ms", MS, report_model, p95_ms), DERIVED},
    {ONE("last_error", TIME, report_model, last_error_ms)},
    {ONE("issues", FACT, report_model, issues)},
    {ONE("durations", STATE, report_model, durations), GIVEN(report_model, durations.n), OPTIONAL},
};
OBJECT(model, report_model);

#define SHOWN GIVEN(report_table_row, measures), OPTIONAL
MEMBERS(row) = {
    {ONE("key", KEY, report_table_row, key)},
    {ONE("records", COUNT, report_table_row, records)},
    {"show", JSON_MEASURED, SHOWN, DERIVED},
    {ONE("first", TIME, report_table_row, first_ms), SHOWN},
    {ONE("last", TIME, report_table_row, last_ms), SHOWN},
    {LIST("sums", STATES, report_table_row, sums, sum_count), GIVEN(report_table_row, sum_count), OPTIONAL},
};
OBJECT(row, report_table_row);

MEMBERS(group) = {
    {LIST("by", NAMES, report_table, by, by_count)},
    {LIST("show", MEASURES, report_table, show, show_count), GIVEN(report_table, show_count), OPTIONAL},
    {ONE("sort", STR, report_table, sort), GIVEN(report_table, sort.n), OPTIONAL},
    {ONE("rising", BOOL, report_table, rising), GIVEN(report_table, sort.n)},
    {ONE("quantile_error", PART, report_table, error), GIVEN(report_table, error), DERIVED},
    {ROWS("rows", report_table, rows, row_count, row)},
    {ONE("other", COUNT, report_table, other)},
    {ONE("other_rows", COUNT, report_table, other_rows), DERIVED},
    {ONE("approximate", BOOL, report_table, approximate), DERIVED},
};
OBJECT(group, report_table);

MEMBERS(acknowledged) = {
    {ONE("id", STR, report_acknowledged, id)},
    {ONE("records", COUNT, report_acknowledged, records)},
};
OBJECT(acknowledged, report_acknowledged);

MEMBERS(version) = {
    {ONE("service", FACT, report_version, service)},
    {ONE("version", STR, report_version, version)},
    {ONE("records", COUNT, report_version, records)},
    TIMES(report_version, ),
};
OBJECT(version, report_version);

#define SCHEMA "schema", JSON_TEXT, .text = "1", DERIVED
#define TOOL   "tool", JSON_TEXT, .text = "\"sigtail " SIGTAIL_VERSION "\"", DERIVED

MEMBERS(report) = {
    {SCHEMA},
    {TOOL},
    {MAP("input", input)},
    {MAP("window", window)},
    {MAP("classes", classes)},
    {ROWS("signatures", report, signatures, signature_count, signature)},
    {ROWS("incidents", report, incidents, incident_count, signature), GIVEN(report, incident_count),
     OPTIONAL},
    {ONE("overlap", COUNT, report, overlap)},
    {ROWS("statuses", report, statuses, status_count, status)},
    {ROWS("outcomes", report, outcomes, outcome_count, outcome)},
    {ROWS("levels", report, levels, level_count, level)},
    {ROWS("models", report, models, model_count, model)},
    {ROWS("groups", report, tables, table_count, group)},
    {ROWS("unknown", report, clusters, cluster_count, unknown)},
    {ROWS("acknowledged", report, acknowledged, acknowledged_count, acknowledged),
     GIVEN(report, acknowledged_count), DERIVED},
    {ROWS("recovered", report, recovered, recovered_count, recovered), GIVEN(report, recovered_count),
     OPTIONAL},
    {ONE("other_outcomes", COUNT, report, other_outcomes)},
    {ONE("other_models", COUNT, report, other_models)},
    {ONE("other_unknown", COUNT, report, other_clusters), DERIVED},
    {ROWS("versions", report, versions, version_count, version), GIVEN(report, version_count), OPTIONAL},
    {ONE("other_versions", COUNT, report, other_versions), GIVEN(report, version_count)},
};
const struct json_object schema_report = {report_members, COUNT_OF(report_members), sizeof(struct report)};

MEMBERS(mine) = {
    {SCHEMA},
    {TOOL},
    {ONE("records", COUNT, report, records)},
    {MAP("window", window)},
    {ROWS("clusters", report, clusters, cluster_count, cluster)},
    {ONE("other", COUNT, report, other_clusters)},
};
const struct json_object schema_mine = {mine_members, COUNT_OF(mine_members), sizeof(struct report)};

MEMBERS(burst) = {
    {ONE("since", TIME, burst, since_ms)},
    {ONE("records", COUNT, burst, records)},
    {ONE("before", MS, burst, before)},
};
const struct json_object schema_burst = {burst_members, COUNT_OF(burst_members), sizeof(struct burst)};
