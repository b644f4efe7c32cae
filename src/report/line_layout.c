#include "report/line_layout.h"

#include <inttypes.h>

#include "base/escape.h"

static const struct {
    const char *name;
    unsigned value;
} OTHERS[] = {{"class", LINE_CLASS}, {"signatures", LINE_SIGNATURES}, {"line", LINE_NUMBER}};

/* How wide columns are when they stand one above the other; others are as wide as they are. */
static unsigned usual_columns(unsigned value)
{
    switch (value) {
    case FIELD_TIME:
        return 23;
    case FIELD_LEVEL:
        return 6;
    case FIELD_STATUS:
    case FIELD_UPSTREAM:
        return 3;
    case FIELD_SERVICE:
        return 16;
    case FIELD_MODEL:
        return 12;
    case FIELD_METHOD:
        return 6;
    case LINE_CLASS:
        return 11;
    case LINE_SIGNATURES:
        return 24;
    default:
        return 0;
    }
}

static bool unknown_value(struct str name, struct err *err)
{
    const char *names[FIELD_COUNT + COUNT_OF(OTHERS)];
    size_t n = 0;
    for (enum field f = 0; f < FIELD_COUNT; f++)
        names[n++] = field_name(f);
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        names[n++] = OTHERS[i].name;
    err_set(err, "no field `" STR_FMT "`", STR_ARG(name));
    return err_mend_near(err, name, names, n, "they are those of sigtail fields, class, signatures and line");
}

static bool is_subject(struct str name)
{
    return str_starts(name, STR(".")) || str_starts(name, STR("cap."));
}

static bool value_named(struct str name, struct line_part *part, struct err *err)
{
    *part = (struct line_part){.value = field_named(name)};
    for (size_t i = 0; part->value == FIELD_COUNT && i < COUNT_OF(OTHERS); i++)
        if (str_eq(name, str_z(OTHERS[i].name))) {
            part->value = OTHERS[i].value;
            return true;
        }
    if (is_subject(name)) {
        part->value = LINE_SUBJECT;
        return subject_parse(&part->subject, name, name, err);
    }
    return part->value < FIELD_COUNT || unknown_value(name, err);
}

static bool add_part(struct line_layout *f, struct line_part part, struct err *err)
{
    if (f->n < LINE_PARTS) {
        f->parts[f->n++] = part;
        return true;
    }
    err_set(err, "more than %d parts", LINE_PARTS);
    return err_mend(err, "leave some out");
}

static bool add_literal(struct line_layout *f, struct str literal, struct err *err)
{
    return add_part(f, (struct line_part){.value = LINE_LITERAL, .literal = literal}, err);
}

bool line_layout_columns(struct line_layout *f, struct str text, struct err *err)
{
    static const struct line_part blank = {.value = LINE_LITERAL, .literal = STR_INIT("  ")};
    struct str name;
    struct line_part part;
    while (str_split(&text, ',', &name)) {
        if (!value_named(str_trim(name), &part, err))
            return false;
        part.columns = usual_columns(part.value);
        if ((f->n && !add_part(f, blank, err)) || !add_part(f, part, err))
            return false;
    }
    return true;
}

/* A literal up to the next brace, doubled braces as one. */
static size_t literal_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] != '{' && s.p[n] != '}' && s.p[n] != '\\')
        n++;
    return n;
}

static bool take_escape(struct line_layout *f, struct str *s, struct err *err)
{
    static const struct {
        char after;
        struct str means;
    } escapes[] = {{'t', STR_INIT("\t")}, {'n', STR_INIT("\n")}, {'\\', STR_INIT("\\")}};
    for (size_t i = 0; i < COUNT_OF(escapes); i++)
        if (s->n > 1 && s->p[1] == escapes[i].after) {
            *s = str_skip(*s, 2);
            return add_literal(f, escapes[i].means, err);
        }
    struct str itself = str_head(*s, 1);
    *s = str_skip(*s, 1);
    return add_literal(f, itself, err);
}

static bool take_brace(struct line_layout *f, struct str *s, struct str whole, struct err *err)
{
    struct line_part part;
    if (s->n > 1 && s->p[1] == s->p[0]) {
        struct str brace = str_head(*s, 1);
        *s = str_skip(*s, 2);
        return add_literal(f, brace, err);
    }
    size_t end = str_chr(*s, '}');
    if (s->p[0] == '}' || end == s->n) {
        err_set(err, "a brace without its other half, at character %zu", (size_t)(s->p - whole.p) + 1);
        return err_mend(err, "write {field}, and {{ or }} for a brace itself");
    }
    if (!value_named(str_of(s->p + 1, end - 1), &part, err))
        return false;
    *s = str_skip(*s, end + 1);
    return add_part(f, part, err);
}

bool line_layout_template(struct line_layout *f, struct str text, struct err *err)
{
    struct str rest = text;
    while (rest.n) {
        size_t n = literal_length(rest);
        bool ok;
        if (n) {
            ok = add_literal(f, str_head(rest, n), err);
            rest = str_skip(rest, n);
        } else if (rest.p[0] == '\\') {
            ok = take_escape(f, &rest, err);
        } else {
            ok = take_brace(f, &rest, text, err);
        }
        if (!ok)
            return false;
    }
    return true;
}

bool line_layout_known(const struct line_layout *f, const struct rules *rules, const struct extract *extract,
                       struct err *err)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->parts[i].value == LINE_SUBJECT && !subject_known(&f->parts[i].subject, rules, extract, err))
            return false;
    return true;
}

bool line_layout_counts(const struct line_layout *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->parts[i].value == LINE_NUMBER)
            return true;
    return false;
}

/* --- printing --- */

static void add_signatures(const struct sink_record *o, const struct rules *rules, struct buf *out)
{
    for (size_t i = 0; i < o->hits->n; i++)
        buf_join(out, i ? "," : "", rules_table(rules)->signatures[o->hits->v[i].signature].id);
}

static void add_subject(const struct subject *s, const struct sink_record *o, const struct style *style,
                        struct buf *out)
{
    char room[SUBJECT_ROOM];
    redact_named(style->secrets, s->name, subject_value(s, o->record, o->filter_context, room), out);
}

/* The value as it is; nothing when it is missing. */
static void add_value(const struct line_part *part, const struct sink_record *o, const struct rules *rules,
                      const struct style *style, struct buf *out)
{
    const struct record *rec = o->record;
    unsigned value = part->value;
    switch (value) {
    case FIELD_TIME:
        record_line_time(rec->time_ms, style->zone, out);
        break;
    case FIELD_LEVEL:
        buf_addz(out, level_name(rec->level));
        break;
    case FIELD_SOURCE:
        redact(style->secrets, o->source, out);
        break;
    case FIELD_STATUS:
    case FIELD_UPSTREAM:
        if ((value == FIELD_STATUS ? rec->status : rec->upstream) != NO_STATUS)
            buf_addf(out, "%d", value == FIELD_STATUS ? rec->status : rec->upstream);
        break;
    case FIELD_DURATION:
        if (rec->duration_ms >= 0)
            buf_addf(out, "%.15g", rec->duration_ms);
        break;
    case LINE_CLASS:
        buf_addz(out, class_name(o->class));
        break;
    case LINE_SIGNATURES:
        add_signatures(o, rules, out);
        break;
    case LINE_NUMBER:
        buf_addf(out, "%" PRIu64, o->line);
        break;
    case LINE_SUBJECT:
        add_subject(&part->subject, o, style, out);
        break;
    default:
        redact(style->secrets, rec->field[value], out);
    }
}

static void print_part(const struct line_part *part, const struct sink_record *o, const struct rules *rules,
                       const struct style *style, bool last, struct buf *out)
{
    LOCAL_BUF value = {0};
    size_t start = out->n;
    add_value(part, o, rules, style, &value);
    escape_terminal(value.n ? buf_str(&value) : STR("-"), out);
    size_t width = escape_width(str_skip(buf_str(out), start));
    buf_fill(out, ' ', !last && width < part->columns ? part->columns - width : 0);
}

void line_layout_print(const struct line_layout *f, const struct sink_record *o, const struct rules *rules,
                       const struct highlight *highlight, const struct style *style, struct buf *out)
{
    struct style whole = *style;
    whole.fits = false;
    for (size_t i = 0; i < f->n; i++) {
        const struct line_part *part = &f->parts[i];
        const struct style *as = i + 1 == f->n ? style : &whole; /* only what is last is cut */
        if (part->value == LINE_LITERAL)
            buf_add(out, part->literal);
        else if (part->value == FIELD_MESSAGE && highlight->text.n)
            record_line_message(highlight, as, out);
        else
            print_part(part, o, rules, style, i + 1 == f->n, out);
    }
    buf_addc(out, '\n');
}
