/*
 * template_regex: the regex of a template. Literals are quoted; wildcards become captures of their classes,
 * named by what stands before them or by the class.
 */
#ifndef SIGTAIL_TEMPLATE_REGEX_H
#define SIGTAIL_TEMPLATE_REGEX_H

#include "base/buf.h"
#include "tally/token_class.h"

enum template_regex_anchor {
    TEMPLATE_REGEX_WHOLE, /* all of the text */
    TEMPLATE_REGEX_START, /* from its start; the text may go on */
    TEMPLATE_REGEX_WORDS  /* anywhere, at ends of words */
};

struct template_regex_style {
    enum template_regex_anchor anchor;
    size_t most; /* bytes of the template to use, to the end of a token; 0: all */
    bool loose;  /* wildcards match any text */
};

enum { TEMPLATE_REGEX_CAPTURES = 8, TEMPLATE_REGEX_NAME = 24 };

struct template_regex_capture {
    char name[TEMPLATE_REGEX_NAME];
    enum token_class token_class;
};

struct template_regex {
    struct buf regex;
    struct template_regex_capture captures[TEMPLATE_REGEX_CAPTURES];
    size_t capture_count;
};

/* Fill the zeroed `d`. False when less than 4 letters of the template would be literal: no signature. */
MUST_CHECK bool template_regex_make(struct template_regex *d, struct str template,
                                    const struct template_regex_style *style);
void template_regex_free(struct template_regex *d);

/* Append an id of [a-z0-9-] made of the first literal words of `template`, "error" when there are none. */
void template_slug(struct str template, struct buf *out);

#endif
