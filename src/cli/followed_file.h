/*
 * followed_file: a file that others append to, and that is rotated (renamed, and a new one made in its place)
 * or truncated meanwhile, as tail -F sees it. It looks at sizes and inodes when asked, and opens what took
 * the file's name at once, though it is read only when nobody writes into the one before; it never waits.
 */
#ifndef SIGTAIL_FOLLOWED_FILE_H
#define SIGTAIL_FOLLOWED_FILE_H

#include <stdbool.h>
#include <stdint.h>

/* How many files that took the name wait to be read; more are not kept, but for the last. */
enum { FOLLOWED_FILE_WAITS = 16 };

struct followed_file {
    const char *path;
    int fd;
    int next[FOLLOWED_FILE_WAITS]; /* open, in the order in which they had the name */
    unsigned next_n;
    int64_t due_ms; /* when `fd` has been quiet for long enough; NO_TIME: nothing took its name */
};

enum follow_event {
    FOLLOW_NOTHING,
    FOLLOW_MORE,      /* there are bytes to read */
    FOLLOW_TRUNCATED, /* the file became shorter: fd is at its start again */
    FOLLOW_REPLACED   /* fd is another file's, at its start; the old one was read to its end and is closed */
};

/* False when `fd` is no file (a pipe ends by itself). */
bool followed_file_begin(struct followed_file *f, const char *path, int fd);
/* What happened up to `now_ms` (clock_ms). */
enum follow_event followed_file_look(struct followed_file *f, int64_t now_ms);
/* Close what waits; f->fd stays open. */
void followed_file_end(struct followed_file *f);

#endif
