#include "cli/environment.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/simd_set.h"
#include "base/timestamp.h"

static struct str variable(const char *name)
{
    return str_z(getenv(name));
}

/* With no locale set at all (a bare container, say) terminals still speak UTF-8: only a name counts. */
static bool locale_is_ascii(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str v = variable(names[i]);
        if (v.n == 0)
            continue;
        struct str charset = str_skip(v, str_chr(v, '.') + 1);
        charset = str_head(charset, str_chr(charset, '@'));
        return !str_eq_nocase(charset, STR("utf8")) && !str_eq_nocase(charset, STR("utf-8"));
    }
    return false;
}

static unsigned columns_asked(void)
{
    uint64_t n;
    return str_u64(variable("COLUMNS"), &n) && n > 0 && n < 10000 ? (unsigned)n : 0;
}

void environment_resize(struct environment *e)
{
    struct winsize size = {0};
    e->width = columns_asked();
    e->height = 0;
    if (!e->out_terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return;
    e->height = size.ws_row;
    if (size.ws_col && (!e->width || size.ws_col < e->width))
        e->width = size.ws_col;
}

void environment_read(struct environment *e)
{
    struct str term = variable("TERM");
    *e = (struct environment){
        .in_terminal = isatty(STDIN_FILENO),
        .out_terminal = isatty(STDOUT_FILENO),
        .err_terminal = isatty(STDERR_FILENO),
        .dumb = term.n == 0 || str_eq(term, STR("dumb")),
        .ascii = locale_is_ascii(),
        .pager = getenv("PAGER"),
        .colours = variable("SIGTAIL_COLORS"),
    };
    e->no_colour = e->dumb || variable("NO_COLOR").n > 0;
    environment_resize(e);
}

void environment_seed(void)
{
    uint64_t seed;
    if (getentropy(&seed, sizeof seed) != 0)
        seed = (uint64_t)clock_ns() * 0x9e3779b97f4a7c15ull ^ (uint64_t)getpid();
    str_seed(seed);
}

bool environment_simd(struct err *err)
{
    struct str name = variable("SIGTAIL_SIMD");
    return name.n == 0 || simd_use(name, err);
}

static int64_t clock_read_ns(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clock_unix_ms(void)
{
    return clock_read_ns(CLOCK_REALTIME) / 1000000;
}

int64_t clock_unix_or(int64_t given_ms)
{
    return given_ms == NO_TIME ? clock_unix_ms() : given_ms;
}

int64_t clock_ms(void)
{
    return clock_ns() / 1000000;
}

int64_t clock_ns(void)
{
    return clock_read_ns(CLOCK_MONOTONIC);
}
