#include "run/trees.h"

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
uint32_t trees_counted(void)
{
    return 1u << FIELD_REQUEST | 1u << FIELD_USER | 1u << FIELD_MESSAGE;
}

static void add_path(struct fields *f, enum field field, size_t rank, struct str path)
{
    bool added = field < FIELD_COUNT && fields_add(f, field, (unsigned)rank, path, NULL);
    assert(added); /* the table refused what does not parse when it was loaded */
    (void)added;
}

/* Paths of what is no field but tells how an object of any program is built. */
static void add_marks(struct fields *f, const struct field_row *row)
{
    for (size_t k = 0; k < row->path_count; k++) {
        bool added = fields_mark(f, mark_named(row->field), row->paths[k].source, NULL);
        assert(added);
        (void)added;
    }
}

void trees_load(struct field_trees *f, const struct table *t, uint32_t wanted)
{
    table_formats(t, &f->lines);
    f->levels = t->levels ? *t->levels : (struct level_table){.words = NULL}; /* the table's own */
    fields_init(&f->all);
    fields_init(&f->quick);
    fields_init_folded(&f->folded);
    for (size_t i = 0; i < t->field_count; i++) {
        const struct field_row *row = &t->fields[i];
        enum field field = field_named(row->field);
        if (field == FIELD_COUNT) {
            add_marks(&f->folded, row);
            continue;
        }
        for (size_t k = 0; k < row->path_count; k++) {
            bool quick = counted(field) || !dear(row->paths[k].source);
            if (quick)
                add_path(&f->quick, field, k, row->paths[k].source);
            if (quick || wanted >> field & 1)
                add_path(&f->all, field, k, row->paths[k].source);
            add_path(&f->folded, field, k, row->paths[k].source);
        }
    }
    fields_seal(&f->all);
    fields_seal(&f->quick);
    fields_seal(&f->folded);
}

void trees_free(struct field_trees *f)
{
    fields_free(&f->all);
    fields_free(&f->quick);
    line_formats_free(&f->lines);
    fields_free(&f->folded);
}
