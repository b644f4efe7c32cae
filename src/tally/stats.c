#include "tally/stats.h"

void stats_add(struct stats *s, const struct record *rec, unsigned source, uint64_t version)
{
    uint64_t times = record_times(rec);
    s->sources |= source_bit(source);
    if (rec->field[FIELD_REQUEST].n)
        distinct_add(&s->requests, str_hash(rec->field[FIELD_REQUEST]));
    if (rec->field[FIELD_USER].n)
        distinct_add(&s->users, str_hash(rec->field[FIELD_USER]));
    timeline_add(&s->timeline, rec->time_ms, times);
    version_counts_add(&s->versions, version, times);
}

void stats_merge(struct stats *into, const struct stats *from)
{
    into->sources |= from->sources;
    distinct_merge(&into->requests, &from->requests);
    distinct_merge(&into->users, &from->users);
    timeline_merge(&into->timeline, &from->timeline);
    version_counts_merge(&into->versions, &from->versions);
    excerpt_merge(&into->example, &from->example);
}

void stats_clear(struct stats *s)
{
    s->sources = 0;
    distinct_clear(&s->requests);
    distinct_clear(&s->users);
    timeline_clear(&s->timeline);
    version_counts_clear(&s->versions);
    excerpt_clear(&s->example);
}

void stats_free(struct stats *s)
{
    stats_clear(s);
    distinct_free(&s->requests);
    distinct_free(&s->users);
    timeline_free(&s->timeline);
}
