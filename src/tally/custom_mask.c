#include "tally/custom_mask.h"

#include <stdlib.h>

#include "tally/token_class.h"

enum { ATTEMPTS = 4 * CUSTOM_MOST }; /* matches that one pattern may waste where others stand */

void custom_masks_init(struct custom_masks *c, const struct table *table)
{
    *c = (struct custom_masks){.table = table && table->mask_count ? table : NULL};
}

void custom_masks_clear(struct custom_masks *c)
{
    if (c->own)
        engine_free(c->own);
    buf_free(&c->text);
    custom_masks_init(c, c->table);
}

void custom_mark_add(struct str name, struct buf *out)
{
    buf_join(out, "<*", name, ">");
}

static bool is_free(const struct custom_masks *c, size_t start, size_t end)
{
    for (size_t i = 0; i < c->n; i++)
        if (start < c->spans[i].end && c->spans[i].start < end)
            return false;
    return true;
}

static struct engine *engine_of(struct custom_masks *c)
{
    if (!c->engine && !c->own)
        c->own = engine_new();
    return c->engine ? c->engine : c->own;
}

static void find_matches(struct custom_masks *c, const struct mask_row *row, const struct pattern *p)
{
    struct engine *e = engine_of(c);
    struct window w = {0, c->line.n};
    engine_works_for(e, row->name);
    for (unsigned i = 0; i < ATTEMPTS && c->n < CUSTOM_MOST && w.from < w.to; i++) {
        enum engine_stop stop = engine_search(e, p->regex, c->line, w);
        if (stop == ENGINE_LIMIT)
            engine_gave_up(e);
        if (stop != ENGINE_MATCH)
            return;
        struct str found = engine_group(e, c->line, 0);
        size_t start = (size_t)(found.p - c->line.p), end = start + found.n;
        if (found.n && is_free(c, start, end))
            c->spans[c->n++] = (struct custom_span){.start = start, .end = end, .row = row};
        w.from = end + !found.n;
    }
}

static int by_start(const void *a, const void *b)
{
    const struct custom_span *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Drop the spans of which the secret from `start` to `end` is a part or more; it is one, unless another
 * covers it. False when there is no room. */
static bool hide_secret(struct custom_masks *c, size_t start, size_t end)
{
    size_t n = 0;
    bool covered = false;
    for (size_t i = 0; i < c->n; i++) {
        const struct custom_span *s = &c->spans[i];
        bool apart = s->end <= start || end <= s->start, covers = s->start <= start && end <= s->end;
        covered |= covers;
        if (apart || covers)
            c->spans[n++] = *s;
    }
    c->n = n;
    if (covered)
        return true;
    if (c->n == COUNT_OF(c->spans))
        return false;
    c->spans[c->n++] = (struct custom_span){.start = start, .end = end};
    return true;
}

static bool hide_secrets(struct custom_masks *c, const struct secrets *k)
{
    size_t at = 0;
    for (struct secret found; secret_find(k, str_skip(c->line, at), &found); at += found.end)
        if (!hide_secret(c, at + found.start, at + found.end))
            return false;
    return true;
}

static void write_mark(struct custom_masks *c, const struct mask_row *row)
{
    if (row)
        custom_mark_add(row->name, &c->text);
    else
        buf_add(&c->text, token_class_name(TOKEN_CLASS_SECRET));
}

static void write_text(struct custom_masks *c)
{
    size_t at = 0;
    buf_clear(&c->text);
    for (size_t i = 0; i < c->n; i++) {
        struct custom_span *s = &c->spans[i];
        buf_add(&c->text, str_of(c->line.p + at, s->start - at));
        s->at = c->text.n;
        write_mark(c, s->row);
        at = s->end;
    }
    buf_add(&c->text, str_skip(c->line, at));
}

struct str custom_masks_put(struct custom_masks *c, const struct secrets *k, struct str s)
{
    c->n = 0;
    if (!c->table)
        return s;
    c->line = str_head(s, str_chr(s, '\n'));
    c->line = str_head(c->line, CUSTOM_LINE);
    for (size_t i = 0; i < c->table->mask_count; i++)
        for (size_t m = 0; m < c->table->masks[i].match_count; m++)
            find_matches(c, &c->table->masks[i], &c->table->masks[i].match[m]);
    if (c->n && k && !hide_secrets(c, k))
        c->n = 0;
    if (c->n == 0)
        return s;
    qsort(c->spans, c->n, sizeof *c->spans, by_start);
    write_text(c);
    return buf_str(&c->text);
}

void custom_masks_restore(const struct custom_masks *c, struct mask_values *values)
{
    for (size_t i = 0; i < values->n; i++)
        for (size_t k = 0; k < c->n; k++)
            if (values->v[i].p == c->text.p + c->spans[k].at)
                values->v[i] = str_of(c->line.p + c->spans[k].start, c->spans[k].end - c->spans[k].start);
}
