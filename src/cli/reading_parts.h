/* reading_parts: what the ways to read a stream, and to follow files, have in common. */
#ifndef SIGTAIL_READING_PARTS_H
#define SIGTAIL_READING_PARTS_H

#include "cli/reading.h"
#include "cli/renames.h"

enum {
    READ_SIZE = 256 * 1024,
    CLOCK_MS = 600000 /* how often a stream is told the time */
};

enum step { STEP_ON, STEP_READY, STEP_END, STEP_STOP, STEP_FAILED };

struct stream {
    struct reading *r;
    const char *path;
    int fd;
    char *buffer;
    size_t size;
    int64_t drain_until_ms; /* NO_TIME: the end was not asked for */
    enum step stopped;      /* unpacking: why no more bytes come */
    int64_t clock_due_ms;   /* when to tell the run the time; NO_TIME: never */
    int64_t slide_due_ms;   /* when records become too old; NO_TIME: never */
    size_t held;            /* bytes of `buffer` that were read, but not taken yet */
    struct renames renames; /* what wakes who follows files, beside the time */
};

bool reading_tell(struct reading *r, enum event e);
/* What is due now: signals, times, what slides out. False: nothing more can be shown. */
bool stream_keep_time(struct stream *s, int64_t now_ms);
void stream_begin(struct stream *s, struct reading *r, const struct input *in, bool followed, int fd);
void stream_end(struct stream *s);
/* Wait until a followed file may have changed; a text record that waited as long is complete. */
enum step stream_pause(struct stream *s);
/* All that there was has been read: what waits for more of itself is complete. STEP_END: go on following. */
enum step stream_caught_up(struct stream *s);

#endif
