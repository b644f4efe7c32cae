/* The pages behind the rows: one row's facts and records, one record whole, a request, a draft, help. */
#include <inttypes.h>

#include "base/count.h"
#include "base/escape.h"
#include "base/mem.h"
#include "cli/watch.h"
#include "report/novelty.h"
#include "report/number_format.h"
#include "report/redaction.h"
#include "report/wrap.h"

enum { LABEL = 10, VALUES = 8, REQUEST_RECORDS = 500 };

static void add_line(struct watch *w, struct str text, enum role role, uint64_t record)
{
    MEM_GROW(w->lines, w->line_count, w->line_cap);
    w->lines[w->line_count++] = (struct watch_line){w->text.n, text.n, role, record};
    buf_add(&w->text, text);
}

/* `line`, which is safe for a terminal; what does not fit goes on below. */
static void add_folded(struct watch *w, struct str line, size_t width, enum role role)
{
    do {
        LOCAL_BUF part = {0};
        escape_fit(line, width, "", &part);
        size_t n = part.n && part.n <= line.n ? part.n : line.n;
        add_line(w, str_head(line, n), role, 0);
        line = str_skip(line, n);
    } while (line.n);
}

/* `text`, of any bytes, in lines of `width`, the first one behind `label`. */
static void add_text(struct watch *w, const char *label, struct str text, size_t width, enum role role,
                     enum wrap_mode mode)
{
    LOCAL_BUF lines = {0};
    struct str rest, line;
    if (str_trim(text).n == 0)
        return;
    buf_addz(&lines, label);
    wrap_lines(&lines, width, lines.n, lines.n ? LABEL : 0, str_trim(text), mode);
    for (rest = buf_str(&lines); rest.n && str_split(&rest, '\n', &line);)
        add_folded(w, line, width, role);
}

static void add_wrapped(struct watch *w, const char *label, struct str text, size_t width, enum role role)
{
    add_text(w, label, text, width, role, WRAP_WORDS);
}

/* What to do: a command in it begins a line of its own where it would be parted. */
static void add_fix(struct watch *w, struct str fix, size_t width)
{
    add_text(w, "fix       ", fix, width, ROLE_PLAIN, WRAP_COMMANDS);
}

static void add_blank(struct watch *w)
{
    add_line(w, STR(""), ROLE_PLAIN, 0);
}

static void add_values(struct watch *w, struct str name, const struct report_value *v, size_t n,
                       uint64_t other, size_t width)
{
    LOCAL_BUF text = {0}, label = {0};
    for (size_t i = 0; i < n && i < VALUES; i++)
        buf_join(&text, i ? " | " : "", v[i].value, " ", COUNTED(v[i].records));
    for (size_t i = VALUES; i < n; i++)
        count_add(&other, v[i].records);
    if (other)
        buf_join(&text, " | other ", COUNTED(other));
    escape_terminal(str_head(name, LABEL - 1), &label);
    buf_fill(&label, ' ', label.n < LABEL ? LABEL - label.n : 1);
    buf_addc(&label, '\0');
    add_wrapped(w, label.p, buf_str(&text), width, ROLE_PLAIN);
}

static void add_time(const struct watch *w, struct buf *out, const char *what, int64_t ms)
{
    buf_addz(out, ms == NO_TIME ? "" : what);
    watch_clock(w, ms, 8, out);
}

/* "21 requests", behind a comma when something stands before it. */
static void add_number(struct buf *out, uint64_t n, const char *what)
{
    buf_addz(out, out->n ? ", " : "");
    number_format_count(n, out);
    buf_addf(out, " %s%s", what, n == 1 ? "" : "s");
}

/* "23 records, 21 requests, 4 in the window, first 09:20:35, last 09:21:25". */
static void add_counts(struct watch *w, const struct watch_row *row, const struct report_stats *stats,
                       size_t width)
{
    LOCAL_BUF text = {0};
    add_number(&text, row->records, "record");
    if (row->kind == WATCH_INCIDENT)
        add_number(&text, watch_signature(w, row)->incidents, "incident");
    if (stats->requests)
        add_number(&text, stats->requests, "request");
    if (stats->users)
        add_number(&text, stats->users, "user");
    if (!w->finished)
        buf_addf(&text, ", %" PRIu64 " in the window", watch_in_window(row->recent));
    add_time(w, &text, ", first ", row->first_ms);
    add_time(w, &text, ", last ", row->last_ms);
    add_wrapped(w, "", buf_str(&text), width, ROLE_PLAIN);
}

static void add_novelty(struct watch *w, const struct report_baseline *baseline, uint64_t records,
                        size_t width)
{
    LOCAL_BUF text = {0}, label = {0};
    novelty_sentence(baseline, records, w->shown_in, &text);
    buf_addf(&label, "%-10s", novelty_name(baseline) ? novelty_name(baseline) : "rate");
    buf_addc(&label, '\0');
    add_wrapped(w, label.p, buf_str(&text), width, ROLE_NEW);
    buf_clear(&text);
    novelty_exceeded(baseline, &text);
    add_wrapped(w, "acked     ", buf_str(&text), width, ROLE_NEW);
}

static void add_signature(struct watch *w, const struct watch_row *row, size_t width)
{
    struct report_signature *s = watch_signature(w, row);
    if (w->bare != s)
        report_redact_signature(w->report, s, w->secrets);
    w->bare = s;
    add_wrapped(w, "", s->title, width, ROLE_HEAD);
    add_counts(w, row, &s->stats, width);
    add_novelty(w, &s->stats.baseline, s->records, width);
    if (s->severity != SEVERITY_NORMAL)
        add_wrapped(w, "severity  ", str_z(severity_name(s->severity)), width, ROLE_PLAIN);
    add_wrapped(w, "cause     ", s->cause, width, ROLE_PLAIN);
    add_wrapped(w, "impact    ", s->impact, width, ROLE_PLAIN);
    add_fix(w, s->fix, width);
    for (size_t i = 0; i < s->breakdown_count; i++)
        add_values(w, s->breakdowns[i].by, s->breakdowns[i].values, s->breakdowns[i].value_count,
                   s->breakdowns[i].other, width);
    add_wrapped(w, "example   ", s->example, width, ROLE_DIM);
}

static void add_status(struct watch *w, const struct watch_row *row, size_t width)
{
    const struct report_status *s = &w->report->statuses[row->index];
    add_wrapped(w, "", s->meaning, width, ROLE_HEAD);
    add_counts(w, row, &s->stats, width);
    add_novelty(w, &s->stats.baseline, s->unexplained, width);
    add_fix(w, s->fix, width);
}

/* Its template stays as the log has it: by that its records are found. */
static void add_cluster(struct watch *w, const struct watch_row *row, size_t width)
{
    struct report_cluster *u = &w->report->clusters[row->index];
    struct str template = u->template;
    struct buf name = {0};
    watch_shown_name(w, row, &name);
    if (w->bare != u)
        report_redact_cluster(w->report, u, w->secrets);
    w->bare = u;
    u->template = template;
    add_wrapped(w, "", buf_str(&name), width, ROLE_HEAD);
    buf_free(&name);
    add_counts(w, row, &u->stats, width);
    add_novelty(w, &u->stats.baseline, u->records, width);
    add_wrapped(w, "type      ", u->exception, width, ROLE_PLAIN);
    add_wrapped(w, "frame     ", u->frame, width, ROLE_PLAIN);
    for (size_t i = 0; i < u->wildcard_count; i++)
        add_values(w, u->wildcards[i].name, u->wildcards[i].values, u->wildcards[i].value_count,
                   u->wildcards[i].other, width);
    add_wrapped(w, "example   ", u->example, width, ROLE_DIM);
}

/* "09:20:35.120  500  service  message", in one line. */
static void list_record(void *context, uint64_t number, const struct sink_record *o)
{
    struct watch *w = context;
    const struct record *rec = o ? o->record : NULL;
    LOCAL_BUF text = {0}, message = {0};
    if (!rec) {
        add_line(w, STR("              a record whose end was not kept"), ROLE_DIM, number);
        return;
    }
    if (rec->continuation)
        return;
    watch_clock(w, rec->time_ms, 12, &text);
    buf_fill(&text, ' ', 14 - text.n);
    if (rec->status)
        buf_addf(&text, "%-5d", rec->status);
    else
        buf_addz(&text, "-    ");
    escape_terminal(rec->field[FIELD_SERVICE].n ? rec->field[FIELD_SERVICE] : STR("-"), &text);
    buf_addz(&text, "  ");
    redact(w->secrets, rec->field[FIELD_MESSAGE], &message);
    escape_terminal(str_head(buf_str(&message), str_chr(buf_str(&message), '\n')), &text);
    add_line(w, buf_str(&text), o->class == CLASS_UNKNOWN ? ROLE_ODD : ROLE_PLAIN, number);
}

static size_t add_records(struct watch *w, const struct history_query *q)
{
    const struct history_record *v[HISTORY_RECORDS];
    uint64_t numbers[HISTORY_RECORDS];
    struct replay_context how = watch_replay_context(w);
    size_t n = history_find(&w->history, q, v, HISTORY_RECORDS);
    for (size_t i = 0; i < n; i++)
        numbers[i] = v[i]->number;
    history_replay_each(&w->history, &how, numbers, n, list_record, w);
    return n;
}

static void add_row_records(struct watch *w, const struct watch_row *row)
{
    struct history_query q = watch_history_query(w, row);
    add_blank(w);
    add_line(w, STR("LAST RECORDS   Enter shows one whole, t its request"), ROLE_HEAD, 0);
    if (add_records(w, &q) == 0)
        add_line(w, STR("none is kept"), ROLE_DIM, 0);
}

static void page_row(struct watch *w, size_t width)
{
    const struct watch_row *row = watch_chosen(w);
    if (!row) {
        add_line(w, STR("this row is part of another by now; Esc goes back"), ROLE_DIM, 0);
        return;
    }
    if (row->kind == WATCH_INCIDENT || row->kind == WATCH_SIGNATURE)
        add_signature(w, row, width);
    else if (row->kind == WATCH_STATUS)
        add_status(w, row, width);
    else
        add_cluster(w, row, width);
    add_row_records(w, row);
}

/* --- a record --- */

/* One value or bracket a line, indented: for bytes that are JSON in one line. What is no JSON stays as it is.
 */
static void indent_json(struct str raw, struct buf *out)
{
    unsigned depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i], next = i + 1 < raw.n ? raw.p[i + 1] : 0;
        if (in_string || c == '"') {
            in_string = c == '"' ? !in_string : in_string;
            buf_addc(out, c);
            if (in_string && c == '\\' && next)
                buf_addc(out, raw.p[++i]);
            continue;
        }
        depth -= (c == '}' || c == ']') && depth;
        if ((c == '}' || c == ']') && i && raw.p[i - 1] != '{' && raw.p[i - 1] != '[') {
            buf_addc(out, '\n');
            buf_fill(out, ' ', 2 * (size_t)depth);
        }
        buf_addc(out, c);
        depth += c == '{' || c == '[';
        if (c == ':')
            buf_addc(out, ' ');
        if (c == ',' || ((c == '{' || c == '[') && next != '}' && next != ']')) {
            buf_addc(out, '\n');
            buf_fill(out, ' ', 2 * (size_t)depth);
        }
    }
}

static void add_lines(struct watch *w, struct str text, size_t width)
{
    struct str line;
    while (text.n && str_split(&text, '\n', &line)) {
        LOCAL_BUF safe = {0};
        escape_terminal(line, &safe);
        add_folded(w, buf_str(&safe), width, ROLE_PLAIN);
    }
}

static void page_record(struct watch *w, size_t width)
{
    uint64_t whole;
    struct str raw = history_raw(&w->history, w->record, &whole);
    LOCAL_BUF text = {0}, shown = {0};
    if (raw.n == 0) {
        add_line(w, STR("this record is no longer kept; Esc goes back"), ROLE_DIM, 0);
        return;
    }
    bool cut = whole > raw.n;
    redact(w->secrets, raw, &shown);
    raw = buf_str(&shown);
    bool flat = (raw.p[0] == '{' || raw.p[0] == '[') && !memchr(raw.p, '\n', raw.n);
    if (flat)
        indent_json(raw, &text);
    add_lines(w, flat ? buf_str(&text) : raw, width);
    if (cut)
        add_line(w, STR("... the rest was not kept"), ROLE_DIM, 0);
}

/* --- a request --- */

/* "RECORDS   Enter shows one whole; all that came since 38 s ago are kept, before that errors only". */
static void add_request_head(struct watch *w, int64_t now_ms)
{
    LOCAL_BUF head = {0};
    int64_t whole_ms = now_ms - w->history.recent.whole_since_ms;
    buf_addz(&head, "RECORDS   Enter shows one whole; kept are all of ");
    if (w->history.recent.whole_since_ms <= w->begun_ms) {
        buf_addz(&head, "them");
    } else {
        buf_addz(&head, "the last ");
        duration_format(whole_ms / 1000 * 1000, &head);
        buf_addz(&head, ", before that errors only (sigtail trace reads whole logs)");
    }
    add_line(w, buf_str(&head), ROLE_HEAD, 0);
}

/* The records of a request as they are listed and told. */
struct request {
    struct watch *w;
    struct request_trace *trace;
    struct str id;
};

static void add_to_request(void *context, uint64_t number, const struct sink_record *o)
{
    struct request *r = context;
    list_record(r->w, number, o);
    if (o)
        request_trace_add(r->trace, r->id, o);
}

static void add_trace(struct watch *w, struct request_trace *trace, struct str id, size_t width)
{
    LOCAL_BUF text = {0};
    struct style style = {.width = (unsigned)width, .zone = w->shown_in, .secrets = w->secrets};
    struct str rest, line;
    request_trace_text(trace, id, &style, false, &text);
    add_blank(w);
    for (rest = buf_str(&text); rest.n && str_split(&rest, '\n', &line);)
        add_line(w, line, ROLE_PLAIN, 0);
}

static void page_trace(struct watch *w, size_t width, int64_t now_ms)
{
    uint64_t numbers[REQUEST_RECORDS];
    struct replay_context how = watch_replay_context(w);
    struct request r = {w, request_trace_new(), str_of(w->request, w->request_n)};
    add_request_head(w, now_ms);
    size_t n = history_replay_request(&w->history, &how, r.id, numbers, REQUEST_RECORDS);
    history_replay_each(&w->history, &how, numbers, n, add_to_request, &r);
    add_trace(w, r.trace, r.id, width);
    request_trace_free(r.trace);
}

static void page_draft(struct watch *w, size_t width)
{
    LOCAL_BUF draft = {0};
    const struct watch_row *row = watch_chosen(w);
    if (row)
        history_replay_draft(&w->history, w->rules, str_z(w->chosen), watch_name(w, row), w->secrets, &draft);
    add_lines(w, buf_str(&draft), width);
}

static void page_help(struct watch *w)
{
    static const char *const help[] = {
        "up down j k PgUp PgDn g G   move",
        "Enter      open a row: cause, fix, its last records; open a record",
        "t          the request of a record, over what is kept",
        "y          the draft of a signature for a row of UNKNOWN",
        "Esc        back        q   back; in the rows: end with the report",
        "/          only rows with this text (Esc: all)",
        "w          only rows with a kept record that passes a --where expression (Esc: all)",
        "s          other order: most, most in the window (of a live log), last, newest",
        "1 2 3 4    show or hide investigate, unknown, expected, clean",
        "space      pause the screen (counting goes on)",
        "Ctrl-C     end with the report",
    };
    for (size_t i = 0; i < COUNT_OF(help); i++)
        add_line(w, str_z(help[i]), ROLE_PLAIN, 0);
}

/* The page of a request stays as it is until more is kept: to make it reads all that is. */
static bool is_told(const struct watch *w, size_t width)
{
    return w->place == PLACE_TRACE && w->told.place == PLACE_TRACE && w->told.width == width &&
           w->told.numbers == w->history.numbers;
}

void watch_page(struct watch *w, size_t width, int64_t now_ms)
{
    if (is_told(w, width))
        return;
    w->told = (struct watch_told){w->place, w->history.numbers, width};
    w->line_count = 0;
    buf_clear(&w->text);
    switch (w->place) {
    case PLACE_ROW:
        page_row(w, width);
        break;
    case PLACE_RECORD:
        page_record(w, width);
        break;
    case PLACE_TRACE:
        page_trace(w, width, now_ms);
        break;
    case PLACE_DRAFT:
        page_draft(w, width);
        break;
    case PLACE_HELP:
        page_help(w);
        break;
    case PLACE_ROWS:
        break;
    }
    if (w->cursor >= w->line_count)
        w->cursor = w->line_count ? w->line_count - 1 : 0;
}
