#include "report/report.h"

#include <stdlib.h>

#include "base/redact.h"

static void redact_example(struct report *r, struct str *example, struct buf *scratch)
{
    buf_clear(scratch);
    redact(*example, scratch);
    if (!str_eq(*example, buf_str(scratch)))
        *example = arena_str(&r->arena, buf_str(scratch));
}

void report_redact(struct report *r)
{
    struct buf scratch = {0};
    for (size_t i = 0; i < r->signature_count; i++)
        redact_example(r, &r->signatures[i].example, &scratch);
    for (size_t i = 0; i < r->unknown_count; i++)
        redact_example(r, &r->unknown[i].example, &scratch);
    for (size_t i = 0; i < r->problem_count; i++)
        redact_example(r, &r->problems[i].example, &scratch);
    buf_free(&scratch);
}

void report_free(struct report *r)
{
    if (!r)
        return;
    arena_free(&r->arena);
    free(r);
}
