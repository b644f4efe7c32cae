#include <inttypes.h>

#include "base/escape.h"
#include "base/mem.h"
#include "report/baseline.h"
#include "report/grid.h"
#include "report/json_member.h"
#include "report/number_format.h"

/* Nobody has to look at it, and nobody did. */
static bool is_noise(const struct baseline_row *row)
{
    return row->class == CLASS_EXPECTED && !baseline_decided(row);
}

static int by_last_seen(const void *a, const void *b)
{
    const struct baseline_row *x = *(const struct baseline_row *const *)a,
                              *y = *(const struct baseline_row *const *)b;
    if (is_noise(x) != is_noise(y))
        return is_noise(x) ? 1 : -1;
    if (x->last_ms != y->last_ms)
        return x->last_ms > y->last_ms ? -1 : 1;
    return x < y ? -1 : x > y;
}

static const struct baseline_row **sorted_rows(const struct baseline *b)
{
    const struct baseline_row **rows = mem_zero((b->n + 1) * sizeof *rows);
    for (size_t i = 0; i < b->n; i++)
        rows[i] = &b->rows[i];
    if (b->n)
        qsort(rows, b->n, sizeof *rows, by_last_seen);
    return rows;
}

static void add_minute(int64_t ms, const struct zone *zone, struct buf *out)
{
    if (ms == NO_TIME)
        return;
    struct civil c = timestamp_civil(zone_local(zone, ms));
    buf_addf(out, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

/* The same with the name of its zone behind it. */
static void add_minute_named(int64_t ms, const struct zone *zone, struct buf *out)
{
    add_minute(ms, zone, out);
    if (ms != NO_TIME)
        buf_addf(out, " %s", zone_at(zone, ms)->name);
}

/* "acknowledged until 2026-04-01 00:00 UTC below 5/h: waiting for the key", "resolved 2026-03-10 12:00 UTC".
 */
static void add_decision(const struct baseline_row *row, int64_t now_ms, const struct zone *zone,
                         struct buf *out)
{
    const struct baseline_decision *d = &row->decision;
    if (baseline_acked(row, now_ms)) {
        buf_join(out, "acknowledged", d->until_ms == NO_TIME ? "" : " until ");
        add_minute_named(d->until_ms, zone, out);
        if (d->below > 0)
            buf_addf(out, " below %.6g/h", d->below);
        buf_join(out, d->why.n ? ": " : "", d->why);
    }
    if (d->resolved_ms == NO_TIME)
        return;
    buf_join(out, baseline_acked(row, now_ms) ? "; " : "",
             row->last_ms > d->resolved_ms ? "REGRESSED, resolved " : "resolved ");
    add_minute_named(d->resolved_ms, zone, out);
}

enum { RECORDS, DAYS, FIRST, LAST, ID, CLASS, WHAT, COLUMNS };

static void put_minute(struct grid *g, size_t row, size_t column, int64_t ms, const struct zone *zone)
{
    LOCAL_BUF text = {0};
    add_minute(ms, zone, &text);
    grid_put(g, row, column, buf_str(&text), EMPHASIS_PLAIN);
}

static void put_id(struct grid *g, size_t at, const struct baseline_row *row, enum emphasis emphasis)
{
    LOCAL_BUF id = {0};
    buf_join(&id, row->kind == BASELINE_INCIDENT ? "incident: " : "",
             row->kind == BASELINE_CLUSTER ? str_head(row->id, 6) : row->id);
    grid_text(g, at, ID, buf_str(&id), emphasis);
}

static void add_row(struct grid *g, const struct baseline_row *row, const struct style *style)
{
    size_t at = grid_add(g, false);
    enum emphasis emphasis = row->class == CLASS_INVESTIGATE ? EMPHASIS_BAD
                             : row->class == CLASS_UNKNOWN   ? EMPHASIS_ODD
                                                             : EMPHASIS_PLAIN;
    grid_put(g, at, RECORDS, COUNTED(row->records), EMPHASIS_PLAIN);
    grid_put(g, at, DAYS, COUNTED(row->days), EMPHASIS_PLAIN);
    put_minute(g, at, FIRST, row->first_ms, style->zone);
    put_minute(g, at, LAST, row->last_ms, style->zone);
    put_id(g, at, row, emphasis);
    grid_put(g, at, CLASS, str_z(class_name(row->class)), EMPHASIS_DIM);
    grid_text(g, at, WHAT, row->title, EMPHASIS_PLAIN);
}

static void put_decision(const struct baseline_row *row, int64_t now_ms, const struct style *style,
                         struct buf *out)
{
    LOCAL_BUF text = {0}, safe = {0};
    add_decision(row, now_ms, style->zone, &text);
    escape_terminal(buf_str(&text), &safe);
    if (safe.n) {
        buf_addz(out, "  ");
        emphasis_text(EMPHASIS_BAD, style, buf_str(&safe), out);
        buf_addc(out, '\n');
    }
}

/* "last (UTC)": of the times of all rows, as the last one has it. */
static void put_zone(struct grid *g, const struct baseline_row *const *rows, size_t n,
                     const struct zone *zone)
{
    LOCAL_BUF head = {0};
    int64_t last_ms = n ? rows[0]->last_ms : NO_TIME;
    buf_addf(&head, "last (%s)", zone_at(zone, last_ms)->name);
    grid_text(g, 0, LAST, buf_str(&head), EMPHASIS_HEAD);
}

static void put_rest(size_t more, struct buf *out)
{
    if (more == 0)
        return;
    buf_join(out, COUNTED(more), " more (-n N shows more)\n");
}

void render_baseline(const struct baseline *b, int64_t now_ms, const struct style *style, struct buf *out)
{
    static const struct grid_column columns[COLUMNS] = {[RECORDS] = {"records", GRID_RIGHT, .drop = 0},
                                                        [DAYS] = {"days", GRID_RIGHT, .drop = 0},
                                                        [FIRST] = {"first", .drop = 2},
                                                        [LAST] = {"last", .drop = 0},
                                                        [ID] = {"id", .drop = 0},
                                                        [CLASS] = {"class", .drop = 1},
                                                        [WHAT] = {"what", .least = 10}};
    enum { MANY = 20 };
    struct grid g = {0};
    LOCAL_MEM const struct baseline_row **rows = sorted_rows(b);
    size_t most = style->top ? style->top : MANY, shown = b->n < most ? b->n : most;
    grid_begin(&g, columns, COLUMNS);
    put_zone(&g, rows, shown, style->zone);
    for (size_t i = 0; i < shown; i++)
        add_row(&g, rows[i], style);
    grid_fit(&g, style_width(style));
    for (size_t i = 0; i <= shown && shown; i++) {
        grid_row(&g, i, style, out);
        if (i)
            put_decision(rows[i - 1], now_ms, style, out);
    }
    put_rest(b->n - shown, out);
    grid_free(&g);
}

/* --- JSON --- */

static void json_days(const struct baseline_row *row, struct buf *out)
{
    bool any = false;
    struct baseline_counts room;
    const struct baseline_counts *counts = baseline_look(row, &room);
    buf_addz(out, ", \"by_day\": {");
    for (int64_t i = BASELINE_DAYS - 1; i >= 0; i--) {
        if (counts->day[i] == 0)
            continue;
        struct civil c = timestamp_civil((counts->last_day - i) * 86400000);
        buf_addf(out, "%s\"%04d-%02d-%02d\": %" PRIu32, any ? ", " : "", c.year, c.month, c.day,
                 counts->day[i]);
        any = true;
    }
    buf_addc(out, '}');
}

static void json_row(const struct baseline_row *row, int64_t now_ms, struct buf *out)
{
    const struct baseline_decision *d = &row->decision;
    buf_addf(out, "\n  {\"kind\": \"%s\"", baseline_kind_name(row->kind));
    json_member_text("id", row->id, out);
    json_member_text("class", str_z(class_name(row->class)), out);
    json_member_text("title", row->title, out);
    buf_addf(out, ", \"records\": %" PRIu64 ", \"days\": %" PRIu64, row->records, row->days);
    json_member_time("first", row->first_ms, out);
    json_member_time("last", row->last_ms, out);
    json_days(row, out);
    buf_addf(out, ", \"acknowledged\": %s", baseline_acked(row, now_ms) ? "true" : "false");
    json_member_time("until", d->until_ms, out);
    buf_addf(out, d->below > 0 ? ", \"below\": %.6g" : ", \"below\": null", d->below);
    json_member_text("why", d->why, out);
    json_member_time("resolved", d->resolved_ms, out);
    buf_addc(out, '}');
}

void render_baseline_json(const struct baseline *b, int64_t now_ms, struct buf *out)
{
    LOCAL_MEM const struct baseline_row **rows = sorted_rows(b);
    buf_addc(out, '[');
    for (size_t i = 0; i < b->n; i++) {
        buf_addz(out, i ? "," : "");
        json_row(rows[i], now_ms, out);
    }
    buf_addz(out, b->n ? "\n]\n" : "]\n");
}
