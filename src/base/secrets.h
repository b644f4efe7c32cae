/*
 * secrets: what is known of secrets, as data: names, shapes and words, which patterns/secrets.yaml explains.
 * The shipped ones are made when the program is built; those of a user's files stand before them, in a chain.
 */
#ifndef SIGTAIL_SECRETS_H
#define SIGTAIL_SECRETS_H

#include "base/str.h"

/* What a value must be like to be a secret; the order of demand_names. */
enum demand {
    DEMAND_ANY,
    DEMAND_SPOKEN,
    DEMAND_WORDED,
    DEMAND_PLAIN,
    DEMAND_CODED,
    DEMAND_RANDOM,
    DEMAND_UNHASHED,
    DEMAND_QUERY,
    DEMAND_HEADER,
    DEMAND_COOKIE,
    DEMAND_NEVER,
    DEMAND_COUNT
};

struct secret_name {
    struct str ending; /* small letters and digits */
    bool word;         /* only as a word of its own: no "monkey" */
    enum demand demand;
};

enum secret_chars {
    CHARS_WORD,
    CHARS_ALNUM,
    CHARS_CAPITAL,
    CHARS_HEX,
    CHARS_DOTTED,
    CHARS_BASE64,
    CHARS_PATH,
    CHARS_COUNT
};

enum { SECRET_PIECES = 3 };

struct secret_piece {
    struct str before;
    enum secret_chars chars;
    unsigned least;
};

/* The first literal stays; # in it stands for digits. */
struct secret_shape {
    struct secret_piece pieces[SECRET_PIECES];
    size_t n;
};

enum secret_list {
    LIST_TELLS,
    LIST_FAULTS,
    LIST_DIAGNOSES,
    LIST_DIAGNOSED,
    LIST_SCHEMES,
    LIST_BARE_SCHEMES,
    LIST_ATTRIBUTES,
    LIST_NOT_MAIL,
    LIST_OPTIONS,
    SECRET_LISTS
};

enum { SECRET_LETTERS = 27 }; /* a to z, and what else a name may end in */

struct secrets {
    const struct secrets *next;      /* what counts less; NULL: nothing */
    const struct secret_name *names; /* by the last letter, the longest first */
    unsigned short name_from[SECRET_LETTERS + 1];
    unsigned name_pairs[SECRET_LETTERS]; /* of those of a letter, bits of the letters before it */
    const struct secret_shape *shapes;   /* by the first byte, # as 0 */
    unsigned short shape_from[256 + 1];
    unsigned shape_pairs[256]; /* of those of a first byte, bits of the second ones */
    const struct str *lists[SECRET_LISTS];
    size_t list_counts[SECRET_LISTS];
    unsigned list_starts[SECRET_LISTS]; /* bits of the letters that its words begin with */
};

/* The bit of a letter, whatever its case. */
static inline unsigned secrets_bit(char c)
{
    return 1u << (c & 31);
}

/* The number of what a name ends in, of its small letters. */
static inline unsigned secrets_letter(char c)
{
    return c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') : SECRET_LETTERS - 1;
}

extern const struct secrets secrets_shipped;

/* What the value of the name that ends at byte `end` of `s` must be like; `query`: as a URL's parameter.
 * *begins: where the ending does. */
enum demand secrets_demand(const struct secrets *k, struct str s, size_t end, bool query, size_t *begins);

/* Does the list hold `word`, in any case? "*ed" holds each word of letters that ends so. */
bool secrets_list(const struct secrets *k, enum secret_list list, struct str word);

/* May it hold a word that begins with `c`? */
static inline bool secrets_list_starts(const struct secrets *k, enum secret_list list, char c)
{
    for (; k; k = k->next)
        if (k->list_starts[list] & secrets_bit(c))
            return true;
    return false;
}

#endif
