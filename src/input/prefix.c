#include "input/prefix.h"

#include "base/ansi.h"
#include "base/ascii.h"
#include "input/stamp.h"

enum { NAME_MOST = 128, PAD_MOST = 64 };

static bool name_byte(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '/' || c == '@';
}

static struct str slice(struct str s, size_t from, size_t to)
{
    return str_of(s.p + from, to - from);
}

static size_t past_name(struct str s, size_t at)
{
    size_t most = at + NAME_MOST;
    while (at < s.n && at < most && name_byte(s.p[at]))
        at++;
    return at;
}

static size_t past_spaces(struct str s, size_t at)
{
    size_t most = at + PAD_MOST;
    while (at < most && str_at(s, at) == ' ')
        at++;
    return at;
}

/* Colours (CSI sequences). */
static size_t past_colours(struct str s, size_t at)
{
    while (str_at(s, at) == ANSI_ESC && str_at(s, at + 1) == '[')
        at += ansi_csi_length(str_skip(s, at));
    return at;
}

/* `--> ` or `<-- `, as hono's logger begins its lines. */
static bool is_arrow(struct str s)
{
    return str_starts(s, STR("--> ")) || str_starts(s, STR("<-- "));
}

/* Does a value in JSON, an indented line, or the arrow of a request begin at `at`? */
static bool tells_apart(struct str s, size_t at)
{
    at = past_colours(s, at);
    char c = str_at(s, at);
    return c == '{' || c == '\t' || (c == ' ' && str_at(s, at + 1) == ' ') || is_arrow(str_skip(s, at));
}

/* --- times --- */

/* HH:MM:SS and a fraction. */
static size_t past_clock(struct str s, size_t at)
{
    for (size_t i = 0; i < 8; i++)
        if (i % 3 == 2 ? str_at(s, at + i) != ':' : !is_digit(str_at(s, at + i)))
            return 0;
    at += 8;
    char point = str_at(s, at);
    return (point == '.' || point == ',') && is_digit(str_at(s, at + 1)) ? stamp_digits(s, at + 1) : at;
}

static size_t past_zone(struct str s, size_t at)
{
    char c = str_at(s, at);
    if (c == 'Z')
        return at + 1;
    if ((c != '+' && c != '-') || stamp_digits(s, at + 1) < at + 3)
        return at;
    at = stamp_digits(s, at + 1);
    return str_at(s, at) == ':' && is_digit(str_at(s, at + 1)) ? stamp_digits(s, at + 1) : at;
}

/* YYYY-MM-DD or YYYY/MM/DD, `T` or a space, a clock and a zone. */
static size_t past_date_time(struct str s)
{
    char part = str_at(s, 4);
    if (stamp_digits(s, 0) != 4 || (part != '-' && part != '/') || stamp_digits(s, 5) != 7 ||
        str_at(s, 7) != part || stamp_digits(s, 8) != 10 || (str_at(s, 10) != 'T' && str_at(s, 10) != ' '))
        return 0;
    size_t at = past_clock(s, 11);
    return at ? past_zone(s, at) : 0;
}

/* What several forms ask of the same start. */
struct prefix_start {
    struct str s;
    size_t date_time, clock, name; /* lengths of a date and time, a clock, a name there; 0: none */
};

static struct prefix_start start_of(struct str s)
{
    bool digit = is_digit(str_at(s, 0));
    return (struct prefix_start){s, digit ? past_date_time(s) : 0, digit ? past_clock(s, 0) : 0,
                                 past_name(s, 0)};
}

static size_t past_time(const struct prefix_start *at)
{
    enum stamp_kind kind;
    if (at->date_time || at->clock)
        return at->date_time ? at->date_time : at->clock;
    return stamp_measure(at->s, &kind);
}

/* --- the forms: each returns the length of its prefix at that start, 0 when it is none --- */

/* kubectl logs --prefix: `[pod/web-6c/app] ` (k8s.io/kubectl/pkg/cmd/logs). */
static size_t kubectl(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    const size_t from = 5;
    if (!str_starts(s, STR("[pod/")))
        return 0;
    size_t slash = from + str_chr(str_skip(s, from), '/'), end = str_chr(s, ']');
    if (end >= s.n || slash >= end || str_at(s, end + 1) != ' ')
        return 0;
    out->part[PREFIX_HOST] = slice(s, from, slash);
    out->part[PREFIX_SERVICE] = slice(s, slash + 1, end);
    return end + 2;
}

/* Is it a byte of the ends that Kubernetes gives names: no vowel, nor what is taken for one
 * (k8s.io/apimachinery/pkg/util/rand)? */
static bool suffix_byte(char c)
{
    return str_among("bcdfghjklmnpqrstvwxz2456789", c);
}

/* The `least` to `most` bytes before `end` that `is` says, behind a dash: where that stands; 0: it is no such
 * end. */
static size_t before_suffix(struct str s, size_t end, size_t least, size_t most, bool (*is)(char))
{
    size_t n = 0;
    while (n < end && n < most && is(s.p[end - n - 1]))
        n++;
    return n >= least && n < end && s.p[end - n - 1] == '-' ? end - n - 1 : 0;
}

/* Is it the name of a pod of a deployment, web-7cfd7bf68f-nk5kr, or of a job of a time, in minutes? */
static bool is_pod(struct str s)
{
    size_t set = before_suffix(s, s.n, 5, 5, suffix_byte);
    return set && (before_suffix(s, set, 6, 10, suffix_byte) || before_suffix(s, set, 8, 8, is_digit));
}

/* Is `pod` the name of the container and an end with a digit: web-0 of a set, fluent-bit-x2bcd? */
static bool names_pod(struct str container, struct str pod)
{
    struct str end = str_skip(pod, container.n);
    bool digit = false;
    for (size_t i = 1; i < end.n; i++)
        digit |= is_digit(end.p[i]);
    return digit && end.p[0] == '-' && str_starts(pod, container);
}

/* stern: `web-7cfd7bf68f-nk5kr app `, the pod and the container. */
static size_t stern(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s, pod = str_head(s, at->name);
    size_t from = past_colours(s, pod.n);
    if (str_chr(pod, '-') == pod.n || str_at(s, from) != ' ')
        return 0;
    from = past_colours(s, from + 1);
    size_t end = past_name(s, from), behind = past_colours(s, end);
    struct str container = slice(s, from, end);
    if (container.n == 0 || str_at(s, behind) != ' ' || !(names_pod(container, pod) || is_pod(pod)))
        return 0;
    out->part[PREFIX_HOST] = pod;
    out->part[PREFIX_SERVICE] = container;
    return behind + 1;
}

/* ` stdout` or ` stderr` */
enum { OUTPUT = 7 };

/* A container runtime's own files: `2026-03-15T10:00:00.1Z stdout F ` (kubernetes CRI logging format). */
static size_t runtime_line(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t time = at->date_time;
    struct str rest = str_skip(s, time);
    if (time == 0 || !(str_starts(rest, STR(" stdout ")) || str_starts(rest, STR(" stderr "))))
        return 0;
    char tag = str_at(rest, 8), after = str_at(rest, 9);
    if ((tag != 'F' && tag != 'P') || (after != ' ' && after != '\0' && after != '\n'))
        return 0;
    out->part[PREFIX_TIME] = slice(s, 0, time);
    out->output = slice(s, 0, time + OUTPUT);
    out->partial = tag == 'P';
    return time + 9 + (after == ' ');
}

/* Runtimes print nanoseconds, which few services do: `docker logs -t`, `kubectl logs --timestamps`. */
static bool nanoseconds(struct str time)
{
    enum { FRACTION_AT = 19, ZONE_AT = 29 };
    return time.n > ZONE_AT && time.p[FRACTION_AT] == '.' && is_digit(time.p[ZONE_AT - 1]) &&
           (time.p[ZONE_AT] == 'Z' || time.p[ZONE_AT] == '+' || time.p[ZONE_AT] == '-');
}

/* A time alone: ts of moreutils, --timestamps, and with a colon pm2 --time. */
static size_t time_alone(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t n = past_time(at), after = n;
    if (n == 0)
        return 0;
    bool colon = str_at(s, n) == ':' && str_at(s, 10) == 'T' && str_at(s, n - 1) != 'Z';
    bool sure = colon || nanoseconds(slice(s, 0, n));
    after += colon;
    out->label = sure ? out->label : STR("time");
    if (str_at(s, after) != ' ' || !(sure || tells_apart(s, after + 1)))
        return 0;
    out->part[PREFIX_TIME] = slice(s, 0, n);
    return after + 1;
}

/* Does another bar stand in the line, as in the rows of a table? */
static bool is_row(struct str rest)
{
    rest = str_head(rest, str_chr(rest, '\n'));
    return str_find(rest, STR(" | ")) < rest.n;
}

/* `name  | ` from `from` on, padded (docker compose, pm2, foreman); where it ends, 0 when it is none. */
static size_t past_bar(struct str s, size_t from, size_t name_end, bool sure)
{
    size_t bar = past_spaces(s, name_end), end = past_colours(s, bar + 1);
    if (name_end == from || bar == name_end || str_at(s, bar) != '|')
        return 0;
    end += str_at(s, end) == ' ';
    end = past_colours(s, end);
    sure |= bar > name_end + 1 || is_digit(s.p[name_end - 1]) || tells_apart(s, end);
    return sure || !is_row(str_skip(s, end)) ? end : 0;
}

static size_t compose(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t end = at->name;
    if (end == stamp_digits(s, 0))
        return 0;
    size_t n = past_bar(s, 0, end, false);
    if (n)
        out->part[PREFIX_SERVICE] = str_head(s, end);
    return n;
}

/* `0|app  | ` */
static size_t pm2(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t from = stamp_digits(s, 0) + 1, end = past_name(s, from);
    if (from < 2 || str_at(s, from - 1) != '|')
        return 0;
    size_t n = past_bar(s, from, end, true);
    if (n)
        out->part[PREFIX_SERVICE] = slice(s, from, end);
    return n;
}

/* foreman, honcho: `10:00:00 web.1  | ` */
static size_t foreman(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t clock = at->clock, from = clock + 1, end = past_name(s, from);
    if (clock == 0 || str_at(s, clock) != ' ')
        return 0;
    size_t n = past_bar(s, from, end, true);
    if (n) {
        out->part[PREFIX_TIME] = str_head(s, clock);
        out->part[PREFIX_SERVICE] = slice(s, from, end);
    }
    return n;
}

/* fly: `2026-03-15T10:00:00Z app[178100] ams [info]`; it calls all that a program prints info. */
static size_t fly(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t time = at->date_time, app = time + 1;
    if (time == 0 || str_at(s, time) != ' ')
        return 0;
    size_t open = past_name(s, app);
    if (open == app || str_at(s, open) != '[')
        return 0;
    size_t close = past_name(s, open + 1), region = close + 2, region_end = past_name(s, region);
    size_t level = region_end + 2, level_end = past_name(s, level);
    if (str_at(s, close) != ']' || str_at(s, close + 1) != ' ' || region_end == region ||
        str_at(s, region_end) != ' ' || str_at(s, region_end + 1) != '[' || str_at(s, level_end) != ']')
        return 0;
    out->part[PREFIX_TIME] = str_head(s, time);
    out->part[PREFIX_SERVICE] = slice(s, app, open);
    out->part[PREFIX_PID] = slice(s, open + 1, close);
    out->part[PREFIX_HOST] = slice(s, region, region_end);
    struct str word = slice(s, level, level_end);
    out->part[PREFIX_LEVEL] = str_eq(word, STR("info")) ? str_of(NULL, 0) : word;
    return level_end + 1 + (str_at(s, level_end + 1) == ' ' && str_at(s, level_end + 2) != ' ');
}

/* meteor: `I20260315-10:00:00.662(-3)? `, where `?` may be `(file:line)` */
static size_t meteor(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    if (stamp_digits(s, 1) != 9 || str_at(s, 9) != '-')
        return 0;
    size_t clock = past_clock(s, 10), end = clock + str_chr(str_skip(s, clock), ')') + 1;
    if (clock == 0 || str_at(s, clock) != '(' || end > clock + 8)
        return 0;
    if (str_at(s, end) == '?')
        end++;
    else if (str_at(s, end + 1) == '(')
        end += 1 + str_chr(str_skip(s, end + 1), ')') + 1;
    if (str_starts(str_skip(s, end), STR(" (STDERR)")))
        end += 9;
    if (str_at(s, end) != ' ')
        return 0;
    out->part[PREFIX_LEVEL] = str_head(s, 1);
    out->part[PREFIX_TIME] = slice(s, 1, clock + str_chr(str_skip(s, clock), ')') + 1);
    return end + 1;
}

/* Cloud Foundry: `   2026-03-15T10:00:00.50+0000 [APP/PROC/WEB/0] OUT ` */
static size_t cloud_foundry(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t from = past_spaces(s, 0), time = past_date_time(str_skip(s, from)), open = from + time + 1;
    size_t close = past_name(s, open + 1);
    struct str behind = str_skip(s, close);
    bool output = str_starts(behind, STR("] OUT ")) || str_starts(behind, STR("] ERR "));
    if (time == 0 || str_at(s, open) != '[' || !output)
        return 0;
    out->part[PREFIX_TIME] = slice(s, from, from + time);
    out->part[PREFIX_SERVICE] = slice(s, open + 1, close);
    return close + 6;
}

/* `app:tiles` at `at`, or the two words of kubetail's `pod container`; where it ends. */
static size_t past_label(struct str s, size_t at)
{
    size_t end = at;
    while (name_byte(str_at(s, end)) || str_at(s, end) == ':')
        end++;
    size_t second = end + 1;
    if (str_at(s, end) != ' ' || !is_letter(str_at(s, at)) || !is_letter(str_at(s, second)))
        return end;
    size_t close = past_name(s, second);
    return str_at(s, close) == ']' ? close : end;
}

bool prefix_is_uuid(struct str name)
{
    enum { UUID = 36 };
    for (size_t i = 0; name.n == UUID && i < UUID; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? name.p[i] != '-' : !is_hex(name.p[i]))
            return false;
    }
    return name.n == UUID;
}

/* concurrently and others: `[api] `, and what no text begins with: `[0] `, a UUID. */
static size_t bracketed(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t from = past_colours(s, 1), end = past_label(s, from);
    size_t close = past_colours(s, past_spaces(s, end));
    if (end == from || str_at(s, close) != ']')
        return 0;
    close = past_colours(s, close + 1);
    out->label = slice(s, from, end);
    bool number = stamp_digits(s, from) == end, sure = number ? end - from < 3 : prefix_is_uuid(out->label);
    if (str_at(s, close) != ' ' || !(sure || tells_apart(s, close + 1)))
        return 0;
    if (!number)
        out->part[PREFIX_SERVICE] = slice(s, from, end);
    return close + 1;
}

/* Is it what the scripts of packages are called that run long? No text has one between two colons. */
static bool is_script(struct str name)
{
    static const struct str names[] = {STR_INIT("dev"),    STR_INIT("start"), STR_INIT("serve"),
                                       STR_INIT("build"),  STR_INIT("watch"), STR_INIT("test"),
                                       STR_INIT("preview")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(name, names[i]))
            return true;
    return false;
}

/* turbo: `web:dev: ` */
static size_t task(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    size_t name = at->name;
    if (name == 0 || str_at(s, name) != ':' || !is_letter(str_at(s, name + 1)))
        return 0;
    size_t end = past_name(s, name + 1);
    if (str_at(s, end) != ':')
        return 0;
    size_t after = past_colours(s, end + 1);
    out->label = str_head(s, end);
    bool sure = is_script(slice(s, name + 1, end));
    if (str_at(s, after) != ' ' || !(sure || tells_apart(s, after + 1)))
        return 0;
    out->part[PREFIX_SERVICE] = str_head(s, name);
    return past_colours(s, after + 1);
}

static bool has_letter(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_letter(s.p[i]))
            return true;
    return false;
}

/* Does `name` end as the names of logs do? 127.0.0.1 is none. */
static bool log_name(struct str name)
{
    static const struct str ends[] = {STR_INIT(".log"),   STR_INIT(".txt"), STR_INIT(".json"),
                                      STR_INIT(".jsonl"), STR_INIT(".out"), STR_INIT(".ndjson"),
                                      STR_INIT(".err"),   STR_INIT(".gz"),  STR_INIT(".zst"),
                                      STR_INIT(".xz"),    STR_INIT(".bz2"), STR_INIT(".1")};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(name, ends[i]))
            return has_letter(str_head(name, name.n - ends[i].n));
    return false;
}

/* The `:` of a match or the `-` of a line around one, coloured or not; 0 when none stands there. */
static size_t past_mark(struct str s, size_t at)
{
    at = past_colours(s, at);
    return str_at(s, at) == ':' || str_at(s, at) == '-' ? past_colours(s, at + 1) : 0;
}

/* Where the name of a file ends that a mark follows, the mark included. */
static size_t past_file(const struct prefix_start *at)
{
    struct str s = at->s;
    for (size_t end = at->name; end; end--) {
        if (end < at->name && s.p[end] != '-') /* the only mark that may stand in a name */
            continue;
        size_t mark = past_mark(s, end);
        if (mark && log_name(str_head(s, end)))
            return mark;
    }
    return 0;
}

/* Two digits at `at`, no more. */
static bool two_digits(struct str s, size_t at)
{
    return stamp_digits(s, at) == at + 2;
}

/* Are the digits from `at` to `end` the first of a date or a clock of the line's own: 2026-03-15, 10:00:01,
 * 10:21PM? */
static bool begins_time(struct str s, size_t at, size_t end)
{
    char mark = str_at(s, end), next = str_at(s, end + 3);
    if (!two_digits(s, end + 1))
        return false;
    if (end - at == 4)
        return mark == '-' && next == '-';
    bool clock = next == ':' && two_digits(s, end + 4) && str_at(s, end + 6) != ':';
    return end - at <= 2 && mark == ':' && (clock || next == 'A' || next == 'P');
}

/* Does a colon follow the word at `at`, and something it: 2001:db8::1, 12345:error:0A000126:SSL? */
static bool goes_on(struct str s, size_t at)
{
    while (is_alnum(str_at(s, at)))
        at++;
    return str_at(s, at) == ':' && str_at(s, at + 1) != ' ';
}

/* Redis tells its role behind its process: `1:M 15 Mar 2026 10:00:00.123 * ready`. */
static bool is_role(struct str s, size_t at)
{
    return is_upper(str_at(s, at)) && str_at(s, at + 1) == ' ' && is_digit(str_at(s, at + 2));
}

/* Does text begin at `at`, behind the number of a match, of `digits`? */
static bool is_match(struct str s, size_t digits, size_t at)
{
    enum { DIGITS_MOST = 8 }; /* more are a time */
    char c = str_at(s, at);
    bool text = is_letter(c) || str_among("[<(\"", c);
    if (s.p[at - 1] == '-' || digits > DIGITS_MOST)
        return false;
    return text ? !goes_on(s, at) && !is_role(s, at) : past_date_time(str_skip(s, at)) > 0;
}

/* grep -H, -n, zgrep, rg: `logs.jsonl:12:`, `12:`, `logs.jsonl-13-` */
static size_t grep(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    enum stamp_kind kind;
    size_t file = past_file(at), number = stamp_digits(s, file);
    bool numbered = number > file && past_mark(s, number) && !begins_time(s, file, number);
    size_t end = numbered ? past_mark(s, number) : file;
    if (end == 0)
        return 0;
    out->label = STR("match");
    bool text = file ? str_at(s, end) != ' ' && str_at(s, end) != '\0' : is_match(s, number, end);
    return text || tells_apart(s, end) || stamp_measure(str_skip(s, end), &kind) ? end : 0;
}

/* npmlog, before each line of what it tells: `ERR! paint ` */
static size_t npmlog(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    static const struct str words[] = {STR_INIT("ERR! "), STR_INIT("WARN "),   STR_INIT("info "),
                                       STR_INIT("verb "), STR_INIT("notice "), STR_INIT("http "),
                                       STR_INIT("sill ")};
    size_t i = 0;
    while (i < COUNT_OF(words) && !str_starts(s, words[i]))
        i++;
    size_t name = i < COUNT_OF(words) ? words[i].n : 0, end = past_name(s, name);
    if (name == 0 || end == name || str_at(s, end) != ' ')
        return 0;
    out->label = str_head(s, end);
    if (!tells_apart(s, end + 1))
        return 0;
    out->part[PREFIX_LEVEL] = str_head(s, words[i].n - 1);
    return end + 1;
}

/* rsyslog and others before JSON (Common Event Expression). */
static size_t cookie(const struct prefix_start *at, struct prefix *out)
{
    struct str s = at->s;
    (void)out;
    size_t brace = past_spaces(s, 5);
    return str_starts(s, STR("@cee:")) && str_at(s, brace) == '{' ? brace : 0;
}

typedef size_t prefix_form(const struct prefix_start *at, struct prefix *out);
enum {
    STARTS_DIGIT = 1,
    STARTS_LETTER = 2,
    STARTS_BRACKET = 4,
    STARTS_OTHER = 8,
    STARTS_BLANK = 16,
    LABELS = 32
};

/* In the order in which they are tried, by what they may begin with. */
static const struct {
    prefix_form *form;
    unsigned starts;
} FORMS[] = {
    {kubectl, STARTS_BRACKET},
    {bracketed, STARTS_BRACKET | LABELS},
    {runtime_line, STARTS_DIGIT},
    {fly, STARTS_DIGIT},
    {cloud_foundry, STARTS_DIGIT | STARTS_BLANK},
    {time_alone, STARTS_DIGIT | STARTS_LETTER | LABELS},
    {foreman, STARTS_DIGIT},
    {pm2, STARTS_DIGIT},
    {meteor, STARTS_LETTER},
    {compose, STARTS_DIGIT | STARTS_LETTER | STARTS_OTHER},
    {stern, STARTS_LETTER},
    {npmlog, STARTS_LETTER | LABELS},
    {task, STARTS_LETTER | STARTS_OTHER | LABELS},
    {grep, STARTS_DIGIT | STARTS_LETTER | STARTS_OTHER | LABELS},
    {cookie, STARTS_OTHER},
};

static unsigned starts_with(char c)
{
    if (is_digit(c))
        return STARTS_DIGIT;
    if (is_letter(c))
        return STARTS_LETTER;
    if (c == '[' || c == ' ')
        return c == '[' ? STARTS_BRACKET : STARTS_BLANK;
    return name_byte(c) ? STARTS_OTHER : 0;
}

/* One prefix at the start of `s`, colours before it included. */
static size_t one_prefix(struct str s, struct prefix *out)
{
    size_t colours = past_colours(s, 0), n = 0;
    struct str rest = str_skip(s, colours);
    unsigned starts = starts_with(str_at(rest, 0));
    struct prefix_start at = start_of(rest);
    for (size_t i = 0; n == 0 && starts && i < COUNT_OF(FORMS); i++)
        if ((FORMS[i].starts & starts) && !(out->kinds & 1u << i)) {
            n = FORMS[i].form(&at, out);
            out->kinds |= (unsigned)(n > 0 && !(FORMS[i].starts & LABELS)) << i;
        }
    return n ? colours + n : 0;
}

size_t line_prefix(struct str line, struct prefix *out)
{
    struct prefix room;
    struct str s = str_head(line, PREFIX_BYTES);
    size_t at = 0;
    out = out ? out : &room;
    *out = (struct prefix){.partial = false};
    for (size_t i = 0, n; i < PREFIX_MOST && (n = one_prefix(str_skip(s, at), out)) > 0; i++)
        at += n;
    return at;
}

static struct str output_of(const struct prefix *p)
{
    return str_skip(p->output, p->output.n - (p->output.n ? OUTPUT : 0));
}

bool prefix_alike(const struct prefix *a, const struct prefix *b)
{
    bool own = b->label.n == 0 && a->kinds; /* a's label is its text's own time */
    return a->kinds == b->kinds && (own || str_eq(a->label, b->label)) &&
           str_eq(output_of(a), output_of(b)) && str_eq(a->part[PREFIX_HOST], b->part[PREFIX_HOST]) &&
           ((a->label.n && !own) || str_eq(a->part[PREFIX_SERVICE], b->part[PREFIX_SERVICE]));
}

size_t prefix_carried(const struct prefix *p, struct str line)
{
    size_t end = p->output.n ? (size_t)(p->output.p - line.p) + p->output.n + sizeof " F " - 1 : 0;
    return end < line.n ? end : p->output.n ? line.n : 0;
}

bool prefix_same_output(struct str a, struct str b)
{
    struct prefix x, y;
    if (line_prefix(a, &x) == 0 || line_prefix(b, &y) == 0 || x.output.n == 0 || y.output.n == 0)
        return false;
    return str_eq(output_of(&x), output_of(&y)) &&
           str_eq(str_head(a, (size_t)(x.output.p - a.p)), str_head(b, (size_t)(y.output.p - b.p)));
}
