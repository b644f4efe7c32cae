/*
 * matcher: a compiled table (`struct rules`, immutable, shared by every pipeline) and the per-pipeline state
 * that runs it (`struct matcher`). It never counts; it says which signatures a record matches, where, and
 * what they captured.
 *
 * Every signature whose patterns each hold a literal of 4 or more bytes is found through one prefilter over
 * all literals of all signatures; PCRE2 (JIT) runs only on candidates. The others run on every text.
 */
#ifndef SIGTAIL_MATCHER_H
#define SIGTAIL_MATCHER_H

#include "match/signature.h"
#include "record/record.h"

struct rules;
struct matcher;

enum { HIT_CAPTURES = 8 };

struct hit {
    uint32_t signature;               /* index into table->signatures */
    uint32_t text;                    /* index into record->texts of the text that matched */
    uint32_t start, end;              /* matched span in that text, bytes */
    struct str capture[HIT_CAPTURES]; /* by rules_capture_name(); empty: not set. Points into the text */
};

struct hits {
    struct hit *v; /* at most one a signature, in table order; good until the next matcher_run */
    size_t n;
};

/*
 * Compile `t`, which must outlive the result. NULL and `err` when a regex or a `where` does not compile.
 */
MUST_CHECK struct rules *rules_compile(const struct table *t, struct err *err);
void rules_free(struct rules *r);
const struct table *rules_table(const struct rules *r);

/* Number of named captures of signature `s`, and the name of capture `k` of it. */
size_t rules_capture_count(const struct rules *r, uint32_t s);
struct str rules_capture_name(const struct rules *r, uint32_t s, size_t k);

/*
 * True when a literal of any signature may stand in `raw`, compared without ASCII case. False proves that no
 * signature that has literals matches any text that is a substring of `raw` (texts that unescaping or
 * removing ANSI codes changed are not: the caller treats those as true). Always true when a signature has no
 * literal. Touches each byte at most about once; never allocates.
 */
bool rules_may_match(const struct rules *r, struct str raw);

struct matcher *matcher_new(const struct rules *r);
void matcher_free(struct matcher *m);

/* Which signatures `rec` matches, over rec->texts (which must be decoded deep). */
void matcher_run(struct matcher *m, const struct record *rec, struct hits *out);

/* PCRE2's match or depth limit was reached this often (each counts as no match). */
uint64_t matcher_limit_hits(const struct matcher *m);

#endif
