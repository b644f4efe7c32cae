/* json_member: members of an object of JSON behind its first one: `, "key": value`. */
#ifndef SIGTAIL_REPORT_JSON_MEMBER_H
#define SIGTAIL_REPORT_JSON_MEMBER_H

#include "base/buf.h"

void json_member_text(const char *key, struct str s, struct buf *out);
/* null when `s` is empty. */
void json_member_text_or_null(const char *key, struct str s, struct buf *out);
/* null unless it is `known`. */
void json_member_count_or_null(const char *key, uint64_t n, bool known, struct buf *out);
/* As timestamp_format_json. */
void json_member_time(const char *key, int64_t ms, struct buf *out);

#endif
