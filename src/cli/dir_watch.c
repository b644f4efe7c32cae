#include "cli/dir_watch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/inotify.h>

void dir_watch_begin(struct dir_watch *w, const char *path)
{
    char *real = realpath(path, NULL), *slash = real ? strrchr(real, '/') : NULL;
    if (w->fd < 0)
        w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (slash) {
        slash[slash == real] = '\0'; /* of a file in the root, the slash is the folder */
        (void)inotify_add_watch(w->fd, real, IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
    }
    free(real);
}
#else
void dir_watch_begin(struct dir_watch *w, const char *path)
{
    (void)w;
    (void)path;
}
#endif

void dir_watch_empty(struct dir_watch *w)
{
    char events[4096];
    while (w->fd >= 0 && read(w->fd, events, sizeof events) > 0)
        ;
}

void dir_watch_end(struct dir_watch *w)
{
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
}
