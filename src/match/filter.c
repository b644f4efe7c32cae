#include "match/filter.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "match/expression.h"
#include "record/severity.h"

enum operator{ OP_EQ, OP_LT, OP_LE, OP_GT, OP_GE, OP_MATCH };

static const struct spelling {
    const char *text;
    enum operator op;
    bool negated, ignore_case;
} SPELLINGS[] = {
    /* longest first */
    {"!~*", OP_MATCH, true, true}, {"~*", OP_MATCH, false, true}, {"!=", OP_EQ, true, false},
    {"!~", OP_MATCH, true, false}, {"<=", OP_LE, false, false},   {">=", OP_GE, false, false},
    {"==", OP_EQ, false, false},   {"=", OP_EQ, false, false},    {"<", OP_LT, false, false},
    {">", OP_GT, false, false},    {"~", OP_MATCH, false, false},
};

/* One of the values to compare with. */
struct filter_value {
    struct str text;
    double number; /* NAN when it is none */
    int hundreds;  /* 5 of "5xx"; 0 when it is no such class */
};

struct filter {
    struct arena arena;
    struct subject subject[2]; /* the second: what is compared with, in place of values */
    unsigned column[2];        /* where they stand in the expression */
    size_t subject_count;
    enum operator op;
    bool negated, ignore_case;
    struct filter_value *values;
    size_t value_count;
    struct regex *regex;
    struct str text; /* as it was written */
};

/* What a record has to compare: text, and a number when the field is one by nature. */
struct actual {
    struct str text;
    double number; /* NAN: read it off the text */
};

/* ---- parsing ---- */

/* One test on its way: `text` is the whole expression, `rest` what is not read yet. */
struct filter_parse {
    struct filter *f;
    struct str text, rest;
    struct err *err;
};

static bool complain_at(const struct filter_parse *p, struct str part)
{
    return expression_at(p->text, part, p->err);
}

static bool no_name(struct filter_parse *p)
{
    complain_at(p, p->rest);
    err_set(p->err, "no field before the operator");
    return err_mend(p->err, "write FIELD OP VALUE, as in status>=500");
}

static bool no_operator(struct filter_parse *p)
{
    complain_at(p, p->rest);
    bool ends = expression_ends(p->rest);
    err_set(p->err, ends ? "no operator after the field" : "no such operator");
    return err_mend(p->err,
                    "%soperators are = != < <= > >= ~ !~ ~* !~* in, not in; quote a value that holds "
                    "and, or",
                    ends ? "write has FIELD to ask whether it is there; " : "");
}

static bool add_subject(struct filter_parse *p, struct str name)
{
    struct filter *f = p->f;
    struct subject *s = &f->subject[f->subject_count];
    if (!subject_parse(s, p->text, name, p->err))
        return false;
    f->column[f->subject_count++] = (unsigned)(s->name.p - p->text.p) + 1;
    s->name = arena_str(&f->arena, s->name);
    return true;
}

static bool parse_name(struct filter_parse *p, bool alone)
{
    size_t n = expression_ends(p->rest) ? 0 : expression_name(p->rest);
    struct str name = str_head(p->rest, n);
    if (n == 0)
        return no_name(p);
    p->rest = str_trim(str_skip(p->rest, n));
    if (!alone && expression_ends(p->rest))
        return no_operator(p);
    return add_subject(p, name);
}

static bool parse_operator(struct filter_parse *p)
{
    for (size_t i = 0; i < COUNT_OF(SPELLINGS); i++) {
        const struct spelling *s = &SPELLINGS[i];
        if (!str_starts(p->rest, str_z(s->text)))
            continue;
        p->f->op = s->op;
        p->f->negated = s->negated;
        p->f->ignore_case = s->ignore_case;
        p->rest = str_skip(p->rest, strlen(s->text));
        if (!p->rest.n || !str_among("=~<>", p->rest.p[0]))
            return true;
        break;
    }
    return no_operator(p);
}

static double number_of(struct str text)
{
    double v;
    return str_double(text, &v) ? v : NAN;
}

/* "500", "5xx". */
static bool read_number(struct filter_value *v)
{
    struct str t = v->text;
    v->number = number_of(t);
    if (t.n == 3 && t.p[0] >= '1' && t.p[0] <= '9' && (t.p[1] | 32) == 'x' && (t.p[2] | 32) == 'x')
        v->hundreds = t.p[0] - '0';
    return !isnan(v->number) || v->hundreds;
}

static bool read_time(struct filter_value *v)
{
    char padded[32];
    int64_t ms = NO_TIME;
    size_t used;
    struct str t = v->text;
    if (t.n == 10) { /* a day begins at midnight */
        snprintf(padded, sizeof padded, STR_FMT "T00:00", STR_ARG(t));
        t = str_z(padded);
    }
    if (!timestamp_parse_iso(t, &ms, &used) || used != t.n) {
        double number = number_of(v->text);
        ms = isnan(number) ? NO_TIME : timestamp_from_number(number);
    }
    v->number = (double)ms;
    return ms != NO_TIME;
}

static bool read_duration(struct filter_value *v)
{
    int64_t ms;
    v->number = number_of(v->text);
    if (isnan(v->number) && duration_parse(v->text, &ms))
        v->number = (double)ms;
    return !isnan(v->number);
}

static bool read_level(struct filter_value *v)
{
    enum level level = severity_named(v->text);
    v->number = level;
    return level != LEVEL_NONE;
}

/* Fields that are numbers by nature: a value that cannot be one is a mistake. */
static const struct number_reader {
    enum field field;
    bool (*read)(struct filter_value *v);
    const char *what;
} READERS[] = {
    {FIELD_STATUS, read_number, "a number, as in 500, 5xx or 401,403"},
    {FIELD_UPSTREAM, read_number, "a number, as in 429 or 5xx"},
    {FIELD_PID, read_number, "a number"},
    {FIELD_TIME, read_time, "a time, as in 2026-03-15 or 2026-03-15T10:00"},
    {FIELD_DURATION, read_duration, "milliseconds or a duration, as in 1500 or 1.5s"},
    {FIELD_LEVEL, read_level, "one of debug info notice warn error fatal"},
};

static bool read_value(const struct filter *f, struct filter_value *v)
{
    v->number = NAN;
    if (v->text.n == 0)
        return true;
    for (size_t i = 0; i < COUNT_OF(READERS); i++)
        if (READERS[i].field == f->subject[0].field)
            return READERS[i].read(v);
    (void)read_number(v);
    return true;
}

static const char *reader_what(const struct filter *f)
{
    for (size_t i = 0; i < COUNT_OF(READERS); i++)
        if (READERS[i].field == f->subject[0].field)
            return READERS[i].what;
    return "a number";
}

/* A status is a number of three digits, or missing. */
static bool never_equal(const struct filter *f, const struct filter_value *v)
{
    bool status = f->subject[0].field == FIELD_STATUS || f->subject[0].field == FIELD_UPSTREAM;
    return status && f->op == OP_EQ && v->text.n && !v->hundreds &&
           (v->number < 100 || v->number > 999 || v->number != (int)v->number);
}

static bool add_value(struct filter_parse *p, size_t *cap, struct str part)
{
    struct filter *f = p->f;
    struct filter_value v = {.text = arena_str(&f->arena, part)};
    bool order = f->op != OP_EQ;
    if (!read_value(f, &v) || (order && (v.hundreds || !v.text.n))) {
        complain_at(p, part);
        err_set(p->err, "`" STR_FMT "` cannot be compared with", STR_ARG(str_head(part, 60)));
        return err_mend(p->err, "write %s%s", reader_what(f),
                        order && v.hundreds ? "; 5xx goes with = and !=" : "");
    }
    if (never_equal(f, &v)) {
        complain_at(p, part);
        err_set(p->err, "no status is `" STR_FMT "`: that never matches", STR_ARG(str_head(part, 60)));
        return err_mend(p->err, "write %s", reader_what(f));
    }
    MEM_GROW(f->values, f->value_count, *cap);
    f->values[f->value_count++] = v;
    return true;
}

/* Take a quoted string off the front of the rest: its inside in *part. */
static bool take_quoted(struct filter_parse *p, struct str *part)
{
    char quote = p->rest.p[0];
    struct str inside = str_skip(p->rest, 1);
    size_t close = str_chr(inside, quote);
    if (close == inside.n) {
        complain_at(p, p->rest);
        err_set(p->err, "the quote is not closed");
        return err_mend(p->err, "end the value with %c", quote);
    }
    *part = str_head(inside, close);
    p->rest = str_trim(str_skip(inside, close + 1));
    return true;
}

static bool is_quote(struct str s)
{
    return s.n && (s.p[0] == '\'' || s.p[0] == '"');
}

/* `model=veo && status=500` would wait for a model of that name, and `message~a || b` holds everywhere. */
static bool joins_as_c_does(struct filter_parse *p, struct str bare)
{
    size_t and = str_find(bare, STR("&&")), or = str_find(bare, STR("||"));
    if (and == bare.n && or == bare.n)
        return false;
    complain_at(p, str_skip(bare, and < or ? and : or));
    err_set(p->err, "`%s` joins no tests", and < or ? "&&" : "||");
    err_mend(p->err, "write %s; quote a value that holds it", and < or ? "and" : "or");
    return true;
}

static bool take_value(struct filter_parse *p, const char *ends, struct str *part)
{
    if (is_quote(p->rest))
        return take_quoted(p, part);
    *part = str_head(p->rest, expression_bare(p->rest, ends, EXPRESSION_VALUE));
    p->rest = str_trim(str_skip(p->rest, part->n));
    return !joins_as_c_does(p, *part);
}

static bool more_text(struct filter_parse *p)
{
    if (joins_as_c_does(p, str_head(p->rest, 2)))
        return false;
    complain_at(p, p->rest);
    err_set(p->err, "more text after the value");
    return err_mend(p->err, "quote a value that holds quotes; join tests with and, or");
}

/* VALUE[,VALUE...]: only = takes several. */
static bool parse_values(struct filter_parse *p)
{
    size_t cap = 0;
    const char *ends = p->f->op == OP_EQ ? "," : "";
    for (struct str part;; p->rest = str_trim(str_skip(p->rest, 1))) {
        if (!take_value(p, ends, &part) || !add_value(p, &cap, part))
            return false;
        if (expression_ends(p->rest))
            return true;
        if (p->f->op != OP_EQ || p->rest.p[0] != ',')
            return more_text(p);
    }
}

/* Length of "{FIELD}" at the start of `rest`, where the test ends behind it; 0: a value stands there. */
static size_t braced(struct str rest)
{
    size_t n = str_chr(rest, '}');
    bool alone = n > 1 && n < rest.n && rest.p[0] == '{' && expression_ends(str_trim(str_skip(rest, n + 1)));
    for (size_t i = 1; alone && i < n; i++)
        alone = rest.p[i] == '.' || is_word_byte(rest.p[i]);
    return alone ? n + 1 : 0;
}

/* The raw JSON is read into one place. */
static bool parse_other(struct filter_parse *p, size_t n)
{
    struct str name = str_of(p->rest.p + 1, n - 2);
    if (!add_subject(p, name))
        return false;
    if (p->f->subject[1].kind == SUBJECT_RAW) {
        complain_at(p, name);
        err_set(p->err, "a raw path stands only before the operator");
        return err_mend(p->err, "write it there, or name a field in braces");
    }
    p->rest = str_trim(str_skip(p->rest, n));
    return true;
}

/* (VALUE[,VALUE...]), behind `in`. */
static bool parse_list(struct filter_parse *p)
{
    struct str open = p->rest;
    if (!open.n || open.p[0] != '(') {
        complain_at(p, open);
        err_set(p->err, "no list after `in`");
        return err_mend(p->err, "write it in parentheses, as in model in (veo, flux)");
    }
    p->f->op = OP_EQ;
    p->rest = str_trim(str_skip(open, 1));
    if (!parse_values(p))
        return false;
    if (!p->rest.n || p->rest.p[0] != ')') {
        complain_at(p, p->rest.n ? p->rest : open);
        err_set(p->err, p->rest.n ? "the list goes on with no comma" : "the parenthesis is not closed");
        return err_mend(p->err, "write values with commas between them and `)` behind the last");
    }
    p->rest = str_trim(str_skip(p->rest, 1));
    return true;
}

/* Length of a regex in quotes at the start of `rest`: up to the quote behind which the test ends, so that it
 * may hold quotes; 0: there is none. */
static size_t quoted_regex(struct str rest)
{
    for (size_t i = 1; is_quote(rest) && i < rest.n; i++)
        if (rest.p[i] == rest.p[0] && expression_ends(str_trim(str_skip(rest, i + 1))))
            return i + 1;
    return 0;
}

static bool compile_regex(struct filter_parse *p, struct str part)
{
    static const char nocase[] = "(?i)";
    LOCAL_BUF source = {0};
    size_t before = p->f->ignore_case ? strlen(nocase) : 0, at = 0;
    buf_join(&source, str_of(nocase, before), part);
    p->f->regex = regex_new(buf_str(&source), &at, p->err);
    return p->f->regex || complain_at(p, str_skip(part, at > before ? at - before : 0));
}

static bool parse_regex(struct filter_parse *p)
{
    size_t quoted = quoted_regex(p->rest), n = quoted;
    if (!quoted)
        n = expression_bare(p->rest, "", EXPRESSION_REGEX);
    struct str part = quoted ? str_of(p->rest.p + 1, quoted - 2) : str_head(p->rest, n);
    if (!part.n) {
        complain_at(p, p->rest);
        err_set(p->err, "no regex after the operator");
        return err_mend(p->err, "write a PCRE2 regex, as in message~'time(d )?out'");
    }
    p->rest = str_trim(str_skip(p->rest, n));
    return (quoted || !joins_as_c_does(p, part)) && compile_regex(p, part);
}

/* What `has FIELD` asks: whether it is not the empty value. */
static bool parse_has(struct filter_parse *p)
{
    size_t cap = 0;
    p->f->op = OP_EQ;
    p->f->negated = true;
    return parse_name(p, true) && add_value(p, &cap, STR("")) && (expression_ends(p->rest) || more_text(p));
}

static bool take_in(struct filter_parse *p)
{
    struct str rest = p->rest;
    bool negated = expression_take(&rest, "not");
    if (!expression_take(&rest, "in"))
        return false;
    p->rest = rest;
    p->f->negated = negated;
    return true;
}

static bool parse(struct filter_parse *p)
{
    if (expression_take(&p->rest, "has"))
        return parse_has(p);
    if (!parse_name(p, false))
        return false;
    if (take_in(p))
        return parse_list(p);
    if (!parse_operator(p))
        return false;
    p->rest = str_trim(p->rest);
    if (p->f->op == OP_MATCH)
        return parse_regex(p);
    size_t n = braced(p->rest);
    return n ? parse_other(p, n) : parse_values(p);
}

struct filter *filter_take(struct str text, struct str *rest, struct err *err)
{
    struct filter_parse p = {mem_zero(sizeof *p.f), text, *rest, err};
    if (!parse(&p)) {
        filter_free(p.f);
        return NULL;
    }
    p.f->text = str_trim(str_head(*rest, rest->n - p.rest.n));
    *rest = p.rest;
    return p.f;
}

void filter_free(struct filter *f)
{
    if (!f)
        return;
    regex_free(f->regex);
    free(f->values);
    arena_free(&f->arena);
    free(f);
}

const struct subject *filter_subject(const struct filter *f, size_t i)
{
    return i < f->subject_count ? &f->subject[i] : NULL;
}

unsigned filter_column(const struct filter *f, size_t i)
{
    return f->column[i];
}

struct str filter_text(const struct filter *f)
{
    return f->text;
}

/* ---- testing ---- */

static bool equals(const struct filter_value *v, const struct actual *a)
{
    if (v->text.n == 0)
        return a->text.n == 0;
    if (a->text.n == 0)
        return false;
    double number = isnan(a->number) ? number_of(a->text) : a->number;
    if (v->hundreds)
        return number >= v->hundreds * 100 && number < v->hundreds * 100 + 100;
    if (!isnan(v->number) && !isnan(number))
        return v->number == number;
    return str_eq(v->text, a->text);
}

static int sign_of(double a, double b)
{
    return (a > b) - (a < b);
}

static bool in_order(enum operator op, const struct filter_value *v, const struct actual *a)
{
    double number = isnan(a->number) ? number_of(a->text) : a->number;
    if (a->text.n == 0 || (!isnan(v->number) && isnan(number)))
        return false;
    int c = isnan(v->number) ? str_cmp(a->text, v->text) : sign_of(number, v->number);
    switch (op) {
    case OP_LT:
        return c < 0;
    case OP_LE:
        return c <= 0;
    case OP_GT:
        return c > 0;
    default:
        return c >= 0;
    }
}

/* What a record is asked with: the filter's values, or what it has of the other field. */
struct filter_operands {
    const struct filter *f;
    const struct filter_context *filter_context;
    const struct filter_value *values;
    size_t n;
};

/* The test without its negation. */
static bool holds(const struct filter_operands *q, const struct actual *a)
{
    if (q->f->op == OP_MATCH)
        return a->text.n && engine_run(q->filter_context->engine, q->f->regex, a->text);
    if (q->f->op != OP_EQ)
        return in_order(q->f->op, &q->values[0], a);
    for (size_t i = 0; i < q->n; i++)
        if (equals(&q->values[i], a))
            return true;
    return false;
}

/* The number that a field of `rec` is by nature, NAN when it is none; false when it is missing. */
static bool field_number(enum field field, const struct record *rec, double *number)
{
    switch (field) {
    case FIELD_STATUS:
        *number = rec->status;
        return rec->status != NO_STATUS;
    case FIELD_UPSTREAM:
        *number = rec->upstream;
        return rec->upstream != NO_STATUS;
    case FIELD_DURATION:
        *number = rec->duration_ms;
        return rec->duration_ms >= 0;
    case FIELD_LEVEL:
        *number = rec->level;
        return true;
    default:
        *number = NAN;
        return true;
    }
}

static struct actual time_actual(const struct record *rec, char room[SUBJECT_ROOM])
{
    if (rec->time_ms == NO_TIME)
        return (struct actual){.number = NAN};
    struct str text = rec->field[FIELD_TIME];
    if (!text.n)
        text = str_of(room, (size_t)snprintf(room, SUBJECT_ROOM, "%" PRId64, rec->time_ms));
    return (struct actual){text, (double)rec->time_ms};
}

/* True when any capture of that name holds; an empty one counts only when there is no other. */
static bool capture_holds(const struct filter_operands *q)
{
    const struct filter_context *w = q->filter_context;
    struct str extracted = subject_extracted(&q->f->subject[0], w);
    bool any = extracted.n;
    if (any && holds(q, &(struct actual){extracted, NAN}))
        return true;
    for (size_t i = 0; w->rules && w->hits && i < w->hits->n; i++) {
        const struct hit *hit = &w->hits->v[i];
        for (size_t k = 0; k < rules_capture_count(w->rules, hit->signature); k++) {
            struct actual a = {hit->capture[k], NAN};
            if (!a.text.n || !str_eq(rules_capture_name(w->rules, hit->signature, k), q->f->subject[0].name))
                continue;
            any = true;
            if (holds(q, &a))
                return true;
        }
    }
    return !any && holds(q, &(struct actual){.number = NAN});
}

static struct actual actual_of(const struct subject *s, const struct record *rec,
                               const struct filter_context *w, char room[SUBJECT_ROOM])
{
    double number;
    if (!field_number(s->field, rec, &number))
        return (struct actual){.number = NAN};
    if (s->field == FIELD_TIME)
        return time_actual(rec, room);
    return (struct actual){subject_value(s, rec, w, room), number};
}

/* Two fields are compared only where there are both. */
static bool test_fields(const struct filter *f, const struct record *rec, const struct filter_context *w)
{
    char room[2][SUBJECT_ROOM];
    struct actual a = actual_of(&f->subject[0], rec, w, room[0]);
    struct actual b = actual_of(&f->subject[1], rec, w, room[1]);
    struct filter_value v = {.text = b.text, .number = isnan(b.number) ? number_of(b.text) : b.number};
    return a.text.n && b.text.n && holds(&(struct filter_operands){f, w, &v, 1}, &a) != f->negated;
}

bool filter_test(const struct filter *f, const struct record *rec, const struct filter_context *w)
{
    char room[SUBJECT_ROOM];
    struct filter_operands q = {f, w, f->values, f->value_count};
    if (UNLIKELY(f->subject_count > 1))
        return test_fields(f, rec, w);
    if (f->subject[0].kind == SUBJECT_CAPTURE)
        return capture_holds(&q) != f->negated;
    struct actual a = actual_of(&f->subject[0], rec, w, room);
    return holds(&q, &a) != f->negated;
}
