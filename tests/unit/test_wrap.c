/* flow: what is broken into lines, and what is not: what is copied must work. */
#include "report/wrap.h"
#include "unit.h"

enum { WIDTH = 40 };

static const struct row {
    const char *name, *text, *lines;
    enum wrap_mode mode;
} ROWS[] = {
    {"prose", "The quick brown fox jumps over the lazy dog and runs.",
     "The quick brown fox jumps over the lazy\ndog and runs.\n", WRAP_COMMANDS},
    {"a word that is too long", "0123456789012345678901234567890123456789abc",
     "0123456789012345678901234567890123456789\nabc\n", WRAP_TEXT},
    {"a URL", "see https://console.cloud.google.com/iam-admin/quotas?x=1 first",
     "see\nhttps://console.cloud.google.com/iam-admin/quotas?x=1\nfirst\n", WRAP_TEXT},
    {"an assignment", "in .env NODE_OPTIONS=--dns-result-order=ipv4first,and-more",
     "in .env\nNODE_OPTIONS=--dns-result-order=ipv4first,and-more\n", WRAP_TEXT},
    {"a command of its own line", "Then\n  journalctl -u <unit> --since '15 minutes ago' --no-pager\nagain",
     "Then\n  journalctl -u <unit> --since '15 minutes ago' --no-pager\nagain\n", WRAP_COMMANDS},
    {"behind a colon", "Check on the server: nslookup <new-resource>.example.com",
     "Check on the server:\nnslookup <new-resource>.example.com\n", WRAP_COMMANDS},
    {"several", "df -h; redis-cli --bigkeys; ps -eo pid,rss,comm --sort=-rss | head. Then see.",
     "df -h; redis-cli --bigkeys;\nps -eo pid,rss,comm --sort=-rss | head.\nThen see.\n", WRAP_COMMANDS},
    {"with quotes", "docker inspect -f '{{.State.ExitCode}}; {{.State.Error}}' <container>; docker ps",
     "docker inspect -f '{{.State.ExitCode}}; {{.State.Error}}' <container>;\ndocker ps\n", WRAP_COMMANDS},
    {"in brackets", "Look at the log at this time (journalctl -u <unit> -n 100)",
     "Look at the log at this time\n(journalctl -u <unit> -n 100)\n", WRAP_COMMANDS},
    {"an apostrophe", "raise it: the service's limit is what counts; and nothing else in the world does",
     "raise it: the service's limit is what\ncounts; and nothing else in the world\ndoes\n", WRAP_COMMANDS},
    {"inside of prose", "None, unless it is frequent. Then redis-cli bgsave, and look at it once more",
     "None, unless it is frequent. Then\nredis-cli bgsave, and look at it once\nmore\n", WRAP_COMMANDS},
    {"by its option", "Nothing stands in the way of it: Run tool --all \"a b c\" then see",
     "Nothing stands in the way of it: Run\ntool --all \"a b c\" then see\n", WRAP_COMMANDS},
    {"of several words", "it ends when somebody says apt-get install imagemagick to it, not before",
     "it ends when somebody says\napt-get install imagemagick to it, not\nbefore\n", WRAP_TEXT},
    {"words with an assignment",
     "give the unit MODE=1 GREETING=\"good day to you\" tool -x /srv/file or none",
     "give the unit\nMODE=1 GREETING=\"good day to you\" tool -x /srv/file\nor none\n", WRAP_TEXT},
    {"a URL without its host", "\"GET\" \"/prompt/a%20lighthouse%20in%20a%20storm?model=veo&seed=41\" 200",
     "\"GET\"\n\"/prompt/a%20lighthouse%20in%20a%20storm?model=veo&seed=41\"\n200\n", WRAP_TEXT},
    {"short", "Quick room on the server: docker system prune",
     "Quick room on the server:\ndocker system prune\n", WRAP_COMMANDS},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LOCAL_BUF out = {0};
        wrap_lines(&out, WIDTH, 0, 0, str_z(ROWS[i].text), ROWS[i].mode);
        if (!str_eq(buf_str(&out), str_z(ROWS[i].lines)))
            fail_msg("%s:\n" STR_FMT, ROWS[i].name, STR_ARG(buf_str(&out)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
