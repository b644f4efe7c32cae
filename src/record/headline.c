#include "record/headline.h"

#include "base/ascii.h"
#include "base/log_time.h"
#include "base/redact.h"
#include "input/stack_trace.h"
#include "record/severity.h"

enum { HEADER_BYTES = 160, NAME_BYTES = 64, WORD_LEAST = 4 };

static struct str skip_blanks(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == ' ')
        n++;
    return str_skip(s, n);
}

static bool name_byte(char c)
{
    return is_word_byte(c) || c == '-' || (c & 0x80);
}

/* The length of the name at the start of `s`: words with dots, colons or LogTape's · between them. *parts is
 * whether there are several. */
static size_t name_length(struct str s, bool *parts)
{
    size_t n = 0;
    *parts = false;
    if (s.n == 0 || is_digit(s.p[0]) || !name_byte(s.p[0]))
        return 0;
    for (; n < s.n && n < NAME_BYTES; n++) {
        bool joint = (s.p[n] == '.' || s.p[n] == ':') && n + 1 < s.n && name_byte(s.p[n + 1]);
        if (!joint && !name_byte(s.p[n]))
            break;
        *parts |= joint || (s.p[n] & 0x80);
    }
    return n;
}

/* Without `NAME: `, `NAME - ` and `[NAME] `, where the name is one of a logger and not of an exception. */
static struct str without_logger(struct str s)
{
    bool parts, bracket = str_starts(s, STR("["));
    struct str name = str_skip(s, bracket);
    name.n = name_length(name, &parts);
    struct str rest = str_skip(s, bracket + name.n);
    if (!parts || stack_trace_raises(s))
        return s;
    if (bracket)
        return str_starts(rest, STR("] ")) ? skip_blanks(str_skip(rest, 1)) : s;
    return str_starts(rest, STR(": ")) || str_starts(rest, STR(" - ")) ? skip_blanks(str_skip(rest, 2)) : s;
}

/* Where a level stands behind a name: `- app.img - ERROR - `, `production.ERROR: `. */
static struct str behind_name(struct str s, size_t *used)
{
    bool parts, dash = str_starts(s, STR("- "));
    struct str name = str_skip(s, dash ? 2 : 0);
    name.n = name_length(name, &parts);
    size_t n = str_chr(name, '.');
    struct str level = dash ? str_skip(s, 2 + name.n) : str_skip(s, n + 1);
    if (name.n == 0 || (!dash && n == name.n))
        return str_of(NULL, 0);
    level = skip_blanks(level);
    return severity_at(level, used) == LEVEL_NONE ? str_of(NULL, 0) : level;
}

/* Behind `part`, and blanks; empty: it is not there. */
static struct str behind(struct str s, struct str part)
{
    return skip_blanks(str_skip(s, str_find(s, part) + part.n));
}

/* Behind `1 --- [app] [thread] c.e.Job : ` (Spring Boot), where `s` begins so. */
static struct str without_process(struct str s)
{
    struct str rest = str_skip(s, str_past(s, 0, is_digit)), message = behind(rest, STR(" : "));
    return rest.n < s.n && str_starts(rest, STR(" --- [")) && message.n ? message : s;
}

/* Behind `TIME 12 [ERROR] ` (MySQL) from its number on; else all. */
static struct str without_number(struct str s)
{
    struct str rest = skip_blanks(str_skip(s, str_past(s, 0, is_digit)));
    return rest.n < s.n && str_starts(rest, STR("[")) ? rest : s;
}

/* Of `[TIME LEVEL name] ` (env_logger) and `[TIME: LEVEL/process] ` (Celery), behind the time. */
static struct str behind_bracket(struct str s)
{
    size_t used;
    s = skip_blanks(str_skip(s, str_starts(s, STR(":"))));
    return severity_at(s, &used) != LEVEL_NONE ? behind(s, STR("] ")) : str_of(NULL, 0);
}

/* Behind `E, [TIME #12] ERROR -- name: ` (Ruby) or `E1128 10:00:02.123456 12 x.go:12] ` (klog, glog). */
static struct str behind_letter(struct str s)
{
    struct str none = {0}, rest = str_skip(s, 1);
    size_t end = str_find(s, STR("] "));
    if (s.n == 0 || !is_upper(s.p[0]) || end == s.n)
        return none;
    if (str_starts(rest, STR(", ["))) {
        struct str name = behind(s, STR(" -- "));
        size_t colon = str_chr(name, ':');
        return str_chr(name, ' ') < colon && name.p[0] != ':' ? none : skip_blanks(str_skip(name, colon + 1));
    }
    bool stamped = str_past(rest, 0, is_digit) >= 4 && str_chr(s, '[') > end && is_digit(s.p[end - 1]);
    return stamped ? behind(s, STR("] ")) : none;
}

/* Behind `TIME LEVEL `; empty: there is none. */
static struct str behind_level(struct str s)
{
    struct log_time t;
    size_t used;
    if (!log_time_at(s, &t))
        return behind_letter(s);
    if (t.open)
        return behind_bracket(str_skip(s, t.n));
    s = without_number(skip_blanks(str_skip(s, t.n)));
    struct str level = severity_at(s, &used) != LEVEL_NONE ? s : behind_name(s, &used);
    return without_process(skip_blanks(str_skip(level, level.n ? used : 0)));
}

/* Behind `ERROR:app.img:`, the form of Python's logging where nobody chose one; empty: it does not begin so.
 */
static struct str behind_pair(struct str s)
{
    bool parts;
    size_t n = str_past(s, 0, is_upper);
    struct str name = str_skip(s, n + 1);
    name.n = str_chr(name, ':');
    bool pair = n >= WORD_LEAST && n < s.n && s.p[n] == ':' && name.n &&
                name_length(name, &parts) == name.n && severity_named(str_head(s, n)) != LEVEL_NONE;
    return pair ? str_skip(s, n + 1 + name.n + 1) : str_of(NULL, 0);
}

/* --- keys --- */

/* The value behind `key`; empty: it has none, or one with escapes. */
static struct str value_of(struct str line, struct str key)
{
    struct str value = str_skip(line, str_find(line, key) + key.n);
    if (!str_starts(value, STR("\"")))
        return str_head(value, str_chr(value, ' '));
    value = str_skip(value, 1);
    size_t end = str_chr(value, '"');
    bool escapes = str_chr(value, '\\') < end;
    return str_head(value, end < value.n && !escapes ? end : 0);
}

/* Does a key of `line` tell of the error that msg only leads to? */
static bool tells_more(struct str line)
{
    static const struct str keys[] = {STR_INIT(" err="), STR_INIT(" error="), STR_INIT(" exception=")};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_find(line, keys[i]) < line.n)
            return true;
    return false;
}

static struct str message_key(struct str line)
{
    static const struct str first[] = {STR_INIT("time="), STR_INIT("ts="), STR_INIT("t="), STR_INIT("level="),
                                       STR_INIT("lvl=")};
    struct str value = str_of(NULL, 0);
    for (size_t i = 0; i < COUNT_OF(first); i++)
        if (str_starts(line, first[i]) && !tells_more(line))
            value = value_of(line, STR(" msg="));
    return value;
}

struct str headline_of(struct str line)
{
    struct str first = str_head(str_head(line, HEADER_BYTES), str_chr(line, '\n'));
    struct str value = message_key(str_head(line, str_chr(line, '\n')));
    if (value.n)
        return value;
    struct str rest = behind_pair(first);
    if (rest.n == 0)
        rest = without_logger(behind_level(first));
    return rest.n ? str_skip(line, secret_told_at(&secrets_shipped, line, (size_t)(rest.p - line.p))) : line;
}
