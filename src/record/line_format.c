#include "record/line_format.h"

#include "base/byte_scan.h"
#include "base/mem.h"

void line_formats_init(struct line_formats *f)
{
    *f = (struct line_formats){.n = 0};
    pthread_mutex_init(&f->lock, NULL);
}

void line_formats_free(struct line_formats *f)
{
    free(f->v);
    free(f->starts);
    pthread_mutex_destroy(&f->lock);
}

bool line_format_marked(struct str text)
{
    for (size_t i = 1; i < text.n; i++)
        if (byte_scan_telling(text.p[i - 1], text.p[i]))
            return true;
    return false;
}

static bool any_marked(const struct line_format *format)
{
    for (size_t i = 0; i < format->hold_count; i++)
        if (line_format_marked(format->holds[i]))
            return true;
    return false;
}

/* The two bytes of `line` that tell most lines from those of all formats: behind an indentation by two. */
static unsigned pair_of(struct str line)
{
    const unsigned char *p = (const unsigned char *)line.p;
    if (line.n < 4)
        return line.n < 2 ? 0 : (unsigned)p[0] << 8 | p[1];
    p += p[0] == ' ' && p[1] == ' ' ? 2 : 0;
    return (unsigned)p[0] << 8 | p[1];
}

/* The first 8 bytes of `s`, zeros behind it. */
static uint64_t first_bytes(struct str s)
{
    uint64_t bytes = 0;
    if (s.n >= sizeof bytes)
        memcpy(&bytes, s.p, sizeof bytes);
    else
        memcpy(&bytes, s.p, s.n);
    return bytes;
}

static const struct str ONES = STR_INIT("\xff\xff\xff\xff\xff\xff\xff\xff");

/* How many starts have a smaller pair than `pair`. */
static size_t starts_before(const struct line_formats *f, unsigned pair)
{
    return COUNT_BEFORE(f->start_count, i, f->starts[i].pair < pair);
}

static void insert_start(struct line_formats *f, struct line_start start)
{
    size_t at = starts_before(f, start.pair);
    MEM_GROW(f->starts, f->start_count, f->start_cap);
    memmove(f->starts + at + 1, f->starts + at, (f->start_count++ - at) * sizeof *f->starts);
    f->starts[at] = start;
}

void line_formats_add(struct line_formats *f, const struct line_format *format)
{
    MEM_GROW(f->v, f->n, f->cap);
    struct line_format *to = &f->v[f->n++];
    memcpy(to, format, sizeof *to);
    atomic_init(&to->named, false);
    for (size_t i = 0; i < format->start_count; i++) {
        unsigned pair = pair_of(format->starts[i]);
        f->first[(unsigned char)format->starts[i].p[0]] = 1;
        f->pairs[pair / 8] |= (uint8_t)(1u << (pair & 7));
        insert_start(f, (struct line_start){pair, first_bytes(format->starts[i]),
                                            first_bytes(str_head(ONES, format->starts[i].n))});
    }
    to->marked = any_marked(format);
    if (format->start_count || to->marked)
        return;
    f->anywhere = true;
    memset(f->first, 1, sizeof f->first);
}

bool line_captures(struct str name)
{
    return field_named(name) < FIELD_COUNT || str_eq(name, LINE_BODY) || str_eq(name, LINE_COLUMNS);
}

static void name_group(void *context, struct str name, unsigned group)
{
    struct line_format *format = context;
    enum field field = field_named(name);
    if (field < FIELD_COUNT)
        format->groups[field] = (uint8_t)group;
    else if (str_eq(name, LINE_BODY))
        format->body = (uint8_t)group;
    else if (str_eq(name, LINE_COLUMNS))
        format->columns = (uint8_t)group;
}

/* Find out which group is which field, whichever thread comes first; the formats are immutable but for this.
 */
static void ensure_named(struct line_formats *f, struct line_format *format)
{
    if (LIKELY(atomic_load_explicit(&format->named, memory_order_acquire)))
        return;
    pthread_mutex_lock(&f->lock);
    if (!atomic_load_explicit(&format->named, memory_order_relaxed)) {
        regex_names(format->match, name_group, format);
        atomic_store_explicit(&format->named, true, memory_order_release);
    }
    pthread_mutex_unlock(&f->lock);
}

static bool starts(const struct line_format *format, struct str line)
{
    for (size_t i = 0; i < format->start_count; i++)
        if (line.n >= format->starts[i].n && line.p[1] == format->starts[i].p[1] &&
            str_same(line.p, format->starts[i].p, format->starts[i].n))
            return true;
    return format->start_count == 0;
}

static bool may_start(const struct line_formats *f, struct str line)
{
    unsigned pair = pair_of(line);
    if (!(f->pairs[pair / 8] >> (pair & 7) & 1))
        return false;
    uint64_t bytes = first_bytes(line);
    for (size_t i = starts_before(f, pair); i < f->start_count && f->starts[i].pair == pair; i++)
        if ((bytes & f->starts[i].mask) == f->starts[i].bytes)
            return true;
    return false;
}

bool line_formats_may(const struct line_formats *f, struct str line, bool marked)
{
    return marked || f->anywhere || may_start(f, line);
}

static bool holds(const struct line_format *format, struct str line, bool marked)
{
    if (format->marked && !marked)
        return false;
    for (size_t i = 0; i < format->hold_count; i++)
        if (str_find(line, format->holds[i]) == line.n)
            return false;
    return true;
}

static bool matches(const struct line_format *format, struct engine *e, struct str line)
{
    enum engine_stop stop = engine_search(e, format->match, line, window_first(line.n));
    if (UNLIKELY(stop == ENGINE_LIMIT)) {
        engine_works_for(e, format->name);
        engine_gave_up(e);
    }
    return stop == ENGINE_MATCH;
}

static void take_groups(const struct line_format *format, const struct engine *e, struct str line,
                        struct line_match *out)
{
    out->format = format;
    for (unsigned f = 0; f < FIELD_COUNT; f++)
        out->field[f] = format->groups[f] ? engine_group(e, line, format->groups[f]) : str_of(NULL, 0);
    if (out->field[FIELD_LEVEL].n == 0)
        out->field[FIELD_LEVEL] = format->level;
    out->body = format->body ? engine_group(e, line, format->body) : str_of(NULL, 0);
    out->columns = format->columns ? engine_group(e, line, format->columns) : str_of(NULL, 0);
}

bool line_formats_find(const struct line_formats *f, struct engine *e, struct str line, bool marked,
                       struct line_match *out)
{
    for (size_t i = 0; i < f->n; i++) {
        struct line_format *format = &f->v[i];
        if (!starts(format, line) || !holds(format, line, marked) || !matches(format, e, line))
            continue;
        ensure_named((struct line_formats *)f, format);
        take_groups(format, e, line, out);
        return true;
    }
    return false;
}

/* --- what was captured --- */

bool line_match_time(const struct line_match *m, struct log_time *out)
{
    char joined[64];
    struct str text = m->field[FIELD_TIME];
    size_t dash = str_find(text, STR(" - "));
    if (dash < text.n && text.n < sizeof joined) {
        memcpy(joined, text.p, dash);
        memcpy(joined + dash, text.p + dash + 2, text.n - dash - 2);
        text = str_of(joined, text.n - 2);
    }
    return text.n && log_time_at(text, out);
}

double line_match_duration(const struct line_match *m)
{
    char room[64];
    size_t n = 0;
    struct str text = m->field[FIELD_DURATION];
    for (size_t i = 0; i < text.n && n < sizeof room; i++)
        if (text.p[i] != ',')
            room[n++] = text.p[i];
    return n ? unit_duration(str_of(room, n), m->format->unit) : -1;
}
