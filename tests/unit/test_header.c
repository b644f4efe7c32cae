/* Headers of lines of system logs: what is one, where its parts stand, and what only looks like one. */
#include "chance.h"
#include "input/header.h"
#include "unit.h"

static const struct row {
    const char *line;
    enum stamp_kind kind;
    const char *stamp, *host, *ident, *pid, *message; /* stamp NULL: no header */
} ROWS[] = {
    {"Mar 15 10:00:44 gpu-1 image[21]: hello", STAMP_SHORT, "Mar 15 10:00:44", "gpu-1", "image", "21",
     "hello"},
    {"Mar  5 10:00:44 gpu-1 image[21]: hello", STAMP_SHORT, "Mar  5 10:00:44", "gpu-1", "image", "21",
     "hello"},
    {"Mar 15 10:00:44.712018 h image[21]: x", STAMP_SHORT, "Mar 15 10:00:44.712018", "h", "image", "21", "x"},
    {"Mar 15 10:00:44 h kernel: oom", STAMP_SHORT, "Mar 15 10:00:44", "h", "kernel", "", "oom"},
    {"Mar 15 10:00:44 image[21]: no host", STAMP_SHORT, "Mar 15 10:00:44", "", "image", "21", "no host"},
    {"Mar 15 10:00:44 h image[21]:", STAMP_SHORT, "Mar 15 10:00:44", "h", "image", "21", ""},
    {"Mar 15 10:00:44 h image[21]:\nnext", STAMP_SHORT, "Mar 15 10:00:44", "h", "image", "21", "\nnext"},
    {"Mar 15 10:00:44 h (sd-pam)[9]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "(sd-pam)", "9", "x"},
    {"Mar 15 10:00:44 h a[b]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "a[b]", "", "x"},
    {"2026-03-15T10:00:44+0000 h image[21]: x", STAMP_ISO, "2026-03-15T10:00:44+0000", "h", "image", "21",
     "x"},
    {"2026-03-15T10:00:44.712018+01:00 h i[2]: x", STAMP_ISO, "2026-03-15T10:00:44.712018+01:00", "h", "i",
     "2", "x"},
    {"Sun 2026-03-15 10:00:44 UTC h i[2]: x", STAMP_FULL, "Sun 2026-03-15 10:00:44 UTC", "h", "i", "2", "x"},
    {"[   12.345678] h i[2]: x", STAMP_MONOTONIC, "[   12.345678]", "h", "i", "2", "x"},
    {"1773568844.712018 h i[2]: x", STAMP_UNIX, "1773568844.712018", "h", "i", "2", "x"},
    {"[    5.858059 <    1.647037 >] h i[2]: x", STAMP_MONOTONIC, "[    5.858059 <    1.647037 >]", "h", "i",
     "2", "x"},
    {"[    2.100000 <   19.580722*>] h i[2]: x", STAMP_MONOTONIC, "[    2.100000 <   19.580722*>]", "h", "i",
     "2", "x"},
    {"[    4.211022                ] h kernel: x", STAMP_MONOTONIC, "[    4.211022                ]", "h",
     "kernel", "", "x"},
    /* locales */
    {"M\xc3\xa4r 05 10:00:44 h i[2]: x", STAMP_MONTH, "M\xc3\xa4r 05 10:00:44", "h", "i", "2", "x"},
    {"ao\xc3\xbbt 05 10:00:44.123456 h i[2]: x", STAMP_MONTH, "ao\xc3\xbbt 05 10:00:44.123456", "h", "i", "2",
     "x"},
    {"sept. 05 10:00:44 h kernel: x", STAMP_MONTH, "sept. 05 10:00:44", "h", "kernel", "", "x"},
    {" 3\xe6\x9c\x88 05 10:00:44 h i[2]: x", STAMP_MONTH, " 3\xe6\x9c\x88 05 10:00:44", "h", "i", "2", "x"},
    {"Thg 3 05 10:00:44 h i[2]: x", STAMP_MONTH, "Thg 3 05 10:00:44", "h", "i", "2", "x"},
    {"zzyzx 05 10:00:44 h i[2]: x", STAMP_MONTH, "zzyzx 05 10:00:44", "h", "i", "2", "x"},
    {"Mar 5 10:00:44 h i[2]: x", STAMP_MONTH, "Mar 5 10:00:44", "h", "i", "2", "x"},
    /* identifiers */
    {"Mar 15 10:00:44 h gsad main[8990]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "gsad main", "8990", "x"},
    {"Mar 15 10:00:44 h sssd[nss][77]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "sssd[nss]", "77", "x"},
    {"Mar 15 10:00:44 h run-parts(/etc/cron.hourly)[25]: x", STAMP_SHORT, "Mar 15 10:00:44", "h",
     "run-parts(/etc/cron.hourly)", "25", "x"},
    {"Mar 15 10:00:44 h app:worker[5]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "app:worker", "5", "x"},
    {"Mar 15 10:00:44 db-3.example.net Server Administrator: x", STAMP_SHORT, "Mar 15 10:00:44",
     "db-3.example.net", "Server Administrator", "", "x"},
    {"Mar 15 10:00:44 2001:db8::1 i[2]: x", STAMP_SHORT, "Mar 15 10:00:44", "2001:db8::1", "i", "2", "x"},
    {"Mar 15 10:00:44 h daemon.err i[2]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "i", "2", "x"},
    {"Mar 15 10:00:44 h syslog.info syslogd started: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "", "",
     "syslogd started: x"},
    {"Mar 15 10:00:44 h user.info my app[3]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "my app", "3", "x"},
    {"Mar 15 10:00:44 h last message repeated 3 times", STAMP_SHORT, "Mar 15 10:00:44", "h", "", "",
     "last message repeated 3 times"},
    {"Mar 15 10:00:44 h --- last message repeated 3 times ---", STAMP_SHORT, "Mar 15 10:00:44", "h", "", "",
     "--- last message repeated 3 times ---"},
    {"Mar 15 10:00:44 h-1 error: x", STAMP_SHORT, "Mar 15 10:00:44", "h-1", "", "", "error: x"},
    {"Mar 15 10:00:44 h i[2]:\r\n", STAMP_SHORT, "Mar 15 10:00:44", "h", "i", "2", "\r\n"},
    {"Mar 15 10:00:44 ERROR: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44 TypeError: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44 ERROR app: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44 Failed to connect: x", 0, NULL, NULL, NULL, NULL, NULL},
    /* what services write of themselves, too */
    {"2026-03-15T10:00:44Z h i[2]: x", STAMP_OTHER, "2026-03-15T10:00:44Z", "h", "i", "2", "x"},
    {"2026-03-15T10:00:44.123456Z h-1 sudo: x", STAMP_OTHER, "2026-03-15T10:00:44.123456Z", "h-1", "sudo", "",
     "x"},
    {"2026-03-15T10:00:44 h i[2]: x", STAMP_OTHER, "2026-03-15T10:00:44", "h", "i", "2", "x"},
    {"2026-03-15 10:00:44.123456+0000  localhost kernel[0]: x", STAMP_OTHER,
     "2026-03-15 10:00:44.123456+0000", "localhost", "kernel", "0", "x"},
    {"Mar 15 2026 10:00:44 h i[2]: x", STAMP_OTHER, "Mar 15 2026 10:00:44", "h", "i", "2", "x"},
    {"Sun Mar 15 10:00:44 2026 daemon.err i[2]: x", STAMP_OTHER, "Sun Mar 15 10:00:44 2026", "", "i", "2",
     "x"},
    {"Sun Mar 15 10:00:44 2026 kern.info kernel: x", STAMP_OTHER, "Sun Mar 15 10:00:44 2026", "", "kernel",
     "", "x"},
    {"2026-03-15T10:00:44Z demo:error upstream host x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026-03-15T10:00:44Z ERROR app: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026-03-15T10:00:44Z INFO app[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026-03-15T10:00:44Z stdout F i[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026-03-15T10:00:44Z main loop: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026-03-15T10:00:44Z  INFO main: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026/03/15 10:00:44 [error] 12#12: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"2026-03-15 10:00:44,123 ERROR app: x", 0, NULL, NULL, NULL, NULL, NULL},
    /* syslog as it is sent */
    {"<11>Mar 15 10:00:44 h i[2]: x", STAMP_SHORT, "Mar 15 10:00:44", "h", "i", "2", "x"},
    {"<165>1 2026-03-15T10:00:44.003Z h i 2 ID47 [a@1 k=\"v]\\\"\"][b@1] \xef\xbb\xbfx", STAMP_OTHER,
     "2026-03-15T10:00:44.003Z", "h", "i", "2", "x"},
    {"<165>1 2026-03-15T10:00:44+01:00 h i - - - x", STAMP_OTHER, "2026-03-15T10:00:44+01:00", "h", "i", "",
     "x"},
    {"<165>1 - - - - - - x", STAMP_NONE, "", "", "", "", "x"},
    {"<165>1 2026-03-15T10:00:44Z h i - - -", STAMP_OTHER, "2026-03-15T10:00:44Z", "h", "i", "", ""},
    {"46 <13>1 2026-03-15T10:00:44Z h i - - - x", STAMP_OTHER, "2026-03-15T10:00:44Z", "h", "i", "", "x"},
    {"<192>Mar 15 10:00:44 h i[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"<165>1 2026-03-15T10:00:44Z h i - - [a", 0, NULL, NULL, NULL, NULL, NULL},
    {"<3>plain", 0, NULL, NULL, NULL, NULL, NULL},
    /* dmesg */
    {"[   12.345678] usb 1-1: x", STAMP_MONOTONIC, "[   12.345678]", "", "", "", "usb 1-1: x"},
    {"[   12.345678] ACPI Error: x", STAMP_MONOTONIC, "[   12.345678]", "", "", "", "ACPI Error: x"},
    {"[   12.345678] systemd[1]: x", STAMP_MONOTONIC, "[   12.345678]", "", "systemd", "1", "x"},
    {"[   12.345678] node[9]: segfault at 0", STAMP_MONOTONIC, "[   12.345678]", "", "", "",
     "node[9]: segfault at 0"},
    {"[   12.345678][   T11] x: y", STAMP_MONOTONIC, "[   12.345678]", "", "", "", "x: y"},
    {"[   12.345678 <    0.000012>] x: y", STAMP_MONOTONIC, "[   12.345678 <    0.000012>]", "", "", "",
     "x: y"},
    {"kern  :err   : [   12.345678] x: y", STAMP_MONOTONIC, "[   12.345678]", "", "", "", "x: y"},
    {"kern  :info  : [Sun Mar 15 10:00:44 2026] x: y", STAMP_OTHER, "[Sun Mar 15 10:00:44 2026]", "", "", "",
     "x: y"},
    {"daemon:info  : [   12.345678] systemd[1]: x", STAMP_MONOTONIC, "[   12.345678]", "", "systemd", "1",
     "x"},
    {"2026-03-15T10:00:44,123456+00:00 x y: z", STAMP_OTHER, "2026-03-15T10:00:44,123456+00:00", "", "", "",
     "x y: z"},
    {"[  +0.000005] x: y", STAMP_OTHER, "[  +0.000005]", "", "", "", "x: y"},
    {"[<    0.000005>] x: y", STAMP_OTHER, "[<    0.000005>]", "", "", "", "x: y"},
    {"[   12.345678] IOAPIC[0]: x", STAMP_MONOTONIC, "[   12.345678]", "", "", "", "IOAPIC[0]: x"},
    {"[Sun Mar 15 10:00:44 2026] Out of memory: x", STAMP_OTHER, "[Sun Mar 15 10:00:44 2026]", "", "", "",
     "Out of memory: x"},
    {"[Sun Mar  5 10:00:44 2026] systemd[1]: x", STAMP_OTHER, "[Sun Mar  5 10:00:44 2026]", "", "systemd",
     "1", "x"},
    {"[Sun Mar 15 10:00:44 2026] [error] [client 10.0.0.1] x", 0, NULL, NULL, NULL, NULL, NULL},
    {"[Sun Mar 15 10:00:44 2026] 127.0.0.1:9 Accepted", 0, NULL, NULL, NULL, NULL, NULL},
    {"[Sun Mar 15 10:00:44 2026] [::1]:9 [200]: /", 0, NULL, NULL, NULL, NULL, NULL},
    {"[Sun Mar 15 10:00:44 2026] PHP Warning:  x", 0, NULL, NULL, NULL, NULL, NULL},
    {"[Sun Mar 15 10:00:44 2026]", 0, NULL, NULL, NULL, NULL, NULL},
    {"[Sun Mar 15 10:00:44 2026", 0, NULL, NULL, NULL, NULL, NULL},
    {"[Mar15 10:00] x: y", STAMP_OTHER, "[Mar15 10:00]", "", "", "", "x: y"},
    {"<6>[   12.345678] x: y", STAMP_MONOTONIC, "[   12.345678]", "", "", "", "x: y"},
    {"[Sun Mar 15 10:00:44 2026] [error] x: y", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44 ", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44 host", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00:44 host without a colon here", 0, NULL, NULL, NULL, NULL, NULL},
    {"Mar 15 10:00 h i[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
    {" Mar 15 10:00:44 h i[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"[12.5] x", 0, NULL, NULL, NULL, NULL, NULL},
    {"12.5 h i[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
    {"", 0, NULL, NULL, NULL, NULL, NULL},
};

static void is(const struct row *row, const char *what, struct str got, const char *want)
{
    if (str_eq(got, str_z(want)))
        return;
    print_error("`%s`: %s is `" STR_FMT "`, not `%s`\n", row->line, what, STR_ARG(got), want);
    fail();
}

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        const struct row *row = &ROWS[i];
        struct str line = str_z(row->line);
        struct header h;
        if (header_parse(line, &h) != (row->stamp != NULL)) {
            print_error("`%s`: a header %s\n", row->line, row->stamp ? "is not seen" : "is seen");
            fail();
        }
        if (!row->stamp)
            continue;
        assert_int_equal(h.kind, row->kind);
        is(row, "stamp", str_of(line.p + h.stamp_at, h.stamp_n), row->stamp);
        is(row, "host", str_of(line.p + h.host_at, h.host_n), row->host);
        is(row, "ident", str_of(line.p + h.ident_at, h.ident_n), row->ident);
        is(row, "pid", str_of(line.p + h.pid_at, h.pid_n), row->pid);
        is(row, "message", str_skip(line, h.message_at), row->message);
    }
}

static bool same(const struct header *a, const struct header *b)
{
    return a->kind == b->kind && a->priority == b->priority && a->kernel == b->kernel &&
           a->stamp_at == b->stamp_at && a->stamp_n == b->stamp_n && a->host_at == b->host_at &&
           a->host_n == b->host_n && a->ident_at == b->ident_at && a->ident_n == b->ident_n &&
           a->pid_n == b->pid_n && (a->pid_n == 0 || a->pid_at == b->pid_at) &&
           a->message_at == b->message_at;
}

/* Any line, however cut and changed, is read in its own memory; and a memory of others changes nothing. */
static void hostile(void **state)
{
    struct chance c = {.state = 3};
    struct header_cache memory = {0};
    (void)state;
    for (unsigned round = 0; round < 200000; round++) {
        struct str line = str_z(ROWS[chance_below(&c, COUNT_OF(ROWS))].line);
        line = str_head(line, chance_below(&c, line.n + 1) + (round & 1 ? line.n : 0));
        char *copy = malloc(line.n + 1);
        struct header plain, recalled;
        memcpy(copy, line.p, line.n);
        if (line.n && chance_below(&c, 2))
            copy[chance_below(&c, line.n)] = " 1:[]\nx"[chance_below(&c, 7)];
        char *exact = malloc(line.n ? line.n : 1);
        memcpy(exact, copy, line.n);
        bool found = header_parse(str_of(exact, line.n), &plain);
        assert_int_equal(header_cache_parse(&memory, str_of(exact, line.n), &recalled), found);
        if (found && !same(&plain, &recalled)) {
            print_error("recalled otherwise: `" STR_FMT "`\n", STR_ARG(str_of(exact, line.n)));
            fail();
        }
        free(copy);
        free(exact);
    }
}

/* Whether a line begins with a header is known when its end is there: what stands below it says nothing. */
static void line_by_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        for (size_t at = 0, n = strlen(ROWS[i].line); at < n; at++)
            for (size_t cut = at; cut <= at + 1; cut++) {
                char text[512];
                struct header whole, line;
                snprintf(text, sizeof text, "%.*s\n%s", (int)at, ROWS[i].line, ROWS[i].line + cut);
                bool seen = header_parse(str_z(text), &whole);
                struct str first = str_head(str_z(text), str_chr(str_z(text), '\n') + 1);
                if (seen != header_parse(first, &line) || (seen && whole.message_at != line.message_at))
                    fail_msg("%s: the lines below it count", text);
            }
}

static void priorities(void **state)
{
    static const struct {
        const char *line;
        int priority;
    } lines[] = {{"Mar 15 10:00:44 h i[2]: x", NO_PRIORITY},
                 {"<11>Mar 15 10:00:44 h i[2]: x", 11},
                 {"<165>1 - - - - - - x", 165},
                 {"Mar 15 10:00:44 h daemon.err i[2]: x", 3 * 8 + 3},
                 {"Mar 15 10:00:44 h local7.warn i[2]: x", 23 * 8 + 4},
                 {"kern  :crit  : [   12.345678] x", 2},
                 {"daemon:notice: [   12.345678] x", 3 * 8 + 5}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct header h;
        assert_true(header_parse(str_z(lines[i].line), &h));
        assert_int_equal(h.priority, lines[i].priority);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(priorities), cmocka_unit_test(rows),
                                       cmocka_unit_test(hostile), cmocka_unit_test(line_by_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
