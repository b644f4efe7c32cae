#include "input/header.h"

#include "input/syslog.h"

static bool blank_at(struct str s, size_t at)
{
    return at < s.n && s.p[at] == ' ';
}

static struct str slice(struct str s, size_t from, size_t to)
{
    return str_of(s.p + from, to - from);
}

/* Where the word at `at` ends: a space, a control character, or the end. */
static size_t word_end(struct str s, size_t at)
{
    while (at < s.n && (unsigned char)s.p[at] > ' ')
        at++;
    return at;
}

static struct str ident_of(struct str s, const struct header *h)
{
    return str_of(s.p + h->ident_at, h->ident_n);
}

static bool is_kernel(struct str s, const struct header *h)
{
    return str_eq(ident_of(s, h), STR("kernel"));
}

/* --- identifier[pid]: --- */

/* identifier[pid]: with its colon last, from `at` to `end`. */
static bool take_ident(struct str s, size_t at, size_t end, struct header *out)
{
    bool number = str_at(s, at) == '-' && stamp_digit(s, at + 1); /* a level of Ceph's */
    bool object = str_at(s, at) == '{' && str_at(s, at + 1) == '"';
    if (end < at + 2 || number || object || s.p[end - 1] != ':' ||
        (end < s.n && s.p[end] != ' ' && s.p[end] != '\n' && s.p[end] != '\r'))
        return false;
    size_t ident_end = end - 1, open = ident_end;
    out->pid_n = 0;
    if (s.p[ident_end - 1] == ']') {
        while (open > at && s.p[open - 1] != '[')
            open--;
        if (open > at + 1 && stamp_digits(s, open) == ident_end - 1) {
            out->pid_at = (uint32_t)open;
            out->pid_n = (uint32_t)(ident_end - 1 - open);
            ident_end = open - 1;
        }
    }
    out->ident_at = (uint32_t)at;
    out->ident_n = (uint32_t)(ident_end - at);
    out->message_at = (uint32_t)(end + blank_at(s, end));
    return out->pid_n > 0 || !syslog_level_word(ident_of(s, out));
}

/* An identifier of several words, `container target1[3470]:`, up to the first colon that a word ends with. */
static bool take_words(struct str s, size_t at, size_t end, struct header *out)
{
    enum { WORDS_MOST = 4 };
    if (str_at(s, at) == '|' || str_at(s, at) == ' ') /* the bar of docker compose, behind the stamp of ts */
        return false;
    for (unsigned i = 1; i < WORDS_MOST && str_at(s, end) == ' '; i++) {
        end = word_end(s, end + 1);
        if (s.p[end - 1] == ':')
            return take_ident(s, at, end, out);
    }
    return false;
}

/* What prints a number in brackets that is no process: `DiscordAPIError[50001]: `, `make[1]: `. */
static bool is_numbered(struct str ident)
{
    return str_ends(ident, STR("Error")) || str_ends(ident, STR("Exception")) || str_ends(ident, STR("make"));
}

/* --- host --- */

/* Letters in hexadecimal and colons: an address of IPv6. */
static bool is_address(struct str host)
{
    unsigned colons = 0;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        bool hex = (unsigned char)(c - '0') <= 9 || (unsigned char)((c | 32) - 'a') < 6;
        if (!hex && c != ':' && c != '.')
            return false;
        colons += c == ':';
    }
    return colons > 1;
}

/* Can `host` be nothing but the name of one? No word of prose has a digit, a dot or a dash in it, and a
 * number alone is a process. */
static bool is_surely_host(struct str host)
{
    bool marked = false, named = str_count(host, '.') == 3;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        bool letter = (unsigned char)((c | 32) - 'a') < 26, digit = (unsigned char)(c - '0') <= 9;
        if (!letter && !digit && c != '.' && c != '-')
            return false;
        marked |= !letter;
        named |= letter;
    }
    return marked && named && host.p[host.n - 1] != '.';
}

static bool take_host(struct str s, size_t at, size_t end, struct header *out)
{
    struct str host = slice(s, at, end);
    bool tag = host.n > 1 && (host.p[1] == '/' || host.p[host.n - 1] == '('); /* E/Tag( 1201): of logcat */
    if (host.n == 0 || tag || !blank_at(s, end) || syslog_level_word(host) ||
        (memchr(host.p, ':', host.n) && !is_address(host)))
        return false;
    out->host_at = (uint32_t)at;
    out->host_n = (uint32_t)host.n;
    return true;
}

/* --- what stands behind the stamp --- */

static bool take_bare(size_t at, struct header *out)
{
    out->ident_at = out->message_at = (uint32_t)at;
    out->ident_n = out->pid_n = 0;
    return true;
}

/* A line that names no identifier: a daemon's own, or one that begins with a level. */
static bool take_own(struct str s, size_t at, struct header *out)
{
    static const struct str own[] = {STR_INIT("last message repeated "), STR_INIT("message repeated "),
                                     STR_INIT("--- last message repeated "), STR_INIT("-- MARK --")};
    struct str rest = str_skip(s, at), host = str_of(s.p + out->host_at, out->host_n);
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (str_starts(rest, own[i]))
            return take_bare(at, out);
    size_t end = word_end(rest, 0);
    return end > 1 && rest.p[end - 1] == ':' && is_surely_host(host) &&
           syslog_level_word(str_head(rest, end - 1)) && take_bare(at, out);
}

/* `daemon.err ` at `at`, as BusyBox and OpenWrt write it, or `<daemon.err> ` (FreeBSD's syslogd -v); where it
 * ends, `at` when there is none. */
static size_t take_facility(struct str s, size_t at, struct header *out)
{
    size_t end = word_end(s, at), angle = str_at(s, at) == '<' && str_at(s, end - 1) == '>';
    int priority = blank_at(s, end) ? syslog_priority(slice(s, at + angle, end - angle), '.') : NO_PRIORITY;
    if (priority == NO_PRIORITY)
        return at;
    out->priority = (int16_t)priority;
    return end + 1;
}

/* Behind the host. */
static bool take_tag(struct str s, size_t at, struct header *out)
{
    size_t message = take_facility(s, at, out);
    bool facility = message > at;
    at = message;
    size_t end = word_end(s, at);
    if (take_ident(s, at, end, out) || take_own(s, at, out))
        return true;
    if (facility) /* `syslogd started: BusyBox v1.35.0` */
        return (take_words(s, at, end, out) && out->pid_n) || take_bare(at, out);
    return take_words(s, at, end, out) &&
           (out->pid_n > 0 || is_surely_host(slice(s, out->host_at, out->host_at + out->host_n)));
}

/* Host and tag, or a tag alone, from `at` on, behind a stamp that only logs of the system have. */
static bool take_rest(struct str s, size_t at, struct header *out)
{
    size_t end = word_end(s, at);
    char first = str_at(s, at);
    if (first == '{' || first == '[' ||
        first == '"') /* JSON, or a logger's own brackets, behind the stamp of ts */
        return false;
    out->host_at = (uint32_t)at;
    if (take_ident(s, at, end, out))
        return true;
    if (take_host(s, at, end, out) && take_tag(s, end + 1, out))
        return true;
    out->host_n = 0;
    return false;
}

/* Behind one that services write, too. */
static bool take_sure_rest(struct str s, size_t at, struct header *out)
{
    at += blank_at(s, at); /* macOS writes two */
    size_t tag = take_facility(s, at, out);
    if (tag > at)
        return take_ident(s, tag, word_end(s, tag), out);
    if (!take_rest(s, at, out))
        return false;
    struct str host = str_of(s.p + out->host_at, out->host_n);
    if (str_eq(host, STR("stdout")) || str_eq(host, STR("stderr"))) /* a container runtime's file */
        return false;
    if (host.n == 0)
        return out->pid_n > 0 && !is_numbered(ident_of(s, out));
    return out->pid_n > 0 || is_kernel(s, out) || is_surely_host(host);
}

/* --- dmesg --- */

/* `[   T12]` or `[    C1]` behind the stamp (CONFIG_PRINTK_CALLER); where it ends. */
static size_t skip_caller(struct str s, size_t at)
{
    size_t i = at + 1;
    if (str_at(s, at) != '[')
        return at;
    while (blank_at(s, i))
        i++;
    if (str_at(s, i) != 'T' && str_at(s, i) != 'C')
        return at;
    size_t end = stamp_digits(s, i + 1);
    return end > i + 1 && str_at(s, end) == ']' ? end + 1 : at;
}

/* A line of the kernel's own log, whose message begins at `at`. */
static bool take_dmesg(size_t at, struct header *out)
{
    out->kernel = true;
    out->host_n = out->ident_n = out->pid_n = 0;
    out->message_at = (uint32_t)at;
    return true;
}

/* `node[964]: segfault at 0 ip ...`: the kernel tells of a process (arch/x86/mm/fault.c, show_signal_msg()).
 */
static bool tells_of_process(struct str message)
{
    static const struct str signals[] = {STR_INIT("segfault at "), STR_INIT("bad frame in "),
                                         STR_INIT("unhandled "), STR_INIT("vsyscall ")};
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        if (str_starts(message, signals[i]))
            return true;
    return false;
}

static bool take_boot_ident(struct str s, size_t at, struct header *out)
{
    return take_ident(s, at, word_end(s, at), out) && (out->pid_n || is_kernel(s, out));
}

/*
 * Behind a time since boot: journalctl has a host, or an identifier, and but for the kernel a pid; dmesg has
 * neither, unless the kernel passes a message of systemd on.
 */
static bool take_boot_rest(struct str s, size_t at, struct header *out)
{
    size_t end = word_end(s, at);
    struct str stamp = str_of(s.p + out->stamp_at, out->stamp_n);
    size_t fraction = str_chr(stamp, '.') + 1;
    bool micros = out->kind != STAMP_MONOTONIC || stamp_digits(stamp, fraction) >= fraction + 6;
    if (take_boot_ident(s, at, out) && !tells_of_process(str_skip(s, out->message_at)) &&
        !str_eq(str_of(s.p + out->pid_at, out->pid_n), STR("0"))) /* IOAPIC[0] */
        return true;
    if (take_host(s, at, end, out) && take_boot_ident(s, end + 1, out))
        return true;
    return micros && take_dmesg(at, out);
}

/* `kern  :err   : ` (dmesg -x), both words padded to six bytes, at the start; where it ends, 0 when there is
 * none. */
static size_t take_decoded(struct str s, struct header *out)
{
    enum { PADDED = 6, FACILITY_MOST = 12 };
    size_t facility = str_chr(str_head(s, FACILITY_MOST), ':'), end = facility + 1 + PADDED;
    if (facility < PADDED || str_at(s, facility) != ':' || str_at(s, end) != ':' || str_at(s, end + 1) != ' ')
        return 0;
    int priority = syslog_priority(str_head(s, end), ':');
    out->priority = (int16_t)priority;
    return priority == NO_PRIORITY || memchr(s.p, '\n', end) ? 0 : end + 2;
}

/* `2026-03-15T10:00:01,123456+00:00` (dmesg --time-format iso): syslog's stamps have no comma. */
static size_t iso_of_dmesg(struct str s)
{
    size_t end = word_end(s, 0);
    return end == 32 && s.p[10] == 'T' && s.p[19] == ',' && (s.p[26] == '+' || s.p[26] == '-') ? end : 0;
}

/* A time with micros between `from` and the end of the brackets, which end with `close`. */
static size_t bracketed_micros(struct str s, size_t from, struct str close)
{
    while (blank_at(s, from) && from < 12)
        from++;
    size_t end = stamp_fraction(s, stamp_digits(s, from));
    return end > from + 7 && str_starts(str_skip(s, end), close) ? end + close.n : 0;
}

/* `[  +0.000005]`, `[<    0.000005>]` and `[Mar15 10:00]` (dmesg --time-format reltime, delta). */
static size_t reltime_of_dmesg(struct str s)
{
    size_t at = 1;
    while (blank_at(s, at) && at < 8)
        at++;
    if (str_at(s, at) == '+')
        return bracketed_micros(s, at + 1, STR("]"));
    if (str_at(s, at) == '<')
        return bracketed_micros(s, at + 1, STR(">]"));
    bool clock = stamp_digits(s, 4) == 6 && word_end(s, 1) == 6 && blank_at(s, 6) &&
                 stamp_digits(s, 7) == 9 && str_at(s, 9) == ':';
    return clock && stamp_digits(s, 10) == 12 && str_at(s, 12) == ']' ? 13 : 0;
}

/* `[Sun Mar 15 10:00:44 2026]` (dmesg -T), where it ends; 0: Apache and PHP print one too, before a bracket,
 * the address of a client, or their name. */
static size_t ctime_of_dmesg(struct str s)
{
    enum { CTIME = 26 };
    static const char form[] = "[Aaa Aaa 99 99:99:99 9999] ";
    for (size_t i = 0; i <= CTIME; i++) {
        char c = str_at(s, i);
        bool digit = form[i] == '9' && (stamp_digit(s, i) || (i == 9 && c == ' '));
        bool letter = (form[i] | 32) == 'a' && (unsigned char)((c | 32) - 'a') < 26;
        if (!digit && !letter && c != form[i])
            return 0;
    }
    struct str rest = str_skip(s, CTIME + 1);
    bool other = rest.n == 0 || rest.p[0] == '[' || rest.p[0] == ':' || stamp_digit(rest, 0);
    return other || str_starts(rest, STR("PHP ")) ? 0 : CTIME;
}

/* A stamp that only dmesg writes, or any in brackets behind a facility and a severity. */
static size_t stamp_of_dmesg(struct str s, bool decoded, enum stamp_kind *kind)
{
    *kind = STAMP_OTHER;
    if (str_at(s, 0) != '[')
        return iso_of_dmesg(s);
    size_t n = reltime_of_dmesg(s), end = str_chr(s, ']');
    if (n == 0)
        n = ctime_of_dmesg(s);
    if (n || !decoded || end == s.n || memchr(s.p, '\n', end))
        return n;
    if (stamp_measure(s, kind) == 0)
        *kind = STAMP_OTHER;
    return end + 1;
}

static bool parse_dmesg(struct str s, size_t at, struct header *out)
{
    size_t n = stamp_of_dmesg(str_skip(s, at), at > 0, &out->kind);
    out->stamp_at = (uint32_t)at;
    out->stamp_n = (uint32_t)n;
    at = skip_caller(s, at + n);
    return n > 0 && blank_at(s, at) && take_boot_rest(s, at + 1, out);
}

/* --- syslog's own --- */

/* `[id key="value" ...]` one behind another, or `-`; where they end, 0 when they don't. */
static size_t skip_structured(struct str s, size_t at)
{
    if (str_at(s, at) == '-')
        return at + 1;
    size_t from = at;
    for (bool quoted = false; at < s.n && s.p[at] != '\n'; at++) {
        char c = s.p[at];
        if (c == '\\' && quoted && str_at(s, at + 1) != '\n')
            at++;
        else if (c == '"')
            quoted = !quoted;
        else if (c == ']' && !quoted && str_at(s, at + 1) != '[')
            return from < at && s.p[from] == '[' ? at + 1 : 0;
    }
    return 0;
}

/* The word at *at, and *at behind the blank that follows; empty for `-`, NULL without a blank. */
static struct str take_word(struct str s, size_t *at)
{
    size_t from = *at, end = word_end(s, from);
    if (end == from || !blank_at(s, end))
        return str_of(NULL, 0);
    *at = end + 1;
    return end == from + 1 && s.p[from] == '-' ? str_of(s.p + from, 0) : slice(s, from, end);
}

static void place(struct str s, struct str part, uint32_t *at, uint32_t *n)
{
    *at = (uint32_t)(part.p - s.p);
    *n = (uint32_t)part.n;
}

/* `TIMESTAMP HOSTNAME APP-NAME PROCID MSGID SD MSG` at `at`, `-` for each that is not known (RFC 5424, 6). */
static bool parse_5424(struct str s, size_t at, struct header *out)
{
    static const char bom[] = "\xef\xbb\xbf";
    struct str stamp = take_word(s, &at), host = take_word(s, &at), app = take_word(s, &at),
               pid = take_word(s, &at), id = take_word(s, &at);
    if (!id.p || !stamp.p || !host.p || !app.p || !pid.p)
        return false;
    out->kind = stamp.n ? STAMP_OTHER : STAMP_NONE;
    if (stamp.n && (stamp.n < 20 || str_at(stamp, 10) != 'T'))
        return false;
    place(s, stamp, &out->stamp_at, &out->stamp_n);
    place(s, host, &out->host_at, &out->host_n);
    place(s, app, &out->ident_at, &out->ident_n);
    place(s, pid, &out->pid_at, &out->pid_n);
    at = skip_structured(s, at);
    if (at == 0)
        return false;
    at += blank_at(s, at);
    at += blank_at(s, at) &&
          !blank_at(s, at + 1); /* rsyslog's own templates print two; more indent the message */
    at += str_starts(str_skip(s, at), str_z(bom)) ? 3 : 0;
    out->message_at = (uint32_t)at;
    return true;
}

/* `<PRI>`, behind a length as TCP has it (RFC 6587, 3.4.1) or not; where it ends, 0 when there is none. */
static size_t take_priority(struct str s, struct header *out)
{
    size_t open = stamp_digits(s, 0);
    if (open > 0)
        open += blank_at(s, open);
    size_t end = stamp_digits(s, open + 1);
    uint64_t priority;
    if (str_at(s, open) != '<' || str_at(s, end) != '>' || end > open + 4 ||
        !str_u64(slice(s, open + 1, end), &priority) || priority > 191)
        return 0;
    out->priority = (int16_t)priority;
    return end + 1;
}

/* --- the whole --- */

static bool parse_stamped(struct str s, size_t at, struct header *out)
{
    struct str rest = str_skip(s, at);
    size_t n = stamp_measure(rest, &out->kind);
    if (n == 0)
        n = stamp_measure_other(rest, &out->kind);
    out->stamp_at = (uint32_t)at;
    out->stamp_n = (uint32_t)n;
    at += n;
    if (n == 0)
        return false;
    if (out->kind == STAMP_MONOTONIC)
        at = skip_caller(s, at);
    if (!blank_at(s, at++))
        return false;
    if (out->kind == STAMP_MONOTONIC)
        return take_boot_rest(s, at, out);
    if (str_at(s, at) == '<')
        at = take_facility(s, at, out);
    return out->kind == STAMP_OTHER ? take_sure_rest(s, at, out) : take_rest(s, at, out);
}

bool header_parse(struct str line, struct header *out)
{
    struct str s = str_head(line, HEADER_MAX);
    char c = str_at(s, 0);
    *out = (struct header){.priority = NO_PRIORITY};
    size_t at = c == '<' || stamp_digit(s, 0) ? take_priority(s, out) : 0;
    if (at && str_at(s, at) == '1' && blank_at(s, at + 1))
        return parse_5424(s, at + 2, out);
    if (at == 0)
        at = take_decoded(s, out);
    return parse_dmesg(s, at, out) || parse_stamped(s, at, out);
}
