/*
 * line_format: formats of lines of text that are data (`formats:` of signature files): a regex whose captures
 * are canonical fields. A regex is run only on lines that hold a text which all lines of its format hold, and
 * the first format that matches, in order, has the line, so that what is found depends on the line alone.
 *
 * Filled once, then shared by every pipeline.
 */
#ifndef SIGTAIL_LINE_FORMAT_H
#define SIGTAIL_LINE_FORMAT_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/log_time.h"
#include "base/regex.h"
#include "record/record.h"
#include "record/unit.h"

struct line_format {
    struct str name;
    const struct str *starts; /* its lines begin with one of these, of two bytes or more */
    size_t start_count;       /* 0: with anything */
    const struct str *holds;  /* its lines hold all of these */
    size_t hold_count;
    bool marked;               /* byte_scan_line tells of lines that hold them; by line_formats */
    enum unit unit;            /* of durations without one */
    struct str level;          /* of lines that capture none; empty: none */
    const struct regex *match; /* the caller's */
    /* Which group each field is, by line_formats: known once the regex is run for the first time. */
    atomic_bool named;
    uint8_t groups[FIELD_COUNT], body, columns;
};

/* The first 8 bytes of a start; what is behind a shorter one does not count. */
struct line_start {
    unsigned pair; /* the two of them that tell most lines from all starts */
    uint64_t bytes, mask;
};

struct line_formats {
    struct line_format *v;
    size_t n, cap;
    struct line_start *starts; /* of all formats, by their pairs */
    size_t start_count, start_cap;
    pthread_mutex_t lock;     /* of the names */
    uint8_t first[256];       /* bytes that a format's lines start with */
    uint8_t pairs[65536 / 8]; /* bits: the same of line_formats_pair() */
    bool anywhere; /* a format's lines are told by no start, and not by what line_formats_marked tells */
};

void line_formats_init(struct line_formats *f);
void line_formats_free(struct line_formats *f);
/* Behind those that are there. What `format` points to must outlive `f`. */
void line_formats_add(struct line_formats *f, const struct line_format *format);

/* Does `text` hold one of the pairs that byte_scan_line calls telling? Then lines without one need not be
 * searched for it. */
bool line_format_marked(struct str text);

/* May `line` be of some format? `marked`: what byte_scan_line says of it. */
bool line_formats_may(const struct line_formats *f, struct str line, bool marked);

struct line_match {
    const struct line_format *format;
    struct str field[FIELD_COUNT]; /* of the line; empty: not captured, or nothing stands there */
    struct str body;    /* what goes on as JSON or text of its own; p is NULL when the format has none */
    struct str columns; /* the names of the values in the lines behind it; likewise */
};

/*
 * The first format whose regex matches `line`, which is one line, run by `e`. False when none does; a regex
 * that takes too much work matches nothing.
 */
MUST_CHECK bool line_formats_find(const struct line_formats *f, struct engine *e, struct str line,
                                  bool marked, struct line_match *out);

/* The time that `m` captured; date and clock may be parted by ` - ` (gin). False when it is none. */
MUST_CHECK bool line_match_time(const struct line_match *m, struct log_time *out);
/* The duration that `m` captured in ms, in its own unit or in the format's; thousands may be parted by commas
 * (hono). < 0 when it is none. */
double line_match_duration(const struct line_match *m);

/* The names of the captures that are no field: what goes on by itself, and the names of columns. */
#define LINE_BODY    STR("body")
#define LINE_COLUMNS STR("columns")

/* Is `name` one of a capture: a field, or one of these two? */
bool line_captures(struct str name);

#endif
