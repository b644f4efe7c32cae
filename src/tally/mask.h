/*
 * mask: a message's variable parts replaced by what they are ("connect ECONNREFUSED <ip>:<port>"). One pass
 * over the bytes; which class a part has is decided by token_class.h, dates before numbers, whole names (URL,
 * path, host) before their pieces. Wildcards that are there already stay.
 */
#ifndef SIGTAIL_MASK_H
#define SIGTAIL_MASK_H

#include "base/redact.h"

enum { MASK_VALUES = 6 };

/* What stood where the first wildcards are; borrowed from the text that was masked. */
struct mask_values {
    struct str v[MASK_VALUES];
    size_t n;
};

/*
 * Write the masked first line of `s` to `out`, at most `most` bytes (a wildcard is never cut), white space
 * folded, ANSI sequences and emoji dropped. Returns the number of bytes written.
 */
size_t mask_line(struct str s, char *out, size_t most);
/*
 * The same with one wildcard for each secret of `s` that no other wildcard covers, so that no part of it is
 * left as text; NULL as `k`: nothing is one. The values of the wildcards in `values`; NULL: not wanted.
 */
size_t mask_line_values(struct str s, const struct secrets *k, char *out, size_t most,
                        struct mask_values *values);

/* Is `key` one whose value is a sentence that tells what happened? */
bool mask_key_tells(struct str key);

/* Bytes of the ANSI escape sequence / emoji that `s` starts with, else 0. */
size_t mask_ansi(struct str s);
size_t mask_emoji(struct str s);

#endif
