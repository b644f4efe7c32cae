#define SCAN_NAME scan_json_base
#include "input/scan_body.h"
