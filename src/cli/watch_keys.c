#include "cli/keyboard.h"
#include "cli/watch.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/utf8.h"

static void say(struct watch *w, const char *what)
{
    snprintf(w->note, sizeof w->note, "%s", what);
}

/* --- the rows --- */

/* All rows that can be chosen, as they stand on the screen. */
static size_t rows_in_order(const struct watch *w, int64_t now_ms, const struct watch_row **out)
{
    size_t n = watch_section(w, CLASS_INVESTIGATE, now_ms, out);
    n += watch_section(w, CLASS_UNKNOWN, now_ms, out + n);
    return n + watch_section(w, CLASS_EXPECTED, now_ms, out + n);
}

static void choose(struct watch *w, const struct watch_row *row)
{
    memcpy(w->chosen, row->id, sizeof w->chosen);
    w->chosen_kind = row->kind;
}

/* Move by `by` rows from the chosen one; the first key chooses the first row. False: there is no row. */
static bool move_row(struct watch *w, long by, int64_t now_ms)
{
    const struct watch_row **v = mem_zero((w->row_count + 1) * sizeof *v), *chosen = watch_chosen(w);
    long n = (long)rows_in_order(w, now_ms, v), at = 0;
    while (at < n && v[at] != chosen)
        at++;
    at = at == n ? 0 : at + by;
    at = at >= n ? n - 1 : at < 0 ? 0 : at;
    if (n)
        choose(w, v[at]);
    free(v);
    return n;
}

static void open_place(struct watch *w, enum watch_place place)
{
    if (w->depth == WATCH_DEPTH)
        memmove(w->back, w->back + 1, --w->depth * sizeof *w->back);
    w->back[w->depth++] = (struct watch_spot){w->place, w->cursor, w->top};
    w->place = place;
    w->told.place = PLACE_ROWS;
    w->cursor = w->top = 0;
}

static void open_draft(struct watch *w)
{
    if (w->chosen_kind == WATCH_CLUSTER && watch_chosen(w))
        open_place(w, PLACE_DRAFT);
    else
        say(w, "y drafts a signature for a row of UNKNOWN");
}

static void toggle(struct watch *w, uint32_t key)
{
    static const enum verdict order[] = {CLASS_INVESTIGATE, CLASS_UNKNOWN, CLASS_EXPECTED, CLASS_CLEAN};
    w->hidden ^= 1u << order[key - '1'];
}

/* The next order; a finished log has no window. */
static void sort_next(struct watch *w)
{
    static const char *const names[] = {"most first", "most in the window first", "last seen first",
                                        "newest first"};
    do
        w->sort = (w->sort + 1) % SORT_KINDS;
    while (w->finished && w->sort == SORT_RATE);
    say(w, names[w->sort]);
}

static bool rows_key(struct watch *w, uint32_t key, int64_t now_ms)
{
    switch (key) {
    case 'q':
    case KEY_ESCAPE:
        if (key == 'q')
            return false;
        w->filter.n = w->where.n = 0;
        break;
    case KEY_ENTER:
        if (move_row(w, 0, now_ms))
            open_place(w, PLACE_ROW);
        break;
    case '/':
    case 'w':
        w->typing = key == '/' ? &w->filter : &w->where;
        w->typing->n = 0;
        break;
    case 's':
        sort_next(w);
        break;
    case 'y':
        open_draft(w);
        break;
    case '1':
    case '2':
    case '3':
    case '4':
        toggle(w, key);
        break;
    }
    return true;
}

/* --- pages --- */

/* To the record at the cursor; above the records of a page, to the first of them. Returns its number, 0 when
 * there is none. */
static uint64_t record_below(struct watch *w)
{
    for (size_t i = w->cursor; i < w->line_count; i++)
        if (w->lines[i].record) {
            w->cursor = i;
            return w->lines[i].record;
        }
    return 0;
}

static void open_record(struct watch *w)
{
    uint64_t record = record_below(w);
    if (record == 0)
        return;
    w->record = record;
    open_place(w, PLACE_RECORD);
}

static void open_trace(struct watch *w)
{
    struct replay_context how = watch_replay_context(w);
    LOCAL_BUF id = {0};
    if (w->place == PLACE_ROW)
        w->record = record_below(w);
    if (w->place == PLACE_TRACE || w->record == 0)
        return;
    history_replay_request_id(&w->history, &how, w->record, &id);
    if (id.n == 0 || id.n > sizeof w->request) {
        say(w, "this record names no request");
    } else {
        memcpy(w->request, id.p, id.n);
        w->request_n = id.n;
        open_place(w, PLACE_TRACE);
    }
}

static void leave(struct watch *w)
{
    struct watch_spot to = w->depth ? w->back[--w->depth] : (struct watch_spot){.place = PLACE_ROWS};
    w->place = to.place;
    w->told.place = PLACE_ROWS;
    w->cursor = to.cursor;
    w->top = to.top;
}

static bool page_key(struct watch *w, uint32_t key)
{
    switch (key) {
    case 'q':
    case KEY_ESCAPE:
        leave(w);
        break;
    case KEY_ENTER:
        open_record(w);
        break;
    case 't':
        open_trace(w);
        break;
    case 'y':
        open_draft(w);
        break;
    }
    return true;
}

static void move_cursor(struct watch *w, long by)
{
    long last = w->line_count ? (long)w->line_count - 1 : 0, at = (long)w->cursor + by;
    w->cursor = (size_t)(at < 0 ? 0 : at > last ? last : at);
}

/* --- all --- */

static void unjudge(void *context, struct history_record *r)
{
    (void)context;
    r->judged = false;
}

bool watch_ask(struct watch *w)
{
    struct err err = {0};
    bool asked = w->where.n && w->typing != &w->where;
    if (!asked ||
        history_replay_where(&w->history, w->rules, w->extracts, str_of(w->where.p, w->where.n), &err))
        return true;
    LOCAL_BUF note = {0};
    buf_addf(&note, "%s%s%s", err.what, err.mend[0] ? "; " : "", err.mend);
    struct str fits = str_head(buf_str(&note), sizeof w->note - 1);
    memcpy(w->note, fits.p, fits.n);
    w->note[fits.n] = '\0';
    return false;
}

/* An expression that is none stays to be mended. */
static void end_typing(struct watch *w, bool kept)
{
    struct watch_input *typed = w->typing;
    if (!kept)
        typed->n = 0;
    w->typing = NULL;
    history_each(&w->history, unjudge, NULL);
    if (!watch_ask(w))
        w->typing = typed;
}

static void type_key(struct watch_input *t, uint32_t key)
{
    LOCAL_BUF code = {0};
    if (key == KEY_BACKSPACE)
        while (t->n && utf8_continues(t->p[--t->n]))
            ;
    if (key < ' ' || key == KEY_BACKSPACE || key >= KEY_UP)
        return;
    utf8_add(key, &code);
    if (t->n + code.n <= WATCH_TYPED) {
        memcpy(t->p + t->n, code.p, code.n);
        t->n += code.n;
    }
}

/* How far `key` moves; 0: it does not. */
static long distance(const struct watch *w, uint32_t key)
{
    long page = w->page_height > 1 ? (long)w->page_height - 1 : 1;
    switch (key) {
    case KEY_UP:
    case 'k':
        return -1;
    case KEY_DOWN:
    case 'j':
        return 1;
    case KEY_PAGE_UP:
        return -page;
    case KEY_PAGE_DOWN:
        return page;
    case KEY_HOME:
    case 'g':
        return -1000000;
    case KEY_END:
    case 'G':
        return 1000000;
    default:
        return 0;
    }
}

bool watch_key(struct watch *w, uint32_t key, int64_t now_ms)
{
    long by = distance(w, key);
    w->note[0] = '\0';
    if (w->typing && (key == KEY_ENTER || key == KEY_ESCAPE))
        end_typing(w, key == KEY_ENTER);
    else if (w->typing)
        type_key(w->typing, key);
    else if (by && w->place == PLACE_ROWS)
        (void)move_row(w, by, now_ms);
    else if (by)
        move_cursor(w, by);
    else if (key == ' ')
        w->paused = !w->paused && !w->finished;
    else if (key == '?' && w->place != PLACE_HELP)
        open_place(w, PLACE_HELP);
    else
        return w->place == PLACE_ROWS ? rows_key(w, key, now_ms) : page_key(w, key);
    return true;
}
