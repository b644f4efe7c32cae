#include "report/render_fields.h"

#include <inttypes.h>

#include "base/escape.h"
#include "report/emphasis.h"
#include "report/number_format.h"
#include "report/redaction.h"

enum { VALUES_SHOWN = 5, COUNT_COLUMNS = 10, VALUE_COLUMNS = 40 };

static int by_name(const void *a, const void *b)
{
    return str_cmp((*(const struct counter_row *const *)a)->key,
                   (*(const struct counter_row *const *)b)->key);
}

/* How many values there are: an estimate is never more than there are records. */
static uint64_t values_of(const struct inventory_row *h)
{
    uint64_t n = distinct_count(&h->distinct);
    return n < h->row.records ? n : h->row.records;
}

static void show_value(const struct inventory_row *h, struct str value, const struct secrets *k,
                       struct buf *out)
{
    if (k && h->secret)
        buf_add(out, STR(REDACTED));
    else
        redact_kept(k, h->row.key, value, INVENTORY_VALUE_BYTES, out);
}

/*
 * "200 29, 500 10, 400 6"; of values that all differ, or of which none is known to be the commonest, just
 * one. Of more values than can be counted each may have been missed before it had a row: "v13 ~385 (or up to
 * 12 more)".
 */
static void add_values(const struct inventory_row *h, const struct style *style, struct buf *out)
{
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&h->values);
    size_t n = counter_size(&h->values);
    LOCAL_BUF shown = {0}, safe = {0};
    const char *cut = style->ascii ? "~" : "…";
    uint64_t error = h->values.floor;
    bool all_differ = n > 1 && (rows[0]->records == 1 || rows[0]->records <= error);
    n = all_differ ? 1 : n < VALUES_SHOWN ? n : VALUES_SHOWN;
    buf_addz(out, all_differ ? "e.g. " : "");
    for (size_t i = 0; i < n && (all_differ || rows[i]->records > error); i++) {
        buf_addz(out, i ? ", " : "");
        buf_clear(&safe);
        buf_clear(&shown);
        show_value(h, rows[i]->key, style->secrets, &shown);
        escape_terminal(buf_str(&shown), &safe);
        escape_fit(buf_str(&safe), all_differ ? INVENTORY_VALUE_BYTES : VALUE_COLUMNS, cut, out);
        if (all_differ)
            continue;
        buf_join(out, error ? " ~" : " ", COUNTED(rows[i]->records));
    }
    if (error && !all_differ)
        buf_join(out, " (or up to ", COUNTED(error), " more)");
}

/* A count, right-aligned; `about`: an estimate. */
static void put_count(uint64_t n, bool about, struct buf *out)
{
    LOCAL_BUF s = {0};
    buf_join(&s, about ? "~" : "", COUNTED(n));
    buf_fill(out, ' ', s.n < COUNT_COLUMNS ? COUNT_COLUMNS - s.n : 0);
    buf_add(out, buf_str(&s));
}

/* Names are never cut: they are there to be copied. Values take what is left of the line, or another one. */
static void put_holding(const struct inventory_row *h, size_t name_columns, const struct style *style,
                        struct buf *out)
{
    LOCAL_BUF name = {0}, values = {0}, shown = {0};
    redact_terminal(style->secrets, h->row.key, &name);
    add_values(h, style, &values);
    size_t width = style_width(style), column = 2 * COUNT_COLUMNS + 2, used = escape_width(buf_str(&name));
    put_count(h->row.records, false, out);
    put_count(values_of(h), !distinct_exact(&h->distinct), out);
    buf_join(out, "  ", buf_str(&name));
    if (used <= name_columns) {
        buf_fill(out, ' ', name_columns - used + 2);
        column += name_columns + 2;
    } else {
        buf_addc(out, '\n');
        buf_fill(out, ' ', column += 4);
    }
    escape_fit(buf_str(&values), width > column + 10 ? width - column : 10, style->ascii ? "~" : "…", &shown);
    emphasis_text(EMPHASIS_DIM, style, buf_str(&shown), out);
    buf_addc(out, '\n');
}

static void put_head(const char *name, size_t name_columns, const struct style *style, struct buf *out)
{
    LOCAL_BUF line = {0};
    buf_fill(&line, ' ', COUNT_COLUMNS - strlen("records"));
    buf_addz(&line, "records");
    buf_fill(&line, ' ', COUNT_COLUMNS - strlen("values"));
    buf_addf(&line, "values  %s", name);
    buf_fill(&line, ' ', name_columns > strlen(name) ? name_columns - strlen(name) + 2 : 2);
    buf_addz(&line, "most common");
    emphasis_text(EMPHASIS_HEAD, style, buf_str(&line), out);
    buf_addc(out, '\n');
}

/* Room for names: as wide as the widest, but no wider than leaves values half a line. */
static size_t columns_of(const struct counter_row **rows, size_t n, const struct style *style)
{
    size_t most = style_width(style) / 2 - 2 * COUNT_COLUMNS / 2, widest = 10;
    for (size_t i = 0; i < n; i++)
        widest = rows[i]->key.n > widest ? rows[i]->key.n : widest;
    return widest < most ? widest : most;
}

/* The rows of `c` in the order of their names; a field that no record has is left out. */
static const struct counter_row **rows_of(const struct counter *c)
{
    const struct counter_row **rows = counter_sorted(c);
    if (rows)
        qsort(rows, counter_size(c), sizeof *rows, by_name);
    return rows;
}

static void put_table(const struct counter *c, const char *name, const struct style *style, struct buf *out)
{
    LOCAL_MEM const struct counter_row **rows = rows_of(c);
    if (!rows)
        return;
    size_t columns = columns_of(rows, counter_size(c), style);
    buf_addc(out, '\n');
    put_head(name, columns, style, out);
    for (size_t i = 0; i < counter_size(c); i++)
        put_holding((const struct inventory_row *)rows[i], columns, style, out);
}

void render_fields_text(const struct inventory *v, const struct style *style, struct buf *out)
{
    buf_join(out, COUNTED(v->records), v->records == 1 ? " record\n" : " records\n");
    put_table(&v->fields, "FIELD", style, out);
    put_table(&v->paths, "RAW PATH", style, out);
    if (v->paths.other)
        buf_addz(out, "There are more paths than can be kept: rare ones are missing.\n");
}

/* JSON */

static void json_values(const struct inventory_row *h, const struct secrets *secrets, struct buf *out)
{
    LOCAL_BUF shown = {0};
    LOCAL_MEM const struct counter_row **rows = counter_sorted(&h->values);
    size_t n = counter_size(&h->values);
    for (size_t i = 0; i < n && i < VALUES_SHOWN; i++) {
        buf_addz(out, i ? ", {\"value\": " : "{\"value\": ");
        buf_clear(&shown);
        show_value(h, rows[i]->key, secrets, &shown);
        escape_json_string(buf_str(&shown), out);
        buf_addf(out, ", \"records\": %" PRIu64 "}", rows[i]->records);
    }
}

static void json_table(const char *key, const struct counter *c, const struct secrets *secrets,
                       struct buf *out)
{
    LOCAL_MEM const struct counter_row **rows = rows_of(c);
    buf_addf(out, ",\n  \"%s\": [", key);
    for (size_t i = 0; i < counter_size(c); i++) {
        const struct inventory_row *h = (const struct inventory_row *)rows[i];
        LOCAL_BUF name = {0};
        redact(secrets, h->row.key, &name);
        buf_addz(out, i ? ",\n    {\"name\": " : "\n    {\"name\": ");
        escape_json_string(buf_str(&name), out);
        buf_addf(out, ", \"records\": %" PRIu64 ", \"distinct\": %" PRIu64 ", \"exact\": %s, \"values\": [",
                 h->row.records, values_of(h), distinct_exact(&h->distinct) ? "true" : "false");
        json_values(h, secrets, out);
        buf_addf(out, "], \"error\": %" PRIu64 "}", h->values.floor);
    }
    buf_addz(out, rows ? "\n  ]" : "]");
}

void render_fields_json(const struct inventory *v, const struct secrets *secrets, struct buf *out)
{
    buf_addf(out, "{\n  \"records\": %" PRIu64, v->records);
    json_table("fields", &v->fields, secrets, out);
    json_table("paths", &v->paths, secrets, out);
    buf_addf(out, ",\n  \"complete\": %s\n}\n", v->paths.other ? "false" : "true");
}
