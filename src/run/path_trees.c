#include "run/path_trees.h"

#include <assert.h>

/* Fields that the counts of every record need; the version is one of a service's. */
static bool counted(enum field f)
{
    return f == FIELD_TIME || f == FIELD_LEVEL || f == FIELD_OUTCOME || f == FIELD_STATUS ||
           f == FIELD_MODEL || f == FIELD_DURATION || f == FIELD_VERSION || f == FIELD_SERVICE;
}

/* Paths that only a tail's records have: their log entries are dear, and of the rest most are never asked
 * for. */
static bool dear(struct str path)
{
    return str_starts(path, STR("logs[]")) || str_starts(path, STR("event."));
}

/* Of records that a signature matches, or that nothing explains. */
uint32_t path_trees_counted(void)
{
    return 1u << FIELD_REQUEST | 1u << FIELD_USER | 1u << FIELD_MESSAGE;
}

static void add_path(struct path_tree *f, enum field field, size_t rank, struct str path)
{
    bool added = field < FIELD_COUNT && path_tree_add(f, field, (unsigned)rank, path, NULL);
    assert(added); /* the table refused what does not parse when it was loaded */
    (void)added;
}

/* Paths of what is no field but tells how an object of any program is built. */
static void add_flags(struct path_tree *f, const struct field_row *row)
{
    for (size_t k = 0; k < row->path_count; k++) {
        bool added = path_tree_flag(f, path_flag_named(row->field), row->paths[k].source, NULL);
        assert(added);
        (void)added;
    }
}

/* Of all that a tail's log entries say of the level, none is better than another: the worst counts. */
static size_t rank_of(const struct field_row *row, enum field field, size_t k)
{
    size_t first = 0;
    if (field != FIELD_LEVEL || !str_starts(row->paths[k].source, STR("logs[]")))
        return k;
    while (!str_starts(row->paths[first].source, STR("logs[]")))
        first++;
    return first;
}

/* Paths that trees of their own hold, for what is only asked of some log entries. */
static void add_entries(struct path_trees *f, enum field field, size_t rank, struct str path)
{
    if (!str_starts(path, STR("logs[]")))
        return;
    if (field == FIELD_LEVEL)
        add_path(&f->entry_levels, field, rank, path);
    if (field != FIELD_UPSTREAM)
        return;
    add_path(&f->entry_answers, field, rank, path);
    f->answers_are_statuses &= str_find(path, STR("tatus")) < path.n;
}

void path_trees_load(struct path_trees *f, const struct table *t, uint32_t wanted)
{
    struct path_tree *trees[] = {&f->all, &f->quick, &f->entry_levels, &f->entry_answers};
    table_formats(t, &f->lines);
    f->levels = t->levels ? *t->levels : (struct level_table){.words = NULL}; /* the table's own */
    path_tree_init_folded(&f->folded);
    f->answers_are_statuses = true;
    for (size_t i = 0; i < COUNT_OF(trees); i++)
        path_tree_init(trees[i]);
    for (size_t i = 0; i < t->field_count; i++) {
        const struct field_row *row = &t->fields[i];
        enum field field = field_named(row->field);
        if (field == FIELD_COUNT) {
            add_flags(&f->folded, row);
            continue;
        }
        for (size_t k = 0; k < row->path_count; k++) {
            struct str path = row->paths[k].source;
            bool quick = counted(field) || !dear(path);
            size_t rank = rank_of(row, field, k);
            if (quick)
                add_path(&f->quick, field, rank, path);
            if (quick || wanted >> field & 1)
                add_path(&f->all, field, rank, path);
            add_path(&f->folded, field, rank, path);
            add_entries(f, field, rank, path);
        }
    }
    for (size_t i = 0; i < COUNT_OF(trees); i++)
        path_tree_seal(trees[i]);
    path_tree_seal(&f->folded);
}

void path_trees_free(struct path_trees *f)
{
    path_tree_free(&f->all);
    path_tree_free(&f->quick);
    line_formats_free(&f->lines);
    path_tree_free(&f->folded);
    path_tree_free(&f->entry_levels);
    path_tree_free(&f->entry_answers);
}
