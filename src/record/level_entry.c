#include "record/level_entry.h"

#include "base/ascii.h"

static size_t letters_at(struct str s, size_t at)
{
    return str_past(s, at, is_letter) - at;
}

static bool all_upper(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] & 0x20)
            return false;
    return true;
}

/* No byte of ASCII: an arrow, a cross, an emoji; a word of another script, which a colon may end. */
static bool is_sign(struct str s)
{
    size_t n = 0;
    while (n < s.n && (s.p[n] & 0x80))
        n++;
    return n && str_skip(s, n).n == (n < s.n && s.p[n] == ':');
}

/* A word, with what stands around it. */
static bool read_word(struct str s, struct level_entry *out)
{
    char first = s.p[0], last = s.p[s.n - 1];
    size_t before = first == '=' || first == '[', n = letters_at(s, before), behind = s.n - before - n;
    out->text = str_of(s.p + before, n);
    if (is_sign(s)) {
        out->text = s;
        out->forms = LEVEL_SIGN;
        return true;
    }
    if (n == 0 || behind > 1)
        return false;
    if (behind == 0 && first != '[') {
        out->forms = first == '='           ? LEVEL_VALUE
                     : n == 1               ? LEVEL_BRACKET
                     : all_upper(out->text) ? LEVEL_CAPS
                                            : LEVEL_BRACKET | LEVEL_COLON | LEVEL_BARE;
        return true;
    }
    out->forms = first == '[' ? LEVEL_BRACKET : LEVEL_UPPER;
    return first == '[' ? last == ']' : before == 0 && last == ':' && all_upper(out->text);
}

static bool has_letter(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_letter(s.p[i]) || (s.p[i] & 0x80))
            return true;
    return false;
}

/* Take what the ends of `s` say, and leave what stands between. */
static struct str take_edges(struct str s, unsigned *edges)
{
    if (s.p[0] == '^' || s.p[0] == ' ') {
        *edges |= s.p[0] == '^' ? EDGE_START : EDGE_LEFT;
        s = str_skip(s, 1);
    }
    if (s.n && (s.p[s.n - 1] == '$' || s.p[s.n - 1] == ' ')) {
        bool end = s.p[--s.n] == '$', word = s.n && is_word_byte(s.p[s.n - 1]);
        *edges |= end ? EDGE_END : word ? EDGE_RIGHT : EDGE_BLANK;
    }
    return s;
}

/* A * at the very start is one of the text. */
static size_t find_star(struct str s)
{
    size_t at = s.n < 3 ? s.n : 3;
    while (at < s.n && s.p[at] != '*')
        at++;
    return at;
}

const char *level_entry_read(struct str entry, struct level_entry *out)
{
    *out = (struct level_entry){.phrase = false};
    if (entry.n == 0)
        return "it is empty";
    if (read_word(entry, out))
        return NULL;
    out->phrase = true;
    out->forms = 0;
    struct str s = take_edges(entry, &out->edges);
    size_t star = out->edges & EDGE_START ? find_star(s) : s.n;
    out->text = str_head(s, star);
    out->tail = str_skip(s, star + 1);
    if (star < s.n && (out->tail.n == 0 || (out->edges & EDGE_END)))
        return "a * stands between two texts";
    if (out->text.n < 2 || (!has_letter(s) && !(out->edges & EDGE_START)))
        return "a phrase is at least two characters, and has a letter";
    return NULL;
}
