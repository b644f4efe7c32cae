#include "tally/token_class.h"

#include "match/signature.h"

static const struct str MARK[TOKEN_CLASS_COUNT] = {
    [TOKEN_CLASS_TIME] = STR_INIT("<time>"),     [TOKEN_CLASS_IP] = STR_INIT("<ip>"),
    [TOKEN_CLASS_PORT] = STR_INIT("<port>"),     [TOKEN_CLASS_UUID] = STR_INIT("<uuid>"),
    [TOKEN_CLASS_HEX] = STR_INIT("<hex>"),       [TOKEN_CLASS_NUM] = STR_INIT("<num>"),
    [TOKEN_CLASS_DUR] = STR_INIT("<dur>"),       [TOKEN_CLASS_SIZE] = STR_INIT("<size>"),
    [TOKEN_CLASS_URL] = STR_INIT("<url>"),       [TOKEN_CLASS_PATH] = STR_INIT("<path>"),
    [TOKEN_CLASS_EMAIL] = STR_INIT("<email>"),   [TOKEN_CLASS_HOST] = STR_INIT("<host>"),
    [TOKEN_CLASS_STR] = STR_INIT("<str>"),       [TOKEN_CLASS_JSON] = STR_INIT("<json>"),
    [TOKEN_CLASS_B64] = STR_INIT("<b64>"),       [TOKEN_CLASS_ID] = STR_INIT("<id>"),
    [TOKEN_CLASS_SECRET] = STR_INIT("<secret>"), [TOKEN_CLASS_WILDCARD] = STR_INIT("<word>"),
    [TOKEN_CLASS_ANY] = STR_INIT("<*>"),         [TOKEN_CLASS_CUSTOM] = STR_INIT("<*>"),
};

struct str token_class_name(enum token_class f)
{
    return MARK[f].p ? MARK[f] : STR("");
}

/* The custom mark that `s` starts with, or nothing. */
static struct str custom_mark(struct str s)
{
    size_t n = str_starts(s, STR("<*")) ? str_chr(str_head(s, MASK_NAME + 3), '>') : s.n;
    bool named = n > 2 && n < s.n && s.p[n] == '>' && mask_is_name(str_of(s.p + 2, n - 2));
    return str_head(s, named ? n + 1 : 0);
}

struct str recognize_mark_at(struct str s)
{
    enum token_class f = token_class_named(s);
    return f == TOKEN_CLASS_CUSTOM ? custom_mark(s) : token_class_name(f);
}

enum token_class token_class_named(struct str s)
{
    if (s.n > 3 && s.p[1] == '*' && custom_mark(s).n)
        return TOKEN_CLASS_CUSTOM;
    for (unsigned f = TOKEN_CLASS_TIME; f < TOKEN_CLASS_COUNT && s.n > 2; f++)
        if (MARK[f].n && MARK[f].p[1] == s.p[1] && str_starts(s, MARK[f])) /* most differ there */
            return (enum token_class)f;
    return TOKEN_CLASS_NONE;
}

static size_t digits(struct str s, size_t at)
{
    size_t n = 0;
    while (is_digit(str_at(s, at + n)))
        n++;
    return n;
}

static size_t hexes(struct str s, size_t at)
{
    size_t n = 0;
    while (is_hex(str_at(s, at + n)))
        n++;
    return n;
}

/* `n` when a word may end there, else 0. */
static size_t word_end(struct str s, size_t n)
{
    return n && !is_alnum(str_at(s, n)) ? n : 0;
}

/* ---- times ---- */

static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char DAYS[] = "MonTueWedThuFriSatSun";

/* True when the three letters at `at` are one of `names` and no further letter follows. */
static bool named(struct str s, size_t at, const char *names)
{
    if (at + 3 > s.n || is_letter(str_at(s, at + 3)))
        return false;
    for (; *names; names += 3)
        if (memcmp(s.p + at, names, 3) == 0)
            return true;
    return false;
}

/* hh:mm[:ss[.frac]] at `at`: its length. */
static size_t clock_at(struct str s, size_t at, bool seconds)
{
    size_t h = digits(s, at), n = h + 3;
    if (h < 1 || h > 2 || str_at(s, at + h) != ':' || digits(s, at + h + 1) != 2)
        return 0;
    if (str_at(s, at + n) != ':' || digits(s, at + n + 1) != 2)
        return seconds ? 0 : n;
    n += 3;
    char c = str_at(s, at + n);
    if ((c == '.' || c == ',') && is_digit(str_at(s, at + n + 1)))
        n += 1 + digits(s, at + n + 1);
    return n;
}

/* Z, +01:00, " +0000", " UTC" at `at`: its length, or 0. */
static size_t zone_at(struct str s, size_t at)
{
    size_t space = str_at(s, at) == ' ';
    char c = str_at(s, at + space);
    if (c == 'Z' && !space)
        return 1;
    if (str_starts(str_skip(s, at), STR(" UTC")) || str_starts(str_skip(s, at), STR(" GMT")))
        return 4;
    if (c != '+' && c != '-')
        return 0;
    size_t d = digits(s, at + space + 1);
    if (d == 4)
        return space + 5;
    return d == 2 && str_at(s, at + space + 3) == ':' && digits(s, at + space + 4) == 2 ? space + 6 : 0;
}

/* A date in numbers: 2026-03-15, 2026/03/15, 15/Mar/2026, 03/15/2026, 15-Mar-2026, 26/03/15. */
static size_t date_at(struct str s)
{
    size_t a = digits(s, 0), b, c;
    char sep = str_at(s, a);
    if (a == 0 || a == 3 || a > 4 || (sep != '-' && sep != '/' && sep != '.'))
        return 0;
    b = named(s, a + 1, MONTHS) ? 3 : digits(s, a + 1);
    c = digits(s, a + b + 2);
    if (str_at(s, a + b + 1) != sep || b == 0 || b > 3 || (b == 3 && is_digit(str_at(s, a + 1))))
        return 0;
    bool year_first = a == 4 && b == 2 && c == 2;
    bool year_last = a <= 2 && c == 4 && sep != '.';
    bool short_year = a == 2 && b == 2 && c == 2 && sep == '/';
    return year_first || year_last || short_year ? a + b + c + 2 : 0;
}

static size_t with_clock(struct str s, size_t n)
{
    char c = str_at(s, n);
    size_t t = c == ' ' || c == 'T' || c == ':' ? clock_at(s, n + 1, false) : 0;
    if (t)
        n += 1 + t;
    return t ? n + zone_at(s, n) : n;
}

/* [Mon ]Nov 23[ 16:56:04][ UTC][ 2026] */
static size_t calendar(struct str s)
{
    size_t n = 0;
    if (named(s, 0, DAYS))
        n = str_at(s, 3) == ',' ? 5 : 4;
    if (!named(s, n, MONTHS) || str_at(s, n + 3) != ' ')
        return 0;
    n += str_at(s, n + 4) == ' ' ? 5 : 4;
    size_t d = digits(s, n);
    if (d < 1 || d > 2)
        return 0;
    n += d;
    size_t t = str_at(s, n) == ' ' ? clock_at(s, n + 1, false) : 0;
    if (!t)
        return n;
    n += 1 + t;
    n += zone_at(s, n);
    return str_at(s, n) == ' ' && digits(s, n + 1) == 4 ? n + 5 : n;
}

size_t recognize_time(struct str s)
{
    if (!is_digit(str_at(s, 0)))
        return is_upper(str_at(s, 0)) ? word_end(s, calendar(s)) : 0;
    size_t n = date_at(s);
    if (n)
        return word_end(s, with_clock(s, n));
    n = clock_at(s, 0, true);
    return word_end(s, n ? n + zone_at(s, n) : 0);
}

/* ---- addresses ---- */

static size_t ipv4(struct str s)
{
    size_t n = 0;
    for (int part = 0; part < 4; part++) {
        size_t d = digits(s, n);
        if (d < 1 || d > 3 || (part < 3 && str_at(s, n + d) != '.'))
            return 0;
        if (d == 3 && memcmp(s.p + n, "255", 3) > 0)
            return 0;
        n += d + (part < 3);
    }
    return str_at(s, n) == '.' && is_digit(str_at(s, n + 1)) ? 0 : word_end(s, n);
}

static size_t ipv6(struct str s)
{
    size_t n = 0, colons = 0, digit = 0;
    bool gap = false;
    while (n < s.n) {
        size_t h = hexes(s, n);
        if (h > 4)
            return 0;
        if (h && str_at(s, n + h) == '.' && gap) /* ::ffff:10.0.0.1 */
            return ipv4(str_skip(s, n)) ? n + ipv4(str_skip(s, n)) : 0;
        digit += digits(s, n) > 0;
        n += h;
        if (str_at(s, n) != ':' || (!is_hex(str_at(s, n + 1)) && str_at(s, n + 1) != ':'))
            break;
        if (str_at(s, n + 1) == ':') {
            if (gap)
                return 0;
            gap = true;
            colons++;
            n++;
        }
        colons++;
        n++;
    }
    bool whole = gap ? colons >= 2 && colons <= 8 : colons == 7;
    return whole && digit ? word_end(s, n) : 0;
}

size_t recognize_ip(struct str s)
{
    size_t n = is_digit(str_at(s, 0)) ? ipv4(s) : 0;
    return n || str_at(s, hexes(str_head(s, 4), 0)) != ':' ? n : ipv6(s);
}

size_t recognize_uuid(struct str s)
{
    static const unsigned char part[] = {8, 4, 4, 4, 12};
    size_t n = 0;
    if (str_at(s, 8) != '-')
        return 0;
    for (unsigned i = 0; i < COUNT_OF(part); i++) {
        if (hexes(s, n) != part[i] || (i < 4 && str_at(s, n + part[i]) != '-'))
            return 0;
        n += part[i] + (i < 4);
    }
    return word_end(s, n);
}

size_t recognize_mac(struct str s)
{
    for (size_t i = 0; i < 6 && str_at(s, 2) == ':'; i++)
        if (hexes(s, 3 * i) != 2 || (i < 5 && str_at(s, 3 * i + 2) != ':'))
            return 0;
    return str_at(s, 2) != ':' || str_at(s, 17) == ':' ? 0 : word_end(s, 17);
}

/* ---- names of places ---- */

/* Bytes from `at` up to white space, a quote, or a bracket that was not opened inside; no sentence mark last.
 */
static size_t run_end(struct str s, size_t at)
{
    int open = 0;
    size_t n = at;
    for (; n < s.n; n++) {
        char c = s.p[n];
        if ((unsigned char)c <= ' ' || str_among("\"'`<>|;,{}", c))
            break;
        if (c == '(' || c == '[')
            open++;
        else if ((c == ')' || c == ']') && --open < 0)
            break;
    }
    while (n > at && str_among(".:!?", s.p[n - 1]))
        n--;
    return n;
}

size_t recognize_url(struct str s)
{
    size_t n = 0;
    while (is_alnum(str_at(s, n)) || str_at(s, n) == '+' || str_at(s, n) == '.' || str_at(s, n) == '-')
        n++;
    if (n < 2 || n + 3 >= s.n || memcmp(s.p + n, "://", 3) != 0)
        return 0;
    size_t end = run_end(s, n + 3);
    return end > n + 3 ? end : 0;
}

static size_t label(struct str s, size_t at)
{
    size_t n = 0;
    while (is_alnum(str_at(s, at + n)) || str_at(s, at + n) == '-' || str_at(s, at + n) == '_')
        n++;
    return n;
}

static bool listed(const char *list, size_t size, struct str l)
{
    char name[16];
    if (l.n == 0 || l.n > sizeof name - 2)
        return false;
    name[0] = name[l.n + 1] = ' ';
    memcpy(name + 1, l.p, l.n);
    return memmem(list, size, name, l.n + 2) != NULL;
}

/*
 * Is `l` a top-level name, behind the labels `before`? Two letters are a country only where a second level
 * (co, com, ...), a digit or a hyphen says so: mapred.task.id is none.
 */
static bool is_tld(struct str l, struct str before)
{
    static const char known[] = " com net org io dev app ai edu gov mil int info biz cloud local internal "
                                "localdomain lan example test invalid cluster svc arpa xyz tech online site ";
    static const char second[] = " co com net org ac edu gov or ne ";
    if (l.n != 2 || listed(known, sizeof known - 1, l))
        return listed(known, sizeof known - 1, l);
    size_t at = before.n;
    bool mixed = false;
    for (size_t i = 0; i < before.n; i++)
        mixed |= is_digit(before.p[i]) || before.p[i] == '-';
    while (at && before.p[at - 1] != '.')
        at--;
    bool letters = is_lower(l.p[0]) && is_lower(l.p[1]);
    return letters && (mixed || listed(second, sizeof second - 1, str_skip(before, at)));
}

size_t recognize_port(struct str s)
{
    size_t d = str_at(s, 0) == ':' ? digits(s, 1) : 0;
    bool goes_on = is_alnum(str_at(s, 1 + d)) || (str_at(s, 1 + d) == ':' && is_digit(str_at(s, 2 + d)));
    return d > 5 || goes_on ? 0 : d;
}

/*
 * Top-level names that are taken for such only before a port: main.rs:12 and user.id:42 are no addresses, so
 * countries whose two letters are a suffix of files, a unit or an English word are left out.
 */
static bool is_tld_before_port(struct str l)
{
    static const char known[] = " cn de uk fr jp kr nl ru it es br au ca ch se dk fi cz hu gr pt ie il ir tr "
                                "ua za tw hk sg th vn ph nz mx ar eu co tv me gg top shop club vip home corp "
                                "intra intranet docker consul network systems services onion ";
    return listed(known, sizeof known - 1, l);
}

size_t recognize_localhost(struct str s)
{
    size_t n = STR("localhost").n;
    return str_starts(s, STR("localhost:")) && recognize_port(str_skip(s, n)) >= 2 ? n : 0;
}

size_t recognize_host(struct str s)
{
    size_t n = label(s, 0), last = 0;
    if (str_starts(s, STR("java."))) /* java.net, java.io: packages */
        return 0;
    while (str_at(s, n) == '.' && label(s, n + 1)) {
        last = n + 1;
        n += 1 + label(s, n + 1);
    }
    struct str tld = str_of(s.p + last, n - last);
    bool port = str_at(s, n) == ':' && recognize_port(str_skip(s, n)) >= 2;
    if (last < 2 || !(is_tld(tld, str_head(s, last - 1)) || (port && is_tld_before_port(tld))))
        return 0;
    return word_end(s, n);
}

size_t recognize_email(struct str s)
{
    size_t n = 0;
    while (is_alnum(str_at(s, n)) || str_among("._+-", str_at(s, n)))
        n++;
    if (n == 0 || str_at(s, n) != '@')
        return 0;
    size_t at = n + 1;
    bool dot = false;
    for (n = at;
         is_alnum(str_at(s, n)) || str_at(s, n) == '-' || (str_at(s, n) == '.' && is_alnum(str_at(s, n + 1)));
         n++)
        dot |= str_at(s, n) == '.';
    return dot && n > at ? word_end(s, n) : 0;
}

static bool is_suffix(struct str name)
{
    size_t n = name.n;
    while (n && name.p[n - 1] != '.')
        n--;
    if (n < 2 || name.n - n < 1 || name.n - n > 5 || !is_lower(name.p[n]))
        return false;
    for (size_t i = n; i < name.n; i++)
        if (!is_alnum(name.p[i]))
            return false;
    return true;
}

static size_t relative(struct str s)
{
    size_t n = run_end(s, 0), slashes = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        if (s.p[i] == '/' && i + 1 < n) {
            slashes++;
            last = i + 1;
        } else if (s.p[i] == '=' || s.p[i] == '(') {
            return 0;
        }
    }
    if (slashes >= 3)
        return n;
    size_t end = n; /* without :line:column */
    while (end > last && (is_digit(s.p[end - 1]) || s.p[end - 1] == ':'))
        end--;
    return slashes && is_suffix(str_of(s.p + last, (is_digit(str_at(s, end)) ? n : end) - last)) ? n : 0;
}

size_t recognize_path(struct str s)
{
    size_t n = 0;
    if (is_letter(str_at(s, 0)) && str_at(s, 1) == ':' && str_at(s, 2) == '\\')
        return run_end(s, 0);
    if (str_at(s, 0) == '~')
        n = 1;
    else
        while (n < 2 && str_at(s, n) == '.')
            n++;
    if (str_at(s, n) != '/')
        return n == 0 && is_alnum(str_at(s, 0)) ? relative(s) : 0;
    char c = str_at(s, n + 1);
    if (!is_alnum(c) && c != '.' && c != '_' && c != '%' && c != '-' && c != '@')
        return 0;
    return run_end(s, 0);
}

/* ---- encoded bytes ---- */

static int kind_of(char c)
{
    return is_upper(c) ? 1 : is_lower(c) ? 2 : is_digit(c) ? 3 : 0;
}

size_t recognize_base64(struct str s)
{
    size_t n = 0, changes = 0;
    unsigned kinds = 0;
    bool jwt = str_starts(s, STR("eyJ"));
    for (; is_alnum(str_at(s, n)) || str_among("+/_-", str_at(s, n)) || (jwt && str_at(s, n) == '.'); n++) {
        int kind = kind_of(s.p[n]);
        kinds |= 1u << kind;
        changes += n && kind != kind_of(s.p[n - 1]);
    }
    if (n < 24 || (kinds & 14) != 14 || changes * 4 < n)
        return 0;
    while (str_at(s, n) == '=')
        n++;
    return word_end(s, n);
}

size_t recognize_json(struct str s)
{
    int depth = 0;
    bool quoted = false;
    for (size_t n = 0; n < s.n; n++) {
        char c = s.p[n];
        if (c == '\\')
            n++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && --depth == 0)
            return n + 1;
    }
    return s.n;
}

/* ---- numbers and words ---- */

static const struct number_unit {
    struct str name;
    enum token_class token_class;
} UNIT[] = {
#define UNITS(form, name)                                                                                    \
    {                                                                                                        \
        STR_INIT(name), form                                                                                 \
    }
    UNITS(TOKEN_CLASS_DUR, "ms"),     UNITS(TOKEN_CLASS_DUR, "s"),    UNITS(TOKEN_CLASS_DUR, "us"),
    UNITS(TOKEN_CLASS_DUR, "ns"),     UNITS(TOKEN_CLASS_DUR, "m"),    UNITS(TOKEN_CLASS_DUR, "h"),
    UNITS(TOKEN_CLASS_DUR, "d"),      UNITS(TOKEN_CLASS_DUR, "min"),  UNITS(TOKEN_CLASS_DUR, "mins"),
    UNITS(TOKEN_CLASS_DUR, "sec"),    UNITS(TOKEN_CLASS_DUR, "secs"), UNITS(TOKEN_CLASS_DUR, "\xc2\xb5s"),
    UNITS(TOKEN_CLASS_DUR, "msec"),   UNITS(TOKEN_CLASS_DUR, "usec"), UNITS(TOKEN_CLASS_DUR, "hrs"),
    UNITS(TOKEN_CLASS_SIZE, "B"),     UNITS(TOKEN_CLASS_SIZE, "b"),   UNITS(TOKEN_CLASS_SIZE, "kB"),
    UNITS(TOKEN_CLASS_SIZE, "KB"),    UNITS(TOKEN_CLASS_SIZE, "MB"),  UNITS(TOKEN_CLASS_SIZE, "GB"),
    UNITS(TOKEN_CLASS_SIZE, "TB"),    UNITS(TOKEN_CLASS_SIZE, "KiB"), UNITS(TOKEN_CLASS_SIZE, "MiB"),
    UNITS(TOKEN_CLASS_SIZE, "GiB"),   UNITS(TOKEN_CLASS_SIZE, "TiB"), UNITS(TOKEN_CLASS_SIZE, "k"),
    UNITS(TOKEN_CLASS_SIZE, "K"),     UNITS(TOKEN_CLASS_SIZE, "M"),   UNITS(TOKEN_CLASS_SIZE, "G"),
    UNITS(TOKEN_CLASS_SIZE, "Ki"),    UNITS(TOKEN_CLASS_SIZE, "Mi"),  UNITS(TOKEN_CLASS_SIZE, "Gi"),
    UNITS(TOKEN_CLASS_SIZE, "bytes"), UNITS(TOKEN_CLASS_SIZE, "kb"),  UNITS(TOKEN_CLASS_SIZE, "mb"),
    UNITS(TOKEN_CLASS_SIZE, "gb"),    UNITS(TOKEN_CLASS_NUM, "C"),    UNITS(TOKEN_CLASS_NUM, "Hz"),
    UNITS(TOKEN_CLASS_NUM, "MHz"),    UNITS(TOKEN_CLASS_NUM, "GHz"),  UNITS(TOKEN_CLASS_NUM, "kHz"),
    UNITS(TOKEN_CLASS_NUM, "V"),      UNITS(TOKEN_CLASS_NUM, "mV"),   UNITS(TOKEN_CLASS_NUM, "W"),
    UNITS(TOKEN_CLASS_NUM, "rpm"),    UNITS(TOKEN_CLASS_NUM, "RPM"),  UNITS(TOKEN_CLASS_NUM, "dBm"),
#undef UNITS
};
enum { UNIT_MOST = 7 };

static const struct number_unit *unit_at(struct str s)
{
    size_t n = 0;
    while (is_letter(str_at(s, n)) || (n == 0 && str_starts(s, STR("\xc2\xb5s"))))
        n += is_letter(s.p[n]) ? 1 : 3;
    if (n == 0 || n > UNIT_MOST)
        return NULL;
    for (unsigned i = 0; i < COUNT_OF(UNIT); i++)
        if (UNIT[i].name.p[0] == s.p[0] && UNIT[i].name.n == n && memcmp(UNIT[i].name.p, s.p, n) == 0)
            return &UNIT[i];
    return NULL;
}

/* Digits with thousands (1,234,567) and fractions or versions (1.5, 10.15.7). */
static size_t plain_number(struct str s)
{
    size_t n = digits(s, 0);
    if (n && n <= 3)
        while (str_at(s, n) == ',' && digits(s, n + 1) == 3)
            n += 4;
    while (n && str_at(s, n) == '.' && is_digit(str_at(s, n + 1)))
        n += 1 + digits(s, n + 1);
    return n;
}

/* A space and a unit that is a word of its own ("12.5 MB", "30 seconds"): their length, or 0. */
static size_t spaced_unit(struct str s, enum token_class *token_class)
{
    static const char size[] = " B KB kB MB GB TB KiB MiB GiB TiB bytes byte ";
    static const char dur[] =
        " ms us ns sec secs second seconds min mins minute minutes hour hours day days msec ";
    size_t n = 0;
    while (is_letter(str_at(s, n + 1)))
        n++;
    struct str unit = str_of(s.p + 1, n);
    if (n == 0 || n > UNIT_MOST || is_digit(str_at(s, n + 1)) || !str_among("BKMGTbkdhmnsu", unit.p[0]))
        return 0; /* most words behind a number are none */
    bool is_size = listed(size, sizeof size - 1, unit), is_dur = listed(dur, sizeof dur - 1, unit);
    *token_class = is_size ? TOKEN_CLASS_SIZE : is_dur ? TOKEN_CLASS_DUR : *token_class;
    return is_size || is_dur ? n + 1 : 0;
}

size_t recognize_number(struct str s, enum token_class *token_class)
{
    size_t n = plain_number(s);
    *token_class = TOKEN_CLASS_NUM;
    if (n == 0)
        return 0;
    if (str_at(s, n) == ' ')
        return n + spaced_unit(str_skip(s, n), token_class);
    if (!is_letter(str_at(s, n)) && str_at(s, n) != '\xc2')
        return n;
    char e = str_at(s, n);
    if ((e == 'e' || e == 'E') && memchr(s.p, '.', n)) {
        size_t sign = str_at(s, n + 1) == '-' || str_at(s, n + 1) == '+';
        size_t d = digits(s, n + 1 + sign);
        if (d && word_end(s, n + 1 + sign + d))
            return n + 1 + sign + d;
    }
    const struct number_unit *u = unit_at(str_skip(s, n));
    if (u) {
        n += u->name.n;
        *token_class = u->token_class;
    }
    while (u && u->token_class == TOKEN_CLASS_DUR && is_digit(str_at(s, n))) { /* 2h27m */
        size_t d = digits(s, n);
        u = unit_at(str_skip(s, n + d));
        if (!u)
            return 0;
        n += d + u->name.n;
    }
    return word_end(s, n);
}

/* Words whose digits are part of the name. */
static bool is_name(struct str w)
{
    static const char *const name[] = {
        "ipv4",    "ipv6",  "http1",  "http2",  "http3",  "utf8",    "utf16",   "sha1", "sha2", "sha256",
        "sha512",  "md5",   "base64", "base32", "oauth2", "log4j",   "mp3",     "mp4",  "h264", "h265",
        "x86",     "win32", "win64",  "int32",  "int64",  "uint32",  "uint64",  "ext3", "ext4", "ssh2",
        "ed25519", "x509",  "ec2",    "es6",    "wss1",   "float32", "float64", "tls1", "ipc2", "utf32"};
    for (unsigned i = 0; i < COUNT_OF(name); i++)
        if ((w.p[0] | 32) == name[i][0] && str_eq_nocase(w, str_z(name[i])))
            return true;
    return false;
}

struct char_counts { /* what a word is made of */
    size_t digits, letters, hex, changes, tail;
};

static struct char_counts census(struct str w)
{
    struct char_counts c = {0};
    for (size_t i = 0; i < w.n; i++) {
        bool digit = is_digit(w.p[i]);
        c.digits += digit;
        c.hex += is_hex(w.p[i]);
        c.changes += i && digit != is_digit(w.p[i - 1]);
        c.tail = digit ? c.tail + 1 : 0;
    }
    c.letters = w.n - c.digits;
    return c;
}

enum token_class recognize_word(struct str w, size_t *stem)
{
    struct char_counts c = census(w);
    *stem = w.n;
    if (c.digits == 0)
        return c.hex == w.n && w.n >= 16 ? TOKEN_CLASS_HEX : TOKEN_CLASS_WORD;
    if (c.letters == 0)
        return w.n > 20 ? TOKEN_CLASS_HEX : TOKEN_CLASS_NUM;
    if (w.n > 2 && w.p[0] == '0' && (w.p[1] | 32) == 'x' && c.hex == w.n - 1)
        return TOKEN_CLASS_HEX;
    if (c.hex == w.n && (w.n >= 8 || (w.n >= 6 && c.digits >= 2 && c.changes >= 2)))
        return TOKEN_CLASS_HEX;
    if (w.n <= 2 || is_name(w))
        return TOKEN_CLASS_WORD;
    if (c.changes == 1 && c.tail)
        *stem = w.n - c.tail;
    else if ((c.changes >= 3 && w.n >= 8) || (w.n >= 16 && c.digits >= 2))
        return TOKEN_CLASS_ID;
    return TOKEN_CLASS_WORD;
}
