#define SIMD_PORTABLE
#define SCAN_NAME scan_json_portable
#include "input/scan_body.h"
