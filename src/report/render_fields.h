/* render_fields: an inventory of what a log holds, for people or programs. */
#ifndef SIGTAIL_RENDER_FIELDS_H
#define SIGTAIL_RENDER_FIELDS_H

#include "report/render.h"
#include "tally/inventory.h"

void render_fields_text(const struct inventory *v, const struct style *style, struct buf *out);
void render_fields_json(const struct inventory *v, const struct secrets *secrets, struct buf *out);

#endif
