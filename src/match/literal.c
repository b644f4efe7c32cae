#include "match/literal.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "match/rarity.h"

/*
 * What is read: plain bytes and their escapes, classes, dots, quantifiers, groups of all kinds, alternatives,
 * lookarounds, (?i). Whatever else a regex may hold makes the parser lost: then it has no literal, and runs
 * on every text.
 */
enum {
    DEPTH_MOST = 50, /* groups in each other: the parser calls itself for each, and files of users are read */
    SET_MOST = 64,   /* alternatives that are looked for instead of one text; of more, none is a literal */
    LITERAL_WIDE = 12, /* bytes of a literal by which it is compared with others */
    RUNS_MOST = 12     /* "(a|b)(c|d)" is four texts: so many are followed, lest they multiply */
};

/* Alternatives of which every match has one; n == 0: nothing is known. */
struct literal_set {
    struct str *v;
    size_t n;
};

struct parser {
    struct str s;
    size_t at;
    struct arena *arena;
    const struct rarity *rarity;
    unsigned depth, silent; /* silent: inside a lookaround */
    bool caseless;
    bool lost; /* a construct that is not understood: nothing may be concluded */
    struct str *alternatives;
    size_t alternative_count, alternative_cap;
};

struct literal_run {
    char p[LITERAL_MOST];
    uint8_t n;
};

/* Texts of which exactly one stands at a place; n == 0: not known. "fail(?:ed|ure)" is two runs. */
struct literal_runs {
    struct literal_run v[RUNS_MOST];
    size_t n;
};

/* What is known of a part of the regex. */
struct regex_part {
    struct literal_set best;
    struct literal_runs exact; /* all that it can match, where that is plain text of a few kinds */
};

/* One alternative while it is read. */
struct sequence {
    struct literal_runs open; /* what ends where the next item begins; never none */
    size_t last_n;            /* bytes of its last character (0: the last item is none) */
    bool quantified;          /* the last item was a quantifier */
    bool inexact;             /* something else than plain text came before the open runs */
    struct literal_set best;  /* best so far */
    struct regex_part group;  /* just closed, until it is known whether it is optional */
    bool grouped;             /* there is one */
    unsigned best_score;
};

/* How common the rarest part of `s` is that is as wide as the prefilter's widest window, for 8 bytes of it.
 */
static unsigned least_common(const struct rarity *r, struct str s)
{
    size_t window = s.n < LITERAL_WIDE ? s.n : LITERAL_WIDE;
    unsigned least = UINT32_MAX;
    struct rarity_sums sums;
    rarity_sum(r, s, &sums);
    for (size_t i = 0; i + window <= s.n; i++) {
        unsigned c = rarity_commonness(&sums, i, window);
        least = c < least ? c : least;
    }
    return least * 8 / (unsigned)window;
}

/* Length is worth most up to 8 bytes; beyond, as far as the prefilter can use it, rarity is worth as much. */
static unsigned literal_score(const struct parser *p, struct str s)
{
    size_t most = s.n < LITERAL_WIDE ? s.n : LITERAL_WIDE;
    unsigned length = (unsigned)(most < 8 ? most * 1000 : 8000 + (most - 8) * 15);
    unsigned common = least_common(p->rarity, s);
    return length + 200 - 2 * (common < 100 ? common : 100);
}

/* The worst literal decides, and each further one costs. */
static unsigned set_score(const struct parser *p, const struct literal_set *set)
{
    unsigned worst = set->n ? UINT32_MAX : 0;
    for (size_t i = 0; i < set->n; i++) {
        unsigned score = literal_score(p, set->v[i]);
        worst = score < worst ? score : worst;
    }
    unsigned price = (unsigned)set->n * 10;
    return worst > price ? worst - price : worst;
}

static void consider(const struct parser *p, struct sequence *q, struct literal_set set)
{
    unsigned score = set_score(p, &set);
    if (score > q->best_score) {
        q->best = set;
        q->best_score = score;
    }
}

static void no_runs(struct literal_runs *r)
{
    r->n = 1;
    r->v[0].n = 0;
}

static void end_runs(struct parser *p, struct sequence *q)
{
    size_t least = LITERAL_MOST, n = q->open.n;
    for (size_t i = 0; i < n; i++)
        least = q->open.v[i].n < least ? q->open.v[i].n : least;
    if (least >= LITERAL_LEAST) {
        struct str *v = arena_take(p->arena, n * sizeof *v);
        for (size_t i = 0; i < n; i++)
            v[i] = arena_str(p->arena, str_of(q->open.v[i].p, q->open.v[i].n));
        consider(p, q, (struct literal_set){v, n});
    }
    no_runs(&q->open);
    q->last_n = 0;
    q->inexact = true;
}

/* Each of `a` followed by each of `b`, into `a`. False when they are too many or too long: then nothing
 * changes. */
static bool multiply(struct literal_runs *a, const struct literal_runs *b)
{
    struct literal_runs all;
    all.n = 0;
    if (a->n * b->n > RUNS_MOST || b->n == 0)
        return false;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++) {
            struct literal_run *r = &all.v[all.n++];
            *r = a->v[i];
            if (r->n + b->v[k].n > LITERAL_MOST)
                return false;
            memcpy(r->p + r->n, b->v[k].p, b->v[k].n);
            r->n = (uint8_t)(r->n + b->v[k].n);
        }
    memcpy(a->v, all.v, all.n * sizeof *all.v);
    a->n = all.n;
    return true;
}

static size_t longest(const struct literal_runs *r)
{
    size_t most = 0;
    for (size_t i = 0; i < r->n; i++)
        most = r->v[i].n > most ? r->v[i].n : most;
    return most;
}

/* What was read so far is certain: no quantifier can take it back. */
static void settle_group(struct parser *p, struct sequence *q)
{
    if (!q->grouped)
        return;
    q->grouped = false;
    consider(p, q, q->group.best);
    if (!multiply(&q->open, &q->group.exact))
        end_runs(p, q);
}

/* An item that is no literal character. */
static void put_other(struct parser *p, struct sequence *q)
{
    settle_group(p, q);
    end_runs(p, q);
    q->quantified = false;
}

static bool plain_byte(const struct parser *p, unsigned char c)
{
    if (c < ' ' || c > '~' || strchr("\"\\/<>&'", c))
        return false;
    /* Without case, k also stands for U+212A and s for U+017F. */
    return !(p->caseless && strchr("kKsS", c));
}

/* A character, in lower case, of `n` bytes. */
static void put_character(struct parser *p, struct sequence *q, const char *bytes, size_t n)
{
    settle_group(p, q);
    if (longest(&q->open) + n > LITERAL_MOST)
        end_runs(p, q);
    for (size_t i = 0; i < q->open.n; i++) {
        struct literal_run *r = &q->open.v[i];
        memcpy(r->p + r->n, bytes, n);
        r->n = (uint8_t)(r->n + n);
    }
    q->last_n = n;
    q->quantified = false;
}

static void put_byte(struct parser *p, struct sequence *q, unsigned char c)
{
    char low = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (plain_byte(p, c))
        put_character(p, q, &low, 1);
    else
        put_other(p, q);
}

/* The character beyond ASCII that begins at p->at. What stands for it without case is not known here. */
static void put_wide(struct parser *p, struct sequence *q)
{
    struct str rest = str_skip(p->s, p->at);
    const char *bytes = rest.p;
    uint32_t c = utf8_next(&rest);
    if (c == UTF8_BAD || p->caseless)
        put_other(p, q);
    else
        put_character(p, q, bytes, (size_t)(rest.p - bytes));
    p->at = p->s.n - rest.n;
}

static bool more(const struct parser *p)
{
    return p->at < p->s.n;
}

static char peek(const struct parser *p, size_t ahead)
{
    return p->at + ahead < p->s.n ? p->s.p[p->at + ahead] : '\0';
}

static bool take(struct parser *p, const char *z)
{
    if (!str_starts(str_skip(p->s, p->at), str_z(z)))
        return false;
    p->at += strlen(z);
    return true;
}

/* Move past the next `c`. */
static void skip_past(struct parser *p, char c)
{
    p->at += str_chr(str_skip(p->s, p->at), c) + 1;
    if (p->at > p->s.n) {
        p->at = p->s.n;
        p->lost = true;
    }
}

static void put_quantifier(struct parser *p, struct sequence *q, bool optional)
{
    if (q->quantified) /* x{2}{0}: what it covers is gone already */
        p->lost = true;
    if (optional) {
        q->grouped = false;
        for (size_t i = 0; i < q->open.n; i++)
            q->open.v[i].n = (uint8_t)(q->open.v[i].n - q->last_n);
    }
    put_other(p, q);
    q->quantified = true;
    if (peek(p, 0) == '?' || peek(p, 0) == '+')
        p->at++;
}

/*
 * `{` at p->at - 1: a quantifier, or a brace that stands for itself. What only a newer PCRE2 takes for a
 * quantifier ("{,3}", "{ 1 }") is taken for one: that loses a literal at the worst.
 */
static void read_brace(struct parser *p, struct sequence *q)
{
    size_t n = 0;
    bool digit = false, optional = true;
    while (peek(p, n) && strchr("0123456789, ", peek(p, n))) {
        char c = peek(p, n++);
        bool before_comma = str_chr(str_of(p->s.p + p->at, n), ',') == n;
        digit |= c != ' ' && c != ',';
        optional &= !(before_comma && c >= '1' && c <= '9');
    }
    if (peek(p, n) != '}' || !digit) {
        put_byte(p, q, '{');
        return;
    }
    p->at += n + 1;
    put_quantifier(p, q, optional);
}

/* `[` was taken. A class of one letter, whatever its case, stands for itself. */
static void read_class(struct parser *p, struct sequence *q)
{
    bool negated = take(p, "^"), single = !negated, first = true;
    unsigned char only = 0;
    size_t members = 0;
    for (; more(p) && (first || peek(p, 0) != ']'); first = false) {
        char c = p->s.p[p->at++];
        if (c == '[' && strchr(":.=", peek(p, 0)) && peek(p, 0)) {
            char end[] = {peek(p, 0), ']', '\0'};
            size_t close = str_find(str_skip(p->s, p->at + 1), str_z(end));
            single = false;
            if (p->at + 1 + close < p->s.n)
                p->at += 1 + close + 2;
        } else if (c == '\\') {
            char e = peek(p, 0);
            p->lost |= e == 'Q' || e == 'E' || e == 'c';
            single &= e && !(e >= '0' && e <= '9') && !((e | 32) >= 'a' && (e | 32) <= 'z');
            c = e;
            p->at++;
        } else if (c == '-') {
            single = false;
        }
        unsigned char low = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        single &= members == 0 || low == only;
        only = low;
        members++;
    }
    p->lost |= !take(p, "]");
    if (single && members && only < 0x80)
        put_byte(p, q, only);
    else
        put_other(p, q);
}

/* The rest of \Q was taken: everything up to \E stands for itself. */
static void read_quoted(struct parser *p, struct sequence *q)
{
    while (more(p) && !take(p, "\\E"))
        put_byte(p, q, (unsigned char)p->s.p[p->at++]);
}

/* After a \g, \k, \p, \x, \o, \N: an argument in braces or the like, if there is one. */
static void skip_argument(struct parser *p)
{
    static const char OPEN[] = "{<'", CLOSE[] = "}>'";
    const char *open = peek(p, 0) ? strchr(OPEN, peek(p, 0)) : NULL;
    if (open) {
        p->at++;
        skip_past(p, CLOSE[open - OPEN]);
    }
}

/* The digits after \x, \g or a digit; none of them is a literal. */
static void skip_digits(struct parser *p, unsigned char escape)
{
    const char *digits = escape == 'x' ? "0123456789abcdefABCDEF" : "0123456789";
    if (escape != 'x' && escape != 'g' && !(escape >= '0' && escape <= '9'))
        return;
    if (escape == 'g' && (peek(p, 0) == '-' || peek(p, 0) == '+'))
        p->at++;
    for (int most = escape == 'x' ? 2 : 10; most && peek(p, 0) && strchr(digits, peek(p, 0)); most--)
        p->at++;
}

static void read_escape(struct parser *p, struct sequence *q)
{
    unsigned char c = more(p) ? (unsigned char)p->s.p[p->at++] : 0;
    bool digit = c >= '0' && c <= '9', letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    if (c == 'Q') {
        read_quoted(p, q);
        return;
    }
    if (c == 'E')
        return;
    if (!digit && !letter) {
        put_byte(p, q, c);
        return;
    }
    put_other(p, q);
    if (c == 'c')
        p->at += more(p);
    else if ((c == 'p' || c == 'P') && peek(p, 0) != '{')
        p->at += more(p);
    else if (strchr("gkpPxoN", c))
        skip_argument(p);
    skip_digits(p, c);
}

static struct regex_part read_alternatives(struct parser *p);

/* The inside of a group up to its `)`. */
static struct regex_part read_body(struct parser *p)
{
    bool caseless = p->caseless;
    if (++p->depth > DEPTH_MOST) {
        p->lost = true;
        p->at = p->s.n;
    }
    struct regex_part part = read_alternatives(p);
    p->lost |= !take(p, ")");
    p->depth--;
    p->caseless = caseless;
    return part;
}

static void read_lookaround(struct parser *p, struct sequence *q)
{
    p->silent++;
    put_other(p, q);
    read_body(p);
    p->silent--;
}

static void read_group(struct parser *p, struct sequence *q)
{
    settle_group(p, q);
    q->last_n = 0;
    q->quantified = false;
    q->group = read_body(p);
    q->grouped = true;
}

/* "(?" was taken, and it is neither a lookaround nor a plain group: option letters up to ")" or ":". */
static void read_options(struct parser *p, struct sequence *q)
{
    bool caseless = p->caseless, on = true;
    for (; more(p) && peek(p, 0) != ')' && peek(p, 0) != ':'; p->at++) {
        char c = peek(p, 0);
        if (c == '^')
            caseless = false;
        else if (c == '-')
            on = false;
        else if (c == 'i')
            caseless = on;
        else if (!strchr("msnJU", c)) /* x, and all that is no option: calls, conditions, callouts */
            p->lost = true;
    }
    bool scoped = take(p, ":"), before = p->caseless;
    p->caseless = caseless;
    if (scoped) {
        read_group(p, q);
        p->caseless = before;
    } else {
        put_other(p, q);
        p->lost |= !take(p, ")");
    }
}

/* `(` was taken. */
static void read_paren(struct parser *p, struct sequence *q)
{
    static const char *const around[] = {"?=", "?!", "?<=", "?<!", "?*", "?<*"};
    static const char *const plain[] = {"?:", "?|", "?>"};
    static const struct {
        const char *open;
        char close;
    } named[] = {{"?<", '>'}, {"?P<", '>'}, {"?'", '\''}};
    if (peek(p, 0) == '*') { /* a verb may end the match early */
        p->lost = true;
        return;
    }
    if (take(p, "?#")) {
        skip_past(p, ')');
        return;
    }
    for (size_t i = 0; i < COUNT_OF(around); i++)
        if (take(p, around[i])) {
            read_lookaround(p, q);
            return;
        }
    bool known = peek(p, 0) != '?';
    for (size_t i = 0; i < COUNT_OF(plain) && !known; i++)
        known = take(p, plain[i]);
    for (size_t i = 0; i < COUNT_OF(named) && !known; i++)
        if ((known = take(p, named[i].open)))
            skip_past(p, named[i].close);
    if (known) {
        read_group(p, q);
        return;
    }
    p->at++;
    read_options(p, q);
}

static void read_item(struct parser *p, struct sequence *q)
{
    char c = p->s.p[p->at];
    if ((unsigned char)c >= 0x80) {
        put_wide(p, q);
        return;
    }
    p->at++;
    switch (c) {
    case '(':
        read_paren(p, q);
        break;
    case '[':
        read_class(p, q);
        break;
    case '{':
        read_brace(p, q);
        break;
    case '\\':
        read_escape(p, q);
        break;
    case '?':
    case '*':
        put_quantifier(p, q, true);
        break;
    case '+':
        put_quantifier(p, q, false);
        break;
    case '.':
    case '^':
    case '$':
        put_other(p, q);
        break;
    default:
        put_byte(p, q, (unsigned char)c);
    }
}

static struct regex_part read_sequence(struct parser *p)
{
    struct sequence q;
    memset(&q, 0, sizeof q);
    no_runs(&q.open);
    while (more(p) && !p->lost && peek(p, 0) != '|' && peek(p, 0) != ')')
        read_item(p, &q);
    settle_group(p, &q);
    struct regex_part part = {.exact.n = 0};
    if (!q.inexact)
        part.exact = q.open;
    end_runs(p, &q);
    part.best = q.best;
    return part;
}

/* One of `a` or one of `b`, into `a`. */
static void join_exact(struct literal_runs *a, const struct literal_runs *b)
{
    if (!a->n || !b->n || a->n + b->n > RUNS_MOST) {
        a->n = 0;
        return;
    }
    memcpy(a->v + a->n, b->v, b->n * sizeof *b->v);
    a->n += b->n;
}

static struct literal_set join(struct parser *p, struct literal_set a, struct literal_set b)
{
    if (!a.n || !b.n || a.n + b.n > SET_MOST)
        return (struct literal_set){0};
    struct literal_set all = {arena_take(p->arena, (a.n + b.n) * sizeof *all.v), a.n + b.n};
    memcpy(all.v, a.v, a.n * sizeof *a.v);
    memcpy(all.v + a.n, b.v, b.n * sizeof *b.v);
    return all;
}

/* What was read from `start` on is an alternative. */
static void note_alternative(struct parser *p, size_t start)
{
    if (p->silent)
        return;
    MEM_GROW(p->alternatives, p->alternative_count, p->alternative_cap);
    p->alternatives[p->alternative_count++] = str_of(p->s.p + start, p->at - start);
}

static struct regex_part read_alternatives(struct parser *p)
{
    size_t start = p->at;
    struct regex_part all = read_sequence(p);
    if (!p->lost && peek(p, 0) == '|')
        note_alternative(p, start);
    while (!p->lost && take(p, "|")) {
        start = p->at;
        struct regex_part next = read_sequence(p);
        all.best = join(p, all.best, next.best);
        join_exact(&all.exact, &next.exact);
        note_alternative(p, start);
    }
    return all;
}

/* Does literal `i` hold another one, or is it an earlier one again? */
static bool is_covered(const struct literal_set *set, size_t i)
{
    for (size_t k = 0; k < set->n; k++)
        if ((set->v[k].n < set->v[i].n || k < i) && str_find(set->v[i], set->v[k]) < set->v[i].n)
            return true;
    return false;
}

/* What holds one of the others is found with that one. */
static void drop_covered(struct literal_set *set)
{
    for (size_t i = set->n; i-- > 0;)
        if (is_covered(set, i))
            memmove(set->v + i, set->v + i + 1, (--set->n - i) * sizeof *set->v);
}

struct regex_literals regex_literals_of(struct str regex, struct arena *a)
{
    struct parser p = {.s = regex, .arena = a, .rarity = rarity_get()};
    struct regex_literals parsed = {0};
    struct literal_set set = read_alternatives(&p).best;
    if (!p.lost && p.at == regex.n) {
        drop_covered(&set);
        parsed = (struct regex_literals){.literals = set.v, .literal_count = set.n};
        parsed.alternative_count = p.alternative_count;
        parsed.alternatives = arena_take(a, (p.alternative_count + 1) * sizeof *parsed.alternatives);
        if (p.alternative_count)
            memcpy(parsed.alternatives, p.alternatives, p.alternative_count * sizeof *parsed.alternatives);
    }
    free(p.alternatives);
    return parsed;
}
