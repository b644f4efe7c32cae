/*
 * diff: what changed between two reports: signatures, their incidents, statuses and clusters of unknown
 * errors, by their rates per record. Clusters are matched by grouping the templates of both reports together.
 *
 * Whether a row has changed is for change.h to say; an incident that one side alone has is new, or gone.
 */
#ifndef SIGTAIL_DIFF_H
#define SIGTAIL_DIFF_H

#include "report/change.h"
#include "report/render.h"

enum diff_kind { DIFF_INCIDENT, DIFF_SIGNATURE, DIFF_CLUSTER, DIFF_STATUS };

struct diff_row {
    enum diff_kind kind;
    enum change change;
    struct str id, title; /* of a status: its code and meaning; of a cluster: its id and template */
    enum verdict class;
    uint64_t before, after; /* records */
    double factor;          /* of the rates, the larger by the smaller; 0 when one of them is 0 */
    int64_t first_ms;       /* in the later report; NO_TIME */
};

/* One of the reports. */
struct diff_side {
    uint64_t records; /* that were judged */
    int64_t first_ms, last_ms;
    struct str *versions; /* each once, in the order of the report */
    size_t version_count;
};

struct diff {
    struct arena arena;
    struct diff_side before, after;
    struct diff_row *rows; /* by change, then most records first, then id */
    size_t row_count;
};

/* All is copied, templates without the `secrets` (NULL: as they are). diff_free() it. */
struct diff *diff_build(const struct report *before, const struct report *after,
                        const struct secrets *secrets);
void diff_free(struct diff *d);

void render_diff_text(const struct diff *d, const struct style *style, struct buf *out);
void render_diff_json(const struct diff *d, struct buf *out);

#endif
