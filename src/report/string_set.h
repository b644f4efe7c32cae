/* string_set: a set of strings in a fixed order, each of which has a number: by arrival, or sorted. */
#ifndef SIGTAIL_STRING_SET_H
#define SIGTAIL_STRING_SET_H

#include "base/arena.h"

struct string_set_entry;

struct string_set {
    struct string_set_entry *rows; /* hash table; NULL when empty */
    size_t n;
};

/* Take `text` in, copied into `arena`, which must outlive the set; once, however often it is added. */
void string_set_add(struct string_set *names, struct arena *arena, struct str text);
/* Number the names in their sorted order instead. */
void string_set_sort(struct string_set *names);
/* The number of `text`, or names->n. */
size_t string_set_find(const struct string_set *names, struct str text);
/* All names by their numbers, in `arena`. */
struct str *string_set_list(const struct string_set *names, struct arena *arena);
void string_set_free(struct string_set *names);

#endif
