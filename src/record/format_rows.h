/* format_rows: the formats, each by its own file; for format.c only. */
#ifndef SIGTAIL_FORMAT_ROWS_H
#define SIGTAIL_FORMAT_ROWS_H

#include "record/format_ops.h"

extern const struct format_ops format_tail, format_journal_text, format_journal_json, format_journal_export,
    format_journal_verbose, format_tail_pretty, format_logtape, format_json, format_row, format_text;

#endif
