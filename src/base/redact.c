#include "base/redact.h"

#define MARK "[redacted]"

enum { LOCAL_BYTES = 64, SCHEME_BYTES = 8, CUT_BYTES = 8, RANDOM_BYTES = 16, LONG_BYTES = 24, ESCAPES = 7 };

/* The part of a text that goes. */
struct secret {
    size_t start, end;
};

/* What a value must be like to be a secret. */
enum demand {
    ANY,    /* anything that says something */
    PLAIN,  /* neither a number nor a path: "token: 17", PWD=/srv */
    RANDOM, /* long, of letters and digits */
    NEVER
};

/* Names by how they end, case, _ and - aside; the first row that fits counts. */
static const struct {
    const char *ending;
    bool word; /* only as a word of its own: no "monkey" */
    enum demand demand;
} names[] = {
    {"cachekey", false, NEVER},
    {"primarykey", false, NEVER},
    {"partitionkey", false, NEVER},
    {"publickey", false, NEVER},
    {"pagetoken", false, NEVER},
    {"apikey", false, ANY},
    {"secretkey", false, ANY},
    {"accesskey", false, ANY},
    {"privatekey", false, ANY},
    {"accountkey", false, ANY},
    {"subscriptionkey", false, ANY},
    {"password", false, ANY},
    {"passwd", false, ANY},
    {"passphrase", false, ANY},
    {"secret", false, ANY},
    {"credentials", false, ANY},
    {"secretkeybase", false, ANY},
    {"encryptionkey", false, ANY},
    {"jwt", true, ANY},
    {"otp", true, ANY},
    {"pass", true, PLAIN},
    {"sid", true, PLAIN},
    {"session", true, RANDOM},
    {"authorization", false, ANY},
    {"amzsignature", false, ANY},
    {"token", false, PLAIN},
    {"pwd", true, PLAIN},
    {"cookie", true, ANY},
    {"key", true, RANDOM},
    {"auth", true, RANDOM},
    {"sig", true, RANDOM},
    {"signature", true, RANDOM},
};

/* Values that tell nothing. */
static const struct str blanks[] = {
    STR_INIT("null"),     STR_INIT("nil"),      STR_INIT("none"),     STR_INIT("undefined"),
    STR_INIT("true"),     STR_INIT("false"),    STR_INIT("empty"),    STR_INIT("missing"),
    STR_INIT("redacted"), STR_INIT("hidden"),   STR_INIT("invalid"),  STR_INIT("bearer"),
    STR_INIT("basic"),    STR_INIT("expired"),  STR_INIT("required"), STR_INIT("unknown"),
    STR_INIT("wrong"),    STR_INIT("rejected"), STR_INIT("denied"),   STR_INIT("ok"),
    STR_INIT("punc"),     STR_INIT("string"),   STR_INIT("401"),      STR_INIT("403"),
};

/* Ends of names with an @ in them that are no mail domains: units of systemd, files. */
static const struct str not_mail[] = {
    STR_INIT("service"), STR_INIT("socket"), STR_INIT("timer"), STR_INIT("target"), STR_INIT("mount"),
    STR_INIT("slice"),   STR_INIT("scope"),  STR_INIT("swap"),  STR_INIT("path"),   STR_INIT("device"),
    STR_INIT("png"),     STR_INIT("jpg"),    STR_INIT("jpeg"),  STR_INIT("webp"),   STR_INIT("svg"),
    STR_INIT("gif"),     STR_INIT("js"),     STR_INIT("mjs"),   STR_INIT("cjs"),    STR_INIT("ts"),
    STR_INIT("tgz"),     STR_INIT("gz"),
};

static const struct str schemes[] = {STR_INIT("Bearer"), STR_INIT("Basic"),  STR_INIT("Token"),
                                     STR_INIT("ApiKey"), STR_INIT("Digest"), STR_INIT("Negotiate")};
enum { FREE_SCHEMES = 2 }; /* of them, those that need no Authorization before them */

/* ---- bytes ---- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return is_lower(c) || is_upper(c);
}

static bool is_alnum(char c)
{
    return is_alpha(c) || is_digit(c);
}

static bool is_word(char c)
{
    return is_alnum(c) || c == '_' || c == '-';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
    return is_blank(c) || c == '\n' || c == '\r';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* Of what stands before the @ of an e-mail address. */
static bool is_local(char c)
{
    return is_word(c) || c == '.' || c == '+' || c == '%' || (unsigned char)c >= 0x80;
}

/* Of a token68 (RFC 9110, 11.2), also as it stands in a URL. */
static bool is_token68(char c)
{
    return is_word(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=' || c == '%';
}

static size_t past(struct str s, size_t at, bool (*is)(char))
{
    while (at < s.n && is(s.p[at]))
        at++;
    return at;
}

static size_t count_of(struct str s, bool (*is)(char))
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += is(s.p[i]);
    return n;
}

static struct str between(struct str s, size_t start, size_t end)
{
    return str_of(s.p + start, end - start);
}

static bool stands_at(struct str s, size_t at, struct str what)
{
    return str_starts(str_skip(s, at), what);
}

static bool is_one_of(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(s, list[i]))
            return true;
    return false;
}

/* ---- names and their values ---- */

/* Where `ending` begins in `name`, when name ends so; else name.n. */
static size_t ending_begins(struct str name, struct str ending)
{
    size_t at = name.n, left = ending.n;
    while (left && at) {
        char c = name.p[at - 1];
        if (c != '_' && c != '-' && (is_upper(c) ? c + ('a' - 'A') : c) != ending.p[--left])
            return name.n;
        at--;
    }
    return left ? name.n : at;
}

static bool begins_word(struct str name, size_t at)
{
    return at == 0 || !is_alnum(name.p[at - 1]) || (is_upper(name.p[at]) && is_lower(name.p[at - 1]));
}

static enum demand demand_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t at = ending_begins(name, str_z(names[i].ending));
        if (at < name.n && (!names[i].word || begins_word(name, at)))
            return names[i].demand;
    }
    return NEVER;
}

/* `<word>`, `${NAME}`, `***`: something stands for the value, or it was redacted already. */
static bool is_placeholder(struct str v)
{
    size_t close = v.n && v.p[0] == '<' ? past(v, 1, is_lower) : 0;
    return str_starts(v, STR(MARK)) || str_starts(v, STR("${")) || str_starts(v, STR("$(")) ||
           str_starts(v, STR("**")) || (close > 1 && (close == v.n || v.p[close] == '>')) ||
           is_one_of(v, blanks, COUNT_OF(blanks));
}

/* Letters and digits without a pause, as people and paths and UUIDs seldom have them. */
static bool is_random(struct str v)
{
    size_t run = 0, longest = 0;
    for (size_t i = 0; i < v.n; i++) {
        run = is_alnum(v.p[i]) ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    size_t digits = count_of(v, is_digit);
    return longest >= RANDOM_BYTES && digits >= 2 && digits < v.n && count_of(v, is_token68) == v.n;
}

static bool meets(enum demand d, struct str v)
{
    if (v.n == 0 || is_placeholder(v))
        return false;
    if (d == PLAIN)
        return count_of(v, is_digit) < v.n && v.p[0] != '/';
    return d == ANY || (d == RANDOM && is_random(v));
}

/* Bytes of an opening quote at `at` with the backslashes before it; 0 when there is none. */
static size_t quote_at(struct str s, size_t at)
{
    size_t i = at;
    while (i < s.n && i - at < ESCAPES && s.p[i] == '\\')
        i++;
    return i < s.n && is_quote(s.p[i]) ? i + 1 - at : 0;
}

/*
 * Where the string ends that a quote `q` behind `depth` backslashes began, at its closing backslashes. Each
 * level of JSON in JSON doubles the backslashes and adds one: more than `depth` are of what the string holds,
 * unless they come in pairs of that level; fewer end a string around this one.
 */
static size_t quoted_end(struct str s, size_t at, char q, size_t depth)
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
    return is_space(c) || is_quote(c) || c == ',' || c == ';' || c == '&' || c == '\\' || c == '\x1b' ||
           c == 0;
}

static size_t bare_end(struct str s, size_t at)
{
    size_t end = at;
    if (stands_at(s, at, STR(MARK)))
        return at + sizeof MARK - 1;
    while (end < s.n && !ends_bare(s.p[end]))
        end++;
    while (end > at &&
           (s.p[end - 1] == ')' || s.p[end - 1] == ']' || s.p[end - 1] == '}' || s.p[end - 1] == '>'))
        end--;
    return end == at + 1 && (s.p[at] == '[' || s.p[at] == '{') ? at : end;
}

/* Past the scheme and the blanks after it, when one of the first `n` stands at `at`; else `at`. */
static size_t past_scheme(struct str s, size_t at, size_t n)
{
    size_t end = past(s, at, is_word);
    if (end == s.n || !is_blank(s.p[end]) || !is_one_of(between(s, at, end), schemes, n))
        return at;
    return past(s, end, is_blank);
}

/* "password: must be longer": a word of prose, and more of it after; but not "password: hunter user: bob". */
static bool is_prose(struct str s, struct secret v)
{
    struct str word = between(s, v.start, v.end);
    size_t next = past(s, v.end, is_blank), end = past(s, next, is_word);
    if (!is_alpha(word.p[0]) || count_of(str_skip(word, 1), is_lower) + 1 != word.n || next == v.end)
        return false;
    if (end == next)
        return stands_at(s, next, STR(MARK));
    return end == s.n || (s.p[end] != ':' && s.p[end] != '=');
}

/* Past what parts a name that ended at `at` from its value; `at` when nothing does. *colon: it was ": ". */
static size_t past_sign(struct str s, size_t at, bool flag, bool *colon)
{
    size_t i = past(s, at + quote_at(s, at), is_blank);
    *colon = false;
    if (flag && i > at && i < s.n && s.p[i] != '=')
        return i;
    if (i == at && (stands_at(s, i, STR("%3D")) || stands_at(s, i, STR("%3d"))))
        return i + 3;
    if (i == s.n || (s.p[i] != '=' && s.p[i] != ':'))
        return at;
    size_t value = i + 1;
    if (value < s.n &&
        (s.p[value] == ':' || (s.p[value] == '=' && s.p[i] == '=') || stands_at(s, value, STR("//"))))
        return at;
    value += value < s.n && (s.p[value] == '>' || s.p[value] == '=');
    size_t first = past(s, value, is_blank);
    *colon = s.p[i] == ':' && first > value;
    return first;
}

/* The value of the name that stands at start..end. */
static bool find_value(struct str s, size_t start, size_t end, struct secret *out)
{
    bool colon;
    enum demand demand = demand_of(between(s, start, end));
    if (demand == NEVER)
        return false;
    size_t at = past_sign(s, end, stands_at(s, start, STR("--")), &colon);
    if (at == end)
        return false;
    size_t quote = quote_at(s, at), value = past_scheme(s, at + quote, COUNT_OF(schemes));
    out->start = value;
    out->end = quote ? quoted_end(s, value, s.p[at + quote - 1], quote - 1) : bare_end(s, value);
    return meets(demand, between(s, out->start, out->end)) && !(colon && !quote && is_prose(s, *out));
}

/* ---- shapes ---- */

static bool find_credentials(struct str s, size_t start, struct secret *out)
{
    size_t at = past_scheme(s, start, FREE_SCHEMES);
    if (at == start || stands_at(s, at, STR(MARK)))
        return false;
    *out = (struct secret){at, past(s, at, is_token68)};
    struct str v = between(s, at, out->end);
    size_t upper = count_of(str_skip(v, 1), is_upper);
    size_t sign = str_chr(v, '='); /* of realm="..."; a token may only end in them */
    bool params = sign < v.n && (is_word(v.p[v.n - 1]) || quote_at(s, out->end));
    if (stands_at(s, out->end, STR(MARK)))
        return false; /* a name and its value, redacted */
    return !params && (v.n >= LONG_BYTES || (v.n >= SCHEME_BYTES && (upper || count_of(v, is_digit))));
}

static bool is_dotted(char c)
{
    return is_word(c) || c == '.';
}

static bool is_capital(char c)
{
    return is_upper(c) || is_digit(c);
}

/* Keys that their makers let begin alike. */
static const struct {
    struct str prefix;
    size_t least; /* bytes after it */
    bool digit;   /* one of them at least */
    bool (*is)(char);
} shapes[] = {
    {STR_INIT("sk-"), 16, false, is_word},         {STR_INIT("sk_"), 16, true, is_word},
    {STR_INIT("rk_"), 16, true, is_word},          {STR_INIT("ghp_"), 20, false, is_alnum},
    {STR_INIT("gho_"), 20, false, is_alnum},       {STR_INIT("ghu_"), 20, false, is_alnum},
    {STR_INIT("ghs_"), 20, false, is_alnum},       {STR_INIT("ghr_"), 20, false, is_alnum},
    {STR_INIT("github_pat_"), 20, false, is_word}, {STR_INIT("glpat-"), 16, false, is_word},
    {STR_INIT("AKIA"), 16, false, is_capital},     {STR_INIT("ASIA"), 16, true, is_capital},
    {STR_INIT("xoxb-"), 10, false, is_word},       {STR_INIT("xoxp-"), 10, false, is_word},
    {STR_INIT("xoxa-"), 10, false, is_word},       {STR_INIT("xoxr-"), 10, false, is_word},
    {STR_INIT("xoxs-"), 10, false, is_word},       {STR_INIT("AIza"), 30, false, is_word},
    {STR_INIT("ya29."), 20, false, is_dotted},     {STR_INIT("hf_"), 30, false, is_alnum},
    {STR_INIT("gsk_"), 20, true, is_alnum},        {STR_INIT("r8_"), 30, true, is_alnum},
    {STR_INIT("GOCSPX-"), 16, false, is_word},     {STR_INIT("xapp-"), 16, true, is_word},
    {STR_INIT("pplx-"), 16, true, is_alnum},       {STR_INIT("npm_"), 30, true, is_alnum},
    {STR_INIT("pypi-"), 40, true, is_word},        {STR_INIT("SG."), 40, true, is_dotted},
    {STR_INIT("dop_v1_"), 40, true, is_alnum},     {STR_INIT("AGE-SECRET-KEY-"), 40, false, is_capital},
    {STR_INIT("xai-"), 20, true, is_alnum},        {STR_INIT("whsec_"), 16, false, is_word},
};

static bool find_shape(struct str s, size_t start, struct secret *out)
{
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        if (!stands_at(s, start, shapes[i].prefix))
            continue;
        size_t at = start + shapes[i].prefix.n,
               end = past(s, at, shapes[i].is == is_dotted ? is_dotted : is_word);
        struct str body = between(s, at, end);
        *out = (struct secret){at, end};
        return body.n >= (end == s.n ? CUT_BYTES : shapes[i].least) &&
               count_of(body, shapes[i].is) == body.n && (!shapes[i].digit || count_of(body, is_digit));
    }
    return false;
}

/* A JSON Web Token: {" in base64, then parts between dots. */
static bool find_jwt(struct str s, size_t start, struct secret *out)
{
    if (!stands_at(s, start, STR("eyJ")))
        return false;
    size_t at = start + 3, header = past(s, at, is_word);
    *out = (struct secret){at, past(s, at, is_dotted)};
    bool cut = header == s.n, parts = header < s.n && s.p[header] == '.' && out->end > header + CUT_BYTES;
    return header - at >= CUT_BYTES && (cut || parts || (out->end == s.n && out->end > header));
}

static bool find_pem(struct str s, size_t start, struct secret *out)
{
    static const struct str begin = STR_INIT("-----BEGIN "), dashes = STR_INIT("-----");
    if (!stands_at(s, start, begin))
        return false;
    struct str label = str_head(str_skip(s, start + begin.n), LOCAL_BYTES);
    size_t close = str_find(label, dashes);
    if (close == label.n)
        return false;
    size_t body = start + begin.n + close + dashes.n;
    *out = (struct secret){body, body + str_find(str_skip(s, body), STR("-----END"))};
    return out->end > body;
}

/* ---- addresses ---- */

static bool ends_authority(char c)
{
    return is_space(c) || is_quote(c) || c == '/' || c == '?' || c == '#' || c == '<' || c == '>' ||
           c == '\\';
}

/* The password of a URL whose :// stands at `start`. */
static bool find_password(struct str s, size_t start, struct secret *out)
{
    size_t user = start + 3, colon = 0, at = 0;
    if (!stands_at(s, start, STR("://")))
        return false;
    for (size_t i = user; i < s.n && !ends_authority(s.p[i]); i++) {
        if (s.p[i] == ':' && !colon)
            colon = i;
        else if (s.p[i] == '@')
            at = i;
    }
    *out = (struct secret){colon + 1, at};
    return colon && at > colon + 1;
}

/* A domain at `at`: labels and a top level of letters, which is no file's or unit's ending. */
static bool is_domain(struct str s, size_t at)
{
    size_t end = past(s, at, is_dotted), dot = end;
    if (stands_at(s, end, STR(MARK)))
        return false;
    while (end > at && !is_alnum(s.p[end - 1]))
        end--;
    for (dot = end; dot > at && s.p[dot - 1] != '.';)
        dot--;
    struct str top = between(s, dot, end);
    if (dot < at + 2 || top.n < 2 || count_of(top, is_alpha) != top.n)
        return false;
    return !is_one_of(top, not_mail, COUNT_OF(not_mail));
}

static bool find_mail(struct str s, size_t start, struct secret *out)
{
    size_t end = start + past(str_head(str_skip(s, start), LOCAL_BYTES), 0, is_local);
    *out = (struct secret){start, end};
    return end < s.n && s.p[end] == '@' && is_domain(s, end + 1);
}

/* ---- the pass ---- */

/* Does a word begin at `at`? Also behind \n and %3D, whose letters are none of it. */
static bool word_begins(struct str s, size_t at)
{
    if (!is_word(s.p[at]))
        return false;
    if (at == 0 || !is_word(s.p[at - 1]))
        return true;
    return (at >= 2 && s.p[at - 2] == '\\' && is_lower(s.p[at - 1])) || (at >= 3 && s.p[at - 3] == '%');
}

/* May an e-mail address begin at `at`? Not with the letter of \n. */
static bool mail_begins(struct str s, size_t at)
{
    char before = at ? s.p[at - 1] : ' ';
    if (!is_local(s.p[at]) || (before == '\\' && is_lower(s.p[at])) || stands_at(s, at, STR("-----")))
        return false;
    return !is_local(before) || word_begins(s, at);
}

/* A secret that is told by what stands at `at`. */
static bool find_at(struct str s, size_t at, struct secret *out)
{
    if (s.p[at] == ':')
        return find_password(s, at, out);
    if (s.p[at] == '-' && find_pem(s, at, out))
        return true;
    if (word_begins(s, at) && (find_shape(s, at, out) || find_jwt(s, at, out) ||
                               find_credentials(s, at, out) || find_value(s, at, past(s, at, is_word), out)))
        return true;
    return mail_begins(s, at) && find_mail(s, at, out);
}

/*
 * May there be a secret at all? Each needs one of = : @ or --, or stands in a word that is long, or has
 * something but small letters in it, as few words of prose do.
 */
static bool may_hold(struct str s)
{
    size_t run = 0, odd = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '=' || c == ':' || c == '@' || (c == '-' && i && s.p[i - 1] == '-'))
            return true;
        run = is_space(c) ? 0 : run + 1;
        odd = run > 1 ? odd + !is_lower(c) : 0;
        if (run >= LONG_BYTES || (run >= SCHEME_BYTES && odd))
            return true;
    }
    return false;
}

void redact(struct str s, struct buf *out)
{
    struct secret secret;
    size_t at = may_hold(s) ? 0 : s.n;
    while (at < s.n) {
        if (!find_at(s, at, &secret)) {
            at++;
            continue;
        }
        buf_add(out, str_head(s, secret.start));
        buf_addz(out, MARK);
        s = str_skip(s, secret.end); /* what is left begins anew, as it would behind the mark */
        at = 0;
    }
    buf_add(out, s);
}
