#include "base/redact_internal.h"

enum { LOCAL_BYTES = 64, PORT_DIGITS = 5, PASSWORD_BYTES = 128, LINE_BYTES = 256 };

/* Of what stands before the @ of an e-mail address. */
static bool is_local(char c)
{
    return is_dotted(c) || c == '+' || c == '%' || (unsigned char)c >= 0x80;
}

static bool ends_authority(char c)
{
    return is_space(c) || is_quote_mark(c) || c == '/' || c == '?' || c == '#' || c == '<' || c == '>' ||
           c == '\\';
}

/* Behind the last @ of the authority from `at` on; 0: there is none. *colon: the first : in it. */
static size_t authority(struct str s, size_t at, size_t *colon)
{
    size_t last = 0;
    *colon = 0;
    for (; at < s.n && !ends_authority(s.p[at]); at++) {
        if (s.p[at] == ':' && !*colon && !last)
            *colon = at;
        else if (s.p[at] == '@')
            last = at + 1;
    }
    return last;
}

bool find_password(struct str s, size_t start, struct secret *out)
{
    size_t user = start + 3, colon, behind;
    if (!stands_at(s, start, STR("://")) || !(behind = authority(s, user, &colon)))
        return false;
    struct str name = between(s, user, behind - 1);
    *out = (struct secret){colon ? colon + 1 : user, behind - 1};
    return colon ? out->end > out->start
                 : longest_run(name) >= RANDOM_BYTES && count_of(name, is_digit) > 1; /* https://TOKEN@host */
}

/* ---- user:password ---- */

/* tcp(, unix(, ( or /, as Go's drivers write it, or a host and its port or path. */
static bool is_server(struct str s, size_t at)
{
    size_t host = str_past(s, at, is_dotted), port = host + 1, digits = str_past(s, port, is_digit);
    if (str_at(s, host) == '(' || (host == at && str_at(s, host) == '/'))
        return true;
    bool numbered = str_at(s, host) == ':' && digits > port && digits <= port + PORT_DIGITS;
    return host > at && numbered && !is_word(str_at(s, digits));
}

bool find_login(struct str s, size_t start, struct secret *out)
{
    size_t colon = str_past(s, start, is_dotted), at = colon + 1;
    if (str_at(s, colon) != ':' || !is_letter(s.p[start]))
        return false;
    while (at < s.n && at < colon + PASSWORD_BYTES && !ends_authority(s.p[at]) &&
           (s.p[at] != '@' || !is_server(s, at + 1)))
        at++;
    *out = (struct secret){colon + 1, at};
    return str_at(s, at) == '@' && at > colon + 1 && !value_is_placeholder(between(s, colon + 1, at));
}

/* Does the line hold the word `name` not far before `at`? */
static bool is_command(struct str s, size_t at, struct str name)
{
    size_t from = at < LINE_BYTES ? 0 : at - LINE_BYTES;
    for (size_t i = from; (i += str_find(between(s, i, at), name)) < at; i++)
        if (!is_word(s.p[i + name.n]) && (i == 0 || !is_word(s.p[i - 1])))
            return memchr(s.p + i, '\n', at - i) == NULL;
    return false;
}

/* Past curl's -uNAME and -sSu NAME at `at`, where other options without values may stand before the u; `at`:
 * it is none. */
static size_t past_short_user(struct str s, size_t at)
{
    size_t u = at + 1;
    while (u < s.n && str_among("ksSLvifgGIjlNpqRZ", s.p[u]))
        u++;
    return str_at(s, u) == 'u' && is_command(s, at, STR("curl")) ? str_past(s, u + 1, is_blank) : at;
}

/* Past the option at `at` that gives a user and a password, and what stands before its value; `at`: it is
 * none.
 */
static size_t past_option(struct str s, size_t at)
{
    static const struct {
        struct str option, of;
    } options[] = {{STR_INIT("-u"), STR_INIT("")},           {STR_INIT("--user"), STR_INIT("")},
                   {STR_INIT("--proxy-user"), STR_INIT("")}, {STR_INIT("-U"), STR_INIT("curl")},
                   {STR_INIT("--auth"), STR_INIT("")},       {STR_INIT("-a"), STR_INIT("http")},
                   {STR_INIT("-a"), STR_INIT("https")},      {STR_INIT("-a"), STR_INIT("xh")}};
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        size_t end = at + options[i].option.n, value = str_past(s, end + (str_at(s, end) == '='), is_blank);
        if (stands_at(s, at, options[i].option) && value > end &&
            (options[i].of.n == 0 || is_command(s, at, options[i].of)))
            return value + quote_at(s, value);
    }
    size_t value = past_short_user(s, at);
    return value > at ? value + quote_at(s, value) : at;
}

bool find_user_option(struct str s, size_t start, struct secret *out)
{
    size_t user = past_option(s, start);
    if (user == start || (start && !is_space(s.p[start - 1]) && !is_quote_mark(s.p[start - 1])))
        return false;
    char before = user > start ? s.p[user - 1] : ' ';
    size_t colon = str_past(s, user, is_local);
    size_t end = is_quote_mark(before) ? quoted_end(s, colon + 1, before, 0) : bare_end(s, colon + 1);
    if (str_at(s, colon) != ':' || colon == user)
        return false;
    struct str name = between(s, user, colon), value = between(s, colon + 1, end);
    *out = (struct secret){colon + 1, end};
    return value.n && value.p[0] != '/' && !value_is_placeholder(value) && !str_eq(name, value) &&
           count_of(value, is_digit) + count_of(name, is_digit) < value.n + name.n; /* -u 1000:1000 */
}

/* ---- options of programs ---- */

/* Where the value of `option`, "mysql -p*", begins when it stands at `at`; else `at`. */
static size_t past_program_option(struct str s, size_t at, struct str option)
{
    bool at_once = str_ends(option, STR("*"));
    size_t blank = str_chr(option, ' ');
    struct str flag = str_head(str_skip(option, blank + 1), option.n - blank - 1 - at_once);
    size_t value = at + flag.n;
    if (!stands_at(s, at, flag) || !is_command(s, at, str_head(option, blank)))
        return at;
    return at_once ? value : str_past(s, value, is_blank);
}

bool find_option(const struct secrets *k, struct str s, size_t start, struct secret *out)
{
    if (start == 0 || !is_blank(s.p[start - 1]) || !is_alnum(str_at(s, start + 1)))
        return false;
    for (; k; k = k->next)
        for (size_t i = 0; i < k->list_counts[LIST_OPTIONS]; i++) {
            size_t at = past_program_option(s, start, k->lists[LIST_OPTIONS][i]), quote = quote_at(s, at);
            out->start = at + quote;
            out->end = quote ? quoted_end(s, out->start, s.p[out->start - 1], quote - 1) : bare_end(s, at);
            if (at > start && out->end > out->start &&
                !value_is_placeholder(between(s, out->start, out->end)) && s.p[at] != '-')
                return true;
        }
    return false;
}

/* ---- e-mail ---- */

/* A domain at `at`: labels and a top level of letters, which is no file's or unit's ending. */
static bool is_domain(const struct secrets *k, struct str s, size_t at)
{
    size_t end = str_past(s, at, is_dotted), dot = end;
    if (stands_at(s, end, STR(REDACTED)))
        return false;
    while (end > at && !is_alnum(s.p[end - 1]))
        end--;
    for (dot = end; dot > at && s.p[dot - 1] != '.';)
        dot--;
    struct str top = between(s, dot, end);
    if (dot < at + 2 || top.n < 2 || count_of(top, is_letter) != top.n)
        return false;
    return !secrets_list(k, LIST_NOT_MAIL, top);
}

/* May an e-mail address begin at `at`? Not with the letter of \n. */
static bool mail_begins(struct str s, size_t at)
{
    char before = at ? s.p[at - 1] : ' ';
    if (!is_local(s.p[at]) || (before == '\\' && is_lower(s.p[at])) || stands_at(s, at, STR("-----")))
        return false;
    if (!is_local(before))
        return true;
    bool escaped = at >= 2 && s.p[at - 2] == '\\' && is_lower(before);
    return is_word(s.p[at]) && (!is_word(before) || escaped || (at >= 3 && s.p[at - 3] == '%'));
}

bool find_mail(const struct secrets *k, struct str s, size_t start, struct secret *out)
{
    if (!mail_begins(s, start))
        return false;
    size_t end = start + str_past(str_head(str_skip(s, start), LOCAL_BYTES), 0, is_local);
    *out = (struct secret){start, end};
    return str_at(s, end) == '@' && is_domain(k, s, end + 1) &&
           !secrets_list(k, LIST_NOT_MAIL, between(s, start, end + 1));
}
