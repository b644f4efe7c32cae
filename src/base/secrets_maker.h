/*
 * secrets_maker: struct secrets out of the entries of a `secrets:` section, as they are written there: of the
 * shipped file when the program is built, of a user's when it starts.
 */
#ifndef SIGTAIL_SECRETS_MAKER_H
#define SIGTAIL_SECRETS_MAKER_H

#include "base/secrets.h"

/* Zero-initialised is empty. What it borrows must outlive what it makes. */
struct secrets_maker {
    struct secret_name *names;
    struct secret_shape *shapes;
    struct str *lists[SECRET_LISTS];
    size_t name_count, name_cap, shape_count, shape_cap, counts[SECRET_LISTS], caps[SECRET_LISTS];
};

/* As they are called in files. */
extern const char *const demand_names[DEMAND_COUNT];
extern const char *const secret_list_names[SECRET_LISTS];
extern const char *const secret_chars_names[CHARS_COUNT];

/* Add an entry; each returns what is wrong with it, or NULL. */
const char *secrets_add_name(struct secrets_maker *m, enum demand demand, struct str entry);
const char *secrets_add_shape(struct secrets_maker *m, struct str entry);
const char *secrets_add_word(struct secrets_maker *m, enum secret_list list, struct str entry);

/* All that was added, before `next`. Good until more is added or `m` is freed. */
struct secrets secrets_make(struct secrets_maker *m, const struct secrets *next);
void secrets_maker_free(struct secrets_maker *m);

#endif
