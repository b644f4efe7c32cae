/*
 * journal: the fields of journal entries in the forms that journalctl writes for programs. They are the same
 * fields in json, export and verbose, and feed canonical fields by the same paths.
 */
#ifndef SIGTAIL_JOURNAL_H
#define SIGTAIL_JOURNAL_H

#include "record/field_scan.h"

/* Take the fields of `entry` (export form; verbose form behind its header line) into `s`. */
void journal_export(struct field_scan *s, struct str entry, const struct path_node *root);
void journal_verbose(struct field_scan *s, struct str entry, const struct path_node *root, struct arena *a);

/* Unix ms from the cursor in the header line of an entry in verbose form; NO_TIME when it has none. */
int64_t journal_cursor_time(struct str line);

/*
 * The text of a field as JSON has it: a string; an array of byte values, when it is not plain UTF-8; an array
 * of such values, one a line, when the entry has the field more than once. `json` is well-formed.
 */
struct str journal_text(struct str json, struct arena *a);

/* True when the text, which begins with a bracket, is only the size of one that journalctl did not write:
 * "[96B blob data]". */
bool journal_blob_at(struct str text);

static inline bool journal_blob(struct str text)
{
    return UNLIKELY(text.n && text.p[0] == '[') && journal_blob_at(text);
}

#endif
