#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/summary.h"

/* "4xx 14,980" or, for what a person asks about one by one, "504 11". */
static void put_status(struct page *p, struct flow *f, int status, const char *rest, uint64_t records)
{
    struct buf *item = page_scratch(p);
    if (records == 0)
        return;
    buf_addf(item, "%d%s ", status, rest);
    figure_count(records, item);
    flow_item(f, " | ", buf_str(item));
}

static void put_statuses(struct page *p, struct flow *f)
{
    const struct report *r = p->r;
    uint64_t hundreds[5] = {0};
    for (size_t i = 0; i < r->status_count; i++)
        if (r->statuses[i].status >= 100 && r->statuses[i].status < 500)
            hundreds[r->statuses[i].status / 100] += r->statuses[i].records;
    for (int h = 1; h <= 4; h++)
        put_status(p, f, h, "xx", hundreds[h]);
    for (size_t i = 0; i < r->status_count; i++)
        if (r->statuses[i].status >= 500)
            put_status(p, f, r->statuses[i].status, "", r->statuses[i].records);
}

static void put_outcomes(struct page *p, struct flow *f)
{
    for (size_t i = 0; i < p->r->outcome_count; i++) {
        const struct report_value *v = &p->r->outcomes[i];
        struct buf *item = page_scratch(p);
        if (str_eq(v->value, STR("ok")))
            continue;
        buf_addz(item, "outcome ");
        escape_terminal(v->value, item);
        buf_addc(item, ' ');
        figure_count(v->records, item);
        flow_item(f, " | ", buf_str(item));
    }
}

void page_totals(struct page *p)
{
    const struct report *r = p->r;
    struct flow f;
    if (summary_healthy(r) || r->status_count + r->outcome_count == 0)
        return;
    buf_addc(p->out, '\n');
    f = page_section(p, "TOTALS");
    put_statuses(p, &f);
    put_outcomes(p, &f);
    flow_end(&f);
}
