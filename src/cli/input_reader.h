/*
 * input_reader: drives one run over the inputs. Files are read in parts, on several threads; streams are read
 * as their bytes come, without delay and without turning around idly. What happens is told to one listener,
 * which draws, prints, flushes.
 */
#ifndef SIGTAIL_INPUT_READER_H
#define SIGTAIL_INPUT_READER_H

#include "cli/environment.h"
#include "cli/inputs.h"
#include "run/run.h"

enum reader_event {
    /* The time has come that the listener set (input_reader.at_ms): */
    EVENT_BEAT, /* to save what was learnt */
    EVENT_LOOK, /* to look for what is to be told */
    EVENT_DUE,  /* to show something */
    EVENT_TIMED,
    EVENT_FED =
        EVENT_TIMED, /* bytes of a stream went through the run, or it had been idle: there may be news */
    EVENT_CAUGHT_UP, /* what a followed file held when it was opened has gone through */
    EVENT_ASKED,     /* SIGUSR1 */
    EVENT_RESIZED,   /* the terminal has another size */
    EVENT_STOPPED,   /* Ctrl-Z, where it is caught */
    EVENT_SLIDES,    /* records that have become too old (--last) leave the counts now */
    EVENT_SLID,      /* they have left */
    EVENT_KEYS       /* keys were pressed, on the descriptor `keys` */
};

struct input_reader {
    const struct options *options;
    struct run *run;
    const struct query *query; /* what the run asks; NULL: all */
    const struct rules *rules;
    const struct zone *zone; /* of times that say none; NULL: UTC */
    /* Told of each event. False ends the reading: nothing more can be shown. */
    bool (*listener)(void *context, enum reader_event e, int64_t now_ms);
    void *context;
    int64_t at_ms[EVENT_TIMED]; /* clock_ms() of the next such event; NO_TIME: none */
    unsigned threads;           /* that may read files ahead */
    int keys;                   /* descriptor that tells of keys while streams are read; -1: none */
    int output;                 /* descriptor whose reader, when it goes away, ends the reading; -1: none */
};

/*
 * Read all inputs to their ends, or until the run's sink, the listener or a signal says stop. One that cannot
 * be read to its end is complained of, what was read of it is counted, and the others are read; then false.
 */
MUST_CHECK bool input_reader_run(struct input_reader *r, const struct inputs *in);

#endif
