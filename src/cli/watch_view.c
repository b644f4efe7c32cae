#include <inttypes.h>

#include "base/count.h"
#include "base/escape.h"
#include "base/mem.h"
#include "cli/watch.h"
#include "report/novelty.h"
#include "report/number_format.h"
#include "report/summary.h"

/* Columns of a row, from the right; a narrow screen has no sparkline. */
enum {
    MARK_WIDTH = 4,
    LONG_MARK = 5, /* where there is a state */
    COUNT_WIDTH = 8,
    RATE_WIDTH = 8,
    LAST_WIDTH = 10,
    WINDOW_WIDTH = 8,
    WIDE = 100, /* columns from which on there is room for the counts of the window */
    SPARK_LEAST = 6,
    SPARK_MOST = 48,
    NAME_WANTED = 36,
    TALL = 14, /* lines from which on there is room for events and hints */
    SECTION_LEAST = 3,
    FOOT_MS = 10000
};

struct watch_layout {
    unsigned mark, name_end, count_end, window_end, rate_end, last_end, spark, width;
};

/* A drawing under way. */
struct watch_drawing {
    struct watch *w;
    struct screen_buffer *c;
    struct watch_layout l;
    int64_t now_ms;
    unsigned row;
    struct buf text; /* for one cell at a time */
};

static struct watch_layout lay_out(unsigned width, unsigned mark)
{
    struct watch_layout l = {.mark = mark, .width = width};
    unsigned window = width >= WIDE ? WINDOW_WIDTH : 0;
    unsigned fixed = mark + COUNT_WIDTH + window + RATE_WIDTH + LAST_WIDTH;
    unsigned left = width > fixed + NAME_WANTED ? width - fixed - NAME_WANTED : 0;
    left /= 2; /* the other half is the name's */
    l.spark = left < SPARK_LEAST ? 0 : left < SPARK_MOST ? left : SPARK_MOST;
    l.last_end = width - l.spark;
    l.rate_end = l.last_end > LAST_WIDTH ? l.last_end - LAST_WIDTH : 0;
    l.window_end = l.rate_end > RATE_WIDTH ? l.rate_end - RATE_WIDTH : 0;
    l.count_end = l.window_end > window ? l.window_end - window : 0;
    l.name_end = l.count_end > COUNT_WIDTH ? l.count_end - COUNT_WIDTH : 0;
    return l;
}

static struct buf *scratch(struct watch_drawing *d)
{
    buf_clear(&d->text);
    return &d->text;
}

static unsigned put(struct watch_drawing *d, unsigned column, struct str text, enum role role)
{
    return screen_buffer_put(d->c, d->row, column, d->c->width, text, role);
}

/* --- the head --- */

static void add_count(struct buf *out, uint64_t n, const char *what)
{
    buf_join(out, COUNTED(n), what);
}

/* What a tail and a journal say that they left out. */
static void add_losses(const struct report *r, struct buf *out)
{
    uint64_t notices = 0, lost = 0;
    for (size_t i = 0; i < r->sampling_count; i++)
        notices += r->sampling[i].notices;
    for (size_t i = 0; i < r->gap_count; i++)
        count_add(&lost, r->gaps[i].count);
    if (notices)
        add_count(out, notices, notices == 1 ? " notice of loss" : " notices of loss");
    buf_addz(out, notices && lost ? ", " : "");
    if (lost)
        add_count(out, lost, lost == 1 ? " message lost" : " messages lost");
    buf_addz(out, ": counts are a floor");
}

/* "now", "2 s ago", "1h5m ago". */
static void add_age(struct buf *out, int64_t ms)
{
    if (ms < 1000) {
        buf_addz(out, "now");
    } else if (ms < 60000) {
        buf_addf(out, "%" PRId64 " s ago", ms / 1000);
    } else {
        duration_format(ms / 1000 * 1000, out);
        buf_addz(out, " ago");
    }
}

enum { TENTHS_OF_ALL = 100, TENTHS_OF_ROW = 10 };

/* A rate, with a tenth below `tenths`. */
static void add_rate(double rate, double tenths, struct buf *out)
{
    if (rate >= 9999.5)
        buf_addf(out, "%.0fk", rate / 1000);
    else
        buf_addf(out, rate < tenths ? "%.1f" : "%.0f", rate);
}

/* "1,234 records  12.5/min  last 2 s ago  2 notices of loss: counts are a floor". */
static void draw_head(struct watch_drawing *d)
{
    const struct watch *w = d->w;
    struct buf *s = scratch(d);
    bool unusual;
    int64_t silent = watch_silence(w, d->now_ms, &unusual);
    add_count(s, w->records, w->records == 1 ? " record" : " records");
    if (!w->finished && w->records) {
        buf_addz(s, "  ");
        add_rate(watch_rate(w, w->recent, d->now_ms), TENTHS_OF_ALL, s);
        buf_addz(s, "/min");
    }
    unsigned at = put(d, 0, buf_str(s), ROLE_HEAD);
    if (w->arrived_ms != NO_TIME && !w->finished) {
        buf_addz(s = scratch(d), "  last ");
        add_age(s, silent);
        at = put(d, at, buf_str(s), unusual ? ROLE_BAD : ROLE_PLAIN);
    }
    if (w->paused)
        at = put(d, at + 2, STR("PAUSED: space goes on"), ROLE_NEW);
    if (w->report && w->report->sampling_count + w->report->gap_count) {
        add_losses(w->report, s = scratch(d));
        put(d, at + 2, buf_str(s), ROLE_ODD);
    }
    d->row++;
}

/* "1 incident  21 investigate  9 unknown  17 expected  26 clean". */
static void draw_classes(struct watch_drawing *d)
{
    static const struct {
        enum verdict class;
        enum role role;
    } order[] = {{CLASS_INVESTIGATE, ROLE_BAD},
                 {CLASS_UNKNOWN, ROLE_ODD},
                 {CLASS_EXPECTED, ROLE_PLAIN},
                 {CLASS_CLEAN, ROLE_PLAIN}};
    unsigned at = 0;
    if (d->w->report && d->w->report->incident_count) {
        struct buf *s = scratch(d);
        uint64_t n = summary_incidents(d->w->report);
        add_count(s, n, n == 1 ? " incident  " : " incidents  ");
        at = put(d, at, buf_str(s), ROLE_BAD);
    }
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        uint64_t n = d->w->report ? d->w->report->classes[order[i].class] : 0;
        bool hidden = d->w->hidden >> order[i].class & 1;
        struct buf *s = scratch(d);
        number_format_count(n, s);
        at = put(d, at, buf_str(s), hidden ? ROLE_DIM : n ? order[i].role : ROLE_PLAIN);
        buf_addf(s = scratch(d), " %s%s  ", class_name(order[i].class), hidden ? " (hidden)" : "");
        at = put(d, at, buf_str(s), hidden ? ROLE_DIM : ROLE_PLAIN);
    }
    if (d->w->report && d->w->report->filtered) {
        struct buf *s = scratch(d);
        add_count(s, d->w->report->filtered, " left out  ");
        at = put(d, at, buf_str(s), ROLE_DIM);
    }
    if (!d->w->finished) {
        struct buf *s = scratch(d);
        buf_addz(s, "window ");
        duration_format(d->w->window_ms, s);
        screen_buffer_put_right(d->c, d->row, at, d->c->width, buf_str(s), ROLE_DIM);
    }
    d->row++;
}

/* "new 09:20:00 UTC  unknown: the moon fell down", of the last one; or what is in a worse way. */
static void draw_event(struct watch_drawing *d)
{
    const struct watch *w = d->w;
    if (w->trouble.what[0]) {
        struct buf *s = scratch(d);
        escape_terminal(str_z(w->trouble.what), s);
        put(d, 0, buf_str(s), ROLE_BAD);
    } else if (w->event_count) {
        const struct watch_event *e = &w->events[w->event_count - 1];
        struct buf *s = scratch(d);
        const char *name = novelty_name(&(struct report_baseline){.novelty = e->novelty});
        buf_addf(s, "%s ", name ? name : "new");
        watch_clock(w, e->unix_ms, 8, s);
        buf_addf(s, " %s  %s", zone_at(w->shown_in, e->unix_ms)->name, e->text);
        put(d, 0, buf_str(s), ROLE_NEW);
    }
    d->row++;
}

/* A low screen has no line for it but the last one, for a while. */
static bool event_in_foot(const struct watch_drawing *d)
{
    const struct watch *w = d->w;
    bool low = d->c->height < TALL || w->place != PLACE_ROWS;
    return low && w->event_count && !w->finished &&
           d->now_ms - w->events[w->event_count - 1].now_ms < FOOT_MS;
}

/* --- rows --- */

static void draw_spark(struct watch_drawing *d, const struct watch_row *row, enum role role)
{
    static const char *const levels[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char ascii[] = " .:-=+*%#";
    uint64_t v[WATCH_STEPS] = {0}, most = 1;
    unsigned columns = d->l.spark;
    for (size_t i = 0; i < WATCH_STEPS; i++) { /* oldest step first */
        size_t at = i * columns / WATCH_STEPS;
        v[at] += row->recent[(size_t)(d->w->step + 1 + (int64_t)i) % WATCH_STEPS];
        most = v[at] > most ? v[at] : most;
    }
    struct buf *s = scratch(d);
    for (unsigned i = 0; i < columns; i++) {
        size_t level = v[i] ? 1 + (size_t)((v[i] * 8 - 1) / most) : 0;
        level = level > 8 ? 8 : level;
        if (d->c->ascii)
            buf_addc(s, ascii[level]);
        else
            buf_addz(s, levels[level]);
    }
    screen_buffer_put(d->c, d->row, d->l.last_end, d->c->width, buf_str(s), role);
}

static void put_rate(struct watch_drawing *d, const struct watch_row *row)
{
    static const char *const arrows[] = {"↓", " ", "↑"}, *const ascii[] = {"v", " ", "^"};
    double rate = watch_rate(d->w, row->recent, d->now_ms);
    int trend = watch_trend(d->w, row->recent);
    struct buf *s = scratch(d);
    if (rate > 0)
        add_rate(rate, TENTHS_OF_ROW, s);
    buf_addz(s, d->c->ascii ? ascii[trend + 1] : arrows[trend + 1]);
    screen_buffer_put_right(d->c, d->row, d->l.window_end, d->l.rate_end, buf_str(s), ROLE_PLAIN);
}

/* How many came in the window, where there is room for it. */
static void put_window(struct watch_drawing *d, const struct watch_row *row)
{
    struct buf *s = scratch(d);
    if (d->l.window_end == d->l.count_end)
        return;
    number_format_count(watch_in_window(row->recent), s);
    screen_buffer_put_right(d->c, d->row, d->l.count_end, d->l.window_end, buf_str(s), ROLE_PLAIN);
}

static void put_last(struct watch_drawing *d, int64_t ms)
{
    struct buf *s = scratch(d);
    watch_clock(d->w, ms, 8, s);
    screen_buffer_put_right(d->c, d->row, d->l.rate_end, d->l.last_end - (d->l.spark ? 1 : 0), buf_str(s),
                            ROLE_PLAIN);
}

static void draw_row(struct watch_drawing *d, const struct watch_row *row)
{
    enum role role = row->class == CLASS_INVESTIGATE ? ROLE_BAD
                     : row->class == CLASS_UNKNOWN   ? ROLE_ODD
                                                     : ROLE_PLAIN;
    bool chosen = row == watch_chosen(d->w);
    if (chosen)
        d->c->selected = d->row;
    const char *mark = watch_mark(row, d->now_ms);
    if (mark && (!d->w->finished || row->novelty != NOVELTY_NOT_ASKED))
        screen_buffer_put(d->c, d->row, 0, d->l.mark, str_z(mark), ROLE_NEW);
    struct buf *s = scratch(d);
    watch_shown_name(d->w, row, s);
    unsigned at = screen_buffer_put(d->c, d->row, d->l.mark, d->l.name_end, buf_str(s), role);
    if (row->kind == WATCH_STATUS)
        screen_buffer_put(d->c, d->row, at + 1, d->l.name_end, d->w->report->statuses[row->index].meaning,
                          role);
    number_format_count(row->records, s = scratch(d));
    screen_buffer_put_right(d->c, d->row, d->l.name_end, d->l.count_end, buf_str(s), role);
    if (!d->w->finished) {
        put_window(d, row);
        put_rate(d, row);
    }
    put_last(d, row->last_ms);
    if (!d->w->finished)
        draw_spark(d, row, role);
    d->row++;
}

static void draw_section_head(struct watch_drawing *d, const char *name, size_t above, size_t below)
{
    struct buf *s = scratch(d);
    unsigned at = put(d, 0, str_z(name), ROLE_HEAD);
    if (above)
        buf_addf(s, "  %zu more above", above);
    if (below)
        buf_addf(s, "  %zu more below", below);
    screen_buffer_put(d->c, d->row, at, d->l.name_end, buf_str(s), ROLE_DIM);
    screen_buffer_put_right(d->c, d->row, d->l.name_end, d->l.count_end, STR("records"), ROLE_DIM);
    if (!d->w->finished) {
        struct buf *window = scratch(d);
        duration_format(d->w->window_ms, window);
        if (d->l.window_end > d->l.count_end)
            screen_buffer_put_right(d->c, d->row, d->l.count_end, d->l.window_end, buf_str(window), ROLE_DIM);
        screen_buffer_put_right(d->c, d->row, d->l.window_end, d->l.rate_end, STR("/min "), ROLE_DIM);
    }
    screen_buffer_put_right(d->c, d->row, d->l.rate_end, d->l.last_end - (d->l.spark ? 1 : 0), STR("last"),
                            ROLE_DIM);
    d->row++;
}

/* The rows of a section in `room` lines, so that the chosen one is among them. */
static void draw_section(struct watch_drawing *d, const char *name, const struct watch_row **v, size_t n,
                         size_t room)
{
    size_t chosen = 0, shown = n < room ? n : room;
    if (n == 0)
        return;
    while (chosen < n && v[chosen] != watch_chosen(d->w))
        chosen++;
    size_t from = chosen < n && chosen >= shown ? chosen + 1 - shown : 0;
    draw_section_head(d, name, from, n - from - shown);
    for (size_t i = from; i < from + shown; i++)
        draw_row(d, v[i]);
}

static bool holds_chosen(const struct watch *w, const struct watch_row **v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == watch_chosen(w))
            return true;
    return false;
}

/* "EXPECTED  401 no API key 2 | azure-content-filter 2 | ...", in a line; a section of at most `room`
 * rows when one of them is chosen. */
static void draw_expected(struct watch_drawing *d, const struct watch_row **v, size_t n, size_t room)
{
    struct buf *s = scratch(d);
    if (n == 0)
        return;
    if (holds_chosen(d->w, v, n)) {
        draw_section(d, "EXPECTED", v, n, room);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        buf_addz(s, i ? " | " : "EXPECTED  ");
        watch_shown_name(d->w, v[i], s);
        if (v[i]->kind == WATCH_STATUS)
            buf_join(s, " ", d->w->report->statuses[v[i]->index].meaning);
        buf_join(s, " ", COUNTED(v[i]->records));
    }
    put(d, 0, buf_str(s), ROLE_PLAIN);
    d->row++;
}

/* Share `room` lines among two sections of `a` and `b` rows: each what it needs, and half when both need
 * more. */
static void share(size_t room, size_t a, size_t b, size_t *for_a, size_t *for_b)
{
    size_t half = room / 2 > SECTION_LEAST ? room / 2 : SECTION_LEAST;
    if (a + b <= room) {
        *for_a = a;
        *for_b = b;
    } else if (a <= half) {
        *for_a = a;
        *for_b = room - a;
    } else if (b <= half) {
        *for_b = b;
        *for_a = room - b;
    } else {
        *for_a = room - room / 2;
        *for_b = room / 2;
    }
}

static bool holds_records(const struct watch *w)
{
    for (size_t i = 0; i < w->line_count; i++)
        if (w->lines[i].record)
            return true;
    return false;
}

/* The keys that do something here. */
static void add_hint(const struct watch *w, struct buf *out)
{
    bool record = w->place == PLACE_RECORD, row = w->place == PLACE_ROW;
    if (w->place == PLACE_ROWS) {
        buf_addf(out, "Enter open  / w filter  s order  1-4 classes  %s? help  q end",
                 w->finished ? "" : "space pause  ");
        return;
    }
    buf_join(out, !record && holds_records(w) ? "Enter open  " : "",
             record || (row && holds_records(w)) ? "t request  " : "",
             (record || row) && w->chosen_kind == WATCH_CLUSTER ? "y draft  " : "",
             w->place == PLACE_HELP ? "Esc back" : "Esc back  ? help");
}

/* "rows with veo_   Enter keeps it, Esc shows all". */
static void draw_typed(struct watch_drawing *d, const struct watch_input *t)
{
    const struct watch *w = d->w;
    struct buf *s = scratch(d);
    buf_join(s, t == &w->where ? "rows with records where " : "rows with ", str_of(t->p, t->n),
             w->typing ? "_   " : "   ",
             w->note[0]  ? w->note
             : w->typing ? "Enter keeps it, Esc shows all"
                         : "(Esc shows all)");
    put(d, 0, buf_str(s), ROLE_NEW);
}

static void draw_foot(struct watch_drawing *d)
{
    const struct watch *w = d->w;
    d->row = d->c->height - 1;
    const struct watch_input *t = w->typing ? w->typing : w->where.n ? &w->where : &w->filter;
    struct buf *s = scratch(d);
    if (w->typing || (!w->note[0] && t->n && w->place == PLACE_ROWS)) {
        draw_typed(d, t);
    } else if (w->note[0]) {
        put(d, 0, str_z(w->note), ROLE_PLAIN);
    } else if (event_in_foot(d)) {
        draw_event(d);
    } else {
        add_hint(w, s);
        put(d, 0, buf_str(s), ROLE_DIM);
    }
}

static bool hides_rows(const struct watch *w)
{
    for (size_t i = 0; i < w->row_count; i++)
        if (w->rows[i].there)
            return true;
    return false;
}

static void draw_nothing(struct watch_drawing *d)
{
    const struct watch *w = d->w;
    struct buf *s = scratch(d);
    if (w->records == 0)
        buf_addz(s, "Waiting for records.");
    else if (hides_rows(w))
        buf_addz(s, "No row passes: 1-4 show classes again, Esc shows all.");
    else
        buf_addz(s, "Nothing to investigate so far.");
    if (w->awaited)
        buf_join(s, " There is no file ", w->awaited, " yet.");
    put(d, 0, buf_str(s), ROLE_DIM);
}

static void draw_sections(struct watch_drawing *d)
{
    struct watch *w = d->w;
    LOCAL_MEM const struct watch_row **v = mem_zero((3 * w->row_count + 3) * sizeof *v);
    const struct watch_row **unknown = v + w->row_count + 1, **expected = unknown + w->row_count + 1;
    size_t bad = watch_section(w, CLASS_INVESTIGATE, d->now_ms, v), room, for_bad, for_unknown;
    size_t odd = watch_section(w, CLASS_UNKNOWN, d->now_ms, unknown);
    size_t noise = watch_section(w, CLASS_EXPECTED, d->now_ms, expected);
    size_t taken = d->row + (bad > 0) + (odd > 0) + (noise > 0) + holds_chosen(w, expected, noise) + 1;
    room = d->c->height > taken ? d->c->height - taken : 0;
    w->page_height = (unsigned)room;
    share(room, bad, odd, &for_bad, &for_unknown);
    if (for_bad)
        draw_section(d, "INVESTIGATE", v, bad, for_bad);
    if (for_unknown)
        draw_section(d, "UNKNOWN", unknown, odd, for_unknown);
    draw_expected(d, expected, noise, 1 + (bad + odd < room ? room - bad - odd : 0));
    if (bad + odd + noise == 0)
        draw_nothing(d);
}

/* A page: its lines, scrolled so that the cursor's is among them. */
static void draw_page(struct watch_drawing *d)
{
    struct watch *w = d->w;
    unsigned room = d->c->height > d->row + 1 ? d->c->height - d->row - 1 : 1;
    watch_page(w, d->c->width, d->now_ms);
    w->page_height = room;
    if (w->cursor < w->top)
        w->top = w->cursor;
    if (w->cursor >= w->top + room)
        w->top = w->cursor + 1 - room;
    if (w->top + room > w->line_count)
        w->top = w->line_count > room ? w->line_count - room : 0;
    for (size_t i = w->top; i < w->line_count && i < w->top + room; i++) {
        const struct watch_line *line = &w->lines[i];
        if (i == w->cursor)
            d->c->selected = d->row;
        put(d, 0, str_of(w->text.p + line->at, line->n), line->role);
        d->row++;
    }
}

/* A finished report has no marks of time. */
static unsigned mark_width(const struct watch *w)
{
    for (size_t i = 0; i < w->row_count; i++)
        if (w->rows[i].novelty != NOVELTY_NOT_ASKED)
            return LONG_MARK;
    return w->finished ? 2 : MARK_WIDTH;
}

void watch_draw(struct watch *w, struct screen_buffer *b, unsigned width, unsigned height, int64_t now_ms)
{
    struct watch_drawing d = {.w = w, .c = b, .l = lay_out(width, mark_width(w)), .now_ms = now_ms};
    screen_buffer_clear(b, width, height);
    if (width == 0 || height < 2)
        return;
    draw_head(&d);
    if (w->place == PLACE_ROWS) {
        draw_classes(&d);
        if (height >= TALL && !w->finished)
            draw_event(&d);
        if (w->report)
            draw_sections(&d);
        else
            draw_nothing(&d);
    } else {
        draw_page(&d);
    }
    draw_foot(&d);
    buf_free(&d.text);
}
