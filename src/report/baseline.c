#include "report/baseline.h"

#include "base/mem.h"

void baseline_free(struct baseline *b)
{
    arena_free(&b->arena);
    buf_free(&b->text);
    free(b->rows);
    *b = (struct baseline){0};
}

const char *baseline_kind_name(enum baseline_kind kind)
{
    static const char *const names[BASELINE_KINDS] = {"signature", "status", "cluster", "incident"};
    return names[kind];
}

static int order(enum baseline_kind kind, struct str id, const struct baseline_row *row)
{
    return kind != row->kind ? (kind > row->kind) - (kind < row->kind) : str_cmp(id, row->id);
}

int baseline_order(const void *a, const void *b)
{
    const struct baseline_row *row = a;
    return order(row->kind, row->id, b);
}

size_t baseline_hour(int64_t ms)
{
    enum { HOUR_MS = 3600000, DAY_MS = BASELINE_HOURS * HOUR_MS };
    return (size_t)(timestamp_step(ms, HOUR_MS) - BASELINE_HOURS * timestamp_step(ms, DAY_MS));
}

/* Where the row is, or would be. */
static size_t place_of(const struct baseline *b, enum baseline_kind kind, struct str id)
{
    return COUNT_BEFORE(b->n, i, order(kind, id, &b->rows[i]) > 0);
}

struct baseline_row *baseline_find(const struct baseline *b, enum baseline_kind kind, struct str id)
{
    size_t at = place_of(b, kind, id);
    return at < b->n && order(kind, id, &b->rows[at]) == 0 ? &b->rows[at] : NULL;
}

/* The word at the start of `*rest`, moving past it and the blank behind it. */
static struct str next_word(struct str *rest)
{
    struct str word = str_head(*rest, str_chr(*rest, ' '));
    *rest = str_skip(*rest, word.n + 1);
    return word;
}

static bool is_wildcard(struct str word)
{
    return word.n > 2 && word.p[0] == '<' && str_chr(word, '>') < word.n;
}

/*
 * Does `general` say the same as `template`, but for wildcards in the place of words, and more words than
 * those? Errors of the very same template that have different ids stand in different places of the code.
 */
static bool covers(struct str general, struct str template)
{
    size_t same = 0, wild = 0;
    while (general.n && template.n) {
        struct str a = next_word(&general), b = next_word(&template);
        bool equal = str_eq(a, b);
        if (!equal && !is_wildcard(a))
            return false;
        same += equal;
        wild += !equal;
    }
    return general.n == 0 && template.n == 0 && wild && same > wild;
}

struct baseline_row *baseline_cluster(const struct baseline *b, struct str id, struct str template)
{
    struct baseline_row *row = baseline_find(b, BASELINE_CLUSTER, id);
    for (size_t i = place_of(b, BASELINE_CLUSTER, STR("")); !row && i < b->n; i++)
        if (covers(b->rows[i].title, template))
            row = &b->rows[i];
    return row;
}

struct baseline_counts *baseline_own(struct baseline *b, struct baseline_row *row)
{
    if (!row->counts) {
        struct baseline_counts *own = arena_take(&b->arena, sizeof *own);
        (void)baseline_look(row, own);
        row->counts = own;
    }
    return row->counts;
}

struct str baseline_text(struct baseline *b, struct str text)
{
    return arena_str(&b->arena, text);
}

struct baseline_row *baseline_row(struct baseline *b, enum baseline_kind kind, struct str id)
{
    size_t at = place_of(b, kind, id);
    if (at < b->n && order(kind, id, &b->rows[at]) == 0)
        return &b->rows[at];
    MEM_GROW(b->rows, b->n, b->cap);
    memmove(b->rows + at + 1, b->rows + at, (b->n - at) * sizeof *b->rows);
    b->n++;
    b->rows[at] = (struct baseline_row){
        .kind = kind,
        .id = baseline_text(b, id),
        .class = CLASS_UNKNOWN,
        .first_ms = NO_TIME,
        .last_ms = NO_TIME,
        .decision = BASELINE_UNDECIDED,
    };
    return &b->rows[at];
}

bool baseline_decided(const struct baseline_row *row)
{
    return row->decision.acked_ms != NO_TIME || row->decision.resolved_ms != NO_TIME;
}

bool baseline_acked(const struct baseline_row *row, int64_t now_ms)
{
    const struct baseline_decision *d = &row->decision;
    return d->acked_ms != NO_TIME && (d->until_ms == NO_TIME || now_ms < d->until_ms);
}
