/* What a text says of how bad it is: severity_of_text. */
#include "base/ascii.h"
#include "base/simd.h"
#include "record/plain.h"
#include "record/severity_internal.h"

enum { STAMP = 25 }; /* bytes of `2026-03-15T10:00:44.123Z `, JavaScript's */

static const struct severity NOTHING = {LEVEL_NONE, false};

/* --- the gate --- */

/* May a level or a phrase begin at `p`, three bytes before the end at least? */
static inline bool may_begin(const char *p)
{
    uint64_t gate = level_gate[(unsigned char)p[0]];
    return gate >> (p[1] & 31) & gate >> (32 + (p[2] & 31)) & 1;
}

/* Behind the blank that ends what stands at `at`, not far from the end of `s`. */
static NOINLINE size_t behind_last(struct str s, size_t at)
{
    while (at < s.n && (unsigned char)s.p[at] > ' ')
        at++;
    return at + (at < s.n);
}

/* Behind the numbers that a line begins with: dates, clocks, processes. */
static inline ALWAYS_INLINE size_t behind_numbers(struct str s)
{
    size_t at = 0;
    while (at + 17 < s.n && (is_digit(s.p[at]) || s.p[at] == '+')) {
        uint32_t blanks;
        while (!(blanks = chunk_ends(s.p + at, "", 0)))
            if ((at += 16) + 16 > s.n || at > 64)
                return behind_last(s, at);
        at += (size_t)__builtin_ctz(blanks) + 1;
    }
    while (at < s.n && at + 17 >= s.n && (is_digit(s.p[at]) || s.p[at] == '+'))
        at += str_chr(str_skip(s, at), ' ') + 1;
    return at < s.n ? at : s.n;
}

/* Behind the numbers that stand behind a day and a month: `15 Mar 2026 10:00:01 `. */
static NOINLINE size_t behind_month(struct str s, size_t month)
{
    size_t from = month + 4;
    return from + behind_numbers(str_skip(s, from));
}

/* Does a word of three letters and a number stand at `at`, behind one number of a day? */
static inline bool names_month(struct str s, size_t at)
{
    return at < 4 && at + 4 < s.n && s.p[at + 3] == ' ' && is_digit(s.p[at + 4]) && is_upper(s.p[at]);
}

/* Does `name - `, as loggers write it before a level, begin at `at`? */
static inline ALWAYS_INLINE bool names_logger(struct str s, size_t at)
{
    enum { CHUNK = 16, LOOKED_AT = 2 * CHUNK };
    if (at + LOOKED_AT + 1 > s.n) {
        while (at + 1 < s.n && (s.p[at] != '-' || s.p[at + 1] != ' '))
            at++;
        return at + 1 < s.n;
    }
    return (chunk_pairs(s.p + at, '-', ' ') | chunk_pairs(s.p + at + CHUNK, '-', ' ')) != 0;
}

/* Does a bracket begin behind a function or a value, not far from `at`: `cmd/web.go:245:runWeb() [I] `,
 * `request_id=F8x1 [info] `? */
static NOINLINE bool names_context(struct str s, size_t at)
{
    enum { NEAR = 96 };
    struct str near = str_head(str_skip(s, at), NEAR), before = str_head(near, str_chr(near, '['));
    if (before.n == near.n || !str_ends(before, STR(" ")))
        return false;
    return str_ends(before, STR("() ")) || str_chr(before, '=') < before.n;
}

/* Does `s` begin with a time as JavaScript prints it, and a word behind it? */
static inline bool is_stamped(struct str s)
{
    return s.n > 32 && s.p[STAMP - 1] == ' ' && s.p[STAMP - 2] == 'Z' && !is_digit(s.p[STAMP]) &&
           s.p[STAMP] != '+';
}

/* Is it worth looking for a level at the start of `s`? Few lines name one. */
static inline ALWAYS_INLINE bool may_lead(struct str s)
{
    if (s.n < 4)
        return s.n > 2;
    if (!is_digit(s.p[0]))
        return may_begin(s.p) || (s.n > 4 && severity_logfmt_stamp(s));
    if (LIKELY(is_stamped(s)))
        return may_begin(s.p + STAMP) || names_logger(s, STAMP);
    size_t at = behind_numbers(s);
    if (UNLIKELY(names_month(s, at)))
        at = behind_month(s, at);
    return at && (at + 3 > s.n || may_begin(s.p + at) || names_logger(s, at) || names_context(s, at));
}

/* --- the start --- */

/* Redis bits its lines: "1:M 15 Mar 2026 10:00:46.123 # text" (serverLogRaw). */
static enum level redis_mark(const struct severity_lead *l)
{
    static const struct {
        char sign;
        enum level level;
    } signs[] = {{'#', LEVEL_WARN}, {'*', LEVEL_NOTICE}, {'-', LEVEL_DEBUG}, {'.', LEVEL_DEBUG}};
    struct str s = str_skip(l->s, l->at);
    for (size_t i = 0; s.n > 1 && i < COUNT_OF(signs); i++)
        if (s.p[0] == signs[i].sign && s.p[1] == ' ')
            return signs[i].level;
    return LEVEL_NONE;
}

/* app.ERROR: of Monolog, LiteLLM:ERROR: of LiteLLM. */
static enum level channel_mark(const struct level_table *own, struct str s)
{
    size_t n = 0, used;
    while (n < s.n && (is_word_byte(s.p[n]) || s.p[n] == '-'))
        n++;
    struct str level = str_skip(s, n + 1);
    bool shouted = level.n > 2 && !(level.p[0] & 0x20) && is_letter(level.p[0]);
    return n && n < s.n && (s.p[n] == '.' || s.p[n] == ':') && shouted ? severity_marker(own, level, &used)
                                                                       : LEVEL_NONE;
}

static size_t blanks_at(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == ' ')
        n++;
    return n;
}

/* Does a logger's name begin `s`: `app.http: `, `NETWORK  [conn1]`, `[conn1] `? No word of a sentence. */
static bool names_logger_at(struct str s)
{
    size_t n = 0, small = 0;
    if (s.n && (s.p[0] == '[' || s.p[0] == '('))
        return true;
    for (; n < s.n && s.p[n] != ' ' && s.p[n] != ':' && s.p[n] != '\n'; n++)
        small += (unsigned char)(s.p[n] - 'a') < 26;
    struct str rest = str_skip(s, n), group = str_skip(rest, blanks_at(rest));
    if (small == n)
        return false;
    return (rest.n && rest.p[0] == ':') || (small == 0 && group.n && group.p[0] == '[');
}

/* Do numbers and a closing bracket stand at the start of `s`: `12 13] ` of Ray? */
static bool closes_numbers(struct str s)
{
    size_t n = 0;
    while (n < s.n && (is_digit(s.p[n]) || s.p[n] == ' '))
        n++;
    return n > 0 && n < s.n && s.p[n] == ']';
}

/* `E! text` (Telegraf), `E | etcdserver: text` (capnslog), `E 12 13] text` (Ray): marked as a level. */
static bool is_marked_letter(struct str s)
{
    struct str rest = str_skip(s, 2);
    if (s.p[1] == '!')
        return rest.p[0] == ' ';
    return str_starts(rest, STR("| ")) || closes_numbers(rest);
}

/* `E app.http: text`: one letter, which behind a time is a level where a logger's name follows; what is bad
 * even without one. */
static enum level lone_letter(struct str s)
{
    if (s.n < 4 || (s.p[1] != ' ' && s.p[1] != '!') || !memchr("EWFIDTVNC", s.p[0], 9))
        return LEVEL_NONE;
    if (is_marked_letter(s))
        return severity_named(str_head(s, 1));
    if (s.p[1] == '!' || !memchr("EWFIDTV", s.p[0], 7))
        return LEVEL_NONE;
    struct str rest = str_skip(s, 1 + blanks_at(str_skip(s, 1)));
    bool bad = memchr("EWF", s.p[0], 3) && rest.n && is_letter(rest.p[0]);
    return bad || names_logger_at(rest) ? severity_named(str_head(s, 1)) : LEVEL_NONE;
}

/* `<error> text`: behind a time, no tag. */
static enum level angle_level(const struct level_table *own, struct str s)
{
    size_t end = str_chr(str_head(s, 24), '>');
    bool whole = end < s.n && s.p[0] == '<' && s.p[end] == '>';
    const struct level_word *w = whole ? level_word_of(own, str_of(s.p + 1, end - 1)) : NULL;
    return w && (w->forms & LEVEL_BRACKET) ? w->level : LEVEL_NONE;
}

/* A level that is one only behind a time. */
static enum level unmarked_level(const struct level_table *own, struct str s)
{
    if (s.n && s.p[0] == '<')
        return angle_level(own, s);
    enum level level = lone_letter(s);
    return level == LEVEL_NONE ? severity_small_word(own, s) : level;
}

static enum level lead_mark(const struct level_table *own, const struct severity_lead *l)
{
    size_t used;
    struct str s = str_skip(l->s, l->at);
    if (l->in_redis)
        return redis_mark(l);
    if (l->bare && (s.n == 0 || (s.p[0] & 0x20 && s.p[0] != '[' && s.p[0] != '('))) /* a word of a sentence */
        return LEVEL_NONE;
    if (l->paired && (s.n == 0 || (s.p[0] != '[' && !str_starts(s, STR("level=")))))
        return LEVEL_NONE;
    enum level level = severity_marker(own, s, &used);
    if (level == LEVEL_NONE && l->stamped && !l->named)
        level = unmarked_level(own, s);
    return level == LEVEL_NONE && l->stamped ? channel_mark(own, s) : level;
}

/* Does the line at `s` end with what strerror(3) says where nothing went wrong, or is it not over yet? */
static bool ends_well(struct str s)
{
    struct str line = str_head(s, str_chr(s, '\n'));
    return str_ends(line, STR(": Success")) || str_ends(line, STR(", trying again"));
}

/* The level of what begins the line at `s`: a phrase, or what somebody was doing. */
static enum level start_level(struct str s)
{
    if (s.n < 3 || !may_begin(s.p))
        return LEVEL_NONE;
    unsigned char first = (unsigned char)s.p[0];
    for (unsigned i = level_start_from[first]; i < level_start_from[first + 1]; i++)
        if (level_phrase_stands(&level_starts[i], s, 0))
            return ends_well(s) ? LEVEL_NONE : level_starts[i].level;
    return severity_doing(s) ? LEVEL_ERROR : LEVEL_NONE;
}

/* `level` is what the start of `s` names; or what a phrase says that begins with it: the kernel's "INFO: task
 * x blocked for more than 120 seconds", supervisord's "INFO gave up: x entered FATAL state", PHP-FPM's
 * "WARNING: [pool www] child 12 exited on signal 11". */
static inline enum level worse_start(struct str s, enum level level)
{
    enum level worse = level <= LEVEL_WARN ? start_level(s) : LEVEL_NONE;
    return worse > level ? worse : level;
}

static NOINLINE struct severity lead_severity(const struct level_table *own, struct str s)
{
    struct severity_lead l = {.s = s};
    struct severity found = NOTHING;
    do {
        enum level level = lead_mark(own, &l);
        if (level != LEVEL_NONE)
            return (struct severity){worse_start(str_skip(s, l.at), level), true};
        level = l.bare ? LEVEL_NONE : start_level(str_skip(s, l.at));
        found.level = level > found.level ? level : found.level;
    } while (severity_lead_next(&l));
    return found;
}

/* --- phrases --- */

/* The name before the `=` or `:` at `at`, which quotes may part from it. */
static struct str key_before(struct str s, size_t at)
{
    size_t end = at, n = 0;
    end -= end && s.p[end - 1] == '"';
    while (n < end && is_word_byte(s.p[end - n - 1]))
        n++;
    return str_of(s.p + end - n, n);
}

static bool is_one_of(struct str word, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(word, words[i]))
            return true;
    return false;
}

/* Texts under these keys are the program's own. */
static bool tells_message(struct str key)
{
    static const struct str keys[] = {STR_INIT("msg"),    STR_INIT("message"), STR_INIT("error"),
                                      STR_INIT("err"),    STR_INIT("reason"),  STR_INIT("exception"),
                                      STR_INIT("detail"), STR_INIT("details"), STR_INIT("cause"),
                                      STR_INIT("log"),    STR_INIT("event"),   STR_INIT("stack")};
    return is_one_of(key, keys, COUNT_OF(keys));
}

/* And under these, those of its users. */
static bool quotes_user(struct str key)
{
    static const struct str keys[] = {STR_INIT("prompt"),  STR_INIT("query"),  STR_INIT("question"),
                                      STR_INIT("input"),   STR_INIT("answer"), STR_INIT("content"),
                                      STR_INIT("comment"), STR_INIT("title")};
    return is_one_of(key, keys, COUNT_OF(keys));
}

/* The quote that is open at `at`; s.n when none is. */
static size_t open_quote(struct str s, size_t at)
{
    size_t open = s.n;
    if (at == 0 || !memchr(s.p, '"', at))
        return open;
    for (size_t i = 0; i < at; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '"')
            open = open == s.n ? i : s.n;
    }
    return open;
}

/* Does `at` stand in a value that somebody else wrote: prompt="Error: what is this"? */
static bool is_quoted(struct str s, size_t at)
{
    size_t quote = open_quote(s, at);
    if (quote == s.n || quote == 0)
        return false;
    if (s.p[quote - 1] == '=')
        return !tells_message(key_before(s, quote - 1));
    if (str_ends(str_head(s, quote), STR(" for "))) /* cached image for "Error: what is this" */
        return true;
    size_t colon = quote - (s.p[quote - 1] == ' ');
    return colon && s.p[colon - 1] == ':' && quotes_user(key_before(s, colon - 1));
}

/* Does `s` begin with `Prompt: `, `User prompt: ` or the like, so that the rest of its first line, in which
 * `at` stands, is a user's? */
static bool is_prompted(struct str s, size_t at)
{
    enum { LABEL_MOST = 24 };
    static const struct str word = STR_INIT("rompt");
    size_t most = at < LABEL_MOST ? at : LABEL_MOST, words = 0, colon = str_chr(str_head(s, most), ':');
    if (LIKELY(colon == most || colon < 6 || memcmp(s.p + colon - word.n, word.p, word.n) != 0))
        return false;
    while (words < colon && (is_word_byte(s.p[words]) || s.p[words] == ' '))
        words++;
    return words == colon && (s.p[colon - 6] | 0x20) == 'p' && str_chr(str_head(s, at), '\n') == at;
}

/* LOG_LEVEL=error, RUST_LOG=error: what is to be logged. */
static bool is_setting(struct str s, size_t at)
{
    struct str key = key_before(s, at);
    return key.n >= 3 && (str_eq_nocase(str_skip(key, key.n - 3), STR("log")) ||
                          (key.n >= 5 && str_eq_nocase(str_skip(key, key.n - 5), STR("level"))));
}

static bool has(struct str s, struct str word)
{
    return str_find(s, word) < s.n;
}

/* "log level ERROR", "LogLevel set to ERROR", "verbosity changed to ERROR": `before` is what stands before
 * the word. Other things that become so have gone wrong: "state changed to ERROR", "alert level CRITICAL". */
static bool sets_level(struct str before)
{
    while (before.n && str_among(":= \"'", before.p[before.n - 1])) /* LOG_LEVEL=ERROR, log_level: "ERROR" */
        before.n--;
    bool to = str_ends(before, STR(" to"));
    if (to && has(before, STR("erbosity ")))
        return true;
    return (str_ends(before, STR("evel")) || str_ends(before, STR("LEVEL")) ||
            (to && has(before, STR("evel ")))) &&
           (has(before, STR("log")) || has(before, STR("Log")) || has(before, STR("LOG")));
}

/* "no ERROR", "0 ERROR"; "log level set to ERROR". */
static bool is_negated(struct str s, size_t at)
{
    struct str before = str_trim(str_head(s, at));
    return str_ends(before, STR("no")) || str_ends(before, STR("No")) || str_ends(before, STR(" 0")) ||
           str_eq(before, STR("0")) || sets_level(before);
}

enum { NEAR = 64 }; /* bytes behind a word that tell about it */

/* "FAILED 0": how often; "segfault at 0" is where. */
static bool counts_none(struct str word, struct str rest)
{
    struct str count = str_trim(str_head(rest, NEAR));
    if (!is_upper(word.p[word.n - 1]))
        return false;
    return (count.n && count.p[0] == '0' && severity_denied(count)) || severity_counts_none(count);
}

/* "PASSED FAILED SKIPPED": it heads a column of results. */
static bool heads_column(struct str before, struct str rest)
{
    static const struct str results[] = {STR_INIT("PASSED"), STR_INIT("SKIPPED"), STR_INIT("SUCCEEDED")};
    struct str ahead = str_trim(before), behind = str_trim(str_head(rest, NEAR));
    for (size_t i = 0; i < COUNT_OF(results); i++)
        if (str_ends(ahead, results[i]) || str_starts(behind, results[i]))
            return true;
    return false;
}

/* Is it only at first sight that the phrase `p` at `at` tells of something bad? */
static bool is_denied(const struct level_phrase *p, struct str s, size_t at)
{
    struct str text = p->entry.text, rest = str_skip(s, at + text.n);
    if (is_quoted(s, at) || is_prompted(s, at))
        return true;
    if (text.p[0] == '=')
        return is_setting(s, at);
    if (text.p[text.n - 1] == ':')
        return severity_denied(rest);
    if (!(p->entry.edges & EDGE_RIGHT))
        return false;
    bool valued = rest.n && (rest.p[0] == ':' || rest.p[0] == '='),
         named =
             rest.n > 1 && is_letter(rest.p[1]) &&
             (rest.p[0] == '.' || (rest.p[0] == '-' && text.p[0] == '[')); /* error.log, [error-handler] */
    return named || is_negated(s, at) || severity_of_thing(rest) || counts_none(text, rest) ||
           heads_column(str_head(s, at), rest) || (valued && severity_denied(str_skip(rest, 1)));
}

/* Does a line begin at `at`, behind a time perhaps? */
static bool begins_line(struct str s, size_t at)
{
    size_t line = at;
    while (line && s.p[line - 1] != '\n')
        line--;
    struct severity_lead l = {.s = str_skip(s, line)};
    do
        if (l.at == at - line)
            return true;
    while (l.at < at - line && severity_lead_next(&l));
    return false;
}

static bool stands(const struct level_phrase *p, struct str s, size_t at)
{
    return level_phrase_stands(p, s, at) && !(p->entry.edges & EDGE_START && !begins_line(s, at)) &&
           !is_denied(p, s, at);
}

/* Which of BYTE_SCAN_PAIRS begins with the letter `c`, by what follows. */
static unsigned pair_of(char c)
{
    static const unsigned char pairs[32] = {['r' & 31] = 0, ['x' & 31] = 1, ['f' & 31] = 2,
                                            ['c' & 31] = 3, ['g' & 31] = 4, ['n' & 31] = 4};
    return pairs[c & 31];
}

/* Is it worth comparing `p`, whose pair would stand at `at`? */
static inline bool begins_alike(const struct level_phrase *p, struct str s, size_t at)
{
    struct str text = p->entry.text;
    size_t from = at - p->pair, last = from + text.n - 1;
    return at >= p->pair && last < s.n && text.p[p->pair] == s.p[at] && text.p[0] == s.p[from] &&
           text.p[text.n - 1] == s.p[last];
}

/* Of the byte behind the pair at `at`. */
static inline unsigned third_of(struct str s, size_t at)
{
    return at + 2 < s.n ? level_byte(s.p[at + 2]) : 0;
}

/* May a phrase of `pair` stand where its pair stands at `at`, by the byte behind? */
static inline bool may_stand(unsigned pair, struct str s, size_t at)
{
    return level_phrase_thirds[pair] >> third_of(s, at) & 1;
}

/* The worst level of the phrases whose pair stands at `at`. */
static enum level phrase_level(unsigned pair, struct str s, size_t at)
{
    enum level worst = LEVEL_NONE;
    const unsigned short *from = &level_phrase_from[64 * pair + third_of(s, at)];
    for (unsigned i = from[0]; i < from[1]; i++) {
        const struct level_phrase *p = &level_phrases[i];
        if (p->level > worst && begins_alike(p, s, at) && stands(p, s, at - p->pair))
            worst = p->level;
    }
    return worst;
}

/* May a phrase stand anywhere in `s`? */
static inline bool may_phrase(struct str s, const struct byte_scan_line *bits)
{
    for (unsigned k = 0; k < bits->words; k++)
        for (uint64_t m = bits->pairs[k]; m; m &= m - 1) {
            size_t at = 64 * k + (size_t)__builtin_ctzll(m);
            if (may_stand(pair_of(s.p[at]), s, at))
                return true;
        }
    return false;
}

static enum level phrases_level(struct str s, const struct byte_scan_line *bits)
{
    enum level worst = LEVEL_NONE;
    for (unsigned k = 0; k < bits->words; k++)
        for (uint64_t m = bits->pairs[k]; UNLIKELY(m); m &= m - 1) {
            size_t at = 64 * k + (size_t)__builtin_ctzll(m);
            unsigned pair = pair_of(s.p[at]);
            enum level l = may_stand(pair, s, at) ? phrase_level(pair, s, at) : LEVEL_NONE;
            worst = l > worst ? l : worst;
        }
    return worst;
}

/* The phrases of a user's, which hold no pair that is known. */
static NOINLINE enum level own_level(const struct level_table *own, struct str s)
{
    enum level worst = LEVEL_NONE;
    struct str head = str_head(s, 64 * BYTE_SCAN_WORDS);
    for (size_t i = 0; i < own->phrase_count; i++) {
        const struct level_phrase *p = &own->phrases[i];
        for (size_t at = 0; p->level > worst && (at += str_find(str_skip(head, at), p->entry.text)) < head.n;
             at++)
            if (stands(p, head, at))
                worst = p->level;
    }
    return worst;
}

/* Of lines behind the first, or of the first before a trace of Perl: a trace that begins there, a level of
 * its own (java.util.logging). */
static NOINLINE enum level further_lines(const struct level_table *own, struct str s)
{
    enum { LINES_MOST = 64 };
    enum level worst = plain_dies(s) ? LEVEL_ERROR : LEVEL_NONE;
    size_t used;
    for (unsigned i = 0; i < LINES_MOST && (s = str_skip(s, str_chr(s, '\n') + 1)).n; i++) {
        enum level level = start_level(s);
        if (level == LEVEL_NONE && i == 0)
            level = severity_marker(own, str_head(s, str_chr(s, '\n')), &used);
        worst = level > worst ? level : worst;
    }
    return worst;
}

/* The severity of a text that may say something; `found` is what its start says. */
static inline struct severity read_text(const struct level_table *own, struct str s,
                                        const struct byte_scan_line *bits, struct str named,
                                        struct severity found)
{
    enum level level = named.n && !found.said ? severity_in(own, named) : LEVEL_NONE;
    if (level != LEVEL_NONE)
        return (struct severity){level, true};
    if (found.said)
        return found;
    level = phrases_level(s, bits);
    found.level = level > found.level ? level : found.level;
    if (own && (level = own_level(own, s)) > found.level)
        found.level = level;
    if (bits->line_ends && found.level == LEVEL_NONE)
        found.level = further_lines(own, s);
    return found;
}

/* Where a level may stand at the start. */
static NOINLINE struct severity read_led(const struct level_table *own, struct str s,
                                         const struct byte_scan_line *bits, struct str named)
{
    return read_text(own, s, bits, named, lead_severity(own, s));
}

static NOINLINE struct severity read_rest(const struct level_table *own, struct str s,
                                          const struct byte_scan_line *bits, struct str named)
{
    return read_text(own, s, bits, named, NOTHING);
}

/* Of a line that holds a pair. */
static NOINLINE struct severity read_worded(const struct level_table *own, struct str s,
                                            const struct byte_scan_line *bits, struct str named)
{
    return may_phrase(s, bits) ? read_rest(own, s, bits, named) : NOTHING;
}

/* Most lines say nothing: that is told without calling anything. */
struct severity severity_of_text(const struct level_table *own, struct str s,
                                 const struct byte_scan_line *bits, struct str named)
{
    if (UNLIKELY(own || may_lead(s)))
        return read_led(own, s, bits, named);
    if (UNLIKELY(named.n || bits->line_ends))
        return read_rest(own, s, bits, named);
    return UNLIKELY(bits->worded) ? read_worded(own, s, bits, named) : NOTHING;
}
