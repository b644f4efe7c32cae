/*
 * report: the one value that every renderer shows (DESIGN: schema 1). Plain data in one arena, made once
 * from a tally, then only read. It knows nothing of records or terminals, and its order is final:
 * renderers print rows as they stand.
 */
#ifndef SIGTAIL_REPORT_H
#define SIGTAIL_REPORT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/timestamp.h"
#include "match/signature.h"
#include "tally/bucket.h"
#include "tally/measure.h"

/* Those of one report all have the same start, step and count: the window of the report in at most 60 steps.
 */
struct report_timeline {
    int64_t start_ms; /* NO_TIME (and no counts) when no record of its row had a time */
    int64_t step_ms;
    uint64_t *counts;
    size_t count;
};

struct report_value {
    struct str value;
    uint64_t records;
};

/* What adding reports up needs beside their counts (saved.h). Renderers for people leave it out. */
struct report_sums {
    unsigned example_source; /* number of the source in which the example stands, and its offset there */
    uint64_t example_offset;
    struct str requests, users; /* distinct_write() of them; empty when there are none */
    uint64_t sources;           /* bit i % 64: it was seen in source number i of the report */
};

/* A version of a service, of which the log has records. */
struct report_version {
    struct str service, version;
    uint64_t records;
    int64_t first_ms, last_ms;
};

/* The versions under which an error was seen, and what they tell of it (deploy.h). */
struct report_deploy {
    uint64_t *records; /* of each of the report's versions; NULL when there are none */
    const struct report_version *began, *ended; /* the first and the last that has it; NULL: not clear */
    uint64_t before, after;                     /* all records of the service's earlier, later versions */
};

/* What was known of a row before (baseline.h); all zero when nobody asked. */
enum report_novelty {
    NOVELTY_NOT_ASKED,
    NOVELTY_NONE, /* it was seen before */
    NOVELTY_NEW,
    NOVELTY_BACK,     /* not for a week */
    NOVELTY_REGRESSED /* it was resolved */
};
struct report_baseline {
    enum report_novelty novelty;
    int64_t first_ms, last_ms, resolved_ms; /* of all that was seen before; NO_TIME */
    uint64_t days;                          /* on which it was */
    double usual;                           /* records that usually come in such a time; < 0: not known */
    double exceeded; /* it is acknowledged below so many records an hour, and there are more; 0: it is not */
};

/* Whom the errors of a row hit, when, where, and under which versions. */
struct report_stats {
    uint64_t requests, users; /* distinct; 0 when the records name none */
    bool approximate;         /* those are estimates (within 2 %) */
    int64_t first_ms, last_ms;
    struct report_timeline timeline;
    struct report_sums sums;
    struct report_deploy deploy;
    struct report_baseline baseline;
};

struct report_breakdown { /* one capture or field of a signature */
    struct str by;
    struct report_value *values; /* most first */
    size_t value_count;
    uint64_t other; /* records whose value is not listed */
    uint64_t error; /* a value, listed or not, may have so many records more; 0: the counts are exact */
};

struct report_signature {
    struct str id, title, cause, impact, fix, example;
    enum verdict class;
    enum severity_class severity;
    uint64_t records;
    struct report_stats stats;
    struct report_breakdown *breakdowns;
    size_t breakdown_count;
    uint64_t incidents; /* that its records make; 0: it is a row of records */
};

struct report_model {
    struct str model, backend, issues; /* backend, issues: empty when the table has none */
    uint64_t records, status_2xx, status_4xx, status_5xx;
    double p50_ms, p95_ms; /* < 0 when no record had a duration */
    int64_t last_error_ms; /* last record with status >= 500 or class investigate/unknown; NO_TIME */
    struct str durations;  /* quantile_write() of them; empty when there are none */
};

struct report_wildcard {         /* what stood where a template has a wildcard */
    struct str name, mark;       /* name: the word before it ("user" of "user=<word>"), else what it is */
    struct report_value *values; /* most first */
    size_t value_count;
    uint64_t other; /* records whose value is not listed */
    uint64_t error; /* a value, listed or not, may have so many records more; 0: the counts are exact */
};

struct report_cluster {
    enum verdict class; /* unknown; investigate when its status says so */
    struct str id, template,
        example; /* id: 6 or more hex digits, the same for the same template everywhere */
    uint64_t records;
    struct report_stats stats;
    struct report_wildcard *wildcards; /* of the first ones of the template */
    size_t wildcard_count;
    struct str exception,
        frame; /* type of the error and its top frame in the user's code; empty: not known */
    struct report_cluster *parts; /* what adding up needs where those differ among its records: it by them */
    size_t part_count;            /* 0, or 2 and more */
};

struct report_status {
    int status;
    enum verdict class;
    struct str meaning, fix; /* from the status table; may be empty */
    uint64_t records;
    uint64_t unexplained;      /* of them, those that no signature matched */
    struct report_stats stats; /* of those; when the class is expected only their times, else 0 and empty */
    struct report_cluster *messages; /* of them; most first */
    size_t message_count;
    uint64_t other_messages; /* records in none of them */
};

struct report_source {
    struct str name;
    struct str format; /* name of the format of most of its records; "empty" when it had none */
    uint64_t records, bytes, skipped_bytes;
    int64_t first_ms, last_ms;
    struct report_value *formats; /* records of each, when there are several */
    size_t format_count;
};

struct report_problem {
    struct str kind; /* junk, torn, malformed, oversize, notice, ... */
    struct str note; /* one sentence for people: what it means; may be empty */
    uint64_t count, bytes;
    uint64_t first_offset;
    struct str source;             /* where the first one stood */
    struct str example;            /* its first bytes, capped */
    struct report_value *patterns; /* of kind limit: whose they were, most first */
    size_t pattern_count;
    uint64_t other_patterns;
};

struct report_sampling { /* a run of overload notices: counts are a floor */
    struct str source;
    uint64_t notices;
    int64_t first_ms, last_ms;
};

struct report_gap { /* the stream says itself that something is missing (lost connection, suppressed messages)
                     */
    struct str source, what;
    uint64_t count;
    uint64_t first_offset;
};

struct report_measure {
    double value; /* NAN: there is none */
    bool about;   /* an estimate of a number of different values */
};

struct report_table_row {
    struct str *key; /* a value for each of `by`; p is NULL: missing */
    uint64_t records;
    int64_t first_ms, last_ms;
    struct report_measure *measures; /* for each of `show`; NULL: that asks for none */
    struct str *sums;                /* for adding up: aggregates_write() of each plan */
    size_t sum_count;
};

struct report_table { /* a table that was asked for */
    struct str *by;
    struct bucket *buckets; /* of each of them; kind BUCKET_NONE: it is no step */
    size_t by_count;
    struct measure *show;
    size_t show_count;
    struct str sort; /* as it was asked for; empty: it was not */
    bool rising;
    double error;                  /* quantiles may be off by that part of them; 0: there are none */
    struct report_table_row *rows; /* in the order asked for; else steps by key, others most first */
    size_t row_count;
    uint64_t other;      /* records in no row that is listed */
    uint64_t other_rows; /* such rows; those that were dropped for being rare are not counted */
    bool approximate;    /* rows were dropped: counts are a floor, and rare rows are missing */
};

struct report_filter { /* why records were left out */
    struct str what;
    uint64_t records;             /* that it left out: those before it let them pass */
    struct report_value *instead; /* what they had; only while no record was taken */
    size_t instead_count;
    uint64_t other;
};

struct report_hint { /* values that nothing is fed from and that look like what `field` wants */
    struct str field, path, value;
    uint64_t records;
};

struct report_sought { /* the request that no record names */
    struct str id;
    const struct report_value *near; /* ids that are nearly the same */
    size_t near_count;
};

struct report_acknowledged { /* a row that counts as expected because somebody said so */
    struct str id;
    uint64_t records;
};

struct report {
    struct arena arena;
    struct report_sought sought; /* empty: none was */
    uint64_t bytes, records, skipped_bytes, record_bytes, malformed, torn, oversize, filtered;
    int64_t first_ms, last_ms;
    uint64_t classes[CLASS_COUNT];
    uint64_t overlap; /* records that more than one signature matched */
    struct report_source *sources;
    size_t source_count;
    struct report_problem *problems;
    size_t problem_count;
    struct report_sampling *sampling;
    size_t sampling_count;
    struct report_gap *gaps;
    size_t gap_count;
    uint64_t unjudged; /* records that say neither level, status nor outcome, and no word of an error */
    struct report_hint *hints; /* of their JSON; most first */
    size_t hint_count;
    struct report_signature *signatures; /* investigate first, then by records, then id */
    size_t signature_count;
    struct report_signature *incidents; /* what correlations found, to be investigated; in the same order */
    size_t incident_count;
    struct report_status *statuses; /* by code */
    size_t status_count;
    struct report_value *outcomes, *levels; /* most first */
    size_t outcome_count, level_count;
    uint64_t other_outcomes;     /* records of outcomes beyond the bound */
    struct report_model *models; /* most first */
    size_t model_count;
    uint64_t other_models;           /* records of models beyond the bound */
    struct report_version *versions; /* by service, then when they were first seen, then version */
    size_t version_count;
    uint64_t other_versions;     /* records of versions beyond the bound */
    struct report_table *tables; /* in the order asked for */
    size_t table_count;
    struct report_filter *filters; /* in the order asked for */
    size_t filter_count;
    struct report_cluster *clusters; /* errors of class unknown by their messages, most first */
    size_t cluster_count;
    uint64_t other_clusters;                  /* unexplained errors in no listed cluster */
    struct report_acknowledged *acknowledged; /* as signatures, statuses, clusters */
    size_t acknowledged_count;
    struct str state;               /* the file that says so, as it is typed; empty: none was named */
    struct report_value *recovered; /* signatures by records that tell that their error is over; most first */
    size_t recovered_count;
};

/* For qsort: most records first, then by value. */
int report_value_order(const void *a, const void *b);
/* For qsort: by class and severity, then as above, then by id. */
int report_signature_order(const void *a, const void *b);

/* Are the rows of `g` steps of a number or a time? */
bool report_table_stepped(const struct report_table *g);

/* Free a report and all it holds. */
void report_free(struct report *r);

#endif
