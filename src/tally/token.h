/*
 * token: the parts of a template between spaces, in the canonical form in which templates are compared. The
 * types of wildcards do not count there (<ip> and <host> are both <*>) and lists count as one value
 * (<ip>,<ip> as <ip>), so that a template's canonical form, and with it a cluster's id, outlives small
 * changes.
 */
#ifndef SIGTAIL_TOKEN_H
#define SIGTAIL_TOKEN_H

#include "base/arena.h"
#include "base/buf.h"

/* What a token's core looks like. */
enum token_kind {
    TOKEN_MASKED,   /* nothing but wildcards */
    TOKEN_WILDCARD, /* a wildcard that grouping made, whose members differ in words */
    TOKEN_MIXED,    /* letters and wildcards: rdd_<*> */
    TOKEN_WORD,     /* a word that may be a value */
    TOKEN_CONST,    /* a word of the program: function words, outcomes, participles, ALL CAPITALS */
    TOKEN_PUNCT,
    TOKEN_ADDRESS, /* of a whole token: NAME:<*>, where others have a host and its port (clustering.c) */
    TOKEN_KINDS
};

struct token {
    struct str text;     /* canonical */
    uint16_t head, tail; /* bytes of text around its core: a key ("user=", "port:"), punctuation at its end */
    enum token_kind kind;  /* of the core */
    bool literal;          /* has words of the program: it may serve as context */
    bool name;             /* a core that is built like an identifier (a.b, fooBar, x-1) rather than a word */
    bool before_verb;      /* a verb follows: cannot, could, not, ... */
    bool before_to;        /* a verb follows behind "to": failed, unable, trying, ... */
    bool address;          /* NAME:<*>: perhaps a host and its port */
    bool keyed;            /* KEY=, and the key's values tell no message from another */
    bool nothing;          /* null, none, ...: a value that is not there */
    uint32_t wildcard;     /* the same token with its core a wildcard */
    uint64_t hash, around; /* of text; of head and tail alone */
};

/* Every token that occurs, once; ids are indexes. Zero-initialised is empty. */
struct vocabulary {
    struct arena *arena; /* where the texts live; set before use */
    struct token *v;
    size_t n, cap;
    uint32_t *table; /* open addressing; 0: free, else id + 1 */
    size_t size;
};

void vocabulary_free(struct vocabulary *voc);
/* The id of the token whose text in a template is `text` (not canonical yet). */
uint32_t token_of(struct vocabulary *voc, struct str text);

/* The wildcard that stands for all of the token `id` but the punctuation at its end. */
uint32_t token_bare(struct vocabulary *voc, uint32_t id);

static inline struct str token_core(const struct token *t)
{
    return str_of(t->text.p + t->head, t->text.n - t->head - t->tail);
}

/* Does `t` begin with a key and =, behind which a value stands? */
static inline bool token_has_key(const struct token *t)
{
    return t->head && t->text.p[t->head - 1] == '=';
}

/* Does `t` end in = or a colon, as the key of the value behind it? */
static inline bool token_is_key(const struct token *t)
{
    return str_ends(t->text, STR(":")) || str_ends(t->text, STR("="));
}

/* True when a verb stands behind `left`, and `before` that ("failed", "to"); either may be NULL. */
static inline bool token_governs_verb(const struct token *before, const struct token *left)
{
    return left && (left->before_verb || (before && before->before_to && str_eq(left->text, STR("to"))));
}

/*
 * The next token of `*rest`, which moves past it: up to a space, or to the end of a bracket that opens it and
 * holds a wildcard. False at the end.
 */
bool token_next(struct str *rest, struct str *token);
/*
 * The one canonical text for `a` and `b` behind it (both canonical), when they are one value: the next item
 * of a list, or the same in brackets ("<ip> (<host>)"). Empty when they are two.
 */
struct str token_fold(struct str a, struct str b);

/* Append the canonical form of one token: each wildcard as one byte, a list of wildcards as one. */
void token_canon(struct str text, struct buf *out);
/* t->around of the token without its head. */
uint64_t token_around_whole(const struct token *t);
/* The text, head, tail, kind and name of the canonical `text`, which is borrowed: that is cheaper than all.
 */
struct token token_glance(struct str text);

/* Append the canonical form of the whole of `template`. */
void token_canon_line(struct str template, struct buf *out);

#endif
