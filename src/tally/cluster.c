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

/* Between the parts of a key; no template holds it. */
#define SEPARATOR '\037'

struct cluster_key cluster_key_split(struct str key)
{
    struct cluster_key k = {.template = str_head(key, str_chr(key, SEPARATOR))};
    if (k.template.n == key.n)
        return k;
    struct str site = str_skip(key, k.template.n + 1);
    k.type = str_head(site, str_chr(site, SEPARATOR));
    k.frame = str_skip(site, k.type.n + (k.type.n < site.n));
    return k;
}

static void add_site(const struct cluster_key *k, struct buf *out)
{
    if (k->type.n + k->frame.n == 0)
        return;
    buf_addc(out, SEPARATOR);
    buf_add(out, k->type);
    buf_addc(out, SEPARATOR);
    buf_add(out, k->frame);
}

void cluster_key_write(const struct cluster_key *k, struct buf *out)
{
    buf_add(out, k->template);
    add_site(k, out);
}

void cluster_id(struct str key, char id[13])
{
    struct cluster_key k = cluster_key_split(key);
    struct buf canon = {0};
    token_canon_line(k.template, &canon);
    add_site(&k, &canon);
    uint64_t h = str_hash(buf_str(&canon));
    buf_free(&canon);
    for (int i = 0; i < 12; i++, h <<= 4)
        id[i] = "0123456789abcdef"[h >> 60];
    id[12] = '\0';
}
