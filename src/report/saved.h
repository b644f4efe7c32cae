/*
 * saved: a JSON report, as render_json wrote it, read back into a report by the same table (schema.h). What
 * is wrong with it is told with its place.
 */
#ifndef SIGTAIL_REPORT_SAVED_H
#define SIGTAIL_REPORT_SAVED_H

#include "report/json_tree.h"
#include "report/report.h"

/* Zeroed at first; it can be read into again and again, saved_free() it in any case. */
struct saved {
    struct json_tree tree;
    struct report report; /* what does not follow from the rest; lists that were there are not NULL */
    struct err *err;
    bool wrong;                       /* `err` is set */
    const struct report_table *group; /* whose rows are being read */
};

/* Read `text`, which has to last as long as what is read. False and `err` when it is no report of schema 1.
 */
MUST_CHECK bool saved_read(struct saved *s, const struct report_text *text, struct err *err);
/* Keep "what" as what is wrong, unless something is, with the place of the member, or of the row, that stands
 * at `at` in the report. */
void saved_wrong(struct saved *s, const void *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same of a name that is no `what` ("class"); the nearest of the `n` that are is told beside it. */
void saved_wrong_name(struct saved *s, const void *at, const char *what, struct str name,
                      const char *const *names, size_t n);
/* False, and `err` says what kind of file it should have been, when anything is wrong. */
MUST_CHECK bool saved_right(struct saved *s);
void saved_free(struct saved *s);

#endif
