/* decode_parts: the inside of a decoder, for the files that decode one family of formats each; for record/
 * only. */
#ifndef SIGTAIL_DECODE_PARTS_H
#define SIGTAIL_DECODE_PARTS_H

#include "record/decode.h"
#include "record/deep.h"
#include "record/skim.h"

/* The last stamp without a year and what it meant: lines of one second share it. */
struct stamp_cache {
    char text[16];
    int64_t ms;
};

struct decoder {
    const struct field_trees *fields;
    const struct path_node
        *message; /* inside of a journal's MESSAGE: what a line of text is read as when it is JSON */
    struct arena scratch;
    struct buf text;
    struct texts texts;
    struct skim skim;
    struct habits quick, all;       /* of the trees in `fields` */
    const struct scan_marks *marks; /* of the record skimmed last */
    struct stamp_cache stamp;
    int64_t now_ms;
    bool complete;   /* decoder_fields has been done */
    struct str body; /* message of the entry or line that was skimmed last, without ANSI codes */
    enum level said; /* journal entries with fields: what the message itself says of its severity */
};

/* Fill `rec` with what `s` holds. */
void decode_fields(struct decoder *d, const struct skim *s, struct record *rec);

/* A journal entry: in JSON, whose members d->skim holds already; in export form; in verbose form. */
void decode_journal_json(struct decoder *d, struct record *rec);
void decode_export(struct decoder *d, const struct frame *frame, struct record *rec);
void decode_verbose(struct decoder *d, const struct frame *frame, struct record *rec);
/* Its texts, and its message when they say nothing. */
struct str decode_journal_texts(struct decoder *d, const struct record *rec);

/* An event in wrangler's pretty form, and its texts. */
void decode_pretty(struct decoder *d, const struct frame *frame, struct record *rec);
void decode_pretty_texts(struct decoder *d);

/* What wrangler's logger printed: its text, or the JSON in it. */
void decode_block(struct decoder *d, const struct frame *frame, struct record *rec);
/* What the start of a line says, where it is a stamp or a name of wrangler's. */
void decode_prefix(struct decoder *d, struct record *rec);

/* A line or more of text, `bytes` from `column` on, and its marks (NULL: not known); a JSON value. False: it
 * does not decode. */
void decode_text(struct decoder *d, struct str bytes, size_t column, const struct sweep_line *marks,
                 struct record *rec);
MUST_CHECK bool decode_json(struct decoder *d, const struct frame *frame, struct record *rec);

/* A row of a saved query result, whose members d->skim holds. */
void decode_row(struct decoder *d, struct record *rec);

#endif
