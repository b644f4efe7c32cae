/*
 * signals: what signals asked for, as plain questions. The one module with state of its own, for a handler
 * has no argument to find anything by. SIGINT and SIGTERM ask for the end, a second one ends the program at
 * once, unless a process sends the same one within a second: that is the first, passed on. SIGUSR1 asks for a
 * report now.
 */
#ifndef SIGTAIL_SIGNALS_H
#define SIGTAIL_SIGNALS_H

#include <stdatomic.h>
#include <stdbool.h>

/* Catch them from now on. */
void signals_begin(void);

/* A descriptor that becomes readable when a signal came; -1 when there is none. */
int signals_descriptor(void);
/* Make it unreadable again. */
void signals_empty(void);

/* The end was asked for; and where that is written, for those who look by themselves. */
bool signals_end_asked(void);
const atomic_bool *signals_end_flag(void);
/* A report was asked for / the terminal was resized since the last call. */
bool signals_report_asked(void);
bool signals_resized(void);

/* When a second signal ends the program at once, end this process group with it; 0: none. */
void signals_take_along(int group);

/* Catch Ctrl-Z (SIGTSTP) from now on; it came since the last call: who asks then stops itself (SIGSTOP). */
void signals_catch_stop(void);
bool signals_stop_asked(void);

#endif
