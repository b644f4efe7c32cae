#include "record/plain.h"

#include "base/ansi.h"
#include "base/ascii.h"
#include "base/simd.h"
#include "input/stack_trace.h"
#include "record/severity.h"
#include "record/unit.h"

/* A level on a ground of its colour, which a blank stands on too: " ERROR  text". */
static bool is_badge(struct str s)
{
    size_t used;
    bool may = s.n > 1 && s.p[0] == ' ' && is_upper(s.p[1]);
    return may && severity_at(s, &used) != LEVEL_NONE;
}

/* A record of its own time that its program indents: tracing's pretty form. */
static bool is_dated(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == ' ')
        n++;
    return stack_trace_dated(str_skip(s, n));
}

/* --- fields --- */

/* Bytes that end a value, beside white space. */
static const char ENDS[] = {'&', ',', ';', ')', ']', '}', '"', '\''};

static bool ends_value(char c)
{
    return (unsigned char)c <= ' ' || memchr(ENDS, c, sizeof ENDS);
}

/* The first byte from `from` on that ends a value, or is a control character: values are short, so that a
 * loop's end is hard to foresee. */
static inline ALWAYS_INLINE size_t next_end(struct str s, size_t from)
{
    for (; from + 16 <= s.n; from += 16) {
        uint32_t ends = chunk_ends(s.p + from, ENDS, sizeof ENDS);
        if (ends)
            return from + (size_t)__builtin_ctz(ends);
    }
    if (s.n >= 16) {
        uint32_t ends = chunk_ends(s.p + s.n - 16, ENDS, sizeof ENDS) >> (from + 16 - s.n);
        return ends ? from + (size_t)__builtin_ctz(ends) : s.n;
    }
    while (from < s.n && !ends_value(s.p[from]))
        from++;
    return from;
}

/* No white space, and not what begins a colour: a stray byte, which is a part of the value. */
static bool is_stray(char c)
{
    return (unsigned char)c < ' ' && !is_white(c) && c != '\x1b';
}

static NOINLINE size_t behind_stray(struct str s, size_t end)
{
    while (end < s.n && is_stray(s.p[end]))
        end = next_end(s, end + 1);
    return end;
}

static size_t value_end(struct str s, size_t from)
{
    size_t end = next_end(s, from);
    return LIKELY(end == s.n || s.p[end] >= ' ') ? end : behind_stray(s, end);
}

/* The value that follows the `=` at `at`. */
static struct str value_at(struct str s, size_t at)
{
    size_t from = at + 1;
    char quote = from < s.n ? s.p[from] : '\0';
    if (quote == '"' || quote == '\'') {
        struct str v = str_skip(s, from + 1);
        return str_head(v, str_chr(v, quote));
    }
    return str_of(s.p + from, value_end(s, from) - from);
}

/* `key` as a whole word directly before `at`. */
static bool key_before(struct str s, size_t at, struct str key)
{
    return at >= key.n && memcmp(s.p + at - key.n, key.p, key.n) == 0 &&
           (at == key.n || !is_word_byte(s.p[at - key.n - 1]));
}

/* False: it has one, or `digits` are none. */
static bool set_status(struct record *rec, struct str digits)
{
    uint64_t v;
    digits = digits.n > 3 && digits.p[3] == ' ' ? str_head(digits, 3) : digits; /* 503 Service Unavailable */
    if (rec->status != NO_STATUS || digits.n != 3 || !str_u64(digits, &v) || v < 100 || v >= 600)
        return false;
    rec->status = (int)v;
    rec->field[FIELD_STATUS] = digits;
    return true;
}

static void set_field(struct record *rec, enum field f, struct str value)
{
    if (rec->field[f].n == 0)
        rec->field[f] = value;
}

/* Where the number begins that ends at `at`; it may have a fraction. */
static size_t number_before(struct str s, size_t at)
{
    while (at && ((unsigned char)(s.p[at - 1] - '0') <= 9 || s.p[at - 1] == '.'))
        at--;
    return at;
}

/* Three digits and a space or the end at the start of `s`: a status. */
static bool status_at(struct str s)
{
    return s.n >= 3 && s.p[0] >= '1' && s.p[0] <= '5' && (unsigned char)(s.p[1] - '0') <= 9 &&
           (unsigned char)(s.p[2] - '0') <= 9 && (s.n == 3 || s.p[3] == ' ');
}

/* The method of a request whose target begins behind the space at `at`; empty when none stands there. */
static struct str method_before(struct str s, size_t at)
{
    static const struct str methods[] = {STR_INIT("GET"),    STR_INIT("POST"), STR_INIT("PUT"),
                                         STR_INIT("PATCH"),  STR_INIT("HEAD"), STR_INIT("DELETE"),
                                         STR_INIT("OPTIONS")};
    for (size_t i = 0; i < COUNT_OF(methods); i++)
        if (key_before(s, at, methods[i]))
            return str_of(s.p + at - methods[i].n, methods[i].n);
    return str_of(NULL, 0);
}

/* " GET /img 500 in 12ms", and its other lines behind a blank and a sign: Next.js. */
static bool is_of_next(struct str s)
{
    static const char signs[] =
        "\x9a\x9c\xa8\x97"; /* a warning, a tick or a cross, a cross, a circle: U+26.. to U+2A.. */
    struct str rest = str_skip(s, 1);
    if (rest.n > 2 && rest.p[0] == '\xe2')
        return memchr(signs, rest.p[1], sizeof signs - 1) != NULL;
    size_t at = str_chr(str_head(rest, 8), ' ');
    return rest.n && is_upper(rest.p[0]) && at + 1 < rest.n && rest.p[at + 1] == '/' &&
           method_before(rest, at).n > 0;
}

bool plain_indented(struct str s)
{
    return s.p[0] == '\t' || !(is_badge(s) || is_dated(s) || is_of_next(s) || stack_trace_columned(s));
}

/* The first `METHOD target` in `s` whose target begins as `start` says behind its blank; how many are looked
 * at is bounded. */
static bool request_to(struct str s, struct str start, struct str *method, struct str *target)
{
    size_t at = 0;
    for (unsigned tries = 0; tries < 8 && (at += str_find(str_skip(s, at), start)) < s.n; at++, tries++) {
        *method = method_before(s, at);
        if (method->n == 0)
            continue;
        struct str rest = str_skip(s, at + 1);
        *target = str_head(rest, str_chr(rest, ' '));
        return true;
    }
    return false;
}

static bool request_in(struct str s, struct str *method, struct str *target)
{
    return request_to(s, STR(" /"), method, target) || request_to(s, STR(" http"), method, target);
}

/* `s` behind `HTTP/1.1 ` at its start. */
static struct str past_protocol(struct str s)
{
    return str_starts(s, STR("HTTP/")) ? str_skip(s, str_chr(s, ' ') + 1) : s;
}

/* The status of `500 Internal Server Error: GET - /albums in `, as Ktor puts it before the request. */
static struct str status_before(struct str s)
{
    size_t dash = str_find(s, STR(" - /"));
    struct str method = {0}, none = {0};
    if (dash < s.n)
        method = method_before(s, dash);
    if (method.n == 0 || method.p - s.p < 8 || method.p[-2] != ':')
        return none;
    size_t at = (size_t)(method.p - s.p) - 2;
    while (at && (is_letter(s.p[at - 1]) || s.p[at - 1] == ' '))
        at--;
    return at > 2 && status_at(str_skip(s, at - 3)) ? str_of(s.p + at - 3, 3) : none;
}

/* The status that stands in `s`, what comes before a duration: behind a request, or said to be one. */
static NOINLINE struct str status_in(struct str s)
{
    static const struct str words[] = {STR_INIT("Completed "), STR_INIT("Sent "), STR_INIT("Returned ")};
    struct str method, target;
    for (size_t i = 0; str_ends(s, STR(" in ")) && i < COUNT_OF(words); i++) {
        struct str rest = str_skip(s, str_find(s, words[i]) + words[i].n);
        if (status_at(rest))
            return str_head(rest, 3);
    }
    if (!request_in(s, &method, &target))
        return status_before(s);
    struct str rest = str_skip(s, (size_t)(target.p + target.n - s.p) + 1);
    if (str_starts(rest, STR("responded "))) /* Serilog */
        rest = str_skip(rest, str_chr(rest, ' '));
    while (rest.n && (rest.p[0] == '-' || rest.p[0] == '>' || rest.p[0] == ' '))
        rest = str_skip(rest, 1);
    rest = past_protocol(rest);
    if (str_starts(rest, STR("for "))) /* Gitea: "GET /x for 10.0.0.1:0, 500 Internal Server Error in 12ms" */
        rest = str_skip(rest, str_find(rest, STR(", ")) + 2);
    return status_at(rest) ? str_head(rest, 3) : str_of(NULL, 0);
}

/* " 200 24012ms" of an access line, or " 500 Internal Server Error in 12.3 ms" behind a request; "ms" stands
 * at `at`.
 */
static void access_tail(struct str s, size_t at, struct record *rec)
{
    size_t end = at && s.p[at - 1] == ' ' ? at - 1 : at, d = number_before(s, end);
    double ms;
    if (d == end || d < 5 || (s.p[d - 1] != ' ' && s.p[d - 1] != '(') ||
        (at + 2 < s.n && is_word_byte(s.p[at + 2])))
        return;
    bool direct = s.p[d - 5] == ' ' && status_at(str_of(s.p + d - 4, 4));
    struct str status = direct ? str_of(s.p + d - 4, 3) : status_in(str_head(s, d));
    if (status.n == 0)
        return;
    (void)set_status(rec, status);
    if (rec->duration_ms < 0 && rec->status != NO_STATUS && str_double(str_of(s.p + d, end - d), &ms)) {
        rec->duration_ms = ms;
        rec->field[FIELD_DURATION] = str_of(s.p + d, end - d);
    }
}

/* An address and a blank at the start of `s`. */
static size_t client_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && (is_digit(s.p[n]) || memchr(".:abcdef[]", s.p[n], 10)))
        n++;
    return n > 2 && n < s.n && s.p[n] == ' ' ? n + 1 : 0;
}

void plain_request(struct str s, struct record *rec)
{
    struct str method, target;
    if (rec->status != NO_STATUS || !request_in(str_head(s, 64 * BYTE_SCAN_WORDS), &method, &target))
        return;
    struct str rest = str_trim(str_skip(s, (size_t)(target.p + target.n - s.p) + 1));
    if (!status_at(rest)) /* llama.cpp puts the client between, Strapi the duration */
        rest =
            str_skip(rest, rest.n && rest.p[0] == '(' ? str_find(rest, STR(") ")) + 2 : client_length(rest));
    if (!status_at(rest))
        return;
    (void)set_status(rec, str_head(rest, 3));
    set_field(rec, FIELD_METHOD, method);
    set_field(rec, FIELD_URL, target);
}

void plain_quoted(struct str s, struct record *rec)
{
    size_t open = str_find(s, STR("] \""));
    struct str quoted = str_skip(s, open + 3), words = quoted, method, url;
    quoted.n = str_chr(quoted, '"');
    struct str rest = str_skip(words, quoted.n + 2);
    if (rec->status != NO_STATUS || rest.n < 3 || rest.p[-1] != ' ' || !status_at(rest))
        return;
    (void)set_status(rec, str_head(rest, 3));
    if (!request_in(quoted, &method, &url))
        return;
    set_field(rec, FIELD_METHOD, method);
    set_field(rec, FIELD_URL, url);
}

/* Where ` line 12` begins that `s` ends in; 0: it does not. */
static size_t before_line(struct str s)
{
    size_t at = number_before(s, s.n);
    struct str before = str_head(s, at);
    return at < s.n && str_ends(before, STR(" line ")) ? at - 6 : 0;
}

bool plain_dies(struct str s)
{
    struct str first = str_head(s, str_chr(s, '\n'));
    size_t end = first.n && first.p[first.n - 1] == '.' ? before_line(str_head(first, first.n - 1)) : 0;
    size_t handle = end && first.p[end - 1] == '>' ? str_find(str_head(first, end), STR(", <")) : end;
    if (handle < end) /* text at FILE line 12, <STDIN> line 5. */
        end = before_line(str_head(first, handle));
    size_t file = end;
    while (file && first.p[file - 1] != ' ')
        file--;
    struct str name = str_of(first.p + file, end - file);
    bool named = str_chr(name, '.') < name.n || str_chr(name, '/') < name.n || str_eq(name, STR("-e"));
    return named && str_ends(str_head(first, file), STR(" at "));
}

/* `error 503: ` of "Chat completions error 503: {...}"; its pair stands at `at`. */
static void error_status(struct str s, size_t at, struct record *rec)
{
    struct str rest = str_skip(s, at + 4);
    if (rest.n >= 5 && key_before(s, at + 4, STR("error")) && rest.p[0] == ' ' && rest.p[4] == ':')
        (void)set_status(rec, str_of(rest.p + 1, 3));
}

/* `level` or `lvl` directly before the `=` at `at`; LOG_LEVEL= is a setting. */
static bool level_before(struct str s, size_t at)
{
    return key_before(s, at, STR("level")) || key_before(s, at, STR("lvl"));
}

/* The word before `at`; empty: none, or one that is longer than all keys that are known. */
static struct str word_before(struct str s, size_t at)
{
    enum { KEY_MOST = 16 };
    size_t n = 0;
    while (n < at && n <= KEY_MOST && is_word_byte(s.p[at - n - 1]))
        n++;
    return str_of(s.p + at - n, n <= KEY_MOST ? n : 0);
}

/* Is `key` one of a duration, without the unit that it may name and what parts it from it? */
static bool names_duration(struct str key)
{
    key.n -= key.n && key.p[key.n - 1] == '_';
    static const struct str keys[] = {STR_INIT("duration"), STR_INIT("took"), STR_INIT("latency"),
                                      STR_INIT("elapsed")};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_eq(key, keys[i]))
            return true;
    return false;
}

/* The duration of a line that tells its status by key: `status=502 duration=1.2s`, `status=200 took_ms=12`.
 */
static void duration_by_key(struct str s, struct record *rec)
{
    struct str line = str_head(s, 64 * BYTE_SCAN_WORDS);
    for (size_t at = 0; rec->duration_ms < 0 && (at += str_chr(str_skip(line, at), '=')) < line.n; at++) {
        struct str key = word_before(line, at);
        size_t base = key.n;
        enum unit unit = key.n ? unit_of_key(key, &base) : UNIT_NONE;
        if (!names_duration(str_head(key, unit == UNIT_NONE ? key.n : base)))
            continue;
        rec->duration_ms = unit_duration(value_at(line, at), unit == UNIT_NONE ? UNIT_MS : unit);
        if (rec->duration_ms >= 0)
            rec->field[FIELD_DURATION] = value_at(line, at);
    }
}

/* The status of a line of keys that tells it by another: `level=info status_code=502`, `http.statusCode=502`.
 */
static bool status_by_code(struct str s, struct record *rec)
{
    static const struct str keys[] = {STR_INIT("status_code="), STR_INIT("statusCode=")};
    struct str line = str_head(s, 64 * BYTE_SCAN_WORDS);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        size_t at = str_find(line, keys[i]);
        if (at < line.n && (at == 0 || !is_word_byte(line.p[at - 1])))
            return set_status(rec, value_at(s, at + keys[i].n - 1));
    }
    return false;
}

struct str plain_level(struct str s, const struct byte_scan_line *bits)
{
    for (unsigned k = 0; k < bits->words; k++)
        for (uint64_t m = bits->keys[k]; m; m &= m - 1) {
            size_t at = 64 * k + (size_t)__builtin_ctzll(m) + 1;
            if (level_before(s, at))
                return value_at(s, at);
        }
    return str_of(NULL, 0);
}

void plain_fields(struct str s, const struct byte_scan_line *bits, struct record *rec)
{
    bool told = false;
    for (unsigned k = 0; k < bits->words; k++) {
        size_t base = 64 * k;
        for (uint64_t m = bits->keys[k]; m; m &= m - 1) {
            size_t at = base + (size_t)__builtin_ctzll(m) + 1;
            if (key_before(s, at, STR("model")))
                set_field(rec, FIELD_MODEL, value_at(s, at));
            else if (key_before(s, at, STR("status")) || key_before(s, at, STR("http_status")))
                told |= set_status(rec, value_at(s, at));
            else if (level_before(s, at))
                set_field(rec, FIELD_LEVEL, value_at(s, at));
        }
        for (uint64_t m = bits->ms[k]; m; m &= m - 1)
            access_tail(s, base + (size_t)__builtin_ctzll(m), rec);
        for (uint64_t m = bits->pairs[k]; UNLIKELY(m); m &= m - 1)
            error_status(s, base + (size_t)__builtin_ctzll(m), rec);
    }
    if (UNLIKELY(told || (rec->field[FIELD_LEVEL].n && status_by_code(s, rec))))
        duration_by_key(s, rec);
}

/* --- fields that few ask for --- */

/* Keys that services write as key=value. */
static const struct {
    struct str key;
    enum field field;
} KEYS[] = {
    {STR_INIT("user"), FIELD_USER},         {STR_INIT("userId"), FIELD_USER},
    {STR_INIT("user_id"), FIELD_USER},      {STR_INIT("username"), FIELD_USER},
    {STR_INIT("tier"), FIELD_TIER},         {STR_INIT("request"), FIELD_REQUEST},
    {STR_INIT("requestId"), FIELD_REQUEST}, {STR_INIT("request_id"), FIELD_REQUEST},
    {STR_INIT("req_id"), FIELD_REQUEST},    {STR_INIT("reqId"), FIELD_REQUEST},
    {STR_INIT("method"), FIELD_METHOD},
};

/* Does one of KEYS end with `c`? */
static bool ends_key(char c)
{
    return c == 'd' || c == 'r' || c == 't' || c == 'e';
}

static void key_values(struct str s, struct record *rec)
{
    for (size_t at = 0; (at += str_chr(str_skip(s, at), '=')) < s.n; at++) {
        if (at == 0 || !ends_key(s.p[at - 1]))
            continue;
        struct str key = word_before(s, at);
        for (size_t i = 0; key.n >= 4 && i < COUNT_OF(KEYS); i++)
            if (KEYS[i].key.n == key.n && KEYS[i].key.p[0] == key.p[0] && str_eq(KEYS[i].key, key))
                set_field(rec, KEYS[i].field, value_at(s, at));
    }
}

/* The url of a line that tells it by key: path=/v1, uri="/v1". */
static void url_by_key(struct str s, struct record *rec)
{
    static const struct str keys[] = {STR_INIT(" path="), STR_INIT(" uri="), STR_INIT(" url=")};
    for (size_t i = 0; rec->field[FIELD_URL].n == 0 && i < COUNT_OF(keys); i++) {
        size_t at = str_find(s, keys[i]);
        struct str url = at < s.n ? value_at(s, at + keys[i].n - 1) : str_of(NULL, 0);
        if (str_starts(url, STR("/")) || str_starts(url, STR("http")))
            rec->field[FIELD_URL] = url;
    }
}

/* LogTape's text form carries the first 8 characters of the request id in brackets. */
static void bracketed_request(struct str s, struct record *rec)
{
    if (rec->field[FIELD_REQUEST].n)
        return;
    for (size_t at = 0; (at += str_chr(str_skip(s, at), '[')) < s.n; at++) {
        size_t n = 0;
        struct str id = str_skip(s, at + 1);
        while (n < id.n && n < 9 && (is_digit(id.p[n]) || (id.p[n] >= 'a' && id.p[n] <= 'f')))
            n++;
        if (n == 8 && id.n > 8 && id.p[8] == ']') {
            rec->field[FIELD_REQUEST] = str_head(id, 8);
            return;
        }
    }
}

void plain_more(struct str s, struct record *rec)
{
    struct str line = str_head(s, 64 * BYTE_SCAN_WORDS);
    key_values(line, rec);
    bracketed_request(line, rec);
    struct str method, target;
    if (rec->status != NO_STATUS)
        url_by_key(line, rec);
    if (rec->status == NO_STATUS || rec->field[FIELD_METHOD].n || !request_in(line, &method, &target))
        return;
    rec->field[FIELD_METHOD] = method;
    set_field(rec, FIELD_URL, target);
}

/* --- ANSI --- */

/* The length of the colour that shows at `at` of `s`; 0: there is none, or its ESC stands before it. */
static size_t shown_at(struct str s, size_t at)
{
    return at && str_at(s, at - 1) == ANSI_ESC ? 0 : ansi_shown_length(str_skip(s, at));
}

/* Does one begin at `at` of `s`, and is one of them ended behind it? */
static bool shows_colour(struct str s, size_t at)
{
    static const struct str ends[] = {STR_INIT("[0m"), STR_INIT("[39m"), STR_INIT("[22m")};
    struct str rest = str_skip(s, at);
    size_t n = shown_at(s, at);
    for (size_t i = 0; n && i < COUNT_OF(ends); i++)
        if (str_find(str_skip(rest, n), ends[i]) < rest.n - n)
            return true;
    return false;
}

/* Does one begin `s`, behind a time perhaps? */
static bool begins_shown(struct str s)
{
    if (!is_digit(s.p[0]))
        return shows_colour(s, 0);
    for (size_t i = 0; i < COUNT_OF(plain_behind_time); i++)
        if (shows_colour(s, plain_behind_time[i]))
            return true;
    return false;
}

struct str plain_without_shown(struct str s, struct arena *a)
{
    if (!begins_shown(s))
        return s;
    char *to = arena_take(a, s.n);
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        size_t colour = shown_at(s, at);
        if (colour == 0)
            to[n++] = s.p[at];
        at += colour ? colour : 1;
    }
    return str_of(to, n);
}

struct str plain_strip(struct str s, struct arena *a, bool *changed)
{
    struct str given = s;
    s = plain_strip_shown(s, a);
    if (s.p != given.p)
        *changed = true;
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
