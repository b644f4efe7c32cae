/*
 * extract: what regexes that somebody asks with capture from the texts of records, beside what signatures do:
 * cap.NAME of a question (subject.h). Filled first, then immutable and shared by threads.
 */
#ifndef SIGTAIL_EXTRACT_H
#define SIGTAIL_EXTRACT_H

#include "base/regex.h"
#include "record/record.h"

enum { EXTRACT_CAPTURES = 32 };

struct extract;

struct extract *extract_new(void);
void extract_free(struct extract *x);

/*
 * Add a regex, which is copied; its groups (?<name>...) are the captures. False and `err`, with its column in
 * `regex`, when it does not compile, has no such group, or one of a name that is there.
 */
MUST_CHECK bool extract_add(struct extract *x, struct str regex, struct err *err);

size_t extract_count(const struct extract *x);
struct str extract_name(const struct extract *x, size_t i);
/* The number of the capture called `name`, or extract_count; `x` may be NULL. */
size_t extract_named(const struct extract *x, struct str name);

/*
 * What is captured in `rec`, whose texts are decoded, by each regex in the first text that it matches, the
 * message before others, into values[0 .. extract_count() - 1]; empty: nothing. Good as long as the record's
 * texts.
 */
void extract_run(const struct extract *x, struct engine *e, const struct record *rec,
                 struct str values[EXTRACT_CAPTURES]);

#endif
