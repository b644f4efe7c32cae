/* The values of names: password=..., "token": "...", Authorization: ..., --api-key ..., <password>... */
#include "base/redact_internal.h"

enum { SCHEME_BYTES = 8, WRAP_BYTES = 12, COUNT_DIGITS = 3, CURLY_BYTES = 512 };

/* How a name and its value stand together. */
enum sign {
    SIGN_NONE,
    SIGN_EQUALS,
    SIGN_COLON, /* and a blank */
    SIGN_ARROW,
    SIGN_FLAG,  /* --name value */
    SIGN_SAID,  /* password hunter2, [password] hunter2, password(hunter2), password - ERROR - hunter2 */
    SIGN_LIST,  /* ["name", "value"] */
    SIGN_BESIDE /* "name": "...", "value": "..." */
};

struct pair {
    size_t start, end; /* the name */
    size_t at;         /* the value, with its quote */
    enum sign sign;
    bool list;        /* it is a list of values, */
    size_t first_end; /* of which the first one ends here */
    size_t quote;     /* bytes of it */
    size_t curly;     /* where the typographic quote before the value ends it; 0: none stands there */
    bool below;       /* it stands in the line below its name */
    struct secret value;
};

/* ---- quotes and ends ---- */

size_t quote_at(struct str s, size_t at)
{
    size_t i = at;
    while (i < s.n && i - at < ESCAPES && s.p[i] == '\\')
        i++;
    return i < s.n && is_quote_mark(s.p[i]) ? i + 1 - at : 0;
}

size_t quoted_end(struct str s, size_t at, char q, size_t depth)
{
    size_t run = 0;
    for (; at < s.n && s.p[at] != '\n'; at++) {
        if (s.p[at] == q && (run < depth || run % (2 * (depth + 1)) == depth))
            return at - (run < depth ? run : depth);
        run = s.p[at] == '\\' ? run + 1 : 0;
    }
    return at;
}

static bool ends_bare(char c)
{
    return is_space(c) || is_quote_mark(c) || c == ',' || c == ';' || c == '&' || c == '\\' || c == '\x1b' ||
           c == 0;
}

/* A typographic quote, and what closes it: also what a keyboard has in its place. */
struct curly {
    char open[4], close[3][4];
};

static const struct curly curlies[] = {
    {"“", {"”", "“", "\""}},
    {"„", {"“", "”", "\""}},
    {"”", {"”", "\""}},
    {"‘", {"’", "'"}},
    {"‚", {"‘", "’", "'"}},
    {"«", {"»"}},
    {"‹", {"›"}},
};

/* Bytes of what closes a bracket, a sentence or a typographic quote, at the end of `s`. */
static size_t closing(struct str s)
{
    for (size_t i = 0; i < COUNT_OF(curlies); i++)
        if (str_ends(s, str_z(curlies[i].close[0])))
            return str_z(curlies[i].close[0]).n;
    return s.n && str_among(")]}>.", s.p[s.n - 1]);
}

size_t bare_end(struct str s, size_t at)
{
    size_t end = at;
    if (stands_at(s, at, STR(REDACTED)))
        return at + sizeof REDACTED - 1;
    while (end < s.n && !ends_bare(s.p[end]) && !stands_at(s, end, STR("</")))
        end++;
    for (size_t n = 1; n; end -= n)
        n = closing(between(s, at, end));
    return end == at + 1 && (s.p[at] == '[' || s.p[at] == '{') ? at : end;
}

/* Of a connection string, ;Password=...;: up to the next of its settings. */
static size_t setting_end(struct str s, size_t at)
{
    while (at < s.n && (!ends_bare(s.p[at]) || s.p[at] == ',' || s.p[at] == '&'))
        at++;
    return at;
}

/* ---- from a name to its value ---- */

/* Past the blanks, and the blanks of URLs. */
static size_t past_blanks(struct str s, size_t at)
{
    while (at < s.n && (is_blank(s.p[at]) || stands_at(s, at, STR("%20"))))
        at += s.p[at] == '%' ? 3 : 1;
    return at;
}

static bool is_escaped_sign(struct str s, size_t at)
{
    return stands_at(s, at, STR("%3")) &&
           (to_lower(str_at(s, at + 2)) == 'd' || to_lower(str_at(s, at + 2)) == 'a');
}

/* a==b; a == b compares. */
static bool is_double_sign(struct str s, size_t at)
{
    bool beside = at && !is_blank(s.p[at - 1]) && !is_blank(str_at(s, at + 2)) && str_at(s, at + 2) != '=';
    return beside && stands_at(s, at, STR("=="));
}

static const struct str arrows[] = {STR_INIT("->"), STR_INIT("-->"), STR_INIT("==>"), STR_INIT("→"),
                                    STR_INIT("⇒")};

/* Bytes of an arrow at `at`; 0 when there is none: a->b is a member. */
static size_t arrow_at(struct str s, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(arrows); i++)
        if (stands_at(s, at, arrows[i]) &&
            (i > 0 || (at && is_blank(s.p[at - 1]) && is_space(str_at(s, at + arrows[i].n)))))
            return arrows[i].n;
    return 0;
}

/* Past : = => := == or an arrow at `at`; `at` when none stands there, or one of another meaning (:: == //).
 */
static size_t past_sign(struct str s, size_t at)
{
    char c = str_at(s, at), next = str_at(s, at + 1);
    size_t arrow = arrow_at(s, at);
    if (arrow || is_escaped_sign(s, at))
        return at + (arrow ? arrow : 3);
    if (is_double_sign(s, at))
        return at + 2;
    if ((c != '=' && c != ':') || next == ':' || (next == '=' && c == '=') || stands_at(s, at + 1, STR("//")))
        return at;
    return at + 1 + (next == '>' || next == '=');
}

/* The one at `at`; NULL when there is none. */
static const struct curly *curly_at(struct str s, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(curlies); i++)
        if (stands_at(s, at, str_z(curlies[i].open)))
            return &curlies[i];
    return NULL;
}

/* Bytes of one that may stand behind a word. */
static size_t curly_behind(struct str s, size_t at)
{
    const struct curly *c = curly_at(s, at);
    return c ? str_z(c->open).n : stands_at(s, at, STR("»")) ? 2 : 0;
}

/* Does a quote that `c` opened close at `at`, behind the opening one? That of don't is none. */
static bool closes(const struct curly *c, struct str s, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(c->close); i++) {
        struct str close = str_z(c->close[i]);
        if (close.n && stands_at(s, at, close))
            return is_digit(s.p[at - 1]) || !is_alnum(str_at(s, at + close.n));
    }
    return false;
}

/*
 * Where the value ends that `c` opened at `at`: at what closes it, or where the text was cut before that;
 * else behind its first word. It is not looked for any further, as every name in a long line may have such a
 * quote.
 */
static size_t curly_end(const struct curly *c, struct str s, size_t at)
{
    bool closed = false, inner = false;
    size_t end = at;
    for (; end < s.n && end - at < CURLY_BYTES && s.p[end] != '\n'; end++) {
        bool plain = is_quote_mark(s.p[end]), opens = plain && end > at && is_blank(s.p[end - 1]);
        closed = plain ? !inner && !opens && closes(c, s, end) /* “say "no"” */
                       : (s.p[end] & 0x80) && closes(c, s, end);
        if (closed)
            break;
        inner = plain ? opens : inner;
    }
    if (end < s.n && !closed)
        return bare_end(s, at);
    while (closed && end > at && s.p[end - 1] == '\\') /* of a string of JSON that ends there, too */
        end--;
    return end;
}

/* Past a typographic quote before the value. */
static void open_curly(struct str s, struct pair *p)
{
    const struct curly *c = curly_at(s, p->at);
    p->at += c ? str_z(c->open).n : 0;
    p->curly = c ? curly_end(c, s, p->at) : 0;
}

/* Letters and digits, or digits alone: no word of a sentence. */
static bool is_no_word(struct str v)
{
    size_t digits = count_of(v, is_digit);
    return v.n >= SHORT_BYTES &&
           (digits == v.n || (digits && count_of(v, is_letter) > 1 && v.n > SHORT_BYTES + 1));
}

/* attempts=3: a pair of its own, and no value of the word before it. */
static bool is_pair(struct str v)
{
    size_t sign = str_past(v, 0, is_name);
    return sign && sign + 1 < v.n && v.p[sign] == '=' && v.p[sign + 1] != '=';
}

/* Past a line end at `at`, also one in a string of JSON; `at` when there is none. */
static size_t past_line_end(struct str s, size_t at)
{
    size_t from = at + (str_at(s, at) == '\r') + 2 * (size_t)stands_at(s, at, STR("\\r"));
    size_t n = str_at(s, from) == '\n' ? 1 : 2 * (size_t)stands_at(s, from, STR("\\n"));
    return n ? from + n : at;
}

/* Set `v` to what stands alone in the line that begins at `line`, further in; false: there is none, or it is
 * a name. */
static bool stands_alone(struct str s, size_t line, struct secret *v)
{
    size_t at = str_past(s, line, is_blank);
    at += stands_at(s, at, STR("- ")) ? 2 : 0;
    *v = (struct secret){at, bare_end(s, at)};
    struct str text = between(s, at, v->end);
    return at > line && (v->end == s.n || past_line_end(s, v->end) > v->end) && !is_pair(text) &&
           str_chr(text, ':') == text.n;
}

/* Past the | or >- of YAML, which says that a value stands in the lines below. */
static size_t past_block(struct str s, size_t at)
{
    size_t block = at + (str_at(s, at) == '|' || str_at(s, at) == '>');
    return block + (block > at && (str_at(s, block) == '-' || str_at(s, block) == '+'));
}

/* Where a value begins that stands alone in the line below its name, further in; `at` when there is none. */
static size_t past_line(struct str s, size_t at)
{
    size_t block = past_block(s, at), line = past_line_end(s, block);
    struct secret v;
    bool told = stands_alone(s, line, &v) && is_no_word(between(s, v.start, v.end));
    return line > block && v.start > line && (told || quote_at(s, v.start)) ? v.start : at;
}

/* Past the further lines of a value whose first one ends at `end`: of a key, which has no words. */
static size_t lines_end(struct str s, size_t end)
{
    struct secret v;
    for (size_t line; (line = past_line_end(s, end)) > end && stands_alone(s, line, &v); end = v.end) {
        struct str text = between(s, v.start, v.end);
        bool mixed = text.n >= LONG_BYTES && count_of(text, is_upper);
        if (!is_no_word(text) && !mixed && !str_ends(text, STR("=")))
            break;
    }
    return end;
}

static bool is_assigned(struct str s, struct pair *p)
{
    size_t close = p->end + (str_at(s, p->end) == ']');
    size_t at = str_past(s, close + quote_at(s, close) + curly_behind(s, close), is_blank),
           behind = past_sign(s, at);
    if (behind == at)
        return false;
    size_t arrow = arrow_at(s, at), value = past_blanks(s, behind);
    p->at = s.p[at] == ':' || arrow ? past_line(s, value) : value;
    p->below = p->at > value;
    open_curly(s, p);
    p->sign = arrow ? SIGN_ARROW : s.p[at] == ':' && p->at > behind ? SIGN_COLON : SIGN_EQUALS;
    return true;
}

/* --name value */
static bool is_flag(struct str s, struct pair *p)
{
    p->at = str_past(s, p->end, is_blank);
    p->sign = SIGN_FLAG;
    bool flag = stands_at(s, p->start, STR("--")) && p->at > p->end;
    if (flag)
        open_curly(s, p);
    return flag;
}

/* "value": behind a comma, a line end or a blank. */
static size_t past_value_word(struct str s, size_t at)
{
    size_t from = at + (str_at(s, at) == ',');
    from = str_past(s, from, is_space);
    from += quote_at(s, from);
    size_t end = str_past(s, from, is_letter);
    if (from == at || !str_eq_nocase(between(s, from, end), STR("value")))
        return at;
    size_t sign = str_past(s, end + quote_at(s, end), is_blank), behind = past_sign(s, sign);
    return behind > sign ? str_past(s, behind, is_blank) : at;
}

/* "name": "x-api-key", "value": "..." and ["x-api-key", "..."], whose name is quoted or stands for itself. */
static bool is_beside(struct str s, struct pair *p)
{
    size_t close = quote_at(s, p->end), behind = p->end + close, value = past_value_word(s, behind);
    p->sign = SIGN_BESIDE;
    p->at = value;
    if (value > behind)
        return true;
    bool alone = close && p->start && is_quote_mark(s.p[p->start - 1]);
    size_t next = str_past(s, behind + 1, is_blank);
    p->sign = SIGN_LIST;
    p->at = next + (str_at(s, next) == 'b' && quote_at(s, next + 1));
    return alone && str_at(s, behind) == ',' && quote_at(s, p->at);
}

/* Past "is" or "was", and the blanks behind it; `at` when it is not there. */
static size_t past_is(struct str s, size_t at)
{
    size_t end = str_past(s, at, is_lower);
    bool is = str_eq(between(s, at, end), STR("is")) || str_eq(between(s, at, end), STR("was"));
    return is ? str_past(s, end + (str_at(s, end) == ':'), is_blank) : at;
}

/* Past the index of name[12], and the sign behind it; `at` when there is none. */
static size_t past_index(struct str s, size_t at)
{
    size_t end = str_at(s, at) == '[' ? str_past(s, at + 1, is_digit) : at;
    if (end <= at + 1 || str_at(s, end) != ']')
        return at;
    size_t sign = str_past(s, end + 1, is_blank), behind = past_sign(s, sign);
    return behind > sign ? behind : end + 1;
}

/* Past the ] of [name], the bracket of name( and name{, an index, and the level between dashes that a logger
 * puts behind a name. */
static size_t past_name(struct str s, size_t at)
{
    size_t index = past_index(s, at);
    at = index > at ? index : at + (at < s.n && str_among("](", s.p[at])) + (str_at(s, at) == '{');
    at = str_past(s, at, is_blank);
    size_t level = stands_at(s, at, STR("- ")) ? str_past(s, at + 2, is_upper) : at;
    return level > at + 2 && stands_at(s, level, STR(" - ")) ? level + 3 : at;
}

/* passwd[1234]: is a program that says something. */
static bool is_tag(struct str s, const struct pair *p)
{
    size_t digits = str_past(s, p->end + 1, is_digit);
    return str_ends(between(s, p->start, p->end), STR("passwd")) && digits > p->end + COUNT_DIGITS &&
           stands_at(s, digits, STR("]:"));
}

/* Where a value without a plain quote ends. */
static size_t value_end(struct str s, size_t at, const struct pair *p)
{
    return p->curly > at ? p->curly : bare_end(s, at);
}

/* password 'hunter2', password hunter2, token a1b2c3d4e5f6: with nothing but blanks between. */
static bool is_said(struct str s, struct pair *p, enum demand d)
{
    size_t at = past_name(s, p->end);
    p->at = past_is(s, at);
    open_curly(s, p);
    p->sign = SIGN_SAID;
    size_t quote = quote_at(s, p->at), start = p->at + quote;
    if (at == p->end || is_tag(s, p) || d > (str_at(s, p->end) == '[' ? DEMAND_CODED : DEMAND_PLAIN) ||
        start >= s.n)
        return false;
    struct str v =
        between(s, start, quote ? quoted_end(s, start, s.p[start - 1], quote - 1) : value_end(s, start, p));
    if (d == DEMAND_SPOKEN)
        return ((quote || p->curly) && !str_among("({[", str_at(s, p->end))) ||
               (is_no_word(v) && !is_pair(v));
    return value_is_mixed(v, CUT_BYTES) && longest_run(v) == v.n;
}

/* Past what is wrapped around a quoted value: [ ( Some( b */
static size_t past_wrap(struct str s, size_t at)
{
    size_t open = at + (str_at(s, at) == '[' || str_at(s, at) == '(');
    open = open > at ? str_past(s, open, is_blank) : at;
    size_t name = str_past(s, open, is_alnum);
    name += str_at(s, name) == '(';
    bool fits = name - open <= (s.p[name - (name > 0)] == '(' ? WRAP_BYTES : 1);
    return fits && name > at && quote_at(s, name) ? name : at;
}

size_t past_scheme(const struct secrets *k, struct str s, size_t at, bool free)
{
    size_t end = str_past(s, at, is_word), next = past_blanks(s, end);
    if (str_at(s, next) == '\n' && is_blank(str_at(s, next + 1)))
        next = str_past(s, next + 1, is_blank); /* a header that goes on in an indented line */
    bool known = next > end && secrets_list(k, free ? LIST_BARE_SCHEMES : LIST_SCHEMES, between(s, at, end));
    return known ? next : at;
}

/* ---- where the value ends ---- */

/* Past further strings of the list whose first one ends at `end`. */
static size_t list_end(struct str s, size_t end, char q, size_t depth)
{
    for (;;) {
        size_t comma = end + depth + 1, next = str_past(s, comma + 1, is_blank), quote = quote_at(s, next);
        if (str_at(s, comma) != ',' || quote != depth + 1 || str_at(s, next + quote - 1) != q)
            return end;
        end = quoted_end(s, next + quote, q, depth);
    }
}

/* The end of the line, also of one in a string of JSON; or of the string that began right before the name. */
static size_t rest_end(struct str s, const struct pair *p)
{
    char before = p->start ? s.p[p->start - 1] : ' ';
    size_t depth = 0, at = p->at;
    while (depth + 1 < p->start && s.p[p->start - 2 - depth] == '\\')
        depth++;
    if (is_quote_mark(before))
        return quoted_end(s, at, before, depth);
    while (at < s.n && s.p[at] != '\n' && s.p[at] != '\x1b' && !stands_at(s, at, STR("\\n")) &&
           !stands_at(s, at, STR("\\r")))
        at++;
    return at;
}

/* `rest` behind a scheme that is none of the known ones: are these its credentials, or words? */
static bool is_prose_rest(struct str rest)
{
    size_t odd = 0;
    for (size_t i = 0; i < rest.n; i++)
        odd += !is_lower(rest.p[i]) && !is_blank(rest.p[i]) && !str_among(".,!'", rest.p[i]);
    return odd == 0;
}

/* Authorization: Key ID:SECRET. Sets the value; false: it is one word, as others are. */
static bool has_scheme(struct str s, struct pair *p)
{
    size_t at = p->at + p->quote, word = str_past(s, at, is_word), next = past_blanks(s, word),
           chunk = bare_end(s, next);
    size_t end = p->quote ? p->value.end : rest_end(s, p);
    struct str more = between(s, next < end ? next : end, chunk < end && chunk > next ? chunk : end);
    bool letters = word > at && count_of(between(s, at, word), is_digit) == 0;
    if (next == word || next >= end ||
        (!letters && str_chr(more, '=') == more.n && str_chr(more, ':') == more.n))
        return false;
    if (p->sign == SIGN_EQUALS && !p->quote && !is_upper(s.p[at]))
        return false;
    p->value = (struct secret){letters ? next : at, end};
    return true;
}

/* Past a cookie, name=value, from `at` on; `at` when there is none. */
static size_t past_cookie(const struct secrets *k, struct str s, size_t at)
{
    size_t name = at, value;
    while (name < s.n && !ends_bare(s.p[name]) && s.p[name] != '=' && s.p[name] != ':')
        name++;
    value = name + 1 + quote_at(s, name + 1);
    if (str_at(s, name) != '=' || name == at || secrets_list(k, LIST_ATTRIBUTES, between(s, at, name)))
        return at;
    size_t end = value;
    while (end < s.n && (!ends_bare(s.p[end]) || s.p[end] == '&'))
        end++;
    return end + (value > name + 1 && str_at(s, end) == '"');
}

/* Past an attribute from `at` on, to the next ; or , before a cookie; `at` when there is none. */
static size_t past_attribute(const struct secrets *k, struct str s, size_t at)
{
    size_t end = str_past(s, at, is_word);
    if (end == at || !secrets_list(k, LIST_ATTRIBUTES, between(s, at, end)))
        return at;
    while (end < s.n && (!ends_bare(s.p[end]) || is_blank(s.p[end]) || s.p[end] == ',') &&
           (s.p[end] != ',' ||
            past_cookie(k, s, str_past(s, end + 1, is_blank)) == str_past(s, end + 1, is_blank)))
        end++;
    return end;
}

/* All cookies from `at` on, and the attributes between them; `at` when there are none. */
static size_t cookies_end(const struct secrets *k, struct str s, size_t at)
{
    size_t last = at, end = past_cookie(k, s, at);
    for (bool attributes = false; end > at;) {
        last = attributes ? last : end;
        at = str_past(s, end + 1, is_blank);
        if (str_at(s, end) != ';' && (str_at(s, end) != ',' || !attributes))
            break;
        end = past_attribute(k, s, at);
        attributes = end > at;
        end = attributes ? end : past_cookie(k, s, at);
    }
    return last;
}

/* {"a":"b"}: all that is in it. */
static bool is_object(struct str s, struct pair *p)
{
    size_t close = p->at + str_chr(str_skip(s, p->at), '}');
    p->value = (struct secret){p->at + 1, close};
    return str_at(s, p->at) == '{';
}

static void take_cookies(const struct secrets *k, struct str s, struct pair *p)
{
    size_t end = cookies_end(k, s, p->at), name = str_past(s, p->at, is_word);
    if (!p->quote && !is_object(s, p))
        p->value = (struct secret){p->at, str_at(s, name) == '=' ? end : bare_end(s, p->at)};
}

/* Set the value of `p`, which may be no secret. */
static void take_value(const struct secrets *k, struct str s, enum demand d, struct pair *p)
{
    size_t wrapped = past_wrap(s, p->at);
    p->list = wrapped > p->at && (s.p[p->at] == '[' || s.p[p->at] == '(');
    p->at = wrapped;
    p->quote = quote_at(s, p->at);
    size_t first = p->at + p->quote, value = past_scheme(k, s, first, false);
    char q = p->quote ? s.p[first - 1] : '\0';
    bool setting = p->start && s.p[p->start - 1] == ';';
    p->value = (struct secret){value, p->quote  ? quoted_end(s, value, q, p->quote - 1)
                                      : setting ? setting_end(s, value)
                                                : value_end(s, value, p)};
    p->first_end = p->value.end;
    if (p->list)
        p->value.end = list_end(s, p->value.end, q, p->quote - 1);
    if (p->below && !p->quote)
        p->value.end = lines_end(s, p->value.end);
    p->list |= p->value.end > p->first_end;
    if (d == DEMAND_COOKIE)
        take_cookies(k, s, p);
}

/* ---- a value that is an object ---- */

/* Where the object or list that begins at `at` ends, at its last brace; s.n when that is cut off. */
static size_t nested_end(struct str s, size_t at)
{
    size_t depth = 0;
    for (; at < s.n; at++) {
        depth += s.p[at] == '{' || s.p[at] == '[';
        if ((s.p[at] == '}' || s.p[at] == ']') && --depth == 0)
            break;
    }
    return at;
}

/* The quoted value of the key that ends at `end`; empty when none stands there. */
static struct str member_value(struct str s, size_t end)
{
    size_t sign = str_past(s, end + quote_at(s, end), is_blank), at = str_past(s, sign + 1, is_blank),
           quote = quote_at(s, at), start = at + quote;
    if (str_at(s, sign) != ':' || !quote)
        return STR("");
    return between(s, start, quoted_end(s, start, s.p[start - 1], quote - 1));
}

/* Is a member of `inner` a secret because of the name that stands before all of them? */
static bool holds_secret(const struct secrets *k, struct str inner, enum demand d)
{
    size_t end, begins;
    for (size_t at = 0; at < inner.n; at = end + 1) {
        end = str_past(inner, at, is_word);
        struct str v = end > at ? member_value(inner, end) : STR("");
        if (v.n && secrets_demand(k, inner, end, false, &begins) == DEMAND_NEVER &&
            value_meets_below(k, d, between(inner, at, end), v))
            return true;
    }
    return false;
}

/* "credentials": {"value": "..."}: all that is in it, if a string in it is a secret. */
static bool is_nested(const struct secrets *k, struct str s, enum demand d, struct pair *p)
{
    size_t open = p->at + (str_at(s, p->at) == '[');
    if (d > DEMAND_CODED || str_at(s, open) != '{')
        return false;
    p->value = (struct secret){open + 1, nested_end(s, open)};
    return holds_secret(k, between(s, open + 1, p->value.end), d);
}

/* ---- is it one? ---- */

/* "must be longer": a word that tells, or of several words one that says what is wrong. */
static bool is_fault(const struct secrets *k, struct str v)
{
    struct str word;
    if (str_chr(v, ' ') == v.n)
        return false;
    while (str_split(&v, ' ', &word))
        if (secrets_list(k, LIST_FAULTS, value_first_word(word)))
            return true;
    return false;
}

/* "password: must be longer": a word of prose, and more of it after; but not "password: hunter user: bob". */
static bool is_prose(struct str s, struct secret v)
{
    size_t next = str_past(s, v.end, is_blank), end = str_past(s, next, is_word);
    if (!value_is_letters(between(s, v.start, v.end)) || next == v.end)
        return false;
    if (end == next)
        return stands_at(s, next, STR(REDACTED));
    return end == s.n || (s.p[end] != ':' && s.p[end] != '=');
}

/* self.api_key, OPENAI_API_KEY, API_KEY: what a program calls its value. */
static bool is_variable(struct str s, const struct pair *p, size_t begins)
{
    struct str v = between(s, p->value.start, p->value.end), name = between(s, begins, p->end);
    size_t dot = v.n;
    while (dot && v.p[dot - 1] != '.')
        dot--;
    struct str last = str_skip(v, dot);
    bool same = last.n >= name.n && str_eq_nocase(str_skip(last, last.n - name.n), name);
    bool shouted = count_of(v, is_upper_word) == v.n && v.n > 2;
    return count_of(v, is_digit) == 0 && count_of(v, is_dotted) == v.n &&
           ((same && (dot || shouted || last.n == name.n)) || (shouted && p->sign == SIGN_FLAG));
}

/* get_token(), os.environ["TOKEN"] */
static bool is_call(struct str s, const struct pair *p)
{
    size_t end = str_past(s, p->value.start, is_dotted);
    return !p->quote && end > p->value.start && end < s.n && (s.p[end] == '(' || s.p[end] == '[') &&
           (quote_at(s, end + 1) || str_at(s, end + 1) == ')');
}

/* ValueError, invalid_grant, ETIMEDOUT, db-creds: words, which have no digits and few capital letters. */
static bool is_worded(struct str v)
{
    size_t upper = count_of(v, is_upper);
    return count_of(v, is_name) == v.n && (upper * 4 <= v.n + 4 || count_of(v, is_upper_word) == v.n);
}

static bool is_wordy(enum demand d)
{
    return d == DEMAND_PLAIN || d == DEMAND_WORDED;
}

/* 8-64 characters: how many there must be. */
static bool is_count(struct str s, struct secret v)
{
    static const char *const units[] = {"characters", "chars", "letters", "digits"};
    size_t dash = str_past(s, v.start, is_digit), end = str_past(s, dash + 1, is_digit),
           unit = str_past(s, end, is_blank);
    bool range = dash - v.start <= COUNT_DIGITS && str_at(s, dash) == '-' && end == v.end &&
                 end - dash <= COUNT_DIGITS + 1;
    return range && str_index(between(s, unit, str_past(s, unit, is_letter)), units, COUNT_OF(units)) <
                        COUNT_OF(units);
}

/* Does an arrow end before `at`, or before the blanks there? */
static bool is_after_arrow(struct str s, size_t at)
{
    while (at && is_blank(s.p[at - 1]))
        at--;
    for (size_t i = 0; i < COUNT_OF(arrows); i++)
        if (str_ends(str_head(s, at), arrows[i]))
            return true;
    return false;
}

/* email → password → mfa, password → argon2id: what comes behind something is a name, too. */
static bool is_step(struct str s, const struct pair *p, struct str v)
{
    static const char *const hashes[] = {"argon2i", "argon2id", "md5", "pbkdf2", "sha1", "sha256", "sha512"};
    return count_of(v, is_name) == v.n || str_index(v, hashes, COUNT_OF(hashes)) < COUNT_OF(hashes) ||
           (!is_no_word(v) && count_of(v, is_word) == v.n && is_after_arrow(s, p->start));
}

/* A quote that is never closed, or by one that opens the next string: what else the line says may be of its
 * first word, which is then the value. */
static bool is_torn_prose(const struct secrets *k, struct str s, struct pair *p)
{
    size_t end = p->value.end;
    bool torn = end >= s.n || s.p[end] == '\n' || (p->quote && is_alnum(str_at(s, end + p->quote)));
    if ((!p->quote && !p->curly) || !torn || !is_fault(k, between(s, p->value.start, end)))
        return false;
    p->value.end = p->first_end = bare_end(s, p->value.start);
    return p->value.end <= p->value.start || is_prose(s, p->value);
}

static bool tells_by_place(const struct secrets *k, struct str s, enum demand d, const struct pair *p)
{
    struct str v = between(s, p->value.start, p->value.end);
    if (p->quote)
        return is_fault(k, v) || (is_wordy(d) && value_is_letters(v) && v.n < 3);
    if ((is_fault(k, v) && !p->below) || (p->sign == SIGN_ARROW && !p->curly && is_step(s, p, v)))
        return true;
    if (p->sign != SIGN_COLON && p->sign != SIGN_ARROW)
        return false;
    return is_prose(s, p->value) || is_count(s, p->value) || (is_wordy(d) && is_worded(v));
}

/* ["password", "email"] are names. */
static enum demand demand_in(struct str s, enum demand d, const struct pair *p)
{
    bool header = d >= DEMAND_HEADER || memchr(s.p + p->start, '-', p->end - p->start);
    return p->sign == SIGN_LIST && !header ? DEMAND_CODED : d;
}

static bool is_parameter(struct str s, size_t start)
{
    return start && (s.p[start - 1] == '?' || s.p[start - 1] == '&' || stands_at(s, start - 1, STR(";")));
}

/* The rest of a header behind a scheme that is not known. */
static bool judge_rest(const struct secrets *k, struct str s, const struct pair *p)
{
    struct str rest = between(s, p->value.start, p->value.end),
               word = value_first_word(str_skip(s, p->at + p->quote));
    word = str_head(word, str_past(word, 0, is_word));
    return !value_is_placeholder(rest) && !secrets_list(k, LIST_TELLS, word) && !is_prose_rest(rest);
}

static bool judge(const struct secrets *k, struct str s, enum demand d, struct pair *p, size_t begins)
{
    bool known = p->value.start > p->at + p->quote;
    if (d == DEMAND_HEADER && !known && has_scheme(s, p))
        return judge_rest(k, s, p);
    if (p->value.end <= p->value.start || is_torn_prose(k, s, p))
        return false;
    struct str v = between(s, p->value.start, p->value.end);
    struct secret shape;
    if (d < DEMAND_HEADER && find_shape(k, s, p->value.start, &shape) && shape.end == p->value.end)
        return false; /* whose start tells what it is */
    if (is_variable(s, p, begins) || is_call(s, p) || tells_by_place(k, s, d, p))
        return false;
    return value_meets(k, demand_in(s, d, p), p->list ? between(s, p->value.start, p->first_end) : v);
}

/* May what stands behind the word that ends at `end` be a value, without a sign between? */
static bool may_be_said(struct str s, size_t end)
{
    size_t at = str_past(s, past_name(s, end), is_space);
    for (; at < s.n && !is_space(s.p[at]); at++)
        if (is_digit(s.p[at]) || is_quote_mark(s.p[at]) || (s.p[at] & 0x80) || s.p[at] == ':' ||
            s.p[at] == '=')
            return true;
    return past_is(s, str_past(s, end, is_blank)) > str_past(s, end, is_blank);
}

/* May what stands behind the word start..end be its value? */
static bool may_name(struct str s, size_t start, size_t end)
{
    char c = str_at(s, end);
    size_t next = str_past(s, end, is_blank);
    if (is_space(c) || c == ']' || c == '(')
        return stands_at(s, start, STR("--")) || str_at(s, next) == '=' || str_at(s, next) == ':' ||
               arrow_at(s, next) || stands_at(s, next, STR("]:")) || may_be_said(s, end);
    if (c == ':' && start && s.p[start - 1] == ':' && !is_blank(str_at(s, end + 1)))
        return false; /* arn:aws:secretsmanager:...:secret:name */
    if (c == '{' || c == '[')
        return may_be_said(s, end);
    return c == '=' || c == ':' || c == ',' || c == '%' || quote_at(s, end) || curly_behind(s, end) ||
           arrow_at(s, end);
}

bool find_value(const struct secrets *k, struct str s, size_t start, struct secret *out)
{
    struct pair p = {.start = start, .end = str_past(s, start, is_word)};
    size_t begins;
    bool arrow = p.end > start + 2 && stands_at(s, p.end - 2, STR("-->"));
    p.end -= arrow ? 2 : 0;
    bool bracket = str_at(s, p.end) == ']' && (is_blank(str_at(s, p.end + 1)) || str_at(s, p.end + 1) == ':');
    if (p.end < s.n && str_among("./)]>;_-", s.p[p.end]) && !bracket && !arrow)
        return false; /* most words that are no name */
    enum demand d = secrets_demand(k, s, p.end, is_parameter(s, start), &begins);
    if (d == DEMAND_NEVER || !may_name(s, start, p.end) ||
        !(is_assigned(s, &p) || is_flag(s, &p) || is_beside(s, &p) || is_said(s, &p, d)))
        return false;
    bool secret = is_nested(k, s, d, &p);
    if (!secret) {
        take_value(k, s, d, &p);
        secret = judge(k, s, d, &p, begins);
    }
    *out = p.value;
    return secret;
}

bool find_element(const struct secrets *k, struct str s, size_t start, struct secret *out)
{
    size_t name = str_past(s, start, is_word), begins;
    name = str_at(s, name) == ':' ? str_past(s, name + 1, is_word) : name;
    size_t open = name + str_chr(str_skip(s, name), '>') + 1;
    if (name == start || open > s.n || secrets_demand(k, s, name, false, &begins) == DEMAND_NEVER)
        return false;
    *out = (struct secret){open, open + str_find(str_skip(s, open), STR("</"))};
    struct str v = between(s, open, out->end);
    bool closed = out->end < s.n || str_past(s, open, is_token68) == s.n;
    return closed && str_chr(v, '\n') == v.n && value_meets(k, DEMAND_ANY, v);
}

bool find_credentials(const struct secrets *k, struct str s, size_t start, struct secret *out)
{
    size_t at =
        secrets_list_starts(k, LIST_BARE_SCHEMES, s.p[start]) ? past_scheme(k, s, start, true) : start;
    if (at == start || stands_at(s, at, STR(REDACTED)))
        return false;
    *out = (struct secret){at, str_past(s, at, is_token68)};
    struct str v = between(s, at, out->end);
    size_t upper = count_of(str_skip(v, 1), is_upper);
    size_t sign = str_chr(v, '='); /* of realm="..."; a token may only end in them */
    bool params = sign < v.n && (is_word(v.p[v.n - 1]) || quote_at(s, out->end));
    if (stands_at(s, out->end, STR(REDACTED)))
        return false; /* a name and its value, redacted */
    return !params &&
           (v.n >= LONG_BYTES || (v.n >= SCHEME_BYTES && upper) || value_is_mixed(v, SHORT_BYTES + 2));
}
