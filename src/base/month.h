/*
 * month: the names of months, in full and abbreviated, as the clocks of the usual locales print them.
 */
#ifndef SIGTAIL_MONTH_H
#define SIGTAIL_MONTH_H

#include "base/str.h"

/* Length of the month's name at the start of `s` (with the dot of an abbreviation), and its number from 1 on
 * in *month; 0 when there is none, or a longer word. */
size_t month_at(struct str s, int *month);

#endif
