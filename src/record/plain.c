#include "record/plain.h"

#include "base/simd.h"

/* --- severity --- */

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* What must stand around a word for it to speak of this line itself. */
enum edge {
    EDGE_COLON = 1,   /* `:` follows, and a space or the end after it */
    EDGE_WORD = 2,    /* no letter, digit or _ on either side */
    EDGE_LEFT = 4,    /* no letter, digit or _ before */
    EDGE_SCOPE = 8,   /* `:` or `[` or `=` before, no word byte after: "demo:error", "[error]", "level=error" */
    EDGE_START = 16   /* at the line's start */
};

/* Words that say that something went wrong, by where they may stand. Each holds one of PAIRS. */
static const struct word {
    struct str s;
    unsigned edges;
    enum level level;
} WORDS[] = {
    {{"Error", 5}, EDGE_COLON, LEVEL_ERROR}, /* also TypeError: */
    {{"ERROR", 5}, EDGE_WORD, LEVEL_ERROR},
    {{"error", 5}, EDGE_COLON | EDGE_LEFT, LEVEL_ERROR},
    {{"error", 5}, EDGE_SCOPE, LEVEL_ERROR},
    {{"Exception", 9}, EDGE_COLON, LEVEL_ERROR},
    {{"Fatal error", 11}, EDGE_LEFT, LEVEL_FATAL},
    {{"FATAL", 5}, EDGE_WORD, LEVEL_FATAL},
    {{"fatal", 5}, EDGE_COLON | EDGE_LEFT, LEVEL_FATAL},
    {{"fatal", 5}, EDGE_SCOPE, LEVEL_FATAL},
    {{"CRITICAL", 8}, EDGE_WORD, LEVEL_FATAL},
    {{"critical", 8}, EDGE_SCOPE, LEVEL_FATAL},
    {{"failed", 6}, EDGE_COLON | EDGE_LEFT, LEVEL_ERROR},
    {{"Failed to ", 10}, EDGE_START, LEVEL_ERROR},
    {{"Failed with result", 18}, EDGE_LEFT, LEVEL_ERROR},
    {{"segfault at", 11}, EDGE_LEFT, LEVEL_ERROR},
};

static bool edges_hold(struct str s, size_t at, const struct word *w)
{
    size_t end = at + w->s.n;
    char before = at ? s.p[at - 1] : ' ', after = end < s.n ? s.p[end] : ' ';
    if ((w->edges & (EDGE_LEFT | EDGE_WORD)) && word_byte(before))
        return false;
    if ((w->edges & EDGE_WORD) && word_byte(after))
        return false;
    if ((w->edges & EDGE_COLON) && (after != ':' || (end + 1 < s.n && s.p[end + 1] != ' ' && s.p[end + 1] != '\n')))
        return false;
    if ((w->edges & EDGE_SCOPE) && (word_byte(after) || (before != ':' && before != '[' && before != '=')))
        return false;
    return !(w->edges & EDGE_START) || at == 0;
}

/* The level of a word of WORDS that begins within the few bytes before the pair at `at`. */
static enum level level_near(struct str s, size_t at)
{
    enum level worst = LEVEL_NONE;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        const struct word *w = &WORDS[i];
        size_t back = at < 6 ? at : 6;
        for (size_t from = at - back; from <= at && from + w->s.n <= s.n; from++)
            if (s.p[from] == w->s.p[0] && memcmp(s.p + from, w->s.p, w->s.n) == 0 && edges_hold(s, from, w) &&
                w->level > worst)
                worst = w->level;
    }
    return worst;
}

/* Bits where one of the pairs begins that every one of WORDS holds: rr, xc, fa, cr, in any case. */
static uint64_t pairs(struct block b)
{
    struct block f = block_fold(b);
    uint64_t r = block_eq(f, 'r'), c = block_eq(f, 'c');
    return (r & r >> 1) | (block_eq(f, 'x') & c >> 1) | (block_eq(f, 'f') & block_eq(f, 'a') >> 1) | (c & r >> 1);
}

enum level plain_level(struct str s)
{
    enum level worst = LEVEL_NONE;
    char last[64];
    for (size_t at = 0; at + 1 < s.n; at += 63) { /* 63: a pair may lie across two blocks */
        const char *p = s.p + at;
        if (s.n - at < 64) {
            memset(last, 0, sizeof last);
            p = memcpy(last, p, s.n - at);
        }
        for (uint64_t m = pairs(block_load(p)); UNLIKELY(m); m &= m - 1) {
            enum level l = level_near(s, at + (size_t)__builtin_ctzll(m));
            worst = l > worst ? l : worst;
        }
    }
    return worst;
}

bool plain_trailing(struct str s)
{
    if (s.n == 0)
        return true;
    return s.p[0] == ' ' || s.p[0] == '\t';
}

/* --- fields --- */

/* Keys that services write as key=value. */
static const struct {
    struct str key;
    enum field field;
} KEYS[] = {
    {{"model", 5}, FIELD_MODEL},       {{"user", 4}, FIELD_USER},        {{"tier", 4}, FIELD_TIER},
    {{"request", 7}, FIELD_REQUEST},   {{"requestId", 9}, FIELD_REQUEST}, {{"request_id", 10}, FIELD_REQUEST},
    {{"status", 6}, FIELD_STATUS},     {{"method", 6}, FIELD_METHOD},
};

static bool value_byte(char c)
{
    return (unsigned char)c > ' ' && !strchr("&,;)]}\"'", c);
}

/* The value that follows `=` at `at`. */
static struct str value_at(struct str s, size_t at)
{
    size_t n = at + 1;
    if (n < s.n && s.p[n] == '"') {
        struct str v = str_skip(s, n + 1);
        return str_head(v, str_chr(v, '"'));
    }
    while (n < s.n && value_byte(s.p[n]))
        n++;
    return str_of(s.p + at + 1, n - at - 1);
}

static bool is_number(struct str s)
{
    uint64_t v;
    return str_u64(s, &v);
}

static void set_status(struct record *rec, struct str digits)
{
    if (rec->status != NO_STATUS || digits.n != 3 || !is_number(digits) || digits.p[0] < '1' || digits.p[0] > '5')
        return;
    rec->status = (digits.p[0] - '0') * 100 + (digits.p[1] - '0') * 10 + (digits.p[2] - '0');
    rec->field[FIELD_STATUS] = digits;
}

static void key_value(struct str s, size_t equals, struct record *rec)
{
    size_t from = equals;
    while (from > 0 && word_byte(s.p[from - 1]))
        from--;
    struct str key = str_of(s.p + from, equals - from);
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        if (!str_eq(key, KEYS[i].key))
            continue;
        struct str value = value_at(s, equals);
        if (KEYS[i].field == FIELD_STATUS)
            set_status(rec, value);
        else if (rec->field[KEYS[i].field].n == 0)
            rec->field[KEYS[i].field] = value;
        return;
    }
}

static void key_values(struct str s, struct record *rec)
{
    for (const char *p = s.p, *end = s.p + s.n; p < end; p++) {
        p = memchr(p, '=', (size_t)(end - p));
        if (!p)
            return;
        key_value(s, (size_t)(p - s.p), rec);
    }
}

/* " 200 24012ms" of an access line, whose duration ends before `ms_at` ("ms" stands there). */
static void access_tail(struct str s, size_t ms_at, struct record *rec)
{
    size_t d = ms_at;
    double ms;
    while (d > 0 && (unsigned char)(s.p[d - 1] - '0') <= 9)
        d--;
    if (d == ms_at || d < 5 || s.p[d - 1] != ' ' || s.p[d - 5] != ' ' || !is_number(str_of(s.p + d - 4, 3)))
        return;
    set_status(rec, str_of(s.p + d - 4, 3));
    if (rec->duration_ms < 0 && str_double(str_of(s.p + d, ms_at - d), &ms)) {
        rec->duration_ms = ms;
        rec->field[FIELD_DURATION] = str_of(s.p + d, ms_at - d);
    }
}

static void access_tails(struct str s, struct record *rec)
{
    for (size_t at = 0; (at += str_find(str_skip(s, at), STR("ms"))) < s.n; at += 2)
        access_tail(s, at, rec);
}

/* LogTape's text form carries the first 8 characters of the request id in brackets. */
static void bracketed_request(struct str s, struct record *rec)
{
    if (rec->field[FIELD_REQUEST].n)
        return;
    for (size_t at = 0; (at += str_chr(str_skip(s, at), '[')) < s.n; at++) {
        size_t n = 0;
        struct str id = str_skip(s, at + 1);
        while (n < id.n && n < 9 && ((id.p[n] >= '0' && id.p[n] <= '9') || (id.p[n] >= 'a' && id.p[n] <= 'f')))
            n++;
        if (n == 8 && id.n > 8 && id.p[8] == ']') {
            rec->field[FIELD_REQUEST] = str_head(id, 8);
            return;
        }
    }
}

/* `error 503: ` of "Chat completions error 503: {...}". */
static void error_status(struct str s, struct record *rec)
{
    size_t at = str_find(s, STR("error "));
    if (at < s.n && at + 10 <= s.n && s.p[at + 9] == ':')
        set_status(rec, str_of(s.p + at + 6, 3));
}

void plain_fields(struct str s, struct record *rec)
{
    struct str line = str_head(s, 4096);
    key_values(line, rec);
    access_tails(line, rec);
    bracketed_request(line, rec);
    if (rec->status == NO_STATUS)
        error_status(line, rec);
}

/* --- ANSI --- */

/* The length of the escape sequence at the start of `s`, whose first byte is ESC (ECMA-48: CSI, OSC, two bytes). */
static size_t ansi_length(struct str s)
{
    if (s.n < 2)
        return s.n;
    if (s.p[1] == '[') {
        size_t n = 2;
        while (n < s.n && (unsigned char)s.p[n] >= 0x20 && (unsigned char)s.p[n] < 0x40)
            n++;
        return n < s.n ? n + 1 : n;
    }
    if (s.p[1] == ']') {
        size_t bell = str_chr(s, '\a'), st = str_find(str_skip(s, 2), STR("\x1b\\")) + 2;
        size_t end = bell < st ? bell + 1 : st + 2;
        return end < s.n ? end : s.n;
    }
    return 2;
}

struct str plain_strip(struct str s, struct arena *a, bool *changed)
{
    size_t at = str_chr(s, '\x1b');
    if (LIKELY(at == s.n))
        return s;
    char *to = arena_take(a, s.n);
    size_t n = 0;
    while (s.n) {
        at = str_chr(s, '\x1b');
        memcpy(to + n, s.p, at);
        n += at;
        s = str_skip(s, at);
        if (s.n)
            s = str_skip(s, ansi_length(s));
    }
    *changed = true;
    return str_of(to, n);
}
