/*
 * sieve: where in a text one of some literals may stand, told for 64 places at once. Of each literal four
 * bytes are known. Literals are dealt out over the 8 bits of a byte; at a place one may stand when one bit is
 * set for each of four pairs of the bytes there. Tables of 128 bytes fit into two registers of processors
 * that have AVX-512 VBMI, where one instruction looks up 64 places; without it, this is slow. ASCII case is
 * folded.
 */
#ifndef SIGTAIL_SIEVE_H
#define SIGTAIL_SIEVE_H

#include "base/str.h"

enum { SIEVE_BYTES = 4, SIEVE_PAIRS = 4, SIEVE_BITS = 8 };

struct sieve {
    uint8_t tables[SIEVE_PAIRS][128];
    uint8_t set[SIEVE_PAIRS][SIEVE_BITS]; /* how many bytes of a table have the bit */
};

/* Let places pass where the SIEVE_BYTES at `bytes` stand. Begin with a zeroed sieve. */
void sieve_add(struct sieve *s, const char *bytes);

/* How many of a million places of a text of random bytes pass. Of the places of logs, several times as many
 * do. */
unsigned sieve_passes(const struct sieve *s);

/* The first place at or after `at`, which is at most text.n, that passes; text.n when none does. */
size_t sieve_next(const struct sieve *s, struct str text, size_t at);

/* What it runs: in plain C, or, where the processor has what makes it fast (else NULL), the fast one. */
typedef size_t sieve_fn(const struct sieve *s, struct str text, size_t at);
sieve_fn sieve_next_portable;
sieve_fn *sieve_next_fast(void);

#endif
