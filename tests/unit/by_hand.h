/* by_hand: rules of a table that a test fills itself, whose patterns no file's reader has compiled. */
#ifndef SIGTAIL_BY_HAND_H
#define SIGTAIL_BY_HAND_H

#include "match/matcher.h"
#include "match/pattern.h"
#include "unit.h"

static inline void by_hand_compile(struct table *t, struct pattern *p, size_t n)
{
    struct err err = {0};
    size_t offset;
    for (size_t i = 0; i < n; i++)
        if (!pattern_compile(&p[i], t, NULL, &offset, &err))
            fail_msg(STR_FMT ": %s", STR_ARG(p[i].source), err.what);
}

/* rules_compile() of `t`; free them with by_hand_free(). */
static inline struct rules *by_hand_rules(struct table *t, struct err *err)
{
    for (size_t i = 0; i < t->signature_count; i++) {
        by_hand_compile(t, t->signatures[i].match, t->signatures[i].match_count);
        by_hand_compile(t, t->signatures[i].unless, t->signatures[i].unless_count);
    }
    return rules_compile(t, err);
}

static inline void by_hand_free(struct rules *rules, struct table *t)
{
    rules_free(rules);
    t->signatures = NULL; /* the test's own */
    t->fields = NULL;
    table_free(t);
}

#endif
