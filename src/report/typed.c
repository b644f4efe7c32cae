#include "report/typed.h"

#include "base/ascii.h"

/* By their first letters. Those whose names are words as well (find, kill, cut, service) are known by an
 * option alone. */
static const struct str PROGRAMS['z' - 'a' + 1] = {
    ['a' - 'a'] = STR_INIT(" apt apt-get aws az "),
    ['b' - 'a'] = STR_INIT(" brew bun bundle "),
    ['c' - 'a'] =
        STR_INIT(" caddy cargo cat certbot chmod chown cloudflared composer conda coredumpctl curl "),
    ['d' - 'a'] = STR_INIT(" df dig dmesg docker docker-compose du "),
    ['e' - 'a'] = STR_INIT(" echo "),
    ['f' - 'a'] = STR_INIT(" ffmpeg fsck "),
    ['g' - 'a'] = STR_INIT(" gcloud gem gh git gpg grep "),
    ['h' - 'a'] = STR_INIT(" haproxy helm heroku "),
    ['i' - 'a'] = STR_INIT(" iostat "),
    ['j' - 'a'] = STR_INIT(" java journalctl "),
    ['k' - 'a'] = STR_INIT(" kafka-topics kubectl "),
    ['l' - 'a'] = STR_INIT(" ls lsof "),
    ['m' - 'a'] = STR_INIT(" mongosh mysql mysqladmin "),
    ['n' - 'a'] = STR_INIT(" nats nc netstat nginx node npm npx nslookup nvidia-smi "),
    ['o' - 'a'] = STR_INIT(" ollama openssl "),
    ['p' - 'a'] = STR_INIT(" php pip pip3 pm2 pnpm podman poetry ps psql python python3 "),
    ['r' - 'a'] = STR_INIT(" rabbitmq-diagnostics rabbitmqctl redis-cli resolvectl rsync ruby "),
    ['s' - 'a'] = STR_INIT(
        " scp sed sigtail smartctl socat sqlite3 ss ssh sudo supervisorctl sysctl systemctl systemd-cgtop "),
    ['t' - 'a'] = STR_INIT(" tar tb terraform timedatectl traceroute "),
    ['u' - 'a'] = STR_INIT(" ufw uv "),
    ['v' - 'a'] = STR_INIT(" vercel "),
    ['w' - 'a'] = STR_INIT(" wget wrangler "),
    ['y' - 'a'] = STR_INIT(" yarn "),
};

/* Of HTTP APIs, in the way that their documentation writes calls. */
static const struct str METHODS = STR_INIT(" PUT POST DELETE ");

/* Words of prose behind a command, which are no arguments of it. */
static const struct str PROSE = STR_INIT(
    " a again all also an and any are around as at before behind beside but by can do does each for from "
    "gives had has he here how i if in into is it its lists look makes may must names no not now of off "
    "on once only or our out over prints says see should shows so still tells than that the their then "
    "there these they this those to too until was we were what when where which while who why will with "
    "withholds would you ");

/* In a list, each word stands between spaces. */
static bool is_among(struct str list, struct str word)
{
    for (size_t at = 1; at + word.n < list.n; at++)
        if (list.p[at - 1] == ' ' && list.p[at + word.n] == ' ' && memcmp(list.p + at, word.p, word.n) == 0)
            return true;
    return false;
}

enum { ASSIGNMENTS = 8 }; /* before a command, at most */

static bool space_at(struct str text, size_t at)
{
    return at < text.n && text.p[at] == ' ';
}

/* What closes that which is opened at `at`: a quote that is no apostrophe, a placeholder (<request id>); else
 * 0. */
static char closing(struct str text, size_t at)
{
    char c = text.p[at], before = at ? text.p[at - 1] : ' ';
    if (c == '<')
        return at + 1 < text.n && is_letter(text.p[at + 1]) ? '>' : '\0';
    return (c == '"' || c == '\'') && !is_letter(before) && !is_digit(before) ? c : '\0';
}

/* The end of the word at `at`, whose quotes may hold spaces. */
static size_t word_end(struct str text, size_t at)
{
    while (at < text.n && text.p[at] != ' ') {
        char close = closing(text, at++);
        size_t inside = close ? str_chr(str_skip(text, at), close) : 0;
        if (close && at + inside < text.n)
            at += inside + 1;
    }
    return at;
}

static struct str word_at(struct str text, size_t at)
{
    return str_skip(str_head(text, word_end(text, at)), at);
}

/* Without the mark of prose at its end. */
static struct str bare_of(struct str word)
{
    while (word.n && str_among(",;:.)`", word.p[word.n - 1]))
        word.n--;
    return word;
}

static bool is_assignment(struct str word)
{
    size_t n = 0;
    while (n < word.n && (is_upper(word.p[n]) || word.p[n] == '_' || (n && is_digit(word.p[n]))))
        n++;
    return n && n < word.n && word.p[n] == '=';
}

static bool is_option(struct str word)
{
    return word.n > 1 && word.p[0] == '-' && (is_letter(word.p[1]) || word.p[1] == '-');
}

/* "daemon-reload", "s3": such words are prose as well. */
static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (!is_lower(word.p[i]) && !is_digit(word.p[i]) && !str_among("-.", word.p[i]))
            return false;
    return word.n && is_lower(word.p[0]);
}

/* Does a word have what no word of prose has, or is it in capitals (HOST), a number? */
static bool is_marked(struct str word)
{
    bool small = false;
    if (word.n == 1 && word.p[0] == '/') /* between two commands */
        return false;
    for (size_t i = 0; i < word.n; i++) {
        if (str_among("<>|$/=_@{*\"&:\\", word.p[i]))
            return true;
        small |= !is_upper(word.p[i]) && !is_digit(word.p[i]);
    }
    return word.n && (!small || str_among("-'.", word.p[0]));
}

/* Is `word` the path of a call, no whole address? */
static bool is_path(struct str word)
{
    return str_chr(word, '/') < word.n && str_find(word, STR("://")) == word.n;
}

/* Does the command called `name` begin, with the word at `next` of `text` behind it? */
static bool begins_command(struct str name, struct str text, size_t next)
{
    if (is_upper(name.p[0]))
        return is_among(METHODS, name) && is_path(word_at(text, next));
    if (!is_lower(name.p[0]))
        return false;
    return is_among(PROGRAMS[name.p[0] - 'a'], name) || (is_option(str_skip(text, next)) && is_plain(name));
}

/* The end of the arguments behind a program's name that ends at `end`; two spaces, or a mark, end them. */
static size_t arguments_end(struct str text, size_t end)
{
    enum { PLAIN_MOST = 4 }; /* in a row: aws cognitiveservices account deployment list */
    unsigned plain = 0;
    while (space_at(text, end) && !space_at(text, end + 1) && !str_among(",;:.)`", text.p[end - 1])) {
        struct str word = word_at(text, end + 1), bare = bare_of(word);
        bool marked = is_marked(bare);
        plain = marked ? 0 : plain + 1;
        if (!marked && (!is_plain(bare) || is_among(PROSE, bare) || plain > PLAIN_MOST))
            break;
        end += 1 + word.n;
    }
    return end;
}

static size_t command_end(struct str text, size_t at)
{
    size_t open = str_among("(`\"'", text.p[at]), end = at + str_chr(str_skip(text, at), ' ');
    struct str name = str_skip(str_head(text, end), at + open);
    if (name.n == 0 || !space_at(text, end) || !begins_command(name, text, end + 1))
        return at;
    size_t all = arguments_end(text, end);
    return all > end ? all : at;
}

size_t typed_end(struct str text, size_t at)
{
    size_t end = at;
    if (!is_assignment(str_skip(text, at)))
        return command_end(text, at);
    for (unsigned i = 0; i < ASSIGNMENTS && is_assignment(str_skip(text, end)); i++)
        end = word_end(text, end) + 1;
    size_t behind = end < text.n ? command_end(text, end) : end;
    return behind > end ? behind : word_end(text, at);
}
