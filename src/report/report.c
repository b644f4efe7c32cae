#include "report/report.h"

#include <stdlib.h>

#include "base/count.h"

int report_value_order(const void *a, const void *b)
{
    const struct report_value *x = a, *y = b;
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    return str_cmp(x->value, y->value);
}

void report_free(struct report *r)
{
    if (!r)
        return;
    arena_free(&r->arena);
    free(r);
}
