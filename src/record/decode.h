/*
 * decode: frames to records. A decoder owns the scratch memory of one pipeline; what it gives is good until
 * its next record. It reads a record in two steps: its basic fields (most bytes skipped) for every record,
 * and all texts (unescaped, JSON inside strings opened) only for records that someone wants to read.
 * Each step is done once, whoever asks again: what it gave stays as it is.
 */
#ifndef SIGTAIL_DECODE_H
#define SIGTAIL_DECODE_H

#include "base/zone.h"
#include "input/frame.h"
#include "record/columns.h"
#include "record/level_word.h"
#include "record/line_format.h"
#include "record/path_tree.h"
#include "record/record.h"

struct decoder;

/* Paths for every record, and for those that someone wants to know more about; all of them, folded, for the
 * objects of any program; formats of lines of text. They outlive their decoders. */
struct path_trees {
    struct path_tree quick, all, folded;
    struct level_table levels; /* words of the user's */
    struct line_formats lines;
    struct path_tree entry_levels,
        entry_answers;         /* the paths of the level, of an upstream's status, in a tail's log entries */
    bool answers_are_statuses; /* "status" stands in the key of each of the latter */
};

struct decoder *decoder_new(const struct path_trees *path_trees);
void decoder_free(struct decoder *d);

/* Stamps without a year mean the latest year in which they are not after `now_ms`. */
void decoder_now(struct decoder *d, int64_t now_ms);
/* Times that say no zone are those of `zone`, which outlives `d`; NULL: UTC. */
void decoder_zone(struct decoder *d, const struct zone *zone);

/* What the columns of a log's lines are called that a line before them named: those of `d`, and as `c` has
 * them (NULL: none). */
const struct columns *decoder_columns(const struct decoder *d);
void decoder_set_columns(struct decoder *d, const struct columns *c);

/*
 * An entry of the system's log that says of the one right before it that it was repeated is read as that one,
 * if that was an error. Forget it: what is read next stands behind nothing.
 */
void decoder_forget(struct decoder *d);
/* The bytes of the frames so far go away: keep those that what begins at `offset` of the source may be about.
 */
void decoder_keep(struct decoder *d, uint64_t offset);
/* Remember what is read from now on, which it does not at first. Who asks for it keeps what is needed
 * (decoder_keep) before it goes away. */
void decoder_remember(struct decoder *d);
/* What is read from now on is read once more: with false, it is remembered what was before. */
void decoder_peeks(struct decoder *d, bool peeks);

/* Regexes of formats run on `e`, which outlives `d`; without it on an engine of its own. */
void decoder_engine(struct decoder *d, struct engine *e);

/*
 * The record that `frame` (one with frame_holds_record) holds, without texts and message. False when it
 * does not decode.
 */
MUST_CHECK bool decoder_basic_fields(struct decoder *d, const struct frame *frame, struct record *out);

/* The message of the journal entry or line of text that was read last, without ANSI codes. */
struct str decoder_body(const struct decoder *d);

/*
 * The record of `frame` as if its message, or the line that it carries, were `text`: of carry CARRY_LINE and
 * CARRY_PART, whose rest stands in the frames behind it. What `rec` was of the frame by itself is forgotten.
 */
void decoder_whole(struct decoder *d, const struct frame *frame, struct str text, struct record *rec);

/* Where in the bytes of `frame`, which was read last, the line begins that it carries. */
size_t decoder_line_at(const struct decoder *d, const struct frame *frame);

/* Were the lines of `frame` and `other` written by one writer, as far as what stands around them tells? Their
 * records are `rec`, and `last_read`, which was read last. */
bool decoder_same_carrier(const struct decoder *d, const struct frame *frame, const struct record *rec,
                          const struct frame *other, const struct record *last_read);

/* The line that `frame` carries, whose record `rec` was read last, as its carrier brought it. */
struct str decoder_carried(const struct decoder *d, const struct frame *frame, const struct record *rec);

/*
 * The record that was read last goes on in records behind it: `text` is the message of all, a line each.
 * Only where the format of `rec` has format_ops.join. `text` must stay as long as the record.
 */
void decoder_join(struct decoder *d, struct str text, struct record *rec);

/*
 * Fill the fields of the record that was read last which decoder_basic_fields leaves out because few ask for
 * them: those that stand in a tail's log entries (user, request, ...) and in a line's words.
 */
void decoder_all_fields(struct decoder *d, struct record *rec);

/* Of them, only the status that an upstream answered with. */
void decoder_upstream(struct decoder *d, struct record *rec);

/* Fill all fields and FIELD_MESSAGE, without keeping the texts. The same message as decoder_texts's. */
void decoder_message(struct decoder *d, struct record *rec);

/* Fill all fields (decoder_all_fields), texts and FIELD_MESSAGE of the record that was read last. */
void decoder_texts(struct decoder *d, struct record *rec);

#endif
