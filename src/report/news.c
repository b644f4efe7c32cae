#include "report/news.h"

#include <inttypes.h>

#include "report/figure.h"

enum { TIMES = 2, RECORDS_LEAST = 5, DEVIATIONS = 2 };

const char *news_name(const struct report_known *known)
{
    static const char *const names[] = {
        [NEWS_NEW] = "new", [NEWS_BACK] = "back", [NEWS_REGRESSED] = "regressed"};
    return known->news >= NEWS_NEW ? names[known->news] : NULL;
}

/* Are `records` clearly more, or fewer, than usual? 1, -1; 0: they are not, or it is not known. Without
 * sqrt(): both sides squared. */
static int rate_of(const struct report_known *known, uint64_t records)
{
    double n = (double)records, usual = known->usual, off = n - usual;
    if (known->news == NEWS_NOT_ASKED || usual < 0 || (n < RECORDS_LEAST && usual < RECORDS_LEAST))
        return 0;
    if (off * off < DEVIATIONS * DEVIATIONS * (usual + 1))
        return 0;
    return n >= TIMES * usual ? 1 : n * TIMES <= usual ? -1 : 0;
}

static void add_date(int64_t ms, const struct zone *zone, struct buf *out)
{
    struct civil c = when_civil(zone_local(zone, ms));
    buf_addf(out, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static void add_news(const struct report_known *known, const struct zone *zone, struct buf *out)
{
    switch (known->news) {
    case NEWS_NEW:
        buf_addz(out, "never seen before");
        break;
    case NEWS_BACK:
        buf_addz(out, "not seen since ");
        add_date(known->last_ms, zone, out);
        break;
    case NEWS_REGRESSED:
        buf_addz(out, "it was resolved on ");
        add_date(known->resolved_ms, zone, out);
        break;
    case NEWS_NOT_ASKED:
    case NEWS_NONE:
        break;
    }
}

/* "usually 1.2 in such a time, now 15 (x13)". */
static void add_rate(const struct report_known *known, uint64_t records, struct buf *out)
{
    double times = known->usual > 0 ? (double)records / known->usual : 0;
    buf_addf(out,
             known->usual < 10 ? "usually %.1f in such a time, now " : "usually %.0f in such a time, now ",
             known->usual);
    figure_count(records, out);
    if (times > 0)
        buf_addf(out, times < 10 ? " (x%.1f)" : " (x%.0f)", times);
}

void news_sentence(const struct report_known *known, uint64_t records, const struct zone *zone,
                   struct buf *out)
{
    size_t start = out->n;
    add_news(known, zone, out);
    if (known->news == NEWS_NEW || known->news == NEWS_NOT_ASKED || rate_of(known, records) == 0)
        return;
    buf_addz(out, out->n > start ? "; " : "");
    add_rate(known, records, out);
    buf_addf(out, "; seen on %" PRIu64 " days since ", known->days);
    add_date(known->first_ms, zone, out);
}
