#include "tally/triage.h"

enum verdict triage_status(const struct table *t, int code)
{
    if (code == NO_STATUS)
        return CLASS_CLEAN;
    const struct status_row *row = table_status(t, code);
    if (row)
        return row->class;
    return code < 400 ? CLASS_CLEAN : code < 500 ? CLASS_EXPECTED : CLASS_INVESTIGATE;
}

/* The rest of the record before is no error of its own, unless it holds a known one. */
static bool is_event(const struct record *rec, bool hits)
{
    return !rec->control && (hits || !rec->continuation);
}

static enum verdict worst_hit(const struct table *t, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (t->signatures[hits->v[i].signature].class == CLASS_INVESTIGATE)
            return CLASS_INVESTIGATE;
    return CLASS_EXPECTED;
}

struct judgement triage(const struct table *t, enum verdict status, const struct record *rec,
                        const struct hits *hits)
{
    bool any_hits = hits && hits->n > 0, told = status == CLASS_INVESTIGATE || status == CLASS_EXPECTED;
    if (!is_event(rec, any_hits))
        return (struct judgement){CLASS_CLEAN, false};
    if (any_hits)
        return (struct judgement){worst_hit(t, hits), false};
    if (!rec->error && rec->status < 400 && !told)
        return (struct judgement){CLASS_CLEAN, false};
    return (struct judgement){told ? status : CLASS_UNKNOWN, status != CLASS_EXPECTED};
}
