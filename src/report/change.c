#include "report/change.h"

#include <stdbool.h>

static const char *const names[CHANGE_COUNT] = {
    [CHANGE_NEW] = "new",   [CHANGE_UP] = "up",     [CHANGE_GONE] = "gone",
    [CHANGE_DOWN] = "down", [CHANGE_SAME] = "same",
};

const char *change_name(enum change c)
{
    return names[c];
}

/*
 * Had nothing changed, each of the a + b records of a row would stand on the later side with probability
 * p = A / (A + B). Is `a` more than two standard deviations of that from its mean?
 */
static bool beyond_chance(double b, double a, double p)
{
    double off = a - (a + b) * p;
    return off * off > 4 * (a + b) * p * (1 - p);
}

enum change change_judge(uint64_t before, uint64_t after, uint64_t all_before, uint64_t all_after,
                         double *factor)
{
    double b = (double)before, a = (double)after;
    double p = (double)all_after / (double)(all_before + all_after);
    double rate_b = all_before ? b / (double)all_before : 0, rate_a = all_after ? a / (double)all_after : 0;
    double high = rate_a > rate_b ? rate_a : rate_b, low = rate_a > rate_b ? rate_b : rate_a;
    *factor = low > 0 ? high / low : 0;
    if ((rate_a > rate_b ? after : before) < CHANGE_LEAST || high < low * CHANGE_FACTOR || !all_before ||
        !all_after || !beyond_chance(b, a, p))
        return CHANGE_SAME;
    if (rate_a > rate_b)
        return before ? CHANGE_UP : CHANGE_NEW;
    return after ? CHANGE_DOWN : CHANGE_GONE;
}
