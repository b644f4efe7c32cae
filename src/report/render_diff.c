#include <inttypes.h>

#include "base/escape.h"
#include "report/deploy.h"
#include "report/diff.h"
#include "report/grid.h"
#include "report/json_member.h"
#include "report/number_format.h"
#include "report/wrap.h"

enum diff_column { COL_CHANGE, COL_BEFORE, COL_AFTER, COL_CLASS, COL_WHAT, COL_SINCE, COL_TITLE, COL_COUNT };

enum { SHORT_ID = 6, SHOWN_VERSIONS = 3 };

static const struct grid_column COLUMNS[COL_COUNT] = {
    [COL_CHANGE] = {"change", .drop = 0},
    [COL_BEFORE] = {"before", GRID_RIGHT, .drop = 0},
    [COL_AFTER] = {"after", GRID_RIGHT, .drop = 0},
    [COL_CLASS] = {"class", .drop = 2},
    [COL_WHAT] = {"what", .drop = 0},
    [COL_SINCE] = {"since", .drop = 1},
    [COL_TITLE] = {"", .least = 12},
};

static const enum emphasis emphasis_of[CHANGE_COUNT] = {
    [CHANGE_NEW] = EMPHASIS_BAD,    [CHANGE_UP] = EMPHASIS_ODD,     [CHANGE_GONE] = EMPHASIS_PLAIN,
    [CHANGE_DOWN] = EMPHASIS_PLAIN, [CHANGE_SAME] = EMPHASIS_PLAIN,
};

/* "up x3.2": one decimal while that says something. */
static void add_change(const struct diff_row *row, struct buf *out)
{
    buf_addz(out, change_name(row->change));
    if (row->change == CHANGE_UP || row->change == CHANGE_DOWN)
        buf_addf(out, row->factor < 9.95 ? " x%.1f" : " x%.0f", row->factor);
}

/* "restart-loop", "incident: restart-loop", "3fa1b2". */
static void put_what(struct grid *g, size_t row, const struct diff_row *r)
{
    LOCAL_BUF what = {0};
    buf_join(&what, r->kind == DIFF_INCIDENT ? "incident: " : "",
             r->kind == DIFF_CLUSTER ? str_head(r->id, SHORT_ID) : r->id);
    grid_text(g, row, COL_WHAT, buf_str(&what), EMPHASIS_PLAIN);
}

static void add_row(struct grid *g, const struct axis *axis, const struct diff_row *r)
{
    size_t row = grid_add(g, false);
    struct buf change = {0};
    add_change(r, &change);
    grid_put(g, row, COL_CHANGE, buf_str(&change),
             r->class == CLASS_CLEAN ? EMPHASIS_PLAIN : emphasis_of[r->change]);
    buf_free(&change);
    grid_put(g, row, COL_BEFORE, COUNTED(r->before), EMPHASIS_PLAIN);
    grid_put(g, row, COL_AFTER, COUNTED(r->after), EMPHASIS_PLAIN);
    grid_put(g, row, COL_CLASS, str_z(class_name(r->class)), EMPHASIS_DIM);
    put_what(g, row, r);
    if (r->change == CHANGE_NEW)
        grid_time(g, row, COL_SINCE, axis, r->first_ms);
    grid_text(g, row, COL_TITLE, r->title, EMPHASIS_DIM);
}

/* ", version 16b099b0": of several the first few. */
static void add_versions(const struct diff_side *side, struct buf *out)
{
    for (size_t i = 0; i < side->version_count && i < SHOWN_VERSIONS; i++) {
        buf_addz(out, i ? ", " : side->version_count > 1 ? ", versions " : ", version ");
        escape_terminal(deploy_short(side->versions[i]), out);
    }
    if (side->version_count > SHOWN_VERSIONS)
        buf_addf(out, " and %zu more", side->version_count - SHOWN_VERSIONS);
}

static void put_side(const char *name, const struct diff_side *side, const struct style *style,
                     struct buf *out)
{
    struct axis axis = axis_make(side->first_ms, side->last_ms, style->zone);
    emphasis_text(EMPHASIS_HEAD, style, str_z(name), out);
    buf_fill(out, ' ', sizeof "before" + 1 - strlen(name));
    buf_join(out, COUNTED(side->records), side->records == 1 ? " record, " : " records, ");
    axis_window(&axis, out);
    add_versions(side, out);
    buf_addc(out, '\n');
}

/* "44 are the same or too rare to tell (3 of them only after). ". */
static void add_same(const struct diff *d, size_t changed, struct buf *out)
{
    size_t same = d->row_count - changed, only_after = 0;
    for (size_t i = changed; i < d->row_count; i++)
        only_after += d->rows[i].before == 0;
    buf_join(out, COUNTED(same), same == 1 ? " is" : " are", " the same or too rare to tell");
    if (only_after)
        buf_join(out, " (", DIGITS(only_after), " of them only after)");
    buf_addz(out, ". ");
}

/* Is one of the first `n` rows of that kind? */
static bool holds(const struct diff *d, enum diff_kind kind, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (d->rows[i].kind == kind)
            return true;
    return false;
}

/* How rows were judged, as the reader should know before they act. */
static void put_rule(const struct diff *d, size_t changed, const struct style *style, struct buf *out)
{
    struct wrap f = wrap_begin(out, style_width(style), 0, 0);
    LOCAL_BUF text = {0};
    if (d->row_count > changed)
        add_same(d, changed, &text);
    buf_addf(&text,
             "Changed is what has %d records or more on one side, a rate per record that differs by %d or "
             "more, and by more than chance explains (two standard deviations)%s.",
             CHANGE_LEAST, CHANGE_FACTOR,
             holds(d, DIFF_INCIDENT, d->row_count) ? "; and an incident that one side alone has" : "");
    if (holds(d, DIFF_STATUS, changed))
        buf_addz(&text, " A status counts all its records, as the report's TOTALS does.");
    wrap_text(&f, buf_str(&text));
    wrap_end(&f);
}

static void put_rows(const struct diff *d, size_t n, const struct style *style, struct buf *out)
{
    struct axis axis = axis_make(d->after.first_ms, d->after.last_ms, style->zone);
    struct grid g = {0};
    grid_begin(&g, COLUMNS, COL_COUNT);
    for (size_t i = 0; i < n; i++)
        add_row(&g, &axis, &d->rows[i]);
    buf_addc(out, '\n');
    grid_print(&g, style_width(style), style, out);
}

void render_diff_text(const struct diff *d, const struct style *style, struct buf *out)
{
    size_t changed = 0;
    while (changed < d->row_count && d->rows[changed].change != CHANGE_SAME)
        changed++;
    put_side("before", &d->before, style, out);
    put_side("after", &d->after, style, out);
    if (changed)
        put_rows(d, changed, style, out);
    else
        buf_addz(out, "\nNothing changed.\n");
    buf_addc(out, '\n');
    put_rule(d, changed, style, out);
}

/* ---- JSON ---- */

static void json_side(const char *name, const struct diff_side *side, struct buf *out)
{
    buf_addf(out, ",\n  \"%s\": {\"records\": %" PRIu64, name, side->records);
    json_member_time("first", side->first_ms, out);
    json_member_time("last", side->last_ms, out);
    buf_addz(out, ", \"versions\": [");
    for (size_t i = 0; i < side->version_count; i++) {
        buf_addz(out, i ? ", " : "");
        escape_json_string(side->versions[i], out);
    }
    buf_addz(out, "]}");
}

static void json_row(const struct diff_row *r, struct buf *out)
{
    static const char *const kinds[] = {"incident", "signature", "unknown", "status"};
    buf_addf(out, "{\"change\": \"%s\", \"factor\": ", change_name(r->change));
    if (r->factor > 0)
        buf_addf(out, "%.3f", r->factor);
    else
        buf_addz(out, "null");
    buf_addf(out, ", \"kind\": \"%s\"", kinds[r->kind]);
    json_member_text("id", r->id, out);
    buf_addf(out, ", \"class\": \"%s\", \"before\": %" PRIu64 ", \"after\": %" PRIu64, class_name(r->class),
             r->before, r->after);
    json_member_time("first", r->first_ms, out);
    json_member_text("title", r->title, out);
    buf_addc(out, '}');
}

void render_diff_json(const struct diff *d, struct buf *out)
{
    buf_addf(out, "{\n  \"schema\": 1,\n  \"tool\": \"sigtail %s\"", SIGTAIL_VERSION);
    json_side("before", &d->before, out);
    json_side("after", &d->after, out);
    buf_addf(out,
             ",\n  \"rule\": {\"records\": %d, \"factor\": %d, \"standard_deviations\": 2}"
             ",\n  \"rows\": [",
             CHANGE_LEAST, CHANGE_FACTOR);
    for (size_t i = 0; i < d->row_count; i++) {
        buf_addz(out, i ? ",\n    " : "\n    ");
        json_row(&d->rows[i], out);
    }
    buf_addz(out, d->row_count ? "\n  ]\n}\n" : "]\n}\n");
}
