/*
 * redact: secrets out of text that is shown, kept or passed on. What goes is the value alone; what stays
 * around the mark says what kind of secret it was: `password=[redacted]`, `Bearer [redacted]`,
 * `sk-[redacted]`, `bob:[redacted]@host`, `[redacted]@example.com`. It knows secrets by the names before them
 * and by the shapes that their makers gave them (secrets.h), so a bare password in prose stays, and so do
 * ids, hashes, addresses and hosts, and what says what is wrong: `token: expired`.
 */
#ifndef SIGTAIL_REDACT_H
#define SIGTAIL_REDACT_H

#include "base/buf.h"
#include "base/secrets.h"

#define REDACTED "[redacted]"

/* The part of a text that goes. */
struct secret {
    size_t start, end;
};

/* The first secret of `s`. A value that the end of `s` cuts short counts as whole. False: there is none. */
bool secret_find(const struct secrets *k, struct str s, struct secret *out);
/* The first of those that are told by what stands from byte `from` on and before byte `until`. */
bool secret_find_in(const struct secrets *k, struct str s, size_t from, size_t until, struct secret *out);

/* How much of `s`, which was cut at its end, stands before what may be the first part of a secret. */
size_t secret_cut(const struct secrets *k, struct str s);

/*
 * Append `s` to `out` with `[redacted]` in the place of each secret; all of it when `k` is NULL. A mark is no
 * secret: redacting again changes nothing, but where one secret's shape runs into the name of another.
 */
void redact(const struct secrets *k, struct str s, struct buf *out);

/* The same, escaped for a terminal. */
void redact_terminal(const struct secrets *k, struct str s, struct buf *out);

/* Where something starts or ends in a text. */
struct edge {
    size_t at;
    bool end;
};

/*
 * The same, and each of the `n` edges in `s`, in ascending order, becomes one in `out`: of what stands there,
 * or in the middle of what goes, of the mark.
 */
void redact_edges(const struct secrets *k, struct str s, struct edge *edges, size_t n, struct buf *out);

/* The same of the value of something called `name`: a field, a path in JSON, also below a secret's name. */
void redact_named(const struct secrets *k, struct str name, struct str value, struct buf *out);

/* The same of a value that was cut at its end: what may be the first part of a secret goes, however short. */
void redact_cut(const struct secrets *k, struct str name, struct str value, struct buf *out);

/* Is what stands behind bytes at..end of `s`, a word, a secret because of that name? */
bool secret_is_told(const struct secrets *k, struct str s, size_t at, size_t end);

/*
 * `at`, or where the name before it begins, perhaps with a level between, that says that what stands at `at`
 * of `s` is a secret: `app.token: `, `[token] `, `app.token - ERROR - `.
 */
size_t secret_told_at(const struct secrets *k, struct str s, size_t at);

/* Is the value of `name` a secret, whatever it is? */
bool redact_names_secret(const struct secrets *k, struct str name);

#endif
