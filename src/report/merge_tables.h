/*
 * merge_tables: the tables that were asked for, of reports that are added up (merge.h): those that ask the
 * same are one.
 */
#ifndef SIGTAIL_MERGE_TABLES_H
#define SIGTAIL_MERGE_TABLES_H

#include "report/saved.h"
#include "tally/tally.h"

/* What all of them ask; zeroed: nothing. */
struct merge_tables {
    struct arena arena;
    struct table_spec *v;
    size_t n, cap;
};

void merge_tables_free(struct merge_tables *m);

/* Let `g`, a table of the report `s`, be one of them. */
void merge_tables_gather(struct merge_tables *m, struct saved *s, const struct report_table *g);
/* Add what it counts to `tally`, whose spec has all of them. */
void merge_tables_count(const struct merge_tables *m, struct saved *s, const struct report_table *g,
                        struct tally *tally);

#endif
