#include "tally/tally_spec.h"

#include "tally/excerpt.h"

/* A byte of length, then the value. */
void tuple_add(struct buf *key, struct str value)
{
    value = excerpt_cut(value, TABLE_VALUE_BYTES);
    buf_addc(key, (char)(unsigned char)value.n);
    buf_add(key, value);
}

bool tuple_take(struct str *key, struct str *value)
{
    if (key->n == 0)
        return false;
    *value = str_head(str_skip(*key, 1), (unsigned char)key->p[0]);
    *key = str_skip(*key, 1 + value->n);
    return true;
}
