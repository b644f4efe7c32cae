#include "match/hit_context.h"

#include "base/ascii.h"
#include "base/mem.h"
#include "base/simd.h"
#include "match/literal_index.h"
#include "record/format_ops.h"

struct hit_context {
    const struct table *table;
    struct literal_index *good; /* of good news, by their number; then of what tells that an error is over */
};

enum { BEFORE_MOST = 4096 }; /* bytes before a hit that are looked at for the key it belongs to */

struct hit_context *hit_context_new(const struct table *t)
{
    struct hit_context *w = mem_zero(sizeof *w);
    w->table = t;
    w->good = mem_zero(sizeof *w->good);
    literal_index_init(w->good);
    for (size_t i = 0; i < t->good_news_count; i++)
        literal_index_add(w->good, &t->good_news[i], (uint32_t)i);
    for (size_t i = 0; i < t->recovered_count; i++)
        literal_index_add(w->good, &t->recovered[i], (uint32_t)(t->good_news_count + i));
    return w;
}

void hit_context_free(struct hit_context *w)
{
    if (!w)
        return;
    literal_index_free(w->good);
    free(w->good);
    free(w);
}

/* The text up to the hit, or, where the text is a value as it stands in the record, the record up to it. */
static struct str before_hit(const struct record *rec, const struct hit *hit)
{
    struct str text = rec->texts[hit->text].s, raw = rec->raw;
    if (rec->texts[hit->text].kind == TEXT_LOG || text.p < raw.p || text.p >= raw.p + raw.n)
        return str_head(text, hit->start);
    return str_head(raw, (size_t)(text.p - raw.p) + hit->start);
}

/* --- users' words --- */

/* Of a value's quotes, or the end of a line: the last of the first `n` bytes of `s`; s.n when there is none.
 */
static size_t last_mark(struct str s, size_t n)
{
    enum { CHUNK = 16 };
    for (; n >= CHUNK; n -= CHUNK) {
        const char *p = s.p + n - CHUNK;
        uint32_t marks =
            chunk_bytes(p, '"') | chunk_bytes(p, '\'') | chunk_bytes(p, '`') | chunk_bytes(p, '\n');
        if (marks)
            return n - CHUNK + (size_t)(31 - __builtin_clz(marks));
    }
    while (n-- > 0)
        if (memchr("\"'`\n", s.p[n], 4))
            return n;
    return s.n;
}

/* Is the quote at `at` part of a value that another one opened? In backticks nothing is escaped. */
static bool is_escaped(struct str s, size_t at)
{
    size_t from = at;
    while (s.p[at] != '`' && from && s.p[from - 1] == '\\')
        from--;
    return (at - from) % 2 == 1;
}

/* `s` without up to three blanks or line ends at its end. */
static struct str without_blanks(struct str s)
{
    for (int i = 0; i < 3 && s.n && (s.p[s.n - 1] == ' ' || (unsigned char)(s.p[s.n - 1] - '\t') < 5); i++)
        s.n--;
    return s;
}

static bool ends_with_key(const struct table *t, struct str s)
{
    for (size_t i = 0; i < t->user_text_count; i++) {
        struct str key = t->user_text[i].source;
        char before = s.n > key.n ? s.p[s.n - key.n - 1] : '\0';
        if (str_ends(s, key) && !is_letter(before) && !is_digit(before))
            return true;
    }
    return false;
}

/* Is `before` a key of users' words with its mark: `prompt=`, `"prompt": `? */
static bool names_users(const struct table *t, struct str before)
{
    before = without_blanks(before);
    if (!before.n || (before.p[before.n - 1] != ':' && before.p[before.n - 1] != '='))
        return false;
    before = without_blanks(str_head(before, before.n - 1));
    char last = before.n ? before.p[before.n - 1] : '\0';
    return ends_with_key(t, str_head(before, before.n - (last == '"' || last == '\'' || last == '`')));
}

/* A value that is open where `s` ends was opened by the last quote of its kind that no backslash hides. */
static bool opens_users(const struct table *t, struct str s)
{
    static const char QUOTES[] = {'"', '\'', '`'};
    unsigned seen = 0;
    for (size_t at = last_mark(s, s.n); at < s.n && s.p[at] != '\n'; at = last_mark(s, at)) {
        unsigned kind = 1u << ((const char *)memchr(QUOTES, s.p[at], sizeof QUOTES) - QUOTES);
        if (seen & kind || is_escaped(s, at))
            continue;
        seen |= kind;
        if (names_users(t, str_head(s, at)))
            return true;
        if (seen == (1u << sizeof QUOTES) - 1)
            break;
    }
    return false;
}

/* --- source that a traceback quotes --- */

static size_t line_begin(struct str s)
{
    size_t at = s.n;
    while (at && s.p[at - 1] != '\n')
        at--;
    return at;
}

/* Does `before`, which ends within a line, end within one that Python shows of a file, below `  File "x.py",
 * line 4, in f`? What it might say is not what happened. */
static bool in_quoted_source(struct str before)
{
    if (LIKELY(str_chr(before, '\n') == before.n))
        return false;
    size_t line = line_begin(before);
    if (line == 0 || !str_starts(str_skip(before, line), STR("    ")))
        return false;
    struct str above = str_head(before, line - 1);
    above = str_trim(str_skip(above, line_begin(above)));
    return str_starts(above, STR("File \"")) && str_find(above, STR("\", line ")) < above.n;
}

bool hit_is_quoted(const struct hit_context *w, const struct record *rec, const struct hit *hit)
{
    struct str before = before_hit(rec, hit);
    if (before.n > BEFORE_MOST)
        before = str_skip(before, before.n - BEFORE_MOST);
    return in_quoted_source(before) || opens_users(w->table, before);
}

/* --- good news --- */

/* A text that is searched for good news. */
struct search {
    const struct hit_context *hit_context;
    struct engine *engine;
    struct str text;
    uint64_t tried; /* bits: patterns, but for those from the 64th on */
    enum hit_meaning found;
};

static bool try_good(struct search *s, uint32_t pattern)
{
    uint64_t bit = pattern < 64 ? UINT64_C(1) << pattern : 0;
    const struct table *t = s->hit_context->table;
    bool over = pattern >= t->good_news_count;
    const struct pattern *p = over ? &t->recovered[pattern - t->good_news_count] : &t->good_news[pattern];
    if (!(s->tried & bit) && engine_run(s->engine, p->regex, s->text))
        s->found = over ? HIT_RECOVERED : HIT_HARMLESS;
    s->tried |= bit;
    return !s->found;
}

static bool found_literal(void *context, size_t offset, uint32_t literal)
{
    struct search *s = context;
    (void)offset;
    return try_good(s, literal_index_probe(s->hit_context->good, literal));
}

/* The first that stands in `text`. */
static enum hit_meaning good_news(const struct hit_context *w, struct engine *e, struct str text)
{
    struct search s = {w, e, text, 0, HIT_ERROR};
    const uint32_t *blind;
    size_t n = literal_index_blind(w->good, &blind);
    for (size_t i = 0; i < n && try_good(&s, blind[i]); i++)
        ;
    if (!s.found)
        literal_index_scan(w->good, text, found_literal, &s);
    return s.found;
}

static bool went_well(const struct record *rec, const struct text *text)
{
    bool journal = format_rows[rec->format]->journal; /* whose priority is only a default */
    enum level level =
        text->level != LEVEL_NONE || (journal && rec->status == NO_STATUS) ? text->level : rec->level;
    return level <= LEVEL_INFO && (level != LEVEL_NONE || rec->status != NO_STATUS);
}

enum hit_meaning hit_meaning_of(const struct hit_context *w, struct engine *e, const struct record *rec,
                                const struct hit *hit)
{
    const struct text *text = &rec->texts[hit->text];
    if (rec->error || rec->status >= 400 || text->level >= LEVEL_ERROR)
        return HIT_ERROR;
    enum hit_meaning meaning = good_news(w, e, text->s);
    return meaning == HIT_ERROR && went_well(rec, text) ? HIT_HARMLESS : meaning;
}
