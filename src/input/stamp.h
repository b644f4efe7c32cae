/*
 * stamp: the header of a line that journalctl prints in short, its variants and with-unit: time, host,
 * identifier[pid]. It finds the parts; record/ gives them meaning.
 */
#ifndef SIGTAIL_STAMP_H
#define SIGTAIL_STAMP_H

#include "base/str.h"

enum stamp_kind {
    STAMP_SHORT, /* Mar 15 10:00:44[.123456] */
    STAMP_ISO,   /* 2026-03-15T10:00:44[.123456]+0000 (or +00:00; never Z: that is an application's own) */
    STAMP_FULL,  /* Sun 2026-03-15 10:00:44 UTC: short-full, with-unit */
    STAMP_MONOTONIC, /* [   12.345678] */
    STAMP_UNIX       /* 1773568844.712018 */
};

struct header {
    enum stamp_kind kind;
    uint32_t stamp_n;         /* length of the stamp, at the line's start */
    uint32_t host_at, host_n; /* n is 0 with --no-hostname */
    uint32_t ident_at, ident_n;
    uint32_t pid_at, pid_n; /* n is 0 when there is none (kernel) */
    uint32_t message_at;    /* where the message begins: continuation lines are indented to here */
};

/* Length of the stamp at the start of `s`, and its kind; 0 when there is none. */
size_t stamp_measure(struct str s, enum stamp_kind *kind);

/*
 * True when `line` begins with such a header; a line cut off behind the header is fine. `line` may go on past
 * its line end. (systemd src/shared/logs-show.c, output_short(): stamp, host, identifier[pid] and ": ".)
 */
bool header_parse(struct str line, struct header *out);

/*
 * The same for the lines of one stream, where few hosts and services print most of them: what stands between
 * the stamp and the message is looked for among the headers seen lately, in the one slot that its length and
 * last bytes choose, before it is parsed.
 */
enum { HEADER_SLOTS_LOG2 = 5, HEADER_SLOTS = 1 << HEADER_SLOTS_LOG2, HEADER_TAIL = 64, HEADER_STAMP = 15 };
struct header_memory {
    char stamp[HEADER_STAMP +
               1]; /* of the last line with a short one, without its fraction; empty: none yet */
    struct header headers[HEADER_SLOTS];
    char tails[HEADER_SLOTS][HEADER_TAIL]; /* from behind the stamp up to the message */
    uint32_t tail_n[HEADER_SLOTS];         /* 0: free */
};
/* `m` may be NULL. */
bool header_recall(struct header_memory *m, struct str line, struct header *out);

#endif
