/*
 * serial: values that are frozen into words and bytes when the program is built, and thawed when it starts.
 * One function describes a value for both ways: freezing, it writes what it is given; thawing, it fills in
 * what was written then. It is for one program and its own build: nothing tells what another one froze apart.
 *
 * Numbers are written in as few bytes as they need, the low 7 bits first; a bit 7 says that more follow
 * (LEB128). Texts do not move when they thaw: they point into the bytes, and a NUL stands behind each. Equal
 * texts are one, and one that stands behind the newest before it needs no number for its place.
 */
#ifndef SIGTAIL_SERIAL_H
#define SIGTAIL_SERIAL_H

#include "base/arena.h"
#include "base/buf.h"

/* What was frozen. */
struct serial_block {
    const uint8_t *numbers;
    const uint32_t *words; /* what SERIAL_RAW took */
    const char *bytes;     /* of texts */
};

struct serial_text;
struct serial {
    bool freezing;
    /* Thawing: */
    struct serial_block rest; /* what is not read yet; all texts */
    size_t next_text;         /* where the next new one stands */
    struct arena *arena;      /* of lists */
    /* Freezing: */
    struct buf numbers, words, texts;
    struct serial_text *slots; /* the texts, by their hash */
    size_t text_count, slot_count;
};

/* To thaw what `block` holds, lists in `arena`; nothing is to be freed. */
struct serial serial_thaw(struct serial_block block, struct arena *arena);

/* To freeze: free it. The block is good until then, or until more is frozen. */
struct serial serial_freeze(void);
struct serial_block serial_block(const struct serial *i);
void serial_free(struct serial *i);

/* Freezing. */
void serial_put(struct serial *i, uint32_t v);

/* Thawing: a number whose first byte says that more follow. */
uint32_t serial_long(struct serial *i);

/* The number that is written, or read. */
static inline uint32_t serial_number(struct serial *i, uint32_t v)
{
    if (!i->freezing)
        return *i->rest.numbers < 0x80 ? *i->rest.numbers++ : serial_long(i);
    serial_put(i, v);
    return v;
}

/* A member that is a number, of whatever type. */
#define SERIAL(i, member) ((member) = serial_number((i), (uint32_t)(member)))

void serial_str(struct serial *i, struct str *s);
/* A terminated string, or NULL. */
void serial_z(struct serial *i, const char **z);

/* `n` bytes as they are in memory: what is read stays where it was written. */
void serial_raw(struct serial *i, const void **p, size_t n);
#define SERIAL_RAW(i, p, n)                                                                                  \
    do {                                                                                                     \
        const void *raw = (p);                                                                               \
        serial_raw((i), &raw, (n) * sizeof *(p));                                                            \
        (p) = raw;                                                                                           \
    } while (0)

/* A list of *n items of `size` bytes: the list itself, or room for what is to be read. */
void *serial_list(struct serial *i, void *list, size_t *n, size_t size);
#define SERIAL_LIST(i, list, n) ((list) = serial_list((i), (list), &(n), sizeof *(list)))

#endif
