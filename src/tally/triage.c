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

static bool is_error(enum verdict status, const struct record *rec)
{
    return rec->error || rec->status >= 400 || status == CLASS_INVESTIGATE || status == CLASS_EXPECTED;
}

static bool has_hits(const struct hits *hits)
{
    return hits && hits->n > 0;
}

static enum verdict worst_hit(const struct table *t, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (t->signatures[hits->v[i].signature].class == CLASS_INVESTIGATE)
            return CLASS_INVESTIGATE;
    return CLASS_EXPECTED;
}

enum verdict triage_as(enum verdict status, const struct table *t, const struct record *rec,
                       const struct hits *hits)
{
    if (!is_event(rec, has_hits(hits)))
        return CLASS_CLEAN;
    if (has_hits(hits))
        return worst_hit(t, hits);
    if (!is_error(status, rec))
        return CLASS_CLEAN;
    return status == CLASS_INVESTIGATE || status == CLASS_EXPECTED ? status : CLASS_UNKNOWN;
}

bool triage_unexplained_as(enum verdict status, const struct record *rec, const struct hits *hits)
{
    return is_event(rec, false) && !has_hits(hits) && is_error(status, rec) && status != CLASS_EXPECTED;
}

enum verdict triage(const struct table *t, const struct record *rec, const struct hits *hits)
{
    return triage_as(triage_status(t, rec->status), t, rec, hits);
}

bool triage_unexplained(const struct table *t, const struct record *rec, const struct hits *hits)
{
    return triage_unexplained_as(triage_status(t, rec->status), rec, hits);
}
