#define SCAN_NAME scan_json_avx512
#include "input/scan_body.h"
