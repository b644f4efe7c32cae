#include "record/level_word.h"

#include "base/ascii.h"

void level_table_free(struct level_table *t)
{
    arena_free(&t->arena);
    *t = (struct level_table){.words = NULL};
}

static struct str copy_lower(struct arena *a, struct str s)
{
    char *to = arena_take(a, s.n);
    for (size_t i = 0; i < s.n; i++)
        to[i] = (char)(s.p[i] & 0x80 ? s.p[i] : s.p[i] | 0x20);
    return str_of(to, s.n);
}

static void *grown(struct arena *a, const void *rows, size_t count, size_t size)
{
    char *more = arena_take(a, (count + 1) * size);
    if (count)
        memcpy(more, rows, count * size);
    return more;
}

static struct level_word *own_word(const struct level_table *t, struct str word)
{
    for (size_t i = 0; i < t->word_count; i++)
        if (str_eq_nocase(t->words[i].word, word))
            return &t->words[i];
    return NULL;
}

static void add_word(struct level_table *t, enum level level, const struct level_entry *e)
{
    struct level_word *w = own_word(t, e->text);
    if (!w) {
        t->words = grown(&t->arena, t->words, t->word_count, sizeof *w);
        w = &t->words[t->word_count++];
        *w = (struct level_word){.word = copy_lower(&t->arena, e->text)};
    }
    w->forms = w->level == level ? w->forms | e->forms : e->forms;
    w->level = level;
}

const char *level_table_add(struct level_table *t, enum level level, struct str entry)
{
    struct level_phrase p = {.level = level};
    const char *fault = level_entry_read(arena_str(&t->arena, entry), &p.entry);
    if (fault)
        return fault;
    if (!p.entry.phrase) {
        add_word(t, level, &p.entry);
        return NULL;
    }
    t->phrases = grown(&t->arena, t->phrases, t->phrase_count, sizeof p);
    t->phrases[t->phrase_count++] = p;
    return NULL;
}

static const struct level_word *shipped_word(struct str word)
{
    if (word.n == 0 || word.n > LEVEL_WORD_MOST)
        return NULL;
    for (unsigned i = level_word_from[word.n]; i < level_word_from[word.n + 1]; i++) {
        struct str known = level_words[i].word;
        if (((known.p[0] ^ word.p[0]) & ~0x20) == 0 && str_eq_nocase(known, word))
            return &level_words[i];
    }
    return NULL;
}

const struct level_word *level_word_of(const struct level_table *own, struct str word)
{
    const struct level_word *w = UNLIKELY(own) ? own_word(own, word) : NULL;
    return w ? w : shipped_word(word);
}

/* --- phrases --- */

static bool ends_line(struct str s, size_t at)
{
    return at >= s.n || s.p[at] == '\n' || s.p[at] == '\r';
}

static bool edges_hold(const struct level_entry *e, struct str s, size_t at, size_t end)
{
    if ((e->edges & EDGE_LEFT) && at && is_word_byte(s.p[at - 1]))
        return false;
    if ((e->edges & EDGE_RIGHT) && end < s.n && is_word_byte(s.p[end]))
        return false;
    if ((e->edges & EDGE_BLANK) && !ends_line(s, end) && s.p[end] != ' ' && s.p[end] != '\t')
        return false;
    return !(e->edges & EDGE_END) || ends_line(s, end);
}

bool level_phrase_stands(const struct level_phrase *p, struct str s, size_t at)
{
    const struct level_entry *e = &p->entry;
    struct str here = str_skip(s, at), line;
    if (here.n < e->text.n || memcmp(here.p, e->text.p, e->text.n) != 0)
        return false;
    if (e->tail.n == 0)
        return edges_hold(e, s, at, at + e->text.n);
    line = str_head(here, str_chr(here, '\n'));
    return str_find(str_skip(line, e->text.n), e->tail) < line.n - e->text.n;
}
