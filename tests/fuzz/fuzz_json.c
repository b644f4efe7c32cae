/*
 * What yajl takes for one JSON value, the cursor measures at the same length and reads as the same strings;
 * also when it stands, escaped, in strings of other JSON.
 */
#include <yajl/yajl_parse.h>

#include "fuzz.h"
#include "record/json.h"

/* --- what yajl says --- */

static int add_string(void *context, const unsigned char *p, size_t n)
{
    struct buf *out = context;
    buf_add(out, str_of((const char *)p, n));
    buf_addc(out, '\n');
    return 1;
}

static const yajl_callbacks CALLBACKS = {.yajl_string = add_string, .yajl_map_key = add_string};

/* Length of the value at the start of `s`, its strings appended to `out`; 0 when it is none. */
static size_t yajl_read(struct str s, struct buf *out)
{
    yajl_handle yajl = yajl_alloc(&CALLBACKS, NULL, out);
    size_t n = 0;
    yajl_config(yajl, yajl_allow_trailing_garbage, 1);
    if (yajl_parse(yajl, (const unsigned char *)s.p, s.n) == yajl_status_ok) {
        n = yajl_get_bytes_consumed(yajl);
        n = yajl_complete_parse(yajl) == yajl_status_ok ? n : 0; /* which counts from 0 again */
    }
    yajl_free(yajl);
    return n;
}

/* --- what the cursor says --- */

static void read_string(struct json *j, struct buf *out)
{
    struct str raw;
    HOLDS(json_string(j, &raw));
    json_unescape(raw, j->slashes, out);
    buf_addc(out, '\n');
}

static void read_value(struct json *j, struct buf *out)
{
    struct str s;
    bool ok;
    char c = json_peek(j);
    if (c == '{') {
        for (json_object_open(j); json_object_next(j, &s, &ok); read_value(j, out)) {
            json_unescape(s, j->slashes, out);
            buf_addc(out, '\n');
        }
        HOLDS(ok);
    } else if (c == '[') {
        for (json_array_open(j); json_array_next(j, &ok);)
            read_value(j, out);
        HOLDS(ok);
    } else if (c == '"' || c == '\\') {
        read_string(j, out);
    } else {
        HOLDS(json_scalar(j, &s));
    }
}

static size_t depth_of(struct str s)
{
    size_t depth = 0, most = 0;
    for (size_t i = 0; i < s.n; i++) {
        depth += s.p[i] == '{' || s.p[i] == '[';
        most = depth > most ? depth : most;
        depth -= depth && (s.p[i] == '}' || s.p[i] == ']');
    }
    return most;
}

/* Escape `s` once more for each of `levels`, as it stands in the raw inside of a string so deep. */
static void nest(struct str s, unsigned levels, struct buf *out)
{
    struct buf once = {0};
    if (levels == 0) {
        buf_add(out, s);
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_addc(&once, '\\');
        if (s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r')
            buf_addz(&once, s.p[i] == '\n' ? "\\n" : s.p[i] == '\t' ? "\\t" : "\\r");
        else
            buf_addc(&once, s.p[i]);
    }
    nest(buf_str(&once), levels - 1, out);
    buf_free(&once);
}

/* Read in place, the value nested `levels` deep gives the same strings as by itself. */
static void check_nested(struct str value, unsigned levels, struct str strings)
{
    struct buf raw = {0}, ours = {0};
    nest(value, levels, &raw);
    struct json j = json_open(buf_str(&raw));
    for (unsigned i = 0; i < levels; i++)
        j = json_inside(&j, buf_str(&raw));
    read_value(&j, &ours);
    HOLDS(j.p == j.end && str_eq(buf_str(&ours), strings));
    buf_free(&raw);
    buf_free(&ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = str_of((const char *)data, size);
    struct buf theirs = {0}, ours = {0};
    size_t n = s.n && (s.p[0] == '{' || s.p[0] == '[') ? yajl_read(s, &theirs) : 0;
    size_t measured = json_measure(s);
    if (str_chr(s, '\v') < s.n || str_chr(s, '\f') < s.n) /* blanks, to yajl */
        n = 0;
    HOLDS(measured <= s.n);
    if (n > 0 && depth_of(str_head(s, n)) < 60) {
        HOLDS(measured == n);
        struct json j = json_open(s);
        read_value(&j, &ours);
        HOLDS((size_t)(j.p - s.p) == n);
        if (str_find(s, STR("\\ud")) == s.n && str_find(s, STR("\\uD")) == s.n)
            HOLDS(str_eq(buf_str(&ours), buf_str(&theirs)));
        for (unsigned levels = 1; levels <= 4; levels++)
            check_nested(str_head(s, n), levels, buf_str(&ours));
    }
    buf_free(&theirs);
    buf_free(&ours);
    return 0;
}
