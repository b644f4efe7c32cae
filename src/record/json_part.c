#include "record/json_part.h"

#include "record/json.h"

enum { TRIES = 4 };

/* Does the first key of an object follow the brace at `at`? */
static bool opens(struct str s, size_t at)
{
    at++;
    while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\n' || s.p[at] == '\t' || s.p[at] == '\r'))
        at++;
    return at < s.n && s.p[at] == '"';
}

bool json_part_find(struct str text, struct json_part *out)
{
    size_t at = 0;
    for (unsigned tries = 0; tries < TRIES; at++) {
        at += str_chr(str_skip(text, at), '{');
        if (at >= text.n)
            return false;
        if (!opens(text, at))
            continue;
        size_t n = json_measure(str_skip(text, at));
        tries++;
        if (n == 0)
            continue;
        *out = (struct json_part){str_trim(str_head(text, at)), str_of(text.p + at, n),
                                  str_trim(str_skip(text, at + n))};
        return true;
    }
    return false;
}
