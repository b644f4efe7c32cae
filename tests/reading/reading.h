/*
 * reading: one log, read in every way that a run offers. What comes out must be the same whatever the way;
 * property tests and fuzz targets ask for it through these few functions. Signatures are the shipped ones.
 */
#ifndef SIGTAIL_READING_H
#define SIGTAIL_READING_H

#include "base/buf.h"
#include "match/matcher.h"
#include "report/report.h"
#include "run/run.h"

struct shipped {
    struct table table;
    struct rules *rules;
};

/* The shipped table, compiled; ends the program when it does not load. */
void shipped_load(struct shipped *s);
void shipped_free(struct shipped *s);

/* The same as what a group of tests begins and ends with. */
extern struct shipped shipped;
int shipped_set_up(void **state);
int shipped_tear_down(void **state);

/* How a log is read. All zero: fed whole, one thread, default bounds. */
struct way {
    size_t read_bytes; /* feeds of so many bytes; 0: one feed */
    bool as_file;      /* run_read; read_bytes then says nothing */
    unsigned threads;
    size_t segment_bytes, record_bytes; /* 0: the defaults of run */
    uint64_t seed;                      /* not 0: feeds have random sizes up to read_bytes */
    bool lines;                         /* feeds of a line each */
    bool slow; /* nothing comes for a while after each feed, and a report is made now and then */
};

/* "as a file, 4 threads, segments of 4096 bytes", for messages; good until the next call. */
const char *way_name(const struct way *w);

/* run_read of `log`. */
bool read_as_file(struct run *run, struct str log);

/* The report of `log` read in way `w`; report_free() it. */
struct report *read_report(const struct shipped *s, struct str log, const struct way *w);
/* Append its JSON to `out`. */
void read_json(const struct shipped *s, struct str log, const struct way *w, struct buf *out);

/* Append what a sink that works on every thread is shown, a line a record, as it is delivered. */
void read_shown(const struct shipped *s, struct str log, const struct way *w, struct buf *out);

/* Why the books of `r`, the report of `log`, do not balance; NULL when they do. They are of the decoded text.
 */
const char *books_wrong(const struct report *r, struct str log);

/* The file at `path` appended to `out`; ends the program when it can't be read. */
void read_file(const char *path, struct buf *out);
/* The capture `name` of fixtures/ (environment: FIXTURES) appended to `out`. */
void read_capture(const char *name, struct buf *out);

#endif
