#include "match/subject.h"

#include <stdio.h>

#include "record/raw_path.h"

static void list_fields(struct buf *to)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        buf_addf(to, "%s%s", i ? " " : "", field_name((enum field)i));
}

/* What is decided about a record stands in no field of it. */
static const char *option_of(struct str name)
{
    static const struct {
        const char *name, *option;
    } decided[] = {{"class", "-c CLASS"}, {"signature", "-s ID"}, {"signatures", "-s ID"}};
    for (size_t i = 0; i < COUNT_OF(decided); i++)
        if (str_eq(name, str_z(decided[i].name)))
            return decided[i].option;
    return NULL;
}

static bool unknown_field(struct str name, struct err *err)
{
    const char *names[FIELD_COUNT];
    struct buf all = {0};
    for (int i = 0; i < FIELD_COUNT; i++)
        names[i] = field_name((enum field)i);
    const char *near = str_nearest(name, names, FIELD_COUNT), *option = option_of(name);
    list_fields(&all);
    err_set(err, "no field `" STR_FMT "`", STR_ARG(str_head(name, 60)));
    if (option)
        err_mend(err, "it is decided by signatures, not read: %s takes such records", option);
    else if (near)
        err_mend(err, "did you mean `%s`? fields: " STR_FMT, near, STR_ARG(all));
    else
        err_mend(err, "fields: " STR_FMT "; also cap.NAME and .raw.path", STR_ARG(all));
    buf_free(&all);
    return false;
}

bool subject_parse(struct subject *s, struct str text, struct str name, struct err *err)
{
    unsigned column = (unsigned)(name.p - text.p) + 1;
    *s = (struct subject){SUBJECT_FIELD, FIELD_COUNT, name};
    err_at(err, NULL, 0, column);
    if (name.n && name.p[0] == '.') {
        s->kind = SUBJECT_RAW;
        return raw_path_check(name, err);
    }
    if (str_starts(name, STR("cap.")) && name.n > 4) {
        s->kind = SUBJECT_CAPTURE;
        s->name = str_skip(name, 4);
        return true;
    }
    s->field = field_named(name);
    return s->field != FIELD_COUNT || unknown_field(name, err);
}

/* --- captures --- */

enum { NAMES = 256 };

static void add_name(const char **names, size_t *n, struct str name, struct arena *a)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(str_z(names[i]), name))
            return;
    if (*n < NAMES)
        names[(*n)++] = arena_str(a, name).p;
}

static size_t capture_names(const struct rules *rules, const struct extract *extract, const char **names,
                            struct arena *a)
{
    size_t n = 0;
    for (size_t i = 0; extract && i < extract_count(extract); i++)
        add_name(names, &n, extract_name(extract, i), a);
    for (uint32_t s = 0; s < rules_table(rules)->signature_count; s++)
        for (size_t k = 0; k < rules_capture_count(rules, s); k++)
            add_name(names, &n, rules_capture_name(rules, s, k), a);
    return n;
}

static bool unknown_capture(struct str name, const char *const *names, size_t n, struct err *err)
{
    struct buf all = {0};
    const char *near = str_nearest(name, names, n);
    for (size_t i = 0; i < n; i++)
        buf_addf(&all, "%s%s", i ? " " : "", names[i]);
    err_set(err, "nothing captures `" STR_FMT "`", STR_ARG(str_head(name, 60)));
    if (near)
        err_mend(err, "did you mean `cap.%s`? captures: " STR_FMT, near, STR_ARG(all));
    else
        err_mend(err, "captures: " STR_FMT, STR_ARG(all));
    buf_free(&all);
    return false;
}

bool subject_known(const struct subject *s, const struct rules *rules, const struct extract *extract,
                   struct err *err)
{
    const char *names[NAMES];
    struct arena a = {0};
    bool found = s->kind != SUBJECT_CAPTURE;
    size_t n = found ? 0 : capture_names(rules, extract, names, &a);
    for (size_t i = 0; i < n && !found; i++)
        found = str_eq(str_z(names[i]), s->name);
    if (!found)
        unknown_capture(s->name, names, n, err);
    arena_free(&a);
    return found;
}

struct str subject_extracted(const struct subject *s, const struct filter_context *w)
{
    size_t i = extract_named(w->extract, s->name);
    return w->extract && i < extract_count(w->extract) ? w->extracted[i] : str_of(NULL, 0);
}

static struct str capture_value(const struct subject *s, const struct filter_context *w)
{
    struct str extracted = subject_extracted(s, w);
    if (extracted.n)
        return extracted;
    for (size_t i = 0; w->rules && w->hits && i < w->hits->n; i++) {
        const struct hit *hit = &w->hits->v[i];
        size_t n = rules_capture_count(w->rules, hit->signature);
        for (size_t k = 0; k < n && k < HIT_CAPTURES; k++)
            if (hit->capture[k].n && str_eq(rules_capture_name(w->rules, hit->signature, k), s->name))
                return hit->capture[k];
    }
    return str_of(NULL, 0);
}

/* --- fields --- */

/* printf is dear for what each record may be asked. */
static struct str whole(char room[SUBJECT_ROOM], uint64_t v)
{
    char *end = room + SUBJECT_ROOM, *at = end;
    do
        *--at = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    return str_of(at, (size_t)(end - at));
}

static struct str number(char room[SUBJECT_ROOM], bool known, double v)
{
    if (known && v >= 0 && v < 1e15 && v == (double)(uint64_t)v)
        return whole(room, (uint64_t)v);
    return str_of(room, known ? (size_t)snprintf(room, SUBJECT_ROOM, "%.15g", v) : 0);
}

static struct str time_text(char room[SUBJECT_ROOM], int64_t ms)
{
    LOCAL_BUF text = {0};
    timestamp_format_rfc3339(ms, &text);
    struct str s = str_head(buf_str(&text), SUBJECT_ROOM);
    if (s.n)
        memcpy(room, s.p, s.n);
    return str_of(room, s.n);
}

static struct str field_value(enum field field, const struct record *rec, char room[SUBJECT_ROOM])
{
    switch (field) {
    case FIELD_STATUS:
        return number(room, rec->status != NO_STATUS, rec->status);
    case FIELD_UPSTREAM:
        return number(room, rec->upstream != NO_STATUS, rec->upstream);
    case FIELD_DURATION:
        return number(room, rec->duration_ms >= 0, rec->duration_ms);
    case FIELD_TIME:
        return time_text(room, rec->time_ms);
    case FIELD_LEVEL:
        return str_z(level_name(rec->level));
    default:
        return rec->field[field];
    }
}

struct str subject_value(const struct subject *s, const struct record *rec, const struct filter_context *w,
                         char room[SUBJECT_ROOM])
{
    if (s->kind == SUBJECT_FIELD)
        return field_value(s->field, rec, room);
    if (s->kind == SUBJECT_CAPTURE)
        return capture_value(s, w);
    return w->resolve ? w->resolve(w->context, rec, s->name) : str_of(NULL, 0);
}

static bool number_in(struct str text, double *number)
{
    int64_t ms;
    if (str_double(text, number))
        return true;
    if (!text.n || !duration_parse(text, &ms))
        return false;
    *number = (double)ms;
    return true;
}

bool subject_number(const struct subject *s, const struct record *rec, const struct filter_context *w,
                    double *number)
{
    char room[SUBJECT_ROOM];
    if (s->field != FIELD_DURATION)
        return number_in(subject_value(s, rec, w, room), number);
    *number = rec->duration_ms;
    return rec->duration_ms >= 0;
}

bool subject_numeric(const struct subject *s)
{
    static const uint32_t numbers = 1u << FIELD_STATUS | 1u << FIELD_UPSTREAM | 1u << FIELD_PID |
                                    1u << FIELD_DURATION | 1u << FIELD_VERSION;
    return s->kind != SUBJECT_FIELD || numbers >> s->field & 1;
}
