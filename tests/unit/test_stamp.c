/* Headers of journal lines: what is one, where its parts stand, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "chance.h"
#include "input/stamp.h"

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
    {"2026-03-15T10:00:44Z h i[2]: x", 0, NULL, NULL, NULL, NULL, NULL},
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
        is(row, "stamp", str_head(line, h.stamp_n), row->stamp);
        is(row, "host", str_of(line.p + h.host_at, h.host_n), row->host);
        is(row, "ident", str_of(line.p + h.ident_at, h.ident_n), row->ident);
        is(row, "pid", str_of(line.p + h.pid_at, h.pid_n), row->pid);
        is(row, "message", str_skip(line, h.message_at), row->message);
    }
}

static bool same(const struct header *a, const struct header *b)
{
    return a->kind == b->kind && a->stamp_n == b->stamp_n && a->host_at == b->host_at &&
           a->host_n == b->host_n && a->ident_at == b->ident_at && a->ident_n == b->ident_n &&
           a->pid_n == b->pid_n && (a->pid_n == 0 || a->pid_at == b->pid_at) &&
           a->message_at == b->message_at;
}

/* Any line, however cut and changed, is read in its own memory; and a memory of others changes nothing. */
static void hostile(void **state)
{
    struct chance c = {.state = 3};
    struct header_memory memory = {0};
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
        assert_int_equal(header_recall(&memory, str_of(exact, line.n), &recalled), found);
        if (found && !same(&plain, &recalled)) {
            print_error("recalled otherwise: `" STR_FMT "`\n", STR_ARG(str_of(exact, line.n)));
            fail();
        }
        free(copy);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
