#include "report/names.h"

#include "base/mem.h"
#include "base/table.h"

struct name {
    UT_hash_handle hh;
    struct str text;
    size_t number;
};

static struct name *find(const struct names *names, struct str text)
{
    struct name *found = NULL;
    HASH_FIND(hh, names->rows, text.n ? text.p : "", text.n, found);
    return found;
}

void names_add(struct names *names, struct arena *arena, struct str text)
{
    if (find(names, text))
        return;
    struct name *row = arena_zero(arena, sizeof *row);
    row->text = arena_str(arena, text);
    row->number = names->n++;
    HASH_ADD_KEYPTR(hh, names->rows, row->text.p, row->text.n, row);
}

static int by_text(const struct name *a, const struct name *b)
{
    return str_cmp(a->text, b->text);
}

void names_sort(struct names *names)
{
    size_t n = 0;
    HASH_SORT(names->rows, by_text);
    for (struct name *row = names->rows; row; row = row->hh.next)
        row->number = n++;
}

size_t names_find(const struct names *names, struct str text)
{
    const struct name *found = find(names, text);
    return found ? found->number : names->n;
}

struct str *names_list(const struct names *names, struct arena *arena)
{
    struct str *list = arena_take(arena, (names->n + 1) * sizeof *list);
    for (const struct name *row = names->rows; row; row = row->hh.next)
        list[row->number] = row->text;
    return list;
}

void names_free(struct names *names)
{
    HASH_CLEAR(hh, names->rows);
    names->n = 0;
}
