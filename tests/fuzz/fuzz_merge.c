/* Whatever claims to be reports is refused, with why, or adds up to a report that is one. */
#include "fuzz.h"
#include "report/diff.h"
#include "report/render.h"
#include "strict.h"

static struct report *merge(struct str json, size_t times)
{
    struct err err = {0};
    struct str reports[] = {json, json};
    struct report *r = add_reports(reports, times, &err);
    HOLDS(r || err.what[0]);
    return r;
}

static void render_all(const struct report *r, const struct report *other)
{
    struct style style = {.width = 80};
    struct buf out = {0};
    struct diff *d = diff_build(r, other, NULL);
    render_text(r, &style, &out);
    render_md(r, &style, &out);
    render_html(r, &style, &out);
    render_csv(r, &out);
    render_prom(r, &out);
    render_diff_text(d, &style, &out);
    buf_clear(&out);
    render_diff_json(d, &out);
    HOLDS(json_wrong(buf_str(&out)) == NULL);
    diff_free(d);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str json = str_of((const char *)data, size);
    struct buf out = {0};
    struct report *once = merge(json, 1), *twice = once ? merge(json, 2) : NULL;
    HOLDS(!once == !twice);
    if (once) {
        render_all(once, twice);
        render_json(once, &out);
        const char *why = report_refused(buf_str(&out));
        if (why)
            fprintf(stderr, "%s\n" STR_FMT "\n", why, STR_ARG(buf_str(&out)));
        HOLDS(!why);
    }
    report_free(once);
    report_free(twice);
    buf_free(&out);
    return 0;
}
