#include "report/json_member.h"

#include <inttypes.h>

#include "base/escape.h"
#include "base/timestamp.h"

static void add_key(const char *key, struct buf *out)
{
    buf_addf(out, ", \"%s\": ", key);
}

void json_member_text(const char *key, struct str s, struct buf *out)
{
    add_key(key, out);
    escape_json_string(s, out);
}

void json_member_text_or_null(const char *key, struct str s, struct buf *out)
{
    add_key(key, out);
    escape_json_or_null(s, out);
}

void json_member_count_or_null(const char *key, uint64_t n, bool known, struct buf *out)
{
    add_key(key, out);
    if (known)
        buf_addf(out, "%" PRIu64, n);
    else
        buf_addz(out, "null");
}

void json_member_time(const char *key, int64_t ms, struct buf *out)
{
    add_key(key, out);
    timestamp_format_json(ms, out);
}
