/* A signature file loads and compiles, or says where it is wrong. */
#include "fuzz.h"
#include "match/matcher.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table table;
    struct err err = {0};
    table_init(&table);
    if (table_load(&table, "fuzz.yaml", str_of((const char *)data, size), &err)) {
        struct rules *rules = rules_compile(&table, &err);
        HOLDS(rules || err.what[0]);
        rules_free(rules);
    } else {
        HOLDS(err.what[0] && strcmp(err.file, "fuzz.yaml") == 0);
    }
    table_free(&table);
    return 0;
}
