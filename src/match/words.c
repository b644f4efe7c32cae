#include "match/words.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "match/literal_index.h"
#include "record/format_ops.h"

struct words {
    const struct table *table;
    struct buf source;
    struct regex *user;         /* matches what stands before a user's words; NULL: there are no keys */
    struct literal_index *good; /* of good news, by their number */
};

enum { BEFORE_MOST = 4096 }; /* bytes before a hit that are looked at for the key it belongs to */

/* A key, its mark, a quote that is not escaped, and no such quote up to the end. */
static void user_pattern(const struct table *t, struct buf *out)
{
    buf_addz(out, "(?<![A-Za-z0-9])(?:");
    for (size_t i = 0; i < t->user_text_count; i++)
        buf_addf(out, "%s\\Q" STR_FMT "\\E", i ? "|" : "", STR_ARG(t->user_text[i].source));
    buf_addz(
        out,
        ")[\"'`]?\\s{0,3}[:=]\\s{0,3}(?:\"(?:\\\\.|[^\"\\\\\\n])*+|'(?:\\\\.|[^'\\\\\\n])*+|`[^`\\n]*+)\\z");
}

struct words *words_new(const struct table *t)
{
    struct words *w = mem_zero(sizeof *w);
    w->table = t;
    w->good = mem_zero(sizeof *w->good);
    literal_index_init(w->good);
    for (size_t i = 0; i < t->good_news_count; i++)
        literal_index_add(w->good, &t->good_news[i], (uint32_t)i);
    if (t->user_text_count) {
        user_pattern(t, &w->source);
        w->user = regex_postponed(buf_str(&w->source), NULL);
    }
    return w;
}

void words_free(struct words *w)
{
    if (!w)
        return;
    regex_free(w->user);
    literal_index_free(w->good);
    free(w->good);
    buf_free(&w->source);
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

/* Without a quote, no value is quoted: that spares most lines the regex. */
static bool may_quote(struct str s)
{
    return str_chr(s, '"') < s.n || str_chr(s, '\'') < s.n || str_chr(s, '`') < s.n;
}

bool words_are_users(const struct words *w, struct engine *e, const struct record *rec, const struct hit *hit)
{
    struct str before = before_hit(rec, hit);
    if (before.n > BEFORE_MOST)
        before = str_skip(before, before.n - BEFORE_MOST);
    return w->user && may_quote(before) && engine_run(e, w->user, before);
}

/* A text that is searched for good news. */
struct search {
    const struct words *words;
    struct engine *engine;
    struct str text;
    uint64_t tried; /* bits: patterns, but for those from the 64th on */
    bool found;
};

static bool try_good(struct search *s, uint32_t pattern)
{
    uint64_t bit = pattern < 64 ? UINT64_C(1) << pattern : 0;
    if (!(s->tried & bit))
        s->found = engine_run(s->engine, s->words->table->good_news[pattern].regex, s->text);
    s->tried |= bit;
    return !s->found;
}

static bool found_literal(void *context, size_t offset, uint32_t literal)
{
    struct search *s = context;
    (void)offset;
    return try_good(s, literal_index_probe(s->words->good, literal));
}

static bool has_good_news(const struct words *w, struct engine *e, struct str text)
{
    struct search s = {w, e, text, 0, false};
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

bool words_are_idle(const struct words *w, struct engine *e, const struct record *rec, const struct hit *hit)
{
    const struct text *text = &rec->texts[hit->text];
    if (rec->error || rec->status >= 400 || text->level >= LEVEL_ERROR)
        return false;
    return went_well(rec, text) || has_good_news(w, e, text->s);
}
