/* A masked line is not longer than asked for, and what there is room for is how the whole of it begins. */
#include "fuzz.h"
#include "tally/mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char whole[4096], part[4096];
    struct str s = str_of((const char *)data, size);
    size_t most = fuzz_choice(&s) * 3u + 1;
    size_t n = mask_line(s, whole, sizeof whole), m = mask_line(s, part, most);
    HOLDS(n <= sizeof whole && m <= most);
    HOLDS(str_starts(str_of(whole, n), str_of(part, m)));
    return 0;
}
