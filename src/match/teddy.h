/*
 * teddy: where in a text one of a few literals may stand, told for 64 places at once. Of each literal four
 * neighbouring bytes are known. Literals are dealt out over the 8 bits of a byte; at a place one may stand
 * when one bit is set for each of four pairs of the bytes there. A table of 128 bytes fits into two registers
 * of processors that have AVX-512 VBMI, where one instruction looks up 64 places; others have no use for it.
 * ASCII case is folded.
 */
#ifndef SIGTAIL_TEDDY_H
#define SIGTAIL_TEDDY_H

#include "base/str.h"

enum { TEDDY_BYTES = 4, TEDDY_PAIRS = 4, TEDDY_SLOTS = 128 };

struct teddy {
    uint8_t tables[TEDDY_PAIRS][TEDDY_SLOTS];
};

/* Let places pass where the TEDDY_BYTES at `bytes` stand. Begin with a zeroed one. */
void teddy_add(struct teddy *s, const char *bytes);

/* How many of a million places of a text of random bytes pass. Of the places of logs, several times as many
 * do. */
unsigned teddy_passes(const struct teddy *s);

#endif
