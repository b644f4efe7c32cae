#include "tally/stats.h"

static inline struct sighted sight(const struct record *rec)
{
    struct str request = rec->field[FIELD_REQUEST], user = rec->field[FIELD_USER];
    return (struct sighted){rec->time_ms, record_times(rec), request.n ? str_hash(request) : 0,
                            user.n ? str_hash(user) : 0};
}

static inline void count(struct stats *s, const struct sighted *what, unsigned source)
{
    s->sources |= source_bit(source);
    if (what->request)
        distinct_add(&s->requests, what->request);
    if (what->user)
        distinct_add(&s->users, what->user);
    timeline_add(&s->timeline, what->time_ms, what->times);
}

struct sighted sighted_of(const struct record *rec)
{
    return sight(rec);
}

void stats_count(struct stats *s, const struct sighted *what, unsigned source)
{
    count(s, what, source);
}

void stats_add(struct stats *s, const struct record *rec, unsigned source, uint64_t version)
{
    struct sighted what = sight(rec);
    count(s, &what, source);
    version_counts_add(&s->versions, version, what.times);
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

enum restore_fault stats_restore(struct stats *s, const struct restored *from)
{
    s->sources |= from->sources;
    for (size_t i = 0; i < from->version_count; i++)
        version_counts_add(&s->versions, from->versions[i].version, from->versions[i].records);
    if (from->example.n)
        excerpt_offer(&s->example, from->example, from->example.n, from->at);
    if (from->any_requests && !distinct_read(&s->requests, from->requests))
        return RESTORE_REQUESTS;
    if (from->any_users && !distinct_read(&s->users, from->users))
        return RESTORE_USERS;
    if (from->start_ms != NO_TIME &&
        !timeline_restore(&s->timeline, from->start_ms, from->step_ms, from->counts, from->count))
        return RESTORE_TIMELINE;
    return RESTORE_FINE;
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
