/* The report depends on the bytes alone, its books balance, and its JSON is what merge takes. */
#include "fuzz.h"
#include "reading.h"
#include "strict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str log = str_of((const char *)data, size);
    uint8_t choice = fuzz_choice(&log);
    size_t record_bytes = choice & 1 ? 200 : 0;
    struct way whole = {.record_bytes = record_bytes, .as_file = true};
    const struct way others[] = {
        {.record_bytes = record_bytes, .read_bytes = choice / 8 + 1, .seed = choice + 1u},
        {.record_bytes = record_bytes, .read_bytes = choice / 8 + 1, .segment_bytes = 64},
        {.record_bytes = record_bytes, .as_file = true, .segment_bytes = choice / 2 + 1},
        {.record_bytes = record_bytes, .as_file = true, .segment_bytes = choice / 2 + 1, .threads = 2},
    };
    struct buf first = {0}, other = {0};
    if (!shipped.rules)
        shipped_load(&shipped);
    struct report *r = read_report(&shipped, log, &whole);
    HOLDS(books_wrong(r, log) == NULL);
    report_free(r);
    read_json(&shipped, log, &whole, &first);
    const char *why = report_wrong(buf_str(&first));
    if (why)
        fprintf(stderr, "%s\n" STR_FMT "\n", why, STR_ARG(buf_str(&first)));
    HOLDS(!why);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        buf_clear(&other);
        read_json(&shipped, log, &others[i], &other);
        if (!str_eq(buf_str(&first), buf_str(&other)))
            fprintf(stderr, "%s\n" STR_FMT "\n%s\n" STR_FMT "\n", way_name(&whole), STR_ARG(buf_str(&first)),
                    way_name(&others[i]), STR_ARG(buf_str(&other)));
        HOLDS(str_eq(buf_str(&first), buf_str(&other)));
    }
    buf_free(&first);
    buf_free(&other);
    return 0;
}
