/* query_parts: the inside of a query, for its own sources: which records it takes (query.c), and by what they
 * are counted (query_table.c). */
#ifndef SIGTAIL_QUERY_PARTS_H
#define SIGTAIL_QUERY_PARTS_H

#include "run/query.h"
#include "tally/bucket.h"

/* A condition, or one of those that it joins by `and`, and its number in the question. */
struct test {
    const struct condition *condition;
    size_t number;
};

struct tests {
    struct test *v;
    size_t n, cap;
};

/* By what they need of a record. */
enum step { STEP_SKIMMED, STEP_FIELDS, STEP_READ, STEP_COUNT };

struct key {
    struct subject subject;
    struct bucket bucket;
};

struct table_by {
    struct key keys[GROUP_KEYS];
    size_t key_count;
};

/* What is told of each row of a table. */
struct show {
    struct measure measures[GROUP_MEASURES];
    size_t measure_count;
    struct gauge_plan plans[GAUGES];
    struct subject subjects[GAUGES]; /* that the plans are of */
    size_t plan_count;
    bool asked;
};

struct query {
    struct arena arena;
    const struct rules *rules;
    struct extract *extract;       /* NULL: none */
    struct condition **conditions; /* whose parts the tests are */
    size_t condition_count, condition_cap;
    struct tests steps[STEP_COUNT];
    struct moment since, until;
    size_t window_number;
    bool slides;
    struct str requests[2]; /* none: any */
    size_t request_count, request_number;
    unsigned classes; /* 0: any */
    size_t class_number;
    bool *signatures; /* by index; NULL: any */
    size_t signature_number;
    struct table_by *by;
    size_t by_cap;
    struct show show;
    const struct zone *zone;
    struct str *filters; /* of the question */
    size_t filter_cap;
    struct question_table *tables; /* of the question */
    size_t table_cap;
    struct question question;
    bool needs_fields, needs_texts;
};

/* `q` asks for `s`. */
void query_needs(struct query *q, const struct subject *s);
bool query_reads_message(const struct subject *s);

#endif
