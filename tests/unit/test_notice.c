/* Lines that programs print beside their records, and which of them say that records are missing. */
#include "record/notice.h"
#include "unit.h"

static const struct {
    const char *line;
    enum notice_kind kind;
} LINES[] = {
    {"Successfully created tail, expires at 2026-03-15T16:00:00Z", NOTICE_PLAIN},
    {"Connected to gateway, waiting for logs...", NOTICE_PLAIN},
    {" \xe2\x9b\x85\xef\xb8\x8f wrangler 4.10.0", NOTICE_PLAIN},
    {"-- Boot 4b1d0c2a --", NOTICE_PLAIN},
    {"-- Reboot --", NOTICE_PLAIN},
    {"-- Journal begins at Sun 2026-03-15 09:00:00 UTC, ends at ... --", NOTICE_PLAIN},
    {"-- No entries --", NOTICE_PLAIN},
    {"-- cursor: s=0639", NOTICE_PLAIN},
    {"Hint: You are currently not seeing messages from other users and the system.", NOTICE_PLAIN},
    {"Journal file /var/log/journal/x.journal is truncated, ignoring file.", NOTICE_PLAIN},
    {"Journal file /var/log/journal/x.journal is large", NOTICE_NONE},
    {"==> a.jsonl <==", NOTICE_PLAIN},
    {"==> a.jsonl", NOTICE_NONE},
    {"npm notice New major version of npm available!", NOTICE_PLAIN},
    {"\xe2\x96\xb2 [WARNING] Tail connection lost. Reconnecting (attempt 1 of 5)...", NOTICE_GAP},
    {"\"Unable to reconnect to the tail after 5 attempts\"", NOTICE_GAP},
    {"Error: connect ECONNREFUSED 10.0.0.1:80", NOTICE_NONE},
    {"message about npm notice", NOTICE_NONE},
    {"--", NOTICE_PLAIN},
    {"-- a", NOTICE_NONE},
    {"", NOTICE_NONE},
};

static void lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        struct notice n = notice_of_line(str_z(LINES[i].line));
        if (n.kind != LINES[i].kind || (n.what != NULL) != (n.kind == NOTICE_GAP)) {
            print_error("`%s`: kind %d\n", LINES[i].line, n.kind);
            fail();
        }
    }
}

static void losses(void **state)
{
    static const struct {
        const char *ident, *message;
        uint64_t count; /* 0: it tells of no loss */
    } rows[] = {
        {"systemd-journald", "Missed 12 kernel messages", 12},
        {"systemd-journald", "/dev/kmsg buffer overrun, some messages lost.", 1},
        {"systemd-journald", "Forwarding to syslog missed 7 messages.", 7},
        {"rsyslogd", "imjournal: 5731 messages lost due to rate-limiting (20000 allowed within 600 seconds)",
         5731},
        {"rsyslogd",
         "imuxsock[pid: 964, name: node] from <node>: begin to drop messages due to rate-limiting", 1},
        {"kernel", "net_ratelimit: 12 callbacks suppressed", 12},
        {"kernel", "** 34 printk messages dropped **", 34},
        {"kernel", "audit: backlog limit exceeded", 1},
        {"kernel", "usb 1-1: new device", 0},
        {"node", "12 callbacks suppressed", 0},
        {"", "12 callbacks suppressed", 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct notice n = notice_of_entry(str_z(rows[i].ident), str_z(rows[i].message));
        if (n.count != rows[i].count)
            fail_msg("%s: %u", rows[i].message, (unsigned)n.count);
        assert_int_equal(n.kind, rows[i].count ? NOTICE_GAP : NOTICE_NONE);
    }
}

static void entries(void **state)
{
    (void)state;
    struct notice n = notice_of_entry(STR("systemd-journald"),
                                      STR("Suppressed 340 messages from image-pollinations.service"));
    assert_int_equal(n.kind, NOTICE_GAP);
    assert_int_equal(n.count, 340);
    assert_int_equal(notice_of_entry(STR("systemd-journald"), STR("Suppressed some")).count, 1);
    assert_int_equal(notice_of_entry(STR("image"), STR("Suppressed 340 messages")).kind, NOTICE_NONE);
    assert_int_equal(notice_of_entry(STR("systemd-journald"), STR("Journal started")).kind, NOTICE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(entries),
                                       cmocka_unit_test(losses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
