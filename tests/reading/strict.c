#include "strict.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <yajl/yajl_parse.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/merge.h"
#include "report/render.h"

enum { DEPTH_MOST = 32 };

/* The keys of the maps that are open, a line each. */
struct strict {
    struct buf keys;
    size_t begin[DEPTH_MOST]; /* of the innermost map's, by depth */
    unsigned depth;
    const char *why;
};

static int wrong(struct strict *s, const char *why)
{
    s->why = why;
    return 0;
}

/* Most readers hold numbers as doubles or as 64-bit integers. */
static int take_number(void *context, const char *p, size_t n)
{
    char text[64];
    if (n >= sizeof text)
        return wrong(context, "a number of very many digits");
    memcpy(text, p, n);
    text[n] = '\0';
    if (!isfinite(strtod(text, NULL)))
        return wrong(context, "a number that is too large");
    if (!strpbrk(text, ".eE-") && strtoull(text, NULL, 10) > INT64_MAX)
        return wrong(context, "an integer beyond 63 bits");
    return 1;
}

static int open_map(void *context)
{
    struct strict *s = context;
    if (s->depth == DEPTH_MOST)
        return wrong(s, "too deep");
    s->begin[s->depth++] = s->keys.n;
    return 1;
}

static int close_map(void *context)
{
    struct strict *s = context;
    s->keys.n = s->begin[--s->depth];
    return 1;
}

static int take_key(void *context, const unsigned char *p, size_t n)
{
    struct strict *s = context;
    struct str rest = str_skip(buf_str(&s->keys), s->begin[s->depth - 1]), key,
               name = str_of((const char *)p, n);
    while (str_split(&rest, '\n', &key))
        if (n && str_eq(key, name))
            return wrong(s, "a key that is there twice");
    buf_add(&s->keys, name);
    buf_addc(&s->keys, '\n');
    return 1;
}

const char *json_wrong(struct str json)
{
    static const yajl_callbacks callbacks = {.yajl_number = take_number,
                                             .yajl_start_map = open_map,
                                             .yajl_map_key = take_key,
                                             .yajl_end_map = close_map};
    struct strict s = {.why = NULL};
    yajl_handle yajl = yajl_alloc(&callbacks, NULL, &s);
    bool ok = yajl_parse(yajl, (const unsigned char *)(json.n ? json.p : ""), json.n) == yajl_status_ok &&
              yajl_complete_parse(yajl) == yajl_status_ok;
    yajl_free(yajl);
    buf_free(&s.keys);
    return ok ? NULL : s.why ? s.why : "no JSON";
}

struct report *add_reports(const struct str *reports, size_t n, struct err *err)
{
    struct merger *m = merger_new(NULL);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = merger_add(m, &(struct report_text){"report", 0, reports[i]}, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = merger_count(m, &(struct report_text){"report", 0, reports[i]}, err);
    struct report *r = ok ? merger_report(m) : NULL;
    merger_free(m);
    return r;
}

/* The sum of `n` times the report `json`, as JSON. NULL, or why there is none. */
static const char *add_up(struct str json, unsigned n, struct buf *out)
{
    static struct err err;
    struct str reports[] = {json, json};
    assert(n <= COUNT_OF(reports));
    struct report *r = add_reports(reports, n, &err);
    if (r)
        render_json(r, out);
    report_free(r);
    return r ? NULL : err.what;
}

const char *report_refused(struct str json)
{
    LOCAL_BUF sum = {0};
    const char *why = json_wrong(json);
    if (!why)
        why = add_up(json, 2, &sum);
    if (!why)
        why = json_wrong(buf_str(&sum));
    return why;
}

const char *report_wrong(struct str json)
{
    LOCAL_BUF again = {0};
    const char *why = report_refused(json);
    if (!why)
        why = add_up(json, 1, &again);
    if (!why && !str_eq(json, buf_str(&again)))
        why = "it is another one when it was read back";
    return why;
}
