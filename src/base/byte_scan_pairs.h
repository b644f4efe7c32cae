/* byte_scan_pairs: the two bytes, in any case, that struct byte_scan_line's `pairs` tell of. */
#ifndef SIGTAIL_BYTE_SCAN_PAIRS_H
#define SIGTAIL_BYTE_SCAN_PAIRS_H

#define BYTE_SCAN_PAIR_COUNT 5
static const char BYTE_SCAN_PAIRS[BYTE_SCAN_PAIR_COUNT][3] = {"rr", "xc", "fa", "cr", "gn"};

#endif
