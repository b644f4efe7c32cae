#include "base/escape.h"
#include "base/mem.h"
#include "report/grid.h"
#include "report/json_member.h"
#include "report/number_format.h"

static int by_class_and_id(const void *a, const void *b)
{
    const struct signature *x = *(const struct signature *const *)a, *y = *(const struct signature *const *)b;
    return x->class != y->class ? (int)x->class - (int)y->class : str_cmp(x->id, y->id);
}

static void add_signature(struct grid *g, const struct signature *s)
{
    size_t row = grid_add(g, false);
    grid_text(g, row, 0, s->id, EMPHASIS_PLAIN);
    grid_put(g, row, 1, str_z(class_name(s->class)),
             s->class == CLASS_INVESTIGATE ? EMPHASIS_BAD : EMPHASIS_DIM);
    grid_text(g, row, 2, s->title, EMPHASIS_PLAIN);
}

static const struct signature **sorted_with(const struct table *t, struct str word, size_t *n)
{
    const struct signature **sorted = mem_zero((t->signature_count + 1) * sizeof *sorted);
    for (size_t i = *n = 0; i < t->signature_count; i++)
        if (signature_has(&t->signatures[i], word))
            sorted[(*n)++] = &t->signatures[i];
    qsort(sorted, *n, sizeof *sorted, by_class_and_id);
    return sorted;
}

size_t render_list(const struct table *t, struct str word, const struct style *style, struct buf *out)
{
    static const struct grid_column columns[] = {
        {"SIGNATURE", .drop = 0}, {"class", .drop = 1}, {"title", .least = 10}};
    struct grid g;
    size_t n;
    LOCAL_MEM const struct signature **sorted = sorted_with(t, word, &n);
    grid_begin(&g, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++)
        add_signature(&g, sorted[i]);
    grid_print(&g, style_width(style), style, out);
    buf_join(out, COUNTED(n), n == 1 ? " signature\n" : " signatures\n");
    return n;
}

size_t render_list_json(const struct table *t, struct str word, struct buf *out)
{
    size_t n;
    LOCAL_MEM const struct signature **sorted = sorted_with(t, word, &n);
    buf_addz(out, "[");
    for (size_t i = 0; i < n; i++) {
        buf_addf(out, "%s\n  {\"class\": \"%s\"", i ? "," : "", class_name(sorted[i]->class));
        json_member_text("severity", str_z(severity_name(sorted[i]->severity)), out);
        json_member_text("id", sorted[i]->id, out);
        json_member_text("title", str_trim(sorted[i]->title), out);
        json_member_text("cause", str_trim(sorted[i]->cause), out);
        json_member_text("impact", str_trim(sorted[i]->impact), out);
        json_member_text("fix", str_trim(sorted[i]->fix), out);
        buf_addc(out, '}');
    }
    buf_addz(out, n ? "\n]\n" : "]\n");
    return n;
}
