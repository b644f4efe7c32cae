/* A filter parses or says in which column it is wrong; a parsed one can be asked. */
#include "base/timestamp.h"
#include "fuzz.h"
#include "match/condition.h"
#include "match/matcher.h"
#include "reading.h"

static struct matcher *matcher;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str expression = str_of((const char *)data, size);
    struct record rec = {
        .status = 503, .time_ms = 1773568844712, .duration_ms = 12.5, .weight = 1, .level = LEVEL_ERROR};
    struct hits hits = {0};
    struct err err = {0};
    if (!matcher) {
        shipped_load(&shipped);
        matcher = matcher_new(shipped.rules);
    }
    for (int f = 0; f < FIELD_COUNT; f++)
        rec.field[f] = str_z(f == FIELD_STATUS  ? "503"
                             : f == FIELD_LEVEL ? "error"
                             : f == FIELD_USER  ? ""
                                                : "\xff/a?b=1");
    struct condition *filter = condition_parse(expression, &err);
    if (filter) {
        struct filter_context filter_context = {
            .rules = shipped.rules, .hits = &hits, .engine = matcher_engine(matcher)};
        (void)condition_test(filter, &rec, &filter_context);
    } else {
        HOLDS(err.what[0] && err.column <= size + 1);
    }
    condition_free(filter);
    return 0;
}
