/* What a value is: a secret, or something that stands for one, or that tells what is wrong. */
#include "base/redact_internal.h"

enum { TELLING_DIGITS = 3 };

static bool is_path_part(char c)
{
    return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

/* [Filtered], <word>, <*name>, %s, $NAME, %NAME%, ${NAME}, {{ name }}, *** */
bool value_is_placeholder(struct str v)
{
    static const struct str starts[] = {STR_INIT("${"),  STR_INIT("$("), STR_INIT("{{"), STR_INIT("**"),
                                        STR_INIT("..."), STR_INIT("[F"), STR_INIT("[R"), STR_INIT("[object")};
    size_t close = v.n && v.p[0] == '<' ? str_past(v, v.n > 1 && v.p[1] == '*' ? 2 : 1, is_name) : 0;
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(v, starts[i]))
            return true;
    if ((close > 1 && (close == v.n || v.p[close] == '>')) || str_find(v, STR("[redacted")) < v.n ||
        str_find(v, STR("<secret")) < v.n || str_find(v, STR("***")) < v.n) /* sk-<secret> of a template */
        return true;
    bool marked = v.n > 1 && (v.p[0] == '$' || v.p[0] == '%');
    size_t name = marked ? str_past(v, 1, is_upper_word) : 0;
    return (name > 1 && (name == v.n || v.p[name] == '%')) || (marked && v.n == 2);
}

/* /etc/passwd, images/a.PNG, a/b/c: base64 has no dots, and capital letters somewhere. */
static bool is_path(struct str v)
{
    size_t slashes = str_count(v, '/');
    bool plain = count_of(v, is_path_part) + slashes == v.n, dotted = str_chr(v, '.') < v.n;
    if (slashes && dotted && count_of(v, is_dotted) + slashes == v.n)
        return true;
    return plain && (slashes > 1 || (slashes && v.p[0] == '/'));
}

/* https://..., arn:aws:..., S-1-5-21 (who somebody is to Windows). */
static bool is_place(struct str v)
{
    return is_path(v) || str_starts(v, STR("arn:")) || str_starts(v, STR("S-1-")) ||
           stands_at(v, str_past(v, 0, is_dotted), STR("://"));
}

struct str value_first_word(struct str v)
{
    size_t n = str_past(v, 0, is_word);
    bool ends = n == v.n || str_among(".!?:<(|/)]},", v.p[n]);
    return ends ? str_head(v, n ? n : v.n) : v;
}

/* Bytes of the word that `s` begins with: Too of TooShort, HTTP of HTTPError, TOO of TOO_SHORT. */
static size_t hump(struct str s)
{
    size_t upper = str_past(s, 0, is_upper), end = str_past(s, upper, is_lower);
    return upper > 1 && end > upper ? upper - 1 : end;
}

/* Of a diagnosis whose word before them is `word`: E401, HTTP401, len=40? `at` is behind them. */
static bool is_code(struct str word, char before, size_t digits)
{
    static const char *const codes[] = {"e", "http"}, *const counts[] = {"len", "length", "size", "code",
                                                                         "status"};
    bool count = before == '=' || before == ':';
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (count && str_eq_nocase(word, str_z(counts[i])))
            return true;
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (digits == TELLING_DIGITS && str_eq_nocase(word, str_z(codes[i])))
            return !count;
    return false;
}

/* Of the name of a class or of its package: Expired of ExpiredJwtException, io of io.jsonwebtoken. */
static bool is_class_part(struct str word, char behind)
{
    bool hump = word.n > 2 && is_upper(word.p[0]) && is_lower(word.p[1]);
    return hump || behind == '.';
}

/* What the words of a value say so far. */
struct saying {
    struct str word; /* the last one */
    bool wrong;      /* something is */
    bool named;      /* one is of a name, and of no diagnosis */
};

/* Take the word `word`, and what stands behind it; false: it is of no diagnosis. */
static bool take_word(const struct secrets *k, struct str word, char behind, struct saying *said)
{
    bool wrong = secrets_list(k, LIST_DIAGNOSES, word);
    bool known = wrong || secrets_list(k, LIST_DIAGNOSED, word);
    said->word = word;
    said->wrong |= wrong;
    said->named |= !known;
    return known || is_class_part(word, behind);
}

/* Take what `v` has at `at`, *n bytes: digits, a word, or what parts them. */
static bool take_said(const struct secrets *k, struct str v, size_t at, struct saying *said, size_t *n)
{
    struct str rest = str_skip(v, at);
    size_t digits = str_past(rest, 0, is_digit), word = hump(rest);
    *n = digits ? digits : word ? word : 1;
    said->wrong |= digits > 0;
    if (digits)
        return is_code(said->word, at ? v.p[at - 1] : '\0', digits);
    return word ? take_word(k, str_head(rest, word), str_at(rest, word), said)
                : str_among("_-/.=: ", rest.p[0]);
}

/*
 * tooShort, INVALID_TOKEN, auth/wrong-password, E401: made of the words of diagnoses alone, one of which says
 * that something is wrong; and JsonWebTokenError, a name of any words that ends so.
 */
static bool is_diagnosis(const struct secrets *k, struct str v)
{
    struct saying said = {.wrong = false};
    for (size_t at = 0, n; at < v.n; at += n)
        if (!take_said(k, v, at, &said, &n))
            return false;
    bool class = str_eq(said.word, STR("Error")) || str_eq(said.word, STR("Exception"));
    return said.wrong && (!said.named || class);
}

/* Is it a word that says what is wrong, or a path, an address or a name in a program? */
static bool tells(const struct secrets *k, struct str v)
{
    v = str_skip(v, v.n && v.p[0] == '('); /* (empty) */
    size_t digits = count_of(v, is_digit);
    if (count_of(v, is_alnum) == 0 && v.n < SHORT_BYTES)
        return true;
    return (digits == v.n && digits <= TELLING_DIGITS) || is_place(v) ||
           secrets_list(k, LIST_TELLS, value_first_word(v)) || secrets_list(k, LIST_TELLS, v) ||
           is_diagnosis(k, v);
}

static bool is_hash_part(char c)
{
    return is_hex(c) || c == '-';
}

bool value_is_letters(struct str v)
{
    return count_of(str_skip(v, 1), is_lower) + 1 == v.n && is_letter(v.p[0]);
}

/* The longest part of letters and digits without a pause. */
static struct str longest_part(struct str v)
{
    struct str longest = STR("");
    for (size_t at = 0; at < v.n; at++) {
        size_t end = str_past(v, at, is_alnum);
        longest = end - at > longest.n ? between(v, at, end) : longest;
        at = end;
    }
    return longest;
}

bool value_is_mixed(struct str v, size_t least)
{
    struct str part = longest_part(v);
    size_t digits = count_of(part, is_digit);
    return part.n >= least && digits >= 2 && digits + 2 <= part.n && count_of(v, is_token68) == v.n;
}

static bool is_coded(struct str v)
{
    size_t digits = count_of(v, is_digit), letters = count_of(v, is_letter);
    return v.n >= CUT_BYTES && letters && count_of(v, is_token68) == v.n &&
           (digits >= 2 || longest_run(v) >= RANDOM_BYTES);
}

bool value_meets(const struct secrets *k, enum demand d, struct str v)
{
    if (v.n == 0 || value_is_placeholder(v) || tells(k, v))
        return false;
    switch (d) {
    case DEMAND_PLAIN:
        return count_of(v, is_letter) && v.p[0] != '/';
    case DEMAND_CODED:
    case DEMAND_QUERY:
        return is_coded(v);
    case DEMAND_RANDOM:
        return value_is_mixed(v, RANDOM_BYTES) || (str_chr(v, '~') < v.n && is_coded(v)); /* CloudFront's */
    case DEMAND_UNHASHED:
        return value_is_mixed(v, RANDOM_BYTES) && count_of(v, is_hash_part) < v.n;
    default:
        return d != DEMAND_NEVER;
    }
}

/* `value` of {"name": "...", "value": "..."}: it has no name of its own. */
static bool is_value_word(struct str key)
{
    static const char *const words[] = {"value", "val", "v", "data", "text", "plain", "raw"};
    return str_index(key, words, COUNT_OF(words)) < COUNT_OF(words);
}

/* userId, key_id: says whose it is. */
static bool is_id(struct str key)
{
    return key.n > 1 && str_eq_nocase(str_skip(key, key.n - 2), STR("id"));
}

bool value_meets_below(const struct secrets *k, enum demand d, struct str key, struct str v)
{
    bool made = !is_id(key) && value_is_mixed(v, CUT_BYTES - 1);
    return d <= DEMAND_CODED && (made || is_value_word(key)) && value_meets(k, d, v);
}
