#include "cli/history.h"

#include <stdio.h>

#include "base/hash_table.h"

struct history_row {
    char key[HISTORY_KEY]; /* masked message of an unexplained error, else what explains it */
    struct history_record *v[HISTORY_RECORDS]; /* a ring */
    uint32_t at, n;
    bool unexplained;
    UT_hash_handle hh;
};

void history_init(struct history *h, int64_t now_ms)
{
    *h = (struct history){.most_records = HISTORY_RECORDS};
    recent_init(&h->recent, HISTORY_BYTES, now_ms);
}

static uint64_t size_of(const struct history_record *r)
{
    return sizeof *r + r->raw.n;
}

static struct history_record *oldest(const struct history_row *row)
{
    return row->v[(row->at + HISTORY_RECORDS - row->n) % HISTORY_RECORDS];
}

static void drop_oldest(struct history *h, struct history_row *row)
{
    struct history_record *r = oldest(row);
    h->bytes -= size_of(r);
    free(r);
    row->n--;
}

static void drop_row(struct history *h, struct history_row *row)
{
    while (row->n)
        drop_oldest(h, row);
    HASH_DEL(h->rows, row);
    h->row_count--;
    free(row);
}

void history_free(struct history *h)
{
    struct history_row *row, *next;
    HASH_ITER (hh, h->rows, row, next) {
        drop_row(h, row);
    }
    recent_free(&h->recent);
    *h = (struct history){0};
}

/* The row whose oldest record is the oldest of all. */
static struct history_row *stalest(const struct history *h)
{
    struct history_row *row, *next, *worst = NULL;
    HASH_ITER (hh, h->rows, row, next) {
        if (row->n && (!worst || oldest(row)->number < oldest(worst)->number))
            worst = row;
    }
    return worst;
}

/* Room for so many bytes, which are to be of row `keep`. */
static void make_room(struct history *h, uint64_t bytes, const struct history_row *keep)
{
    struct history_row *row;
    while (h->bytes + bytes > HISTORY_BYTES && (row = stalest(h)) != NULL) {
        drop_oldest(h, row);
        if (row->n == 0 && row != keep)
            drop_row(h, row);
    }
}

/* What tells the row of `o`: the message's shape where nothing explains it, else its worst signature. */
static struct str key_of(const struct sink_record *o, char room[HISTORY_KEY])
{
    struct str message = o->record->field[FIELD_MESSAGE];
    if (o->unexplained)
        return str_of(room, mask_line(message, room, HISTORY_KEY - 1));
    int n = o->hits->n ? snprintf(room, HISTORY_KEY, "\x01%u", o->hits->v[0].signature)
                       : snprintf(room, HISTORY_KEY, "\x02%d", o->record->status);
    return str_of(room, (size_t)n);
}

static struct history_row *row_of(struct history *h, struct str key, bool unexplained)
{
    struct history_row *row;
    HASH_FIND(hh, h->rows, key.p, key.n, row);
    if (row)
        return row;
    if (h->row_count == HISTORY_ROWS)
        drop_row(h, stalest(h));
    row = mem_zero(sizeof *row);
    memcpy(row->key, key.p, key.n);
    row->unexplained = unexplained;
    HASH_ADD_KEYPTR(hh, h->rows, row->key, key.n, row);
    h->row_count++;
    return row;
}

static struct history_record *copy_of(const struct sink_record *o)
{
    const struct record *rec = o->record;
    struct str raw = str_head(rec->raw, HISTORY_RAW);
    struct history_record *r = mem_resize(NULL, sizeof *r + raw.n);
    *r = (struct history_record){
        .raw_whole = rec->raw.n, .time_ms = rec->time_ms, .status = rec->status, .class = o->class};
    for (size_t i = 0; i < o->hits->n && r->signature_count < HISTORY_SIGNATURES; i++)
        r->signatures[r->signature_count++] = o->hits->v[i].signature;
    r->raw = str_of((char *)(r + 1), raw.n);
    if (raw.n)
        memcpy(r + 1, raw.p, raw.n);
    return r;
}

void history_allow(struct history *h, size_t bytes)
{
    h->sparing = true;
    h->taken = 0;
    memset(h->alike, 0, sizeof h->alike);
    recent_allow(&h->recent, bytes);
}

/* Errors of one kind may be of several rows, but hardly a frequent and a rare one. */
static uint8_t kind_of(const struct sink_record *o)
{
    enum { ENDS = 24 };
    struct str message = o->record->field[FIELD_MESSAGE];
    if (o->hits->n)
        return (uint8_t)o->hits->v[0].signature;
    if (!o->unexplained)
        return (uint8_t)o->record->status;
    struct str end = message.n > ENDS ? str_skip(message, message.n - ENDS) : message;
    return (uint8_t)(str_hash(str_head(message, ENDS)) + 3 * str_hash(end));
}

static bool is_allowed(struct history *h, const struct sink_record *o)
{
    if (!h->sparing || h->taken < HISTORY_AT_ONCE) {
        h->taken++;
        return true;
    }
    uint8_t *alike = &h->alike[kind_of(o)];
    if (*alike == HISTORY_ALIKE)
        return false;
    ++*alike;
    return true;
}

void history_add(struct history *h, const struct sink_record *o)
{
    char room[HISTORY_KEY];
    if (!is_allowed(h, o))
        return;
    struct history_row *row = row_of(h, key_of(o, room), o->unexplained);
    struct history_record *r = copy_of(o);
    make_room(h, size_of(r), row);
    if (row->n == h->most_records)
        drop_oldest(h, row);
    r->number = ++h->numbers;
    row->v[row->at] = r;
    row->at = (row->at + 1) % HISTORY_RECORDS;
    row->n++;
    h->bytes += size_of(r);
}

void history_add_clean(struct history *h, struct str raw, bool trails, int64_t now_ms)
{
    recent_add(&h->recent, ++h->numbers, raw, trails, now_ms);
}

/* The wildcard at the start of `s`, "<...>", has so many bytes; 0: there is none. */
static size_t wildcard(struct str s)
{
    size_t end = str_chr(s, '>');
    return s.n && s.p[0] == '<' && end < s.n && end < MASK_NAME + 3 ? end + 1 : 0;
}

/* With one place to come back to, so that time is at most the product of the lengths. */
bool history_has_template(struct str template, struct str key)
{
    struct str after = {0}, from = {0};
    while (key.n || template.n) {
        size_t n = wildcard(template);
        if (n) {
            after = template = str_skip(template, n);
            from = key;
            if (template.n == 0)
                return true;
        } else if (key.n && template.n && key.p[0] == template.p[0]) {
            key = str_skip(key, 1);
            template = str_skip(template, 1);
        } else if (after.p && from.n) {
            key = from = str_skip(from, 1);
            template = after;
        } else {
            return false;
        }
    }
    return true;
}

static bool is_asked(const struct history_row *row, const struct history_record *r,
                     const struct history_query *q)
{
    if (q->passing && !r->passes)
        return false;
    if (q->signature >= 0) {
        for (uint32_t i = 0; i < r->signature_count; i++)
            if (r->signatures[i] == (uint32_t)q->signature)
                return true;
        return false;
    }
    if (q->status)
        return r->status == q->status && r->signature_count == 0;
    return row->unexplained && history_has_template(q->template, str_z(row->key));
}

static int newest_first(const void *a, const void *b)
{
    const struct history_record *x = *(const struct history_record *const *)a,
                                *y = *(const struct history_record *const *)b;
    return x->number > y->number ? -1 : x->number < y->number;
}

size_t history_find(const struct history *h, const struct history_query *q, const struct history_record **out,
                    size_t most)
{
    LOCAL_MEM const struct history_record **all =
        mem_zero((h->row_count * HISTORY_RECORDS + 1) * sizeof *all);
    struct history_row *row, *next;
    size_t n = 0;
    HASH_ITER (hh, h->rows, row, next) {
        for (uint32_t i = 1; i <= row->n; i++) {
            const struct history_record *r = row->v[(row->at + HISTORY_RECORDS - i) % HISTORY_RECORDS];
            if (is_asked(row, r, q))
                all[n++] = r;
        }
    }
    qsort(all, n, sizeof *all, newest_first);
    n = n < most ? n : most;
    memcpy(out, all, n * sizeof *all);
    return n;
}

/* The error with this number, or NULL when it is gone. */
static const struct history_record *error_numbered(const struct history *h, uint64_t number)
{
    struct history_row *row, *next;
    HASH_ITER (hh, h->rows, row, next) {
        for (uint32_t i = 1; i <= row->n; i++) {
            const struct history_record *r = row->v[(row->at + HISTORY_RECORDS - i) % HISTORY_RECORDS];
            if (r->number == number)
                return r;
        }
    }
    return NULL;
}

struct str history_raw(const struct history *h, uint64_t number, uint64_t *whole)
{
    const struct history_record *r = error_numbered(h, number);
    const struct recent_record *clean = r ? NULL : recent_numbered(&h->recent, number);
    struct str raw = r ? r->raw : clean ? recent_raw(&h->recent, clean) : str_of(NULL, 0);
    *whole = r ? r->raw_whole : raw.n;
    return raw;
}

void history_each(const struct history *h, void (*each)(void *context, struct history_record *r),
                  void *context)
{
    struct history_row *row, *next;
    HASH_ITER (hh, h->rows, row, next) {
        for (uint32_t i = 1; i <= row->n; i++)
            each(context, row->v[(row->at + HISTORY_RECORDS - i) % HISTORY_RECORDS]);
    }
}
