/* ansi: escape sequences of terminals in text (ECMA-48). */
#ifndef SIGTAIL_ANSI_H
#define SIGTAIL_ANSI_H

#include "base/str.h"

enum { ANSI_ESC = 0x1b };

/* The length of the escape sequence at the start of `s`, as far as it is there: CSI, OSC, two bytes; 0: there
 * is none. */
size_t ansi_length(struct str s);
/* The same of CSI alone, as colours are written: ESC [ ... m. */
size_t ansi_csi_length(struct str s);

#endif
