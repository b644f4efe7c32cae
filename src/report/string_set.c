#include "report/string_set.h"

#include "base/hash_table.h"

struct string_set_entry {
    UT_hash_handle hh;
    struct str text;
    size_t number;
};

static struct string_set_entry *find(const struct string_set *names, struct str text)
{
    struct string_set_entry *found = NULL;
    HASH_FIND(hh, names->rows, text.n ? text.p : "", text.n, found);
    return found;
}

void string_set_add(struct string_set *names, struct arena *arena, struct str text)
{
    if (find(names, text))
        return;
    struct string_set_entry *row = arena_zero(arena, sizeof *row);
    row->text = arena_str(arena, text);
    row->number = names->n++;
    HASH_ADD_KEYPTR(hh, names->rows, row->text.p, row->text.n, row);
}

static int by_text(const struct string_set_entry *a, const struct string_set_entry *b)
{
    return str_cmp(a->text, b->text);
}

void string_set_sort(struct string_set *names)
{
    size_t n = 0;
    HASH_SORT(names->rows, by_text);
    for (struct string_set_entry *row = names->rows; row; row = row->hh.next)
        row->number = n++;
}

size_t string_set_find(const struct string_set *names, struct str text)
{
    const struct string_set_entry *found = find(names, text);
    return found ? found->number : names->n;
}

struct str *string_set_list(const struct string_set *names, struct arena *arena)
{
    struct str *list = arena_take(arena, (names->n + 1) * sizeof *list);
    for (const struct string_set_entry *row = names->rows; row; row = row->hh.next)
        list[row->number] = row->text;
    return list;
}

void string_set_free(struct string_set *names)
{
    HASH_CLEAR(hh, names->rows);
    names->n = 0;
}
