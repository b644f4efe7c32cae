/*
 * tally: the running counts of one pipeline; bounded, mergeable. Its size does not grow with the input: every
 * table has a bound and an overflow count. It copies what it keeps (capped in length). It never prints.
 *
 * tally_merge is exact wherever no bound was reached, and associative; merging in input order gives the same
 * bytes of report as one tally over all of it.
 */
#ifndef SIGTAIL_TALLY_H
#define SIGTAIL_TALLY_H

#include "tally/aggregate.h"
#include "tally/stats.h"
#include "tally/tally_spec.h"
#include "tally/triage.h"

struct tally;

enum problem {
    PROBLEM_JUNK,      /* text that is no record */
    PROBLEM_TORN,      /* a record that ends in the middle */
    PROBLEM_MALFORMED, /* a whole frame that does not decode */
    PROBLEM_OVERSIZE,
    PROBLEM_NOTICE,    /* lines that wrangler, npm or journalctl print beside their records */
    PROBLEM_BLOB,      /* journal messages that journalctl withheld ("[96B blob data]", null) */
    PROBLEM_TRUNCATED, /* records that say of themselves that they are cut (truncated: true, log size limit)
                        */
    PROBLEM_ZONE,      /* records whose time has a zone that nobody knows by its name */
    PROBLEM_RULE,      /* a record that a correlation had no room to keep */
    PROBLEM_LIMIT,     /* regex work limit reached */
    PROBLEM_COUNT
};

/* One finding about the input; strs are copied. */
struct finding {
    enum problem kind;
    uint64_t count;         /* how many; the rest speaks of the first, bytes of all */
    uint64_t offset, bytes; /* where, and how much of the input it covers */
    struct str example;
    struct str who; /* of a limit: the signature, filter or format whose pattern reached it; else empty */
};

struct tally *tally_new(const struct rules *rules);
/* One that also answers `q` (NULL: nothing more), which must outlive it. */
struct tally *tally_new_for(const struct rules *rules, const struct tally_spec *q);
/* Nobody will ask for the clusters of `t`: none are made. */
void tally_unclustered(struct tally *t);
/* From now on `e` runs the patterns of masks, which no other thread may have meanwhile. */
void tally_engine(struct tally *t, struct engine *e);
void tally_free(struct tally *t);
/* As new, memory kept. */
void tally_clear(struct tally *t);

/* How `rec` with these matches (NULL: none) is counted: asked once a record, and carried along with it. */
struct judgement tally_judge(const struct tally *t, const struct record *rec, const struct hits *hits);

/*
 * Count one record, judged so. `hits` are its matches (NULL: none; those of control records count for
 * nothing). `source` numbers the input it came from (tally_source). A record without hits costs some 40 ns
 * and allocates nothing, unless it is clustered.
 */
void tally_add(struct tally *t, const struct record *rec, const struct hits *hits,
               const struct judgement *judgement, unsigned source);

/* Count that `rec`, which tally_add counted, tells that errors of the `n` signatures are over. */
void tally_recovered(struct tally *t, const struct record *rec, const uint32_t *signatures, size_t n);

/*
 * Count a record of an incident that the correlation of `signature` found. `value` is what its field has
 * (empty: it has none), `example` a text of it; `begins`: the incident begins with it.
 */
void tally_incident(struct tally *t, uint32_t signature, const struct sighted *what, struct input_position at,
                    struct str value, struct str example, bool begins);
/* How many incidents the correlation of `signature` found. */
uint64_t tally_incidents(const struct tally *t, uint32_t signature);
/* Count that `times` records of `signature` were no errors in the end. */
void tally_over(struct tally *t, uint32_t signature, uint64_t times, int64_t time_ms);

/* Name input number `source` (0, 1, ...; copied). Needed before records of it are added. */
void tally_source(struct tally *t, unsigned source, struct str name);
/* `bytes` of input `source` were read, `skipped` of them stand in no record. */
void tally_bytes(struct tally *t, unsigned source, uint64_t bytes, uint64_t skipped);
void tally_finding(struct tally *t, unsigned source, const struct finding *f);
/* A gap that the stream itself announces: `what` ("connection lost", "suppressed by journald"), `count`
 * records or 1. */
void tally_gap(struct tally *t, unsigned source, struct str what, uint64_t count, uint64_t offset);
/* Count a record that tally_add counted in row `key` (tuple_add) of table `table` of the spec; `readings`
 * are those for its plans. */
void tally_table_row(struct tally *t, size_t table, struct str key, const struct aggregate_input *readings,
                     const struct record *rec);
/*
 * Count a record that a filter left out, in place of tally_add: `filter` is its number in the spec,
 * `instead` the value that it would not have. While nothing was counted the commonest of those are kept,
 * so that a report of nothing can say what there is.
 */
void tally_filtered(struct tally *t, const struct record *rec, unsigned source, size_t filter,
                    struct str instead);

/* The latest time of a record; NO_TIME: none has any. */
int64_t tally_last_ms(const struct tally *t);

/* How often a pattern took too much work, and (*who; empty: none did) for whom most often. */
uint64_t tally_given_up(const struct tally *t, struct str *who);

/* Add the records that `from` counted to those of `into` that `filter` left out, and what `from` knows of the
 * input. */
void tally_leave_out(struct tally *into, const struct tally *from, size_t filter);

/* Add `from` to `into`. Both stay valid; `from` is not changed. */
void tally_merge(struct tally *into, const struct tally *from);

#endif
