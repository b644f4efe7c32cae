#include "report/deploy.h"

#include "base/count.h"
#include "report/change.h"
#include "report/number_format.h"
#include "tally/span.h"

enum { UUID_BYTES = 36, SHORT_BYTES = 8 };
enum { CHANCE = 20, EXPECTED = 3 }; /* what comes by chance once in 20 times: e to the power of -3 */

/* Versions of one service: `from` up to, but not with, `to` of the report's. */
struct version_range {
    size_t from, to;
};

/* The versions of the service of version `from`. */
static struct version_range service_at(const struct report *r, size_t from)
{
    struct version_range s = {from, from + 1};
    while (s.to < r->version_count && str_eq(r->versions[s.to].service, r->versions[from].service))
        s.to++;
    return s;
}

static uint64_t row_sum(const struct report_deploy *row, size_t from, size_t to)
{
    uint64_t n = 0;
    for (size_t i = from; i < to; i++)
        count_add(&n, row->records[i]);
    return n;
}

static uint64_t all_sum(const struct report *r, size_t from, size_t to)
{
    uint64_t n = 0;
    for (size_t i = from; i < to; i++)
        count_add(&n, r->versions[i].records);
    return n;
}

/* The service that has most of the row's records. */
static struct version_range home_of(const struct report *r, const struct report_deploy *row)
{
    struct version_range home = {0, 0};
    uint64_t most = 0;
    for (struct version_range s; home.to < r->version_count; home.to = s.to) {
        s = service_at(r, home.to);
        uint64_t n = row_sum(row, s.from, s.to);
        if (n > most) {
            most = n;
            home.from = s.from;
        }
    }
    return most ? service_at(r, home.from) : (struct version_range){0, 0};
}

/* Is it known that version `i` came after the one before it? */
static bool follows(const struct report *r, size_t i)
{
    return r->versions[i - 1].first_ms != NO_TIME && r->versions[i - 1].first_ms < r->versions[i].first_ms;
}

/* When a record of versions `from` up to `to` came last. */
static int64_t last_of(const struct report *r, size_t from, size_t to)
{
    int64_t last_ms = NO_TIME;
    for (size_t i = from; i < to; i++)
        last_ms = r->versions[i].last_ms > last_ms ? r->versions[i].last_ms : last_ms;
    return last_ms;
}

/* < 0: not known, or it ends before it begins. */
static double length_of(const struct span *s)
{
    return s->first_ms == NO_TIME || s->last_ms == NO_TIME ? -1 : (double)s->last_ms - (double)s->first_ms;
}

/*
 * Versions ran through all of `run`, and `silent` of it lies between the deploy and the error of `records`.
 * Was that too long for the deploy to be its cause? Errors that came all that time would hardly have left out
 * so much of it; nor does the error stand so near to the deploy that this can be no chance.
 */
static bool is_apart(const struct report *r, uint64_t records, struct span silent, struct span run)
{
    double between = length_of(&silent), ran = length_of(&run),
           all = length_of(&(struct span){r->first_ms, r->last_ms});
    return between > 0 && ran > 0 && (double)records * between > EXPECTED * ran && between * CHANCE > all;
}

static void judge_begin(const struct report *r, struct report_deploy *row, struct version_range s,
                        size_t first, int64_t first_ms)
{
    double factor;
    uint64_t before = all_sum(r, s.from, first), records = row_sum(row, first, s.to);
    if (first == s.from || !follows(r, first) ||
        change_judge(0, records, before, all_sum(r, first, s.to), &factor) != CHANGE_NEW)
        return;
    int64_t began_ms = r->versions[first].first_ms;
    if (is_apart(r, records, (struct span){began_ms, first_ms},
                 (struct span){began_ms, last_of(r, first, s.to)}))
        return;
    row->began = &r->versions[first];
    row->before = before;
}

static void judge_end(const struct report *r, struct report_deploy *row, struct version_range s, size_t end,
                      int64_t last_ms)
{
    double factor;
    uint64_t after = all_sum(r, end, s.to), records = row_sum(row, s.from, end);
    if (end == s.to || !follows(r, end) ||
        change_judge(records, 0, all_sum(r, s.from, end), after, &factor) != CHANGE_GONE)
        return;
    int64_t ended_ms = r->versions[end].first_ms;
    if (is_apart(r, records, (struct span){last_ms, ended_ms},
                 (struct span){r->versions[s.from].first_ms, ended_ms}))
        return;
    row->ended = &r->versions[end - 1];
    row->after = after;
}

void deploy_judge(const struct report *r, struct report_deploy *row, int64_t first_ms, int64_t last_ms)
{
    struct version_range s = home_of(r, row);
    size_t first = s.from, end = s.to;
    if (s.to - s.from < 2)
        return;
    while (row->records[first] == 0)
        first++;
    while (row->records[end - 1] == 0)
        end--;
    judge_begin(r, row, s, first, first_ms);
    judge_end(r, row, s, end, last_ms);
}

bool deploy_several(const struct report *r)
{
    for (size_t i = 1; i < r->version_count; i++)
        if (str_eq(r->versions[i].service, r->versions[i - 1].service))
            return true;
    return false;
}

struct str deploy_short(struct str version)
{
    bool uuid = version.n == UUID_BYTES && version.p[SHORT_BYTES] == '-';
    return uuid ? str_head(version, SHORT_BYTES) : version;
}

static void add_version(const struct report *r, const struct report_version *v, struct buf *out)
{
    bool only = str_eq(r->versions[0].service, r->versions[r->version_count - 1].service);
    buf_add(out, deploy_short(v->version));
    if (!only && v->service.n)
        buf_join(out, " of ", v->service);
}

static void add_none(uint64_t records, const char *when, struct buf *out)
{
    buf_join(out, ", none in ", COUNTED(records));
    buf_addf(out, " record%s %s it", records == 1 ? "" : "s", when);
}

void deploy_sentence(const struct report *r, const struct report_deploy *row, struct buf *out)
{
    if (row->began) {
        buf_addz(out, "began with ");
        add_version(r, row->began, out);
        add_none(row->before, "before", out);
    }
    if (row->ended) {
        buf_addz(out, row->began ? "; ended with " : "ended with ");
        add_version(r, row->ended, out);
        add_none(row->after, "after", out);
    }
}
