/* sweep_pairs: the two bytes, in any case, that struct sweep_line's `pairs` tell of. */
#ifndef SIGTAIL_SWEEP_PAIRS_H
#define SIGTAIL_SWEEP_PAIRS_H

#define SWEEP_PAIR_COUNT 5
static const char SWEEP_PAIRS[SWEEP_PAIR_COUNT][3] = {"rr", "xc", "fa", "cr", "gn"};

#endif
