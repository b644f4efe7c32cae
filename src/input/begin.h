/*
 * begin: what the start of a line says begins there. Records of every kind are known by their own first
 * bytes, so a stream may change from one kind to another, and a torn record ends where a line begins another
 * one.
 */
#ifndef SIGTAIL_BEGIN_H
#define SIGTAIL_BEGIN_H

#include "input/stamp.h"

enum begin {
    BEGIN_NONE,
    BEGIN_JSON,    /* `{`, also behind `data: ` (journalctl -o json-sse) */
    BEGIN_ENTRY,   /* journalctl as text */
    BEGIN_EXPORT,  /* journalctl -o export: `__CURSOR=s=` */
    BEGIN_VERBOSE, /* journalctl -o verbose: a full stamp and the cursor in brackets */
    BEGIN_PRETTY   /* wrangler tail --format pretty */
};

/* What begins at the start of `line`, which may go on past its line end; *header is set for BEGIN_ENTRY. */
enum begin begin_of(struct str line, struct header *header);
/* As begin_of, when it is known that no entry with a header begins there. */
enum begin begin_of_other(struct str line);
/* BEGIN_EXPORT or BEGIN_VERBOSE, when a journal entry with its fields begins there; else BEGIN_NONE. */
enum begin begin_of_fields(struct str line);

/* Length of the prefix before the value of a server-sent event at the start of `line`; 0: there is none. */
size_t begin_event(struct str line);
/* True when `line` is too short to say, but may be the start of such a prefix. */
bool begin_event_maybe(struct str line);

#endif
