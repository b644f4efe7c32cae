#include "base/escape.h"
#include "report/figure.h"
#include "report/page.h"
#include "report/summary.h"

enum { MANY_VALUES = 3 };

/* "401 no API key 5,205". */
static void add_status(struct page *p, struct flow *f, const struct report_status *s)
{
    struct buf *item = page_scratch(p);
    buf_addf(item, "%d ", s->status);
    escape_terminal(s->meaning, item);
    buf_addz(item, s->meaning.n ? " " : "");
    figure_count(s->records, item);
    flow_item(f, " | ", buf_str(item));
}

/* " (sexual 301, violence 190, hate 41)" of what the signature is broken down by first. */
static void add_values(const struct report_breakdown *b, struct buf *item)
{
    size_t shown = b->value_count < MANY_VALUES ? b->value_count : MANY_VALUES;
    for (size_t i = 0; i < shown; i++) {
        buf_addz(item, i ? ", " : " (");
        escape_terminal(b->values[i].value, item);
        buf_addc(item, ' ');
        figure_count(b->values[i].records, item);
    }
    if (shown)
        buf_addz(item, b->value_count > shown || b->other ? ", ...)" : ")");
}

static void add_signature(struct page *p, struct flow *f, const struct report_signature *s)
{
    struct buf *item = page_scratch(p);
    escape_terminal(s->id, item);
    buf_addc(item, ' ');
    figure_count(s->records, item);
    if (s->group_count)
        add_values(&s->groups[0], item);
    flow_item(f, " | ", buf_str(item));
}

static bool any_expected(const struct report *r)
{
    for (size_t i = 0; i < r->status_count; i++)
        if (r->statuses[i].class == CLASS_EXPECTED && r->statuses[i].records)
            return true;
    for (size_t i = 0; i < r->signature_count; i++)
        if (r->signatures[i].class == CLASS_EXPECTED && r->signatures[i].records)
            return true;
    return false;
}

/* Expected statuses, those seen most first: the report has them by code. */
static void add_statuses(struct page *p, struct flow *f)
{
    const struct report *r = p->r;
    const struct report_status *last = NULL;
    for (;;) {
        const struct report_status *next = NULL;
        for (size_t i = 0; i < r->status_count; i++) {
            const struct report_status *s = &r->statuses[i];
            bool after = !last || s->records < last->records || (s->records == last->records && s > last);
            if (s->class == CLASS_EXPECTED && s->records && after && (!next || s->records > next->records))
                next = s;
        }
        if (!next)
            return;
        add_status(p, f, next);
        last = next;
    }
}

static void put_overlap(struct page *p)
{
    struct flow f;
    if (p->r->overlap == 0)
        return;
    summary_overlap(p->r, page_scratch(p));
    f = flow_begin(p->out, p->width, 0, PAGE_INDENT);
    flow_text(&f, buf_str(&p->scratch));
    flow_end(&f);
}

static void put_block(struct page *p)
{
    const struct report *r = p->r;
    struct flow f = page_section(p, "EXPECTED");
    ink_begin(INK_DIM, p->style, p->out);
    add_statuses(p, &f);
    for (size_t i = 0; i < r->signature_count; i++)
        if (r->signatures[i].class == CLASS_EXPECTED && r->signatures[i].records)
            add_signature(p, &f, &r->signatures[i]);
    ink_end(INK_DIM, p->style, p->out);
    flow_end(&f);
}

void page_expected(struct page *p)
{
    bool any = any_expected(p->r);
    if (!summary_healthy(p->r) && (any || p->r->overlap))
        buf_addc(p->out, '\n');
    if (any)
        put_block(p);
    put_overlap(p);
}
