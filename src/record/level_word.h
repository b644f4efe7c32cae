/*
 * level_word: the words and phrases by which programs say how bad something is. They are data: `levels:` in
 * patterns/levels.yaml, of which the tables below are made when the program is built (patterns/words.c), and
 * those that a user adds.
 */
#ifndef SIGTAIL_LEVEL_WORD_H
#define SIGTAIL_LEVEL_WORD_H

#include "base/arena.h"
#include "record/level_entry.h"
#include "record/record.h"

struct level_word {
    struct str word; /* in lower case */
    enum level level;
    unsigned forms; /* enum level_form */
};

struct level_phrase {
    struct level_entry entry;
    enum level level;
    unsigned pair; /* where in its text the pair stands by which it is found */
};

/* --- the shipped ones --- */

enum { LEVEL_WORD_MOST = 15 };
extern const struct level_word level_words[]; /* by length */
extern const unsigned char
    level_word_from[]; /* where those of each length begin, up to LEVEL_WORD_MOST + 1 */
/* By their pair, one of BYTE_SCAN_PAIRS, and level_byte() of what follows it: those that end with it are
 * there 64 times. */
extern const struct level_phrase level_phrases[];
extern const unsigned short
    level_phrase_from[];                     /* where those of 64 * pair + level_byte begin; and the end */
extern const uint64_t level_phrase_thirds[]; /* of each pair: the level_byte()s of which there are some */
extern const struct level_phrase level_starts[];   /* those that stand at the start and hold no pair */
extern const unsigned short level_start_from[257]; /* where those that begin with each byte begin */
/* Of the first byte of a line in which a word or a start may stand: the second and third (& 31) it may have.
 */
extern const uint64_t level_gate[256]; /* second: bits 0..31, third: 32..63 */

/* --- the user's --- */

/* Filled once, then immutable. */
struct level_table {
    struct arena arena;
    struct level_word *words;
    struct level_phrase *phrases;
    size_t word_count, phrase_count;
};

void level_table_free(struct level_table *t);
/* Add `entry` of `level`; it is copied. What is wrong with it (level_entry_read), or NULL. */
const char *level_table_add(struct level_table *t, enum level level, struct str entry);

/* `t`, or NULL when it is empty. */
static inline const struct level_table *level_table_given(const struct level_table *t)
{
    return t->word_count || t->phrase_count ? t : NULL;
}

/* The row of `word`, in any case, the user's first (`own` may be NULL); NULL when it is no level. */
const struct level_word *level_word_of(const struct level_table *own, struct str word);

/* Does the phrase `p` stand in `s` at `at`? What EDGE_START asks for is not looked at. */
bool level_phrase_stands(const struct level_phrase *p, struct str s, size_t at);

#endif
