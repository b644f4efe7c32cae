/*
 * expression: the words of the language of --where: where a field's name, a value, a regex ends, and what is
 * a word of the language itself. It knows nothing of fields.
 */
#ifndef SIGTAIL_EXPRESSION_H
#define SIGTAIL_EXPRESSION_H

#include "base/err.h"

/* Take `word`, in any case, and the white space behind it, off the front of `*rest`; false when it does not
 * stand there.
 */
bool expression_take(struct str *rest, const char *word);

/* Length of the name of a field, or of a raw path, at the start of `rest`; 0: there is none. */
size_t expression_name(struct str rest);

/*
 * Length of what stands unquoted at the start of `rest`, without white space behind it. It ends at one of
 * `ends`, at a parenthesis that it did not open, and before the word `and` or `or`. In a regex escapes and
 * classes of characters hide parentheses.
 */
enum expression_kind { EXPRESSION_VALUE, EXPRESSION_REGEX };
size_t expression_bare(struct str rest, const char *ends, enum expression_kind kind);

/* Does a test end where `rest` begins: at the end, a parenthesis, `and` or `or`? */
bool expression_ends(struct str rest);

/* Set the place in `err` to that of `part`, which is a part of `text`. */
bool expression_at(struct str text, struct str part, struct err *err);

#endif
