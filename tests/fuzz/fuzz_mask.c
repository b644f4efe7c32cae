/* A masked line is not longer than asked for, and masking it again changes nothing. */
#include "fuzz.h"
#include "tally/mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char once[1000], twice[1000];
    struct str s = str_of((const char *)data, size);
    size_t most = fuzz_choice(&s) * 3 + 1;
    size_t n = mask_line(s, once, most);
    HOLDS(n <= most);
    n = mask_line(s, once, sizeof once);
    HOLDS(n <= sizeof once);
    if (n + 100 < sizeof once) /* not cut */
        HOLDS(mask_line(str_of(once, n), twice, sizeof twice) == n && memcmp(once, twice, n) == 0);
    return 0;
}
