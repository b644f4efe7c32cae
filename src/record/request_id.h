/*
 * request_id: does a record name a request? Looked for in its bytes as they stand, so that it is found
 * wherever a program puts it: a LogTape property, a header (x-request-id, cf-ray), the requestId of JSON
 * inside JSON, the first eight characters in brackets of LogTape's text form, "[1a2b3c4d]".
 */
#ifndef SIGTAIL_REQUEST_ID_H
#define SIGTAIL_REQUEST_ID_H

#include "base/str.h"

enum { REQUEST_ID_SHORT = 8 };

/* True when `id` can be one: REQUEST_ID_SHORT bytes or more, of letters, digits, - and _. */
bool request_id_valid(struct str id);

/*
 * True when a word of `raw` is `id`, or begins with it when that is only REQUEST_ID_SHORT bytes long (and the
 * word 16 or more, or parted by a dash there), or when `raw` has the first REQUEST_ID_SHORT bytes of a longer
 * `id` in brackets.
 */
bool request_id_named(struct str id, struct str raw);

/* Call `each` for every word of `raw` that is `id`, or begins with it, but for a slip or two. */
typedef void request_id_near(void *context, struct str word);
void request_ids_near(struct str id, struct str raw, request_id_near *each, void *context);

#endif
