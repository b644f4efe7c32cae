#include "base/month.h"

size_t month_at(struct str s, int *month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    for (int m = 0; m < 12; m++) {
        size_t full = strlen(names[m]);
        bool whole = str_starts(s, str_of(names[m], full));
        if (!whole && !str_starts(s, str_of(names[m], 3)))
            continue;
        *month = m + 1;
        return whole ? full : 3;
    }
    return 0;
}
