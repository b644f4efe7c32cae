/* The headers that loggers print before their messages, and lines that only look as if they had one. */
#include "record/headline.h"
#include "unit.h"

static const struct row {
    const char *line, *message; /* NULL: all of it */
} ROWS[] = {
    /* LogTape */
    {"2026-11-28 05:00:49.876 +00:00 [ERR] app\u00b7img: upload failed", "upload failed"},
    {"2026-11-28 05:00:49.876 +00:00 [FTL] app\u00b7img: thrown\n    at f (a.js:1:2)",
     "thrown\n    at f (a.js:1:2)"},
    /* Serilog's file and its console */
    {"2026-11-28 05:00:49.876 +00:00 [ERR] TypeError: x", "TypeError: x"},
    {"[05:00:49 ERR] upload failed", "upload failed"},
    /* loguru */
    {"2026-11-28 05:00:49.877 | ERROR    | app.img:main:12 - upload failed", "upload failed"},
    {"2026-11-28 05:00:49.877 | ERROR    | __main__:<module>:12 - upload failed",
     "__main__:<module>:12 - upload failed"},
    /* Python's logging */
    {"2026-11-28 05:00:49,877 - app.img - ERROR - upload failed", "upload failed"},
    {"2026-11-28 05:00:49,877 - app - WARNING - slow", "slow"},
    {"2026-11-28 05:00:49,877 ERROR app.img: upload failed", "upload failed"},
    {"2026-11-28 05:00:49,877 ERROR [app.img] upload failed", "upload failed"},
    {"2026-11-28 05:00:49,877 ERROR upload failed", "upload failed"},
    {"ERROR:root:upload failed", "upload failed"},
    {"WARNING:app.img:slow", "slow"},
    /* Laravel */
    {"[2026-11-28 05:00:49] production.ERROR: upload failed {\"userId\":1}", "upload failed {\"userId\":1}"},
    /* slog, logrus */
    {"time=2026-11-28T05:00:49.877Z level=ERROR msg=\"upload failed\" model=veo", "upload failed"},
    {"level=warning msg=slow took=3s", "slow"},
    {"time=2026-11-28T05:00:49Z level=ERROR msg=\"no reply\" err=\"dial tcp: refused\"", NULL},
    {"time=2026-11-28T05:00:49Z level=ERROR msg=\"a \\\"b\\\" c\"", NULL},
    {"time=2026-11-28T05:00:49Z level=ERROR msg=", NULL},
    /* env_logger, Celery */
    {"[2026-11-28T05:00:49Z ERROR app::img] upload failed", "upload failed"},
    {"[2026-11-28T05:00:49Z ERROR] upload failed", "upload failed"},
    {"[2026-11-28 05:00:49,877: ERROR/ForkPoolWorker-1] Task app.add[7f3c] raised",
     "Task app.add[7f3c] raised"},
    {"[2026-11-28 05:00:49,877 to 6] slow", NULL},
    /* Spring Boot */
    {"2026-11-28T05:00:49.877Z ERROR 1 --- [nio-8080-exec-2] c.e.Job                  : upload failed",
     "upload failed"},
    {"2026-11-28T05:00:49.877Z ERROR 1 --- [app] [nio-8080-exec-2] c.e.Job : job failed: x", "job failed: x"},
    {"2026-11-28T05:00:49.877Z ERROR 12 --- 3", "12 --- 3"},
    /* klog, Ruby, MySQL */
    {"E1128 05:00:49.877000       1 reflector.go:12] upload failed", "upload failed"},
    {"E20261128 05:00:49.877000 12 img.cc:12] upload failed", "upload failed"},
    {"E1128 [x] upload failed", NULL},
    {"E, [2026-11-28T05:00:49.877000 #1] ERROR -- : upload failed", "upload failed"},
    {"E, [2026-11-28T05:00:49.877000 #1] ERROR -- img: upload failed", "upload failed"},
    {"E, [2026-11-28T05:00:49.877000 #1] ERROR -- : ", NULL},
    {"2026-11-28T05:00:49.877000Z 0 [ERROR] [MY-012592] [InnoDB] upload failed",
     "[MY-012592] [InnoDB] upload failed"},
    /* no header, or nothing behind it */
    {"upload failed", NULL},
    {"ERROR: upload failed", NULL},
    {"ERROR:", NULL},
    {"E:root:x", NULL},
    {"2026-11-28 05:00:49 upload failed", NULL},
    {"2026-11-28 05:00:49.876 +00:00 [ERR]", NULL},
    {"2026-11-28 05:00:49,877 ERROR java.lang.IllegalStateException: no stage",
     "java.lang.IllegalStateException: no stage"},
    {"2026-11-28 05:00:49,877 ERROR [10.0.0.1] refused", "[10.0.0.1] refused"},
    {"", NULL},
};

static void rows(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct str want = str_z(ROWS[i].message ? ROWS[i].message : ROWS[i].line);
        struct str got = headline_of(str_z(ROWS[i].line));
        if (str_eq(got, want))
            continue;
        print_error("%s: %.*s\n", ROWS[i].line, (int)got.n, got.p);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* A line may end anywhere: nothing behind its end is read. */
static void cut_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        for (size_t n = 0; n <= strlen(ROWS[i].line); n++) {
            char *copy = test_malloc(n + 1);
            memcpy(copy, ROWS[i].line, n);
            struct str got = headline_of(str_of(copy, n));
            assert_true(got.p >= copy && got.p + got.n <= copy + n);
            test_free(copy);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(cut_short)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
