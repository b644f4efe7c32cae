#include "tally/align.h"

#include "tally/token.h"
#include "tally/token_class.h"

enum { COLUMNS = 256 }; /* as many as a template of 512 bytes can have, each a byte and a blank */

/* The next mark in `s` from byte `at` on: where it starts; s.n when there is none. */
static size_t next_mark(struct str s, size_t at)
{
    while ((at += str_chr(str_skip(s, at), '<')) < s.n &&
           token_class_named(str_skip(s, at)) == TOKEN_CLASS_NONE)
        at++;
    return at < s.n ? at : s.n;
}

static size_t mark_end(struct str s, size_t at)
{
    return at + recognize_mark_at(str_skip(s, at)).n;
}

static unsigned marks_in(struct str s)
{
    unsigned n = 0;
    if (s.n == 0 || !memchr(s.p, '<', s.n)) /* most words */
        return 0;
    for (size_t at = next_mark(s, 0); at < s.n; at = next_mark(s, mark_end(s, at)))
        n++;
    return n;
}

unsigned align_wildcards(struct str template)
{
    unsigned n = marks_in(template);
    return n < ALIGN_WILDCARDS ? n : ALIGN_WILDCARDS;
}

/* Split `template` into the columns in which grouping compares it (token.h); returns how many there are. */
static size_t columns_of(struct str template, struct str columns[COLUMNS])
{
    LOCAL_BUF canon = {0};
    struct str last = STR("");
    size_t n = 0;
    buf_room(&canon, template.n + 1); /* canonical text is no longer: nothing moves */
    for (struct str token; n < COLUMNS && token_next(&template, &token);) {
        size_t at = canon.n;
        token_canon(token, &canon);
        struct str text = str_of(canon.p + at, canon.n - at), one = n ? token_fold(last, text) : STR("");
        last = one.n ? one : text;
        if (one.n)
            columns[n - 1].n = (size_t)(token.p + token.n - columns[n - 1].p);
        else
            columns[n++] = token;
    }
    return n;
}

/* What of the words `text` stands where `column` has its only mark. */
static struct str word_at(struct str column, struct str text)
{
    size_t at = next_mark(column, 0);
    struct str head = str_head(column, at), tail = str_skip(column, mark_end(column, at));
    bool same = text.n > head.n + tail.n && str_starts(text, head) && str_ends(text, tail);
    return same ? str_of(text.p + head.n, text.n - head.n - tail.n) : text;
}

/* The only mark of `text` stands for no more than a part of what the only one of `column` stands for. */
static void take_around(struct str column, struct str text, struct align_source *out)
{
    struct str all = word_at(column, text);
    size_t at = next_mark(all, 0);
    out->head = str_head(all, at);
    out->tail = at < all.n ? str_skip(all, mark_end(all, at)) : STR("");
}

static struct align_source source_of(struct str column, struct str text, unsigned marks, unsigned number,
                                     unsigned first)
{
    unsigned own = marks_in(text);
    struct align_source out = {.wildcard = -1};
    if (own == marks && first + number < ALIGN_WILDCARDS) {
        out.wildcard = (int)(first + number);
        if (own == 1)
            take_around(column, text, &out);
    } else if (own == 0 && marks == 1) {
        out.word = word_at(column, text);
    }
    return out;
}

/* The same without looking for lists, which are several tokens but one column. */
static size_t tokens_of(struct str template, struct str tokens[COLUMNS])
{
    size_t n = 0;
    while (n < COLUMNS && token_next(&template, &tokens[n]))
        n++;
    return n;
}

/* Is every word of `to` that is no wildcard the same in `from`? */
static bool same_words(const struct str *to, const struct str *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!str_eq(to[i], from[i]) && next_mark(to[i], 0) == to[i].n)
            return false;
    return true;
}

/* Split both into columns, by tokens where that is enough. Returns how many; 0: they do not agree. */
static size_t split(struct str cluster, struct str template, struct str to[COLUMNS], struct str from[COLUMNS])
{
    size_t n = tokens_of(cluster, to);
    if (tokens_of(template, from) == n && same_words(to, from, n))
        return n;
    n = columns_of(cluster, to);
    return columns_of(template, from) == n ? n : 0;
}

unsigned align(struct str cluster, struct str template, struct align_source out[ALIGN_WILDCARDS])
{
    struct str to[COLUMNS], from[COLUMNS];
    size_t n = split(cluster, template, to, from);
    unsigned wildcards = 0, first = 0; /* of the template's wildcards those before this column */
    for (size_t i = 0; i < n && wildcards < ALIGN_WILDCARDS; i++) {
        unsigned marks = marks_in(to[i]);
        for (unsigned k = 0; k < marks && wildcards < ALIGN_WILDCARDS; k++)
            out[wildcards++] = source_of(to[i], from[i], marks, k, first);
        first += str_eq(to[i], from[i]) ? marks : marks_in(from[i]);
    }
    for (unsigned all = n ? wildcards : align_wildcards(cluster); wildcards < all;)
        out[wildcards++] = (struct align_source){.wildcard = -1};
    return wildcards;
}
