#include "tally/mask.h"

#include "base/ansi.h"
#include "base/simd.h"
#include "base/utf8.h"
#include "tally/token_class.h"

struct masker {
    struct str s;
    size_t at;    /* next byte of s */
    size_t whole; /* up to here s was already tried as one name: look at its pieces */
    size_t close; /* a quote at this offset is copied: it ends a text that was kept */
    char *out;
    size_t n, most;
    bool full;
    struct mask_values *values;    /* NULL: not wanted */
    size_t valued;                 /* how many there are */
    const struct secrets *secrets; /* NULL: nothing is one */
    struct secret secret;          /* the last that was found */
    size_t sought;                 /* up to here secrets were looked for */
};

enum { SEEK_BYTES = 256 };

/* Is m->secret, after this, one that ends behind the next byte and begins before `end`? */
static bool secret_before(struct masker *m, size_t end)
{
    end = end < m->s.n ? end : m->s.n;
    while (m->secrets && m->secret.end <= m->at && m->sought < end) {
        size_t begun = m->secret.end; /* what is left begins anew */
        size_t until = end > m->sought + SEEK_BYTES ? end : m->sought + SEEK_BYTES;
        until = until < m->s.n ? until : m->s.n;
        struct secret found;
        if (secret_find_in(m->secrets, str_skip(m->s, begun), m->sought - begun, until - begun, &found)) {
            m->secret = (struct secret){begun + found.start, begun + found.end};
            until = m->secret.end;
        }
        m->sought = until;
    }
    return m->secret.end > m->at && m->secret.start < end;
}

static void put(struct masker *m, struct str t, bool divisible)
{
    size_t room = m->most - m->n;
    if (t.n > room) {
        m->full = true;
        t.n = divisible ? room : 0;
        while (t.n && utf8_continues(t.p[t.n]))
            t.n--;
    }
    memcpy(m->out + m->n, t.p, t.n);
    m->n += t.n;
}

/* Of the next `n` bytes those before a secret. */
static size_t before_secret(struct masker *m, size_t n)
{
    if (!secret_before(m, m->at + n))
        return n;
    return m->secret.start > m->at ? m->secret.start - m->at : 0;
}

/* Copy the next `n` bytes, but of a secret none. */
static inline ALWAYS_INLINE void copy(struct masker *m, size_t n)
{
    if (UNLIKELY(m->secrets))
        n = before_secret(m, n);
    put(m, str_of(m->s.p + m->at, n), true);
    m->at += n;
}

/* Write `mark`, or that of `f`, for `value`. */
static void put_text(struct masker *m, struct str mark, struct str value)
{
    put(m, mark, false);
    if (m->values && !m->full && m->valued < MASK_VALUES)
        m->values->v[m->valued++] = value;
}

static void put_mark(struct masker *m, enum token_class f, struct str value)
{
    put_text(m, token_class_name(f), value);
}

/* Replace the next `n` bytes by the mark of `f`. */
static void replace(struct masker *m, size_t n, enum token_class f)
{
    put_mark(m, f, str_of(m->s.p + m->at, n));
    m->at += n;
}

static struct str rest(const struct masker *m)
{
    return str_skip(m->s, m->at);
}

/* The byte before the next one; a space at the start. */
static char before(const struct masker *m)
{
    return m->at ? m->s.p[m->at - 1] : ' ';
}

size_t mask_ansi(struct str s)
{
    size_t n = ansi_csi_length(s);
    return n ? n : str_at(s, 0) == ANSI_ESC;
}

/* U+2190-2BFF arrows and symbols (but not mathematics), U+FE0F, U+200D, U+1F000-1FAFF. */
size_t mask_emoji(struct str s)
{
    unsigned char a = (unsigned char)str_at(s, 0), b = (unsigned char)str_at(s, 1),
                  c = (unsigned char)str_at(s, 2);
    if (a == 0xf0 && b == 0x9f && s.n >= 4)
        return 4;
    if (a == 0xe2 && s.n >= 3 && ((b >= 0x8c && b <= 0xaf) || (b == 0x80 && c == 0x8d)))
        return 3;
    return a == 0xef && b == 0xb8 && c == 0x8f ? 3 : 0;
}

/* ---- quoted values ---- */

static bool is_method(struct str s)
{
    static const struct str method[] = {STR_INIT("GET "),    STR_INIT("POST "), STR_INIT("PUT "),
                                        STR_INIT("DELETE "), STR_INIT("HEAD "), STR_INIT("OPTIONS "),
                                        STR_INIT("PATCH ")};
    for (unsigned i = 0; i < COUNT_OF(method); i++)
        if (str_starts(s, method[i]))
            return true;
    return false;
}

/* A code in capitals (INTERNAL_ERROR), or a plain name: words of the program rather than of its data. */
static bool is_code(struct str s, bool key)
{
    bool upper = true, name = s.n > 0 && s.n <= 40;
    for (size_t i = 0; i < s.n && name; i++) {
        upper &= is_upper(s.p[i]) || s.p[i] == '_';
        name = is_letter(s.p[i]) || s.p[i] == '_';
    }
    return name && (key || (upper && s.n > 2));
}

/* Is the quoted text from `open` to `close` a key, as in JSON: after a brace or comma, before a colon? */
static bool is_key(struct str s, size_t open, size_t close)
{
    while (open && (s.p[open - 1] == ' ' || s.p[open - 1] == '\\'))
        open--;
    return str_at(s, close + 1) == ':' && (open == 0 || s.p[open - 1] == '{' || s.p[open - 1] == ',');
}

/* The word before the quote at `at` when `=` or `:` stands between. */
static struct str key_before(struct str s, size_t at)
{
    while (at && (s.p[at - 1] == ' ' || s.p[at - 1] == '\\'))
        at--;
    if (at == 0 || (s.p[at - 1] != '=' && s.p[at - 1] != ':'))
        return STR("");
    size_t end = --at;
    while (end && (s.p[end - 1] == '"' || s.p[end - 1] == '\\'))
        end--;
    for (at = end; at && is_letter(s.p[at - 1]);)
        at--;
    return str_of(s.p + at, end - at);
}

bool mask_key_tells(struct str key)
{
    static const char *const name[] = {"msg",   "message",     "error", "err",   "reason",   "detail",
                                       "cause", "description", "text",  "event", "exception"};
    for (unsigned i = 0; i < COUNT_OF(name); i++)
        if (str_eq_nocase(key, str_z(name[i])))
            return true;
    return false;
}

enum { QUOTE_MAX = 1000 };

/*
 * A quote opens at `open` with `slashes` backslashes before it: the offset of the one that closes it, which
 * no letter follows, or 0.
 */
static size_t quote_end(struct str s, size_t open, size_t slashes)
{
    char q = s.p[open];
    size_t most = s.n - open > QUOTE_MAX ? open + QUOTE_MAX : s.n;
    for (size_t i = open + 1; i < most && s.p[i] != '\n'; i++) {
        size_t escapes = 0;
        while (s.p[i] == '\\' && i + 1 < most)
            i++, escapes++;
        if (s.p[i] == q && escapes == slashes && !is_alnum(str_at(s, i + 1)))
            return i;
    }
    return 0;
}

/* At a quote, or at the backslashes before one. */
static void quote(struct masker *m)
{
    size_t slashes = 0;
    while (str_at(rest(m), slashes) == '\\')
        slashes++;
    size_t open = m->at + slashes, end;
    if (open <= m->close || is_alnum(before(m)) || !(end = quote_end(m->s, open, slashes))) {
        m->at = open;
        copy(m, 1);
        return;
    }
    struct str in = str_of(m->s.p + open + 1, end - slashes - open - 1);
    if (in.n && in.p[0] == '{') {
        m->at = end + 1;
        put_mark(m, TOKEN_CLASS_JSON, in);
    } else if (in.n == 0 || is_method(in) || is_code(in, is_key(m->s, open, end)) ||
               mask_key_tells(key_before(m->s, m->at))) {
        m->at = open;
        m->close = end;
        copy(m, 1);
    } else {
        m->at = end + 1;
        put_mark(m, TOKEN_CLASS_STR, in);
    }
}

/* ---- words and names ---- */

/* What a run of name characters holds. */
struct name_run {
    size_t n;
    bool digit, dot, slash, at, colon;
    bool mixed; /* digits and letters of both cases */
};

enum { NAME = 1, DIGIT = 2, DOT = 4, SLASH = 8, AT = 16, COLON = 32, UPPER = 64, LOWER = 128 };

/* What the characters of names other than letters are; 0: none of them. */
static const unsigned char NAMED[256] = {
    ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT,  ['4'] = DIGIT, ['5'] = DIGIT, ['6'] = DIGIT,
    ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT, ['_'] = NAME,   ['-'] = NAME,  ['+'] = NAME,  ['%'] = NAME,
    ['~'] = NAME,  ['.'] = DOT,   ['/'] = SLASH, ['\\'] = SLASH, ['@'] = AT,    [':'] = COLON,
};

static struct name_run run_at(struct str s)
{
    const unsigned mixed = DIGIT | UPPER | LOWER;
    unsigned held = 0, named;
    size_t n = 0;
    for (; n < s.n; n++, held |= named) {
        char c = s.p[n];
        named = is_lower(c) ? LOWER : is_upper(c) ? UPPER : NAMED[(unsigned char)c];
        if (!named)
            break;
    }
    return (struct name_run){.n = n,
                             .digit = held & DIGIT,
                             .dot = held & DOT,
                             .slash = held & SLASH,
                             .at = held & AT,
                             .colon = held & COLON,
                             .mixed = (held & mixed) == mixed};
}

/* Words and hyphens only, too short to be a hash by chance without a digit. */
static bool is_plain(const struct name_run *r)
{
    return !r->digit && !r->dot && !r->slash && !r->at && !r->colon && r->n < 16;
}

/* After an address: its port. */
static void port(struct masker *m)
{
    size_t d = recognize_port(rest(m));
    if (d == 0)
        return;
    copy(m, 1);
    replace(m, d, TOKEN_CLASS_PORT);
}

static bool take(struct masker *m, size_t n, enum token_class f)
{
    if (n)
        replace(m, n, f);
    if (n && (f == TOKEN_CLASS_IP || f == TOKEN_CLASS_HOST))
        port(m);
    return n > 0;
}

/* The run at the next byte as one name. */
static bool name_whole(struct masker *m, const struct name_run *r)
{
    struct str s = rest(m);
    return (r->colon && r->slash && take(m, recognize_url(s), TOKEN_CLASS_URL)) ||
           (r->at && take(m, recognize_email(s), TOKEN_CLASS_EMAIL)) ||
           (r->dot && take(m, recognize_host(s), TOKEN_CLASS_HOST)) ||
           (r->colon && take(m, recognize_localhost(s), TOKEN_CLASS_HOST)) ||
           (r->slash && take(m, recognize_path(s), TOKEN_CLASS_PATH)) ||
           (r->n >= 24 && r->mixed && take(m, recognize_base64(s), TOKEN_CLASS_B64));
}

/* Forms that are longer than a word but may be a piece of a name. */
static bool piece(struct masker *m)
{
    struct str s = rest(m);
    if (!is_digit(s.p[0]) && !is_hex(s.p[0]))
        return is_upper(s.p[0]) && take(m, recognize_time(s), TOKEN_CLASS_TIME);
    return take(m, recognize_time(s), TOKEN_CLASS_TIME) || take(m, recognize_uuid(s), TOKEN_CLASS_UUID) ||
           take(m, recognize_mac(s), TOKEN_CLASS_HEX) || take(m, recognize_ip(s), TOKEN_CLASS_IP);
}

static bool number(struct masker *m, size_t sign)
{
    enum token_class f;
    size_t n = recognize_number(str_skip(rest(m), sign), &f);
    return take(m, n ? n + sign : 0, f);
}

static void word(struct masker *m)
{
    struct str s = rest(m);
    size_t n = 0, stem;
    while (is_alnum(str_at(s, n)))
        n++;
    if (is_digit(s.p[0]) && number(m, 0))
        return;
    enum token_class f = recognize_word(str_head(s, n), &stem);
    if (f != TOKEN_CLASS_WORD) {
        replace(m, n, f);
        return;
    }
    size_t end = m->at + stem;
    copy(m, stem);
    if (stem < n && m->at == end)
        replace(m, n - stem, TOKEN_CLASS_NUM);
}

/* Copy the words of small letters, each with a blank behind it, that stand next: what most messages are made
 * of. False when there are none. */
static bool words(struct masker *m)
{
    size_t at = m->at;
    while (m->s.n - at > 16) {
        unsigned n = chunk_run(m->s.p + at, 'a', 'z');
        if (n == 0 || n == 16 || m->s.p[at + n] != ' ')
            break;
        at += n + 1;
    }
    bool any = at > m->at;
    copy(m, at - m->at);
    return any;
}

static void letters(struct masker *m)
{
    struct str s = rest(m);
    if (m->at >= m->whole) {
        if (is_lower(s.p[0]) && words(m))
            return;
        struct name_run r = run_at(s);
        m->whole = m->at + r.n;
        if (is_plain(&r) && !(is_upper(s.p[0]) && recognize_time(s))) {
            copy(m, r.n);
            return;
        }
        if (name_whole(m, &r))
            return;
    }
    if (!piece(m))
        word(m);
}

/* ---- the scan ---- */

static void space(struct masker *m)
{
    m->at++;
    if (m->n && m->out[m->n - 1] != ' ')
        put(m, STR(" "), true);
}

static bool json(struct masker *m)
{
    struct str s = str_skip(rest(m), 1);
    while (str_at(s, 0) == ' ' || str_at(s, 0) == '\\')
        s = str_skip(s, 1);
    char c = str_at(s, 0);
    bool starts = c == '"' || (m->s.p[m->at] == '[' && c == '{');
    return starts && take(m, recognize_json(rest(m)), TOKEN_CLASS_JSON);
}

static void mark(struct masker *m)
{
    struct str mark = str_head(rest(m), recognize_mark_at(rest(m)).n);
    enum token_class f = token_class_named(mark);
    if (f == TOKEN_CLASS_NONE) {
        copy(m, 1);
        return;
    }
    put_text(m, mark, mark);
    m->at += mark.n;
    if (f == TOKEN_CLASS_IP || f == TOKEN_CLASS_HOST)
        port(m);
}

static void high(struct masker *m)
{
    size_t n = mask_emoji(rest(m));
    if (n) {
        m->at += n;
        return;
    }
    for (n = 1; utf8_continues(str_at(rest(m), n)) && n < 4;)
        n++;
    copy(m, n);
}

static void mark_or_copy(struct masker *m, char c)
{
    struct str s = rest(m);
    bool free = !is_alnum(before(m));
    bool sign = (c == '-' || c == '+') && free && before(m) != '-' && is_digit(str_at(s, 1));
    if (sign && number(m, 1))
        return;
    if ((c == '{' || c == '[') && json(m))
        return;
    if (c == ':' && free && str_at(s, 1) == ':' && take(m, recognize_ip(s), TOKEN_CLASS_IP))
        return;
    bool name = c == '/' || c == '.' || c == '~';
    if (name && free && before(m) != '>' && !(c == '/' && recognize_ip(str_skip(s, 1))) &&
        take(m, recognize_path(s), TOKEN_CLASS_PATH))
        return;
    copy(m, 1);
}

static void look(struct masker *m)
{
    char c = m->s.p[m->at];
    if (is_alnum(c))
        letters(m);
    else if (c == '\033')
        m->at += mask_ansi(rest(m));
    else if ((unsigned char)c <= ' ' || c == 127)
        space(m);
    else if ((unsigned char)c >= 0x80)
        high(m);
    else if (c == '"' || c == '\'' || c == '`' || (c == '\\' && str_at(rest(m), 1) == '"'))
        quote(m);
    else if (c == '<')
        mark(m);
    else
        mark_or_copy(m, c);
}

/* Is what stands in the output from byte `from` on one wildcard? */
static bool is_one_mark(const struct masker *m, size_t from)
{
    struct str written = str_of(m->out + from, m->n - from);
    return written.n && recognize_mark_at(written).n == written.n;
}

/* In `before` the next byte is one of a secret: what the look of the text made of it stays when it covers all
 * of that, else the text is known for a secret. */
static void hide(struct masker *m, const struct masker *before)
{
    if (m->at >= before->secret.end && is_one_mark(m, before->n))
        return;
    *m = *before;
    replace(m, m->secret.end - m->at, TOKEN_CLASS_SECRET);
}

enum { TORN_MOST = 64 };

/* Where the output is full its last word may be a part of one, which would tell messages apart by chance. */
static void drop_torn(struct masker *m)
{
    size_t n = m->n;
    while (n && m->out[n - 1] != ' ' && m->n - n < TORN_MOST)
        n--;
    if (n && m->out[n - 1] == ' ')
        m->n = n;
}

size_t mask_line(struct str s, char *out, size_t most)
{
    return mask_line_values(s, NULL, out, most, NULL);
}

size_t mask_line_values(struct str s, const struct secrets *k, char *out, size_t most,
                        struct mask_values *values)
{
    struct masker m = {
        .s = str_head(s, str_chr(s, '\n')), .out = out, .most = most, .values = values, .secrets = k};
    while (m.at < m.s.n && !m.full) {
        struct masker before;
        bool secret = k && secret_before(&m, m.at + 1);
        if (UNLIKELY(secret))
            before = m;
        if (!secret || m.at == m.secret.start)
            look(&m);
        if (UNLIKELY(secret))
            hide(&m, &before);
    }
    if (values)
        values->n = m.valued;
    if (m.full)
        drop_torn(&m);
    while (m.n && out[m.n - 1] == ' ')
        m.n--;
    return m.n;
}
