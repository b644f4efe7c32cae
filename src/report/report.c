#include "report/report.h"

#include <stdlib.h>

void report_free(struct report *r)
{
    if (!r)
        return;
    arena_free(&r->arena);
    free(r);
}
