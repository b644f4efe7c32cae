/*
 * literal: what can be read off a regex without running it: bytes that stand in every text it matches, and
 * where its alternatives are. It errs on one side only: when a construct is not understood there is no
 * literal, never a wrong one.
 *
 * A literal holds only bytes that encoders of JSON leave as they are (printable ASCII without " \ / < > & ',
 * and what is beyond ASCII, which some write as \u), so a text that holds it holds it in its escaped form
 * too.
 */
#ifndef SIGTAIL_LITERAL_H
#define SIGTAIL_LITERAL_H

#include "base/arena.h"

enum { LITERAL_LEAST = 4, LITERAL_MOST = 64 };

struct regex_literals {
    /* Lower case; each match has at least one of them in its text, compared without ASCII case. None when
     * literal_count is 0. Each is LITERAL_LEAST to LITERAL_MOST bytes. */
    struct str *literals;
    size_t literal_count;
    /* Parts of the regex that are one of two or more alternatives, of the whole or of a group; those in
     * lookarounds excepted. */
    struct str *alternatives;
    size_t alternative_count;
};

/* What can be read off the PCRE2 `regex`, which must compile. Memory from `a`. */
struct regex_literals regex_literals_of(struct str regex, struct arena *a);

#endif
