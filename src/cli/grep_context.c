#include "cli/grep_context.h"

#include "base/mem.h"

void grep_context_init(struct grep_context *c, size_t before, size_t after)
{
    *c = (struct grep_context){
        .before = before, .after = after, .ring = mem_zero((before + 1) * sizeof(struct buf))};
}

void grep_context_free(struct grep_context *c)
{
    for (size_t i = 0; c->ring && i < c->before; i++)
        buf_free(&c->ring[i]);
    free(c->ring);
    buf_free(&c->source);
    buf_free(&c->printed);
    *c = (struct grep_context){0};
}

void grep_context_source(struct grep_context *c, struct str source)
{
    if (str_eq(buf_str(&c->source), source))
        return;
    buf_set(&c->source, source);
    c->waiting = c->owed = 0;
    c->apart = c->any;
}

void grep_context_taken(struct grep_context *c, struct buf *out)
{
    if (c->any && c->apart)
        buf_addz(out, "--\n");
    for (; c->waiting; c->waiting--)
        buf_add(out, buf_str(&c->ring[(c->at + c->before - c->waiting) % c->before]));
    buf_add(out, buf_str(&c->printed));
    c->any = true;
    c->apart = false;
    c->owed = c->after;
}

void grep_context_left(struct grep_context *c, struct buf *out)
{
    if (c->owed) {
        c->owed--;
        buf_add(out, buf_str(&c->printed));
        return;
    }
    if (c->before) {
        struct buf *slot = &c->ring[c->at];
        buf_set(slot, buf_str(&c->printed));
        c->at = (c->at + 1) % c->before;
        c->apart |= c->waiting == c->before;
        c->waiting += c->waiting < c->before;
    } else {
        c->apart = true;
    }
}
