/* Levels at the start of a line: severity_at. */
#include "record/severity_internal.h"

#include "base/ansi.h"
#include "base/ascii.h"

static size_t letters_at(struct str s, size_t at)
{
    return str_past(s, at, is_letter) - at;
}

static size_t blanks_at(struct str s, size_t at)
{
    return str_past(s, at, is_blank) - at;
}

static bool ends_word(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

/* --- what stands behind a mark --- */

/* Past blanks and the separators `:` `|` `-` that more blanks follow. */
static size_t past_separators(struct str s, size_t at)
{
    for (;;) {
        at += blanks_at(s, at);
        char c = byte_at(s, at);
        if ((c != ':' && c != '|' && c != '-') || !ends_word(byte_at(s, at + 1)))
            return at;
        at++;
    }
}

/* What programs write for "none" behind `error:`; first, those that stand before what there is none of. */
enum { NOTHING_ADJECTIVES = 2 };
static const struct str NOTHING[] = {
    STR_INIT("no"),    STR_INIT("undefined"), STR_INIT("none"), STR_INIT("null"),    STR_INIT("nil"),
    STR_INIT("false"), STR_INIT("0"),         STR_INIT("ok"),   STR_INIT("success"), STR_INIT("нет"),
    STR_INIT("无"),    STR_INIT("なし"),      STR_INIT("없음")};
/* What makes a level that stands before it the name of something: "FATAL errors so far", "ERROR count". */
static const struct str THINGS[] = {
    STR_INIT("error"),    STR_INIT("errors"),   STR_INIT("count"), STR_INIT("counts"),   STR_INIT("rate"),
    STR_INIT("level"),    STR_INIT("levels"),   STR_INIT("log"),   STR_INIT("logs"),     STR_INIT("handler"),
    STR_INIT("messages"), STR_INIT("tracking"), STR_INIT("codes"), STR_INIT("reporting")};

/* Does `word`, with which `s` begins, go on there? One of another script goes on with its letters, not with
 * the marks of wide ones (U+3000 to U+303F, U+FF00 to U+FFFF). */
static bool goes_on(struct str s, struct str word)
{
    struct str rest = str_skip(s, word.n);
    char c = byte_at(rest, 0);
    bool other = (c & 0x80) && !str_starts(rest, STR("\xe3\x80")) && c != '\xef';
    return is_letter(c) || is_digit(c) || (other && (word.p[word.n - 1] & 0x80));
}

static bool word_is(struct str s, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s.n >= words[i].n && ((s.p[0] ^ words[i].p[0]) & ~0x20) == 0 &&
            str_eq_nocase(str_head(s, words[i].n), words[i]) && !goes_on(s, words[i]))
            return true;
    return false;
}

/* `key: ` or `key=`: one of several that stand in a row. */
static bool names_value(struct str nothing, struct str s)
{
    if (word_is(nothing, NOTHING,
                NOTHING_ADJECTIVES)) /* error: no worker: 12; error: undefined symbol: foo */
        return false;
    size_t n = letters_at(s, 0);
    return n && (byte_at(s, n) == ':' || byte_at(s, n) == '=');
}

/* Is all that is left a word for "none"? */
static bool says_nothing(struct str s)
{
    size_t open = s.n && (s.p[0] == '<' || s.p[0] == '"' || s.p[0] == '(');
    struct str rest = str_skip(s, open);
    if (open && rest.n && (rest.p[0] == '"' || rest.p[0] == ')'))
        return true;
    if (!word_is(rest, NOTHING, COUNT_OF(NOTHING)))
        return false;
    size_t n = rest.p[0] == '0' ? 1 : letters_at(rest, 0);
    while (rest.p[0] != '0' && byte_at(rest, n) & 0x80)
        n++;
    n += open && n < rest.n;
    char c = byte_at(rest, n);
    return (rest.p[0] == '0' && (c & 0x80)) || c == '\n' || c == '\r' || str_among(",;)].}\"", c) ||
           (c == ' ' && (str_among("}])", byte_at(rest, n + 1)) || names_value(rest, str_skip(rest, n + 1))));
}

bool severity_denied(struct str rest)
{
    return says_nothing(str_trim(str_head(rest, 64)));
}

bool severity_counts_none(struct str rest)
{
    enum { NEAR = 48 };
    struct str s = str_trim(str_head(rest, NEAR));
    size_t at = str_past(s, 0, is_letter), open = str_find(s, STR(" (0 errors"));
    if (at == 0)
        return is_digit(byte_at(s, 0)) && str_past(s, 0, is_digit) + STR(" problem").n <= open && open < s.n;
    struct str word = str_head(s, at);
    bool bad =
        str_find(word, STR("ail")) < at || str_find(word, STR("rror")) < at || str_eq(word, STR("SUMMARY"));
    if (byte_at(s, at) == ' ')
        at = str_past(s, at + 1, is_letter);
    char behind = byte_at(s, at + 3);
    return bad && byte_at(s, at) == ':' && byte_at(s, at + 1) == ' ' && byte_at(s, at + 2) == '0' &&
           (ends_word(behind) || behind == ',' || behind == ')');
}

/* Does what ends at `at` name a thing, and is no name of a logger (`rate_limiter: `), nor a key
 * (`error="..."`)? A colon goes before a number. */
static bool ends_thing(struct str s, size_t at)
{
    char c = byte_at(s, at);
    if (c == ':')
        return byte_at(s, at + 1) != ' ' || is_digit(byte_at(s, at + 2));
    return c != '=' && c != '.' && c != '_' && c != '-';
}

/* A sentence behind a level begins with a capital: ERROR Error opening connection. */
bool severity_of_thing(struct str rest)
{
    struct str s = str_skip(rest, blanks_at(rest, 0));
    bool begins_sentence = is_upper(byte_at(s, 0)) && !is_upper(byte_at(s, 1));
    return !begins_sentence && word_is(s, THINGS, COUNT_OF(THINGS)) && ends_thing(s, letters_at(s, 0));
}

bool severity_doing(struct str s)
{
    static const struct str when[] = {STR_INIT("while"), STR_INIT("during"), STR_INIT("when"),
                                      STR_INIT("occurred"), STR_INIT("encountered")};
    static const struct str things[] = {STR_INIT("handling"),   STR_INIT("tracking"), STR_INIT("reporting"),
                                        STR_INIT("logging"),    STR_INIT("string"),   STR_INIT("mapping"),
                                        STR_INIT("monitoring"), STR_INIT("warning"),  STR_INIT("counting")};
    static const struct str error = STR_INIT("Error ");
    if (!str_starts(s, error))
        return false;
    struct str rest = str_skip(s, error.n), word = str_head(rest, letters_at(rest, 0));
    if (word_is(rest, when, COUNT_OF(when)))
        return true;
    return word.n > 4 && !is_upper(word.p[0]) && str_ends(word, STR("ing")) &&
           ends_word(byte_at(rest, word.n)) && !word_is(rest, things, COUNT_OF(things));
}

/* Does what follows make a level in small letters a word of a sentence: "error rate", "info page", "fatal
 * is"? */
static bool is_sentence(struct str rest)
{
    static const struct str words[] = {STR_INIT("is"),    STR_INIT("was"),  STR_INIT("of"),
                                       STR_INIT("and"),   STR_INIT("page"), STR_INIT("pages"),
                                       STR_INIT("budget")};
    struct str s = str_skip(rest, blanks_at(rest, 0));
    return severity_of_thing(rest) || word_is(s, words, COUNT_OF(words));
}

/* --- words --- */

struct level_marker {
    enum level level;
    size_t end; /* with the separators behind it */
};

static const struct level_marker NO_MARK = {LEVEL_NONE, 0};

static struct level_marker mark_to(struct str s, enum level level, size_t end)
{
    return (struct level_marker){level, past_separators(s, end)};
}

static bool all_upper(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!is_upper(word.p[i]))
            return false;
    return true;
}

/* Does a column end at `at`: a tab, two blanks, a bar, a lone dash or colon? */
static bool ends_column(struct str s, size_t at)
{
    char c = byte_at(s, at), next = byte_at(s, at + 1), after = byte_at(s, at + 2);
    return c == '\t' || c == '|' ||
           (c == ' ' && (is_blank(next) || ((next == '-' || next == '|' || next == ':') && is_blank(after))));
}

/* `WORD` with nothing around it: what follows tells it from a name. */
static bool stands_bare(struct str s, struct str word, enum level level, size_t end)
{
    char c = byte_at(s, end), next = byte_at(s, end + 1);
    if (c == ' ' && next == '[' && is_digit(byte_at(s, end + 2))) /* error [2026-03-15 10:00:01.123 Z] text */
        return true;
    if (!all_upper(word) || word.n < 3)
        return ends_column(s, end);
    if (c == ':' || c == '|' || c == ']' || c == ')' || c == ',' || (c == '[' && is_digit(next)))
        return true;
    if ((c == '/' && is_upper(next)) || (c == '!' && ends_word(next)))
        return true;
    return ends_word(c) && (level < LEVEL_ERROR || !severity_of_thing(str_skip(s, end)));
}

/* `word:` and a blank, or the end. */
static bool stands_named(struct str s, struct str word, size_t end)
{
    return byte_at(s, end) == ':' && (ends_word(byte_at(s, end + 1)) || all_upper(word));
}

/* A level that begins at `at` without brackets. */
static struct level_marker bare_mark(const struct level_table *own, struct str s)
{
    size_t n = letters_at(s, 0), end = n;
    struct str word = str_head(s, n);
    const struct level_word *w = n > 1 && n < 16 ? level_word_of(own, word) : NULL;
    if (!w)
        return NO_MARK;
    bool named = w->forms & LEVEL_COLON
                     ? stands_named(s, word, end)
                     : (w->forms & LEVEL_UPPER) && all_upper(word) && byte_at(s, end) == ':';
    bool bare = w->forms & LEVEL_BARE || (w->forms & LEVEL_CAPS && all_upper(word));
    if (!named && !(bare && stands_bare(s, word, w->level, end)))
        return NO_MARK;
    if (w->level >= LEVEL_ERROR && severity_denied(str_skip(s, past_separators(s, end))))
        return NO_MARK;
    char c = byte_at(s, end);
    end += c == ']' || c == ')' || c == '!' || c == ':';
    return mark_to(s, w->level, end);
}

/* A word of small letters and a blank, which behind a time is a level where no sentence goes on: LogTape's
 * text, winston's `${timestamp} ${level} ${message}`. */
enum level severity_small_word(const struct level_table *own, struct str s)
{
    static const struct str words[] = {STR_INIT("error"), STR_INIT("err"),      STR_INIT("warn"),
                                       STR_INIT("fatal"), STR_INIT("warning"),  STR_INIT("info"),
                                       STR_INIT("debug"), STR_INIT("trace"),    STR_INIT("verbose"),
                                       STR_INIT("crit"),  STR_INIT("critical"), STR_INIT("notice")};
    size_t n = letters_at(s, 0);
    struct str word = str_head(s, n), rest = str_skip(s, n);
    bool known = false;
    for (size_t i = 0; n > 2 && i < COUNT_OF(words); i++)
        known |= str_eq(word, words[i]);
    if (!known || byte_at(s, n) != ' ' || is_sentence(rest) || severity_denied(rest))
        return LEVEL_NONE;
    const struct level_word *w = level_word_of(own, word);
    return w ? w->level : LEVEL_NONE;
}

/* The same word where nothing but it is coloured, at the start of `s`. */
enum level severity_coloured(const struct level_table *own, struct str s)
{
    size_t before = ansi_csi_length(s), n = letters_at(s, before), behind;
    if (before == 0 || n == 0 || (behind = ansi_csi_length(str_skip(s, before + n))) == 0)
        return LEVEL_NONE;
    const struct level_word *w = n > 2 && n < 16 ? level_word_of(own, str_of(s.p + before, n)) : NULL;
    bool blank = is_blank(byte_at(s, before + n + behind));
    return w && w->forms & LEVEL_BARE && blank ? w->level : LEVEL_NONE;
}

/* --- brackets --- */

static char closing(char open)
{
    return open == '[' ? ']' : open == '(' ? ')' : '\0';
}

/* The `E` of `---E---`. */
static struct str without_dashes(struct str s)
{
    while (s.n > 2 && s.p[0] == '-' && s.p[s.n - 1] == '-')
        s = str_of(s.p + 1, s.n - 2);
    return s;
}

/* A word of another script, of which the table knows that with a colon behind it. */
static const struct level_word *other_word(const struct level_table *own, struct str word)
{
    char text[LEVEL_WORD_MOST];
    if (word.n == 0 || word.n >= sizeof text || !(word.p[0] & 0x80))
        return NULL;
    memcpy(text, word.p, word.n);
    text[word.n] = ':';
    const struct level_word *w = level_word_of(own, str_of(text, word.n + 1));
    return w && (w->forms & LEVEL_SIGN) ? w : NULL;
}

/* The level that `word` names in brackets. */
static const struct level_word *bracketed_word(const struct level_table *own, struct str word)
{
    if (word.n == 0 || letters_at(word, 0) != word.n)
        return other_word(own, word);
    const struct level_word *w = level_word_of(own, word);
    return w && (w->forms & LEVEL_BRACKET) ? w : NULL;
}

static bool digits_are(struct str s, size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_digit(byte_at(s, at + i)))
            return false;
    return true;
}

/* ` 14:22:52` at `at`. */
static bool stands_clock(struct str s, size_t at)
{
    return byte_at(s, at) == ' ' && digits_are(s, at + 1, 2) && byte_at(s, at + 3) == ':' &&
           digits_are(s, at + 4, 2) && byte_at(s, at + 6) == ':' && digits_are(s, at + 7, 2);
}

/* Does what PyTorch writes behind a letter in brackets stand at `at`: ` socket.cpp:957] `, `315 10:00:02.1 `?
 */
static bool stands_torch(struct str s, size_t at)
{
    enum { LONGEST = 64 };
    size_t digits = str_past(s, at, is_digit) - at;
    if (digits == 3 || digits == 4)
        return stands_clock(s, at + digits);
    struct str near = str_head(str_skip(s, at), LONGEST), inside = str_head(near, str_chr(near, ']'));
    return byte_at(s, at) == ' ' && str_find(inside, STR(".cpp:")) < inside.n;
}

/* `[word]`, also padded, with dashes, and `[name:word]`, `[name/WORD]` (Apache, Minecraft); `[E 10:00:44
 * name]` (tornado), `[E:name` (ONNX Runtime), and PyTorch's. */
static struct level_marker bracket_mark(const struct level_table *own, struct str s)
{
    enum { LONGEST = 48 };
    size_t at = 1 + blanks_at(s, 1), n = letters_at(s, at),
           end = str_chr(str_head(s, LONGEST), closing(s.p[0]));
    char next = byte_at(s, at + 1), after = byte_at(s, at + 2);
    if (n == 1 &&
        ((next == ' ' && is_digit(after)) || (next == ':' && is_letter(after)) || stands_torch(s, at + 1))) {
        const struct level_word *w = level_word_of(NULL, str_of(s.p + at, 1));
        return w && is_upper(s.p[at]) ? mark_to(s, w->level, at + 2) : NO_MARK;
    }
    if (end >= s.n || end >= LONGEST)
        return NO_MARK;
    struct str inside = without_dashes(str_trim(str_of(s.p + 1, end - 1))), word = inside;
    for (size_t i = 0; i < inside.n; i++)
        if (inside.p[i] == ':' || inside.p[i] == '/')
            word = str_skip(inside, i + 1);
    const struct level_word *w = bracketed_word(own, word);
    if (!w || (word.n < inside.n && word.n < 3))
        return NO_MARK;
    return mark_to(s, w->level, end + 1);
}

/* --- the other forms --- */

/* <3>, <11>: syslog's priority (sd-daemon(3), RFC 3164). */
static struct level_marker priority_number(struct str s)
{
    size_t n = 1, value = 0;
    for (; n < 4 && is_digit(byte_at(s, n)); n++)
        value = value * 10 + (size_t)(s.p[n] - '0');
    if (n == 1 || byte_at(s, n) != '>' || value > 191)
        return NO_MARK;
    return (struct level_marker){severity_of_priority((int)(value & 7)), n + 1};
}

/* That, or `<error> [1773568801.1234] ` as NetworkManager writes it; other words may stand so, too. */
static struct level_marker angle_mark(const struct level_table *own, struct str s)
{
    size_t end = 1 + letters_at(s, 1);
    if (end == 1)
        return priority_number(s);
    const struct level_word *w = level_word_of(own, str_of(s.p + 1, end - 1));
    size_t behind = end + 1 + blanks_at(s, end + 1);
    bool stamped = byte_at(s, end) == '>' && byte_at(s, behind) == '[' && is_digit(byte_at(s, behind + 1));
    return w && stamped ? mark_to(s, w->level, behind) : NO_MARK;
}

static enum level letter_level(char c)
{
    const struct level_word *w =
        is_upper(c) && memchr("EWIFDVC", c, 7) ? level_word_of(NULL, str_of(&c, 1)) : NULL;
    return w ? w->level : LEVEL_NONE;
}

/* `Tag(` or `Tag:` at `at`, padded to columns: what Android's logcat writes behind its letter; `/O error` of
 * I/O error is none. */
static bool names_tag(struct str s, size_t at)
{
    enum { TAG_LEAST = 2 };
    size_t end = at;
    while (is_letter(byte_at(s, end)) || is_digit(byte_at(s, end)) || str_among("_-.$", byte_at(s, end)))
        end++;
    size_t behind = end + blanks_at(s, end);
    return is_letter(byte_at(s, at)) && end - at >= TAG_LEAST &&
           (byte_at(s, behind) == '(' || byte_at(s, behind) == ':');
}

/* Is the date of two to four parts at 1, of two digits each, before a clock: E1202 14:22:52 (klog, glog),
 * E261202 (CockroachDB), E20261202 (glog since 0.7)? */
static bool stands_date(struct str s)
{
    size_t end = 1;
    while (end < 9 && digits_are(s, end, 2))
        end += 2;
    return end > 4 && stands_clock(s, end);
}

/* One letter: E1202 14:22:52, E, [2026-... (Ruby), E: text (apt), E : text (spdlog's wide patterns), E/Tag(
 * (Android). */
static struct level_marker letter_mark(struct str s)
{
    enum level level = letter_level(s.p[0]);
    char c = byte_at(s, 1), next = byte_at(s, 2);
    if (level == LEVEL_NONE)
        return NO_MARK;
    if (stands_date(s))
        return (struct level_marker){level, 1};
    if (c == ',' && next == ' ' && byte_at(s, 3) == '[')
        return (struct level_marker){level, 3};
    if (c == ' ' && next == ':' && byte_at(s, 3) == ' ')
        return mark_to(s, level, 3);
    if ((c == ':' && next == ' ') || (c == '/' && names_tag(s, 2)))
        return mark_to(s, level, 2);
    return NO_MARK;
}

/* level=error, lvl="eror", Level: error. */
static struct level_marker key_mark(const struct level_table *own, struct str s)
{
    if ((s.p[0] | 0x20) != 'l' && (s.p[0] | 0x20) != 's')
        return NO_MARK;
    static const struct str keys[] = {STR_INIT("level"), STR_INIT("lvl"), STR_INIT("severity"),
                                      STR_INIT("loglevel"), STR_INIT("log.level")};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        size_t at = keys[i].n;
        if (!str_eq_nocase(str_head(s, at), keys[i]) || (byte_at(s, at) != '=' && byte_at(s, at) != ':'))
            continue;
        at += 1 + blanks_at(s, at + 1);
        size_t quote = byte_at(s, at) == '"', n = 0;
        at += quote;
        while (is_letter(byte_at(s, at + n)) || is_digit(byte_at(s, at + n)))
            n++;
        enum level level = n ? severity_in(own, str_of(s.p + at, n)) : LEVEL_NONE;
        return level == LEVEL_NONE ? NO_MARK : mark_to(s, level, at + n + quote);
    }
    return NO_MARK;
}

/* Behind a sign that is no level itself, in columns: `<sign> error   app·tiles   text`, also where the word
 * fills its column and a second follows: `<sign> warning app·tiles   text` (@logtape/pretty). */
static struct level_marker signed_mark(const struct level_table *own, struct str s, size_t at)
{
    at += blanks_at(s, at);
    size_t n = letters_at(s, at), end = at + n, next = end + 1;
    const struct level_word *w = n > 2 && n < 16 ? level_word_of(own, str_of(s.p + at, n)) : NULL;
    while (byte_at(s, end) == ' ' && !ends_word(byte_at(s, next)))
        next++;
    bool column = ends_column(s, end) || (next > end + 1 && ends_column(s, next));
    return w && (w->forms & LEVEL_BARE) && column ? mark_to(s, w->level, end) : NO_MARK;
}

/* In wide brackets, U+3010 and U+3011. */
static struct level_marker wide_bracket_mark(const struct level_table *own, struct str s)
{
    enum { WIDE = 3, LONGEST = 48 };
    struct str inside = str_head(str_skip(s, WIDE), LONGEST);
    size_t n = str_find(inside, STR("\xe3\x80\x91"));
    const struct level_word *w = n < inside.n ? bracketed_word(own, str_trim(str_head(inside, n))) : NULL;
    return w ? mark_to(s, w->level, WIDE + n + WIDE) : NO_MARK;
}

/* The word at the start of `s`, whose first `*end` bytes are no ASCII: a sign, drawn as an emoji or not, or
 * one of another script with its colon, behind a wide one (U+FF1A) of which no blank has to stand. *end:
 * behind it. */
static const struct level_word *sign_word(const struct level_table *own, struct str s, size_t *end)
{
    const struct str emoji = STR("\xef\xb8\x8f"), wide_colon = STR("\xef\xbc\x9a");
    size_t colon = str_find(str_head(s, *end), wide_colon);
    if (colon < *end) {
        *end = colon + wide_colon.n;
        return other_word(own, str_head(s, colon));
    }
    *end += byte_at(s, *end) == ':';
    struct str sign = str_head(s, *end);
    sign.n -= str_ends(sign, emoji) ? emoji.n : 0;
    return ends_word(byte_at(s, *end)) ? level_word_of(own, sign) : NULL;
}

static struct level_marker sign_mark(const struct level_table *own, struct str s)
{
    size_t end = 0;
    while (byte_at(s, end) & 0x80)
        end++;
    const struct level_word *w = sign_word(own, s, &end);
    struct str rest = str_skip(s, past_separators(s, end));
    bool denied = w && w->level >= LEVEL_ERROR && (severity_denied(rest) || severity_counts_none(rest));
    if (w && (w->forms & LEVEL_SIGN))
        return denied ? NO_MARK : mark_to(s, w->level, end);
    return end && byte_at(s, end) == ' ' ? signed_mark(own, s, end) : NO_MARK;
}

static struct level_marker mark_of(const struct level_table *own, struct str s)
{
    struct level_marker m;
    switch (s.p[0]) {
    case '[':
    case '(':
        return bracket_mark(own, s);
    case '<':
        return angle_mark(own, s);
    default:
        if (s.p[0] & 0x80)
            return str_starts(s, STR("\xe3\x80\x90")) ? wide_bracket_mark(own, s) : sign_mark(own, s);
        if (!is_letter(s.p[0]))
            return NO_MARK;
        m = bare_mark(own, s);
        m = m.level == LEVEL_NONE ? letter_mark(s) : m;
        return m.level == LEVEL_NONE ? key_mark(own, s) : m;
    }
}

/* Separators before a mark: blanks, `| `, `- `. */
static size_t before_mark(struct str s)
{
    return past_separators(s, 0);
}

/* `m`, or the level in the column behind it: `TRACE | ERROR | text` is of Datadog's agent for traces. */
static struct level_marker behind_column(const struct level_table *own, struct str s, struct level_marker m)
{
    struct str next = str_skip(s, m.end);
    bool column = str_starts(str_skip(next, letters_at(next, 0)), STR(" | "));
    struct level_marker behind = column ? bare_mark(own, next) : NO_MARK;
    return behind.level == LEVEL_NONE ? m : (struct level_marker){behind.level, m.end + behind.end};
}

enum level severity_marker(const struct level_table *own, struct str s, size_t *used)
{
    size_t before = before_mark(s);
    struct str rest = str_skip(s, before);
    struct level_marker m = rest.n ? mark_of(own, rest) : NO_MARK;
    if (UNLIKELY(m.level == LEVEL_DEBUG))
        m = behind_column(own, rest, m);
    if (m.level != LEVEL_NONE)
        *used = before + m.end;
    return m.level;
}

enum level severity_at(struct str s, size_t *used)
{
    return severity_marker(NULL, s, used);
}
