/* Masking: what a message's template is, and that the ways of wrapping an error do not change it. */
#include "tally/cluster.h"
#include "unit.h"

struct row {
    const char *message, *template;
};

static const struct row MASK[] = {
    {"connect ECONNREFUSED 10.6.79.98:23525", "connect ECONNREFUSED <ip>:<port>"},
    {"upstream host comfy-12.example.net returned 502 after 412ms "
     "request=3f2504e0-4f89-41d3-9a0c-0305e82c3301",
     "upstream host <host> returned <num> after <dur> request=<uuid>"},
    {"Cannot read properties of undefined (reading 'choices') at job 417",
     "Cannot read properties of undefined (reading <str>) at job <num>"},
    {"D1_ERROR: database is locked: SQLITE_BUSY (query 0x1234567890ab)",
     "D1_ERROR: database is locked: SQLITE_BUSY (query <hex>)"},
    {"KV PUT failed: 429 Too Many Requests for key usage:demo-user-17:2026-03-15",
     "KV PUT failed: <num> Too Many Requests for key usage:demo-user-<num>:<time>"},
    {"Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON (offset 12)",
     "Unexpected token <str>, <str>... is not valid JSON (offset <num>)"},
    {"webhook signature mismatch for evt_0123456789abcdef01234567",
     "webhook signature mismatch for evt_<hex>"},
    {"socket hang up after 12ms (peer 198.51.100.7:443, 1048576 bytes read)",
     "socket hang up after <dur> (peer <ip>:<port>, <size> read)"},
    {"at 2026-03-15T10:00:59.439Z and 2026-03-15 10:00:59,123 and 15/Mar/2026:10:00:59 +0000",
     "at <time> and <time> and <time>"},
    {"on Mon Nov 23 16:56:04 UTC 2026 and Sat Jun 18 02:08:10 2005 until 10:00:59",
     "on <time> and <time> until <time>"},
    {"peer ::1 and [2001:db8::ff00:42:8329]:443, mac 00:1b:44:11:3a:b7",
     "peer <ip> and [<ip>]:<num>, mac <hex>"},
    {"open '/etc/passwd': permission denied", "open <str>: permission denied"},
    {"GET https://example.org/a?b=c#d, then /v1/chat/completions and src/main.c:12",
     "GET <url>, then <path> and <path>"},
    {"sexual/hate/violence", "sexual/hate/violence"},
    {"sensor 3 at 41C, 3.3V and 1200rpm", "sensor <num> at <num>, <num> and <num>"},
    {"read 3.5 MB of 1,234,567 at 12.5MB/s in 2h27m", "read <size> of <num> at <size>/s in <dur>"},
    {"mail to jane.doe@example.org bounced", "mail to <email> bounced"},
    {"token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
     "token <b64>"},
    {"body {\"a\": {\"b\": \"}\"}} end", "body <json> end"},
    {"level=error msg=\"failed to open\" file=\"x y\"", "level=error msg=\"failed to open\" file=<str>"},
    {"\"GET /v2/a HTTP/1.1\" status: 200", "\"GET <path> HTTP/<num>\" status: <num>"},
    {"can't open, won't retry", "can't open, won't retry"},
    {"worker17 speaks http2 and utf8 to D1", "worker<num> speaks http2 and utf8 to D1"},
    {"value -12 at offset=-3", "value <num> at offset=<num>"},
    {"a   b\tc  ", "a b c"},
    {"\xe2\x9c\xa8 done \xf0\x9f\x8e\xa8 caf\xc3\xa9", "done caf\xc3\xa9"},
    {"first\nsecond", "first"},
    {"blk_-1608999687919862906 of size 67108864", "blk_<num> of size <num>"},
    {"puui.qpic.cn:443 close, csdnimg.cn:443 close", "<host>:<port> close, <host>:<port> close"},
    {"cdn.example:443 close, 1 kB (1,024 bytes) sent", "<host>:<port> close, <size> (<size>) sent"},
    {"connect to localhost:3000 or db.local:5432", "connect to <host>:<port> or <host>:<port>"},
    {"main.go:12 worker.js:4334:9 a.b.destroySurface:3041 user.id:42 latency.ms:120",
     "main.go:<num> worker.js:<num>:<num> a.b.destroySurface:<num> user.id:<num> latency.ms:<num>"},
    {"localhost is up, see localhost:8080:12", "localhost is up, see localhost:<num>:<num>"},
    {"", ""},
    {"java.io.FileNotFoundException in java.net", "java.io.FileNotFoundException in java.net"},
};

static const struct row WRAP[] = {
    {"[provider] flux failed: No luck here", "No luck here"},
    {"\033[31m[provider] openai-audio failed: No luck here\033[0m", "No luck here"},
    {"Error: No luck here\n    at f (x.js:1:2)", "No luck here"},
    {"TypeError: No luck here", "No luck here"},
    {"Uncaught TypeError: No luck here", "No luck here"},
    {"provider failed: Error: No luck here", "No luck here"},
    {"2026-03-15T10:00:59.439Z demo:error Error: No luck here", "No luck here"},
    {"[2026-03-15 10:00:59] ERROR No luck here", "No luck here"},
    {"ERROR: No luck here", "No luck here"},
    {"\033[36m[1a2b3c4d]\033[0m \033[31;1mERROR\033[0m No luck here", "No luck here"},
    {"Chat completions error 500: \"{\\\"error\\\":{\\\"message\\\":\\\"No luck "
     "here\\\",\\\"code\\\":500}}\"",
     "No luck here"},
    {"Chat completions error 500: {\"error\":{\"message\":\"No luck here\",\"code\":500}}", "No luck here"},
    {"Chat completions error 500: No luck here", "No luck here"},
    {"\xe2\x9d\x8c No luck here", "No luck here"},
    {"\"No luck here\"", "No luck here"},
    {"\"NO_LUCK\": \"No luck here\"", "No luck here"},
    {"Error: ", "Error:"},
    {"[]", "[]"},
};

static void check(const struct row *rows, size_t n)
{
    LOCAL_BUF out = {0};
    for (size_t i = 0; i < n; i++) {
        buf_clear(&out);
        cluster_mask(str_z(rows[i].message), NULL, NULL, &out);
        buf_addc(&out, '\0');
        if (strcmp(out.p, rows[i].template) != 0)
            fail_msg("%s\n  gives  %s\n  wanted %s", rows[i].message, out.p, rows[i].template);
    }
}

static void masks(void **state)
{
    (void)state;
    check(MASK, COUNT_OF(MASK));
}

static void unwraps(void **state)
{
    (void)state;
    check(WRAP, COUNT_OF(WRAP));
}

/* A secret is one wildcard, whatever it looks like, and only where no other covers it. */
static const struct row SECRETS[] = {
    {"slack refused xoxb-123456789012-abcdefghijkl today", "slack refused xoxb-<secret> today"},
    {"refused Bearer _rI3925c5fwrpI4_uk7TlJDF by peer", "refused Bearer <secret> by peer"},
    {"token=abc-123-def-456", "token=<secret>"},
    {"password=hunter2 for bob@example.com", "password=<secret> for <email>"},
    {"password=hunter2 password=swordfish", "password=<secret> password=<secret>"},
    {"cookie: session=abcdef0123456789; theme=dark rejected", "cookie: <secret> rejected"},
    {"password=3f786850e387550fdab836ed7e6dc881de23001b", "password=<hex>"},
    {"GET https://a.example/x?token=abc-123-def-456 failed", "GET <url> failed"},
    {"token: expired worker-17", "token: expired worker-<num>"},
};

static void hides_secrets(void **state)
{
    struct buf out = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(SECRETS); i++) {
        buf_clear(&out);
        cluster_mask(str_z(SECRETS[i].message), &secrets_shipped, NULL, &out);
        if (!str_eq(buf_str(&out), str_z(SECRETS[i].template)))
            fail_msg("%s\n  gives  " STR_FMT, SECRETS[i].message, STR_ARG(out));
    }
    buf_free(&out);
}

/* The template of a template is itself. */
static void masks_once(void **state)
{
    LOCAL_BUF once = {0}, twice = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(MASK); i++) {
        buf_clear(&once);
        buf_clear(&twice);
        cluster_mask(str_z(MASK[i].message), NULL, NULL, &once);
        cluster_mask(buf_str(&once), NULL, NULL, &twice);
        if (!str_eq(buf_str(&once), buf_str(&twice)))
            fail_msg("%s: " STR_FMT, MASK[i].template, STR_ARG(buf_str(&twice)));
    }
}

static void ends_at_512(void **state)
{
    LOCAL_BUF in = {0}, out = {0};
    (void)state;
    for (int i = 0; i < 1000; i++)
        buf_addz(&in, "word 17 ");
    cluster_mask(buf_str(&in), NULL, NULL, &out);
    assert_true(out.n <= 512 && out.n > 500);
    assert_true(str_ends(buf_str(&out), STR("word <num>")) || str_ends(buf_str(&out), STR("<num> word")));
    buf_clear(&in);
    buf_clear(&out);
    for (int i = 0; i < 600; i++)
        buf_addc(&in, 'z');
    cluster_mask(buf_str(&in), NULL, NULL, &out);
    assert_int_equal(out.n, 512);
}

static void ids_stay(void **state)
{
    char id[13];
    (void)state;
    cluster_id(STR("connect ECONNREFUSED <ip>:<port>"), id);
    assert_int_equal(strlen(id), 12);
    assert_string_equal(id, "a8446132f85e");
}

/* What is no UTF-8 is written as U+FFFD: the id is the same when it is read back. */
static void ids_survive_a_report(void **state)
{
    char written[13], read[13];
    (void)state;
    cluster_id(STR("<num>:\xb0<num>:<num> gpu: Error: connect \xff"), written);
    cluster_id(STR("<num>:\xef\xbf\xbd<num>:<num> gpu: Error: connect \xef\xbf\xbd"), read);
    assert_string_equal(written, read);
}

static void keys(void **state)
{
    static const struct cluster_key all[] = {
        {STR_INIT("a <num>"), {0}, {0}, {0}, {0}},
        {STR_INIT("a <num>"), STR_INIT("TypeError"), {0}, {0}, {0}},
        {STR_INIT("a <num>"), {0}, STR_INIT("f (a.js)"), {0}, {0}},
        {STR_INIT("a <num>"), STR_INIT("TypeError"), STR_INIT("f (a.js)"), {0}, {0}},
        {STR_INIT("a <num>"), {0}, {0}, STR_INIT("0123456789ab"), {0}},
    };
    char ids[COUNT_OF(all)][13];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        LOCAL_BUF key = {0};
        cluster_key_write(&all[i], &key);
        struct cluster_key k = cluster_key_split(buf_str(&key));
        assert_true(str_eq(k.template, all[i].template) && str_eq(k.type, all[i].type));
        assert_true(str_eq(k.frame, all[i].frame) && str_eq(k.id, all[i].id));
        cluster_id(buf_str(&key), ids[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
    }
    assert_string_equal(ids[COUNT_OF(all) - 1], "0123456789ab");
    for (size_t i = 0; i < COUNT_OF(all); i++) { /* a status tells keys apart, but is no part of the id */
        LOCAL_BUF key = {0};
        struct cluster_key with = all[i];
        char id[13];
        with.status = STR("502");
        cluster_key_write(&with, &key);
        assert_true(str_eq(cluster_key_split(buf_str(&key)).status, STR("502")));
        cluster_id(buf_str(&key), id);
        assert_string_equal(id, ids[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks),
        cmocka_unit_test(unwraps),
        cmocka_unit_test(hides_secrets),
        cmocka_unit_test(masks_once),
        cmocka_unit_test(ends_at_512),
        cmocka_unit_test(ids_stay),
        cmocka_unit_test(ids_survive_a_report),
        cmocka_unit_test(keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
