#include "report/novelty.h"

#include <inttypes.h>

#include "report/number_format.h"

enum { TIMES = 2, RECORDS_LEAST = 5, DEVIATIONS = 2 };

const char *novelty_name(const struct report_baseline *baseline)
{
    static const char *const names[] = {
        [NOVELTY_NEW] = "new", [NOVELTY_BACK] = "back", [NOVELTY_REGRESSED] = "regressed"};
    return baseline->novelty >= NOVELTY_NEW ? names[baseline->novelty] : NULL;
}

/* Are `records` clearly more, or fewer, than usual? 1, -1; 0: they are not, or it is not known. Without
 * sqrt(): both sides squared. */
static int rate_of(const struct report_baseline *baseline, uint64_t records)
{
    double n = (double)records, usual = baseline->usual, off = n - usual;
    if (baseline->novelty == NOVELTY_NOT_ASKED || usual < 0 || (n < RECORDS_LEAST && usual < RECORDS_LEAST))
        return 0;
    if (off * off < DEVIATIONS * DEVIATIONS * (usual + 1))
        return 0;
    return n >= TIMES * usual ? 1 : n * TIMES <= usual ? -1 : 0;
}

static void add_date(int64_t ms, const struct zone *zone, struct buf *out)
{
    struct civil c = timestamp_civil(zone_local(zone, ms));
    buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static void add_novelty(const struct report_baseline *baseline, const struct zone *zone, struct buf *out)
{
    switch (baseline->novelty) {
    case NOVELTY_NEW:
        buf_addz(out, "never seen before");
        break;
    case NOVELTY_BACK:
        buf_addz(out, "not seen since ");
        add_date(baseline->last_ms, zone, out);
        break;
    case NOVELTY_REGRESSED:
        buf_addz(out, "it was resolved on ");
        add_date(baseline->resolved_ms, zone, out);
        break;
    case NOVELTY_NOT_ASKED:
    case NOVELTY_NONE:
        break;
    }
}

/* "usually 1.2 in such a time, now 15 (x13)". */
static void add_rate(const struct report_baseline *baseline, uint64_t records, struct buf *out)
{
    double times = baseline->usual > 0 ? (double)records / baseline->usual : 0;
    buf_addf(out,
             baseline->usual < 10 ? "usually %.1f in such a time, now " : "usually %.0f in such a time, now ",
             baseline->usual);
    number_format_count(records, out);
    if (times > 0)
        buf_addf(out, times < 10 ? " (x%.1f)" : " (x%.0f)", times);
}

void novelty_sentence(const struct report_baseline *baseline, uint64_t records, const struct zone *zone,
                      struct buf *out)
{
    size_t start = out->n;
    add_novelty(baseline, zone, out);
    if (baseline->novelty == NOVELTY_NEW || baseline->novelty == NOVELTY_NOT_ASKED ||
        rate_of(baseline, records) == 0)
        return;
    buf_addz(out, out->n > start ? "; " : "");
    add_rate(baseline, records, out);
    buf_addf(out, "; seen on %" PRIu64 " days since ", baseline->days);
    add_date(baseline->first_ms, zone, out);
}

void novelty_exceeded(const struct report_baseline *baseline, struct buf *out)
{
    if (baseline->exceeded > 0)
        buf_addf(out, "only below %.6g/h, which is exceeded", baseline->exceeded);
}
