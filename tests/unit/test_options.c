/* What command lines mean, and what is said of wrong ones; help fits its screen. */
#include "cli/help.h"
#include "match/signature.h"
#include "unit.h"

enum { MOST_WORDS = 12 };

struct parsed {
    struct options o;
    struct err err;
    bool ok;
    char text[200]; /* options keep pointers into it */
};

/* Parse a line of words parted by single spaces. */
static void parse(struct parsed *p, const char *line)
{
    char *argv[MOST_WORDS] = {(char[]){"sigtail"}};
    int argc = 1;
    *p = (struct parsed){.ok = false};
    snprintf(p->text, sizeof p->text, "%s", line);
    for (char *word = strtok(p->text, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    p->ok = options_parse(&p->o, argc, argv, &p->err);
}

/* The parsed value in words, to compare with. */
static void describe(const struct parsed *p, struct buf *out)
{
    const struct options *o = &p->o;
    if (!p->ok) {
        err_format(&p->err, out);
        return;
    }
    buf_addz(out, commands[o->command].name);
    for (size_t i = 0; i < o->operands.n; i++)
        buf_addf(out, " [%s]", o->operands.v[i]);
    for (size_t i = 0; i < o->signatures.n; i++)
        buf_addf(out, " s=%s", o->signatures.v[i]);
    for (size_t i = 0; i < o->regexes.n; i++)
        buf_addf(out, " e=%s", o->regexes.v[i]);
    buf_addf(out, "%s%s%s", o->quiet ? " q" : "", o->invert ? " v" : "", o->count ? " count" : "");
    buf_addf(out, "%s%s%s", o->line_number ? " n" : "", o->without_name ? " h" : "", o->help ? " help" : "");
    if (o->top)
        buf_addf(out, " n=%d", (int)o->top);
    if (o->output)
        buf_addf(out, " o=%u", o->output);
    if (o->classes)
        buf_addf(out, " c=%x", o->classes);
    if (o->fail_on)
        buf_addf(out, " fail-on=%x", o->fail_on);
    if (o->threads || o->max_count)
        buf_addf(out, " j=%d m=%d", (int)o->threads, (int)o->max_count);
    if (o->read_size)
        buf_addf(out, " read-size=%d", (int)o->read_size);
    if (o->every_ms || o->now_ms != NO_TIME)
        buf_addf(out, " every=%d now=%lld", (int)o->every_ms, (long long)o->now_ms);
}

static const struct {
    const char *line, *expected;
} cases[] = {
    {"", "report"},
    {"a b", "report [a] [b]"},
    {"report a", "report [a]"},
    {"grep grep", "grep [grep]"},
    {"a grep", "report [a] [grep]"},
    {"./grep", "report [./grep]"},
    {"-- grep", "report [grep]"},
    {"-j 4 grep -m2 -", "grep [-] j=4 m=2"},
    {"grep -qv -e x -ey --regexp=z", "grep e=x e=y e=z q v"},
    {"grep -s a,b -sc", "grep s=a s=b s=c"},
    {"grep -c investigate,unknown --count", "grep count c=5"},
    {"grep -o jsonl", "grep o=6"},
    {"grep -nh a", "grep [a] n h"},
    {"-n 3 a", "report [a] n=3"},
    {"-h grep", "grep help"},
    {"grep --help", "grep help"},
    {"-o json", "report o=1"},
    {"--fail-on unknown,clean", "report fail-on=c"},
    {"--read-size 64K", "report read-size=65536"},
    {"--max-record 64", "report"},
    {"--every 1m --now 1970-01-01T00:00:01Z", "report every=60000 now=1000"},
    {"--collor", "unknown option --collor; did you mean --color? (sigtail --help)"},
    {"grep --max-cuont 3", "unknown option --max-cuont; did you mean --max-count? (sigtail grep --help)"},
    {"--zzzzzzzz", "unknown option --zzzzzzzz; see sigtail --help"},
    {"-Z", "unknown option -Z; see sigtail --help"},
    {"-o", "--output needs an argument; write --output=FORMAT"},
    {"--strict=yes", "--strict takes no argument"},
    {"-o jsonl", "--output: 'jsonl' is none of text, json, csv, md, html, prom; did you mean json?"},
    {"grep --every 3s", "--every is no option of grep; it belongs to report (sigtail grep --help)"},
    {"-j 0", "--threads: '0' is not a number from 1; write --threads=10, say"},
    {"-j x", "--threads: 'x' is not a number from 1; write --threads=10, say"},
    {"--max-record 63", "--max-record: '63' is too short for records; 64 bytes are the least"},
    {"--read-size 5X", "--read-size: '5X' is not a size; write bytes, or 64K, 16M, 1G"},
    {"--read-size K", "--read-size: 'K' is not a size; write bytes, or 64K, 16M, 1G"},
    {"--every 5", "--every: '5' is not a duration; write a number and ms, s, m, h, d or w: 30s, 5m, 1h30m"},
    {"--now monday", "--now: 'monday' is not a time; write 2026-03-15T09:20:00Z"},
    {"grep -c good",
     "--class: 'good' is none of investigate, expected, unknown, clean; grep counts with --count"},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct parsed p;
        LOCAL_BUF got = {0};
        parse(&p, cases[i].line);
        describe(&p, &got);
        buf_addc(&got, 0);
        if (strcmp(got.p, cases[i].expected) != 0)
            fail_msg("sigtail %s\n  expected: %s\n  got:      %s", cases[i].line, cases[i].expected, got.p);
        options_free(&p.o);
    }
}

static void fits_a_screen(const char *name, struct buf *help)
{
    struct str rest = buf_str(help), line;
    unsigned lines = 0;
    rest.n--; /* the last line's end */
    for (; str_split(&rest, '\n', &line); lines++)
        if (line.n > 80)
            fail_msg("help of %s: over 80 columns: " STR_FMT, name, STR_ARG(line));
    if (lines > 23) /* and the shell's prompt */
        fail_msg("help of %s: %u lines", name, lines);
    buf_free(help);
}

static void each_help_fits_a_screen(void **state)
{
    (void)state;
    struct buf help = {0};
    for (enum command_id c = 0; c < COMMAND_COUNT; c++) {
        help_command(c, &help);
        fits_a_screen(commands[c].name, &help);
    }
    help_overview(&help);
    fits_a_screen("sigtail", &help);
}

/* Two rows of one name or letter serve different commands; of one name with the same arity, for it may stand
 * before the command. */
static void rows_agree(const struct option_row *a, const struct option_row *b)
{
    bool same_name = strcmp(a->name, b->name) == 0;
    bool same_letter = a->letter && a->letter == b->letter;
    if (same_name && !a->argument != !b->argument)
        fail_msg("--%s means two things", a->name);
    if ((same_name || same_letter) && a->commands & b->commands)
        fail_msg("--%s and --%s stand in each other's way", a->name, b->name);
}

static void no_option_is_ambiguous(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++)
        for (size_t k = i + 1; k < option_count; k++)
            rows_agree(&option_table[i], &option_table[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(each_help_fits_a_screen),
        cmocka_unit_test(no_option_is_ambiguous),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
