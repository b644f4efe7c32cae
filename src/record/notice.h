/*
 * notice: lines that programs print beside their records, known by their wording. They are no records; some
 * say that records are missing.
 */
#ifndef SIGTAIL_NOTICE_H
#define SIGTAIL_NOTICE_H

#include "base/str.h"

enum notice_kind {
    NOTICE_NONE,
    NOTICE_PLAIN, /* a banner, a journal marker, an npm notice */
    NOTICE_GAP    /* records are missing from here on, or were dropped before */
};

struct notice {
    enum notice_kind kind;
    const char *what; /* NOTICE_GAP: what was lost, for people; static */
    uint64_t count;   /* how many records or events that is; 1 when it does not say */
};

/* What the line of text `line` (ANSI codes removed) is. */
struct notice notice_of_line(struct str line);
/* Can an entry of `ident` announce anything? Most identifiers begin with none of these letters. */
static inline bool notice_maybe(struct str ident)
{
    const unsigned letters =
        1u << ('s' - 'a') | 1u << ('r' - 'a') | 1u << ('k' - 'a') | 1u << ('a' - 'a') | 1u << ('v' - 'a');
    unsigned c = ident.n ? (unsigned)ident.p[0] - 'a' : 26;
    return c < 26 && (letters >> c & 1);
}
/* What the message of a journal entry of identifier `ident` announces: "Suppressed 340 messages from ...". */
struct notice notice_of_entry(struct str ident, struct str message);

#endif
