#include "match/filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "record/severity.h"

enum operator{ OP_EQ, OP_LT, OP_LE, OP_GT, OP_GE, OP_MATCH };

static const struct spelling {
    const char *text;
    enum operator op;
    bool negated;
} SPELLINGS[] = {
    /* longest first */
    {"!=", OP_EQ, true}, {"!~", OP_MATCH, true}, {"<=", OP_LE, false}, {">=", OP_GE, false},
    {"=", OP_EQ, false}, {"<", OP_LT, false},    {">", OP_GT, false},  {"~", OP_MATCH, false},
};

/* One of the values to compare with. */
struct value {
    struct str text;
    double number; /* NAN when it is none */
    int hundreds;  /* 5 of "5xx"; 0 when it is no such class */
};

struct filter {
    struct arena arena;
    struct subject subject;
    enum operator op;
    bool negated;
    struct value *values;
    size_t value_count;
    struct regex *regex;
};

/* What a record has to compare: text, and a number when the field is one by nature. */
struct actual {
    struct str text;
    double number; /* NAN: read it off the text */
};

static bool complain_at(struct str text, struct str part, struct err *err)
{
    return err_at(err, NULL, 0, (unsigned)(part.p - text.p) + 1);
}

/* ---- parsing ---- */

static bool name_byte(char c)
{
    return c != '=' && c != '!' && c != '<' && c != '>' && c != '~' && c != ' ' && c != '\t';
}

/* Inside a raw path: a key in quotes, or a `>` that goes into a string's JSON and compares nothing. */
static bool path_byte(struct str rest, size_t i, bool *quoted)
{
    char c = rest.p[i], next = i + 1 < rest.n ? rest.p[i + 1] : ' ';
    *quoted ^= c == '\'';
    return *quoted || (c == '>' && ((next | 32) >= 'a' ? (next | 32) <= 'z' : strchr("_'$@", next) != NULL));
}

static size_t name_length(struct str rest)
{
    size_t n = 0;
    bool raw = rest.n && rest.p[0] == '.', quoted = false;
    while (n < rest.n && ((raw && path_byte(rest, n, &quoted)) || name_byte(rest.p[n])))
        n++;
    return n;
}

static bool parse_name(struct filter *f, struct str text, struct str *rest, struct err *err)
{
    size_t n = name_length(*rest);
    struct str name = str_head(*rest, n);
    *rest = str_trim(str_skip(*rest, n));
    if (n == 0) {
        complain_at(text, name, err);
        err_set(err, "no field before the operator");
        return err_mend(err, "write FIELD OP VALUE, as in status>=500");
    }
    if (!subject_parse(&f->subject, text, name, err))
        return false;
    f->subject.name = arena_str(&f->arena, f->subject.name);
    return true;
}

static bool parse_operator(struct filter *f, struct str text, struct str *rest, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(SPELLINGS); i++) {
        const struct spelling *s = &SPELLINGS[i];
        if (!str_starts(*rest, str_z(s->text)))
            continue;
        f->op = s->op;
        f->negated = s->negated;
        *rest = str_skip(*rest, strlen(s->text));
        if (!rest->n || !str_among("=~<>", rest->p[0]))
            return true;
        break;
    }
    complain_at(text, *rest, err);
    err_set(err, rest->n ? "no such operator" : "no operator after the field");
    return err_mend(err, "operators are = != < <= > >= ~ !~");
}

static double number_of(struct str text)
{
    double v;
    return str_double(text, &v) ? v : NAN;
}

/* "500", "5xx". */
static bool read_number(struct value *v)
{
    struct str t = v->text;
    v->number = number_of(t);
    if (t.n == 3 && t.p[0] >= '1' && t.p[0] <= '9' && (t.p[1] | 32) == 'x' && (t.p[2] | 32) == 'x')
        v->hundreds = t.p[0] - '0';
    return !isnan(v->number) || v->hundreds;
}

static bool read_time(struct value *v)
{
    char padded[32];
    int64_t ms = NO_TIME;
    size_t used;
    struct str t = v->text;
    if (t.n == 10) { /* a day begins at midnight */
        snprintf(padded, sizeof padded, STR_FMT "T00:00", STR_ARG(t));
        t = str_z(padded);
    }
    if (!when_parse_iso(t, &ms, &used) || used != t.n) {
        double number = number_of(v->text);
        ms = isnan(number) ? NO_TIME : when_from_number(number);
    }
    v->number = (double)ms;
    return ms != NO_TIME;
}

static bool read_duration(struct value *v)
{
    int64_t ms;
    v->number = number_of(v->text);
    if (isnan(v->number) && when_parse_duration(v->text, &ms))
        v->number = (double)ms;
    return !isnan(v->number);
}

static bool read_level(struct value *v)
{
    enum level level = severity_named(v->text);
    v->number = level;
    return level != LEVEL_NONE;
}

/* Fields that are numbers by nature: a value that cannot be one is a mistake. */
static const struct reader {
    enum field field;
    bool (*read)(struct value *v);
    const char *what;
} READERS[] = {
    {FIELD_STATUS, read_number, "a number, as in 500, 5xx or 401,403"},
    {FIELD_UPSTREAM, read_number, "a number, as in 429 or 5xx"},
    {FIELD_PID, read_number, "a number"},
    {FIELD_TIME, read_time, "a time, as in 2026-03-15 or 2026-03-15T10:00"},
    {FIELD_DURATION, read_duration, "milliseconds or a duration, as in 1500 or 1.5s"},
    {FIELD_LEVEL, read_level, "one of debug info notice warn error fatal"},
};

static bool read_value(const struct filter *f, struct value *v)
{
    v->number = NAN;
    if (v->text.n == 0)
        return true;
    for (size_t i = 0; i < COUNT_OF(READERS); i++)
        if (READERS[i].field == f->subject.field)
            return READERS[i].read(v);
    (void)read_number(v);
    return true;
}

static const char *reader_what(const struct filter *f)
{
    for (size_t i = 0; i < COUNT_OF(READERS); i++)
        if (READERS[i].field == f->subject.field)
            return READERS[i].what;
    return "a number";
}

/* A status is a number of three digits, or missing. */
static bool never_equal(const struct filter *f, const struct value *v)
{
    bool status = f->subject.field == FIELD_STATUS || f->subject.field == FIELD_UPSTREAM;
    return status && f->op == OP_EQ && v->text.n && !v->hundreds &&
           (v->number < 100 || v->number > 999 || v->number != (int)v->number);
}

static bool add_value(struct filter *f, size_t *cap, struct str text, struct str part, struct err *err)
{
    struct value v = {.text = arena_str(&f->arena, part)};
    bool order = f->op != OP_EQ;
    if (!read_value(f, &v) || (order && (v.hundreds || !v.text.n))) {
        complain_at(text, part, err);
        err_set(err, "`" STR_FMT "` cannot be compared with", STR_ARG(str_head(part, 60)));
        return err_mend(err, "write %s%s", reader_what(f),
                        order && v.hundreds ? "; 5xx goes with = and !=" : "");
    }
    if (never_equal(f, &v)) {
        complain_at(text, part, err);
        err_set(err, "no status is `" STR_FMT "`: that never matches", STR_ARG(str_head(part, 60)));
        return err_mend(err, "write %s", reader_what(f));
    }
    MEM_GROW(f->values, f->value_count, *cap);
    f->values[f->value_count++] = v;
    return true;
}

/* Take a quoted string off the front of `*rest`: its inside in *part. */
static bool take_quoted(struct str text, struct str *rest, struct str *part, struct err *err)
{
    char quote = rest->p[0];
    struct str inside = str_skip(*rest, 1);
    size_t close = str_chr(inside, quote);
    if (close == inside.n) {
        complain_at(text, *rest, err);
        err_set(err, "the quote is not closed");
        return err_mend(err, "end the value with %c", quote);
    }
    *part = str_head(inside, close);
    *rest = str_trim(str_skip(inside, close + 1));
    return true;
}

static bool is_quote(struct str s)
{
    return s.n && (s.p[0] == '\'' || s.p[0] == '"');
}

/* VALUE[,VALUE...]: only = takes several. */
static bool parse_values(struct filter *f, struct str text, struct str rest, struct err *err)
{
    size_t cap = 0;
    for (;;) {
        struct str part = str_head(rest, f->op == OP_EQ ? str_chr(rest, ',') : rest.n);
        if (is_quote(rest)) {
            if (!take_quoted(text, &rest, &part, err))
                return false;
        } else {
            rest = str_skip(rest, part.n);
            part = str_trim(part);
        }
        if (!add_value(f, &cap, text, part, err))
            return false;
        if (!rest.n)
            return true;
        if (f->op != OP_EQ || rest.p[0] != ',') {
            complain_at(text, rest, err);
            err_set(err, "more text after the value");
            return err_mend(err, "quote a value that holds quotes; give -w once for each test");
        }
        rest = str_trim(str_skip(rest, 1));
    }
}

static bool parse_regex(struct filter *f, struct str text, struct str rest, struct err *err)
{
    struct str part = rest;
    if (is_quote(rest) && rest.n > 1 && rest.p[rest.n - 1] == rest.p[0])
        part = str_of(rest.p + 1, rest.n - 2);
    if (!part.n) {
        complain_at(text, rest, err);
        err_set(err, "no regex after the operator");
        return err_mend(err, "write a PCRE2 regex, as in message~'time(d )?out'");
    }
    f->regex = regex_new(part, NULL, err);
    return f->regex || complain_at(text, part, err);
}

static bool parse(struct filter *f, struct str text, struct err *err)
{
    struct str rest = str_trim(text);
    if (!parse_name(f, text, &rest, err) || !parse_operator(f, text, &rest, err))
        return false;
    rest = str_trim(rest);
    return f->op == OP_MATCH ? parse_regex(f, text, rest, err) : parse_values(f, text, rest, err);
}

struct filter *filter_parse(struct str text, struct err *err)
{
    struct filter *f = mem_zero(sizeof *f);
    text = str_of(text.n ? text.p : "", text.n);
    if (parse(f, text, err))
        return f;
    filter_free(f);
    return NULL;
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

const struct subject *filter_subject(const struct filter *f)
{
    return &f->subject;
}

/* ---- testing ---- */

static bool equals(const struct value *v, const struct actual *a)
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

static bool in_order(enum operator op, const struct value *v, const struct actual *a)
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

/* The test without its negation. */
static bool holds(const struct filter *f, struct engine *e, const struct actual *a)
{
    if (f->op == OP_MATCH)
        return a->text.n && engine_run(e, f->regex, a->text);
    if (f->op != OP_EQ)
        return in_order(f->op, &f->values[0], a);
    for (size_t i = 0; i < f->value_count; i++)
        if (equals(&f->values[i], a))
            return true;
    return false;
}

static struct actual number_actual(char *room, size_t size, bool known, double number)
{
    int n = known ? snprintf(room, size, "%.15g", number) : 0;
    return (struct actual){str_of(room, (size_t)n), known ? number : NAN};
}

/* A status: printf is dear for what each record may be asked. */
static struct actual code_actual(char *room, size_t size, int code)
{
    if (code < 100 || code > 999)
        return number_actual(room, size, code != NO_STATUS, code);
    room[0] = (char)('0' + code / 100);
    room[1] = (char)('0' + code / 10 % 10);
    room[2] = (char)('0' + code % 10);
    return (struct actual){str_of(room, 3), code};
}

/* The field of `rec`; numbers are written into `room`. */
static struct actual field_actual(const struct record *rec, enum field field, char *room, size_t size)
{
    switch (field) {
    case FIELD_STATUS:
        return code_actual(room, size, rec->status);
    case FIELD_UPSTREAM:
        return code_actual(room, size, rec->upstream);
    case FIELD_DURATION:
        return number_actual(room, size, rec->duration_ms >= 0, rec->duration_ms);
    case FIELD_TIME: {
        struct actual a = number_actual(room, size, rec->time_ms != NO_TIME, (double)rec->time_ms);
        if (rec->field[FIELD_TIME].n && a.text.n)
            a.text = rec->field[FIELD_TIME];
        return a;
    }
    case FIELD_LEVEL:
        return (struct actual){str_z(level_name(rec->level)), rec->level};
    default:
        return (struct actual){rec->field[field], NAN};
    }
}

/* True when any hit's capture of that name holds; an empty one counts only when no hit has another. */
static bool capture_holds(const struct filter *f, const struct filter_world *w)
{
    bool any = false;
    for (size_t i = 0; w->rules && w->hits && i < w->hits->n; i++) {
        const struct hit *hit = &w->hits->v[i];
        for (size_t k = 0; k < rules_capture_count(w->rules, hit->signature); k++) {
            struct actual a = {hit->capture[k], NAN};
            if (!a.text.n || !str_eq(rules_capture_name(w->rules, hit->signature, k), f->subject.name))
                continue;
            any = true;
            if (holds(f, w->engine, &a))
                return true;
        }
    }
    return !any && holds(f, w->engine, &(struct actual){.number = NAN});
}

bool filter_test(const struct filter *f, const struct record *rec, const struct filter_world *w)
{
    char room[32];
    if (f->subject.kind == SUBJECT_CAPTURE)
        return capture_holds(f, w) != f->negated;
    struct actual a = {.number = NAN};
    if (f->subject.kind == SUBJECT_FIELD)
        a = field_actual(rec, f->subject.field, room, sizeof room);
    else if (w->resolve)
        a.text = w->resolve(w->context, rec, f->subject.name);
    return holds(f, w->engine, &a) != f->negated;
}
