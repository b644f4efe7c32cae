/*
 * change: is a count on one side another than on the other side, or could chance and too few records explain
 * it? Sides are two reports (diff.h), or the versions before and from some one on (deploy.h).
 */
#ifndef SIGTAIL_CHANGE_H
#define SIGTAIL_CHANGE_H

#include <stdint.h>

enum { CHANGE_LEAST = 5, CHANGE_FACTOR = 2 };

/* Also the order of rows. */
enum change { CHANGE_NEW, CHANGE_UP, CHANGE_GONE, CHANGE_DOWN, CHANGE_SAME, CHANGE_COUNT };

/* "new", "up", ...; a static string. */
const char *change_name(enum change c);

/*
 * What has become of something that `before` of `all_before` records had, and `after` of `all_after`. It has
 * changed when the larger of the two counts is CHANGE_LEAST or more, their rates differ by CHANGE_FACTOR or
 * more, and the count is more than two standard deviations from what chance would share out. `*factor`: the
 * larger rate by the smaller, 0 when one of them is 0.
 */
enum change change_judge(uint64_t before, uint64_t after, uint64_t all_before, uint64_t all_after,
                         double *factor);

#endif
