/*
 * log_entry: what a record tells, one thing after another: the log entries and exceptions of a tail record,
 * the one line of any other. Each with the time that the program itself gave it, which orders steps better
 * than when they were received.
 */
#ifndef SIGTAIL_LOG_ENTRY_H
#define SIGTAIL_LOG_ENTRY_H

#include "record/record.h"

struct log_entry {
    int64_t time_ms; /* NO_TIME: none */
    enum level level;
    struct str text; /* decoded; several arguments of one call are parted by blanks */
};

typedef void log_entry_each(void *context, const struct log_entry *entry);

/*
 * Call `each` for the steps of `rec`, whose texts are decoded. What they hold is good as long as the record
 * and the memory of `a`.
 */
void record_log_entries(const struct record *rec, struct arena *a, log_entry_each *each, void *context);

/* What rows of the table of formats are made of: format_ops.line of text and of JSON, format_ops.entries of a
 * tail's entries. */
struct str log_entry_line_of_text(const struct record *rec, struct arena *a);
struct str log_entry_line_of_json(const struct record *rec, struct arena *a);
void log_entries_of_tail(const struct record *rec, struct arena *a, log_entry_each *each, void *context);

#endif
