/*
 * redact: secrets out of text that is kept or passed on. What goes is the value alone; what stays around the
 * mark says what kind of secret it was: `password=[redacted]`, `Bearer [redacted]`, `sk-[redacted]`,
 * `bob:[redacted]@host`, `[redacted]@example.com`. It knows secrets by the names before them and by the
 * shapes that their makers gave them, so a bare password in prose stays, and so do ids, hashes, addresses and
 * hosts.
 */
#ifndef SIGTAIL_REDACT_H
#define SIGTAIL_REDACT_H

#include "base/buf.h"

#define REDACTED "[redacted]"

/*
 * Append `s` to `out` with `[redacted]` in the place of each secret:
 *  - values of names such as password, api_key, token, secret, in `name=value`, `name: value` and JSON, also
 * JSON in strings of JSON; of `Authorization` and after `Bearer ` and `Basic ` (the scheme stays);
 *  - keys of well-known shapes (sk- ghp_ AKIA AIza xoxb- ...), JSON Web Tokens, PEM blocks;
 *  - the password of `scheme://user:password@host`, and what stands before the @ of an e-mail address.
 * A value that the end of `s` cuts short counts as whole. A mark is no secret: redacting again
 * changes nothing, but where one secret's shape runs into the name of another.
 */
void redact(struct str s, struct buf *out);

#endif
