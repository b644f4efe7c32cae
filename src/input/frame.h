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

#include "base/sweep.h"
#include "input/envelope.h"
#include "input/header.h"
#include "input/scan.h"
#include "input/trace.h"

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
    const struct scan_marks
        *marks; /* of `bytes`; FRAME_JSON and FRAME_ROW, NULL when it is long or nobody gave room for them */
    const struct sweep_line *
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

struct framer {
    uint64_t offset;               /* of the window's first byte in the source */
    size_t record_bytes;           /* the bound */
    struct header_memory *headers; /* the caller's; zeroed at first, may be NULL */
    struct scan_marks *marks;      /* where the marks of a value go; the caller's, may be NULL */
    struct sweep_line *line;       /* where those of a line go; likewise */
    bool glued;                    /* a record may begin here, in the middle of a line */
    uint32_t column;               /* column of the records of the top-level array that we are in */
    bool in_array;
    uint32_t key_n; /* what the first record of the array began with: a brace and its first key */
    char key[FRAME_KEY];
    struct envelope envelope; /* of the rows that we are among */
    uint64_t again_in,
        again; /* the number of a stretch of the source, and bytes that were read again in it */
    /* The frame under way; positions count from the window's first byte. */
    bool scanning, flat, broken, discard;
    size_t from; /* where the value begins, while scanning */
    size_t seen; /* searched for a line end so far */
    struct scan scan;
    /* Of an oversize export entry: bytes of its value and whether lines and fields of it are still to be
     * skipped. */
    uint64_t owed;
    bool rest_of_line, rest_of_entry;
    /* Of a text: what it is, its prefix, where what is sure of it ends (0: nothing yet), and the next line to
     * look at. */
    struct trace trace;
    size_t text_prefix, text_end, text_at;
};

void framer_init(struct framer *f, size_t record_bytes);

/* Go on at the same offset with bytes that have nothing to do with those before. */
void framer_restart(struct framer *f);

/* How many bytes were read again in the stretch of the source that the framer is in. */
uint64_t framer_again(const struct framer *f);

/*
 * Does the next frame begin with the first byte of the window, so that nothing is skipped before it? False
 * when it takes more than a look at that byte to know.
 */
static inline bool framer_ready(const struct framer *f, struct str in)
{
    char c = in.n ? in.p[0] : 0; /* no letter but the one of `data: ` begins a separator, and no digit */
    bool text = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z' && c != 'd') || (c >= '0' && c <= '9');
    return text && !f->scanning && !f->rest_of_entry && f->envelope.depth == 0;
}

/*
 * The next frame of `in`, which begins with the first byte not yet consumed and holds at least the bytes of
 * the call before. On FRAME_DONE the caller drops `out->used` bytes; on FRAME_MORE it calls again with a
 * longer window. With FEED_LAST, FRAME_MORE means that nothing is left.
 */
MUST_CHECK enum frame_stop framer_next(struct framer *f, struct str in, enum frame_feed feed,
                                       struct frame *out);

#endif
