/*
 * dump: an object as programs print it for people: node's util.inspect (console.log, winston's prettyPrint),
 * JSON5, and the dictionaries and hashes of Python and Ruby. It is no JSON: keys without quotes, strings in
 * single ones, dates, errors and names of types without any.
 */
#ifndef SIGTAIL_DUMP_H
#define SIGTAIL_DUMP_H

#include "base/buf.h"

/* Does such an object begin `s`: a brace, a key, and what parts it from its value? */
bool dump_begins(struct str s);

/*
 * Where the object that ends `s` begins, behind other words; s.n when none ends it, or it belongs to a stack
 * trace. How many places are tried is bounded. Its JSON is appended to `to` as dump_json does.
 */
size_t dump_find(struct str s, struct buf *to);

/*
 * Append to `to` an object of the members that stand below the first line of `s`, one a line, as pino-pretty
 * and others print them: `    res: {`, `    depth: 31`. False: there are none; a stack
 * frame is none.
 */
bool dump_below(struct str s, struct buf *to);

/*
 * Append to `to` the object at the start of `s` as JSON: what it shows without quotes, an error with its
 * stack above all, is a string. Returns how many bytes of `s` it is; 0 when it does not end, or is none (what
 * was appended then means nothing).
 */
MUST_CHECK size_t dump_json(struct str s, struct buf *to);

#endif
