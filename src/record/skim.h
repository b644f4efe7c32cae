/*
 * skim: one pass over a JSON value that picks up the values of canonical fields where the path tree says they
 * stand, in place and still escaped, and skips the rest unread.
 */
#ifndef SIGTAIL_SKIM_H
#define SIGTAIL_SKIM_H

#include "record/habit.h"
#include "record/json.h"
#include "record/level_word.h"

struct value {
    struct str raw;   /* inside of the string, or the scalar; points into the frame */
    unsigned rank;    /* of the path that it came by */
    unsigned slashes; /* depth of the string, as in struct json */
    bool string;
    bool percent; /* percent-encoded: from the query of a URL */
    enum unit unit;
};

struct skim {
    const struct level_table *own;    /* levels of the user's; NULL: none. Kept by skim_init */
    struct habits *habits;            /* of the tree that is walked; NULL: none are kept */
    struct value values[FIELD_COUNT]; /* valid where `set` has the bit */
    uint32_t set;
    unsigned marks; /* enum mark */
    struct str event;
    enum level level; /* worst of those that the best path gives */
    unsigned level_rank;
    struct str spans[SPAN_COUNT]; /* raw values marked MARK_LOGS, MARK_EXCEPTIONS */
};

static inline void skim_init(struct skim *s, struct habits *habits)
{
    s->habits = habits;
    s->set = s->marks = 0;
    memset(s->spans, 0, sizeof s->spans);
    s->event = (struct str){0};
    s->level = LEVEL_NONE;
    s->level_rank = UINT32_MAX;
}

/* The value of parameter `name` in the query of `url`, up to the next parameter; empty when there is none. */
struct str url_parameter(struct str url, struct str name);

/* The level that a value says, a number in the way of `unit`. */
enum level skim_level(const struct level_table *own, struct str raw, enum unit unit);

/* Take a level. Of several that paths of one rank give, the worst one counts; a better path's replaces them.
 */
static inline void skim_worst(struct skim *s, unsigned rank, enum level level)
{
    if (level == LEVEL_NONE || rank > s->level_rank)
        return;
    if (rank < s->level_rank || level > s->level)
        s->level = level;
    s->level_rank = rank;
}

/* Take one value for all that `node` says of it. */
void skim_take(struct skim *s, const struct path_node *node, const struct value *v);

/*
 * The object inside the string of a log line whose raw inside is `raw`: the keys sought are looked for, and
 * where they stand is checked. False when that is not possible (a node that wants elements or goes deeper, an
 * unusual escape): then skim_value reads it.
 */
bool skim_log_line(struct skim *s, struct str raw, const struct path_node *node);

/* Take what `node` says from the value at the cursor, and move past it. False: it is not well-formed, or ends
 * early. */
MUST_CHECK bool skim_value(struct skim *s, struct json *j, const struct path_node *node);

/* Take what `node` says from the value `text`, which is no JSON but the bytes themselves. */
void skim_text(struct skim *s, struct str text, const struct path_node *node);

#endif
