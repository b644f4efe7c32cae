#include "input/pretty.h"

#include "base/ascii.h"

/* prettifyOutcome() of wrangler, backwards; what it does not know it calls Unknown. */
static const struct {
    struct str text;
    const char *outcome;
} OUTCOMES[] = {
    {STR_INIT(" - Ok"), "ok"},
    {STR_INIT(" - Canceled"), "canceled"},
    {STR_INIT(" - Exception Thrown"), "exception"},
    {STR_INIT(" - Exceeded CPU Limit"), "exceededCpu"},
    {STR_INIT(" - Exceeded Memory Limit"), "exceededMemory"},
    {STR_INIT(" - Unknown"), "unknown"},
};

enum { TIME_MAX = 64 };

/* Take the outcome off the end of *s; NULL when there is none. */
static const char *take_outcome(struct str *s)
{
    for (size_t i = 0; i < COUNT_OF(OUTCOMES); i++)
        if (str_ends(*s, OUTCOMES[i].text)) {
            s->n -= OUTCOMES[i].text.n;
            return OUTCOMES[i].outcome;
        }
    return NULL;
}

/* A date and a time, in whatever order the writer's locale has them: with a colon, or its six numbers. */
static bool is_time(struct str s)
{
    size_t digits = 0, numbers = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += is_digit(s.p[i]);
        numbers += is_digit(s.p[i]) && !(i && is_digit(s.p[i - 1]));
    }
    return s.n <= TIME_MAX && digits >= 6 && (numbers == 6 || str_chr(s, ':') < s.n);
}

static size_t last_at(struct str line)
{
    size_t at = line.n;
    for (size_t i = 0; (i += str_find(str_skip(line, i), STR(" @ "))) < line.n; i++)
        at = i;
    return at;
}

struct pretty pretty_parse(struct str line)
{
    struct pretty p = {.kind = PRETTY_NONE};
    size_t at = last_at(line);
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    if (at < line.n && line.p[0] != ' ') {
        p.what = str_head(line, at);
        p.time = str_skip(line, at + 3);
        p.outcome = take_outcome(&p.what);
        if (!p.outcome)
            p.outcome = take_outcome(&p.time);
        p.kind = p.outcome && is_time(p.time) ? PRETTY_EVENT : PRETTY_NONE;
    } else if (str_starts(line, STR("Tail is currently in sampling mode"))) {
        p.kind = PRETTY_OVERLOAD;
    } else if (str_starts(line, STR("Tail has exited sampling mode"))) {
        p.kind = PRETTY_OVERLOAD_STOP;
    }
    return p;
}

bool pretty_ends(struct str line)
{
    struct str mark = STR("\xe2\x96\xb2 "),
               start = str_head(line, 12); /* a warning's triangle, behind its colour */
    return str_find(start, mark) < start.n ||
           str_starts(line, STR("\xf0\x9f\xaa\xb5 ")); /* the log of the log file */
}

size_t pretty_log_mark(struct str line, struct str *level)
{
    static const char *const levels[] = {"log", "info", "warn", "error", "debug", "trace"};
    struct str s = str_skip(line, 3);
    size_t n = str_chr(str_head(s, 8), ')');
    if (!str_starts(line, STR("  (")) || n >= s.n || s.p[n] != ')')
        return 0;
    *level = str_head(s, n);
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        if (str_eq(*level, str_z(levels[i])))
            return 3 + n + 1 + (n + 1 < s.n && s.p[n + 1] == ' ');
    return 0;
}
