#include "tally/message_prefix.h"

#include "tally/mask.h"
#include "tally/token_class.h"

enum { ROUNDS = 12 };

/* What the last rounds took away: some prefixes count as such only behind others. */
struct seen {
    bool time, tag;
    struct str exception;
};

static size_t blanks(struct str s)
{
    size_t n = 0;
    while (n < s.n && (s.p[n] == ' ' || (s.p[n] >= '\t' && s.p[n] <= '\r')))
        n++;
    return n;
}

static size_t skip_noise(struct str s, struct seen *seen)
{
    (void)seen;
    size_t n = blanks(s);
    return n ? n : mask_ansi(s) + mask_emoji(s);
}

/* "2026-03-15T10:00:59.439Z " or the same in brackets. */
static size_t skip_time(struct str s, struct seen *seen)
{
    bool bracket = str_at(s, 0) == '[';
    size_t n = recognize_time(str_skip(s, bracket));
    if (n == 0 || (bracket && str_at(s, n + 1) != ']'))
        return 0;
    n += 2 * (size_t)bracket;
    size_t mark = str_at(s, n) == ':' || str_at(s, n) == ',';
    if (blanks(str_skip(s, n + mark)) == 0)
        return 0;
    seen->time = true;
    return n + mark;
}

/* "[provider] ", "[1a2b3c4d]: " */
static size_t skip_tag(struct str s, struct seen *seen)
{
    size_t n = 1;
    if (str_at(s, 0) != '[')
        return 0;
    while (n < s.n && n < 42 && !str_among(" []{}\"\n", s.p[n]))
        n++;
    if (n == 1 || str_at(s, n) != ']')
        return 0;
    size_t mark = str_at(s, n + 1) == ':';
    if (blanks(str_skip(s, n + 1 + mark)) == 0 && mask_ansi(str_skip(s, n + 1 + mark)) == 0)
        return 0;
    seen->tag = true;
    return n + 1 + mark;
}

static size_t skip_level(struct str s, struct seen *seen)
{
    static const struct str name[] = {
        STR_INIT("ERROR"), STR_INIT("ERR"),   STR_INIT("WARNING"), STR_INIT("WARN"),     STR_INIT("INFO"),
        STR_INIT("DEBUG"), STR_INIT("TRACE"), STR_INIT("FATAL"),   STR_INIT("CRITICAL"), STR_INIT("NOTICE")};
    for (unsigned i = 0; i < COUNT_OF(name); i++) {
        size_t n = name[i].n;
        if (s.n <= n || (s.p[0] | 32) != (name[i].p[0] | 32) || !str_eq_nocase(str_head(s, n), name[i]))
            continue;
        if (s.p[n] == ':' && blanks(str_skip(s, n + 1)))
            return n + 1;
        bool upper = str_starts(s, name[i]);
        if (upper && (seen->time || seen->tag) && (s.p[n] == ' ' || s.p[n] == '\033'))
            return n;
    }
    return 0;
}

/* The logger's name behind a time: "demo:error ". */
static size_t skip_logger(struct str s, struct seen *seen)
{
    size_t n = 0, colons = 0;
    if (!seen->time || !is_letter(str_at(s, 0)))
        return 0;
    while (is_alnum(str_at(s, n)) || str_among("_-*.:", str_at(s, n)))
        colons += s.p[n++] == ':';
    bool name = colons && s.p[n - 1] != ':' && str_at(s, n) == ' ';
    seen->time &= !name;
    return name ? n : 0;
}

/* "TypeError: ", "java.io.IOException: ", "Error [ERR_X]: " */
static size_t exception(struct str s)
{
    size_t n = 0;
    while (is_alnum(str_at(s, n)) || (n && str_among("_$.", str_at(s, n))))
        n++;
    struct str name = str_head(s, n);
    if (!str_ends(name, STR("Error")) && !str_ends(name, STR("Exception")))
        return 0;
    if (str_at(s, n) == ' ' && str_at(s, n + 1) == '[') {
        size_t close = str_chr(str_skip(s, n), ']');
        n += close < 60 ? close + 1 : 0;
    }
    return str_at(s, n) == ':' && blanks(str_skip(s, n + 1)) ? n + 1 : 0;
}

static size_t skip_exception(struct str s, struct seen *seen)
{
    static const struct str phrase[] = {STR_INIT("Uncaught (in promise) "),
                                        STR_INIT("Uncaught "),
                                        STR_INIT("Unhandled rejection "),
                                        STR_INIT("Unhandled "),
                                        STR_INIT("Caused by: "),
                                        STR_INIT("caused by: ")};
    size_t before = 0;
    for (unsigned i = 0; i < COUNT_OF(phrase) && !before; i++)
        if (str_starts(s, phrase[i]) && exception(str_skip(s, phrase[i].n)))
            before = phrase[i].n;
    s = str_skip(s, before);
    size_t n = exception(s);
    if (n)
        seen->exception = str_head(s, n - 1);
    return n ? before + n : 0;
}

/* "flux failed: " behind a tag or before an exception's name. */
static size_t skip_failed(struct str s, struct seen *seen)
{
    size_t n = 0;
    while (is_lower(str_at(s, n)) || is_digit(str_at(s, n)) || (n && str_among("-_.", str_at(s, n))))
        n++;
    if (n == 0 || !str_starts(str_skip(s, n), STR(" failed: ")))
        return 0;
    n += STR(" failed: ").n;
    return seen->tag || exception(str_skip(s, n)) ? n : 0;
}

/* "Chat completions error 500: ": up to four words, "error" and a status. */
static size_t skip_status(struct str s, struct seen *seen)
{
    size_t n = 0;
    (void)seen;
    for (int words = 0; words < 5; words++) {
        if (str_starts(str_skip(s, n), STR("error ")) && is_digit(str_at(s, n + 6))) {
            for (n += 6; is_digit(str_at(s, n));)
                n++;
            return str_at(s, n) == ':' && blanks(str_skip(s, n + 1)) ? n + 1 : 0;
        }
        while (is_letter(str_at(s, n)) || str_at(s, n) == '-')
            n++;
        if (str_at(s, n) != ' ')
            return 0;
        n++;
    }
    return 0;
}

static size_t (*const RULE[])(struct str s, struct seen *seen) = {
    skip_noise, skip_time, skip_tag, skip_level, skip_logger, skip_exception, skip_failed, skip_status,
};

/* One prefix less; false when there is none, or nothing behind it. */
static bool strip_one(struct str *s, struct seen *seen)
{
    for (unsigned i = 0; i < COUNT_OF(RULE); i++) {
        size_t n = RULE[i](*s, seen);
        struct str left = str_skip(*s, n);
        if (n == 0 || str_trim(left).n == 0)
            continue;
        *s = left;
        return true;
    }
    return false;
}

/* ---- bodies ---- */

/* Backslashes before the byte `i` of `s`, which may stand at its end. */
static size_t slashes(struct str s, size_t i)
{
    size_t n = 0;
    while (str_at(s, i + n) == '\\')
        n++;
    return n;
}

/* The text of a JSON string that starts behind its quote with `level` backslashes before each quote. */
static struct str json_text(struct str s, size_t level)
{
    for (size_t i = 0; i < s.n; i++) {
        size_t n = slashes(s, i);
        if (str_at(s, i + n) == '"' && n <= level)
            return str_head(s, i);
        i += n;
    }
    return s;
}

/* The value of the first "message" in the JSON text `s`, at whatever depth of escaping; empty when none. */
static struct str json_message(struct str s)
{
    for (size_t i; (i = str_find(s, STR("message"))) < s.n;) {
        bool opens = i > 0 && s.p[i - 1] == '"';
        s = str_skip(s, i + STR("message").n);
        size_t level = slashes(s, 0), n = level;
        if (!opens || str_at(s, n) != '"')
            continue;
        n += 1 + blanks(str_skip(s, n + 1));
        if (str_at(s, n) != ':')
            continue;
        n += 1 + blanks(str_skip(s, n + 1));
        if (slashes(s, n) == level && str_at(s, n + level) == '"')
            return json_text(str_skip(s, n + level + 1), level);
    }
    return STR("");
}

/* The text of a quoted string that is all of `s`; empty when `s` is none. */
static struct str quoted(struct str s)
{
    bool whole = s.n > 2 && s.p[0] == '"' && str_chr(str_skip(s, 1), '"') == s.n - 2;
    return whole ? str_of(s.p + 1, s.n - 2) : STR("");
}

/* What a quoted text says behind its code: "RATE_LIMITED": "Too many requests". */
static struct str behind_code(struct str s)
{
    size_t n = 1;
    while (is_upper(str_at(s, n)) || str_at(s, n) == '_')
        n++;
    if (n < 4 || s.p[0] != '"' || !str_starts(str_skip(s, n), STR("\": \"")))
        return STR("");
    return quoted(str_skip(s, n + 3));
}

/* What a JSON body says, or what stands between the quotes around all of `s`. */
static bool unwrap(struct str *s)
{
    size_t n = slashes(*s, 0) + (str_at(*s, slashes(*s, 0)) == '"');
    struct str in = str_at(*s, n) == '{' ? json_message(*s) : quoted(*s);
    if (in.n == 0)
        in = behind_code(*s);
    if (str_trim(in).n == 0)
        return false;
    *s = in;
    return true;
}

static struct str strip(struct str message, struct seen *seen)
{
    struct str s = str_trim(message);
    for (unsigned i = 0; i < ROUNDS; i++)
        if (!strip_one(&s, seen) && !unwrap(&s))
            break;
    return s;
}

struct str message_prefix_strip(struct str message)
{
    struct seen seen = {0};
    return strip(message, &seen);
}

struct str message_prefix_exception(struct str message)
{
    struct seen seen = {0};
    (void)strip(message, &seen);
    return seen.exception;
}
