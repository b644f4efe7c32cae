/* What is a secret and what is not, where its value ends, and that redacting twice is as once. */
#include "base/redact.h"
#include "base/secrets_maker.h"
#include "chance.h"
#include "unit.h"

/* The texts of tests/secrets.txt, which says how they are written. */
static struct str listed;

struct row {
    const char *s, *want; /* want is NULL: as it is */
};

static void check(const struct row *rows, size_t n)
{
    struct buf once = {0}, twice = {0};
    for (size_t i = 0; i < n; i++) {
        const char *want = rows[i].want ? rows[i].want : rows[i].s;
        buf_clear(&once);
        buf_clear(&twice);
        redact(&secrets_shipped, str_z(rows[i].s), &once);
        redact(&secrets_shipped, buf_str(&once), &twice);
        if (!str_eq(buf_str(&once), str_z(want)))
            fail_msg("'%s':\n  " STR_FMT "\n  not %s", rows[i].s, STR_ARG(once), want);
        if (!str_eq(buf_str(&once), buf_str(&twice)))
            fail_msg("'%s', twice:\n  " STR_FMT, rows[i].s, STR_ARG(twice));
    }
    buf_free(&once);
    buf_free(&twice);
}

static void test_values(void **state)
{
    static const struct row rows[] = {
        {"password=hunter2", "password=[redacted]"},
        {"login failed (password=hunter2), again", "login failed (password=[redacted]), again"},
        {"DB_PASSWORD = hunter2 host=db", "DB_PASSWORD = [redacted] host=db"},
        {"password: hunter2 user: bob", "password: [redacted] user: bob"},
        {"password: hunter user: bob", "password: [redacted] user: bob"},
        {"Password: Hunter", "Password: [redacted]"},
        {"clientSecret=abc;Uid=7;Pwd=p4ss", "clientSecret=[redacted];Uid=7;Pwd=[redacted]"},
        {"GET /x?api_key=abc&model=flux", "GET /x?api_key=[redacted]&model=flux"},
        {"GET /x?token=a1b2c3&key=3f786850e387550fdab836ed7e6dc881de23001b HTTP/1.1",
         "GET /x?token=[redacted]&key=[redacted] HTTP/1.1"},
        {"apikey:abc x-api-key: d1e2f3", "apikey:[redacted] x-api-key: [redacted]"},
        {"tool --password hunter2 --user bob", "tool --password [redacted] --user bob"},
        {"tool --token abcdef", "tool --token [redacted]"},
        {"secret => 'it is mine', n => 3", "secret => '[redacted]', n => 3"},
        {"{\"api_key\":\"abc\",\"model\":\"flux\"}", "{\"api_key\":\"[redacted]\",\"model\":\"flux\"}"},
        {"{\"password\": \"a b\\\"c\\\\\", \"n\": 1}", "{\"password\": \"[redacted]\", \"n\": 1}"},
        {"\"body\":\"{\\\"api_key\\\":\\\"a b\\\",\\\"n\\\":1}\"",
         "\"body\":\"{\\\"api_key\\\":\\\"[redacted]\\\",\\\"n\\\":1}\""},
        {"{\\\\\\\"token\\\\\\\":\\\\\\\"abc\\\\\\\",", "{\\\\\\\"token\\\\\\\":\\\\\\\"[redacted]\\\\\\\","},
        {"{\"s\":\"{\\\"token\\\":\\\"a\\\\\\\"b\\\"}\"}", "{\"s\":\"{\\\"token\\\":\\\"[redacted]\\\"}\"}"},
        {"\"s\":\"token=\\\"abc\",\"n\":1", "\"s\":\"token=\\\"[redacted]\",\"n\":1"},
        {"{\"password\":\"cut of", "{\"password\":\"[redacted]"},
        {"?api_key%3Dabc sig=abcDEF0123456789abcDEF0123456789%3D", "?api_key%3D[redacted] sig=[redacted]"},
        {"DB_PASS=hunter2 connect.sid=s%3Aabc.def", "DB_PASS=[redacted] connect.sid=[redacted]"},
        {"SECRET_KEY_BASE=ab12 ENCRYPTION_KEY=x credentials: a1b2",
         "SECRET_KEY_BASE=[redacted] "
         "ENCRYPTION_KEY=[redacted] credentials: [redacted]"},
        {"jwt=abc.def otp: 123456", "jwt=[redacted] otp: [redacted]"},
        {"GOCSPX-abcdefghij_klmnopqr", "GOCSPX-[redacted]"},
        {"npm_abcdefghijklmnopqrstuvwxyz0123456789", "npm_[redacted]"},
        {"SG.abcdefghijklmnopqrstuv.wxyz0123456789abcdefghijklmnopqrstuvw", "SG.[redacted]"},
        {"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ", "AGE-SECRET-KEY-[redacted]"},
        {"token: expired", NULL},
        {"password: required", NULL},
        {"Unexpected token: punc", NULL},
        {"authorization: 401", NULL},
        {"bypass=yes compass: north", NULL},
        {"password=\nnext line", NULL},
    };
    (void)state;
    check(rows, COUNT_OF(rows));
}

static void test_headers(void **state)
{
    static const struct row rows[] = {
        {"Authorization: Bearer abc", "Authorization: Bearer [redacted]"},
        {"authorization: Basic dXNlcjpwYXNz", "authorization: Basic [redacted]"},
        {"Authorization: abc123 x", "Authorization: [redacted] x"},
        {"\"authorization\":\"Bearer a b\"", "\"authorization\":\"Bearer [redacted]\""},
        {"sent 'Bearer abcd1234' to it", "sent 'Bearer [redacted]' to it"},
        {"bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "bearer [redacted]"},
        {"Basic dXNlcjpwYXNz", "Basic [redacted]"},
        {"set-cookie: sid=abcdef; Path=/", "set-cookie: [redacted]; Path=/"},
        {"WWW-Authenticate: Bearer realm=\"x\", error=\"invalid_token\"", NULL},
        {"Bearer token missing", NULL},
        {"token_type: bearer expires_in=3600", NULL},
        {"Basic authentication failed", NULL},
        {"Authorization: missing header", NULL},
    };
    (void)state;
    check(rows, COUNT_OF(rows));
}

static void test_shapes(void **state)
{
    static const struct row rows[] = {
        {"Incorrect API key provided: sk-proj-abcdefghijklmnop1234. Find it",
         "Incorrect API key provided: sk-[redacted]. Find it"},
        {"key sk_live_4eC39HqLyjWDarjtT1zdp7dc", "key sk_[redacted]"},
        {"ghp_abcdefghijklmnopqrstuvwxyz0123456789 gho_abcdefghijklmnopqrstuvwxyz0123456789",
         "ghp_[redacted] gho_[redacted]"},
        {"id AKIAIOSFODNN7EXAMPLE is", "id AKIA[redacted] is"},
        {"xoxb-12345678901-abcdef xoxp-12345678901-abcdef", "xoxb-[redacted] xoxp-[redacted]"},
        {"?k=AIzaSyA1234567890abcdefghijklmnopqrstuv&x", "?k=AIza[redacted]&x"},
        {"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl.", "jwt eyJ[redacted]"},
        {"first\\nsk-abcdefghijklmnopqrst", "first\\nsk-[redacted]"},
        {"x%3Dsk-abcdefghijklmnopqrst", "x%3Dsk-[redacted]"},
        {"cut sk-abcdefgh", "cut sk-[redacted]"},
        {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nafter",
         "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----\nafter"},
        {"\\n-----BEGIN PRIVATE KEY-----\\nMIIE", "\\n-----BEGIN PRIVATE KEY-----[redacted]"},
        {"task-manager-of-all-things-one sk-learn is", NULL},
        {"Incorrect API key provided: sk-ab********cdef.", NULL},
        {"ASIA-PACIFIC-SOUTHEAST-1", NULL},
        {"-----BEGIN and nothing", NULL},
    };
    (void)state;
    check(rows, COUNT_OF(rows));
}

static void test_addresses(void **state)
{
    static const struct row rows[] = {
        {"https://bob:s3cret@db.example.com:5432/x", "https://bob:[redacted]@db.example.com:5432/x"},
        {"redis://:p@ss@cache", "redis://:[redacted]@cache"},
        {"mail to bob.b+tag@mail.example.com.", "mail to [redacted]@mail.example.com."},
        {"<bob@example.com>", "<[redacted]@example.com>"},
        {"jos\xc3\xa9@example.com", "[redacted]@example.com"},
        {"\\nbob@example.com", "\\n[redacted]@example.com"},
        {"root@host root@10.0.0.1 user@1000.service lodash@4.17.21 icon@2x.png", NULL},
        {"http://host:8080/@scope/pkg @media", NULL},
    };
    (void)state;
    check(rows, COUNT_OF(rows));
}

static void test_no_secrets(void **state)
{
    static const struct row rows[] = {
        {"", NULL},
        {"getaddrinfo ENOTFOUND gptimagemain1-resource.cognitiveservices.azure.com", NULL},
        {"connect ECONNREFUSED 10.6.79.98:23525", NULL},
        {"request=1a2b3c4d-0000-4000-8000-123456789abc requestId: 9f86d081884c7d65 cf-ray: "
         "8c1f2e3d4b5a6978-FRA",
         NULL},
        {"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", NULL},
        {"model=openai-large user=demo-user-1 tier=seed max_tokens: 4096 token: 17 tokens=5", NULL},
        {"key=user:17 cacheKey=9f86d081884c7d659a2feaa0c55ad015 monkey=9f86d081884c7d659a2feaa0c55ad015",
         NULL},
        {"key=1a2b3c4d-0000-4000-8000-123456789abc key=images/2026/03/a.png \"key\":\"value\"", NULL},
        {"Unexpected token: } in JSON at position 17", NULL},
        {"Invalid password: must be longer", NULL},
        {"api_key=sk-<secret> now", NULL},
        {"password=<word> token=${TOKEN} api_key=*** secret: null, \"token\":\"\"", NULL},
        {"std::secret::get token == other PWD=/srv/app", NULL},
        {"duplicate key value violates unique constraint \"pk_users_id_2024\"", NULL},
        {"at Object.<anonymous> (/app/src/auth/token.js:12:34)", NULL},
        {"2026-03-15T09:20:00.000Z [1a2b3c4d] GET /v1/models 200 12ms", NULL},
    };
    (void)state;
    check(rows, COUNT_OF(rows));
}

/* What is to be redacted of a line of the list, and what is to come of it. */
static void read_line(struct str line, struct buf *text, struct buf *want)
{
    static const char escapes[] = "nre\\<>";
    static const char *const meanings[] = {"\n", "\r", "\x1b", "\\", "«", "»"};
    bool secret = false;
    for (size_t i = 0; i < line.n; i++) {
        struct str rest = str_skip(line, i);
        bool mark = str_starts(rest, STR("«")) || str_starts(rest, STR("»"));
        const char *meant = line.p[i] == '\\' ? strchr(escapes, rest.n > 1 ? rest.p[1] : ' ') : NULL;
        struct str c = meant ? str_z(meanings[meant - escapes]) : str_head(rest, 1);
        i += meant || mark;
        secret ^= mark;
        if (mark)
            buf_addz(want, secret ? REDACTED : "");
        else
            buf_add(text, c);
        if (!mark && !secret)
            buf_add(want, c);
    }
}

static void test_list(void **state)
{
    struct buf text = {0}, want = {0}, got = {0};
    unsigned counts[2] = {0}, wrong = 0;
    struct str rest = listed, line;
    (void)state;
    while (str_split(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        buf_clear(&text);
        buf_clear(&want);
        buf_clear(&got);
        read_line(line, &text, &want);
        redact(&secrets_shipped, buf_str(&text), &got);
        counts[str_eq(buf_str(&text), buf_str(&want))]++;
        if (str_eq(buf_str(&got), buf_str(&want)))
            continue;
        print_error(STR_FMT "\n  " STR_FMT "\n", STR_ARG(line), STR_ARG(got));
        wrong++;
    }
    buf_free(&text);
    buf_free(&want);
    buf_free(&got);
    assert_int_equal(wrong, 0);
    assert_in_range(counts[0], 60, 1000);
    assert_in_range(counts[1], 60, 1000);
}

/* Edges of what stays, of what goes and in between, and where they are then. */
static void test_edges(void **state)
{
    static const struct str text = STR_INIT("a password=hunter2 b token=a1b2c3 c");
    static const struct {
        struct edge in;
        size_t want;
    } rows[] = {{{0, false}, 0},   {{11, false}, 11}, {{11, true}, 11},  {{13, false}, 11},
                {{13, true}, 21},  {{18, true}, 21},  {{18, false}, 21}, {{20, false}, 23},
                {{27, false}, 30}, {{30, true}, 40},  {{35, true}, 42}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t k = i; k < COUNT_OF(rows); k++) {
            struct edge edges[] = {rows[i].in, rows[k].in};
            LOCAL_BUF out = {0};
            redact_edges(&secrets_shipped, text, edges, 2, &out);
            assert_true(str_eq(buf_str(&out), STR("a password=[redacted] b token=[redacted] c")));
            if (edges[0].at != rows[i].want || edges[1].at != rows[k].want)
                fail_msg("%zu, %zu: %zu, %zu", rows[i].in.at, rows[k].in.at, edges[0].at, edges[1].at);
        }
}

static void test_named(void **state)
{
    static const struct {
        const char *name, *value, *want;
    } rows[] = {
        {"authorization", "Bearer abc def", "Bearer [redacted]"},
        {".request.headers[\"x-api-key\"]", "abc", "[redacted]"},
        {".cookies[0]", "a=b; c=d", "[redacted]"},
        {"password", "required", "required"},
        {"token", "17", "17"},
        {"note", "token=a1b2", "token=[redacted]"},
        {"url", "/x?key=a1b2c3d4e5", "/x?key=[redacted]"},
        {"", "sk-abcdefghijklmnop1234", "sk-[redacted]"},
        {".tokens[]", "hunter2Zq9", "[redacted]"},
        {".tokens[3]", "hunter2Zq9", "[redacted]"},
        {".password[0]", "hunter", "[redacted]"},
        {".credentials.value", "hunter", "[redacted]"},
        {".apiKeys.openai", "hunter2Zq9", "[redacted]"},
        {".apiKeys.of[\"my team\"][0]", "hunter2Zq9", "[redacted]"},
        {".credentials.type", "service_account", "service_account"},
        {".credentials.region", "us-east-1", "us-east-1"},
        {".token.userId", "a1b2c3d4e5f6", "a1b2c3d4e5f6"},
        {".token.value", "expired", "expired"},
        {".tokens.input", "1234", "1234"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        LOCAL_BUF plain = {0};
        struct buf out = {0};
        redact_named(&secrets_shipped, str_z(rows[i].name), str_z(rows[i].value), &out);
        redact_named(NULL, str_z(rows[i].name), str_z(rows[i].value), &plain);
        if (!str_eq(buf_str(&out), str_z(rows[i].want)))
            fail_msg("%s %s: " STR_FMT, rows[i].name, rows[i].value, STR_ARG(out));
        assert_true(str_eq(buf_str(&plain), str_z(rows[i].value)));
        buf_free(&out);
    }
}

/* Of what was cut the first part of a secret goes, however short; nothing else does. */
static void test_cut(void **state)
{
    static const struct {
        const char *name, *value, *want;
    } rows[] = {
        {"", "a Bearer AbCd", "a Bearer [redacted]"},
        {"", "a ghp_AbC", "a ghp_[redacted]"},
        {"", "GET /x?key=a1", "GET /x?key=[redacted]"},
        {"", "to redis://bob:hun", "to redis://bob:[redacted]"},
        {"", "AKIAIO", "AKIA[redacted]"},
        {"", "password=hunter2 and wor", "password=[redacted] and wor"},
        {"token", "abc", "[redacted]"},
        {"", "no such fil", "no such fil"},
        {"", "images/2026/a1b2", "images/2026/a1b2"},
        {"", "Bearer [redacted]", "Bearer [redacted]"},
        {"", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        LOCAL_BUF out = {0};
        redact_cut(&secrets_shipped, str_z(rows[i].name), str_z(rows[i].value), &out);
        if (!str_eq(buf_str(&out), str_z(rows[i].want)))
            fail_msg("%s: " STR_FMT, rows[i].value, STR_ARG(out));
    }
}

static int read_list(void **state)
{
    static char text[1 << 16];
    const char *path = getenv("SECRETS");
    FILE *in = path ? fopen(path, "rb") : NULL;
    (void)state;
    listed = str_of(text, in ? fread(text, 1, sizeof text, in) : 0);
    return !in || fclose(in) || listed.n == 0;
}

/* Pieces in any order: redacting again changes nothing, and what is no secret's stays in order. */
static void test_twice(void **state)
{
    static const char *const pieces[] = {
        "password",
        "api_key",
        "token",
        "key",
        "--",
        "Authorization",
        "Bearer ",
        "Basic ",
        "=",
        ":",
        ": ",
        "\"",
        "'",
        "\\",
        "\\\"",
        " ",
        "\n",
        "bob",
        "a1b2c3d4",
        "Hunter",
        "@",
        "example.com",
        "https",
        "://",
        "/",
        "sk-",
        "AKIA",
        "IOSFODNN7EXAMPLE",
        "eyJ",
        "abcdefghijklmnop1234",
        ".",
        ",",
        ";",
        "&",
        ")",
        "]",
        "[",
        "}",
        "<",
        ">",
        "%3D",
        "[redacted]",
        "-----BEGIN X-----",
        "-----END",
        "\xc3\xa9",
        "null",
        "12",
        "Cookie",
        "a=b",
        "Key ",
        "-u ",
        "<password>",
        "</",
        "tcp(",
        "value",
        "Some(",
        "x-api-key",
        "missing",
        "?",
        "%20",
        "hooks.slack.com/services/",
        ":AAabcdefghijklmnopqrstuvwxyz01234567",
    };
    struct chance chance = {20260315};
    struct buf s = {0}, once = {0}, twice = {0};
    (void)state;
    for (unsigned round = 0; round < 100000; round++) {
        buf_clear(&s);
        buf_clear(&once);
        buf_clear(&twice);
        for (size_t n = 1 + chance_below(&chance, 10); n; n--)
            buf_addz(&s, pieces[chance_below(&chance, COUNT_OF(pieces))]);
        redact(&secrets_shipped, buf_str(&s), &once);
        redact(&secrets_shipped, buf_str(&once), &twice);
        if (!str_eq(buf_str(&once), buf_str(&twice)))
            fail_msg("'" STR_FMT "'\n  " STR_FMT "\n  " STR_FMT, STR_ARG(s), STR_ARG(once), STR_ARG(twice));
    }
    buf_free(&s);
    buf_free(&once);
    buf_free(&twice);
}

/* A # where a shape's second byte is stands for digits as anywhere. */
static void test_digits_second(void **state)
{
    struct secrets_maker m = {.names = NULL};
    LOCAL_BUF out = {0};
    (void)state;
    assert_null(secrets_add_shape(&m, STR("k#- word 12")));
    struct secrets k = secrets_make(&m, NULL);
    redact(&k, STR("by k12-abcdefghij12 and"), &out);
    assert_true(str_eq(buf_str(&out), STR("by k12-[redacted] and")));
    secrets_maker_free(&m);
}

/* What stands far behind a value's start does not unsay it: else each of a long text's bytes asks there. */
static void test_far(void **state)
{
    LOCAL_BUF text = {0}, out = {0};
    (void)state;
    while (text.n < 4000)
        buf_addz(&text, "password=hunter2");
    buf_addz(&text, "***");
    redact(&secrets_shipped, buf_str(&text), &out);
    assert_int_equal(str_find(buf_str(&out), STR("hunter2")), out.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),     cmocka_unit_test(test_headers),
        cmocka_unit_test(test_shapes),     cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_no_secrets), cmocka_unit_test(test_twice),
        cmocka_unit_test(test_list),       cmocka_unit_test(test_edges),
        cmocka_unit_test(test_named),      cmocka_unit_test(test_far),
        cmocka_unit_test(test_cut),        cmocka_unit_test(test_digits_second),
    };
    return cmocka_run_group_tests(tests, read_list, NULL);
}
