#include "base/redact_internal.h"

enum { LABEL_BYTES = 64, CUT_LITERAL = 3, TELLING_LITERAL = 6, LONG_KEY = 40 };

static bool is_capital(char c)
{
    return is_upper(c) || is_digit(c);
}

static bool is_base64(char c)
{
    return is_word(c) || c == '+' || c == '/' || c == '=';
}

static bool is_path(char c)
{
    return is_token68(c) || c == ':' || c == '@';
}

static bool (*const kinds[CHARS_COUNT])(char) = {
    [CHARS_WORD] = is_word, [CHARS_ALNUM] = is_alnum,   [CHARS_CAPITAL] = is_capital,
    [CHARS_HEX] = is_hex,   [CHARS_DOTTED] = is_dotted, [CHARS_BASE64] = is_base64,
    [CHARS_PATH] = is_path,
};

/* Past `literal` at `at`, in which # is a run of digits; 0 when it does not stand there. */
static size_t past_literal(struct str s, size_t at, struct str literal)
{
    for (size_t i = 0; i < literal.n; i++) {
        size_t end = literal.p[i] == '#' ? str_past(s, at, is_digit) : at + (str_at(s, at) == literal.p[i]);
        if (end == at)
            return 0;
        at = end;
    }
    return at;
}

/* As keys are, and words of a language are not. */
static bool looks_made(struct str body)
{
    return count_of(body, is_digit) || longest_run(body) >= RANDOM_BYTES;
}

/* Past what stands behind the piece's literal, from `at` on; 0: too little. */
static size_t past_piece(struct str s, size_t at, const struct secret_piece *piece)
{
    size_t end = str_past(s, at, kinds[piece->chars]);
    if (end < s.n && end < at + piece->least)
        return 0;
    /* not the start of a longer word */
    return piece->chars < CHARS_DOTTED && str_past(s, end, is_word) > end ? 0 : end;
}

/* Is what the end of the text cut short one of this shape? Not sk-model-v2, nor secret_database, whose keys
 * are long. */
static bool may_go_on(const struct secret_piece *first, struct str body)
{
    struct str literal = first->before;
    bool telling = !is_alnum(literal.p[literal.n - 1]) && first->least < LONG_KEY;
    return longest_run(body) >= CUT_BYTES && literal.n >= CUT_LITERAL && (looks_made(body) || telling);
}

static bool fits(struct str s, size_t start, const struct secret_shape *shape, struct secret *out)
{
    struct str first = shape->pieces[0].before;
    size_t at = start, i = 0, least = 0;
    out->start = past_literal(s, start, first);
    for (; i < shape->n && at < s.n; i++) {
        least = past_literal(s, at, shape->pieces[i].before);
        at = least ? past_piece(s, least, &shape->pieces[i]) : 0;
        if (!at)
            return false;
        least += shape->pieces[i].least;
    }
    out->end = at;
    struct str body = between(s, out->start, at);
    return i < shape->n || at < least ? may_go_on(&shape->pieces[0], body)
                                      : first.n >= TELLING_LITERAL || looks_made(body);
}

bool find_shape(const struct secrets *k, struct str s, size_t at, struct secret *out)
{
    unsigned first = (unsigned char)(is_digit(s.p[at]) ? '0' : s.p[at]);
    unsigned second = secrets_bit(str_at(s, at + 1));
    for (; k; k = k->next)
        for (unsigned i = k->shape_from[first];
             k->shape_pairs[first] & second && i < k->shape_from[first + 1]; i++)
            if (fits(s, at, &k->shapes[i], out))
                return true;
    return false;
}

/* {" in base64, then parts between dots. */
bool find_jwt(struct str s, size_t start, struct secret *out)
{
    if (!stands_at(s, start, STR("eyJ")))
        return false;
    size_t at = start + 3, header = str_past(s, at, is_word);
    *out = (struct secret){at, str_past(s, at, is_dotted)};
    bool cut = header == s.n, parts = str_at(s, header) == '.' && out->end > header + CUT_BYTES;
    return header - at >= CUT_BYTES && (cut || parts || (out->end == s.n && out->end > header));
}

bool find_pem(struct str s, size_t start, struct secret *out)
{
    static const struct str begin = STR_INIT("-----BEGIN "), dashes = STR_INIT("-----");
    if (!stands_at(s, start, begin))
        return false;
    struct str label = str_head(str_skip(s, start + begin.n), LABEL_BYTES);
    size_t close = str_find(label, dashes);
    if (close == label.n)
        return false;
    size_t body = start + begin.n + close + dashes.n;
    *out = (struct secret){body, body + str_find(str_skip(s, body), STR("-----END"))};
    return out->end > body;
}
