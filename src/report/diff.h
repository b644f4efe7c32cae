/*
 * diff: what changed between two reports: signatures, statuses and clusters of unknown errors, by their rates
 * per record. Clusters are matched by grouping the templates of both reports together.
 *
 * A row has changed when the larger of its two counts is DIFF_LEAST or more, its rates differ by DIFF_FACTOR
 * or more, and its count is more than two standard deviations from what chance would share out. Any other row
 * is the same.
 */
#ifndef SIGTAIL_DIFF_H
#define SIGTAIL_DIFF_H

#include "report/render.h"

enum { DIFF_LEAST = 5, DIFF_FACTOR = 2 };

/* Also the order of the rows. */
enum change { CHANGE_NEW, CHANGE_UP, CHANGE_GONE, CHANGE_DOWN, CHANGE_SAME, CHANGE_COUNT };
enum diff_kind { DIFF_SIGNATURE, DIFF_UNKNOWN, DIFF_STATUS };

/* "new", "up", ...; a static string. */
const char *change_name(enum change c);

struct diff_row {
    enum diff_kind kind;
    enum change change;
    struct str id, title; /* of a status: its code and meaning; of a cluster: its id and template */
    enum verdict class;
    uint64_t before, after;
    double factor;    /* of the rates, the larger by the smaller; 0 when one of them is 0 */
    int64_t first_ms; /* in the later report; NO_TIME */
};

struct diff {
    struct arena arena;
    uint64_t before, after; /* records that were judged */
    int64_t before_first_ms, before_last_ms, after_first_ms, after_last_ms;
    struct diff_row *rows; /* by change, then most records first, then id */
    size_t row_count;
};

/* All is copied. diff_free() it. */
struct diff *diff_build(const struct report *before, const struct report *after);
void diff_free(struct diff *d);

void render_diff_text(const struct diff *d, const struct style *style, struct buf *out);
void render_diff_json(const struct diff *d, struct buf *out);

#endif
