/*
 * draft: the regex of a template. Literals are quoted; wildcards become captures of their forms, named by
 * what stands before them or by the form.
 */
#ifndef SIGTAIL_DRAFT_H
#define SIGTAIL_DRAFT_H

#include "base/buf.h"
#include "tally/form.h"

enum draft_anchor {
    DRAFT_WHOLE, /* all of the text */
    DRAFT_START, /* from its start; the text may go on */
    DRAFT_WORDS  /* anywhere, at ends of words */
};

struct draft_style {
    enum draft_anchor anchor;
    size_t most; /* bytes of the template to use, to the end of a token; 0: all */
    bool loose;  /* wildcards match any text */
};

enum { DRAFT_CAPTURES = 8, DRAFT_NAME = 24 };

struct draft_capture {
    char name[DRAFT_NAME];
    enum form form;
};

struct draft {
    struct buf regex;
    struct draft_capture captures[DRAFT_CAPTURES];
    size_t capture_count;
};

/* Fill the zeroed `d`. False when less than 4 letters of the template would be literal: no signature. */
MUST_CHECK bool draft_make(struct draft *d, struct str template, const struct draft_style *style);
void draft_free(struct draft *d);

/* Append an id of [a-z0-9-] made of the first literal words of `template`, "error" when there are none. */
void draft_slug(struct str template, struct buf *out);

#endif
