#include "record/notice.h"

/* Where a known wording stands in its line. */
enum where { AT_START, ANYWHERE };

static const struct known {
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
    {STR_INIT("Specifying boot ID or boot offset has no effect"), AT_START, NULL},
};

/* Lines known by how they begin and end. */
static const struct {
    struct str start, end;
} FRAMED[] = {
    {STR_INIT("Journal file /"), STR_INIT(", ignoring file.")}, /* journalctl, of one that is damaged */
    {STR_INIT("==> "), STR_INIT(" <==")},                       /* tail -f of several files */
};

static bool stands(const struct known *k, struct str line)
{
    if (k->where == ANYWHERE)
        return str_find(line, k->s) < line.n;
    return line.n && line.p[0] == k->s.p[0] && str_starts(line, k->s);
}

static bool is_framed(struct str line)
{
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
        const struct known *k = &KNOWN[i];
        if (stands(k, s))
            return (struct notice){k->gap ? NOTICE_GAP : NOTICE_PLAIN, k->gap, 1};
    }
    return (struct notice){is_framed(s) ? NOTICE_PLAIN : NOTICE_NONE, NULL, is_framed(s)};
}

struct notice notice_of_entry(struct str ident, struct str message)
{
    if (str_starts(ident, STR("systemd-journal")) && str_starts(message, STR("Suppressed ")))
        return (struct notice){NOTICE_GAP, "messages suppressed by journald", count_in(message)};
    return (struct notice){NOTICE_NONE, NULL, 0};
}
