#include "report/report.h"

#include <stdlib.h>

int report_value_order(const void *a, const void *b)
{
    const struct report_value *x = a, *y = b;
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    return str_cmp(x->value, y->value);
}

static int rank(enum severity_class s)
{
    return s == SEVERITY_HIGH ? 0 : s == SEVERITY_NORMAL ? 1 : 2;
}

int report_signature_order(const void *a, const void *b)
{
    const struct report_signature *x = a, *y = b;
    if (x->class != y->class)
        return x->class < y->class ? -1 : 1;
    if (x->severity != y->severity)
        return rank(x->severity) - rank(y->severity);
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    return str_cmp(x->id, y->id);
}

bool report_table_stepped(const struct report_table *g)
{
    for (size_t k = 0; k < g->by_count; k++)
        if (g->buckets[k].kind != BUCKET_NONE)
            return true;
    return false;
}

void report_free(struct report *r)
{
    if (!r)
        return;
    arena_free(&r->arena);
    free(r);
}
