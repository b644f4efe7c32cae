#include "base/escape.h"
#include "base/redact_internal.h"
#include "base/simd.h"

enum { NEAR_BYTES = 1024, CHUNK_BYTES = 4096 };

/* Is the word byte before `at` none of a word that goes on there: the letter of \n, or of %3D? */
static bool is_escape(struct str s, size_t at)
{
    return (at >= 2 && s.p[at - 2] == '\\' && is_lower(s.p[at - 1])) || (at >= 3 && s.p[at - 3] == '%');
}

static bool word_begins(struct str s, size_t at)
{
    return is_word(s.p[at]) && (at == 0 || !is_word(s.p[at - 1]) || is_escape(s, at));
}

/* Most bytes are within a word. */
static bool may_begin(struct str s, size_t at)
{
    char c = s.p[at];
    return at == 0 || !is_word(c) || c == '-' || !is_word(s.p[at - 1]) || is_escape(s, at);
}

static bool find_in_word(const struct secrets *k, struct str s, size_t at, struct secret *out)
{
    return find_shape(k, s, at, out) || find_jwt(s, at, out) || find_credentials(k, s, at, out) ||
           find_value(k, s, at, out);
}

/* The same in the text up to the end of `s`. */
static bool find_here(const struct secrets *k, struct str s, size_t at, bool ats, struct secret *out)
{
    char c = s.p[at];
    if (c == ':' || c == '<')
        return c == ':' ? ats && find_password(s, at, out) : find_element(k, s, at + 1, out);
    if (c == '-' && (find_pem(s, at, out) || find_user_option(s, at, out) || find_option(k, s, at, out)))
        return true;
    if (word_begins(s, at) && (find_in_word(k, s, at, out) || (ats && find_login(s, at, out))))
        return true;
    return ats && find_mail(k, s, at, out);
}

/* Past what is left of a word of any bytes. */
static size_t word_end(struct str s, size_t at)
{
    while (at < s.n && !is_space(s.p[at]) && !is_quote_mark(s.p[at]))
        at++;
    return at;
}

/*
 * A secret that is told by what stands at `at`: whether there is one is seen nearby, so that a long text
 * takes little more time for each of its bytes than a short one; where it ends may be far. What stands far
 * behind does not unsay it: many that were looked at to the end for nothing would take the time of the text
 * squared.
 */
static bool find_at(const struct secrets *k, struct str s, size_t at, bool ats, struct secret *out)
{
    struct str near = str_head(s, at + NEAR_BYTES);
    struct secret whole;
    if (!find_here(k, near, at, ats, out))
        return false;
    if (out->end < near.n || near.n == s.n)
        return true;
    if (find_here(k, s, at, ats, &whole))
        *out = whole;
    else
        out->end = word_end(s, out->end);
    return true;
}

/* Past the byte at `at`, where no word begins, and the small letters behind it, where none does either. */
static size_t past_letters(struct str s, size_t at)
{
    if (at < 2 || at + 16 >= s.n || s.p[at - 2] == '%')
        return at + 1;
    unsigned n = chunk_run(s.p + at, 'a', 'z');
    return at + (n ? n : 1);
}

/* May a name of `k`, or a scheme, be the word `word` of small letters? */
static bool may_name(const struct secrets *k, struct str word)
{
    unsigned last = secrets_letter(word.p[word.n - 1]), before = secrets_bit(word.p[word.n - 2]);
    bool name = false;
    for (const struct secrets *i = k; i && !name; i = i->next)
        name = i->name_pairs[last] & before;
    return name || secrets_list_starts(k, LIST_BARE_SCHEMES, word.p[0]);
}

/* Past the words of small letters from `at` on, a blank before and behind each, that no secret begins with or
 * is told by: what most texts are made of. */
static size_t past_prose(const struct secrets *k, struct str s, size_t at)
{
    while (at > 1 && at + 16 < s.n && s.p[at - 1] == ' ' && s.p[at - 2] != '%') {
        unsigned n = chunk_run(s.p + at, 'a', 'z');
        if (n < 2 || n >= 16 || s.p[at + n] != ' ' || may_name(k, str_of(s.p + at, n)))
            break;
        at += n + 1;
    }
    return at;
}

bool secret_find(const struct secrets *k, struct str s, struct secret *out)
{
    return secret_find_in(k, s, 0, s.n, out);
}

bool secret_find_in(const struct secrets *k, struct str s, size_t from, size_t until, struct secret *out)
{
    bool ats = false;
    for (size_t at = from, looked = from, next; at < until; at = next) {
        next = at + 1;
        if (!may_begin(s, at)) {
            next = past_letters(s, at);
            continue;
        }
        if (at >= looked) {
            struct str ahead = str_head(str_skip(s, at), CHUNK_BYTES + NEAR_BYTES);
            ats = str_chr(ahead, '@') < ahead.n;
            looked = at + CHUNK_BYTES;
        }
        size_t prose = past_prose(k, s, at);
        if (prose > at)
            next = prose;
        else if (find_at(k, s, at, ats, out))
            return true;
    }
    return false;
}

void redact(const struct secrets *k, struct str s, struct buf *out)
{
    redact_edges(k, s, NULL, 0, out);
}

void redact_terminal(const struct secrets *k, struct str s, struct buf *out)
{
    LOCAL_BUF shown = {0};
    redact(k, s, &shown);
    escape_terminal(buf_str(&shown), out);
}

/* A part of a text that was read up to `at`: its bytes, and where they were written. */
struct stretch {
    size_t at, bytes, to;
    bool gone;
};

/* Move those edges in the next part of the text that begin with the i-th of `n`; returns the first behind it.
 */
static size_t move_edges(struct edge *edges, size_t i, size_t n, struct stretch s)
{
    for (; i < n && edges[i].at < s.at + s.bytes + !s.gone; i++) {
        size_t mark = edges[i].end ? sizeof REDACTED - 1 : 0;
        edges[i].at = s.to + (s.gone ? mark : edges[i].at - s.at);
    }
    return i;
}

void redact_edges(const struct secrets *k, struct str s, struct edge *edges, size_t n, struct buf *out)
{
    size_t at = 0, done = 0;
    struct secret found;
    for (struct str rest = s; k && secret_find(k, rest, &found); rest = str_skip(s, at)) {
        size_t bytes = found.end - found.start;
        done = move_edges(edges, done, n, (struct stretch){at, found.start, out->n, false});
        buf_add(out, str_head(rest, found.start));
        at += found.start;
        done = move_edges(edges, done, n, (struct stretch){at, bytes, out->n, true});
        buf_addz(out, REDACTED);
        at += bytes; /* what is left begins anew, as it would behind the mark */
    }
    (void)move_edges(edges, done, n, (struct stretch){at, s.n - at, out->n, false});
    buf_add(out, str_skip(s, at));
}

/* The last part of a path in JSON: x-api-key of .headers["x-api-key"], keys of .keys[3]. */
static struct str last_part(struct str name)
{
    size_t end = name.n, start;
    while (end && (!is_word(name.p[end - 1]) || (name.p[name.n - 1] == ']' && is_digit(name.p[end - 1]))))
        end--;
    for (start = end; start && (is_word(name.p[start - 1]) || name.p[start - 1] == ' ');)
        start--;
    return between(name, start, end);
}

/* Is `value` a secret because of what a part of the path above `part`, its last one, is called? */
static bool is_below(const struct secrets *k, struct str path, struct str part, struct str value)
{
    size_t begins;
    for (struct str above = part; above.n && above.p > path.p;) {
        above = last_part(between(path, 0, (size_t)(above.p - path.p)));
        if (value_meets_below(k, secrets_demand(k, above, above.n, false, &begins), part, value))
            return true;
    }
    return false;
}

static bool is_secret_of(const struct secrets *k, struct str name, struct str value)
{
    size_t begins;
    struct str part = last_part(name);
    enum demand d = secrets_demand(k, part, part.n, true, &begins);
    return (d != DEMAND_NEVER && value_meets(k, d, value)) || is_below(k, name, part, value);
}

void redact_named(const struct secrets *k, struct str name, struct str value, struct buf *out)
{
    if (!k || !is_secret_of(k, name, value)) {
        redact(k, value, out);
        return;
    }
    size_t scheme = past_scheme(k, value, 0, false);
    buf_add(out, str_head(value, scheme));
    buf_addz(out, REDACTED);
}

/* Where the secret begins that `s` would end in, if it went on as `more`; s.n: in none. */
static size_t cut_begins(const struct secrets *k, struct str s, struct str more)
{
    LOCAL_BUF whole = {0};
    struct secret found;
    buf_join(&whole, s, more);
    for (size_t from = 0; secret_find_in(k, buf_str(&whole), from, s.n, &found); from = found.end)
        if (found.end >= s.n)
            return found.start < s.n ? found.start : s.n;
    return s.n;
}

size_t secret_cut(const struct secrets *k, struct str s)
{
    /* as keys of all characters go on, keys that are no hash, and the password of a URL */
    static const struct str more[] = {
        STR_INIT("A1B2C3D4E5F6A7B8C9D0A1B2C3D4E5F6A7B8C9D0A1B2C3D4E5F6A7B8C9D0"),
        STR_INIT("x1Y2z3x1Y2z3x1Y2z3x1Y2z3x1Y2z3x1Y2z3x1Y2z3x1Y2z3x1Y2z3x1Y2z3"), STR_INIT("@x")};
    size_t end = s.n;
    for (size_t i = 0; k && i < COUNT_OF(more); i++) {
        size_t begins = cut_begins(k, s, more[i]);
        end = begins < end ? begins : end;
    }
    return end;
}

void redact_cut(const struct secrets *k, struct str name, struct str value, struct buf *out)
{
    size_t end = secret_cut(k, value);
    redact_named(k, name, str_head(value, end), out);
    if (end < value.n)
        buf_addz(out, REDACTED);
}

bool secret_is_told(const struct secrets *k, struct str s, size_t at, size_t end)
{
    struct secret found;
    size_t begins;
    return at < end && secrets_demand(k, s, end, false, &begins) != DEMAND_NEVER &&
           secret_find_in(k, s, at, end, &found);
}

size_t secret_told_at(const struct secrets *k, struct str s, size_t at)
{
    size_t start = at;
    for (unsigned words = 0; words < 2 && start; words++) {
        size_t end = start;
        while (end && !is_alnum(s.p[end - 1]))
            end--;
        for (start = end; start && is_dotted(s.p[start - 1]);)
            start--;
        size_t open = start - (start && s.p[start - 1] == '[');
        if (secret_is_told(k, str_skip(s, open), start - open, end - open))
            return open;
    }
    return at;
}

bool redact_names_secret(const struct secrets *k, struct str name)
{
    size_t begins;
    enum demand d = secrets_demand(k, name, name.n, false, &begins);
    return d != DEMAND_NEVER && value_meets(k, d, STR("x1y2z3x1y2z3x1y2z3"));
}
