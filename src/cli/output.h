/*
 * output: standard output, buffered by us so that every write is checked. A reader that went away (EPIPE) is
 * a quiet end; any other failure is kept and reported once, at the end.
 */
#ifndef SIGTAIL_OUTPUT_H
#define SIGTAIL_OUTPUT_H

#include "base/err.h"

struct output {
    struct buf pending;
    int error;   /* errno of the first write that failed; 0 */
    bool closed; /* the reader is gone */
};

/*
 * From now on a reader that goes away is an error of the write, not a signal that ends the program. Before
 * any file is opened: no file takes the place of a closed standard stream, and what is written to one fails.
 */
void output_begin(void);

/* What is to be printed is appended to out->pending. */
/* Write what is pending. False when nothing more can be written. */
bool output_flush(struct output *out);
/* As output_flush, but only when much is pending. */
bool output_flush_some(struct output *out);
/* Flush, and close standard output, whose errors count too. False and `err` when a write failed. */
MUST_CHECK bool output_end(struct output *out, struct err *err);

/* Print "sigtail: " and the error, escaped, to standard error; complain_at: without "sigtail: ". */
void complain(const struct err *err);
/* Set an error and complain of it: what is wrong in the first line, how to mend it in the second. False. */
bool refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
void complain_at(const struct err *err);
/* As complain, and below it `more`: lines that are safe for a terminal; none when it is empty. */
void complain_of(const struct err *err, struct str more);

#endif
