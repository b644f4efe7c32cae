/*
 * renames: tells at once when a file in a folder is made or gets another name, where the system does (inotify
 * of Linux); elsewhere it never tells, and who asks has to look by himself.
 */
#ifndef SIGTAIL_RENAMES_H
#define SIGTAIL_RENAMES_H

struct renames {
    int fd; /* readable when something happened; -1: it never is. As it begins */
};

/* In the folder that the file at `path` (behind its links) stands in, from now on. */
void renames_watch(struct renames *r, const char *path);
/* Make r->fd unreadable again. */
void renames_empty(struct renames *r);
void renames_end(struct renames *r);

#endif
