#include "match/rarity.h"

#include <pthread.h>

/* From most common to least; a byte that is in no row is rarer still. */
static const char *const BY_COMMONNESS[] = {"eta oinsr", "dlcu0123456789-.", "mphgf:,_", "ybwv()=[]{}"};

/* Four bytes of one of these words say little: they stand in almost every record of some kind of log. */
static const char COMMON[] =
    " error errors failed failure request response message status level timestamp exception header headers "
    "content-type accept user-agent mozilla application json http https method host code name null true "
    "false "
    "info warn debug service pollinations cloudflare worker script version event outcome model properties "
    "logger time out data value invalid not found unavailable chat completions image text generate server "
    "client connection cf-ray encoding language object address handshake provided provider process stream "
    "upstream reading command expected active started stopped get post put delete size cache from with and "
    "for "
    "the that this are was is of to at in on by it cause caused because exceed exceeded need needed "
    "translate "
    "transport audio single resource resolve session source state reset default define does cert certificate "
    "issuer issued verify verified length connect open reason remote internal operation accept unauthorized "
    "forbidden payment required insufficient balance ";

static unsigned slot_of(const char *p)
{
    uint32_t gram;
    memcpy(&gram, p, sizeof gram);
    return (gram * 0x9E3779B1u) >> 18; /* 14 bits: one of RARITY_WORDS * 64 */
}

static struct rarity shared;

static void fill(void)
{
    struct rarity *r = &shared;
    memset(r->byte, 1, sizeof r->byte);
    for (unsigned i = 0; i < COUNT_OF(BY_COMMONNESS); i++)
        for (const char *c = BY_COMMONNESS[i]; *c; c++)
            r->byte[(unsigned char)*c] = (uint8_t)(6 - i);
    for (size_t i = 0; i + 4 < sizeof COMMON; i++) {
        unsigned slot = slot_of(COMMON + i);
        r->common[slot / 64] |= UINT64_C(1) << (slot % 64);
    }
}

const struct rarity *rarity_get(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, fill);
    return &shared;
}

void rarity_sum(const struct rarity *r, struct str s, struct rarity_sums *sums)
{
    unsigned bytes = 0, words = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned slot = i + 4 <= s.n ? slot_of(s.p + i) : 0;
        bool common = i + 4 <= s.n && (r->common[slot / 64] >> (slot % 64) & 1);
        sums->bytes[i] = (uint16_t)bytes;
        sums->words[i] = (uint16_t)words;
        bytes += r->byte[(unsigned char)s.p[i]];
        words += common ? 8 : 0;
    }
    sums->bytes[s.n] = (uint16_t)bytes;
    sums->words[s.n] = (uint16_t)words;
}
