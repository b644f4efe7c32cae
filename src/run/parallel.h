/*
 * parallel: the segments of a file on several threads. Each guesses where its segment begins; when
 * the segments are merged, in order, the guess must be exactly where the one before ended, and in the same
 * state, else the segment is done again from there: never wrong.
 */
#ifndef SIGTAIL_PARALLEL_H
#define SIGTAIL_PARALLEL_H

#include <stdatomic.h>

#include "run/pipeline.h"

struct parallel {
    const struct run_config *config;
    const struct path_trees *path_trees;
    const struct run_file *file;
    unsigned source;
    struct str source_name;
    struct source_clock now;
    atomic_uint_fast64_t *bytes; /* progress */
    struct correlator *correlator;
    struct segment_result *into; /* the source's part; what it holds already stays */
};

/* Everything of job->file into job->into. False when config->stop became true. */
bool parallel_run(const struct parallel *job);

#endif
