/*
 * watch_terminal: the live screen on a real terminal: keys from it, frames to it, and the run in between.
 * Standard output is the terminal; while the screen is open it shows the alternate buffer, so that what stood
 * there before comes back when it is closed.
 */
#ifndef SIGTAIL_WATCH_TERMINAL_H
#define SIGTAIL_WATCH_TERMINAL_H

#include "cli/keyboard.h"
#include "cli/session.h"
#include "cli/watch.h"

struct watch_terminal {
    struct session *s;
    struct watch watch;
    struct keyboard keyboard; /* fd -1: no keys, only the plain redraw */
    struct screen_buffer buffer;
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
MUST_CHECK bool watch_terminal_begin(struct watch_terminal *w, struct session *s);
/* Back to what the terminal showed before; the report may be printed. */
void watch_terminal_end(struct watch_terminal *w);

/* A run_sink: keeps what is not clean. */
bool watch_terminal_sink(void *context, const struct sink_record *o);

/* As the input_reader's listener. False: the person wants the end, or nothing more can be shown. */
bool watch_terminal_event(struct watch_terminal *w, enum reader_event e, int64_t now_ms);

/* After the log's end: show what there is until the person has seen enough. */
void watch_terminal_linger(struct watch_terminal *w);

#endif
