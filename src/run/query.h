/*
 * query: which records are asked for, and by what they are to be counted: filters, a time window, classes,
 * signatures, tables. Immutable once filled, shared by every pipeline; each pipeline asks it through a state
 * of its own.
 *
 * Filters are tried in the order of what they cost: the time, what its basic fields tell, its class and
 * signatures, its texts. A record that an early one leaves out is never whose texts are decoded.
 */
#ifndef SIGTAIL_QUERY_H
#define SIGTAIL_QUERY_H

#include "base/time_spec.h"
#include "match/condition.h"
#include "record/raw_path.h"
#include "tally/custom_mask.h"
#include "tally/tally.h"

struct query;

/* What "now" is in one source: the latest that a stamp without a year means, and what relative times count
 * from. */
struct source_clock {
    int64_t stamp_ms, asked_ms;
};

/* Everything passes, nothing is tabled. `rules` must outlive it. */
struct query *query_new(const struct rules *rules);
void query_free(struct query *q);

/* Let `regex` capture in the texts of records (extract.h), for all that is asked from now on. False and
 * `err`, with its column in `regex`. */
MUST_CHECK bool query_extract(struct query *q, struct str regex, struct err *err);
/* NULL: nothing is captured. */
const struct extract *query_extracts(const struct query *q);
/* Only records for which the expression `text` holds (condition.h). False and `err`, with its column in
 * `text`.
 */
MUST_CHECK bool query_where(struct query *q, struct str text, struct err *err);
/* The same expression, known and kept, but asked of no record: who wants to know why it holds or not asks it
 * with outcome.world. */
MUST_CHECK bool query_condition(struct query *q, struct str text, struct err *err);
/* The expressions of both, in the order in which they came; *n of them. */
const struct condition *const *query_conditions(const struct query *q, size_t *n);
/*
 * Only records of times since <= t < until (TIME_SPEC_NONE: any), which leaves out those without a time;
 * `label` is how that was asked for. False and `err` when no time is in between.
 */
MUST_CHECK bool query_window(struct query *q, struct time_spec since, struct time_spec until,
                             struct str label, struct err *err);
/* A window that began some time ago goes on with the clock: what was in it leaves it again. */
void query_slides(struct query *q);
/* Only records of these classes (bits 1 << enum verdict); only those that one of these signatures matches. */
void query_classes(struct query *q, unsigned classes, struct str label);
void query_signatures(struct query *q, const uint32_t *signatures, size_t n, struct str label);
/* Only records whose bytes name the request `id` (record/request_id.h; copied); called twice, either of two.
 */
void query_request(struct query *q, struct str id);
/* Tell these measures of the rows of the tables that are asked for from now on: "rate,p95(duration)". False
 * and `err`, with its column in `text`. */
MUST_CHECK bool query_show(struct query *q, struct str text, struct err *err);
/* Count records by these values: "user,model,time:5m"; by nothing (`text` is empty): all in one row. False
 * and `err`, with its column in `text`. */
MUST_CHECK bool query_by(struct query *q, struct str text, struct err *err);
/* Let the rows of the tables stand by this measure, most first, or this key, least first; ":asc" and ":desc"
 * behind it say which. False and `err` when no table has it. */
MUST_CHECK bool query_sort(struct query *q, struct str text, struct err *err);
/* Days of steps of time (bucket.h) begin at midnight there; `zone` must outlive it. NULL: UTC. */
void query_zone(struct query *q, const struct zone *zone);
/* Report at most `top` rows of each table (0: all), of at least `least` records. */
void query_limits(struct query *q, uint64_t top, uint64_t least);

/* True when the window counts from now. */
bool query_relative(const struct query *q);
/*
 * True when the start of the window is to slide on with the clock (query_slides, for streams); *span_ms is
 * its length and *filter its number in the spec.
 */
bool query_sliding(const struct query *q, int64_t *span_ms, size_t *filter);
/* What tallies have to count; NULL when there is nothing to. */
const struct tally_spec *query_tally_spec(const struct query *q);

/* A query as one pipeline asks it. */
struct query_state {
    const struct query *query; /* NULL: none */
    struct filter_context filter_context;
    struct raw_paths *raw;
    struct buf key, masked, instead;
    struct custom_masks custom; /* of messages in tables */
    struct str extracted[EXTRACT_CAPTURES];
    char room[SUBJECT_ROOM];
    int64_t since_ms, until_ms;
};

void query_state_init(struct query_state *s, const struct query *q, const struct rules *rules,
                      struct engine *e);
void query_state_free(struct query_state *s);
/* Relative times count from here. */
void query_state_now(struct query_state *s, int64_t now_ms);

/* Why a record is left out. */
struct rejection {
    size_t filter;      /* its number in the spec */
    struct str instead; /* what the record has; good as long as the record, or until the next test */
};

/*
 * The steps, in this order; each is true when the record passes, else *why is filled. query_all_fields wants
 * its fields (decoder_all_fields), query_texts its texts and hits.
 */
bool query_basic_fields(struct query_state *s, const struct record *rec, struct rejection *why);
bool query_all_fields(struct query_state *s, const struct record *rec, struct rejection *why);
bool query_judged(const struct query_state *s, const struct hits *hits, enum verdict class,
                  struct rejection *why);
bool query_texts(struct query_state *s, const struct record *rec, const struct hits *hits,
                 struct rejection *why);
/* True when it asks for a field that not every record is read for. */
bool query_asks_fields(const struct query *q);
/* True when query_all_fields or query_table need more than the basic fields / query_texts or query_table need
 * texts. */
bool query_needs_fields(const struct query_state *s);
bool query_needs_texts(const struct query_state *s);

/* What the values of `rec` are read with, whose texts are decoded with these hits, whether it passed or not.
 */
const struct filter_context *query_filter_context(struct query_state *s, const struct record *rec,
                                                  const struct hits *hits);

/* Count `rec`, which passed, in the tables of `t`. */
void query_table(struct query_state *s, const struct record *rec, const struct hits *hits, struct tally *t);

#endif
