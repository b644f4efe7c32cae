/* names: a set of strings in a fixed order, each of which has a number: by arrival, or sorted. */
#ifndef SIGTAIL_NAMES_H
#define SIGTAIL_NAMES_H

#include "base/arena.h"

struct name;

struct names {
    struct name *rows; /* hash table; NULL when empty */
    size_t n;
};

/* Take `text` in, copied into `arena`, which must outlive the set; once, however often it is added. */
void names_add(struct names *names, struct arena *arena, struct str text);
/* Number the names in their sorted order instead. */
void names_sort(struct names *names);
/* The number of `text`, or names->n. */
size_t names_find(const struct names *names, struct str text);
/* All names by their numbers, in `arena`. */
struct str *names_list(const struct names *names, struct arena *arena);
void names_free(struct names *names);

#endif
