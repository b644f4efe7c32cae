/*
 * buf: growable bytes that own their memory. Out of memory ends the program (base/mem.h): no function
 * here fails. Zero-initialised is empty and valid.
 */
#ifndef SIGTAIL_BUF_H
#define SIGTAIL_BUF_H

#include <stdarg.h>

#include "base/str_list.h"

struct buf {
    char *p;
    size_t n, cap;
};

void buf_free(struct buf *b);

/* LOCAL_BUF text = {0}: one that is freed where its block ends, however that is left. */
#define LOCAL_BUF __attribute__((cleanup(buf_free))) struct buf

/* Room for `more` bytes after the n bytes there; returns where they go (valid until the next call). */
char *buf_room(struct buf *b, size_t more);

void buf_add(struct buf *b, struct str s);
void buf_addc(struct buf *b, char c);
/* `n` times `c`. */
void buf_fill(struct buf *b, char c, size_t n);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A number with all the digits that a double surely holds: 15, or of one beyond 1e15 what tells it from
 * others. */
void buf_add_number(struct buf *b, double v);
void buf_addv(struct buf *b, const char *format, va_list args);

static inline void buf_addz(struct buf *b, const char *z)
{
    buf_add(b, str_z(z));
}

/* Append all of `n` pieces. */
void buf_add_all(struct buf *b, const struct str *pieces, size_t n);

/* buf_join(b, "from ", service, ":"): append pieces one behind the other (STR_LIST); none may point into `b`.
 */
#define buf_join(b, ...) buf_add_all(b, STR_LIST(__VA_ARGS__))

static inline void buf_clear(struct buf *b)
{
    b->n = 0;
}

/* Make it hold `s` only, which does not point into `b`. */
static inline void buf_set(struct buf *b, struct str s)
{
    buf_clear(b);
    buf_add(b, s);
}

/* Keep `rest` of it only: its last bytes. */
void buf_keep(struct buf *b, struct str rest);

/* The bytes so far; good until the next change of `b`. */
static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

#endif
