#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/mem.h"
#include "base/utf8.h"

/*
 * What every pattern is compiled with: text is UTF-8, and a bad byte matches nothing but does not hide the
 * rest (PCRE2_MATCH_INVALID_UTF). Not PCRE2_UCP: \w, \d and \b are ASCII, as anyone who writes a pattern for
 * log text expects, and the JIT is faster.
 */
enum { PATTERN_OPTIONS = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF };

/*
 * A runaway pattern ends here. `^(a+)+$` against 40 a's and a b takes 109 ms at PCRE2's own match limit and
 * 0.15 ms at this one.
 */
enum {
    JIT_LIMIT = 10000,
    INTERPRETER_LIMIT = 100000, /* it counts more steps */
    DEPTH_LIMIT = 1000,
    HEAP_LIMIT_KIB = 4096
};
enum { JIT_STACK_FIRST = 32 << 10, JIT_STACK_MOST = 512 << 10 };

struct regex {
    pcre2_code *code;
    struct str postponed; /* source that is not compiled yet */
    atomic_bool ready;    /* make_ready has been there */
    bool jit;             /* JIT code is there: some systems allow none */
    bool in_arena;
};

/* Of what is done at a first run, of any regex: that is seldom. */
static pthread_mutex_t first_run = PTHREAD_MUTEX_INITIALIZER;

struct engine {
    pcre2_match_data *data;
    pcre2_match_context *jit, *interpreter; /* by what runs a pattern */
    pcre2_jit_stack *stack;
    uint64_t limit_hits;
    struct str works_for;
    struct given_up given_up;
};

static void *take(PCRE2_SIZE n, void *context)
{
    (void)context;
    return mem_resize(NULL, n);
}

static void give(void *p, void *context)
{
    (void)context;
    free(p);
}

/* Memory for PCRE2: a pattern for which there is none must not be one that never matches. */
static pcre2_general_context *memory;
static pcre2_compile_context *compile_memory;
static pthread_once_t memory_once = PTHREAD_ONCE_INIT;

static void make_memory(void)
{
    memory = pcre2_general_context_create(take, give, NULL);
    compile_memory = pcre2_compile_context_create(memory);
}

/* The length of what is no pattern at the start of `s`: \\Q...\\E, (?#...); of an escape, 2; else 0. */
static size_t quoted(struct str s)
{
    if (str_starts(s, STR("\\Q")))
        return str_find(s, STR("\\E"));
    if (str_starts(s, STR("(?#")))
        return str_chr(s, ')');
    return s.n > 1 && s.p[0] == '\\' ? 2 : 0;
}

/* The length of the class in brackets at the start of `s`, up to its end; 0: there is none. */
static size_t class_length(struct str s)
{
    if (s.n == 0 || s.p[0] != '[')
        return 0;
    size_t at = 1 + (s.n > 1 && s.p[1] == '^');
    at += at < s.n && s.p[at] == ']';
    while (at < s.n && s.p[at] != ']') {
        size_t n = quoted(str_skip(s, at));
        bool posix = str_starts(str_skip(s, at), STR("[:"));
        at += n ? n : posix ? str_find(str_skip(s, at), STR(":]")) + 2 : 1;
    }
    return at < s.n ? at + 1 : s.n;
}

/*
 * `source` with [\\S], [\\W] and [\\D] for \\S, \\W and \\D: what PCRE2's JIT makes of these with
 * PCRE2_MATCH_INVALID_UTF stands for no character beyond ASCII (10.42; of the class it does).
 */
static void spell_out(struct str source, struct buf *out)
{
    for (size_t n; source.n; source = str_skip(source, n)) {
        bool negated = source.n > 1 && source.p[0] == '\\' && memchr("SWD", source.p[1], 3);
        n = class_length(source);
        n = n ? n : quoted(source);
        n = n ? n : 1;
        if (negated)
            buf_addc(out, '[');
        buf_add(out, str_head(source, n));
        if (negated)
            buf_addc(out, ']');
    }
}

static pcre2_code *compiled_as(struct str source, uint32_t options, int *code, PCRE2_SIZE *at)
{
    return pcre2_compile((PCRE2_SPTR)(source.n ? source.p : ""), source.n,
                         (uint32_t)PATTERN_OPTIONS | options, code, at, compile_memory);
}

/* Of one that is wrong, *at is an offset in the source as it stands, and so are those that callouts are
 * given. */
static pcre2_code *compiled(struct str source, uint32_t options, int *code, PCRE2_SIZE *at)
{
    LOCAL_BUF spelled = {0};
    pcre2_code *made = NULL;
    pthread_once(&memory_once, make_memory);
    if (!(options & PCRE2_AUTO_CALLOUT)) {
        spell_out(source, &spelled);
        made = compiled_as(buf_str(&spelled), options, code, at);
    }
    return made ? made : compiled_as(source, options, code, at);
}

static struct regex *allocated(pcre2_code *code, struct str postponed, struct arena *a)
{
    struct regex *r = a ? arena_zero(a, sizeof *r) : mem_zero(sizeof *r);
    r->code = code;
    r->postponed = postponed;
    r->in_arena = a;
    atomic_init(&r->ready, false);
    return r;
}

static struct regex *compile(struct str source, uint32_t options, size_t *offset, struct err *err)
{
    int code;
    PCRE2_SIZE at;
    unsigned char why[256];
    pcre2_code *made = compiled(source, options, &code, &at);
    if (!made) {
        pcre2_get_error_message(code, why, sizeof why);
        if (offset) {
            err_set(err, "regex does not compile: %s", (char *)why);
            *offset = at;
        } else {
            err_set(err, "regex does not compile: %s at offset %zu", (char *)why, (size_t)at);
        }
        return NULL;
    }
    return allocated(made, (struct str){0}, NULL);
}

struct regex *regex_postponed(struct str source, struct arena *a)
{
    return allocated(NULL, source, a);
}

struct regex *regex_new(struct str source, size_t *offset, struct err *err)
{
    return compile(source, 0, offset, err);
}

void regex_free(struct regex *r)
{
    if (!r)
        return;
    pcre2_code_free(r->code);
    if (!r->in_arena)
        free(r);
}

/* Most patterns of a table never run on a log; those that do pay for JIT once, whichever thread comes first.
 */
static void make_ready(struct regex *r)
{
    int code;
    PCRE2_SIZE at;
    pthread_mutex_lock(&first_run);
    if (!atomic_load_explicit(&r->ready, memory_order_relaxed)) {
        if (!r->code)
            r->code = compiled(r->postponed, 0, &code, &at);
#ifndef SIGTAIL_NO_JIT /* valgrind takes the reads of JIT code past a text's end for errors */
        r->jit = r->code && pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) == 0;
#endif
        atomic_store_explicit(&r->ready, true, memory_order_release);
    }
    pthread_mutex_unlock(&first_run);
}

/* Immutable but for this, behind its lock. */
static void ensure_ready(const struct regex *r)
{
    if (UNLIKELY(!atomic_load_explicit(&r->ready, memory_order_acquire)))
        make_ready((struct regex *)r);
}

/* The name table's entries: two bytes of group number, then the name, terminated; in order of the names. */
void regex_names(const struct regex *r, regex_name *each, void *context)
{
    struct str names[REGEX_GROUPS + 1] = {0};
    uint32_t count, size;
    PCRE2_SPTR entry;
    if (r->postponed.n)
        ensure_ready(r);
    if (!r->code)
        return;
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMETABLE, &entry);
    for (uint32_t i = 0; i < count; i++, entry += size) {
        unsigned group = (unsigned)entry[0] << 8 | entry[1];
        if (group <= REGEX_GROUPS)
            names[group] = str_z((const char *)entry + 2);
    }
    for (unsigned group = 1; count && group <= REGEX_GROUPS; group++)
        if (names[group].n)
            each(context, names[group], group);
}

static pcre2_match_context *limited(uint32_t most)
{
    pcre2_match_context *c = pcre2_match_context_create(memory);
    pcre2_set_match_limit(c, most);
    pcre2_set_depth_limit(c, DEPTH_LIMIT);
    pcre2_set_heap_limit(c, HEAP_LIMIT_KIB);
    return c;
}

struct engine *engine_new(void)
{
    struct engine *e = mem_zero(sizeof *e);
    pthread_once(&memory_once, make_memory);
    e->data = pcre2_match_data_create(REGEX_GROUPS + 1, memory);
    e->jit = limited(JIT_LIMIT);
    e->interpreter = limited(INTERPRETER_LIMIT);
    e->stack =
        pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, memory); /* NULL where there is no JIT */
    pcre2_jit_stack_assign(e->jit, NULL, e->stack);
    return e;
}

void engine_free(struct engine *e)
{
    if (!e)
        return;
    pcre2_match_data_free(e->data);
    pcre2_match_context_free(e->jit);
    pcre2_match_context_free(e->interpreter);
    pcre2_jit_stack_free(e->stack);
    free(e);
}

static bool is_limit(int code)
{
    return code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
           code == PCRE2_ERROR_HEAPLIMIT || code == PCRE2_ERROR_JIT_STACKLIMIT;
}

struct window window_first(size_t n)
{
    return (struct window){0, n < WINDOW_BYTES ? n : WINDOW_BYTES};
}

bool window_next(struct window *w, size_t n)
{
    if (w->to >= n)
        return false;
    w->from = w->to - WINDOW_OVERLAP;
    w->to = n - w->from < WINDOW_BYTES ? n : w->from + WINDOW_BYTES;
    return true;
}

static bool inside_character(struct str text, size_t at)
{
    return at < text.n && utf8_continues(text.p[at]);
}

/* PCRE2 refuses to begin inside a character: begin with it, or behind bytes that are none. */
static size_t character_start(struct str text, size_t at)
{
    size_t back = at;
    while (back && at - back < 3 && inside_character(text, back))
        back--;
    if (!inside_character(text, back))
        return back;
    while (inside_character(text, at))
        at++;
    return at;
}

static enum engine_stop search(struct engine *e, const struct regex *r, struct str text, struct window w)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.n ? text.p : "");
    uint32_t options = w.to < text.n ? PCRE2_NOTEOL : 0;
    size_t from = character_start(str_head(text, w.to), w.from);
    int code = pcre2_match(r->code, subject, w.to, from, options, e->data, r->jit ? e->jit : e->interpreter);
    return code >= 0 ? ENGINE_MATCH : is_limit(code) ? ENGINE_LIMIT : ENGINE_MISS;
}

enum engine_stop engine_search(struct engine *e, const struct regex *r, struct str text, struct window w)
{
    ensure_ready(r);
    return LIKELY(r->code != NULL) ? search(e, r, text, w) : ENGINE_MISS;
}

bool engine_run(struct engine *e, const struct regex *r, struct str text)
{
    struct window w = window_first(text.n);
    do {
        enum engine_stop stop = engine_search(e, r, text, w);
        if (UNLIKELY(stop == ENGINE_LIMIT))
            engine_gave_up(e);
        if (stop == ENGINE_MATCH)
            return true;
    } while (window_next(&w, text.n));
    return false;
}

static bool gave_up_before(const struct given_up *g, struct str who)
{
    for (size_t i = 0; i < g->n; i++)
        if (str_eq(g->who[i], who))
            return true;
    return false;
}

void engine_gave_up(struct engine *e)
{
    struct given_up *g = &e->given_up;
    e->limit_hits++;
    if (g->n < GIVEN_UP_MOST && !gave_up_before(g, e->works_for))
        g->who[g->n++] = e->works_for;
}

void engine_works_for(struct engine *e, struct str who)
{
    e->works_for = who;
}

const struct given_up *engine_given_up(const struct engine *e)
{
    return &e->given_up;
}

void engine_forget(struct engine *e)
{
    e->given_up.n = 0;
}

struct str engine_group(const struct engine *e, struct str text, unsigned group)
{
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(e->data);
    if (group > REGEX_GROUPS || v[2 * group] == PCRE2_UNSET || v[2 * group + 1] < v[2 * group])
        return (struct str){0};
    return str_of(text.p + v[2 * group], v[2 * group + 1] - v[2 * group]);
}

struct str engine_mark(const struct engine *e)
{
    return str_z((const char *)pcre2_get_mark(e->data));
}

uint64_t engine_limit_hits(const struct engine *e)
{
    return e->limit_hits;
}

static int count_step(pcre2_callout_block *block, void *count)
{
    (void)block;
    ++*(uint64_t *)count;
    return 0;
}

uint64_t engine_steps(struct engine *e, struct str source, struct str text)
{
    uint64_t steps = 0;
    struct regex *r = compile(source, PCRE2_AUTO_CALLOUT, NULL, NULL);
    if (!r)
        return 0;
    pcre2_set_callout(e->interpreter, count_step, &steps);
    (void)search(e, r, text, window_first(text.n));
    pcre2_set_callout(e->interpreter, NULL, NULL);
    regex_free(r);
    return steps;
}
