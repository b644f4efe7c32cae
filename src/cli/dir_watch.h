/*
 * dir_watch: tells at once when a file in a folder is made or gets another name, where the system does
 * (inotify of Linux); elsewhere it never tells, and who asks has to look by himself.
 */
#ifndef SIGTAIL_DIR_WATCH_H
#define SIGTAIL_DIR_WATCH_H

struct dir_watch {
    int fd; /* readable when something happened; -1: it never is. As it begins */
};

/* In the folder that the file at `path` (behind its links) stands in, from now on. */
void dir_watch_begin(struct dir_watch *w, const char *path);
/* Make r->fd unreadable again. */
void dir_watch_empty(struct dir_watch *w);
void dir_watch_end(struct dir_watch *w);

#endif
