/*
 * environment: the only place that asks about terminals, environment variables and clocks. What it finds is
 * handed on as plain values.
 */
#ifndef SIGTAIL_ENVIRONMENT_H
#define SIGTAIL_ENVIRONMENT_H

#include "base/err.h"

struct environment {
    bool in_terminal, out_terminal, err_terminal;
    bool dumb;              /* a terminal that moves no cursor */
    bool no_colour;         /* NO_COLOR is set, or the terminal is dumb */
    const char *pager;      /* PAGER; NULL: not set */
    struct str colours;     /* SIGTAIL_COLORS */
    bool ascii;             /* the locale names a character set that is not UTF-8 */
    unsigned width, height; /* of the terminal on standard output, or COLUMNS; 0: unknown */
};

void environment_read(struct environment *e);
/* Hashes in tables are others in each process, from now on (str_seed). */
void environment_seed(void);
/* Use the instruction set that tests ask for, if they do (SIGTAIL_SIMD): before anything else. False and
 * `err`: there is none such. */
MUST_CHECK bool environment_simd(struct err *err);
/* Ask for the terminal's size again. */
void environment_resize(struct environment *e);

/* Unix time, and a clock that only ever moves on. */
int64_t clock_unix_ms(void);
int64_t clock_unix_or(int64_t given_ms); /* the time that was given, unless it is NO_TIME */
int64_t clock_ms(void);
int64_t clock_ns(void);

#endif
