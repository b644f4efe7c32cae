/*
 * frame: where one record begins and ends. A framer is fed a window of bytes and gives frames, one after
 * another; every byte belongs to exactly one frame or to the separators skipped before it. The kind is
 * decided for each frame by its own bytes. It never reads a value's meaning.
 *
 * Damage costs itself only: a value that is torn ends where the next record begins (in column 0 of a line, at
 * the first key that it began with itself, or glued behind a closing brace).
 */
#ifndef SIGTAIL_FRAME_H
#define SIGTAIL_FRAME_H

#include "base/ascii.h"
#include "base/byte_scan.h"
#include "input/envelope.h"
#include "input/header.h"
#include "input/json_scan.h"
#include "input/stack_trace.h"

enum frame_kind {
    FRAME_JSON,     /* one object, from its opening to its closing brace */
    FRAME_ENTRY,    /* a journal entry as text, with its continuation lines; header is set */
    FRAME_LINE,     /* a line of any other text, with those that go on about it */
    FRAME_ROW,      /* one object, a row of a saved query result */
    FRAME_EXPORT,   /* a journal entry of journalctl -o export */
    FRAME_VERBOSE,  /* of -o verbose */
    FRAME_PRETTY,   /* an event in the form of wrangler tail --format pretty, with its log lines */
    FRAME_BLOCK,    /* lines that wrangler's own logger marks as a warning or an error */
    FRAME_TORN,     /* a value that ends in the middle, or is none from some point on */
    FRAME_OVERSIZE, /* the first part of a record longer than the bound */
    FRAME_SKIP      /* nothing but separators, or more of an oversize record */
};

struct frame {
    enum frame_kind kind;
    struct str bytes;     /* without the line end; good as long as the window */
    size_t skipped;       /* separator bytes before `bytes` */
    size_t used;          /* bytes consumed in all: skipped, bytes and a line end */
    uint64_t offset;      /* of `bytes` in the source */
    struct header header; /* FRAME_ENTRY */
    struct str service;   /* FRAME_ROW: of which service, as its envelope says; good until the next frame */
    struct str level;     /* likewise, of those that say no level themselves */
    const struct json_bitmaps *
        bitmaps; /* of `bytes`; FRAME_JSON and FRAME_ROW, NULL when it is long or nobody gave room for them */
    const struct byte_scan_line *
        line; /* of the message; FRAME_ENTRY of one line that came whole, else NULL, as without room for it */
};

/* A frame that holds a record, or what could be one. */
static inline bool frame_holds_record(const struct frame *f)
{
    return f->kind < FRAME_TORN;
}

/* Lines of other text: nothing in them says that they are one record, and of what. */
static inline bool frame_is_text(const struct frame *f)
{
    return f->kind == FRAME_LINE || f->kind == FRAME_BLOCK;
}

enum frame_stop { FRAME_MORE, FRAME_DONE };

/* What follows the window. */
enum frame_feed {
    FEED_MORE, /* bytes, sometime */
    FEED_IDLE, /* sometime; but what is whole so far is wanted now, even if more of it may come: a look ahead,
                  from which the framer goes back to what it was */
    FEED_LAST  /* nothing: the source has ended */
};

enum { FRAME_KEY = 40 };

/*
 * What is carried from one frame to the next: two framers of which nothing else is under way, in the same
 * place, give the same frames of the same bytes.
 */
struct framer_place {
    bool glued;      /* a record may begin here, in the middle of a line */
    bool in_array;   /* among the records of a top-level array, ... */
    uint32_t column; /* ... which begin in this column */
    uint32_t key_n;  /* what the first of them began with: a brace and its first key */
    char key[FRAME_KEY];
    struct envelope envelope; /* of the rows that we are among */
    uint64_t again_in,
        again; /* the number of a stretch of the source, and bytes that were read again in it */
};

/* What a framer is in the middle of. */
enum framer_state {
    FRAMER_BETWEEN,      /* nothing; as far as a text was looked at (seen, text), it is not looked at again */
    FRAMER_REST_OF_LINE, /* a text longer than the bound: up to the line's end it is skipped as it comes */
    FRAMER_REST_OF_ENTRY, /* an export entry longer than the bound (entry) */
    FRAMER_VALUE,         /* JSON that was scanned up to value.scan.at */
    FRAMER_REST_OF_VALUE, /* the same, longer than the bound */
    FRAMER_BROKEN /* what is no JSON from somewhere before `seen` on; raw_value.from is where it begins */
};

struct framer {
    uint64_t offset;              /* of the window's first byte in the source */
    size_t record_bytes;          /* the bound */
    struct header_cache *headers; /* the caller's; zeroed at first, may be NULL */
    struct json_bitmaps *bitmaps; /* where the bitmaps of a value go; the caller's, may be NULL */
    struct byte_scan_line *line;  /* where those of a line go; likewise */
    struct framer_place place;
    /* The frame under way; positions count from the window's first byte. */
    enum framer_state state;
    size_t seen; /* searched for a line end so far; 0 between frames */
    struct {
        size_t from; /* where it begins */
        bool flat;   /* it has no indentation: a line in column 0 may be its own */
        struct json_scan scan;
    } value;
    struct {
        uint64_t owed; /* bytes of the field's value that are still to be skipped, ... */
        bool in_line;  /* ... or the rest of its line */
    } entry;
    /* A text: what it is, its prefix, where what is sure of it ends (0: nothing yet), the next line to look
     * at. */
    struct {
        struct stack_trace stack_trace;
        size_t prefix, end, at;
        bool in_log; /* of an event in wrangler's pretty form: the line before `seen` is of an entry of its
                        log */
    } text;
};

/* The shortest `record_bytes`: JSON is scanned by blocks of so many, and what is oversize is cut behind one.
 */
enum { FRAMER_LEAST_BYTES = 64 };

void framer_init(struct framer *f, size_t record_bytes);

/* Go on at the same offset with bytes that have nothing to do with those before. */
void framer_restart(struct framer *f);

/*
 * Would a framer that begins at f's offset and knows nothing of what stands before it give the same frames?
 * For one that has just given a frame, or none.
 */
bool framer_at_boundary(const struct framer *f);
/* Go on from the place of `after`, as it was at f's offset. */
void framer_resume(struct framer *f, const struct framer *after);
/* Take back the frame that f has just given at the start of its window, where `glued` was its place's. For
 * windows of which it was ready (framer_ready): nothing else of the place has changed. */
void framer_undo(struct framer *f, const struct frame *frame, bool glued);
/*
 * Back to where f was as `before`, when it had not given the last frame, but behind the first `separators`
 * bytes of the window, with which a line ends: they are dropped. 0: all are kept.
 */
void framer_back(struct framer *f, const struct framer *before, size_t separators);

/* Is a value under way? */
static inline bool framer_in_value(const struct framer *f)
{
    return f->state >= FRAMER_VALUE;
}

/*
 * Does the next frame begin with the first byte of the window, so that nothing is skipped before it? False
 * when it takes more than a look at that byte to know.
 */
static inline bool framer_ready(const struct framer *f, struct str in)
{
    char c = in.n ? in.p[0] : 0; /* no letter but the one of `data: ` begins a separator, and no digit */
    bool text = is_upper(c) || (is_lower(c) && c != 'd') || is_digit(c);
    return text && f->state <= FRAMER_REST_OF_LINE && f->place.envelope.depth == 0;
}

/*
 * The next frame of `in`, which begins with the first byte not yet consumed and holds at least the bytes of
 * the call before. On FRAME_DONE the caller drops `out->used` bytes; on FRAME_MORE it calls again with a
 * longer window. With FEED_LAST, FRAME_MORE means that nothing is left.
 */
MUST_CHECK enum frame_stop framer_next(struct framer *f, struct str in, enum frame_feed feed,
                                       struct frame *out);

#endif
