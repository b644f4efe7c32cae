/*
 * pipeline: one way from bytes to tallies: a framer, a decoder, a matcher and the tallies they fill. A
 * pipeline is a value: run N of them on N parts of the input and merge what they counted, in input order.
 */
#ifndef SIGTAIL_PIPELINE_H
#define SIGTAIL_PIPELINE_H

#include "input/frame.h"
#include "record/decode.h"
#include "run/continuation.h"
#include "run/correlate.h"
#include "run/run.h"
#include "run/sliding_window.h"

/* What a part of one source gave. */
struct segment_result {
    struct tally *tally;
    struct sink_output output;     /* what the sink made of it, and nobody was handed yet */
    struct correlated_list events; /* that no correlator took yet */
};

void segment_result_init(struct segment_result *result, const struct run_config *config);
void segment_result_clear(struct segment_result *result);
void segment_result_free(struct segment_result *result);
void segment_result_swap(struct segment_result *a, struct segment_result *b);
/* Add `from`, the part of the same source that follows. */
void segment_result_merge(struct segment_result *into, const struct segment_result *from);

/* Hand over what the sink made of `result`. False when the receiver wants no more. */
bool segment_result_deliver(struct segment_result *result, const struct run_config *config);

/* An empty tally for what `config` asks. */
struct tally *tally_for(const struct run_config *config);

/* What is read of a record beyond what tells all records apart, by who asks for it. */
struct pipeline_reading {
    bool fields;                /* all of them, of each record: tests of the query */
    bool rule_fields, upstream; /* all, or that status alone, of each error: signatures of fields */
    bool texts;                 /* of each record that passes the tests of fields: query or sink */
    bool shown;                 /* texts of each record that the sink is shown */
};

struct pipeline {
    const struct run_config *config;
    struct pipeline_reading reading;
    struct framer framer;
    struct json_bitmaps *bitmaps; /* the framer's, read by the decoder */
    struct byte_scan_line *line;  /* likewise */
    struct header_cache *headers;
    struct decoder *decoder;
    struct matcher *matcher;
    const struct given_up *given_up; /* of the matcher's engine */
    bool masks;                      /* there are some, which that engine runs */
    struct continuation continuation;
    struct segment_result result; /* of the segment under way */
    struct sliding_window
        *sliding; /* borrowed: where records are counted instead, by their time; NULL: they are not */
    unsigned source;
    struct str source_name;
    uint64_t segment_end; /* the next segment begins with the first record at or after this offset */
    struct query_state query_state;
    uint64_t lines;       /* line ends before the window; counted with config.lines */
    uint64_t begins_at;   /* the line in which the frame at hand begins */
    bool follows;         /* the record before was taken: so are its trailing parts, for the sink */
    bool stopped;         /* the sink said stop */
    bool peeking, silent; /* in pipeline_peek, and that the sink is not shown what it finds */
    bool patient,
        held_back; /* pipeline_peek: the sink is not shown what tells that it goes on; there was some */
    struct early_record *early; /* what the sink took so, in the order of their offsets */
    size_t early_n, early_cap;
};

void pipeline_init(struct pipeline *p, const struct run_config *config, const struct path_trees *path_trees);
void pipeline_free(struct pipeline *p);
/* Begin at `offset` of a source, with nothing seen of it. */
void pipeline_begin(struct pipeline *p, unsigned source, struct str name, uint64_t offset,
                    struct source_clock now);
void pipeline_now(struct pipeline *p, struct source_clock now);
/* Begin the segment whose first record stands at `offset`: the result is emptied. */
void pipeline_segment(struct pipeline *p, uint64_t offset);

/* A record that the sink took before its end was there. */
struct early_record {
    uint64_t offset;
    size_t n; /* bytes of it then */
};

enum pipeline_stop {
    PIPELINE_MORE,   /* all that can be taken of the window is taken */
    PIPELINE_SEGMENT /* a record that belongs to the next segment stands at the window's new start */
};

/* Take frames from *window, which moves past them. */
enum pipeline_stop pipeline_take(struct pipeline *p, struct str *window, enum frame_feed feed);

/*
 * What pipeline_take would make of `window` if no more of its last record came, into `part`, which is empty.
 * Afterwards the pipeline is where it was; but with `show` the sink has seen the records, and sees them again
 * only if they grow, or when it did not take them yet.
 */
void pipeline_peek(struct pipeline *p, struct str window, struct segment_result *result, bool show);

struct next_record {
    uint64_t offset;
    int64_t time_ms;
};

/* The record that pipeline_take would take next; false when there is none, with FEED_MORE none that is whole.
 * The pipeline is where it was. */
bool pipeline_next(struct pipeline *p, struct str window, enum frame_feed feed, struct next_record *next);

#endif
