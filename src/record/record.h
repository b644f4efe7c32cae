/*
 * record: one record in canonical form. Owns nothing: every str points into the frame's bytes or into the
 * scratch arena of the decoder that made it, and is good until the decoder's next record.
 */
#ifndef SIGTAIL_RECORD_H
#define SIGTAIL_RECORD_H

#include "base/arena.h"
#include "base/count.h"
#include "base/timestamp.h"
#include "record/format.h"

/* Canonical fields, in the order of record.field[]. Their names are field_name(). */
enum field {
    FIELD_TIME,
    FIELD_LEVEL,
    FIELD_SOURCE,  /* the input's name */
    FIELD_SERVICE, /* script name, systemd unit, else identifier */
    FIELD_HOST,
    FIELD_PID,
    FIELD_EVENT, /* fetch, cron, queue, alarm, rpc, email, tail, overload, ... */
    FIELD_OUTCOME,
    FIELD_STATUS,
    FIELD_UPSTREAM, /* status an upstream answered with, where it differs in kind from our own */
    FIELD_METHOD,
    FIELD_URL,
    FIELD_ROUTE,
    FIELD_MODEL,
    FIELD_USER,
    FIELD_TIER,
    FIELD_REQUEST,
    FIELD_DURATION,
    FIELD_VERSION,
    FIELD_MESSAGE, /* the text that says best what happened */
    FIELD_COUNT
};

/* Severity, least first, so that the worst of several is their maximum. */
enum level {
    LEVEL_NONE,
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_NOTICE,
    LEVEL_WARN,
    LEVEL_ERROR,
    LEVEL_FATAL,
    LEVEL_COUNT
};

enum text_kind {
    TEXT_LOG,       /* a log message, or a string inside one */
    TEXT_ERROR,     /* message of an error object: errorInfo, error.message of a body */
    TEXT_EXCEPTION, /* message of an uncaught exception */
    TEXT_NAME,      /* class name of an exception ("TypeError") */
    TEXT_STACK,
    TEXT_VALUE /* a string under any other key: an id, a URL, a user agent */
};

/* One text that signatures look at: decoded, without ANSI codes. */
struct text {
    struct str s;
    enum text_kind kind;
    enum level level; /* of the log entry it stands in */
};

enum { NO_STATUS = 0 };

/* What the bytes that carry a record say of how it stands to those behind it, of the same writer. */
enum carry {
    CARRY_RECORD, /* nothing: it is a record, whatever follows */
    CARRY_LINE,   /* a line of text, wrapped as it came: lines that go on about it are of its record */
    CARRY_PART    /* a part of a line, which goes on in the next */
};

/* Parts of a record's bytes that hold texts: a tail's logs and exceptions; of any other record only the
 * first. */
enum part_of_record { SPAN_LOGS, SPAN_EXCEPTIONS, SPAN_COUNT };

struct record {
    struct str raw;  /* the original bytes of the frame, untouched */
    struct str json; /* the object that it is: raw, or a part of it; empty: it is none */
    uint64_t offset; /* of raw in its input, in bytes (decompressed) */
    enum format format;
    int64_t time_ms;    /* NO_TIME when unknown */
    double duration_ms; /* < 0 when unknown */
    uint64_t weight;    /* how many records this one stands for; 1 unless an aggregated row */
    uint64_t
        repeats; /* how many times more what it tells of happened, as it says itself: "message repeated" */
    enum level level;
    int status, upstream; /* NO_STATUS when unknown */
    bool error;           /* triage's step 2: something went wrong, whatever explains it */
    bool control;         /* the tail's own notice (overload): no event of the service */
    bool continuation;    /* a stack frame or the like that belongs to the record before it */
    bool again;           /* it stands for the record before it: "last message repeated 3 times" */
    bool withheld;        /* a journal entry whose message journalctl did not write */
    bool no_zone;         /* its time has a zone whose name tells none, so that it is not known */
    bool truncated;       /* the record says of itself that it is cut */
    enum carry carry;
    bool opaque; /* escapes or ANSI codes may hide a text's bytes: spans do not show them as they are */
    struct str spans[SPAN_COUNT];  /* the parts of raw in which all its texts stand, unless opaque */
    struct str field[FIELD_COUNT]; /* empty: missing. FIELD_MESSAGE is set by record_message() */
    struct str exception,
        stack;          /* of the error that FIELD_MESSAGE tells: its type, its stack trace; set with it */
    struct text *texts; /* filled only when the record was whose texts are decoded */
    size_t text_count;
};

/* What the rows of errors count for `rec`. */
static inline uint64_t record_times(const struct record *rec)
{
    uint64_t times;
    if (LIKELY(rec->repeats == 0))
        return rec->weight;
    if (__builtin_mul_overflow(rec->weight, rec->repeats + 1, &times) || times > COUNT_MOST)
        return COUNT_MOST;
    return times;
}

/* "time", "status", ...; a static string. */
const char *field_name(enum field f);
/* The field called `name`, or FIELD_COUNT. */
enum field field_named(struct str name);

/* "debug" "info" "notice" "warn" "error" "fatal"; "" for LEVEL_NONE. */
const char *level_name(enum level l);

#endif
