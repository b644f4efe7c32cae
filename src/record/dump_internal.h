/* dump_internal: what the files of dump share; for them only. */
#ifndef SIGTAIL_DUMP_INTERNAL_H
#define SIGTAIL_DUMP_INTERNAL_H

#include "base/ascii.h"
#include "base/buf.h"

/* Keys and names of types are no longer, and what is deeper counts as so deep. */
enum { KEY_MOST = 96, INDENT_MOST = 256 };

/* A cursor over the text; at the end its bytes are NULs. */
struct dump {
    struct str s;
    size_t at;
    size_t line, line_end; /* the line that the cursor stood in when it was asked for last */
    size_t told;           /* where the value of the first key in its line begins; 0: none did yet */
    struct buf *to;
    unsigned depth;
};

static inline char byte_at(const struct dump *d, size_t at)
{
    return at < d->s.n ? d->s.p[at] : '\0';
}

static inline char next(const struct dump *d)
{
    return byte_at(d, d->at);
}

static inline struct str rest(const struct dump *d)
{
    return str_skip(d->s, d->at);
}

/* May a name begin with it? */
static inline bool is_initial(char c)
{
    return is_letter(c) || (c & 0x80);
}

static inline bool is_name(char c)
{
    return is_initial(c) || is_digit(c) || c == '_' || c == '$' || c == '-' || c == '.' || c == '@';
}

static inline void skip_blanks(struct dump *d)
{
    while (is_space(next(d)))
        d->at++;
}

/* Where the line ends that `at` is in. */
size_t dump_line_end(const struct dump *d, size_t at);
/* Where the line begins that the cursor stands in; d->line_end is where it ends then. */
size_t dump_line(struct dump *d);
/* How far the line is indented that begins at `at`. */
size_t dump_indent(const struct dump *d, size_t at);

void dump_put_string(struct buf *to, struct str s);
/* The text from the cursor to `end` as a string. */
void dump_put_text(struct dump *d, size_t end);

/* The string at the cursor, in all its parts. False: it does not end. */
bool dump_take_string(struct dump *d);

/* The key at the cursor in `*key`, which may be in brackets ([cause], [Symbol(level)]), and the length of it
 * with what follows up to the value; 0: no key stands here. */
size_t dump_key(const struct dump *d, struct str *key);

/* Where the word at the cursor ends: before what parts values. */
size_t dump_word_end(const struct dump *d);
/* Does JSON say the word at the cursor in a word of its own: true, None, undefined? */
bool dump_is_constant(const struct dump *d);

/* Where a text ends that begins in a line indented by `indent`: with the lines below that are deeper, and a
 * bracket that closes one of its own. */
size_t dump_text_end(const struct dump *d, size_t indent);
/* The value without quotes at the cursor. */
void dump_take_bare(struct dump *d);

#endif
