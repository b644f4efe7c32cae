#include "base/timestamp.h"

#include "base/ascii.h"
#include "base/log_time.h"

/* Howard Hinnant's days_from_civil and civil_from_days (chrono-compatible low-level date algorithms). */
int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t timestamp_from_civil(const struct civil *c)
{
    int64_t days = days_from_civil(c->year, c->month, c->day);
    return (((days * 24 + c->hour) * 60 + c->minute) * 60 + c->second) * 1000 + c->ms;
}

struct civil timestamp_civil(int64_t ms)
{
    int64_t days = ms >= 0 ? ms / 86400000 : -((-ms + 86399999) / 86400000);
    int64_t rest = ms - days * 86400000, z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){.year = (int)(yoe + era * 400 + (month <= 2)),
                          .month = month,
                          .day = (int)(doy - (153 * mp + 2) / 5 + 1),
                          .hour = (int)(rest / 3600000),
                          .minute = (int)(rest / 60000 % 60),
                          .second = (int)(rest / 1000 % 60),
                          .ms = (int)(rest % 1000)};
}

/* `n` digits at `s[at]` into *out; false when they are not digits. */
static bool digits(struct str s, size_t at, int n, int *out)
{
    int v = 0;
    if (at + (size_t)n > s.n)
        return false;
    for (int i = 0; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)s.p[at + (size_t)i] - '0';
        if (d > 9)
            return false;
        v = v * 10 + (int)d;
    }
    *out = v;
    return true;
}

static bool char_at(struct str s, size_t at, char c)
{
    return at < s.n && s.p[at] == c;
}

/* Fraction after "." or ",": milliseconds, truncated. Returns where it ends. */
static size_t fraction(struct str s, size_t at, int *ms)
{
    int scale = 100;
    if (!char_at(s, at, '.') && !char_at(s, at, ','))
        return at;
    for (at++; at < s.n && is_digit(s.p[at]); at++) {
        *ms += (s.p[at] - '0') * scale;
        scale /= 10;
    }
    return at;
}

/* Zone at `at`: minutes east of UTC in *minutes. Returns where it ends (`at` when there is none). */
static size_t zone(struct str s, size_t at, int *minutes)
{
    int h, m;
    if (char_at(s, at, 'Z') || char_at(s, at, 'z'))
        return at + 1;
    if (str_starts(str_skip(s, at), STR(" UTC")))
        return at + 4;
    if (!char_at(s, at, '+') && !char_at(s, at, '-'))
        return at;
    if (!digits(s, at + 1, 2, &h))
        return at;
    size_t colon = char_at(s, at + 3, ':');
    if (!digits(s, at + 3 + colon, 2, &m))
        return at;
    *minutes = (s.p[at] == '-' ? -1 : 1) * (h * 60 + m);
    return at + 5 + colon;
}

static bool civil_valid(const struct civil *c)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return c->month >= 1 && c->month <= 12 && c->day >= 1 && c->day <= days[c->month - 1] && c->hour <= 23 &&
           c->minute <= 59 && c->second <= 60;
}

bool timestamp_parse_iso(struct str s, int64_t *ms, size_t *used)
{
    struct civil c = {0};
    int east = 0;
    size_t at = 16;
    if (s.n < 16 || s.p[4] != '-' || s.p[7] != '-' || (s.p[10] != 'T' && s.p[10] != ' ') || s.p[13] != ':')
        return false;
    if (!digits(s, 0, 4, &c.year) || !digits(s, 5, 2, &c.month) || !digits(s, 8, 2, &c.day) ||
        !digits(s, 11, 2, &c.hour) || !digits(s, 14, 2, &c.minute))
        return false;
    if (char_at(s, at, ':') && digits(s, at + 1, 2, &c.second))
        at = fraction(s, at + 3, &c.ms);
    if (!civil_valid(&c))
        return false;
    *used = zone(s, at, &east);
    *ms = timestamp_from_civil(&c) - (int64_t)east * 60000;
    return true;
}

int64_t timestamp_from_number(double v)
{
    static const double per_us[] = {1e-6, 1e-3, 1, 1e3}; /* s, ms, us, ns */
    for (size_t i = 0; i < COUNT_OF(per_us); i++) {
        double us = v / per_us[i];
        if (us > UNIX_FIRST_MS * 1e3 && us < UNIX_LAST_MS * 1e3)
            return (int64_t)(us + 0.5) / 1000; /* whole us first: 1.25 s may stand a hair below 1250 ms */
    }
    return NO_TIME;
}

/* --- times inside of JSON or JavaScript --- */

/* The value of `"key":` in `json`, quoted or not, as far as its digits, letters and the like go. */
static struct str member(struct str json, struct str key)
{
    size_t at = str_find(json, key);
    struct str rest = str_trim(str_skip(json, at + key.n));
    if (at == json.n || rest.p[0] != ':')
        return str_of(NULL, 0);
    rest = str_trim(str_skip(rest, 1));
    if (rest.n && rest.p[0] == '"')
        return str_head(str_skip(rest, 1), str_chr(str_skip(rest, 1), '"'));
    size_t n = 0;
    while (n < rest.n && rest.p[n] != ',' && rest.p[n] != '}' && rest.p[n] != ' ')
        n++;
    return str_head(rest, n);
}

/* `{"seconds":1773568810,"nanos":500000000}` of protocol buffers, `{"epochSecond":...,"nanoOfSecond":...}`
 * of Log4j, `{"_seconds":...,"_nanoseconds":...}`. */
static int64_t from_seconds(struct str json)
{
    static const struct {
        struct str seconds, nanos;
    } keys[] = {{STR_INIT("\"seconds\""), STR_INIT("\"nanos\"")},
                {STR_INIT("\"seconds\""), STR_INIT("\"nanoseconds\"")},
                {STR_INIT("\"epochSecond\""), STR_INIT("\"nanoOfSecond\"")},
                {STR_INIT("\"_seconds\""), STR_INIT("\"_nanoseconds\"")}};
    int64_t found = NO_TIME;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        uint64_t seconds, nanos;
        if (!str_u64(member(json, keys[i].seconds), &seconds) || seconds >= UNIX_LAST_MS / 1000)
            continue;
        bool finer = str_u64(member(json, keys[i].nanos), &nanos) && nanos < 1000000000;
        if (finer || found == NO_TIME)
            found = (int64_t)seconds * 1000 + (finer ? (int64_t)(nanos / 1000000) : 0);
    }
    return found;
}

/* `{"$date":"..."}` and `{"$date":{"$numberLong":"..."}}` of MongoDB's extended JSON. */
static int64_t from_date(struct str json)
{
    struct str number = member(json, STR("\"$numberLong\"")), date = member(json, STR("\"$date\""));
    if (number.n == 0)
        number = date;
    return number.n && number.p[0] != '{' ? timestamp_from_text(number) : NO_TIME;
}

static int64_t from_wrapped(struct str s)
{
    if (str_starts(s, STR("/Date(")) && str_ends(s, STR(")/")))
        return timestamp_from_text(str_of(s.p + 6, str_past(s, 6, is_digit) - 6));
    if (s.n < 2 || s.p[0] != '{')
        return NO_TIME;
    int64_t ms = from_seconds(str_head(s, 256));
    return ms == NO_TIME ? from_date(str_head(s, 256)) : ms;
}

int64_t timestamp_from_text(struct str s)
{
    struct log_time t;
    double number;
    int64_t ms;
    uint64_t unix_ms;
    size_t used;
    if (s.n == 13 && str_u64(s, &unix_ms)) /* what most programs write; no other form is so */
        return timestamp_from_number((double)unix_ms);
    if (timestamp_parse_iso(s, &ms, &used) && used == s.n)
        return ms;
    if (log_time_at(s, &t) && t.n == s.n)
        return log_time_ms(&t, NULL, NO_TIME, NO_TIME);
    if (str_double(s, &number))
        return timestamp_from_number(number);
    if (s.n && (s.p[0] == '/' || s.p[0] == '{'))
        return from_wrapped(s);
    return timestamp_parse_iso(s, &ms, &used) ? ms : NO_TIME;
}

static const struct duration_unit {
    const char *name;
    int64_t ms;
} UNITS[] = {{"w", 604800000}, {"d", 86400000}, {"h", 3600000}, {"ms", 1}, {"m", 60000}, {"s", 1000}};

static const struct duration_unit *unit_at(struct str s)
{
    for (size_t i = 0; i < COUNT_OF(UNITS); i++)
        if (str_starts(s, str_z(UNITS[i].name)))
            return &UNITS[i];
    return NULL;
}

bool duration_parse(struct str s, int64_t *ms)
{
    double total = 0, v;
    if (s.n == 0)
        return false;
    while (s.n) {
        size_t n = 0;
        while (n < s.n && (is_digit(s.p[n]) || s.p[n] == '.'))
            n++;
        const struct duration_unit *unit = unit_at(str_skip(s, n));
        if (!unit || !str_double(str_head(s, n), &v))
            return false;
        total += v * (double)unit->ms;
        s = str_skip(s, n + strlen(unit->name));
    }
    if (!(total < 9e15))
        return false;
    *ms = (int64_t)total;
    return true;
}

void timestamp_format_rfc3339(int64_t ms, struct buf *out)
{
    if (ms == NO_TIME)
        return;
    struct civil c = timestamp_civil(ms);
    buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour, c.minute, c.second,
             c.ms);
}

void timestamp_format_json(int64_t ms, struct buf *out)
{
    buf_addz(out, ms == NO_TIME ? "null" : "\"");
    timestamp_format_rfc3339(ms, out);
    buf_addz(out, ms == NO_TIME ? "" : "\"");
}

void duration_format(int64_t ms, struct buf *out)
{
    static const struct duration_unit units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}};
    size_t i = 0;
    if (ms < 1000) {
        buf_addf(out, "%dms", (int)ms);
        return;
    }
    if (ms < 10000) {
        buf_addf(out, "%.1fs", (double)ms / 1000);
        return;
    }
    while (ms < units[i].ms)
        i++;
    buf_addf(out, "%lld%s", (long long)(ms / units[i].ms), units[i].name);
    if (i + 1 < COUNT_OF(units) && ms % units[i].ms / units[i + 1].ms)
        buf_addf(out, "%lld%s", (long long)(ms % units[i].ms / units[i + 1].ms), units[i + 1].name);
}
