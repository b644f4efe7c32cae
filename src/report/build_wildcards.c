#include "base/count.h"
#include "report/build_internal.h"
#include "report/wildcard.h"

static void build_values(struct report *r, struct report_wildcard *out, const struct top_values *from,
                         uint64_t records)
{
    uint64_t listed = 0;
    out->values = arena_zero(&r->arena, (from->n + 1) * sizeof *out->values);
    out->value_count = from->n;
    for (uint32_t i = 0; i < from->n; i++) {
        out->values[i] =
            (struct report_value){arena_str(&r->arena, counted_value_text(&from->v[i])), from->v[i].records};
        count_add(&listed, from->v[i].records);
    }
    qsort(out->values, out->value_count, sizeof *out->values, report_value_order);
    out->other = count_rest(records, listed);
    out->error = from->error + count_rest(records, from->records);
}

void build_wildcards(struct report *r, struct report_cluster *out, const struct template_row *s)
{
    if (!s->values)
        return;
    out->wildcard_count = s->wildcards;
    out->wildcards = arena_zero(&r->arena, (s->wildcards + 1) * sizeof *out->wildcards);
    for (size_t i = 0; i < s->wildcards; i++) {
        size_t at = wildcard_at(out->template, i);
        struct str mark = recognize_mark_at(str_skip(out->template, at));
        struct str name = wildcard_name(out->template, at, token_class_named(mark));
        out->wildcards[i] = (struct report_wildcard){.name = name, .mark = mark};
        build_values(r, &out->wildcards[i], &s->values[i], s->row.records);
    }
}
