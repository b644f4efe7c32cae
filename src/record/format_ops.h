/* format_ops: what is known about each format: the table of formats. */
#ifndef SIGTAIL_FORMAT_OPS_H
#define SIGTAIL_FORMAT_OPS_H

#include "input/frame.h"
#include "record/log_entry.h"
#include "record/record.h"

struct decoder;
struct field_scan;

/* Where the JSON of a record stands that paths of --where and --by name. */
enum raw_json {
    RAW_JSON_NONE,
    RAW_JSON_RECORD, /* the record is it */
    RAW_JSON_MESSAGE /* a journal entry's message is it, when it is any: paths begin with MESSAGE> */
};

/* Functions that are NULL: see each. The decoder calls them in the order of enum decoded, once a record. */
struct format_ops {
    const char *name; /* of -f and of the report's sources */
    bool headed;      /* a header stands before each record's text: frame.header */
    bool prefixed;    /* lines of others may stand within a record, told by the prefix */
    bool block;       /* a record has many lines, and no end of its own */
    bool journal;     /* its records are entries of the journal, whose notices and gaps they tell */
    bool invocation;  /* a record has several steps; its status is that of the whole */
    enum raw_json json;

    /*
     * A JSON object: is it one of this format, by its members as `s` holds them? Asked in the order of the
     * table; the first that says yes has it. NULL: its frames are its own.
     */
    bool (*claims)(const struct field_scan *s);
    /*
     * Fields and spans of the record in `frame`, whose rest is cleared. A JSON object's members stand in the
     * decoder's scan already. False: it does not decode.
     */
    bool (*basic_fields)(struct decoder *d, const struct frame *frame, struct record *rec);
    /*
     * A program's lines are records each, and `text` is the message of this one with those that go on about
     * it: read it as if it had come so. NULL: records of this format are whole. After basic_fields.
     */
    void (*join)(struct decoder *d, struct str text, struct record *rec);
    /*
     * A carrier may part a line, or wrap the lines of a record one by one (rec->carry): the bytes of the
     * record read last, which are `bytes`, as if `text` were its message. They are d->whole. NULL: records
     * of this format are of CARRY_RECORD.
     */
    struct str (*whole)(struct decoder *d, struct str bytes, struct str text);
    /* The line that the record read last carries, which is `bytes`. NULL: it is its body. */
    struct str (*carried)(const struct decoder *d, struct str bytes);
    /* Did one writer write the lines that `a` and `b` carry, the latter read last, as far as what stands
     * around them tells? NULL: that is known by service, host and pid. */
    bool (*same_carrier)(const struct decoder *d, struct str a, struct str b);
    /* The fields that few ask for. NULL: basic_fields found them all. */
    void (*more_fields)(struct decoder *d, struct record *rec);
    /* Of these the upstream alone, of a record that has a status. NULL: basic_fields found it. */
    void (*answer)(struct decoder *d, struct record *rec);
    /*
     * Texts that hold the record's message, when that takes less than all of them; false when they hold none.
     * NULL: it takes all of them.
     */
    bool (*message)(struct decoder *d, const struct record *rec);
    /* All texts. Returns the message when they tell none. */
    struct str (*texts)(struct decoder *d, const struct record *rec);
    /* The line that the record is, as it was printed; empty when that is not known, as where this is NULL. */
    struct str (*line)(const struct record *rec, struct arena *a);
    /* What the record tells, one thing after another; NULL: one step, its line. */
    void (*entries)(const struct record *rec, struct arena *a, log_entry_each *each, void *context);
};

extern const struct format_ops *const format_rows[FORMATS];

/* The row of `f`. */
static inline const struct format_ops *format_ops(enum format f)
{
    return format_rows[f];
}

/* The JSON that paths name in `rec`, as its row says; empty when there is none. */
struct str record_json(const struct record *rec);

/* The format of the JSON object whose members are `s`. */
enum format format_of_object(const struct field_scan *s);
/* What frames of each kind hold; `read`: what first finds out which format it is, NULL where there is one. */
struct format_of_frame {
    enum format format;
    bool (*read)(struct decoder *d, const struct frame *frame, struct record *rec);
};

extern const struct format_of_frame format_frames[FRAME_TORN];

/* Set rec->format by `frame`, which holds a record, and read it: format_ops.basic_fields. */
MUST_CHECK static inline bool format_read(struct decoder *d, const struct frame *frame, struct record *rec)
{
    const struct format_of_frame *at = &format_frames[frame->kind];
    rec->format = at->format;
    return (at->read ? at->read : format_ops(at->format)->basic_fields)(d, frame, rec);
}

/* The same of a frame that is read as a line of text, whatever it was framed as. */
MUST_CHECK bool format_read_text(struct decoder *d, const struct frame *frame, struct record *rec);

#endif
