#include "match/matcher.h"

#include "base/mem.h"
#include "base/regex.h"
#include "base/secrets_maker.h"
#include "match/condition.h"
#include "match/hit_context.h"
#include "match/literal_index.h"

/* A group of a pattern, and which capture of the signature it is. */
struct bind {
    unsigned group, capture;
};

/* A pattern of a signature's `match`. */
struct probe {
    const struct regex *regex; /* the table's */
    uint32_t signature;
    unsigned step; /* of its correlation; 0: none */
    struct bind *binds;
    size_t bind_count;
};

/* A signature, compiled. Its probes stand together in rules->probes. */
struct rule {
    uint32_t first, count;
    struct condition **where;
    struct str captures[HIT_CAPTURES];
    size_t capture_count;
};

struct rules {
    const struct table *table;
    struct arena arena;
    struct rule *rules; /* by signature */
    struct probe *probes;
    size_t probe_count;
    uint32_t *plain; /* signatures that look at fields alone */
    size_t plain_count;
    uint32_t plain_fields;       /* that they test, as bits; FIELD_COUNT for what is no field */
    struct literal_index *index; /* by scope */
    struct hit_context *hit_context;
    struct secrets own; /* of the table, when it has any */
    const struct secrets *secrets;
};

/* ---- compiling ---- */

static bool at_place(const struct location *at, struct err *err)
{
    return err_at(err, at->file, at->line, at->column);
}

static size_t capture_named(const struct rule *rule, struct str name)
{
    size_t k = 0;
    while (k < rule->capture_count && !str_eq(rule->captures[k], name))
        k++;
    return k;
}

static bool too_many(struct str name, struct err *err)
{
    err_set(err, "capture `" STR_FMT "` is one too many", STR_ARG(name));
    return err_mend(err, "a signature has at most %d named captures; write (?:...) for the others",
                    HIT_CAPTURES);
}

/* Groups of one name, in whatever pattern of the signature, are one capture. */
static bool bind_names(struct rules *r, struct rule *rule, struct probe *probe, const struct pattern *p,
                       struct err *err)
{
    if (p->group_count)
        probe->binds = arena_take(&r->arena, p->group_count * sizeof *probe->binds);
    for (size_t i = 0; i < p->group_count; i++) {
        size_t k = capture_named(rule, p->groups[i].name);
        if (k == HIT_CAPTURES)
            return too_many(p->groups[i].name, err);
        if (k == rule->capture_count)
            rule->captures[rule->capture_count++] = p->groups[i].name;
        probe->binds[probe->bind_count++] = (struct bind){p->groups[i].number, (unsigned)k};
    }
    return true;
}

static bool compile_matches(struct rules *r, const struct signature *s, struct rule *rule, struct err *err)
{
    rule->first = (uint32_t)r->probe_count;
    for (size_t i = 0; i < s->match_count; i++) {
        struct probe *probe = &r->probes[r->probe_count++];
        probe->signature = (uint32_t)(rule - r->rules);
        probe->regex = s->match[i].regex;
        probe->step = s->match[i].step;
        if (!bind_names(r, rule, probe, &s->match[i], err))
            return at_place(&s->match[i].at, err);
        rule->count++;
    }
    return true;
}

static bool knows_name(const struct rule *rule, const struct subject *subject, struct err *err)
{
    struct str name = subject->name;
    if (subject->kind != SUBJECT_CAPTURE || capture_named(rule, name) < rule->capture_count)
        return true;
    err_set(err, "`where` asks for `cap." STR_FMT "`, which no pattern of the signature captures",
            STR_ARG(name));
    return err_mend(err, "write (?<" STR_FMT ">...) in `match`", STR_ARG(name));
}

/* A capture in `where` is one of the signature's own, or the test could never hold. */
static bool knows_captures(const struct rule *rule, const struct condition *c, struct err *err)
{
    size_t n;
    const struct subject *const *subjects = condition_subjects(c, &n);
    for (size_t i = 0; i < n; i++)
        if (!knows_name(rule, subjects[i], err))
            return false;
    return true;
}

/* The fields that `c` asks for, as bits; FIELD_COUNT for what is no field. */
static uint32_t asked_fields(const struct condition *c)
{
    uint32_t bits = 0;
    size_t n;
    const struct subject *const *subjects = condition_subjects(c, &n);
    for (size_t i = 0; i < n; i++)
        bits |= UINT32_C(1) << subjects[i]->field;
    return bits;
}

static bool compile_where(struct rules *r, const struct signature *s, struct rule *rule, struct err *err)
{
    rule->where = arena_zero(&r->arena, (s->where_count + 1) * sizeof *rule->where);
    for (size_t i = 0; i < s->where_count; i++)
        if (!(rule->where[i] = condition_parse(s->where[i].source, err)) ||
            !knows_captures(rule, rule->where[i], err))
            return at_place(&s->where[i].at, err);
    return true;
}

static void add_plain_rule(struct rules *r, uint32_t signature)
{
    r->plain[r->plain_count++] = signature;
    for (struct condition **w = r->rules[signature].where; *w; w++)
        r->plain_fields |= asked_fields(*w);
}

static bool compile_all(struct rules *r, struct err *err)
{
    for (size_t i = 0; i < r->table->signature_count; i++) {
        const struct signature *s = &r->table->signatures[i];
        struct rule *rule = &r->rules[i];
        if (!compile_matches(r, s, rule, err) || !compile_where(r, s, rule, err))
            return false;
        if (!s->match_count)
            add_plain_rule(r, (uint32_t)i);
    }
    return true;
}

static size_t count_patterns(const struct table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->signature_count; i++)
        n += t->signatures[i].match_count;
    return n;
}

static struct literal_index *make_index(const struct table *t)
{
    struct literal_index *x = mem_zero(SCOPE_COUNT * sizeof *x);
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        literal_index_init(&x[i]);
        literal_index_table(&x[i], t, (enum scope)i);
    }
    return x;
}

struct rules *rules_compile(const struct table *t, struct err *err)
{
    struct rules *r = mem_zero(sizeof *r);
    r->table = t;
    r->hit_context = hit_context_new(t);
    r->rules = mem_zero((t->signature_count + 1) * sizeof *r->rules);
    r->probes = mem_zero((count_patterns(t) + 1) * sizeof *r->probes);
    r->plain = mem_zero((t->signature_count + 1) * sizeof *r->plain);
    r->index = make_index(t);
    r->secrets = &secrets_shipped;
    if (t->secrets) {
        r->own = secrets_make(t->secrets, &secrets_shipped);
        r->secrets = &r->own;
    }
    if (!compile_all(r, err)) {
        rules_free(r);
        return NULL;
    }
    return r;
}

void rules_free(struct rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->table->signature_count; i++)
        for (struct condition **w = r->rules[i].where; w && *w; w++)
            condition_free(*w);
    for (unsigned i = 0; i < SCOPE_COUNT; i++)
        literal_index_free(&r->index[i]);
    free(r->index);
    hit_context_free(r->hit_context);
    free(r->plain);
    free(r->rules);
    free(r->probes);
    arena_free(&r->arena);
    free(r);
}

const struct table *rules_table(const struct rules *r)
{
    return r->table;
}

const struct secrets *rules_secrets(const struct rules *r)
{
    return r->secrets;
}

bool rules_correlate(const struct rules *r)
{
    for (size_t i = 0; i < r->table->signature_count; i++)
        if (r->table->signatures[i].correlation.kind != CORRELATION_NONE)
            return true;
    return false;
}

/* What `rule` asks of a record: a group may name a capture as well, which then hides no field. */
static uint32_t fields_of(const struct rule *rule, const struct signature *s)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < s->group_count; i++)
        bits |= UINT32_C(1) << field_named(s->group[i]);
    for (struct condition **w = rule->where; *w; w++)
        bits |= asked_fields(*w);
    return bits;
}

/* A signature of fields alone is asked once the upstream is known by itself (decoder_upstream). */
static uint32_t given_apart(const struct signature *s)
{
    return s->match_count ? 0 : UINT32_C(1) << FIELD_UPSTREAM;
}

uint32_t rules_fields(const struct rules *r)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < r->table->signature_count; i++)
        bits |= fields_of(&r->rules[i], &r->table->signatures[i]) & ~given_apart(&r->table->signatures[i]);
    return bits & ((UINT32_C(1) << FIELD_COUNT) - 1); /* FIELD_COUNT: what is no field */
}

size_t rules_capture_count(const struct rules *r, uint32_t s)
{
    return r->rules[s].capture_count;
}

struct str rules_capture_name(const struct rules *r, uint32_t s, size_t k)
{
    return r->rules[s].captures[k];
}

bool rules_blind(const struct rules *r)
{
    const uint32_t *blind;
    return literal_index_blind(&r->index[SCOPE_ALL], &blind) > 0;
}

bool rules_may_match(const struct rules *r, struct str raw)
{
    return literal_index_any(&r->index[SCOPE_ALL], raw);
}

bool rules_may_explain(const struct rules *r, struct str raw)
{
    return literal_index_any(&r->index[SCOPE_ERRORS], raw);
}

uint32_t rules_of_fields(const struct rules *r)
{
    return r->plain_fields;
}

bool rules_error_scope(const struct record *rec)
{
    return (rec->error || rec->status >= 400) && !rec->continuation;
}

/* ---- scanning ---- */

struct literal_scan {
    const struct rules *rules;
    const struct literal_index *index;
    rules_found *found;
    void *context;
};

static bool scan_literal(void *context, size_t offset, uint32_t literal)
{
    struct literal_scan *s = context;
    uint32_t probe = literal_index_probe(s->index, literal);
    return s->found(s->context, offset, s->rules->probes[probe].signature);
}

void rules_scan(const struct rules *r, struct str raw, rules_found *found, void *context)
{
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        struct literal_scan s = {r, &r->index[i], found, context};
        if (!literal_index_scan(&r->index[i], raw, scan_literal, &s))
            return;
    }
}

/* ---- matching ---- */

/* A probe to run on a window of a text. */
struct candidate {
    uint32_t probe;
    size_t literal_at; /* of the first of its literals, from the window's start; 0 when it is blind */
};

/* A regex that reached its work limit is tried once more from here, bytes before its literal: the work may
 * have gone into what stands far before it. */
enum { SECOND_TRY = 512 };

struct matcher {
    const struct rules *rules;
    struct engine *engine;
    filter_resolve *resolve;
    void *context;
    struct hit *hits; /* room for one a signature */
    size_t hit_count;
    uint32_t *recovered; /* likewise */
    size_t recovered_count;
    struct step_hit *step_hits; /* likewise */
    size_t step_hit_count;
    bool correlated;                   /* a hit, or a step, is of a signature with a correlation */
    const struct literal_index *index; /* that is being scanned */
    bool errors;                       /* signatures of SCOPE_ERRORS are looked for in the current record */
    uint64_t window, record;           /* numbers of the current ones, from 1 */
    uint64_t *seen;                    /* by probe: the last window it was a candidate for */
    uint64_t *hit_in;                  /* by signature: the last record it matched */
    struct candidate *candidates;      /* of the current window, by probe */
    size_t candidate_count;
};

struct matcher *matcher_new(const struct rules *r)
{
    struct matcher *m = mem_zero(sizeof *m);
    size_t signatures = r->table->signature_count;
    m->rules = r;
    m->engine = engine_new();
    m->hits = mem_zero((signatures + 1) * sizeof *m->hits);
    m->recovered = mem_zero((signatures + 1) * sizeof *m->recovered);
    m->step_hits = mem_zero((signatures + 1) * sizeof *m->step_hits);
    m->seen = mem_zero((r->probe_count + 1) * sizeof *m->seen);
    m->hit_in = mem_zero((signatures + 1) * sizeof *m->hit_in);
    m->candidates = mem_zero((r->probe_count + 1) * sizeof *m->candidates);
    return m;
}

void matcher_free(struct matcher *m)
{
    if (!m)
        return;
    engine_free(m->engine);
    free(m->hits);
    free(m->recovered);
    free(m->step_hits);
    free(m->seen);
    free(m->hit_in);
    free(m->candidates);
    free(m);
}

void matcher_resolver(struct matcher *m, filter_resolve *resolve, void *context)
{
    m->resolve = resolve;
    m->context = context;
}

struct engine *matcher_engine(const struct matcher *m)
{
    return m->engine;
}

uint64_t matcher_limit_hits(const struct matcher *m)
{
    return engine_limit_hits(m->engine);
}

/* Few at a time, and the blind ones come in order: insertion keeps them sorted. */
static void add_candidate(struct matcher *m, uint32_t probe, size_t literal_at)
{
    size_t at = m->candidate_count++;
    for (; at && m->candidates[at - 1].probe > probe; at--)
        m->candidates[at] = m->candidates[at - 1];
    m->candidates[at] = (struct candidate){probe, literal_at};
    m->seen[probe] = m->window;
}

static bool found_literal(void *context, size_t offset, uint32_t literal)
{
    struct matcher *m = context;
    uint32_t probe = literal_index_probe(m->index, literal);
    if (m->seen[probe] != m->window)
        add_candidate(m, probe, offset);
    return true;
}

static void find_of_scope(struct matcher *m, enum scope scope, struct str text)
{
    struct literal_index *index = &m->rules->index[scope];
    const uint32_t *blind;
    size_t n = literal_index_blind(index, &blind);
    for (size_t i = 0; i < n; i++)
        add_candidate(m, blind[i], 0);
    m->index = index;
    (void)literal_index_scan(index, text, found_literal, m);
}

static void find_candidates(struct matcher *m, struct str text)
{
    m->window++;
    m->candidate_count = 0;
    find_of_scope(m, SCOPE_ALL, text);
    if (UNLIKELY(m->errors))
        find_of_scope(m, SCOPE_ERRORS, text);
}

static void work_for(struct matcher *m, uint32_t signature)
{
    engine_works_for(m->engine, m->rules->table->signatures[signature].id);
}

/*
 * Long runs of word characters (base64) before the literal can use up a pattern's work before it comes to the
 * place that matters; so a search that was given up begins again close to the literal.
 */
static bool search_window(struct matcher *m, const struct candidate *c, struct str text, struct window w)
{
    const struct regex *regex = m->rules->probes[c->probe].regex;
    work_for(m, m->rules->probes[c->probe].signature);
    enum engine_stop stop = engine_search(m->engine, regex, text, w);
    if (LIKELY(stop != ENGINE_LIMIT))
        return stop == ENGINE_MATCH;
    if (c->literal_at > SECOND_TRY) {
        w.from += c->literal_at - SECOND_TRY;
        if (engine_search(m->engine, regex, text, w) == ENGINE_MATCH)
            return true;
    }
    engine_gave_up(m->engine);
    return false;
}

static void fill_hit(const struct matcher *m, const struct probe *probe, struct str text, struct hit *hit)
{
    struct str whole = engine_group(m->engine, text, 0);
    *hit = (struct hit){.signature = probe->signature};
    if (whole.n) {
        hit->start = (uint32_t)(whole.p - text.p);
        hit->end = hit->start + (uint32_t)whole.n;
    }
    for (size_t i = 0; i < probe->bind_count; i++) {
        struct str value = engine_group(m->engine, text, probe->binds[i].group);
        if (value.n && !hit->capture[probe->binds[i].capture].n)
            hit->capture[probe->binds[i].capture] = value;
    }
}

static bool search_behind(struct matcher *m, const struct regex *regex, struct str text, struct window w)
{
    enum engine_stop stop = engine_search(m->engine, regex, text, w);
    if (UNLIKELY(stop == ENGINE_LIMIT))
        engine_gave_up(m->engine);
    return stop == ENGINE_MATCH;
}

/* `hit` stands in a user's words: is there one behind it, up to the window's end, that does not? */
static bool pass_users(struct matcher *m, const struct probe *probe, const struct record *rec,
                       struct window w, struct hit *hit)
{
    struct str text = rec->texts[hit->text].s;
    uint32_t number = hit->text;
    do {
        w.from = hit->end > w.from ? hit->end : w.to;
        if (w.from >= w.to || !search_behind(m, probe->regex, text, w))
            return false;
        fill_hit(m, probe, text, hit);
        hit->text = number;
    } while (hit_is_quoted(m->rules->hit_context, rec, hit));
    return true;
}

static void add_step_hit(struct matcher *m, const struct hit *hit, unsigned step)
{
    size_t i = 0;
    while (i < m->step_hit_count && m->step_hits[i].hit.signature != hit->signature)
        i++;
    if (i == m->step_hit_count)
        m->step_hits[m->step_hit_count++].steps = 0;
    m->step_hits[i].steps |= 1u << step;
    m->step_hits[i].hit = *hit;
}

/* Does it stand in what a larger error was caused by, as Node prints it? That one is another error, but for
 * signatures that are looked for everywhere. */
static bool in_cause(const struct matcher *m, const struct hit *hit, struct str text)
{
    struct str before = str_head(text, hit->start);
    return m->rules->table->signatures[hit->signature].scope == SCOPE_ERRORS &&
           (str_find(before, STR("[cause]: ")) < before.n || str_find(before, STR("[errors]: [")) < before.n);
}

static void match_window(struct matcher *m, const struct record *rec, struct str text, struct window w,
                         uint32_t number)
{
    find_candidates(m, str_head(str_skip(text, w.from), w.to - w.from));
    for (size_t i = 0; i < m->candidate_count; i++) {
        const struct candidate *c = &m->candidates[i];
        const struct probe *probe = &m->rules->probes[c->probe];
        if ((m->hit_in[probe->signature] == m->record && !probe->step) || !search_window(m, c, text, w))
            continue;
        struct hit *hit = &m->hits[m->hit_count];
        fill_hit(m, probe, text, hit);
        hit->text = number;
        if (!probe->step && in_cause(m, hit, text))
            continue;
        if (UNLIKELY(hit_is_quoted(m->rules->hit_context, rec, hit)) && !pass_users(m, probe, rec, w, hit))
            continue;
        if (UNLIKELY(probe->step)) {
            add_step_hit(m, hit, probe->step);
            continue;
        }
        m->hit_count++;
        m->hit_in[probe->signature] = m->record;
    }
}

static void match_text(struct matcher *m, const struct record *rec, struct str text, uint32_t number)
{
    text = str_head(text, UINT32_MAX); /* spans are that wide */
    struct window w = window_first(text.n);
    do
        match_window(m, rec, text, w, number);
    while (window_next(&w, text.n));
}

static bool vetoed(struct matcher *m, const struct signature *s, struct str text)
{
    for (size_t i = 0; i < s->unless_count; i++)
        if (engine_run(m->engine, s->unless[i].regex, text))
            return true;
    return false;
}

/* Does all of its `where` hold? A capture there is the signature's own. */
static bool fits_fields(const struct matcher *m, struct hit *hit, const struct record *rec)
{
    struct hits own = {hit, 1};
    struct filter_context filter_context = {
        .rules = m->rules, .hits = &own, .engine = m->engine, .resolve = m->resolve, .context = m->context};
    for (struct condition **w = m->rules->rules[hit->signature].where; *w; w++)
        if (!condition_test(*w, rec, &filter_context))
            return false;
    return true;
}

static bool unless_says(struct matcher *m, const struct signature *s, const struct record *rec)
{
    for (size_t i = 0; i < rec->text_count; i++)
        if (vetoed(m, s, rec->texts[i].s))
            return true;
    return false;
}

static bool is_correlated(const struct matcher *m, const struct hit *hit)
{
    return m->rules->table->signatures[hit->signature].correlation.kind != CORRELATION_NONE;
}

/* Did the hit capture whose connection it was, as `client`? */
static bool names_client(const struct matcher *m, const struct hit *hit)
{
    for (size_t k = 0; k < rules_capture_count(m->rules, hit->signature); k++)
        if (hit->capture[k].n && str_eq(rules_capture_name(m->rules, hit->signature, k), STR("client")))
            return true;
    return false;
}

/* Is the hit's signature of a caller's mistake, but the program says that it can not go on, which no caller
 * brings about? Who writes a signature knows what his programs call fatal: only those that are built in are
 * asked. And what ended for one client is no more than a connection, though sshd calls it fatal. */
static bool ends_program(const struct matcher *m, const struct hit *hit, const struct record *rec)
{
    const struct signature *s = &m->rules->table->signatures[hit->signature];
    return s->class == CLASS_EXPECTED && rec->level == LEVEL_FATAL && rec->status == NO_STATUS &&
           s->match_count && s->match[0].shipped && !names_client(m, hit);
}

/* Does the hit stand, after `unless` and `where`? */
static bool stands(struct matcher *m, struct hit *hit, const struct record *rec)
{
    const struct signature *s = &m->rules->table->signatures[hit->signature];
    work_for(m, hit->signature);
    enum hit_meaning meaning = hit_meaning_of(m->rules->hit_context, m->engine, rec, hit);
    if (meaning == HIT_RECOVERED)
        m->recovered[m->recovered_count++] = hit->signature;
    if (meaning != HIT_ERROR)
        return false;
    if ((s->unless_count && unless_says(m, s, rec)) || !fits_fields(m, hit, rec))
        return false;
    if (ends_program(m, hit, rec))
        return false;
    m->correlated |= is_correlated(m, hit);
    return true;
}

/* Drop the steps that do not stand. What `unless` and `where` say is of the records that a signature is
 * about, not of what follows them. */
static void sift_step_hits(struct matcher *m, const struct record *rec)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->step_hit_count; i++) {
        struct hit *hit = &m->step_hits[i].hit;
        const struct signature *s = &m->rules->table->signatures[hit->signature];
        work_for(m, hit->signature);
        if (s->correlation.kind == CORRELATION_UNLESS ||
            (!(s->unless_count && unless_says(m, s, rec)) && fits_fields(m, hit, rec)))
            m->step_hits[kept++] = m->step_hits[i];
    }
    m->step_hit_count = kept;
    m->correlated |= kept > 0;
}

/* Drop the hits that do not stand, and bring the others into table order. */
static void sift_hits(struct matcher *m, const struct record *rec)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->hit_count; i++) {
        if (!stands(m, &m->hits[i], rec))
            continue;
        struct hit hit = m->hits[i];
        size_t at = kept++;
        for (; at && m->hits[at - 1].signature > hit.signature; at--)
            m->hits[at] = m->hits[at - 1];
        m->hits[at] = hit;
    }
    m->hit_count = kept;
}

static bool is_fallback(const struct matcher *m, const struct hit *hit)
{
    return m->rules->table->signatures[hit->signature].fallback;
}

/* Does it stand in an exception that nothing caught? */
static bool is_uncaught(const struct hit *hit, const struct record *rec)
{
    if (hit->text >= rec->text_count)
        return false;
    enum text_kind kind = rec->texts[hit->text].kind;
    return kind == TEXT_EXCEPTION || kind == TEXT_NAME || kind == TEXT_STACK;
}

/* What is said by a signature of its own makes fallbacks superfluous. */
static void drop_fallbacks(struct matcher *m, const struct record *rec)
{
    bool own = false, own_uncaught = false;
    size_t kept = 0;
    for (size_t i = 0; i < m->hit_count; i++)
        if (!is_fallback(m, &m->hits[i])) {
            own = true;
            own_uncaught |= is_uncaught(&m->hits[i], rec);
        }
    for (size_t i = 0; own && i < m->hit_count; i++)
        if (!is_fallback(m, &m->hits[i]) || (!own_uncaught && is_uncaught(&m->hits[i], rec)))
            m->hits[kept++] = m->hits[i];
    if (own)
        m->hit_count = kept;
}

bool matcher_fits_fields(const struct matcher *m, const struct record *rec)
{
    for (size_t i = 0; i < m->rules->plain_count; i++) {
        struct hit hit = {.signature = m->rules->plain[i]};
        if (fits_fields(m, &hit, rec))
            return true;
    }
    return false;
}

/* Put in, in table order, the signatures that look at fields alone and find theirs. */
static void add_plain(struct matcher *m, const struct record *rec)
{
    for (size_t i = 0; i < m->rules->plain_count; i++) {
        struct hit hit = {.signature = m->rules->plain[i], .text = UINT32_MAX};
        if (!fits_fields(m, &hit, rec))
            continue;
        m->correlated |= is_correlated(m, &hit);
        size_t at = m->hit_count++;
        for (; at && m->hits[at - 1].signature > hit.signature; at--)
            m->hits[at] = m->hits[at - 1];
        m->hits[at] = hit;
    }
}

void matcher_run(struct matcher *m, const struct record *rec, struct hits *out)
{
    m->record++;
    m->hit_count = m->recovered_count = m->step_hit_count = 0;
    m->correlated = false;
    m->errors = rules_error_scope(rec);
    for (size_t i = 0; i < rec->text_count; i++)
        match_text(m, rec, rec->texts[i].s, (uint32_t)i);
    if (UNLIKELY(m->hit_count))
        sift_hits(m, rec);
    if (UNLIKELY(m->step_hit_count))
        sift_step_hits(m, rec);
    if (UNLIKELY(m->errors && m->rules->plain_count))
        add_plain(m, rec);
    if (UNLIKELY(m->hit_count > 1))
        drop_fallbacks(m, rec);
    *out = (struct hits){m->hits, m->hit_count};
}

size_t matcher_recovered(const struct matcher *m, const uint32_t **signatures)
{
    *signatures = m->recovered;
    return m->recovered_count;
}

bool matcher_correlated(const struct matcher *m)
{
    return m->correlated;
}

size_t matcher_step_hits(const struct matcher *m, const struct step_hit **hits)
{
    *hits = m->step_hits;
    return m->step_hit_count;
}

bool matcher_try(struct matcher *m, uint32_t s, struct str text, struct hit *hit)
{
    const struct rule *rule = &m->rules->rules[s];
    for (uint32_t i = rule->first; i < rule->first + rule->count; i++)
        if (engine_run(m->engine, m->rules->probes[i].regex, text)) {
            fill_hit(m, &m->rules->probes[i], text, hit);
            return !vetoed(m, &m->rules->table->signatures[s], text);
        }
    return false;
}
