#include "base/secrets.h"

#include "base/redact_bytes.h"

/* One byte to the left in a name, past what parts its words; `at` when it ends there. */
static size_t back(struct str s, size_t at)
{
    while (at && (s.p[at - 1] == '_' || s.p[at - 1] == '-'))
        at--;
    if (at > 1 && s.p[at - 1] == ' ' && is_alnum(s.p[at - 2]))
        at--;
    return at;
}

/* Where `ending` begins in what ends at `end`; `end` when it does not end so. */
static size_t ending_begins(struct str s, size_t end, struct str ending)
{
    size_t at = end;
    for (size_t left = ending.n; left; left--) {
        size_t next = left < ending.n ? back(s, at) : at;
        if (!next || to_lower(s.p[next - 1]) != ending.p[left - 1])
            return end;
        at = next - 1;
    }
    return at;
}

static bool begins_word(struct str s, size_t at)
{
    return at == 0 || !is_alnum(s.p[at - 1]) || (is_upper(s.p[at]) && is_lower(s.p[at - 1]));
}

/* A number behind a name is none of it: password2, Signature-256. */
static size_t without_number(struct str s, size_t end)
{
    size_t at = end;
    while (at && end - at < 4 && (is_digit(s.p[at - 1]) || s.p[at - 1] == '_' || s.p[at - 1] == '-'))
        at--;
    return at ? at : end;
}

static const struct secret_name *name_in(const struct secrets *k, struct str s, size_t end, bool query,
                                         size_t *begins)
{
    unsigned letter = secrets_letter(to_lower(s.p[end - 1]));
    char before = end > 1 ? s.p[end - 2] : '\0';
    if (is_alnum(before) ? !(k->name_pairs[letter] & secrets_bit(before)) : !is_word(before) && before != ' ')
        return NULL;
    for (unsigned i = k->name_from[letter]; i < k->name_from[letter + 1]; i++) {
        const struct secret_name *n = &k->names[i];
        if (is_alnum(before) && to_lower(before) != n->ending.p[n->ending.n - 2])
            continue;
        size_t at = n->demand != DEMAND_QUERY || query ? ending_begins(s, end, n->ending) : end;
        if (at < end && (!n->word || begins_word(s, at))) {
            *begins = at;
            return n;
        }
    }
    return NULL;
}

enum demand secrets_demand(const struct secrets *k, struct str s, size_t end, bool query, size_t *begins)
{
    end = without_number(s, end);
    for (; k && end; k = k->next) {
        const struct secret_name *n = name_in(k, s, end, query, begins);
        if (n)
            return n->demand;
    }
    return DEMAND_NEVER;
}

static bool is_letter_of_any(char c)
{
    return is_letter(c) || (unsigned char)c >= 0x80;
}

static bool is_like(struct str word, struct str entry)
{
    if (entry.p[0] != '*' || entry.n == 1)
        return str_eq_nocase(word, entry);
    struct str end = str_skip(entry, 1);
    return word.n > end.n + 1 && str_eq_nocase(str_skip(word, word.n - end.n), end) &&
           count_of(word, is_letter_of_any) == word.n;
}

bool secrets_list(const struct secrets *k, enum secret_list list, struct str word)
{
    for (; k && word.n; k = k->next)
        for (size_t i = 0; k->list_starts[list] & secrets_bit(word.p[0]) && i < k->list_counts[list]; i++)
            if (is_like(word, k->lists[list][i]))
                return true;
    return false;
}
