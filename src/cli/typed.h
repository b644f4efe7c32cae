/* typed: the part of the command line that says which records were read, to be typed once more behind another
 * command. */
#ifndef SIGTAIL_TYPED_H
#define SIGTAIL_TYPED_H

#include "base/buf.h"
#include "cli/options.h"
#include "report/render.h"

/* What a command that reads the same records is typed with; the texts are in `before` and `after`. */
struct typed {
    struct buf after;
    struct retyped retyped;
};

/* Of `o`: its logs, signature files, filters and times. Many logs are shortened to LOG.... */
void typed_init(struct typed *t, const struct options *o);
void typed_free(struct typed *t);

#endif
