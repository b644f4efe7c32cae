#include "base/escape.h"
#include "report/deploy.h"
#include "report/figure.h"
#include "report/page.h"

/* "gateway 16b099b0 1,203 since 09:20:41"; the service's name only before its first version. */
static void put_version(struct page *p, struct flow *f, size_t i)
{
    const struct report_version *v = &p->r->versions[i];
    struct buf *item = page_scratch(p);
    if (v->service.n && (i == 0 || !str_eq(v->service, v[-1].service))) {
        escape_terminal(v->service, item);
        buf_addc(item, ' ');
    }
    escape_terminal(deploy_short(v->version), item);
    buf_addc(item, ' ');
    figure_count(v->records, item);
    if (v->first_ms != NO_TIME) {
        buf_addz(item, " since ");
        axis_clock(&p->axis, v->first_ms, item);
    }
    flow_item(f, " | ", buf_str(item));
}

void page_versions(struct page *p)
{
    struct flow f;
    if (!deploy_several(p->r))
        return;
    buf_addc(p->out, '\n');
    f = page_section(p, "VERSIONS");
    for (size_t i = 0; i < p->r->version_count; i++)
        put_version(p, &f, i);
    if (p->r->other_versions) {
        struct buf *item = page_scratch(p);
        buf_addz(item, "others ");
        figure_count(p->r->other_versions, item);
        flow_item(&f, " | ", buf_str(item));
    }
    flow_end(&f);
}
