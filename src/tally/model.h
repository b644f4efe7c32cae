/* model: how each AI model fares: its answers by status, how long they took, when it last failed. */
#ifndef SIGTAIL_MODEL_H
#define SIGTAIL_MODEL_H

#include "match/signature.h"
#include "record/record.h"
#include "tally/counter.h"
#include "tally/quantile.h"

enum { MODEL_BOUND = 256 };

/* Row of a counter of model_kind; its key is the model's name. */
struct model {
    struct counter_row row;
    uint64_t status_2xx, status_4xx, status_5xx;
    struct quantile durations;
    struct span errors; /* records with status >= 500, or of class investigate or unknown */
};

extern const struct counter_kind model_kind;

/* Count `rec`, which was judged `class`, for the model that it names. */
void model_add(struct counter *models, const struct record *rec, enum verdict class);

#endif
