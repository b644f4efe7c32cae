#define SCAN_NAME scan_json_avx2
#include "input/scan_body.h"
