#include "record/severity.h"

#include "base/ascii.h"

enum level severity_of_priority(int priority)
{
    static const enum level of[] = {LEVEL_FATAL, LEVEL_FATAL,  LEVEL_FATAL, LEVEL_ERROR,
                                    LEVEL_WARN,  LEVEL_NOTICE, LEVEL_INFO,  LEVEL_DEBUG};
    return priority >= 0 && priority <= 7 ? of[priority] : LEVEL_NONE;
}

/* --- numbers --- */

/* From `least` on, up to the next row's, a number means `level`. */
struct step_of_scale {
    unsigned least;
    enum level level;
};

static enum level on_scale(const struct step_of_scale *scale, size_t n, uint64_t number)
{
    enum level level = LEVEL_NONE;
    for (size_t i = 0; i < n && scale[i].least <= number; i++)
        level = scale[i].level;
    return level;
}

/* syslog; 10..60 of pino, bunyan, Python; Monolog's RFC 5424 levels; log4j's and log4js'. */
static const struct step_of_scale USUAL[] = {
    {0, LEVEL_FATAL},     {3, LEVEL_ERROR},    {4, LEVEL_WARN},      {5, LEVEL_NOTICE},
    {6, LEVEL_INFO},      {7, LEVEL_DEBUG},    {8, LEVEL_NONE},      {10, LEVEL_DEBUG},
    {30, LEVEL_INFO},     {40, LEVEL_WARN},    {50, LEVEL_ERROR},    {60, LEVEL_FATAL},
    {100, LEVEL_DEBUG},   {200, LEVEL_INFO},   {250, LEVEL_NOTICE},  {300, LEVEL_WARN},
    {400, LEVEL_ERROR},   {500, LEVEL_FATAL},  {601, LEVEL_NONE},    {5000, LEVEL_DEBUG},
    {20000, LEVEL_INFO},  {30000, LEVEL_WARN}, {40000, LEVEL_ERROR}, {50000, LEVEL_FATAL},
    {100000, LEVEL_NONE},
};

static const struct step_of_scale OTLP[] = {
    {1, LEVEL_DEBUG},  {9, LEVEL_INFO},   {13, LEVEL_WARN},
    {17, LEVEL_ERROR}, {21, LEVEL_FATAL}, {25, LEVEL_NONE},
};

enum level severity_otlp(struct str number)
{
    uint64_t v;
    return str_u64(number, &v) ? on_scale(OTLP, COUNT_OF(OTLP), v) : LEVEL_NONE;
}

enum level severity_insights(struct str number)
{
    uint64_t v;
    return str_u64(number, &v) && v < 5
               ? (enum level[]){LEVEL_DEBUG, LEVEL_INFO, LEVEL_WARN, LEVEL_ERROR, LEVEL_FATAL}[v]
               : LEVEL_NONE;
}

/* --- values --- */

/* Length of an ANSI colour code at the start of `s`: ESC or its escape in JSON (more backslashes when that
 * stands in a string of its own), `[`, numbers, `m`. */
static size_t colour_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == '\\')
        n++;
    struct str esc = n ? STR("u001b") : STR("\x1b");
    if (n + esc.n >= s.n || !str_eq_nocase(str_of(s.p + n, esc.n), esc) || s.p[n += esc.n] != '[')
        return 0;
    for (n++; n < s.n && (is_digit(s.p[n]) || s.p[n] == ';'); n++)
        ;
    return n < s.n && s.p[n] == 'm' ? n + 1 : 0;
}

/* `s` from its first letter or digit on that stands in no colour code. */
static struct str from_word(struct str s)
{
    while (s.n && !is_letter(s.p[0]) && !is_digit(s.p[0])) {
        size_t colour = colour_length(s);
        s = str_skip(s, colour ? colour : 1);
    }
    return s;
}

/* `.` `_` `:` part the names before a word: SEVERITY_ERROR, LogLevel.Warning, log::Level::Error. */
static bool parts_name(char c)
{
    return c == '.' || c == '_' || c == ':';
}

/* slog prints what lies between its levels as an offset, so that ERROR+4 is the level that it has no name
 * for.
 */
static enum level with_offset(enum level level, struct str rest)
{
    uint64_t by;
    if (level != LEVEL_ERROR || rest.n < 2 || rest.p[0] != '+')
        return level;
    return str_u64(str_of(rest.p + 1, str_past(rest, 1, is_digit) - 1), &by) && by >= 4 ? LEVEL_FATAL : level;
}

/* Does `rest`, behind a word, belong to its value? */
static bool ends_value(struct str rest)
{
    size_t sign = rest.n && (rest.p[0] == '+' || rest.p[0] == '-');
    rest = str_skip(rest, str_past(rest, sign, is_digit));
    return from_word(rest).n == 0;
}

static enum level named_by_word(const struct level_table *own, struct str s)
{
    size_t n = str_past(s, 0, is_letter);
    const struct level_word *w = n ? level_word_of(own, str_head(s, n)) : NULL;
    struct str rest = str_skip(s, n);
    if (w && ends_value(rest))
        return with_offset(w->level, rest);
    if (rest.n > 1 && parts_name(rest.p[0]))
        return named_by_word(own, from_word(rest));
    return LEVEL_NONE;
}

enum level severity_in(const struct level_table *own, struct str word)
{
    struct str s = from_word(str_head(word, 64));
    uint64_t number;
    const struct level_word *w = s.n == word.n ? level_word_of(own, word) : NULL;
    if (LIKELY(w))
        return w->level;
    if (s.n == 0 || (is_digit(s.p[0]) && s.p > word.p && s.p[-1] == '-'))
        return LEVEL_NONE;
    if (!is_digit(s.p[0]))
        return named_by_word(own, s);
    size_t n = str_past(s, 0, is_digit);
    if (!str_u64(str_head(s, n), &number) || from_word(str_skip(s, n)).n)
        return LEVEL_NONE;
    return on_scale(USUAL, COUNT_OF(USUAL), number);
}

enum level severity_named(struct str word)
{
    return severity_in(NULL, word);
}

/* --- what a program prints by itself --- */

enum { LEAD_BYTES = 128 }; /* in which a level stands */

/* The start of `s` without the colours in it; in `room` where there are some. */
static struct str uncoloured(struct str s, char room[LEAD_BYTES])
{
    size_t n = 0, colour;
    s = str_head(s, LEAD_BYTES);
    if (str_chr(s, '[') == s.n) /* which each has */
        return s;
    while (s.n) {
        if ((s.p[0] == '\\' || s.p[0] == '\x1b') && (colour = colour_length(s)) > 0) {
            s = str_skip(s, colour);
            continue;
        }
        room[n++] = s.p[0];
        s = str_skip(s, 1);
    }
    return str_of(room, n);
}

enum level severity_shouted(struct str s)
{
    static const struct byte_scan_line no_words;
    char room[LEAD_BYTES];
    if (!severity_may_shout(s))
        return LEVEL_NONE;
    struct str text = uncoloured(s, room);
    if (!severity_may_shout(text))
        return LEVEL_NONE;
    struct severity says = severity_of_text(NULL, text, &no_words, str_of(NULL, 0));
    return says.said && says.level >= LEVEL_ERROR ? says.level : LEVEL_NONE;
}
