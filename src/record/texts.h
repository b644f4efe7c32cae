/* texts: every text of a record, unescaped, with JSON inside strings opened. */
#ifndef SIGTAIL_TEXTS_H
#define SIGTAIL_TEXTS_H

#include "record/json.h"
#include "record/record.h"

/* A growing list of texts; the array is kept from record to record. */
struct texts {
    struct text *v;
    size_t n, cap;
};

void texts_free(struct texts *t);

/* Add the strings of the JSON value at `j` as texts. Inside `logs` elements each text takes its entry's
 * level. */
void texts_add_json(struct json j, enum text_kind kind, struct arena *a, struct texts *out);

/* The same for an object of any program: keys count whatever their case and marks, and its level is `level`.
 */
void texts_add_object(struct json j, enum level level, struct arena *a, struct texts *out);

/* The same for those elements of the array at `j` of which `wanted` says so. */
typedef bool texts_wanted(void *context, struct json element);
void texts_add_elements(struct json j, texts_wanted *wanted, void *context, struct arena *a,
                        struct texts *out);

/* Add `s`, a text that may itself be JSON or hold some. */
void texts_add(struct str s, enum text_kind kind, enum level level, struct arena *a, struct texts *out);

/*
 * The text that says best what went wrong; empty when none says that anything did. `any`: else the first log
 * text, whatever its level.
 */
struct str texts_message(const struct texts *t, bool any);

/*
 * The stack trace of the error whose message is `message`, which texts_message gave, and the name of its type
 * in
 * `*name`. Empty where there is none. A message of several lines may be its own stack trace.
 */
struct str texts_stack(const struct texts *t, struct str message, struct str *name);
/* Does the text say something? Programs write `undefined` and `null` for none. */
bool texts_tell(struct str s);
/* The first text of that kind among them; empty: none. */
struct str texts_first(const struct texts *t, enum text_kind kind);

#endif
