#include "cli/print_report.h"

void print_report(const struct report *r, const struct options *o, const struct style *style, struct buf *out)
{
    switch ((enum output_format)o->output) {
    case OUTPUT_JSONL: /* of records, not of reports */
    case OUTPUT_TEXT:
        render_text(r, style, out);
        break;
    case OUTPUT_JSON:
        render_json(r, out);
        break;
    case OUTPUT_CSV:
        render_csv(r, out);
        break;
    case OUTPUT_MD:
        render_md(r, style, out);
        break;
    case OUTPUT_HTML:
        render_html(r, style, out);
        break;
    case OUTPUT_PROM:
        render_prom(r, out);
        break;
    }
}
