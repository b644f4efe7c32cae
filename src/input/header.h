/*
 * header: what stands before the message in a line of a system log: time, host, identifier[pid]. What
 * journalctl prints in short, its variants and with-unit; what syslog daemons write and send (RFC 3164, RFC
 * 5424, rsyslog, BusyBox); what dmesg prints. It finds the parts; record/ gives them meaning.
 */
#ifndef SIGTAIL_HEADER_H
#define SIGTAIL_HEADER_H

#include "input/stamp.h"

enum { NO_PRIORITY = -1, HEADER_MAX = 320 /* bytes: host name 64, identifier 255 at the most */ };

struct header {
    enum stamp_kind kind;
    int16_t priority; /* facility * 8 + severity, as syslog counts them; NO_PRIORITY: not said */
    bool kernel;      /* a line of dmesg that names no identifier: the kernel's */
    uint32_t stamp_at, stamp_n;
    uint32_t host_at, host_n;   /* n is 0 with --no-hostname */
    uint32_t ident_at, ident_n; /* n is 0 where it names none */
    uint32_t pid_at, pid_n;     /* n is 0 when there is none (kernel) */
    uint32_t message_at;        /* where the message begins: continuation lines are indented to here */
};

/*
 * True when `line` begins with such a header; a line cut off behind the header is fine. `line` may go on past
 * its line end. (systemd src/shared/logs-show.c, output_short(): stamp, host, identifier[pid] and ": ".) A
 * word that tells a level is no identifier: `STAMP ERROR: text` is no header. Behind a time that services
 * write of themselves, too, a header has a pid, or a host that can be nothing else.
 */
bool header_parse(struct str line, struct header *out);

/*
 * The same for the lines of one stream, where few hosts and services print most of them: what stands between
 * the stamp and the message is looked for among the headers seen lately, in the one slot that its length and
 * last bytes choose, before it is parsed.
 */
enum { HEADER_SLOTS_LOG2 = 5, HEADER_SLOTS = 1 << HEADER_SLOTS_LOG2, HEADER_TAIL = 64, HEADER_STAMP = 15 };
struct header_cache {
    char stamp[HEADER_STAMP +
               1]; /* of the last line with a short one, without its fraction; empty: none yet */
    struct header headers[HEADER_SLOTS];
    char tails[HEADER_SLOTS][HEADER_TAIL]; /* from behind the stamp up to the message */
    uint32_t tail_n[HEADER_SLOTS];         /* 0: free */
};
/* `c` may be NULL. */
bool header_cache_parse(struct header_cache *c, struct str line, struct header *out);

#endif
