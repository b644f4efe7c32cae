#include "cli/dir_watch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/inotify.h>

void dir_watch_begin(struct dir_watch *r, const char *path)
{
    char *real = realpath(path, NULL), *slash = real ? strrchr(real, '/') : NULL;
    if (r->fd < 0)
        r->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (slash) {
        slash[slash == real] = '\0'; /* of a file in the root, the slash is the folder */
        (void)inotify_add_watch(r->fd, real, IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
    }
    free(real);
}
#else
void dir_watch_begin(struct dir_watch *r, const char *path)
{
    (void)r;
    (void)path;
}
#endif

void dir_watch_empty(struct dir_watch *r)
{
    char events[4096];
    while (r->fd >= 0 && read(r->fd, events, sizeof events) > 0)
        ;
}

void dir_watch_end(struct dir_watch *r)
{
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
}
