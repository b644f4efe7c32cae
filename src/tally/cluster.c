#include "tally/cluster.h"

#include "base/redact.h"
#include "base/utf8.h"
#include "tally/message_prefix.h"
#include "tally/token.h"

enum { TEMPLATE_MAX = 512 };

/* What happened, with the name before it where that says that it is a secret: `[token] a1b2c3d4e5`. */
static struct str stripped(struct str message, const struct secrets *k)
{
    struct str line = message_prefix_strip(message);
    size_t at = line.n ? (size_t)(line.p - message.p) : 0, start = secret_told_at(k, message, at);
    return start < at ? str_of(message.p + start, line.n + at - start) : line;
}

void cluster_mask(struct str message, const struct secrets *k, struct custom_masks *c, struct buf *out)
{
    cluster_mask_values(message, k, c, out, NULL);
}

void cluster_mask_values(struct str message, const struct secrets *k, struct custom_masks *c, struct buf *out,
                         struct mask_values *values)
{
    char *to = buf_room(out, TEMPLATE_MAX);
    struct str line = stripped(message, k);
    if (c)
        line = custom_masks_put(c, k, line);
    out->n += mask_line_values(line, k, to, TEMPLATE_MAX, values);
    if (c && values)
        custom_masks_restore(c, values);
}

/* Between the parts of a key; no template holds it. */
#define SEPARATOR '\037'

/* Take the part of `*rest` up to a separator. */
static struct str take_part(struct str *rest)
{
    struct str part = str_head(*rest, str_chr(*rest, SEPARATOR));
    *rest = str_skip(*rest, part.n + 1);
    return part;
}

struct cluster_key cluster_key_split(struct str key)
{
    struct cluster_key k = {.template = take_part(&key)};
    if (key.n == 0)
        return k;
    k.type = take_part(&key);
    k.frame = take_part(&key);
    k.id = take_part(&key);
    k.status = key;
    return k;
}

/* The parts behind the template, as far as the last that is not empty. */
static void add_parts(const struct cluster_key *k, bool status, struct buf *out)
{
    const struct str parts[] = {k->type, k->frame, k->id, k->status};
    size_t last = status ? COUNT_OF(parts) : COUNT_OF(parts) - 1;
    while (last && parts[last - 1].n == 0)
        last--;
    last = last == 1 ? 2 : last; /* type and frame stand together */
    for (size_t i = 0; i < last; i++) {
        buf_addc(out, SEPARATOR);
        buf_add(out, parts[i]);
    }
}

void cluster_key_write(const struct cluster_key *k, struct buf *out)
{
    buf_add(out, k->template);
    add_parts(k, true, out);
}

enum { ID_DIGITS = 12 };

static void write_id(const struct cluster_key *k, char id[13])
{
    LOCAL_BUF template = {0}, canon = {0}, whole = {0};
    utf8_scrub(k->template, &template); /* as a saved report has it */
    token_canon_line(buf_str(&template), &canon);
    add_parts(k, false, &canon);
    utf8_scrub(buf_str(&canon), &whole);
    uint64_t h = str_hash(buf_str(&whole));
    for (int i = 0; i < ID_DIGITS; i++, h <<= 4)
        id[i] = "0123456789abcdef"[h >> 60];
}

void cluster_id(struct str key, char id[13])
{
    struct cluster_key k = cluster_key_split(key);
    if (k.id.n == ID_DIGITS)
        memcpy(id, k.id.p, ID_DIGITS);
    else
        write_id(&k, id);
    id[ID_DIGITS] = '\0';
}
