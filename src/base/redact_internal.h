/* redact_internal: the kinds of secrets, each in a file of its own, for redact.c. */
#ifndef SIGTAIL_REDACT_INTERNAL_H
#define SIGTAIL_REDACT_INTERNAL_H

#include "base/redact.h"
#include "base/redact_bytes.h"

enum { SHORT_BYTES = 4, CUT_BYTES = 8, RANDOM_BYTES = 16, LONG_BYTES = 24, ESCAPES = 7 };

/* All of these: is there a secret that is told by what stands at `at` of `s`? Then *out is where it stands.
 */

/* The value of the name that begins there. */
bool find_value(const struct secrets *k, struct str s, size_t at, struct secret *out);
/* The value of a name in an element, <password>..</password>; `at` is behind the <. */
bool find_element(const struct secrets *k, struct str s, size_t at, struct secret *out);
/* What stands behind a scheme, Bearer or Basic. */
bool find_credentials(const struct secrets *k, struct str s, size_t at, struct secret *out);
/* A key of a shape that its makers gave it; a JSON Web Token. */
bool find_shape(const struct secrets *k, struct str s, size_t at, struct secret *out);
bool find_jwt(struct str s, size_t at, struct secret *out);
/* The body of a PEM block. */
bool find_pem(struct str s, size_t at, struct secret *out);
/* The password of a URL whose :// stands there. */
bool find_password(struct str s, size_t at, struct secret *out);
/* The password of user:password@tcp(host), user:password@host:1234. */
bool find_login(struct str s, size_t at, struct secret *out);
/* The password of -u user:password, --user user:password. */
bool find_user_option(struct str s, size_t at, struct secret *out);
/* The password that an option of a program gives: mysqldump -phunter2. */
bool find_option(const struct secrets *k, struct str s, size_t at, struct secret *out);
/* What stands before the @ of an e-mail address. */
bool find_mail(const struct secrets *k, struct str s, size_t at, struct secret *out);

/* Bytes of an opening quote at `at` with the backslashes before it; 0 when there is none. */
size_t quote_at(struct str s, size_t at);
/*
 * Where the string ends that a quote `q` behind `depth` backslashes began, at its closing backslashes. Each
 * level of JSON in JSON doubles the backslashes and adds one: more than `depth` are of what the string holds,
 * unless they come in pairs of that level; fewer end a string around this one.
 */
size_t quoted_end(struct str s, size_t at, char q, size_t depth);
/* Where a value ends that no quote began. */
size_t bare_end(struct str s, size_t at);
/* Past a known scheme and the blanks after it; `free`: only those that need no header. Else `at`. */
size_t past_scheme(const struct secrets *k, struct str s, size_t at, bool free);

/* Is `v` such that the value of a name of this demand is a secret? It stands for nothing, and tells nothing.
 */
bool value_meets(const struct secrets *k, enum demand d, struct str v);
/* Is `v`, the value of `key` in an object below a name of this demand, a secret? */
bool value_meets_below(const struct secrets *k, enum demand d, struct str key, struct str v);
/* `<word>`, `${NAME}`, `***`: something stands for the value, or it was redacted already. */
bool value_is_placeholder(struct str v);
/* What it says up to a dot, a bracket or a colon. */
struct str value_first_word(struct str v);
/* Is it one word of letters, the first one perhaps a capital? */
bool value_is_letters(struct str v);
/* Has it `least` letters and digits or more, mixed, as people and paths and UUIDs seldom have them? */
bool value_is_mixed(struct str v, size_t least);

#endif
