/*
 * field_scan: one pass over a JSON value that picks up the values of canonical fields where the path tree
 * says they stand, in place and still escaped, and skips the rest unread.
 */
#ifndef SIGTAIL_FIELD_SCAN_H
#define SIGTAIL_FIELD_SCAN_H

#include "record/json.h"
#include "record/key_order.h"
#include "record/level_word.h"

struct raw_value {
    struct str raw;   /* inside of the string, or the scalar; points into the frame */
    unsigned rank;    /* of the path that it came by */
    unsigned slashes; /* depth of the string, as in struct json */
    bool string;
    bool percent; /* percent-encoded: from the query of a URL */
    enum unit unit;
};

struct field_scan {
    const struct level_table *own;        /* levels of the user's; NULL: none. Kept by field_scan_init */
    struct key_orders *orders;            /* of the tree that is walked; NULL: none are kept */
    struct raw_value values[FIELD_COUNT]; /* valid where `set` has the bit */
    uint32_t set;
    unsigned flags; /* enum path_flag */
    struct str event;
    enum level level; /* worst of those that the best path gives */
    unsigned level_rank;
    struct str spans[SPAN_COUNT]; /* raw values marked PATH_FLAG_LOGS, PATH_FLAG_EXCEPTIONS */
};

static inline void field_scan_init(struct field_scan *s, struct key_orders *orders)
{
    s->orders = orders;
    s->set = s->flags = 0;
    memset(s->spans, 0, sizeof s->spans);
    s->event = (struct str){0};
    s->level = LEVEL_NONE;
    s->level_rank = UINT32_MAX;
}

/* The value of parameter `name` in the query of `url`, up to the next parameter; empty when there is none. */
struct str url_parameter(struct str url, struct str name);

/* The level that a value says, a number in the way of `unit`. */
enum level field_scan_level(const struct level_table *own, struct str raw, enum unit unit);

/* Take a level. Of several that paths of one rank give, the worst one counts; a better path's replaces them.
 */
static inline void field_scan_worst(struct field_scan *s, unsigned rank, enum level level)
{
    if (level == LEVEL_NONE || rank > s->level_rank)
        return;
    if (rank < s->level_rank || level > s->level)
        s->level = level;
    s->level_rank = rank;
}

/* Take one value for all that `node` says of it. */
void field_scan_take(struct field_scan *s, const struct path_node *node, const struct raw_value *v);

/*
 * The object inside the string of a log line whose raw inside is `raw`: the keys sought are looked for, and
 * where they stand is checked. False when that is not possible (a node that wants elements or goes deeper, an
 * unusual escape): then field_scan_value reads it.
 */
bool field_scan_log_line(struct field_scan *s, struct str raw, const struct path_node *node);

/* Take what `node` says from the value at the cursor, and move past it. False: it is not well-formed, or ends
 * early. */
MUST_CHECK bool field_scan_value(struct field_scan *s, struct json *j, const struct path_node *node);

/* Take what `node` says from the value `text`, which is no JSON but the bytes themselves. */
void field_scan_text(struct field_scan *s, struct str text, const struct path_node *node);

#endif
