/* fuzz: what the fuzz targets share: a property that does not hold ends the program, and says which. */
#ifndef SIGTAIL_FUZZ_H
#define SIGTAIL_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

#define HOLDS(property)                                                                                      \
    do {                                                                                                     \
        if (!(property)) {                                                                                   \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #property);                    \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte of the input, taken off it: how the rest is to be cut. 0 when there is none. */
static inline uint8_t fuzz_choice(struct str *input)
{
    uint8_t choice = input->n ? (uint8_t)input->p[0] : 0;
    *input = str_skip(*input, 1);
    return choice;
}

#endif
