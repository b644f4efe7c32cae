/*
 * render: a report to bytes. One renderer a file; each appends to `out` and never fails. What comes out of
 * logs is escaped for where it goes.
 */
#ifndef SIGTAIL_RENDER_H
#define SIGTAIL_RENDER_H

#include "base/secrets.h"
#include "base/zone.h"
#include "report/report.h"

/* How a command that reads the same logs is typed: what stands before and behind "sigtail COMMAND", and
 * between them in one that does not say itself which rows it is about. */
struct followup_words {
    struct str before, rows, after; /* "", " -c unknown", " -w status=500 logs.jsonl" */
};

struct style {
    const struct secrets *secrets; /* what is not shown of a log; NULL: all is */
    unsigned width; /* columns of the terminal; 0: unlimited (a file): lines are then laid out for 100 */
    bool colour;
    bool fits;               /* a line of a record is cut to `width`; else it is as long as it is */
    unsigned reload_s;       /* an HTML page loads itself again after so many seconds; 0: never */
    bool ascii;              /* no character outside ASCII in our own marks (sparklines, bars, dots) */
    const struct zone *zone; /* in which times are shown; NULL: UTC */
    unsigned top;            /* rows a table shows at the most; 0: the default */
    const struct followup_words *followup; /* the text report says under each section which command shows
                                      more; NULL: it does not */
};

enum { STYLE_WIDTH = 100, STYLE_LEAST_WIDTH = 40 };

/* The columns to lay out for. */
static inline size_t style_width(const struct style *style)
{
    size_t w = style->width ? style->width : STYLE_WIDTH;
    return w < STYLE_LEAST_WIDTH ? STYLE_LEAST_WIDTH : w;
}

/* The grouped report for people: what needs someone first, expected noise folded, input health last. */
void render_text(const struct report *r, const struct style *style, struct buf *out);
/* Schema 1: the canonical report, which tools may rely on. */
void render_json(const struct report *r, struct buf *out);
/* One CSV table (RFC 4180) of all rows of the report; its first column says what a row is. */
void render_csv(const struct report *r, struct buf *out);
/* Prometheus text exposition (0.0.4), for a textfile collector or a push gateway. */
void render_prom(const struct report *r, struct buf *out);
/* Markdown (GFM) for an issue or a chat. */
void render_md(const struct report *r, const struct style *style, struct buf *out);
/* One HTML page that needs nothing else: no script, no other file, light or dark as the reader likes. */
void render_html(const struct report *r, const struct style *style, struct buf *out);

/* All that is known about one signature, a status, or a cluster of unknown errors; `command` tells what to
 * type next, if it is not empty. */
void render_explain(const struct signature *s, struct str command, const struct style *style,
                    struct buf *out);
void render_explain_status(const struct report_status *s, struct str command, const struct style *style,
                           struct buf *out);
/* `status`: in whose messages the cluster is; NULL: it is one of UNKNOWN. */
void render_explain_cluster(const struct report_cluster *u, const struct report_status *status,
                            struct str command, const struct style *style, struct buf *out);
/* The signatures of `t` that have `word` in id, title or class (empty: all), by class and id, one a line or
 * as a JSON array; returns how many. */
size_t render_list(const struct table *t, struct str word, const struct style *style, struct buf *out);
size_t render_list_json(const struct table *t, struct str word, struct buf *out);

/* What the signatures of `t` make of a log: how many of its errors they explain, those that none does, most
 * frequent first, and which of them matched nothing. */
void render_coverage(const struct report *r, const struct table *t, const struct style *style,
                     struct buf *out);

/* A report of report_build_mine: all clusters of a log's messages. */
void render_mine_text(const struct report *r, const struct style *style, struct buf *out);
void render_mine_json(const struct report *r, struct buf *out);

#endif
