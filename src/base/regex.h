/*
 * regex: one compiled PCRE2 pattern, immutable and shared by threads, and the engine that runs patterns, one
 * for each thread. Matching is bounded: a pattern that needs too much work on a text counts as no match and
 * as a limit hit. Texts may hold anything: NULs and invalid UTF-8 match as themselves or not at all.
 */
#ifndef SIGTAIL_REGEX_H
#define SIGTAIL_REGEX_H

#include "base/arena.h"
#include "base/err.h"

struct regex;
struct engine;

enum { REGEX_GROUPS = 63 }; /* numbered groups that can be asked for; later ones match but are not kept */

/*
 * NULL and `err` (what only) when `source` does not compile; the byte at which PCRE2 gave up is then in
 * *offset, or, when that is NULL, in what `err` says. JIT code is made when it is first run.
 */
MUST_CHECK struct regex *regex_new(struct str source, size_t *offset, struct err *err);
/*
 * The same of a source that is known to compile and outlives the result: it is compiled when it is first run,
 * by whichever thread comes first. It is freed before `a` is, which its memory comes from; NULL: from
 * malloc.
 */
struct regex *regex_postponed(struct str source, struct arena *a);
void regex_free(struct regex *r);

/* Call `each` for every named group up to REGEX_GROUPS, in order of their numbers. */
typedef void regex_name(void *context, struct str name, unsigned group);
void regex_names(const struct regex *r, regex_name *each, void *context);

struct engine *engine_new(void);
void engine_free(struct engine *e);

/*
 * A part of a text, in which matches begin and end. Long texts are searched in windows that overlap, so that
 * the work on a text grows no faster than its length, whatever stands in it: of a text that is longer than
 * WINDOW_BYTES, matches of up to WINDOW_OVERLAP bytes are found wherever they stand, longer ones perhaps.
 */
struct window {
    size_t from, to;
};

enum { WINDOW_BYTES = 16 << 10, WINDOW_OVERLAP = 2 << 10 };

/* The first window of a text of `n` bytes; the one after `w`. False when there is none. */
struct window window_first(size_t n);
bool window_next(struct window *w, size_t n);

enum engine_stop { ENGINE_MISS, ENGINE_MATCH, ENGINE_LIMIT };

/*
 * Search `text` in the window `w` for `r`; what stands before the window is seen by ^, \b and lookbehinds.
 * The span and the groups of a match are those of the engine until its next run. A limit is not counted.
 */
enum engine_stop engine_search(struct engine *e, const struct regex *r, struct str text, struct window w);
/* Does `r` match somewhere in `text`, window by window? A window given up is counted as one limit hit. */
bool engine_run(struct engine *e, const struct regex *r, struct str text);
/* Count a search that ended in ENGINE_LIMIT. */
void engine_gave_up(struct engine *e);

/* Those for whom runs were given up, each once; beyond GIVEN_UP_MOST of them they are not told apart. */
enum { GIVEN_UP_MOST = 16 };
struct given_up {
    struct str who[GIVEN_UP_MOST];
    size_t n;
};

/* What runs from now on is work for `who` (a signature, a filter; borrowed until engine_forget). */
void engine_works_for(struct engine *e, struct str who);
/* Who had to be given up since engine_forget. */
const struct given_up *engine_given_up(const struct engine *e);
void engine_forget(struct engine *e);
/* Group `group` (0: the whole match) of the last match, as part of `text`; empty when it took no part. */
struct str engine_group(const struct engine *e, struct str text, unsigned group);
/* The mark (*MARK:name) that the last match passed last; empty when none. Good until the next run. */
struct str engine_mark(const struct engine *e);
/* How often a run was given up. */
uint64_t engine_limit_hits(const struct engine *e);

/*
 * Match `r` on `text` without JIT and count the pattern items tried: a measure of work that is the same on
 * every machine. Slow; for profiles. The match limit holds here too.
 */
uint64_t engine_steps(struct engine *e, struct str source, struct str text);

#endif
