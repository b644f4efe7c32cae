/*
 * prove: a table of signatures proves itself by its own examples, before any log is read. It finds:
 *
 * - an example that its signature does not match, or that captures something else than it says;
 * - a counterexample that its signature matches;
 * - a pattern, or an alternative of one, that no example of its signature uses: untested, or dead;
 * - an example in which the prefilter would not see the signature's literal;
 * - an example that a signature of another class matches too, when neither has a `where`: which one is it?
 * - a signature whose every example an earlier one of the same file and class matches: it adds nothing.
 *   (That rows overlap is fine as such: the special case stands before the general one.)
 * - a pattern that reaches its work limit on an example or on made-up texts full of long runs.
 *
 * Examples are texts without a record, so `where` is not proved.
 */
#ifndef SIGTAIL_PROVE_H
#define SIGTAIL_PROVE_H

#include "match/matcher.h"

struct findings {
    struct err *v; /* place, what, mend; in table order */
    size_t n, cap;
};

/* Prove the table of `r`, adding to *out what is wrong. True when nothing is. */
bool prove_table(const struct rules *r, struct findings *out);
/* The same of its formats of lines: what a sample is read as, by which format, and what no sample uses. */
bool prove_formats(const struct table *t, struct findings *out);
/* Add what holds, but slows every report: patterns of files of the user's that all records are searched for,
 * by less than a prefilter needs. */
void prove_speed(const struct table *t, struct findings *notes);
/* A new finding at `at`; the caller says what. */
struct err *findings_add(struct findings *f, const struct location *at);
void findings_free(struct findings *f);
/*
 * Add to *out that `pattern` runs away, when it does, on a line that begins as one of the `samples` of its
 * row and then goes on otherwise.
 */
void prove_line_work(struct engine *e, const struct pattern *pattern, const struct example *samples,
                     size_t sample_count, struct findings *out);

/* What one pattern of a signature's `match` costs. */
struct profile {
    uint32_t signature, pattern; /* index of the signature, and in its `match` */
    struct str *literals;        /* in the arena that was given; none: it runs on every text */
    size_t literal_count;
    size_t texts, tried;  /* texts of the sample, and those of them it would run on */
    uint64_t steps;       /* pattern items tried on these, all together */
    uint64_t worst_steps; /* on the worst text, long runs included */
};

/*
 * Profile all patterns of `r` on the sample of texts that the table's own examples are: one row a pattern, in
 * table order. Returns their number; *rows is from `a`. Steps are counted, not timed: the same everywhere.
 */
size_t prove_profile(const struct rules *r, struct arena *a, struct profile **rows);

/* Run signature `s` once over that sample, for a caller with a clock. Returns how many texts it matched. */
size_t prove_replay(struct matcher *m, const struct rules *r, uint32_t s);

#endif
