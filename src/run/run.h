/*
 * run: pipelines over inputs. bytes -> frames -> records -> matches -> tally; one pipeline inline for a
 * stream, N of them over the parts of a file, their tallies merged in input order. It reads no file and no
 * clock: bytes come in as arguments.
 *
 * A source in UTF-16, or of JSON with colours in it, is decoded first (input/encoding.h); bytes and offsets
 * are those of the text then.
 *
 * Counts depend only on the bytes of each source, never on how they were cut into feeds nor on the number of
 * threads: the input is cut into segments at fixed offsets (at the first record boundary there), each segment
 * has its own tally, and they are merged in order.
 */
#ifndef SIGTAIL_RUN_H
#define SIGTAIL_RUN_H

#include <stdatomic.h>

#include "run/query.h"
#include "tally/tally.h"

struct run;

/* What a sink made of a stretch of the input. */
struct sink_output {
    struct buf text;          /* to be printed */
    uint64_t records, weight; /* that the text is about, or that were only counted: the sink adds to them for
                                 each record that it takes */
    bool follows; /* the sink's own, true when it took the record before. For trailing records: before any
                     other it may be false after all */
};

/* What a sink is shown of each record that came out, in input order. All of it is good during the call only.
 */
struct sink_record {
    const struct record
        *record; /* whose texts are decoded: texts and FIELD_MESSAGE are there, unless config.brief */
    const struct hits *hits;
    enum verdict class;
    bool filtered; /* the query leaves it out: it is shown only for the record before it, whose trailing part
                      it is */
    bool unexplained; /* an error that neither a signature nor an expected status explains */
    size_t
        shown; /* > 0: the sink took this record when only so many of its bytes were there (run_config.early)
                */
    uint64_t line;         /* in which it begins, from 1; 0 unless run_config.lines */
    struct str source;     /* name of the input */
    struct engine *engine; /* runs regexes of the sink: no other thread has it */
    const struct filter_context
        *filter_context;        /* what subjects of the record are read with (subject_value) */
    struct sink_output *output; /* the sink's, for run_deliver */
};

/* Returns false to end the run early (nothing more is wanted): run_feed and run_read then return at once. */
typedef bool run_sink(void *context, const struct sink_record *o);

/*
 * run_deliver is handed, in input order and on one thread at a time, what the sink put into o->output since
 * the last time: after each feed, and after each segment. The text may be taken away (and a buffer be put
 * there instead). Returns false to end the run.
 *
 * With it, run_read calls the sink on all threads, for records of different segments: then the sink changes
 * nothing but o->output and returns true, and what it did for a segment whose start was guessed wrong is
 * thrown away. A sink that must end at a certain record asks for one thread.
 */
typedef bool run_deliver(void *context, struct sink_output *output);

/* Bytes that are read where they are wanted: those of a file. */
struct run_file {
    uint64_t size;
    /* Put `n` bytes, from `offset` on, at `into`; returns how many: fewer where no more of them can be read.
     * Called on any of run_read's threads. */
    size_t (*read)(void *context, uint64_t offset, char *into, size_t n);
    void *context;
};

struct run_config {
    const struct rules *rules;
    unsigned threads;          /* for run_read; 0 or 1: none but the caller's */
    size_t record_bytes;       /* longest record; longer ones are counted oversize and skipped. 0: 16 MiB */
    size_t segment_bytes;      /* 0: the default */
    int64_t now_ms;            /* latest time a stamp without a year may mean */
    const struct zone *zone;   /* of times that say none; NULL: UTC. It outlives the run */
    const struct query *query; /* which records count, and by what; NULL: all, by nothing more */
    run_sink *sink;            /* NULL: only counting (then clean records are not whose texts are decoded) */
    unsigned
        sink_classes;   /* bits 1 << enum verdict: of records of these classes only it is told; 0: of all */
    bool brief;         /* the sink is shown records as they are counted: the fields that counting needs, and
                           FIELD_MESSAGE of those that are unexplained */
    bool unclustered;   /* nobody asks how the errors that nothing explains group */
    bool lines;         /* sink_record.line is wanted: then config.threads is 1 */
    bool sink_left_out; /* it is also told of records that the query leaves out (sink_record.filtered) */
    run_deliver *deliver; /* NULL: the sink sees all records in order, on one thread */
    void *context;        /* of both */
    bool early;           /* the sink is shown what waits for more of itself when nothing comes (run_idle) */
    const atomic_bool
        *stop; /* NULL, or what ends run_read early once it is true (a signal handler sets it) */
};

struct run *run_new(const struct run_config *config);
void run_free(struct run *r);

/* Begin the input called `name` (copied); ends the one before. Each source is framed on its own. */
void run_source(struct run *r, struct str name);
/*
 * Stamps of the current source that have no year mean a time not after `now_ms` (config.now_ms until then:
 * each file was written at its own time). Before the source's first byte.
 */
void run_now(struct run *r, int64_t now_ms);
/* Relative times of the query count from `now_ms` in the current source (from run_now's until then). */
void run_asked_at(struct run *r, int64_t now_ms);
/*
 * For streams whose query slides (query_slides): the clock shows `now_ms`; records that have become too old
 * are counted as left out from now on. Returns when to say so next, NO_TIME when nothing slides.
 */
int64_t run_slide(struct run *r, int64_t now_ms);
/* More bytes of the current source, of any number. False when the sink said stop. */
bool run_feed(struct run *r, struct str bytes);
/*
 * The bytes that follow come from elsewhere (the file was truncated, or another one took its name): what is
 * incomplete is torn, and they belong to the same source, at the next offset. False when the sink said stop.
 */
bool run_break(struct run *r);
/* What the current source has from the byte `offset` on cannot be read: a gap of the report. */
void run_lost(struct run *r, uint64_t offset);
/*
 * Nothing more came for a while. A text record that waits for continuation lines goes on waiting, however
 * long that is: what comes later still belongs to it, and it is counted once, as if all had come at once. But
 * it is shown: with config.early the sink has it now, as far as it is there, and once more, with
 * sink_record.shown, if more of it comes; and from now on run_tally counts it as it is. False when the sink
 * said stop.
 */
bool run_idle(struct run *r);
enum {
    RUN_IDLE_US = 500, /* a record that may go on is shown after so long a silence */
    /* one whose form tells that it goes on: what it is may stand in what is missing */
    RUN_PATIENT_US = 200000,
};
/* How long nothing must come until run_idle has something to do, in microseconds; -1: nothing waits that was
 * not shown yet. */
int64_t run_wait_us(const struct run *r);
/* The whole of the current source, as far as it can be read, on config.threads threads. */
bool run_read(struct run *r, const struct run_file *file);
/* The current source has ended: what is incomplete is torn. */
bool run_end(struct run *r);

/*
 * Everything counted so far, with what waits for more of itself; good until the next call with `r`. Costs a
 * merge.
 */
const struct tally *run_tally(struct run *r);
/* Bytes seen so far, over all sources; may be read from a signal-driven progress display while run_read
 * works.
 */
uint64_t run_bytes(const struct run *r);

#endif
