#include "base/log_time.h"

#include "base/ascii.h"
#include "base/month.h"

/* What is read of a time while a form is followed. */
struct time_reader {
    struct str s;
    size_t at;
    struct civil c;
    bool has_date, has_year, comma, number;
    int pair[2]; /* day and month, of which nobody knows which is which; 0: none */
    bool afternoon_said;
    enum time_zone zone;
    int32_t east_s;
    struct str name;
};

static char char_at(const struct time_reader *r, size_t at)
{
    return at < r->s.n ? r->s.p[at] : '\0';
}

/* `least` to `most` digits at r->at, into *out. */
static bool take_digits(struct time_reader *r, unsigned least, unsigned most, int *out)
{
    unsigned n = 0;
    int v = 0;
    while (n < most && is_digit(char_at(r, r->at + n)))
        v = v * 10 + (char_at(r, r->at + n++) - '0');
    if (n < least)
        return false;
    *out = v;
    r->at += n;
    return true;
}

/* One or two digits, where a blank may stand for the first. */
static bool take_padded(struct time_reader *r, int *out)
{
    if (char_at(r, r->at) == ' ' && is_digit(char_at(r, r->at + 1))) {
        r->at++;
        return take_digits(r, 1, 1, out);
    }
    return take_digits(r, 1, 2, out);
}

static size_t digits_from(const struct time_reader *r, size_t at)
{
    size_t n = 0;
    while (is_digit(char_at(r, at + n)))
        n++;
    return n;
}

/* A fraction behind `.` or `,`, or three digits behind `:`; whatever is finer than a ms is cut off. */
static void take_fraction(struct time_reader *r)
{
    char c = char_at(r, r->at);
    size_t n = digits_from(r, r->at + 1);
    bool colon = c == ':' && n == 3 && char_at(r, r->at + 4) != ':';
    if (n == 0 || (c != '.' && c != ',' && !colon))
        return;
    r->comma = c == ',';
    for (int i = 0, scale = 100; i < 3; i++, scale /= 10)
        r->c.ms += (size_t)i < n ? (char_at(r, r->at + 1 + (size_t)i) - '0') * scale : 0;
    r->at += 1 + n;
}

/* --- names --- */

static bool take_month(struct time_reader *r)
{
    r->at += char_at(r, r->at) == ' ' && is_digit(char_at(r, r->at + 1)); /* Japanese pads its numbers */
    size_t n = month_at(str_skip(r->s, r->at), &r->c.month);
    r->at += n;
    return n > 0;
}

static bool take_weekday(struct time_reader *r)
{
    static const char names[] = "sunmontuewedthufrisat", *const rest[] = {"day",   "day", "sday", "nesday",
                                                                          "rsday", "day", "urday"};
    for (size_t i = 0; i < 7; i++) {
        if (!str_eq_nocase(str_head(str_skip(r->s, r->at), 3), str_of(names + 3 * i, 3)))
            continue;
        r->at += 3;
        if (str_starts(str_skip(r->s, r->at), str_z(rest[i])))
            r->at += strlen(rest[i]);
        return true;
    }
    return false;
}

/* `AM`, `p.m.`, ... behind a blank, a narrow one (ICU since 72) or none; there may be none of them. */
static void take_half(struct time_reader *r)
{
    static const struct str narrow = STR_INIT("\xe2\x80\xaf");
    size_t at = r->at + (char_at(r, r->at) == ' ');
    if (str_starts(str_skip(r->s, at), narrow))
        at += narrow.n;
    char half = (char)(char_at(r, at) | 32);
    size_t dots = char_at(r, at + 1) == '.';
    if ((half != 'a' && half != 'p') || (char_at(r, at + 1 + dots) | 32) != 'm' ||
        is_letter(char_at(r, at + 2 + dots)) || r->c.hour > 12)
        return;
    r->at = at + 2 + 2 * dots;
    r->afternoon_said = true;
    r->c.hour = r->c.hour % 12 + (half == 'p' ? 12 : 0);
}

/* --- zones --- */

/* `+01:00` `+0100` `-03` (also `+1` when `short_too`) at `at`; returns its length, 0 when there is none. */
static size_t offset_at(const struct time_reader *r, size_t at, bool short_too, int32_t *east_s)
{
    char sign = char_at(r, at);
    size_t digits = digits_from(r, at + 1), n = 1 + digits;
    int v[4] = {0};
    if ((sign != '+' && sign != '-') || (digits != 2 && digits != 4 && !(short_too && digits == 1)))
        return 0;
    for (size_t i = 0; i < digits; i++)
        v[i + (digits == 1)] = char_at(r, at + 1 + i) - '0';
    if (digits == 2 && char_at(r, at + 3) == ':' && digits_from(r, at + 4) == 2) {
        v[2] = char_at(r, at + 4) - '0';
        v[3] = char_at(r, at + 5) - '0';
        n += 3;
    }
    int hours = v[0] * 10 + v[1], minutes = v[2] * 10 + v[3];
    if (hours > 15 || minutes > 59 || is_letter(char_at(r, at + n)) || is_digit(char_at(r, at + n)))
        return 0;
    *east_s = (sign == '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
    return n;
}

/* The word of capital letters at `at` that is nothing longer; empty when there is none of `least` letters. */
static struct str capitals_at(const struct time_reader *r, size_t at, size_t least)
{
    size_t n = 0;
    while (is_upper(char_at(r, at + n)))
        n++;
    char behind = char_at(r, at + n);
    bool longer = is_letter(behind) || is_digit(behind) || behind == '_' || behind == '/' ||
                  (unsigned char)behind >= 0x80;
    return n < least || n > 6 || longer ? str_of(NULL, 0) : str_of(r->s.p + at, n);
}

/* A name of the tz database, `Europe/Berlin`, at `at`. */
static struct str area_at(const struct time_reader *r, size_t at)
{
    static const char *const areas[] = {"Africa/",    "America/", "Antarctica/", "Asia/",   "Atlantic/",
                                        "Australia/", "Etc/",     "Europe/",     "Indian/", "Pacific/"};
    struct str s = str_skip(r->s, at);
    for (size_t i = 0; i < COUNT_OF(areas); i++) {
        size_t n = strlen(areas[i]);
        if (!str_starts(s, str_z(areas[i])))
            continue;
        while (n < s.n && (is_letter(s.p[n]) || s.p[n] == '_' || s.p[n] == '/' || s.p[n] == '-'))
            n++;
        return str_head(s, n);
    }
    return str_of(NULL, 0);
}

static void name_zone(struct time_reader *r, struct str name, size_t at)
{
    bool one = false;
    r->name = name;
    r->zone = TIME_ZONE_NAME;
    if (str_eq(name, STR("Etc/UTC")) || str_eq(name, STR("Etc/GMT")))
        one = true;
    else
        (void)zone_named(name, &r->east_s, &one);
    if (one)
        r->zone = TIME_ZONE_OFFSET;
    r->at = at + name.n;
}

/* `GMT+0100 (Central European Standard Time)`, `UTC+3`: what stands behind the name at r->at. */
static void take_offset_of_name(struct time_reader *r)
{
    size_t n = offset_at(r, r->at, true, &r->east_s);
    r->at += n;
    if (n == 5 && char_at(r, r->at) == ' ' && char_at(r, r->at + 1) == '(') {
        struct str rest = str_head(str_skip(r->s, r->at), 64);
        size_t end = str_chr(rest, ')');
        r->at += end < rest.n ? end + 1 : 0;
    }
}

/* The name at `at`, one that is known unless `any` will do. */
static bool take_name(struct time_reader *r, size_t at, bool any)
{
    int32_t east_s;
    bool one;
    struct str rest = str_skip(r->s, at), area = area_at(r, at), name = capitals_at(r, at, 2);
    if (str_starts(rest, STR("UTC")) || str_starts(rest, STR("GMT"))) {
        char behind = char_at(r, at + 3);
        if (is_letter(behind) || is_digit(behind) || behind == '_')
            return false;
        name_zone(r, str_head(rest, 3), at);
        take_offset_of_name(r);
        return true;
    }
    if (area.n)
        name_zone(r, area, at);
    else if (name.n && (any || zone_named(name, &east_s, &one)))
        name_zone(r, name, at);
    return area.n || r->name.n;
}

/* `(-3)` directly behind the time: Meteor's hours. */
static bool take_hours_in_brackets(struct time_reader *r)
{
    bool sign = char_at(r, r->at + 1) == '-';
    size_t from = r->at + 1 + sign, digits = digits_from(r, from);
    if (char_at(r, r->at) != '(' || digits == 0 || digits > 2 || char_at(r, from + digits) != ')')
        return false;
    int hours = char_at(r, from) - '0';
    hours = digits == 2 ? hours * 10 + char_at(r, from + 1) - '0' : hours;
    r->zone = TIME_ZONE_OFFSET;
    r->east_s = (sign ? -hours : hours) * 60 * 60;
    r->at = from + digits + 1;
    return true;
}

/* A zone, behind a blank or not; `any`: whatever name it has. */
static bool take_zone(struct time_reader *r, bool any)
{
    size_t at = r->at + (char_at(r, r->at) == ' '), n;
    char c = char_at(r, at);
    if ((c == 'Z' || c == 'z') && !is_letter(char_at(r, at + 1)) && !is_digit(char_at(r, at + 1))) {
        r->zone = TIME_ZONE_OFFSET;
        r->at = at + 1;
        return true;
    }
    if ((n = offset_at(r, at, false, &r->east_s)) > 0) {
        int32_t east_s = r->east_s;
        r->zone = TIME_ZONE_OFFSET;
        r->at = at + n;
        if (char_at(r, r->at) == ' ' && take_name(r, r->at + 1, false)) { /* Go prints both */
            r->zone = TIME_ZONE_OFFSET;
            r->east_s = east_s;
        }
        return true;
    }
    return take_name(r, at, any) || take_hours_in_brackets(r);
}

/* --- forms --- */

/*
 * What times look like. Y year, y its last two digits; m d H M S two digits; n e h one or two, e and h also
 * behind a blank; x/X a day and a month in an order that the locale knows; b and a names of month and
 * weekday; f a fraction, p AM or PM, z a zone, each if there is one; P AM or PM
 * and N a zone by whatever name, which must be there; T what stands between date and time; `,` a comma if
 * there is one. Others stand for themselves.
 */
static const struct {
    size_t least, most; /* digits that the text begins with; none: behind a blank */
    const char *forms[16];
} OF_DIGITS[] = {
    {4,
     4,
     {"Y-m-dTh:M:Sfz", "Y-m-dTH:Mz", "Y-m-d][H:M:Sf", "Y/n/eTh:M:Sfz", "Y.m.dTh:M:Sfz",
      "Y\xe5\xb9\xb4n\xe6\x9c\x88"
      "e\xe6\x97\xa5Th:M:Sfz",
      "md H:M:Sfz"}},
    {0,
     2,
     {"d/b/Y:H:M:Sfz", "d/b/Y h:M:Sfz", "e b Y, h:M:Sfpz", "e-b-Y h:M:Sfz", "e-b-Y::H:M:Sf", "e-b-y h:M:Sfpz",
      "e.n.Y, h:M:Sfz", "x/X/Y, h:M:Sfpz", "x-X-Y h:M:Sfpz", "h:M:Sfpz", "b e H:M:Sfz", "h:MP", "e b H:M:Sfz",
      "m-d H:M:Sfz", "m-d|H:M:Sf"}},
    {8, 14, {"YmdTHMSfz", "YmdTh:M:Sfz", "YmdHMS"}},
    {6, 6, {"ymd h:M:Sfz"}},
};
static const char *const OF_LETTERS[] = {
    "b e H:M:Sfz",       "a Y-m-d H:M:SfN",     "a Y-m-d H:M:Sf",   "a b e h:M:Sf Yz", "a b e h:M:SfpN Y",
    "a, e b Y h:M:Sfpz", "a, e-b-y H:M:Sfz",    "a b e Y h:M:Sfpz", "b e Y h:M:Sfz",   "b e, Y, h:M:Sfpz",
    "b e, Y @ h:M:Sfz",  "a, b e, Y, h:M:Sfpz", "b e, h:M:SP",
};

static bool take_year(struct time_reader *r, bool of_two)
{
    r->has_year = true;
    if (!of_two)
        return take_digits(r, 4, 4, &r->c.year);
    bool ok = take_digits(r, 2, 2, &r->c.year);
    r->c.year += r->c.year < 70 ? 2000 : 1900;
    return ok;
}

static bool take_between(struct time_reader *r)
{
    char c = char_at(r, r->at);
    if (c != 'T' && c != ' ' && c != 't' && c != '-' && c != '_' && c != '\t')
        return false;
    r->at++;
    return true;
}

static bool take_char(struct time_reader *r, char c)
{
    bool there = char_at(r, r->at) == c;
    r->at += there;
    return there || c == ',';
}

static bool take_part(struct time_reader *r, char part)
{
    switch (part) {
    case 'Y':
    case 'y':
        return take_year(r, part == 'y');
    case 'm':
        return take_digits(r, 2, 2, &r->c.month);
    case 'n':
        return take_digits(r, 1, 2, &r->c.month);
    case 'd':
        return take_digits(r, 2, 2, &r->c.day);
    case 'e':
        return take_padded(r, &r->c.day);
    case 'x':
        return take_digits(r, 1, 2, &r->pair[0]);
    case 'X':
        return take_digits(r, 1, 2, &r->pair[1]);
    case 'b':
        return take_month(r);
    case 'a':
        return take_weekday(r);
    case 'h':
        return take_padded(r, &r->c.hour);
    case 'H':
        return take_digits(r, 2, 2, &r->c.hour);
    case 'M':
        return take_digits(r, 2, 2, &r->c.minute);
    case 'S':
        return take_digits(r, 2, 2, &r->c.second);
    case 'f':
        take_fraction(r);
        return true;
    case 'p':
        take_half(r);
        return true;
    case 'P':
        take_half(r);
        return r->afternoon_said;
    case 'z':
        (void)take_zone(r, false);
        return true;
    case 'N':
        return take_zone(r, true);
    case 'T':
        return take_between(r);
    default:
        return take_char(r, part);
    }
}

/* Which of the pair is the month: the second, unless it can't be, or a clock of twelve hours says that it is
 * American. Left open when both could be. */
static void order_pair(struct time_reader *r)
{
    bool open = r->pair[0] <= 12 && r->pair[1] <= 12, first = open ? r->afternoon_said : r->pair[0] <= 12;
    if (r->pair[0] == 0 || (open && !r->afternoon_said && r->pair[0] != r->pair[1]))
        return;
    r->c.month = r->pair[!first];
    r->c.day = r->pair[first];
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool civil_possible(const struct civil *c, bool has_year)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (c->hour > 23 || c->minute > 59 || c->second > 60)
        return false;
    if (c->month == 0 && c->day == 0)
        return true;
    return c->month >= 1 && c->month <= 12 && c->day >= 1 && c->day <= days[c->month - 1] &&
           !(has_year && c->month == 2 && c->day == 29 && !is_leap(c->year));
}

/* Nothing goes on directly behind a time that would make it something else. */
static bool ends_here(const struct time_reader *r)
{
    char c = char_at(r, r->at);
    return !is_letter(c) && !is_digit(c) && c != '_' && !(c == ':' && is_digit(char_at(r, r->at + 1)));
}

static bool follow_form(struct time_reader *r, const char *form)
{
    for (; *form; form++)
        if (!take_part(r, *form))
            return false;
    order_pair(r);
    r->has_date = r->c.month > 0;
    return ends_here(r) && civil_possible(&r->c, r->has_year);
}

/* --- Unix times --- */

/* A number that is one, by how many digits stand before its point. */
static bool take_unix(struct time_reader *r)
{
    static const struct {
        size_t digits;
        int64_t per_ms, ms;
    } units[] = {{9, 1, 1000}, {10, 1, 1000}, {12, 1, 1}, {13, 1, 1}, {16, 1000, 1}, {19, 1000000, 1}};
    size_t digits = digits_from(r, 0);
    uint64_t v;
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (units[i].digits != digits || !str_u64(str_head(r->s, digits), &v))
            continue;
        int64_t ms = (int64_t)v / units[i].per_ms * units[i].ms;
        r->at = digits;
        if (units[i].ms > 1 && char_at(r, r->at) == '.')
            take_fraction(r);
        ms += r->c.ms;
        r->c = timestamp_civil(ms);
        r->has_date = r->has_year = r->number = true;
        r->zone = TIME_ZONE_OFFSET;
        return ms >= UNIX_FIRST_MS && ms < UNIX_LAST_MS && ends_here(r) && char_at(r, r->at) != '.';
    }
    return false;
}

/* `1.6836474195594983e+09`: seconds as zap's console prints a float. */
static bool take_exponent(struct time_reader *r)
{
    enum { MS_DIGITS = 12 }; /* behind the point: of 10^9 seconds, in ms */
    size_t fraction = char_at(r, 1) == '.' ? digits_from(r, 2) : 0, end = 2 + fraction;
    if (digits_from(r, 0) != 1 || fraction == 0 || !str_starts(str_skip(r->s, end), STR("e+09")))
        return false;
    int64_t ms = char_at(r, 0) - '0';
    for (size_t i = 0; i < MS_DIGITS; i++)
        ms = ms * 10 + (i < fraction ? char_at(r, 2 + i) - '0' : 0);
    r->at = end + 4;
    r->c = timestamp_civil(ms);
    r->has_date = r->has_year = r->number = true;
    r->zone = TIME_ZONE_OFFSET;
    return ms >= UNIX_FIRST_MS && ms < UNIX_LAST_MS && ends_here(r);
}

/* --- around it --- */

static bool take_form(struct time_reader *r, struct str s, const char *form)
{
    *r = (struct time_reader){.s = s};
    return follow_form(r, form);
}

/* May `form` fit behind `run` digits of `s`? Told by the separator behind its first part, if it has one. */
static bool fits_separator(const char *form, struct str s, size_t run)
{
    return run == 0 || *form == 'b' || is_letter(form[1]) || form[1] == str_at(s, run);
}

/* A time that begins with a digit, or with a blank before one. */
static bool take_of_digits(struct time_reader *r, struct str s)
{
    size_t run = str_past(s, 0, is_digit);
    for (size_t g = 0; g < COUNT_OF(OF_DIGITS); g++) {
        if (run < OF_DIGITS[g].least || run > OF_DIGITS[g].most)
            continue;
        for (const char *const *form = OF_DIGITS[g].forms; *form; form++)
            if (fits_separator(*form, s, run) && take_form(r, s, *form))
                return true;
    }
    *r = (struct time_reader){.s = s};
    return run == 1 ? take_exponent(r) : take_unix(r);
}

/* A time that begins with a name. All have a clock; going through the names of months takes long. */
static bool take_of_letters(struct time_reader *r, struct str s)
{
    if ((!is_letter(str_at(s, 0)) && (unsigned char)str_at(s, 0) < 0x80) || !log_time_near(s))
        return false;
    for (size_t i = 0; i < COUNT_OF(OF_LETTERS); i++)
        if (take_form(r, s, OF_LETTERS[i]))
            return true;
    return false;
}

static bool take_time(struct time_reader *r, struct str s)
{
    bool digits = is_digit(str_at(s, 0)) || str_at(s, 0) == ' ';
    return digits ? take_of_digits(r, s) : take_of_letters(r, s);
}

static char closing(char c)
{
    return c == '[' ? ']' : c == '(' ? ')' : c == '"' || c == '\'' ? c : '\0';
}

enum { TIME_MOST = 160 }; /* bytes: brackets, the longest form and a zone in words */

bool log_time_at(struct str s, struct log_time *out)
{
    struct time_reader r;
    s = str_head(s, TIME_MOST);
    char close = s.n ? closing(s.p[0]) : '\0', behind;
    size_t from = close != '\0';
    while (from && from < s.n && s.p[from] == ' ')
        from++;
    if (!take_time(&r, str_skip(s, from)))
        return false;
    behind = char_at(&r, r.at);
    bool closed = close && behind == close;
    if (close && !closed && close != ']')
        return false;
    *out = (struct log_time){.n = from + r.at + closed,
                             .has_date = r.has_date,
                             .has_year = r.has_date && r.has_year,
                             .open = close && !closed,
                             .comma = r.comma,
                             .number = r.number,
                             .zone = r.zone,
                             .east_s = r.east_s,
                             .name = r.name,
                             .civil = r.c};
    return true;
}

/* --- what it means --- */

static int64_t in_year(const struct log_time *t, int year, const struct zone *zone, int64_t after_ms)
{
    struct civil c = t->civil;
    c.year = year;
    int64_t local_ms = timestamp_from_civil(&c), ms = NO_TIME;
    if (t->name.n && zone)
        ms = zone_utc_named(zone, local_ms, t->name);
    if (ms != NO_TIME)
        return ms;
    if (t->zone == TIME_ZONE_NONE)
        return zone_utc(zone, local_ms, after_ms);
    return t->zone == TIME_ZONE_OFFSET ? local_ms - t->east_s * (int64_t)1000 : NO_TIME;
}

int64_t log_time_ms(const struct log_time *t, const struct zone *zone, int64_t now_ms, int64_t after_ms)
{
    enum { GRACE_MS = 86400000, LEAP_YEARS_MOST = 8 };
    if (!t->has_date)
        return NO_TIME;
    if (t->has_year)
        return in_year(t, t->civil.year, zone, after_ms);
    if (now_ms == NO_TIME)
        return NO_TIME;
    int year = timestamp_civil(now_ms + GRACE_MS).year;
    for (int i = 0; i <= LEAP_YEARS_MOST; i++, year--) {
        bool exists = t->civil.month != 2 || t->civil.day != 29 || is_leap(year);
        int64_t ms = exists ? in_year(t, year, zone, after_ms) : NO_TIME;
        if (ms != NO_TIME && ms <= now_ms + GRACE_MS)
            return ms;
    }
    return NO_TIME;
}
