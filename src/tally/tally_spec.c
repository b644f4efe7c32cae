#include "tally/tally_spec.h"

#include "base/utf8.h"
#include "tally/counter.h"
#include "tally/excerpt.h"

enum { LENGTH = TABLE_TUPLE_BYTES - TABLE_VALUE_BYTES };

/* Its length, then the value. */
static void add(struct buf *key, struct str value)
{
    char length[LENGTH];
    value = excerpt_cut(value, TABLE_VALUE_BYTES);
    counter_key_number((uint32_t)value.n, LENGTH, length);
    buf_add(key, str_of(length, LENGTH));
    buf_add(key, value);
}

/* A counter has text as keys: a value that is none becomes one before its length is taken. */
static void add_scrubbed(struct buf *key, struct str value)
{
    LOCAL_BUF text = {0};
    utf8_scrub(value, &text);
    add(key, buf_str(&text));
}

void tuple_add(struct buf *key, struct str value)
{
    value = excerpt_cut(value, TABLE_VALUE_BYTES);
    if (LIKELY(utf8_whole(value)))
        add(key, value);
    else
        add_scrubbed(key, value);
}

bool tuple_take(struct str *key, struct str *value)
{
    if (key->n == 0)
        return false;
    *value = str_head(str_skip(*key, LENGTH), (size_t)key->p[0] << 7 | (size_t)key->p[1]);
    *key = str_skip(*key, LENGTH + value->n);
    return true;
}
