#include "base/serial.h"

#include "base/mem.h"

struct serial serial_thaw(struct serial_block block, struct arena *arena)
{
    return (struct serial){.rest = block, .next_text = 1, .arena = arena};
}

struct serial serial_freeze(void)
{
    return (struct serial){.freezing = true};
}

struct serial_block serial_block(const struct serial *i)
{
    return (struct serial_block){(const uint8_t *)i->numbers.p, (const uint32_t *)(const void *)i->words.p,
                                 i->texts.p};
}

void serial_free(struct serial *i)
{
    buf_free(&i->numbers);
    buf_free(&i->words);
    buf_free(&i->texts);
    free(i->slots);
    *i = (struct serial){0};
}

void serial_put(struct serial *i, uint32_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_addc(&i->numbers, (char)(v | 0x80));
    buf_addc(&i->numbers, (char)v);
}

uint32_t serial_long(struct serial *i)
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
struct serial_text {
    uint32_t at, n;
};

static struct serial_text *slot_of(const struct serial *i, struct str s)
{
    struct serial_text *slots = i->slots;
    size_t mask = i->slot_count - 1, at = str_hash(s) & mask;
    while (slots[at].at && !str_eq(str_of(i->texts.p + slots[at].at, slots[at].n), s))
        at = (at + 1) & mask;
    return &slots[at];
}

static void grow_slots(struct serial *i)
{
    struct serial_text *old = i->slots;
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

static void put_text(struct serial *i, struct str s)
{
    if (i->text_count * 2 >= i->slot_count)
        grow_slots(i);
    if (i->texts.n == 0)
        buf_addc(&i->texts, '\0'); /* at 0 stands none */
    struct serial_text *slot = slot_of(i, s);
    if (slot->at) {
        serial_put(i, slot->at + 1);
        return;
    }
    *slot = (struct serial_text){(uint32_t)i->texts.n, (uint32_t)s.n};
    i->text_count++;
    serial_put(i, TEXT_NEXT);
    buf_add(&i->texts, s);
    buf_addc(&i->texts, '\0');
}

void serial_str(struct serial *i, struct str *s)
{
    if (i->freezing) {
        serial_number(i, (uint32_t)s->n);
        if (s->p)
            put_text(i, *s);
        else
            serial_put(i, TEXT_NONE);
        return;
    }
    size_t n = serial_number(i, 0), at = serial_number(i, 0);
    if (at == TEXT_NONE) {
        *s = str_of(NULL, n);
    } else if (at == TEXT_NEXT) {
        *s = str_of(i->rest.bytes + i->next_text, n);
        i->next_text += n + 1;
    } else {
        *s = str_of(i->rest.bytes + at - 1, n);
    }
}

void serial_z(struct serial *i, const char **z)
{
    struct str s = str_z(*z);
    serial_str(i, &s);
    *z = s.p;
}

void *serial_list(struct serial *i, void *list, size_t *n, size_t size)
{
    *n = serial_number(i, (uint32_t)*n);
    if (i->freezing)
        return list;
    return *n ? arena_zero(i->arena, *n * size) : NULL;
}

void serial_raw(struct serial *i, const void **p, size_t n)
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
