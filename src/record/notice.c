#include "record/notice.h"

#include "base/ascii.h"
#include "input/stamp.h"

/* Where a known wording stands in its line. */
enum where { AT_START, ANYWHERE };

static const struct known_wording {
    struct str s;
    enum where where;
    const char *gap; /* NULL: nothing is missing */
} KNOWN[] = {
    /* wrangler: packages/wrangler/src/tail/index.ts */
    {{"Tail connection lost. Reconnecting", 34}, ANYWHERE, "tail connection lost"},
    {{"\"Unable to reconnect to the tail", 32}, AT_START, "wrangler gave up reconnecting"},
    {{"Tail disconnected", 17}, ANYWHERE, "tail disconnected"},
    {{"Successfully created tail", 25}, AT_START, NULL},
    {{"Connected to ", 13}, AT_START, NULL},
    {{"\xe2\x9b\x85", 3}, ANYWHERE, NULL},                         /* the cloud of wrangler's banner */
    {{"\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80", 9}, AT_START, NULL}, /* the rule below it */
    {STR_INIT("\xf0\x9f\xaa\xb5  Logs were written to "), AT_START, NULL},
    {STR_INIT("\xe2\x8e\x94 Starting local server..."), AT_START, NULL},
    {STR_INIT("Your Worker has access to the following bindings:"), AT_START, NULL},
    {STR_INIT("Processing wrangler."), AT_START, NULL},
    {STR_INIT("\xf0\x9f\x93\x8b Listing tails"), AT_START, NULL},
    {STR_INIT("Update available "), AT_START, NULL},
    {STR_INIT("yarn run v1."), AT_START, NULL},
    {{"npm notice", 10}, AT_START, NULL},
    {{"npm warn", 8}, AT_START, NULL},
    {{"npm WARN", 8}, AT_START, NULL},
    /* journalctl: src/journal/journalctl.c, src/shared/logs-show.c */
    {{"-- Boot ", 8}, AT_START, NULL},
    {{"-- Reboot --", 12}, AT_START, NULL},
    {{"-- Journal begins at ", 21}, AT_START, NULL},
    {{"-- Logs begin at ", 17}, AT_START, NULL},
    {{"-- No entries --", 16}, AT_START, NULL},
    {{"-- cursor: ", 11}, AT_START, NULL},
    {STR_INIT("Hint: You are currently not seeing messages from "), AT_START, NULL},
    {STR_INIT("Hint: Some lines were ellipsized, use "), AT_START, NULL}, /* systemctl status */
    {STR_INIT("Warning: some journal files were not opened due to "), AT_START,
     "journal files that journalctl may not read"},
    {STR_INIT("No journal files were opened due to "), AT_START,
     "journal files that journalctl may not read"},
    /* the other directives of W3C extended logs */
    {STR_INIT("#Software: "), AT_START, NULL},
    {STR_INIT("#Version: "), AT_START, NULL},
    {STR_INIT("#Date: "), AT_START, NULL},
    {STR_INIT("#Start-Date: "), AT_START, NULL},
    {STR_INIT("#End-Date: "), AT_START, NULL},
    {STR_INIT("#Fields: "), AT_START, NULL},
    /* of Zeek */
    {STR_INIT("#separator "), AT_START, NULL},
    {STR_INIT("#set_separator\t"), AT_START, NULL},
    {STR_INIT("#empty_field\t"), AT_START, NULL},
    {STR_INIT("#unset_field\t"), AT_START, NULL},
    {STR_INIT("#path\t"), AT_START, NULL},
    {STR_INIT("#open\t"), AT_START, NULL},
    {STR_INIT("#close\t"), AT_START, NULL},
    {STR_INIT("#fields\t"), AT_START, NULL},
    {STR_INIT("#types\t"), AT_START, NULL},
    /* systemctl status, above the log that it shows: src/systemctl/systemctl-show.c */
    {STR_INIT("Loaded: loaded ("), AT_START, NULL},
    {STR_INIT("Loaded: masked ("), AT_START, NULL},
    {STR_INIT("Active: active ("), AT_START, NULL},
    {STR_INIT("Active: inactive ("), AT_START, NULL},
    {STR_INIT("Active: failed ("), AT_START, NULL},
    {STR_INIT("Active: activating ("), AT_START, NULL},
    {STR_INIT("Drop-In: /"), AT_START, NULL},
    {STR_INIT("TriggeredBy: "), AT_START, NULL},
    {STR_INIT("Invocation: "), AT_START, NULL},
    {STR_INIT("Docs: "), AT_START, NULL},
    {STR_INIT("Main PID: "), AT_START, NULL},
    {STR_INIT("CGroup: /"), AT_START, NULL},
    {STR_INIT("\xe2\x94\x94\xe2\x94\x80"), AT_START, NULL},
    {STR_INIT("\xe2\x94\x9c\xe2\x94\x80"), AT_START, NULL},
    {STR_INIT("Specifying boot ID or boot offset has no effect"), AT_START, NULL},
};

/* Lines known by how they begin and end. */
static const struct {
    struct str start, end;
} FRAMED[] = {
    {STR_INIT("Journal file /"), STR_INIT(", ignoring file.")}, /* journalctl, of one that is damaged */
    {STR_INIT("==> "), STR_INIT(" <==")},                       /* tail -f of several files */
    {STR_INIT("Process: "), STR_INIT(")")},                     /* systemctl status */
    {STR_INIT("Tasks: "), STR_INIT(")")},
    {STR_INIT("CPU: "), STR_INIT("s")},
};

/* `× image.service - Demo image service`, above the log in systemctl status. */
static bool is_unit(struct str line)
{
    static const struct str dots[] = {STR_INIT("\xe2\x97\x8f "), STR_INIT("\xe2\x97\x8b "),
                                      STR_INIT("\xc3\x97 "), STR_INIT("\xe2\x86\xbb ")},
                            units[] = {STR_INIT(".service"), STR_INIT(".socket"), STR_INIT(".timer"),
                                       STR_INIT(".mount"),   STR_INIT(".scope"),  STR_INIT(".slice"),
                                       STR_INIT(".target"),  STR_INIT(".path")};
    for (size_t i = 0; i < COUNT_OF(dots); i++) {
        struct str name = str_skip(line, dots[i].n);
        name = str_head(name, str_chr(name, ' '));
        for (size_t k = 0; str_starts(line, dots[i]) && k < COUNT_OF(units); k++)
            if (str_ends(name, units[k]))
                return true;
    }
    return false;
}

/* `> gateway@2.3.0 tail`, above the script's command, and `> wrangler tail`, `$ wrangler tail`: how npm,
 * pnpm, yarn and bun show what they run. */
static bool is_script(struct str line)
{
    struct str rest = str_skip(line, 2);
    if (!str_starts(line, STR("> ")) && !str_starts(line, STR("$ ")))
        return false;
    if (str_starts(rest, STR("wrangler ")))
        return is_lower(str_at(rest, 9)) || str_at(rest, 9) == '-';
    size_t major = str_chr(str_skip(rest, 1), '@') + 2, minor = stamp_digits(rest, major) + 1,
           patch = stamp_digits(rest, minor) + 1, end = stamp_digits(rest, patch);
    struct str script = str_skip(rest, end + 1);
    bool version = minor > major + 1 && str_at(rest, minor - 1) == '.' && patch > minor + 1 &&
                   str_at(rest, patch - 1) == '.' && end > patch && str_at(rest, end) == ' ';
    size_t word = str_chr(script, ' '); /* pnpm writes the folder behind it */
    return version && is_lower(str_at(script, 0)) && (word == script.n || str_at(script, word + 1) == '/');
}

static bool stands(const struct known_wording *k, struct str line)
{
    return k->where == ANYWHERE ? str_find(line, k->s) < line.n : str_starts(line, k->s);
}

static bool is_framed(struct str line)
{
    if (UNLIKELY(line.n && (unsigned char)line.p[0] >= 0x80) && is_unit(line))
        return true;
    if (is_script(line) || str_eq(line, STR("--"))) /* grep -C parts what it found */
        return true;
    for (size_t i = 0; i < COUNT_OF(FRAMED); i++)
        if (str_starts(line, FRAMED[i].start) && str_ends(line, FRAMED[i].end))
            return true;
    return false;
}

/* The first number in `s`, or 1. */
static uint64_t count_in(struct str s)
{
    uint64_t v = 1;
    size_t at = 0, end;
    while (at < s.n && (unsigned char)(s.p[at] - '0') > 9)
        at++;
    for (end = at; end < s.n && (unsigned char)(s.p[end] - '0') <= 9; end++)
        ;
    return str_u64(str_of(s.p + at, end - at), &v) ? v : 1;
}

struct notice notice_of_line(struct str line)
{
    struct str s = str_trim(str_head(line, 512));
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        const struct known_wording *k = &KNOWN[i];
        if (stands(k, s))
            return (struct notice){k->gap ? NOTICE_GAP : NOTICE_PLAIN, k->gap, 1};
    }
    return (struct notice){is_framed(s) ? NOTICE_PLAIN : NOTICE_NONE, NULL, is_framed(s)};
}

/*
 * What daemons say of messages that they, or the kernel, lost: systemd
 * src/journal/journald-{kmsg,rate-limit,syslog}.c; rsyslog plugins/imjournal, runtime/ratelimit.c; Linux
 * lib/ratelimit.c, kernel/audit.c, kernel/printk; Vector src/topology, lib/tracing-limit; fluent-bit.
 */
static const struct loss {
    struct str ident, words; /* how the identifier begins, and what stands in the message */
    enum where where;
    const char *gap;
} LOSSES[] = {
    {STR_INIT("systemd-journal"), STR_INIT("Suppressed "), AT_START, "messages suppressed by journald"},
    {STR_INIT("systemd-journal"), STR_INIT("Missed "), AT_START, "kernel messages that journald missed"},
    {STR_INIT("systemd-journal"), STR_INIT("/dev/kmsg buffer overrun"), AT_START,
     "kernel messages that journald missed"},
    {STR_INIT("systemd-journal"), STR_INIT("Forwarding to syslog missed "), AT_START,
     "messages not passed on to syslog"},
    {STR_INIT("rsyslogd"), STR_INIT("messages lost due to rate-limiting"), ANYWHERE,
     "messages lost by rsyslog"},
    {STR_INIT("rsyslogd"), STR_INIT("begin to drop messages"), ANYWHERE, "messages lost by rsyslog"},
    {STR_INIT("rsyslogd"), STR_INIT("message lost"), ANYWHERE, "messages lost by rsyslog"},
    {STR_INIT("kernel"), STR_INIT("callbacks suppressed"), ANYWHERE, "kernel messages suppressed"},
    {STR_INIT("kernel"), STR_INIT("printk messages dropped"), ANYWHERE, "kernel messages dropped"},
    {STR_INIT("kernel"), STR_INIT("backlog limit exceeded"), ANYWHERE, "audit records lost"},
    {STR_INIT("kernel"), STR_INIT("audit: rate limit exceeded"), ANYWHERE, "audit records lost"},
    {STR_INIT("audit"), STR_INIT("backlog limit exceeded"), ANYWHERE, "audit records lost"},
    {STR_INIT("audit"), STR_INIT("dispatch error reporting limit reached"), ANYWHERE, "audit records lost"},
    {STR_INIT("audispd"), STR_INIT("queue is full - dropping event"), ANYWHERE, "audit records lost"},
    {STR_INIT("vector"), STR_INIT("Events dropped"), ANYWHERE, "events dropped by Vector"},
    {STR_INIT("vector"), STR_INIT("has been suppressed "), ANYWHERE, "messages suppressed by Vector"},
    {STR_INIT("syslog-ng"), STR_INIT("Destination queue full, dropping message"), ANYWHERE,
     "messages lost by syslog-ng"},
};

/* `12 callbacks suppressed`, but a message says first where it comes from: `net_ratelimit: 12 callbacks`,
 * `imuxsock[pid: 964]`: the number that stands before the words, or behind those that begin the message. */
static uint64_t count_of(const struct loss *l, struct str message)
{
    size_t at = str_find(message, l->words), from = at;
    uint64_t v = 1;
    if (l->where == AT_START || str_ends(l->words, STR(" ")))
        return count_in(str_skip(message, at));
    while (from > 0 && message.p[from - 1] == ' ')
        from--;
    at = from;
    while (from > 0 && (unsigned char)(message.p[from - 1] - '0') <= 9)
        from--;
    return str_u64(str_of(message.p + from, at - from), &v) && v > 0 ? v : 1;
}

struct notice notice_of_entry(struct str ident, struct str message)
{
    const struct notice none = {NOTICE_NONE, NULL, 0};
    if (!notice_maybe(ident))
        return none;
    message = str_head(message, 512);
    for (size_t i = 0; i < COUNT_OF(LOSSES); i++) {
        const struct loss *l = &LOSSES[i];
        if (!str_starts(ident, l->ident))
            continue;
        if (l->where == AT_START ? str_starts(message, l->words) : str_find(message, l->words) < message.n)
            return (struct notice){NOTICE_GAP, l->gap, count_of(l, message)};
    }
    return none;
}
