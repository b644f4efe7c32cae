/*
 * following: a file that others append to, and that is rotated (renamed, and a new one made in its place) or
 * truncated meanwhile, as tail -F sees it. It looks at sizes and inodes when asked; it never waits.
 */
#ifndef SIGTAIL_FOLLOWING_H
#define SIGTAIL_FOLLOWING_H

#include <stdbool.h>
#include <sys/types.h>

struct following {
    const char *path;
    int fd;
    bool replaced; /* another file had the name at the last look */
};

enum follow_event {
    FOLLOW_NOTHING,
    FOLLOW_MORE,      /* there are bytes to read */
    FOLLOW_TRUNCATED, /* the file became shorter: fd is at its start again */
    FOLLOW_REPLACED   /* fd is another file's, at its start; the old one was read to its end and is closed */
};

/* False when `fd` is no file (a pipe ends by itself). */
bool following_begin(struct following *f, const char *path, int fd);
enum follow_event following_look(struct following *f);

#endif
