/* unit: what every file of tests includes: cmocka, and what has to stand before it. */
#ifndef SIGTAIL_UNIT_TEST_H
#define SIGTAIL_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#endif
