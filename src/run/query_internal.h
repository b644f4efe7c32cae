/* query_internal: the inside of a query, for its own sources: which records it takes (query.c), and by what
 * they are counted (query_table.c). */
#ifndef SIGTAIL_QUERY_INTERNAL_H
#define SIGTAIL_QUERY_INTERNAL_H

#include "run/query.h"
#include "tally/bucket.h"

/* A condition, or one of those that it joins by `and`, and its number in the spec. */
struct query_test {
    const struct condition *condition;
    size_t number;
};

struct query_tests {
    struct query_test *v;
    size_t n, cap;
};

/* By what they need of a record. */
enum query_stage { STAGE_BASIC_FIELDS, STAGE_ALL_FIELDS, STAGE_TEXTS, STAGE_COUNT };

struct table_key {
    struct subject subject;
    struct bucket bucket;
};

struct table_keys {
    struct table_key keys[TABLE_KEYS];
    size_t key_count;
};

/* What is told of each row of a table. */
struct show {
    struct measure measures[TABLE_MEASURES];
    size_t measure_count;
    struct aggregate_plan plans[AGGREGATES];
    struct subject subjects[AGGREGATES]; /* that the plans are of */
    size_t plan_count;
    bool asked;
};

struct query {
    struct arena arena;
    const struct rules *rules;
    struct extract *extract;       /* NULL: none */
    struct condition **conditions; /* whose parts the tests are */
    size_t condition_count, condition_cap;
    struct query_tests steps[STAGE_COUNT];
    struct time_spec since, until;
    size_t window_number;
    bool slides;
    struct str requests[2]; /* none: any */
    size_t request_count, request_number;
    unsigned classes; /* 0: any */
    size_t class_number;
    bool *signatures; /* by index; NULL: any */
    size_t signature_number;
    struct table_keys *by;
    size_t by_cap;
    struct show show;
    struct str *filters; /* of the spec */
    size_t filter_cap;
    struct table_spec *tables; /* of the spec */
    size_t table_cap;
    struct tally_spec spec;
    bool needs_fields, needs_texts;
};

/* `q` asks for `s`. */
void query_needs(struct query *q, const struct subject *s);
bool query_reads_message(const struct subject *s);

#endif
