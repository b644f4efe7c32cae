#include "tally/cluster.h"

#include "tally/mask.h"
#include "tally/prefix.h"

enum { TEMPLATE_MAX = 512 };

void cluster_mask(struct str message, struct buf *out)
{
    char *to = buf_room(out, TEMPLATE_MAX);
    out->n += mask_line(prefix_strip(message), to, TEMPLATE_MAX);
}

void cluster_id(struct str template_, char id[13])
{
    uint64_t h = str_hash(template_);
    for (int i = 0; i < 12; i++, h <<= 4)
        id[i] = "0123456789abcdef"[h >> 60];
    id[12] = '\0';
}
