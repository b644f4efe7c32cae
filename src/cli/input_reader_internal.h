/* input_reader_internal: what the ways to read a stream, and to follow files, have in common. */
#ifndef SIGTAIL_INPUT_READER_INTERNAL_H
#define SIGTAIL_INPUT_READER_INTERNAL_H

#include "cli/dir_watch.h"
#include "cli/input_reader.h"

enum {
    READ_SIZE = 256 * 1024,
    CLOCK_MS = 600000 /* how often a stream is told the time */
};

enum stream_status { STREAM_ON, STREAM_READY, STREAM_END, STREAM_STOP, STREAM_FAILED };

struct input_stream {
    struct input_reader *r;
    const char *path;
    int fd;
    char *buffer;
    size_t size;
    size_t room;                /* bytes to read at once: a stream's start comes by the piece */
    size_t piece;               /* bytes to take at once, --read-size */
    int64_t drain_until_ms;     /* NO_TIME: the end was not asked for */
    enum stream_status stopped; /* unpacking: why no more bytes come */
    int64_t clock_due_ms;       /* when to tell the run the time; NO_TIME: never */
    int64_t slide_due_ms;       /* when records become too old; NO_TIME: never */
    uint64_t fed;               /* bytes of the log so far, unpacked */
    size_t held;                /* bytes of `buffer` that were read, but not taken yet */
    struct dir_watch dir_watch; /* what wakes who follows files, beside the time */
};

bool input_reader_tell(struct input_reader *r, enum reader_event e);
/* What is due now: signals, times, what slides out. False: nothing more can be shown. */
bool stream_keep_time(struct input_stream *s, int64_t now_ms);
void stream_begin(struct input_stream *s, struct input_reader *r, const struct input *in, bool followed,
                  int fd);
void stream_end(struct input_stream *s);
/* Wait until a followed file may have changed; a text record that waited as long is complete. */
enum stream_status stream_pause(struct input_stream *s);
/* All that there was has been read: what waits for more of itself is complete. STREAM_END: go on following.
 */
enum stream_status stream_caught_up(struct input_stream *s);

#endif
