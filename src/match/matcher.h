/*
 * matcher: a compiled table (`struct rules`, immutable, shared by every pipeline) and the per-pipeline state
 * that runs it (`struct matcher`). It never counts; it says which signatures a record matches, where, and
 * what they captured.
 *
 * Every signature whose patterns each hold a literal of 4 or more bytes is found through a prefilter over all
 * literals of all signatures of its scope; PCRE2 (JIT) runs only on candidates. The others run on every text.
 */
#ifndef SIGTAIL_MATCHER_H
#define SIGTAIL_MATCHER_H

#include "base/secrets.h"
#include "match/signature.h"
#include "record/record.h"

struct engine;
struct rules;
struct matcher;

enum { HIT_CAPTURES = 8 };

struct hit {
    uint32_t signature;               /* index into table->signatures */
    uint32_t text;                    /* index into record->texts of the text that matched; UINT32_MAX: none,
                                         its signature looks at fields alone */
    uint32_t start, end;              /* matched span in that text, bytes */
    struct str capture[HIT_CAPTURES]; /* by rules_capture_name(); empty: not set. Points into the text */
};

struct hits {
    struct hit *v; /* at most one a signature, in table order; good until the next matcher_run */
    size_t n;
};

/* What a record has of the steps of a signature's correlation. */
struct step_hit {
    struct hit hit; /* of the last one */
    uint32_t steps; /* bit 1 << n: of step n */
};

/*
 * Compile `t`, which must outlive the result. NULL and `err` when a regex or a `where` does not compile.
 */
MUST_CHECK struct rules *rules_compile(const struct table *t, struct err *err);
void rules_free(struct rules *r);
const struct table *rules_table(const struct rules *r);
/* What is known of secrets: that of the table, before what is compiled in. */
const struct secrets *rules_secrets(const struct rules *r);

/* Has any signature a correlation? */
bool rules_correlate(const struct rules *r);

/* The fields that some signature tests or is broken down by: bit 1 << f for field f. Without the upstream of
 * those that look at fields alone. */
uint32_t rules_fields(const struct rules *r);

/* Number of named captures of signature `s`, and the name of capture `k` of it. */
size_t rules_capture_count(const struct rules *r, uint32_t s);
struct str rules_capture_name(const struct rules *r, uint32_t s, size_t k);

/*
 * True when a literal of any signature of SCOPE_ALL stands in `raw`, compared without ASCII case. False
 * proves that no signature matches any text that is a part of `raw`, nor what JSON unescaping makes of a
 * part, however often nested: literals hold only bytes that encoders leave as they are. (Not covered: a text
 * whose letters were written as \u0041 or \u4f59, or that has ANSI codes inside a literal; the caller treats
 * records with those as true.) Always true when rules_blind(). Never allocates.
 */
bool rules_may_match(const struct rules *r, struct str raw);
/* The same of the signatures of SCOPE_ERRORS, of which rules_may_match() says nothing. */
bool rules_may_explain(const struct rules *r, struct str raw);
/* The fields that signatures test which look at fields alone, as rules_fields(); 0: there are none. */
uint32_t rules_of_fields(const struct rules *r);
/* Is `rec` one of those that signatures of SCOPE_ERRORS are looked for in? */
bool rules_error_scope(const struct record *rec);

/*
 * The same over many records in one buffer, for signatures of any scope: call `found` for each literal in
 * `raw`, with its offset and the signature that it makes a candidate. Of two literals of one scope that do
 * not overlap the first comes first, so a caller can walk its records beside. Return false from `found` to
 * end the scan. Signatures without a literal are not called for: rules_blind() says whether there are any.
 */
typedef bool rules_found(void *context, size_t offset, uint32_t signature);
void rules_scan(const struct rules *r, struct str raw, rules_found *found, void *context);
/* True when a signature of SCOPE_ALL has no literal, so that nothing can be ruled out. */
bool rules_blind(const struct rules *r);

struct matcher *matcher_new(const struct rules *r);
void matcher_free(struct matcher *m);

/*
 * What the raw JSON of `rec` holds at `path` (".event.request.cf.colo"): its text, or empty when there is
 * none. Good until the next call.
 */
typedef struct str filter_resolve(void *context, const struct record *rec, struct str path);
/* How `where` tests read raw paths; without it they are all missing. */
void matcher_resolver(struct matcher *m, filter_resolve *resolve, void *context);
/* The engine that runs this matcher's patterns, for filters of the same thread. */
struct engine *matcher_engine(const struct matcher *m);

/* Does a signature that looks at fields alone find its own in `rec`, one of rules_error_scope() whose fields
 * were read? */
bool matcher_fits_fields(const struct matcher *m, const struct record *rec);

/*
 * Which signatures `rec` matches, over rec->texts (which must be decoded). Those of SCOPE_ERRORS are
 * looked for where rules_error_scope() says so; a fallback is dropped where another one matches, unless it
 * is an uncaught exception that it explains and the other is not.
 */
void matcher_run(struct matcher *m, const struct record *rec, struct hits *out);

/* The signatures whose errors the record of the last matcher_run tells are over; none of its hits. */
size_t matcher_recovered(const struct matcher *m, const uint32_t **signatures);

/* Is a hit, or a step, of the record of the last matcher_run of a signature with a correlation? */
bool matcher_correlated(const struct matcher *m);
/* Those of the record of the last matcher_run, at most one a signature. */
size_t matcher_step_hits(const struct matcher *m, const struct step_hit **hits);

/*
 * Does signature `s` match `text` by itself: a pattern matches and no `unless` does (`where` is not looked
 * at, and no prefilter either)? Then *hit is filled. For proving a table.
 */
bool matcher_try(struct matcher *m, uint32_t s, struct str text, struct hit *hit);

/* PCRE2's match or depth limit was reached this often (each counts as no match). */
uint64_t matcher_limit_hits(const struct matcher *m);

#endif
