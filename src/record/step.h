/*
 * step: what a record tells, one thing after another: the log entries and exceptions of a tail record, the
 * one line of any other. Each with the time that the program itself gave it, which orders steps better than
 * when they were received.
 */
#ifndef SIGTAIL_STEP_H
#define SIGTAIL_STEP_H

#include "record/record.h"

struct step {
    int64_t time_ms; /* NO_TIME: none */
    enum level level;
    struct str text; /* decoded; several arguments of one call are parted by blanks */
};

typedef void step_each(void *context, const struct step *step);

/*
 * Call `each` for the steps of `rec`, decoded deep. What they hold is good as long as the record and the
 * memory of `a`.
 */
void record_steps(const struct record *rec, struct arena *a, step_each *each, void *context);

/* What rows of the table of formats are made of: format_ops.line of text and of JSON, format_ops.steps of a
 * tail's entries. */
struct str step_line_of_text(const struct record *rec, struct arena *a);
struct str step_line_of_json(const struct record *rec, struct arena *a);
void step_each_entry(const struct record *rec, struct arena *a, step_each *each, void *context);

#endif
