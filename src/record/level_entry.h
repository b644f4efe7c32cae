/*
 * level_entry: one entry of `levels:`, a word or a phrase that says how bad something is; how it is written
 * stands at the top of patterns/levels.yaml.
 */
#ifndef SIGTAIL_LEVEL_ENTRY_H
#define SIGTAIL_LEVEL_ENTRY_H

#include "base/str.h"

/* How a word may stand in a line to be a level there; in a field that holds a level any of them is one. */
enum level_form {
    LEVEL_VALUE = 0,   /* not in a line */
    LEVEL_BRACKET = 1, /* [word], (word) */
    LEVEL_COLON = 2,   /* word: */
    LEVEL_BARE = 4,    /* WORD, and before a tab or a column of blanks in any case */
    LEVEL_UPPER = 8,   /* WORD: */
    LEVEL_CAPS = 32,   /* WORD, and nothing else */
    LEVEL_SIGN = 16    /* a sign, with a blank or the end behind */
};

/* What must stand around a phrase. */
enum level_edge {
    EDGE_LEFT = 1,  /* no letter, digit or _ before */
    EDGE_RIGHT = 2, /* and none behind */
    EDGE_BLANK = 4, /* a blank or the end behind */
    EDGE_START = 8, /* it begins its line */
    EDGE_END = 16   /* it ends its line */
};

struct level_entry {
    bool phrase;
    struct str text; /* the word, or the phrase (up to its *) */
    struct str tail; /* what must follow somewhere in the line; empty: nothing */
    unsigned forms;  /* of a word: enum level_form */
    unsigned edges;  /* of a phrase: enum level_edge */
};

/* Read `entry` into *out, which borrows it. What is wrong with it, or NULL. */
const char *level_entry_read(struct str entry, struct level_entry *out);

/* Which of 64 sets `c` is in: no letter is in one with a digit or a blank. */
static inline unsigned level_byte(char c)
{
    return (c & 31) | (c >> 1 & 32);
}

#endif
