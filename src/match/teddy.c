#include "match/teddy.h"

enum { BITS = 8 };

/* The byte of its table that a pair chooses. The pairs are those of neighbours, and of the last byte with the
 * first. */
static unsigned slot_of(const char *bytes, unsigned pair)
{
    unsigned char a = (unsigned char)bytes[pair], b = (unsigned char)bytes[(pair + 1) % TEDDY_BYTES];
    return ((a | 0x20u) ^ (b | 0x20u) << 1) & (TEDDY_SLOTS - 1);
}

/* How many slots of a table have a bit. */
static unsigned slots_set(const struct teddy *s, unsigned pair, unsigned bit)
{
    unsigned n = 0;
    for (unsigned i = 0; i < TEDDY_SLOTS; i++)
        n += s->tables[pair][i] >> bit & 1;
    return n;
}

/* The share of places that a bit lets pass, in TEDDY_SLOTS^TEDDY_PAIRS, once the literal is added (or as it
 * is now). */
static uint64_t share(const struct teddy *s, unsigned bit, const char *added)
{
    uint64_t product = 1;
    for (unsigned k = 0; k < TEDDY_PAIRS; k++)
        product *= slots_set(s, k, bit) + (added && !(s->tables[k][slot_of(added, k)] >> bit & 1));
    return product;
}

/* The literal gets the bit with which the fewest more places pass. */
void teddy_add(struct teddy *s, const char *bytes)
{
    unsigned best = 0;
    uint64_t least = UINT64_MAX;
    for (unsigned bit = 0; bit < BITS; bit++) {
        uint64_t more = share(s, bit, bytes) - share(s, bit, NULL);
        if (more < least) {
            least = more;
            best = bit;
        }
    }
    for (unsigned k = 0; k < TEDDY_PAIRS; k++)
        s->tables[k][slot_of(bytes, k)] |= (uint8_t)(1u << best);
}

unsigned teddy_passes(const struct teddy *s)
{
    uint64_t sum = 0, all = 1;
    for (unsigned bit = 0; bit < BITS; bit++)
        sum += share(s, bit, NULL);
    for (unsigned k = 0; k < TEDDY_PAIRS; k++)
        all *= TEDDY_SLOTS;
    return (unsigned)(sum * 1000000 / all);
}
