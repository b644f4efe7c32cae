#include "base/ice.h"

#include <stdlib.h>

#include "base/mem.h"

struct ice ice_thaw(struct ice_block block, struct arena *arena)
{
    return (struct ice){.rest = block, .next_text = 1, .arena = arena};
}

struct ice ice_freeze(void)
{
    return (struct ice){.freezing = true};
}

struct ice_block ice_block(const struct ice *i)
{
    return (struct ice_block){(const uint8_t *)i->numbers.p, (const uint32_t *)(const void *)i->words.p,
                              i->texts.p};
}

void ice_free(struct ice *i)
{
    buf_free(&i->numbers);
    buf_free(&i->words);
    buf_free(&i->texts);
    free(i->slots);
    *i = (struct ice){0};
}

void ice_put(struct ice *i, uint32_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_addc(&i->numbers, (char)(v | 0x80));
    buf_addc(&i->numbers, (char)v);
}

uint32_t ice_long(struct ice *i)
{
    uint32_t v = 0, byte = 0, shift = 0;
    do {
        byte = *i->rest.numbers++;
        v |= (byte & 0x7F) << shift;
        shift += 7;
    } while (byte & 0x80);
    return v;
}

/* --- texts --- */

/* Where one stands among the texts (0: the slot is free), and how long it is. */
struct ice_text {
    uint32_t at, n;
};

static struct ice_text *slot_of(const struct ice *i, struct str s)
{
    struct ice_text *slots = i->slots;
    size_t mask = i->slot_count - 1, at = str_hash(s) & mask;
    while (slots[at].at && !str_eq(str_of(i->texts.p + slots[at].at, slots[at].n), s))
        at = (at + 1) & mask;
    return &slots[at];
}

static void grow_slots(struct ice *i)
{
    struct ice_text *old = i->slots;
    size_t n = i->slot_count;
    i->slot_count = n ? n * 2 : 64;
    i->slots = mem_zero(i->slot_count * sizeof *old);
    for (size_t k = 0; k < n; k++)
        if (old[k].at)
            *slot_of(i, str_of(i->texts.p + old[k].at, old[k].n)) = old[k];
    free(old);
}

/* Where a text stands, plus one; or one of these. */
enum { TEXT_NONE, TEXT_NEXT };

static void put_text(struct ice *i, struct str s)
{
    if (i->text_count * 2 >= i->slot_count)
        grow_slots(i);
    if (i->texts.n == 0)
        buf_addc(&i->texts, '\0'); /* at 0 stands none */
    struct ice_text *slot = slot_of(i, s);
    if (slot->at) {
        ice_put(i, slot->at + 1);
        return;
    }
    *slot = (struct ice_text){(uint32_t)i->texts.n, (uint32_t)s.n};
    i->text_count++;
    ice_put(i, TEXT_NEXT);
    buf_add(&i->texts, s);
    buf_addc(&i->texts, '\0');
}

void ice_str(struct ice *i, struct str *s)
{
    if (i->freezing) {
        ice_number(i, (uint32_t)s->n);
        if (s->p)
            put_text(i, *s);
        else
            ice_put(i, TEXT_NONE);
        return;
    }
    size_t n = ice_number(i, 0), at = ice_number(i, 0);
    if (at == TEXT_NONE) {
        *s = str_of(NULL, n);
    } else if (at == TEXT_NEXT) {
        *s = str_of(i->rest.bytes + i->next_text, n);
        i->next_text += n + 1;
    } else {
        *s = str_of(i->rest.bytes + at - 1, n);
    }
}

void ice_z(struct ice *i, const char **z)
{
    struct str s = str_z(*z);
    ice_str(i, &s);
    *z = s.p;
}

void *ice_list(struct ice *i, void *list, size_t *n, size_t size)
{
    *n = ice_number(i, (uint32_t)*n);
    if (i->freezing)
        return list;
    return *n ? arena_zero(i->arena, *n * size) : NULL;
}

void ice_raw(struct ice *i, const void **p, size_t n)
{
    static const char none[sizeof(uint32_t)];
    size_t words = (n + sizeof(uint32_t) - 1) / sizeof(uint32_t);
    if (i->freezing) {
        buf_add(&i->words, str_of(*p, n));
        buf_add(&i->words, str_of(none, words * sizeof(uint32_t) - n));
        return;
    }
    *p = i->rest.words;
    i->rest.words += words;
}
