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
/* The length of a colour at the start of `s` whose ESC was written in characters that show, or lost, by who
 * carried the line: #033[31m (rsyslog), ^[[31m (cat -v), \x1b[31m, \033[31m, U+241B, [31m; 0: it is none. */
size_t ansi_shown_length(struct str s);

#endif
