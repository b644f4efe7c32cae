/* literal: each row's literals are what it says, and stand in every text that its regex matches. */
#include "base/regex.h"
#include "match/literal.h"
#include "unit.h"

static const struct row {
    const char *regex, *literals; /* joined by "|" */
    const char *texts[4];         /* that match */
} ROWS[] = {
    {"Provided image is not valid", "provided image is not valid", {"x Provided image is not valid."}},
    {"ENOTFOUND (?<host>[\\w.-]+\\.azure\\.com)", ".azure.com", {"ENOTFOUND a.b.azure.com"}},
    {"Content rejected due to (?<c>(?:sexual|hate)(?:/(?:sexual|hate))*) content",
     "content rejected due to ",
     {"Content rejected due to sexual/hate content"}},
    {"connection reset|broken pipe", "connection reset|broken pipe", {"connection reset", "broken pipe"}},
    {"(?:timed out waiting|deadline exceeded) for",
     "timed out waiting for|deadline exceeded for",
     {"timed out waiting for", "deadline exceeded for"}},
    {"connection reset|abc", "", {"abc"}},
    {"(?:e-mail|mail) failed|bounced|mail failed", "mail failed|bounced", {"e-mail failed", "bounced"}},
    {"timed out|(?:call|request) timed out after", "timed out", {"request timed out after", "timed out"}},
    {"Queue (?:send|(?:roll)back) failed",
     "queue send failed|queue rollback failed",
     {"Queue send failed", "Queue rollback failed"}},
    {"code: 5(?:2\\d|30) x", "code: 5", {"code: 521 x", "code: 530 x"}},
    {"(?:a|b|c|d)(?:e|f|g|h) common", " common", {"ae common"}},
    {"abcde?", "abcd", {"abcd", "abcde"}},
    {"abcde*fghij", "fghij", {"abcdfghij", "abcdeefghij"}},
    {"abcd{0,3}efgh", "efgh", {"abcefgh"}},
    {"abcd{2}efghi", "efghi", {"abcddefghi"}},
    {"abcd+?efghi", "efghi", {"abcddefghi"}},
    {"a{b}cdef", "a{b}cdef", {"a{b}cdef"}},
    {"abcd{,2}wxyz", "wxyz", {"abcd{,2}wxyz abcdwxyz"}}, /* a quantifier since PCRE2 10.43 */
    {"(?:needle)?haystack", "haystack", {"haystack", "needlehaystack"}},
    {"(?:needles){0,2}hay", "", {"hay"}},
    {"(needles)+hay", "needles", {"needleshay"}},
    {"\\Qa.b(c\\E+d", "a.b(c", {"a.b(ccd"}},
    {"\\Qa.b(c\\E?d", "a.b(", {"a.b(d"}},
    {"foo\\.bar\\(x\\)", "foo.bar(x)", {"foo.bar(x)"}},
    {"path\\d+tail\\w", "path", {"path1tailx"}},
    {"[.]conf[iI]g[^x]", ".config", {".configy", ".confIg "}},
    {"ab[]cd]efgh", "efgh", {"ab]efgh"}},
    {"ab[[:alpha:]]efgh", "efgh", {"abcefgh"}},
    {"ab[^]cd]efgh", "efgh", {"abxefgh"}},
    {"(?i)Too Many Requests", "too many reque", {"TOO MANY REQUESTS", "too many request\xc5\xbf"}},
    {"(?i)kelvin reading|x(?-i)knows", "elvin reading|knows", {NULL}},
    {"(?i:abcd)kskss", "abcdkskss", {"ABCDkskss"}},
    {"ab(?i)cdefs|ghijkl", "cdef|ghij", {"abCDEFs", "GHIJKL"}},
    {"(?=lookahead)look", "look", {"lookahead"}},
    {"abcd(?!efgh|ijkl)", "abcd", {"abcdx"}},
    {"(?<=before)after", "after", {"beforeafter"}},
    {"(?<!no|yes)after", "after", {"after"}},
    {"(?>atomic) x", "atomic x", {"atomic x"}},
    {"(?|abcd1|abcd2)", "abcd1|abcd2", {"abcd2"}},
    {"(?#comment (here)abcd", "abcd", {"abcd"}},
    {"abcd(?#c)?efg", "", {"abcefg"}},
    {"(?x) ab cd # comment", "", {"abcd"}},
    {"(?P<n>abcd)(?P=n)", "", {"abcdabcd"}},
    {"(abcd)(?1)", "", {"abcdabcd"}},
    {"abcd(*ACCEPT)efghij", "", {"abcd"}},
    {"(a)?(?(1)bcde|fghi)", "", {"fghi"}},
    {"(a)\\1bcde\\g{1}\\x41\\x{41}\\tfg", "bcde", {"aabcdeaAA\tfg"}},
    {"\\p{Lu}abcd\\pLefghi", "efghi", {"AabcdXefghi"}},
    {"\\bword\\b\\s*=\\s*none$", "word", {"word = none"}},
    {"say \"hello there\"", "hello there", {"say \"hello there\""}},
    {"caf\xc3\xa9?bar then",
     "bar then",
     {"cafbar then", "caf\xc3\xa9"
                     "bar then"}},
    {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
     "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
     {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"}},
    {"a\xe6\x97\xa5\xe6\x9c\xac*", "a\xe6\x97\xa5", {"a\xe6\x97\xa5", "a\xe6\x97\xa5\xe6\x9c\xac"}},
    {"(?:\xe6\x97\xa5|\xe6\x9c\xac) of",
     "\xe6\x97\xa5 of|\xe6\x9c\xac of",
     {"\xe6\x97\xa5 of", "\xe6\x9c\xac of"}},
    {"(?i)\xd0\xbe\xd1\x88\xd0\xb8\xd0\xb1", "", {"\xd0\x9e\xd0\xa8\xd0\x98\xd0\x91"}},
    {"", "", {"x"}},
    {"a|", "", {""}},
    {"^\\[(?<p>[^\\]]+)\\] failed: quota", "] failed: quota", {"[x] failed: quota"}},
    {"0123456789012345678901234567890123456789012345678901234567890123zzzz?",
     NULL,
     {"0123456789012345678901234567890123456789012345678901234567890123zzz"}},
    {"0123456789012345678901234567890123456789012345678901234567890123z?yyyy",
     NULL,
     {"0123456789012345678901234567890123456789012345678901234567890123yyyy"}},
};

static struct str joined(const struct regex_literals *s, struct buf *b)
{
    for (size_t i = 0; i < s->literal_count; i++) {
        buf_addz(b, i ? "|" : "");
        buf_add(b, s->literals[i]);
    }
    return buf_str(b);
}

static bool holds(struct str text, struct str lower)
{
    for (size_t i = 0; i + lower.n <= text.n; i++)
        if (str_eq_nocase(str_of(text.p + i, lower.n), lower))
            return true;
    return false;
}

static bool holds_any(struct str text, const struct regex_literals *s)
{
    bool any = s->literal_count == 0;
    for (size_t i = 0; i < s->literal_count; i++)
        any |= holds(text, s->literals[i]);
    return any;
}

static void check_texts(const struct row *row, const struct regex_literals *parsed, struct engine *e)
{
    struct err err = {0};
    struct regex *r = regex_new(str_z(row->regex), NULL, &err);
    if (!r)
        fail_msg("%s: %s", row->regex, err.what);
    for (size_t i = 0; i < COUNT_OF(row->texts) && row->texts[i]; i++) {
        struct str text = str_z(row->texts[i]);
        if (!engine_run(e, r, text))
            fail_msg("%s does not match %s", row->regex, row->texts[i]);
        if (!holds_any(text, parsed))
            fail_msg("%s: no literal of it in %s", row->regex, row->texts[i]);
    }
    regex_free(r);
}

static void test_rows(void **state)
{
    struct arena a = {0};
    struct engine *e = engine_new();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LOCAL_BUF b = {0};
        struct regex_literals s = regex_literals_of(str_z(ROWS[i].regex), &a);
        struct str got = joined(&s, &b);
        if (ROWS[i].literals && !str_eq(got, str_z(ROWS[i].literals)))
            fail_msg("%s: literals `" STR_FMT "`, not `%s`", ROWS[i].regex, STR_ARG(got), ROWS[i].literals);
        check_texts(&ROWS[i], &s, e);
    }
    engine_free(e);
    arena_free(&a);
}

static void test_alternatives(void **state)
{
    struct arena a = {0};
    (void)state;
    struct regex_literals s = regex_literals_of(STR("ab(c|de)|f(?=g|h)(i)"), &a);
    static const char *const want[] = {"c", "de", "ab(c|de)", "f(?=g|h)(i)"};
    assert_int_equal(s.alternative_count, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++)
        assert_true(str_eq(s.alternatives[i], str_z(want[i])));
    assert_int_equal(regex_literals_of(STR("a(b)[|]\\|"), &a).alternative_count, 0);
    arena_free(&a);
}

/* Whatever it is given, it comes to an end and stays inside. */
static void test_hostile(void **state)
{
    static const char bytes[] = "()[]{}|?*+\\QE^$.<>=!#:-',0a\xff";
    struct arena a = {0};
    uint32_t seed = 1;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        char *p = malloc(12);
        size_t n = (size_t)(i % 12);
        for (size_t k = 0; k < n; k++) {
            seed = seed * 1664525 + 1013904223;
            p[k] = bytes[(seed >> 16) % sizeof bytes];
        }
        char *exact = malloc(n ? n : 1); /* so that a read past the end is seen */
        memcpy(exact, p, n);
        regex_literals_of(str_of(exact, n), &a);
        free(exact);
        free(p);
        arena_reset(&a);
    }
    LOCAL_BUF deep = {0};
    buf_fill(&deep, '(', 100000);
    assert_int_equal(regex_literals_of(buf_str(&deep), &a).literal_count, 0);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_alternatives),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
