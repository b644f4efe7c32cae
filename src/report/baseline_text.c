/* What is known as a file: a line that names the format, a line a row, and a last line that tells whether all
 * is there. Fields are parted by tabs. */
#include <inttypes.h>
#include <stdio.h>

#include "base/mem.h"
#include "report/baseline.h"

static const struct str HEAD = STR_INIT("sigtail-state 1\n"), NONE = STR_INIT("-");

/* --- writing --- */

static void add_text(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '\t':
            buf_addz(out, "\\t");
            break;
        case '\n':
            buf_addz(out, "\\n");
            break;
        case '\\':
            buf_addz(out, "\\\\");
            break;
        default:
            buf_addc(out, s.p[i]);
        }
}

static void add_time(int64_t ms, struct buf *out)
{
    if (ms == NO_TIME)
        buf_addz(out, "\t-");
    else
        buf_addf(out, "\t%" PRId64, ms);
}

/* ":1,0,3", without zeros at its end; ":-" when all are. */
static void add_counts(const uint32_t *v, size_t n, struct buf *out)
{
    while (n && v[n - 1] == 0)
        n--;
    buf_addz(out, n ? ":" : ":-");
    for (size_t i = 0; i < n; i++)
        buf_addf(out, "%s%" PRIu32, i ? "," : "", v[i]);
}

/* "20527:4,0,1:-": the last day, its records and those of the days before, and those by hour. */
static void add_all_counts(const struct baseline_counts *c, struct buf *out)
{
    buf_addf(out, "%" PRId64, c->last_day);
    add_counts(c->day, BASELINE_DAYS, out);
    add_counts(c->hours, BASELINE_HOURS, out);
}

static void add_decision(const struct baseline_row *row, struct buf *out)
{
    const struct baseline_decision *d = &row->decision;
    if (!baseline_decided(row))
        return;
    add_time(d->acked_ms, out);
    add_time(d->until_ms, out);
    buf_addf(out, "\t%.6g", d->below);
    add_time(d->resolved_ms, out);
    buf_addc(out, '\t');
    add_text(d->why, out);
}

static void add_row(const struct baseline_row *row, struct buf *out)
{
    buf_addf(out, "%s\t", baseline_kind_name(row->kind));
    add_text(row->id, out);
    buf_addf(out, "\t%s", class_name(row->class));
    add_time(row->first_ms, out);
    add_time(row->last_ms, out);
    buf_addf(out, "\t%" PRIu64 "\t%" PRIu64 "\t", row->records, row->days);
    if (row->counts)
        add_all_counts(row->counts, out);
    else
        buf_add(out, row->counts_text.n ? row->counts_text : STR("0:-:-"));
    buf_addc(out, '\t');
    add_text(row->title, out);
    add_decision(row, out);
    buf_addc(out, '\n');
}

/* Neither seen nor decided about: a decision about it was taken back. */
static bool says_nothing(const struct baseline_row *row)
{
    return row->last_ms == NO_TIME && !baseline_decided(row);
}

void baseline_write(const struct baseline *b, struct buf *out)
{
    size_t start = out->n, rows = 0;
    buf_join(out, HEAD, "watched");
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        buf_addf(out, "\t%" PRIu64, b->watched[h]);
    buf_addc(out, '\n');
    for (size_t i = 0; i < b->n; i++) {
        if (says_nothing(&b->rows[i]))
            continue;
        add_row(&b->rows[i], out);
        rows++;
    }
    buf_addf(out, "end\t%zu\t%016" PRIx64 "\n", rows, str_hash(str_skip(buf_str(out), start)));
}

/* --- reading --- */

/* The fields of a line, one by one; `ok` stays true as long as they are what they should be. */
struct baseline_reader {
    struct baseline *k;
    struct str rest;
    bool ok;
};

static struct str take(struct baseline_reader *r)
{
    struct str field = str_of(NULL, 0);
    r->ok &= str_split(&r->rest, '\t', &field);
    return field;
}

static uint64_t take_number(struct baseline_reader *r)
{
    uint64_t n = 0;
    r->ok &= str_u64(take(r), &n);
    return n;
}

static int64_t take_time(struct baseline_reader *r)
{
    struct str field = take(r);
    uint64_t n = 0;
    bool before = field.n && field.p[0] == '-'; /* 1970 */
    if (str_eq(field, NONE))
        return NO_TIME;
    r->ok &= str_u64(before ? str_skip(field, 1) : field, &n) && n <= INT64_MAX;
    return before ? -(int64_t)n : (int64_t)n;
}

/* What has no backslash stays where it is. */
static struct str take_text(struct baseline_reader *r)
{
    struct str field = take(r);
    if (str_chr(field, '\\') == field.n)
        return field;
    char *to = arena_take(&r->k->arena, field.n), *at = to;
    for (size_t i = 0; i < field.n; i++) {
        bool escaped = field.p[i] == '\\' && i + 1 < field.n;
        char c = field.p[i += escaped];
        *at++ = !escaped ? c : c == 't' ? '\t' : c == 'n' ? '\n' : c;
    }
    return str_of(to, (size_t)(at - to));
}

/* What stands in a file that is whole is right. */
static void read_counts(struct str text, uint32_t *v, size_t n)
{
    struct str field;
    uint64_t count;
    for (size_t i = 0; i < n && str_split(&text, ',', &field); i++)
        v[i] = str_u64(field, &count) && count <= UINT32_MAX ? (uint32_t)count : 0;
}

const struct baseline_counts *baseline_look(const struct baseline_row *row, struct baseline_counts *room)
{
    struct str rest = row->counts_text, day = {0}, days = {0}, hours = {0};
    uint64_t n = 0;
    if (row->counts)
        return row->counts;
    *room = (struct baseline_counts){.last_day = 0};
    if (rest.n && str_split(&rest, ':', &day) && str_split(&rest, ':', &days) &&
        str_split(&rest, ':', &hours)) {
        bool before = day.n && day.p[0] == '-'; /* 1970 */
        if (str_u64(str_skip(day, before), &n) && n < INT32_MAX)
            room->last_day = before ? -(int64_t)n : (int64_t)n;
        read_counts(days, room->day, BASELINE_DAYS);
        read_counts(hours, room->hours, BASELINE_HOURS);
    }
    return room;
}

static enum baseline_kind take_kind(struct baseline_reader *r)
{
    struct str field = take(r);
    enum baseline_kind kind = 0;
    while (kind < BASELINE_KINDS && !str_eq(field, str_z(baseline_kind_name(kind))))
        kind++;
    r->ok &= kind < BASELINE_KINDS;
    return kind;
}

static enum verdict take_class(struct baseline_reader *r)
{
    enum verdict class = class_named(take(r));
    r->ok &= class < CLASS_COUNT;
    return class;
}

static void take_decision(struct baseline_reader *r, struct baseline_decision *d)
{
    *d = BASELINE_UNDECIDED;
    if (!r->rest.p)
        return;
    d->acked_ms = take_time(r);
    d->until_ms = take_time(r);
    r->ok &= str_double(take(r), &d->below);
    d->resolved_ms = take_time(r);
    d->why = take_text(r);
}

static bool read_row(struct baseline *b, struct str line)
{
    struct baseline_reader r = {b, line, true};
    struct baseline_row row = {.kind = take_kind(&r)};
    row.id = take_text(&r);
    row.class = take_class(&r);
    row.first_ms = take_time(&r);
    row.last_ms = take_time(&r);
    row.records = take_number(&r);
    row.days = take_number(&r);
    row.counts_text = take(&r);
    row.title = take_text(&r);
    take_decision(&r, &row.decision);
    if (!r.ok)
        return false;
    MEM_GROW(b->rows, b->n, b->cap);
    b->rows[b->n++] = row;
    return true;
}

static bool read_watched(struct baseline *b, struct str line)
{
    struct baseline_reader r = {b, line, true};
    r.ok = str_eq(take(&r), STR("watched"));
    for (size_t h = 0; h < BASELINE_HOURS; h++)
        b->watched[h] = take_number(&r);
    return r.ok;
}

/* The text without its last line, which has to say what it is. */
static bool is_whole(struct str *text, size_t *rows)
{
    enum { TAIL = 64 };
    char expected[TAIL];
    size_t n = text->n;
    while (n > 1 && text->p[n - 2] != '\n')
        n--;
    struct str last = n ? str_skip(*text, n - 1) : str_of(NULL, 0), count = str_skip(last, 4);
    uint64_t said;
    if (!str_starts(last, STR("end\t")) || !str_u64(str_head(count, str_chr(count, '\t')), &said))
        return false;
    *text = str_head(*text, n - 1);
    *rows = (size_t)said;
    snprintf(expected, sizeof expected, "end\t%" PRIu64 "\t%016" PRIx64 "\n", said, str_hash(*text));
    return str_eq(last, str_z(expected));
}

static bool read_lines(struct baseline *b, struct str text)
{
    struct str line;
    if (!str_split(&text, '\n', &line) || !read_watched(b, line))
        return false;
    while (text.n && str_split(&text, '\n', &line))
        if (!read_row(b, line))
            return false;
    return true;
}

bool baseline_begins(struct str text)
{
    return str_starts(text, HEAD);
}

bool baseline_read(struct baseline *b, struct buf *text)
{
    size_t rows = 0;
    b->text = *text;
    *text = (struct buf){0};
    struct str own = buf_str(&b->text);
    if (!baseline_begins(own) || !is_whole(&own, &rows) || rows > own.n)
        return false;
    b->cap = rows;
    b->rows = mem_resize(NULL, (rows + 1) * sizeof *b->rows);
    return read_lines(b, str_skip(own, HEAD.n)) && b->n == rows;
}
