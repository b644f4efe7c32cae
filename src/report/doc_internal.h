/* doc_internal: the sections of a document (doc.h), each made in a file of its own; nothing where a report
 * has nothing to say there. */
#ifndef SIGTAIL_DOC_INTERNAL_H
#define SIGTAIL_DOC_INTERNAL_H

#include "report/doc.h"

/* "All is well", or what to investigate and what is unknown. */
void doc_errors(struct doc *d);
/* The signatures of class expected, and what the rows have in common. */
void doc_expected(struct doc *d);
/* How often each status, outcome and level was seen, whatever explains it. */
void doc_totals(struct doc *d);
/* Which versions the log is of; nothing unless a service had several. */
void doc_versions(struct doc *d);
void doc_models(struct doc *d);
/* The tables that were asked for. */
void doc_tables(struct doc *d);
/* Of a report of nothing: why, which filter left out what, and what there is instead. */
void doc_nothing(struct doc *d);
/* What was read, and what is wrong with it. */
void doc_input(struct doc *d);

/* The numbers, breakdowns, cause, impact and fix of the signature `s` as a row of `t`, a table of errors. */
struct doc_row *doc_signature(struct doc *d, struct doc_table *t, const struct report_signature *s);
/* "401 no API key". */
struct str doc_status_name(struct doc *d, const struct report_status *s);
/* A table of errors in `s`. */
struct doc_table *doc_error_table(struct doc *d, struct doc_section *s, const char *kind);

#endif
