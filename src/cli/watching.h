/*
 * watching: the live screen on a real terminal: keys from it, frames to it, and the run in between. Standard
 * output is the terminal; while the screen is open it shows the alternate buffer, so that what stood there
 * before comes back when it is closed.
 */
#ifndef SIGTAIL_WATCHING_H
#define SIGTAIL_WATCHING_H

#include "cli/keyboard.h"
#include "cli/session.h"
#include "cli/watch.h"

struct watching {
    struct session *s;
    struct watch watch;
    struct keyboard keyboard; /* fd -1: no keys, only the plain redraw */
    struct cells cells;
    struct palette palette;
    bool open;                 /* the alternate buffer is shown */
    bool stale;                /* records came since the last report was built */
    int64_t shown_ms, told_ms; /* of the last frame; of the last event */
    int64_t pause_ms;          /* between two frames */
};

/*
 * Open the screen for `s`, whose run is about to begin. False: there is no terminal for keys and frames; then
 * nothing has been changed.
 */
MUST_CHECK bool watching_begin(struct watching *w, struct session *s);
/* Back to what the terminal showed before; the report may be printed. */
void watching_end(struct watching *w);

/* A run_sink: keeps what is not clean. */
bool watching_sink(void *context, const struct outcome *o);

/* As reading's listener. False: the person wants the end, or nothing more can be shown. */
bool watching_event(struct watching *w, enum event e, int64_t now_ms);

/* After the log's end: show what there is until the person has seen enough. */
void watching_linger(struct watching *w);

#endif
