/*
 * parallel: the epochs of a mapped source on several threads. Each guesses where its epoch begins; when the
 * epochs are merged, in order, the guess must be exactly where the one before ended, and in the same state,
 * else the epoch is done again from there: never wrong.
 */
#ifndef SIGTAIL_PARALLEL_H
#define SIGTAIL_PARALLEL_H

#include <stdatomic.h>

#include "run/pipeline.h"

struct parallel {
    const struct run_config *config;
    const struct field_trees *fields;
    struct str whole;
    unsigned source;
    struct str source_name;
    struct present now;
    atomic_uint_fast64_t *bytes; /* progress */
    struct correlator *correlator;
    struct part *into; /* the source's part; what it holds already stays */
};

/* Everything of job->whole into job->into. False when config->stop became true. */
bool parallel_run(const struct parallel *job);

#endif
