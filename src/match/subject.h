/*
 * subject: what of a record a test or a table is about: a canonical field (status, user, ...), cap.NAME (what
 * an extract captures, or any signature that the record matches), or a path that starts with a dot
 * (.event.request.cf.colo: the raw JSON itself; record/raw_path.h).
 */
#ifndef SIGTAIL_SUBJECT_H
#define SIGTAIL_SUBJECT_H

#include "base/err.h"
#include "match/extract.h"
#include "match/matcher.h"

enum subject_kind { SUBJECT_FIELD, SUBJECT_CAPTURE, SUBJECT_RAW };

struct subject {
    enum subject_kind kind;
    enum field field; /* FIELD_COUNT unless SUBJECT_FIELD */
    struct str name;  /* as it was written; without "cap.", with the path's dot */
};

/* What a subject is read with, beside the record. */
struct filter_context {
    const struct rules *rules;     /* names the captures of `hits`; NULL: there are no captures */
    const struct hits *hits;       /* NULL: none */
    struct engine *engine;         /* of this thread */
    filter_resolve *resolve;       /* finds raw paths; NULL: they are all missing */
    void *context;                 /* of resolve */
    const struct extract *extract; /* NULL: none */
    const struct str *extracted;   /* of the record, by extract_run */
};

/*
 * The subject called `name`, a part of `text` that it borrows from. False and `err` when there is none ("did
 * you mean"); err->column counts in `text`.
 */
MUST_CHECK bool subject_parse(struct subject *s, struct str text, struct str name, struct err *err);

/*
 * True when `extract` (may be NULL) or some signature of `rules` can give it: always, unless it is a capture
 * that none has. Else `err` names those there are.
 */
MUST_CHECK bool subject_known(const struct subject *s, const struct rules *rules,
                              const struct extract *extract, struct err *err);

enum { SUBJECT_ROOM = 32 };

/*
 * Its text in `rec`, empty when that has none; of a capture the first that is not empty. Numbers and times
 * are written into `room`. Good until the next call with the same world or room.
 */
struct str subject_value(const struct subject *s, const struct record *rec, const struct filter_context *w,
                         char room[SUBJECT_ROOM]);

/* What the extract captured for it, a capture; empty: nothing. */
struct str subject_extracted(const struct subject *s, const struct filter_context *w);

/*
 * The number that it is there: a duration, also one written with its unit, in ms. False when it is none, or
 * missing.
 */
MUST_CHECK bool subject_number(const struct subject *s, const struct record *rec,
                               const struct filter_context *w, double *number);
/* Can it be a number? All but the fields that are names, texts and times can. */
bool subject_numeric(const struct subject *s);

#endif
