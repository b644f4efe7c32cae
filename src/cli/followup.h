/* followup: the part of the command line that says which records were read, to be typed once more behind
 * another command. */
#ifndef SIGTAIL_FOLLOWUP_H
#define SIGTAIL_FOLLOWUP_H

#include "base/redact.h"
#include "cli/options.h"
#include "report/render.h"

/* What a command that reads the same records is typed with; the texts are in `rows` and `after`. */
struct followup {
    struct buf rows, after;
    struct followup_words followup;
};

/* Of `o`: its logs, and the options that say which records of them are read, and as what
 * (option_row.retyped). Many logs are shortened to LOG..., and names of logs are shown without their secrets.
 */
void followup_init(struct followup *t, const struct options *o, const struct secrets *secrets);
void followup_free(struct followup *t);

/* Append `name`, a file, as an operand that is neither taken for an option nor for a command. */
void followup_operand(const char *name, struct buf *out);

#endif
