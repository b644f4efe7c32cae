/* decode_internal: the inside of a decoder, for the files that decode one family of formats each; for record/
 * only. */
#ifndef SIGTAIL_DECODE_INTERNAL_H
#define SIGTAIL_DECODE_INTERNAL_H

#include "base/ascii.h"
#include "base/log_time.h"
#include "record/columns.h"
#include "record/decode.h"
#include "record/field_scan.h"
#include "record/format_ops.h"
#include "record/object.h"
#include "record/plain.h"
#include "record/texts.h"

/* The last minute of a stamp without a year, and when it began: most of its seconds are as far behind. */
struct stamp_cache {
    char text[16]; /* up to the seconds */
    int64_t ms;
};

/* How much of the record that was read last is known: each step is done once, and includes those before it.
 */
enum decoded {
    DECODED_NOTHING, /* there is none: its frame did not decode */
    DECODED_BASIC_FIELDS,
    DECODED_ALL_FIELDS,
    DECODED_MESSAGE,
    DECODED_TEXTS
};

/* An entry as text, of an error, of which the one behind it may say that it came again. */
struct last_error {
    struct str bytes; /* borrowed, or in `kept` */
    struct buf kept;
    uint64_t end;  /* where the next entry begins in the source; 0: there is none */
    uint64_t from; /* where one begins that said so, and may be read once more; or `end` */
};

struct decoder {
    const struct path_trees *path_trees;
    const struct level_table *own; /* levels of the user's; NULL: none */
    const struct path_node
        *message; /* inside of a journal's MESSAGE: what a line of text is read as when it is JSON */
    struct arena scratch;
    struct buf text;
    struct texts texts;
    struct field_scan scan;
    struct key_orders quick, all, levels, answers; /* of the trees in `path_trees` */
    const struct json_bitmaps *bitmaps;            /* of the record read last */
    struct stamp_cache stamp;
    struct engine *engine,
        *made; /* for formats of lines; NULL until one may match. made: here, if nobody gave one */
    int64_t now_ms;
    const struct zone *zone; /* of times that say none; NULL: UTC */
    enum decoded done;
    struct str body; /* message of the entry or line that was read last, without ANSI codes */
    struct str
        lead; /* what the record itself says before the error it carries; that has texts from lead_texts on */
    size_t lead_texts;
    bool foreign;     /* `body` is JSON, read as an object of any program */
    enum level said;  /* what the message of an entry, or the line, itself says of its severity */
    struct str line;  /* in the bytes of the frame: the value of its message, or of the line it carries, as
                         JSON or a field has it */
    struct str entry; /* the message of an entry as it stood there */
    struct buf whole; /* the bytes of a record that stood in several frames */
    char tag[24];     /* of a syslog line without a process, read last, that is no name of a secret */
    size_t tag_n;
    struct last_error last;        /* the entry of an error that was read last, as it may be repeated */
    struct last_error last_before; /* the same, before what is read ahead */
    bool remembers;                /* it is that of what is read from now on */
    struct columns columns;        /* as the last line said that named any; stays from record to record */
};

/* Fill `rec` with what `s` holds. */
void decode_fields(struct decoder *d, const struct field_scan *s, struct record *rec);
/* Unix ms of `t`, a time that stands in text; NO_TIME, and rec->no_zone, when nobody knows its zone. */
int64_t decode_time(const struct decoder *d, const struct log_time *t, struct record *rec);
/* Outcomes of a Worker that are no error; none is, too. */
bool decode_good_outcome(struct str outcome);

/* Read the members of the object in `frame` into d->scan. False: it is none. */
MUST_CHECK bool decode_members(struct decoder *d, const struct frame *frame);
/* An object of whichever format claims it. False: it does not decode. */
MUST_CHECK bool decode_json(struct decoder *d, const struct frame *frame, struct record *rec);
/* One of any program (format_ops.basic_fields), and its texts (format_ops.texts). */
bool decode_object(struct decoder *d, const struct frame *frame, struct record *rec);
struct str decode_json_texts(struct decoder *d, const struct record *rec);
/* Its texts; returns its message. */
struct str decode_foreign_texts(struct decoder *d, struct json j, const struct record *rec);
/* A cursor at a part of the record that was read last. */
struct json decode_part(const struct decoder *d, const struct record *rec, struct str part);
/* As it is before a frame is read into it. */
void decode_clear(struct record *rec, const struct frame *frame);
/* Set rec->opaque by its spans. */
void decode_opaque(struct record *rec);

/* Set rec->carry by the line that `o` carries, if any; that is d->body then. */
void decode_carried(struct decoder *d, const struct object *o, struct record *rec);
/* JSON in `bytes` with `text` as the value at d->line (format_ops.whole). */
struct str decode_whole_json(struct decoder *d, struct str bytes, struct str text);
/* Read the message again without the escapes of rsyslog, which writes a line end as #012, where lines go on
 * about its first. */
void decode_octal(struct decoder *d, struct record *rec);
/* format_ops.carried of a journal entry, */
struct str decode_carried_entry(const struct decoder *d, struct str bytes);
/* and format_ops.same_carrier of objects. */
bool decode_same_carrier(const struct decoder *d, struct str a, struct str b);

/* A journal entry whose fields d->scan holds, and its message, MESSAGE `text`. */
void decode_journal_fields(struct decoder *d, struct record *rec);
void decode_journal_message(struct decoder *d, struct str text, struct record *rec);
/* The level of a record's message: what it says itself, or worse, what who passed it on says. */
enum level decode_said(const struct decoder *d, const struct record *rec);
/* Its texts, and its message when they say nothing. */
struct str decode_journal_texts(struct decoder *d, const struct record *rec);

/* What wrangler's logger printed: its text, or the JSON in it. */
bool decode_block(struct decoder *d, const struct frame *frame, struct record *rec);
/* The time of the line d->body, where it says one and `rec` has none. */
void decode_stamp(const struct decoder *d, struct record *rec);
/* What the start of a line says, where it is a stamp or a name of wrangler's. */
void decode_prefix(struct decoder *d, struct record *rec);

/* A line or more of text, `bytes` from `column` on, and its bits (NULL: not known): it is d->body then. */
void decode_text(struct decoder *d, struct str bytes, size_t column, const struct byte_scan_line *bits,
                 struct record *rec);
/* What the end of d->body tells: of such an object, of a status behind a request, of quoted words behind one,
 * of the place where Perl died. Most lines end otherwise. The level, where all else of it said none. */
enum level decode_ending(struct decoder *d, enum level said, struct record *rec);
extern const unsigned char decode_ends[256]; /* the bytes that such ends have last */
static inline enum level decode_end(struct decoder *d, enum level said, struct record *rec)
{
    size_t n = d->body.n;
    if (LIKELY(n < 9 || !decode_ends[(unsigned char)d->body.p[n - 1]]))
        return said;
    char last = d->body.p[n - 1];
    if (is_digit(last) ? plain_ends_access(d->body) : last != '.' || is_digit(d->body.p[n - 2]))
        return decode_ending(d, said, rec);
    return said;
}
/* What stands behind the time at the start of d->body: a line of a format; `telling` as in struct
 * byte_scan_line. */
void decode_clocked(struct decoder *d, bool telling, struct record *rec);
static inline bool decode_has_clock(struct str s)
{
    /* none of JavaScript's, but for Sidekiq's "pid=" behind it */
    bool dated = s.n > 32 && s.p[4] == '-' && s.p[7] == '-' && (s.p[23] != 'Z' || s.p[28] == '=');
    return (dated || (s.n > 9 && s.p[2] == ':' && s.p[5] == ':')) && is_digit(s.p[0]);
}
/* What the lines below the first of d->body say that `rec`, which has a level, does not know yet: `    key:
 * value`. */
void decode_details(struct decoder *d, struct record *rec);
/* Is d->body, the message of an entry, indented, so that it goes on about the one before? One of several
 * lines whose first begins a stack trace does not. */
MUST_CHECK bool decode_begins_trace(const struct decoder *d);
MUST_CHECK static inline bool decode_continues(const struct decoder *d, const struct byte_scan_line *bits)
{
    return plain_continuation(d->body) && !(UNLIKELY(bits->line_ends) && decode_begins_trace(d));
}
/* What the words of d->body say, whose bits are `bits`; of a line behind a stamp without a year, what its
 * format says, too. */
void decode_plain(struct decoder *d, const struct byte_scan_line *bits, struct record *rec);
/* `body` read as JSON that stands in an entry of the journal. False: it is none. */
MUST_CHECK bool decode_body(struct decoder *d, struct str body, struct record *rec);
/* Are these objects in JSON, one directly behind another? */
MUST_CHECK bool decode_is_glued(struct str body);
/* Of several records in JSON that one carrier brought as one, glued or in an envelope (input/envelope.h), the
 * worst: it is the record then. Empty: it is one. */
struct str decode_worst(struct decoder *d, struct str body);
/* The same of an object that is no JSON, but printed for people (record/dump.h); the JSON is d->body then. */
MUST_CHECK bool decode_dump(struct decoder *d, struct str body, struct record *rec);

/*
 * May more stand in the line of text `body` than its words say: a prefix, JSON, a format of lines? `entry`:
 * it is the message of an entry of the journal, whose header stood before it.
 */
MUST_CHECK bool decode_line_may(const struct decoder *d, struct str body, const struct byte_scan_line *bits,
                                bool entry);
/* False: it may not, by its first byte, which is `first`, and its bits. */
MUST_CHECK static inline bool decode_line_hint(const struct decoder *d, char first,
                                               const struct byte_scan_line *bits)
{
    bool letter = (unsigned char)((first | 32) - 'a') < 26; /* a name, and the bar of docker compose */
    return bits->telling || letter || d->path_trees->lines.first[(unsigned char)first];
}
/*
 * Read it all: d->body is what is left of it as text then. True when it was more than words. A time and a
 * level that `rec` has are replaced by the line's own.
 */
bool decode_line(struct decoder *d, struct str body, bool entry, struct record *rec);

/* `s` without the header of a system's log before it, which something else carried: its host, service and
 * process are the record's, and its time where that has none. */
struct str decode_header(struct decoder *d, struct str s, struct record *rec);
/* Is what stands for a program in the header `h` of `s` the name of a secret, and the message that secret:
 * `token: a1b2c3d4`? */
bool decode_tags_secret(struct decoder *d, struct str s, const struct header *h);

/* d->body is `text` instead, the record's with what goes on about it (format_ops.join). */
void decode_join(struct decoder *d, struct str text, struct record *rec);
void decode_journal_join(struct decoder *d, struct str text, struct record *rec);
/* The further fields (format_ops.more_fields) and texts (format_ops.texts) of d->body. */
void decode_text_more(struct decoder *d, struct record *rec);
struct str decode_text_texts(struct decoder *d, const struct record *rec);

#endif
