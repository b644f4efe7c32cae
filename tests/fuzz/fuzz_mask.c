/* A masked line is not longer than asked for, however short that is, and so is one that is masked again. */
#include "fuzz.h"
#include "tally/mask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char whole[4096], again[4096];
    struct str s = str_of((const char *)data, size);
    size_t most = fuzz_choice(&s) * 3u + 1;
    char *part = malloc(most); /* of its own, so that a byte too many is seen */
    size_t n = mask_line(s, whole, sizeof whole);
    HOLDS(n <= sizeof whole && mask_line(s, part, most) <= most);
    HOLDS(mask_line(str_of(whole, n), again, sizeof again) <= sizeof again);
    free(part);
    return 0;
}
