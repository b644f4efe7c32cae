/*
 * level_word: the words by which programs say how bad something is. The words are data: `levels:` in
 * patterns/levels.yaml, of which level_words.c is made when the program is built.
 */
#ifndef SIGTAIL_LEVEL_WORD_H
#define SIGTAIL_LEVEL_WORD_H

#include "record/record.h"

/* How a word may stand in a line to be a level there; in a field that holds a level any of them is one. */
enum level_form {
    LEVEL_VALUE = 0,   /* not in a line */
    LEVEL_BRACKET = 1, /* [word], (word) */
    LEVEL_COLON = 2,   /* word: */
    LEVEL_UPPER = 8,   /* WORD: */
    LEVEL_BARE = 4     /* WORD, and before a tab or a column of blanks in any case */
};

struct level_word {
    struct str word; /* in lower case */
    enum level level;
    unsigned forms;
};

/* The row of `word`, in any case; NULL when it is no level. */
const struct level_word *level_word_of(struct str word);

#endif
