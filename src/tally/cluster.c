#include "tally/cluster.h"

#include "tally/mask.h"
#include "tally/prefix.h"
#include "tally/token.h"

enum { TEMPLATE_MAX = 512 };

void cluster_mask(struct str message, struct buf *out)
{
    cluster_mask_values(message, out, NULL);
}

void cluster_mask_values(struct str message, struct buf *out, struct mask_values *values)
{
    char *to = buf_room(out, TEMPLATE_MAX);
    out->n += mask_line_values(prefix_strip(message), to, TEMPLATE_MAX, values);
}

void cluster_id(struct str template_, char id[13])
{
    struct buf canon = {0};
    token_canon_line(template_, &canon);
    uint64_t h = str_hash(buf_str(&canon));
    buf_free(&canon);
    for (int i = 0; i < 12; i++, h <<= 4)
        id[i] = "0123456789abcdef"[h >> 60];
    id[12] = '\0';
}
