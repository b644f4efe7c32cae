#include "match/prove.h"

#include "base/mem.h"
#include "base/regex.h"
#include "match/literal.h"

/* What a proof works with. */
struct proof {
    const struct rules *rules;
    const struct table *table;
    struct matcher *matcher;
    struct engine *engine;
    struct findings *out;
    struct arena arena;
    struct buf text; /* made-up texts */
};

/* ---- findings ---- */

struct err *findings_add(struct findings *f, const struct location *at)
{
    MEM_GROW(f->v, f->n, f->cap);
    struct err *err = &f->v[f->n++];
    *err = (struct err){0};
    err_at(err, at->file, at->line, at->column);
    return err;
}

void findings_free(struct findings *f)
{
    free(f->v);
    *f = (struct findings){0};
}

/* A short quotation for messages. */
static struct str quote(struct str s)
{
    return str_head(s, 80);
}

/* ---- examples ---- */

static bool any_matches(struct proof *p, const struct signature *s, struct str text)
{
    bool any = false;
    for (size_t i = 0; i < s->match_count && !any; i++)
        any = engine_run(p->engine, s->match[i].regex, text);
    return any;
}

static void report_missed(struct proof *p, const struct signature *s, const struct example *e)
{
    bool vetoed = any_matches(p, s, e->text);
    struct err *err = findings_add(p->out, &e->at);
    err_set(err, "`" STR_FMT "` does not match its example", STR_ARG(s->id));
    err_mend(err, vetoed ? "a pattern of `unless` vetoes it: narrow that, or drop the example"
                         : "widen `match`, or paste the example as the log has it");
}

static struct str capture_of(const struct rules *r, const struct hit *hit, struct str name, bool *known)
{
    for (size_t k = 0; k < rules_capture_count(r, hit->signature); k++)
        if (str_eq(rules_capture_name(r, hit->signature, k), name)) {
            *known = true;
            return hit->capture[k];
        }
    *known = false;
    return (struct str){0};
}

static void prove_captures(struct proof *p, const struct example *e, const struct hit *hit)
{
    for (size_t i = 0; i < e->capture_count; i++) {
        bool known;
        struct str name = e->captures[i].name, want = e->captures[i].value;
        struct str got = capture_of(p->rules, hit, name, &known);
        if (known && str_eq(got, want))
            continue;
        struct err *err = findings_add(p->out, &e->at);
        if (!known) {
            err_set(err, "no pattern of the signature captures `" STR_FMT "`", STR_ARG(name));
            err_mend(err, "write (?<" STR_FMT ">...) in `match`", STR_ARG(name));
            continue;
        }
        err_set(err, "capture `" STR_FMT "` is `" STR_FMT "`, not `" STR_FMT "`", STR_ARG(name),
                STR_ARG(quote(got)), STR_ARG(quote(want)));
        err_mend(err, "correct the group in `match`, or the example");
    }
}

struct literal_sighting {
    uint32_t signature;
    bool seen;
};

static bool see(void *context, size_t offset, uint32_t signature)
{
    struct literal_sighting *s = context;
    (void)offset;
    s->seen |= s->signature == signature;
    return !s->seen;
}

static bool has_blind(struct proof *p, const struct signature *s)
{
    bool blind = false;
    for (size_t i = 0; i < s->match_count; i++)
        blind |= regex_literals_of(s->match[i].source, &p->arena).literal_count == 0;
    return blind;
}

/* The prefilter lets the example through. */
static void prove_literal(struct proof *p, uint32_t id, const struct example *e)
{
    struct literal_sighting sighting = {.signature = id};
    rules_scan(p->rules, e->text, see, &sighting);
    if (sighting.seen || has_blind(p, &p->table->signatures[id]))
        return;
    struct err *err = findings_add(p->out, &e->at);
    err_set(err, "the example matches, but no literal of the pattern stands in it");
    err_mend(err, "this is a fault of sigtail: please report it with this signature");
}

/* False when an example is missed: then what they cover is not worth saying. */
static bool prove_examples(struct proof *p, uint32_t id)
{
    const struct signature *s = &p->table->signatures[id];
    bool all = true;
    for (size_t i = 0; i < s->example_count; i++) {
        const struct example *e = &s->examples[i];
        struct hit hit;
        if (!matcher_try(p->matcher, id, e->text, &hit)) {
            report_missed(p, s, e);
            all = false;
            continue;
        }
        prove_captures(p, e, &hit);
        prove_literal(p, id, e);
    }
    return all;
}

static void prove_counterexamples(struct proof *p, uint32_t id)
{
    const struct signature *s = &p->table->signatures[id];
    for (size_t i = 0; i < s->counterexample_count; i++) {
        struct hit hit;
        if (!matcher_try(p->matcher, id, s->counterexamples[i].text, &hit))
            continue;
        struct err *err = findings_add(p->out, &s->counterexamples[i].at);
        err_set(err, "`" STR_FMT "` matches its counterexample", STR_ARG(s->id));
        err_mend(err, "narrow `match`, or add to `unless`");
    }
}

/* ---- coverage ---- */

static const char MARK[] = "(*MARK:here)";

/* Does `regex` match an example of `s`, by way of a mark if `mark`? */
static bool used(struct proof *p, const struct signature *s, struct str regex, bool mark)
{
    struct regex *r = regex_new(regex, NULL, NULL);
    bool any = !r; /* a mark where PCRE2 takes none: nothing can be said */
    for (size_t i = 0; i < s->example_count && !any; i++)
        any = engine_run(p->engine, r, s->examples[i].text) &&
              (!mark || str_eq(engine_mark(p->engine), STR("here")));
    regex_free(r);
    return any;
}

/* The pattern with a mark at the end of one alternative: a match has it if that alternative is on its way. */
static struct str with_mark(struct proof *p, struct str regex, struct str alternative)
{
    size_t end = (size_t)(alternative.p + alternative.n - regex.p);
    buf_clear(&p->text);
    buf_join(&p->text, str_head(regex, end), MARK, str_skip(regex, end));
    return buf_str(&p->text);
}

static void prove_coverage(struct proof *p, const struct signature *s)
{
    for (size_t i = 0; i < s->match_count; i++) {
        const struct pattern *pattern = &s->match[i];
        if (!used(p, s, pattern->source, false)) {
            struct err *err = findings_add(p->out, &pattern->at);
            err_set(err, "no example of `" STR_FMT "` matches this pattern", STR_ARG(s->id));
            err_mend(err, "add an example that does");
            continue;
        }
        struct regex_literals parsed = regex_literals_of(pattern->source, &p->arena);
        for (size_t k = 0; k < parsed.alternative_count; k++) {
            if (used(p, s, with_mark(p, pattern->source, parsed.alternatives[k]), true))
                continue;
            struct err *err = findings_add(p->out, &pattern->at);
            err_set(err, "no example of `" STR_FMT "` uses the alternative `" STR_FMT "`", STR_ARG(s->id),
                    STR_ARG(quote(parsed.alternatives[k])));
            err_mend(err, "add an example that does, or drop the alternative");
        }
    }
}

/* ---- shadows ---- */

static void report_two_classes(struct proof *p, const struct signature *s, const struct signature *other,
                               const struct example *e)
{
    struct err *err = findings_add(p->out, &e->at);
    err_set(err, "the example of `" STR_FMT "` (%s) is matched by `" STR_FMT "` (%s) too", STR_ARG(s->id),
            class_name(s->class), STR_ARG(other->id), class_name(other->class));
    err_mend(err, "narrow one of them with `unless`");
}

static void report_covered(struct proof *p, const struct signature *s, const struct signature *other)
{
    struct err *err = findings_add(p->out, &s->at);
    err_set(err, "every example of `" STR_FMT "` is matched by `" STR_FMT "`, which stands before it",
            STR_ARG(s->id), STR_ARG(other->id));
    err_mend(err, "put the special case first, narrow the other with `unless`, or drop this one");
}

/* Of two signatures without `where`: what `other` does to the examples of `id`. */
static void prove_pair(struct proof *p, uint32_t id, uint32_t other_id)
{
    const struct signature *s = &p->table->signatures[id], *other = &p->table->signatures[other_id];
    size_t matched = 0;
    for (size_t i = 0; i < s->example_count; i++) {
        struct hit hit;
        if (!matcher_try(p->matcher, other_id, s->examples[i].text, &hit))
            continue;
        matched++;
        if (other->class != s->class)
            report_two_classes(p, s, other, &s->examples[i]);
    }
    bool before = other_id < id && other->at.file && s->at.file && strcmp(other->at.file, s->at.file) == 0;
    if (before && matched && matched == s->example_count && other->class == s->class)
        report_covered(p, s, other);
}

/* Of two, one is a fallback. */
static bool gives_way(const struct proof *p, uint32_t id, uint32_t other)
{
    return p->table->signatures[id].fallback != p->table->signatures[other].fallback;
}

/* Is it more than its texts that tell its records from another's? */
static bool asks_more(const struct signature *s)
{
    return s->where_count || s->step_count;
}

static void prove_shadows(struct proof *p, uint32_t id)
{
    if (asks_more(&p->table->signatures[id]))
        return;
    for (uint32_t other = 0; other < p->table->signature_count; other++)
        if (other != id && !asks_more(&p->table->signatures[other]) && !gives_way(p, id, other))
            prove_pair(p, id, other);
}

/* ---- work ---- */

/* Runs that make a pattern backtrack when it can; none of them ends the way a pattern expects. */
static const char RUNS[][2] = {"aa", "  ", "//", "00",   "--", "..", "a.",
                               "a ", "0,", "x=", "\"\"", "((", "[[", "\\\\"};
static const size_t RUN_BYTES[] = {40, 200};

typedef bool stress_try(void *context, struct str text);

static void add_run(struct buf *b, const char run[2], size_t n)
{
    char *to = buf_room(b, n);
    for (size_t i = 0; i < n; i++)
        to[i] = run[i % 2];
    b->n += n;
}

/* Try `head` followed by each run. False when `try` ended it. */
static bool stress_after(struct proof *p, struct str head, stress_try *try, void *context)
{
    buf_set(&p->text, head);
    for (size_t i = 0; i < COUNT_OF(RUNS); i++)
        for (size_t k = 0; k < COUNT_OF(RUN_BYTES); k++) {
            p->text.n = head.n;
            add_run(&p->text, RUNS[i], RUN_BYTES[k]);
            buf_addc(&p->text, '\x01');
            if (!try(context, buf_str(&p->text)))
                return false;
        }
    return true;
}

/*
 * Runs alone, and in place of what follows the start of each capture in each example: there a pattern has
 * found its literal and is on its way.
 */
static void stress(struct proof *p, uint32_t id, stress_try *try, void *context)
{
    const struct signature *s = &p->table->signatures[id];
    if (!stress_after(p, (struct str){0}, try, context))
        return;
    for (size_t i = 0; i < s->example_count; i++) {
        struct str text = s->examples[i].text;
        struct hit hit;
        if (!try(context, text) || !stress_after(p, text, try, context))
            return;
        if (!matcher_try(p->matcher, id, text, &hit))
            continue;
        for (size_t k = 0; k < HIT_CAPTURES; k++)
            if (hit.capture[k].n &&
                !stress_after(p, str_head(text, (size_t)(hit.capture[k].p - text.p)), try, context))
                return;
    }
}

struct limit_trial {
    struct proof *proof;
    const struct regex *regex;
    bool limited;
    struct str text; /* the one that was too much */
};

static bool within_limit(void *context, struct str text)
{
    struct limit_trial *t = context;
    uint64_t before = engine_limit_hits(t->proof->engine);
    engine_run(t->proof->engine, t->regex, text);
    t->limited = engine_limit_hits(t->proof->engine) > before;
    t->text = text;
    return !t->limited;
}

static void prove_work(struct proof *p, uint32_t id, const struct pattern *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct limit_trial t = {.proof = p, .regex = patterns[i].regex};
        stress(p, id, within_limit, &t);
        if (!t.limited)
            continue;
        struct err *err = findings_add(p->out, &patterns[i].at);
        err_set(err, "the pattern runs away on a text such as `" STR_FMT "`", STR_ARG(quote(t.text)));
        err_mend(err, "avoid repeats inside repeats, as in (a+)+; bound them or make them possessive (a++)");
    }
}

/* ---- speed ---- */

/* Shorter ones stand in too many records: of 4 bytes they were measured to cost a report a third more. */
enum { LONG_LITERAL = 8 };

static struct str shortest_of(const struct regex_literals *parsed)
{
    struct str shortest = {0};
    for (size_t i = 0; i < parsed->literal_count; i++)
        if (i == 0 || parsed->literals[i].n < shortest.n)
            shortest = parsed->literals[i];
    return shortest;
}

static void prove_pattern_speed(const struct pattern *pattern, struct arena *a, struct findings *notes)
{
    struct regex_literals parsed = regex_literals_of(pattern->source, a);
    struct str shortest = shortest_of(&parsed);
    if (shortest.n >= LONG_LITERAL)
        return;
    struct err *err = findings_add(notes, &pattern->at);
    if (shortest.n)
        err_set(err,
                "note: all records are searched for `" STR_FMT "`, which is short: that slows every report",
                STR_ARG(shortest));
    else
        err_set(err,
                "note: no text of %d bytes stands in all that this pattern matches: it is run on every "
                "record, which slows every report",
                LITERAL_LEAST);
    err_mend(err, "write more of the text that is always there, %d bytes or more, or add `scope: errors`",
             LONG_LITERAL);
}

void prove_speed(const struct table *t, struct findings *notes)
{
    struct arena arena = {0};
    for (size_t i = 0; i < t->signature_count; i++) {
        const struct signature *s = &t->signatures[i];
        for (size_t k = 0; k < s->match_count; k++)
            if (!s->match[k].shipped && pattern_scope(s, &s->match[k]) == SCOPE_ALL)
                prove_pattern_speed(&s->match[k], &arena, notes);
    }
    arena_free(&arena);
}

static struct proof proof_of(const struct rules *r, struct findings *out)
{
    table_examples(rules_table(r));
    return (struct proof){
        .rules = r, .table = rules_table(r), .matcher = matcher_new(r), .engine = engine_new(), .out = out};
}

static void proof_end(struct proof *p)
{
    matcher_free(p->matcher);
    engine_free(p->engine);
    arena_free(&p->arena);
    buf_free(&p->text);
}

bool prove_table(const struct rules *r, struct findings *out)
{
    struct proof p = proof_of(r, out);
    size_t before = out->n;
    for (uint32_t id = 0; id < p.table->signature_count; id++) {
        const struct signature *s = &p.table->signatures[id];
        if (prove_examples(&p, id))
            prove_coverage(&p, s);
        prove_counterexamples(&p, id);
        prove_shadows(&p, id);
        prove_work(&p, id, s->match, s->match_count);
        prove_work(&p, id, s->unless, s->unless_count);
    }
    proof_end(&p);
    return out->n == before;
}

/* ---- profile ---- */

typedef void sample_each(void *context, struct str text);

/* The sample: all examples and counterexamples of the table. */
static void sample(const struct table *t, sample_each *each, void *context)
{
    for (size_t i = 0; i < t->signature_count; i++) {
        const struct signature *s = &t->signatures[i];
        for (size_t k = 0; k < s->example_count; k++)
            each(context, s->examples[k].text);
        for (size_t k = 0; k < s->counterexample_count; k++)
            each(context, s->counterexamples[k].text);
    }
}

struct profile_run {
    struct proof *proof;
    struct profile *row;
    struct str source;
};

static bool holds_nocase(struct str text, struct str lower)
{
    for (size_t i = 0; i + lower.n <= text.n; i++)
        if (str_eq_nocase(str_of(text.p + i, lower.n), lower))
            return true;
    return false;
}

static bool would_run(const struct profile *row, struct str text)
{
    for (size_t i = 0; i < row->literal_count; i++)
        if (holds_nocase(text, row->literals[i]))
            return true;
    return row->literal_count == 0;
}

static uint64_t count_steps(struct profile_run *m, struct str text)
{
    uint64_t steps = engine_steps(m->proof->engine, m->source, text);
    if (steps > m->row->worst_steps)
        m->row->worst_steps = steps;
    return steps;
}

static void measure_text(void *context, struct str text)
{
    struct profile_run *m = context;
    m->row->texts++;
    if (!would_run(m->row, text))
        return;
    m->row->tried++;
    m->row->steps += count_steps(m, text);
}

static bool measure_stress(void *context, struct str text)
{
    struct profile_run *m = context;
    if (would_run(m->row, text))
        count_steps(m, text);
    return true;
}

static void profile_pattern(struct proof *p, struct arena *a, struct profile *row)
{
    struct str source = p->table->signatures[row->signature].match[row->pattern].source;
    struct regex_literals parsed = regex_literals_of(source, a);
    struct profile_run m = {p, row, source};
    row->literals = parsed.literals;
    row->literal_count = parsed.literal_count;
    sample(p->table, measure_text, &m);
    stress(p, row->signature, measure_stress, &m);
}

size_t prove_profile(const struct rules *r, struct arena *a, struct profile **rows)
{
    struct proof p = proof_of(r, NULL);
    size_t n = 0;
    for (size_t i = 0; i < p.table->signature_count; i++)
        n += p.table->signatures[i].match_count;
    *rows = arena_zero(a, (n + 1) * sizeof **rows);
    struct profile *row = *rows;
    for (uint32_t id = 0; id < p.table->signature_count; id++)
        for (uint32_t k = 0; k < p.table->signatures[id].match_count; k++, row++) {
            row->signature = id;
            row->pattern = k;
            profile_pattern(&p, a, row);
        }
    proof_end(&p);
    return n;
}

struct replay {
    struct matcher *matcher;
    uint32_t signature;
    size_t matched;
};

static void replay_text(void *context, struct str text)
{
    struct replay *r = context;
    struct hit hit;
    r->matched += matcher_try(r->matcher, r->signature, text, &hit);
}

size_t prove_replay(struct matcher *m, const struct rules *r, uint32_t s)
{
    struct replay replay = {m, s, 0};
    sample(rules_table(r), replay_text, &replay);
    return replay.matched;
}
