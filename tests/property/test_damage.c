/*
 * Damage costs itself only: whatever is cut out of a log or put into it, every record that it does not touch
 * comes out as it was, with the same matches. Each capture is damaged at every byte of a stretch of it, and
 * at random places of the whole.
 */
#include "../unit/chance.h"
#include "../unit/unit.h"
#include "reading.h"
#include "report/render.h"
#include "run/run.h"
#include "strict.h"

/* --- what comes out --- */

struct seen {
    uint64_t offset, hits; /* hits: a hash of the signatures matched */
    struct str raw;
    enum verdict class;
    bool text;  /* a journal entry: what follows it may be taken for its continuation */
    bool trail; /* of an error over several entries: its class is theirs together */
};

struct list {
    struct seen *v;
    size_t n, cap;
    struct str log;
};

static bool keep(void *context, const struct sink_record *o)
{
    struct list *l = context;
    uint64_t hits = 0;
    if (o->record->format == FORMAT_TEXT)
        return true;
    for (size_t i = 0; i < o->hits->n; i++)
        hits = hits * 1000003 + o->hits->v[i].signature + 1;
    MEM_GROW(l->v, l->n, l->cap);
    l->v[l->n++] = (struct seen){o->record->offset,
                                 hits,
                                 str_head(str_skip(l->log, o->record->offset), o->record->raw.n),
                                 o->class,
                                 o->record->format == FORMAT_JOURNAL_TEXT,
                                 o->record->continuation};
    if (o->record->continuation && l->n > 1)
        l->v[l->n - 2].trail = true;
    return true;
}

/* Raw bytes of what is listed point into `log`. */
static void list_records(struct str log, struct list *l)
{
    struct run_config config = {.rules = shipped.rules, .now_ms = NO_TIME, .sink = keep, .context = l};
    l->log = log;
    struct run *run = run_new(&config);
    run_source(run, STR("log"));
    (void)read_as_file(run, log);
    (void)run_end(run);
    run_free(run);
}

static const struct seen *find(const struct list *l, uint64_t offset)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->v[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < l->n && l->v[low].offset == offset ? &l->v[low] : NULL;
}

/* --- damage --- */

/* Bytes from `from` to `to` are replaced by `by`. */
struct damage {
    size_t from, to;
    struct str by;
};

static void apply(struct str log, const struct damage *d, struct buf *out)
{
    buf_clear(out);
    buf_add(out, str_head(log, d->from));
    buf_add(out, d->by);
    buf_add(out, str_skip(log, d->to));
}

/*
 * Whole lines put before a record leave it alone; anything else on the line of a journal entry touches it,
 * and so does what stands before the brace of a record on its line, unless that is itself the beginning of a
 * record.
 */
static bool touches(struct str log, const struct damage *d, const struct seen *s)
{
    size_t from = s->offset, to = s->offset + s->raw.n + (s->text && s->offset + s->raw.n < log.n);
    bool at_line = d->from == 0 || log.p[d->from - 1] == '\n';
    bool lines = d->by.n ? str_ends(d->by, STR("\n")) : at_line || !s->text;
    size_t line = from;
    while (line > 0 && (log.p[line - 1] == '\x1e' || log.p[line - 1] == ' '))
        line--;
    if (d->to >= line && d->to <= from)
        return !lines || (s->text && !at_line);
    return d->from < to && d->to > from;
}

static bool same(const struct seen *was, const struct seen *now)
{
    if (!now)
        return false;
    if (!str_eq(was->raw, now->raw))
        return was->text && str_starts(now->raw, was->raw);
    if (was->trail)
        return true;
    return was->hits == now->hits && was->class == now->class;
}

/* What has to be the same in all damage of one log. */
struct trial {
    const char *name;
    struct str log;
    struct list intact, now;
    bool cuts;
    struct buf damaged, json;
    unsigned wrong, done;
};

static void print_damage(const struct trial *t, const struct damage *d, const struct seen *s)
{
    print_error("%s: [%zu, %zu) replaced by %zu bytes `" STR_FMT
                "` loses or changes the record at %llu: " STR_FMT "\n",
                t->name, d->from, d->to, d->by.n, STR_ARG(str_head(d->by, 60)), (unsigned long long)s->offset,
                STR_ARG(str_head(s->raw, 60)));
}

static void check_books(struct trial *t, const struct damage *d)
{
    struct report *r = read_report(&shipped, buf_str(&t->damaged), &(struct way){.read_bytes = 4096});
    const char *why = books_wrong(r, buf_str(&t->damaged));
    if (why)
        print_error("%s: [%zu, %zu) replaced by `" STR_FMT "`: %s\n", t->name, d->from, d->to,
                    STR_ARG(str_head(d->by, 60)), why);
    t->wrong += why != NULL;
    buf_clear(&t->json);
    render_json(r, &t->json);
    why = report_wrong(buf_str(&t->json));
    if (why)
        print_error("%s: [%zu, %zu) replaced by `" STR_FMT "`: its report: %s\n", t->name, d->from, d->to,
                    STR_ARG(str_head(d->by, 60)), why);
    t->wrong += why != NULL;
    report_free(r);
}

static void check_damage(struct trial *t, const struct damage *d)
{
    if (t->wrong >= 10 || (t->cuts && d->by.n))
        return;
    apply(t->log, d, &t->damaged);
    t->now.n = 0;
    list_records(buf_str(&t->damaged), &t->now);
    if (t->done++ % 64 == 0)
        check_books(t, d);
    for (size_t i = 0; i < t->intact.n; i++) {
        const struct seen *was = &t->intact.v[i];
        uint64_t offset = was->offset < d->to ? was->offset : was->offset - d->to + d->from + d->by.n;
        if (touches(t->log, d, was) || same(was, find(&t->now, offset)))
            continue;
        print_damage(t, d, was);
        t->wrong++;
        return;
    }
}

/* What is put in. The first few are whole lines. */
static const struct str INSERTS[] = {
    STR_INIT("\x1b[33m\xe2\x96\xb2 [WARNING] Tail connection lost.\x1b[0m\n\n"),
    STR_INIT("\n\n\r\n\t\n"),
    STR_INIT("{\"truncated\": false, \"outcome\": \"ok\", \"scriptNa\n"),
    STR_INIT(
        "{\n    \"truncated\": false,\n    \"outcome\": \"ok\",\n    \"event\": {\n        \"request\": {\n"),
    STR_INIT("}]}]}}\n"),
    STR_INIT("[{\"a\":1},\n"),
    STR_INIT("{\n"),
    STR_INIT("\"\n"),
    STR_INIT("\\\"\n"),
    STR_INIT("{\"a\": \"\\\n"),
    STR_INIT("\xff\xfe\xc3\n"),
    STR_INIT("-- Boot 4b1d --\n"),
    /* not whole lines */
    STR_INIT("\n"),
    STR_INIT("\x1b"),
    STR_INIT("\x1b[31mred\x1b[0m"),
    STR_INIT("\xef\xbb\xbf"),
    STR_INIT("\0\0\0"),
    STR_INIT("\xff\xfe\xc3"),
    STR_INIT("\""),
    STR_INIT("\\"),
    STR_INIT("{"),
    STR_INIT("}"),
    STR_INIT("["),
    STR_INIT("]"),
    STR_INIT("{\"truncated\": false, \"outcome\": \"ok\", \"logs\": [{\"message\": [\"abc"),
    STR_INIT("}{"),
    STR_INIT("x"),
};

static void every_place(struct trial *t, size_t from, size_t step)
{
    for (size_t at = from; at < t->log.n; at += step) {
        if (from == 0)
            check_damage(t, &(struct damage){0, at, {0}});
        check_damage(t, &(struct damage){at, t->log.n, {0}});
        check_damage(t, &(struct damage){at, at, INSERTS[(at / step) % COUNT_OF(INSERTS)]});
    }
}

static void random_places(struct trial *t, struct chance *c, size_t least, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        size_t from = least + chance_below(c, t->log.n + 1 - least),
               most = chance_below(c, 2) ? 40 : t->log.n / 3;
        size_t to = from + chance_below(c, most + 1);
        struct str by = chance_below(c, 3) ? INSERTS[chance_below(c, COUNT_OF(INSERTS))] : str_of(NULL, 0);
        check_damage(t, &(struct damage){from, to < t->log.n ? to : t->log.n, by});
    }
}

static void between_records(struct trial *t, size_t first)
{
    for (size_t i = first; i < t->intact.n; i++)
        for (size_t k = 0; k < COUNT_OF(INSERTS); k++)
            check_damage(t, &(struct damage){t->intact.v[i].offset, t->intact.v[i].offset, INSERTS[k]});
}

static void much_without_newline(struct trial *t)
{
    LOCAL_BUF much = {0};
    buf_fill(&much, 'm', 1 << 20);
    for (size_t at = t->log.n / 9; at < t->log.n; at += t->log.n / 7 + 1)
        check_damage(t, &(struct damage){at, at, buf_str(&much)});
    buf_addc(&much, '\n');
    check_damage(t, &(struct damage){t->intact.v[2].offset, t->intact.v[2].offset, buf_str(&much)});
}

/* --- logs --- */

static void add_indented(struct buf *out, struct str record, unsigned indent)
{
    struct str line;
    for (bool first = true; str_split(&record, '\n', &line); first = false) {
        if (!first)
            buf_addc(out, '\n');
        buf_fill(out, ' ', indent);
        buf_add(out, line);
    }
}

/* How the records of a capture stand in the log that is damaged. */
static const struct logs {
    const char *name, *capture;
    const char *before, *between, *after; /* NULL: as in the capture */
    size_t bytes;                         /* of the capture that are taken */
    size_t step, from;                    /* it is damaged at every `step` bytes from `from` on */
    unsigned random, indent;
    bool cuts; /* things are cut out of it only: brackets put in may end an array */
} LOGS[] = {
    {"pretty", "tail-small.json", NULL, NULL, NULL, 40000, 7, 0, 1500, 0, false},
    {"pretty, all", "tail-small.json", NULL, NULL, NULL, SIZE_MAX, 5003, 0, 100, 0, false},
    {"compact", "tail-compact.jsonl", NULL, NULL, NULL, 30000, 7, 0, 1500, 0, false},
    {"compact, all", "tail-compact.jsonl", NULL, NULL, NULL, SIZE_MAX, 5003, 0, 100, 0, false},
    {"glued", "tail-compact.jsonl", "", "", "\n", 30000, 7, 0, 1500, 0, false},
    {"glued pretty", "tail-small.json", "", "", "", 40000, 11, 0, 1000, 0, false},
    {"RS", "tail-compact.jsonl", "\x1e", "\n\x1e", "\n", 30000, 11, 0, 1000, 0, false},
    {"CRLF", "tail-compact.jsonl", "", "\r\n", "\r\n", 30000, 11, 0, 1000, 0, false},
    /* an array of one line whose start is gone is no more than a line of text */
    {"compact array", "tail-compact.jsonl", "[", ",", "]\n", 30000, 11, 15, 1000, 0, false},
    {"array of lines", "tail-compact.jsonl", "[\n", ",\n", "\n]\n", 30000, 11, 0, 1000, 0, false},
    {"pretty array", "tail-small.json", "[\n", ",\n", "\n]\n", 40000, 11, 2, 1000, 4, true},
    {"reconnect", "tail-reconnect.txt", NULL, NULL, NULL, 60000, 17, 0, 800, 0, false},
    {"journal", "journal-short.txt", NULL, NULL, NULL, 12000, 3, 0, 3000, 0, false},
    {"journal, live", "journal-live-short.txt", NULL, NULL, NULL, 20000, 5, 0, 2000, 0, false},
    {"journal, with unit", "journal-with-unit.txt", NULL, NULL, NULL, 12000, 7, 0, 1000, 0, false},
    {"journal, colours", "journal-short-color.txt", NULL, NULL, NULL, 12000, 7, 0, 1000, 0, false},
    {"journal, catalogue", "journal-catalog-x.txt", NULL, NULL, NULL, 12000, 7, 0, 1000, 0, false},
    {"journal, json", "journal-json.txt", NULL, NULL, NULL, 30000, 11, 0, 1000, 0, false},
    {"logtape", "logtape.jsonl", NULL, NULL, NULL, 30000, 11, 0, 1000, 0, false},
};

static void glue(struct str log, const struct logs *row, struct buf *out)
{
    struct list l = {0};
    list_records(log, &l);
    buf_addz(out, row->before);
    for (size_t i = 0; i < l.n; i++) {
        buf_addz(out, i ? row->between : "");
        add_indented(out, l.v[i].raw, row->indent);
    }
    buf_addz(out, row->after);
    free(l.v);
}

/* `log` up to the start of the record that stands across byte `most`. */
static struct str head_of_records(struct str log, size_t most)
{
    struct list l = {0};
    struct str head = log;
    list_records(log, &l);
    for (size_t i = 0; i < l.n && head.n == log.n; i++)
        if (l.v[i].offset + l.v[i].raw.n > most)
            head = str_head(log, l.v[i].offset);
    free(l.v);
    return head;
}

/* One place in so many: of all of them with THINNED=1. */
static unsigned thinned(void)
{
    const char *thinned = getenv("THINNED");
    return thinned ? (unsigned)strtoul(thinned, NULL, 10) : 5;
}

static unsigned damage_log(const struct logs *row)
{
    LOCAL_BUF capture = {0}, log = {0};
    struct chance chance = {.state = 1};
    read_capture(row->capture, &capture);
    struct str head = head_of_records(buf_str(&capture), row->bytes);
    if (row->between)
        glue(head, row, &log);
    else
        buf_add(&log, head);
    struct trial t = {.name = row->name, .log = buf_str(&log), .cuts = row->cuts};
    list_records(t.log, &t.intact);
    assert_true(t.intact.n > 3);
    every_place(&t, row->from, row->step * thinned());
    random_places(&t, &chance, row->from, row->random / thinned());
    between_records(&t, row->from > 0);
    much_without_newline(&t);
    free(t.intact.v);
    free(t.now.v);
    buf_free(&t.damaged);
    buf_free(&t.json);
    return t.wrong;
}

static void damage(void **state)
{
    const char *only = getenv("ONLY");
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LOGS); i++)
        if (!only || str_eq(str_z(only), str_z(LOGS[i].name)))
            wrong += damage_log(&LOGS[i]);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(damage)};
    return cmocka_run_group_tests(tests, shipped_set_up, shipped_tear_down);
}
