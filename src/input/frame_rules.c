#include "input/frame_rules.h"

#include "input/block.h"
#include "input/pretty.h"
#include "input/record_start.h"

static bool begins_block(struct str line)
{
    return block_begins(line) != BLOCK_NONE;
}

static bool begins_pretty(struct str line)
{
    return pretty_parse(line).kind != PRETTY_NONE;
}

/* In the order in which they are asked. */
static const struct frame_rule rows[] = {
    {FRAME_EXPORT, false, true, starts_export, framer_next_export},
    {FRAME_VERBOSE, false, true, starts_verbose, framer_next_verbose},
    {FRAME_BLOCK, true, false, begins_block, framer_next_lines},
    {FRAME_PRETTY, true, true, begins_pretty, framer_next_lines},
    {FRAME_LINE, false, false, NULL, framer_next_line},
};

const struct frame_rule *frame_rule_of(struct str text, bool last)
{
    struct str line = str_head(text, str_chr(text, '\n'));
    bool whole = line.n < text.n || last;
    const struct frame_rule *row = rows;
    while (row->begins && (row->whole ? !whole || !row->begins(line) : !row->begins(text)))
        row++;
    return row;
}

bool starts_record(struct str line, struct header *header)
{
    if (!starts_json(line) && header_parse(line, header))
        return true;
    header->message_at = 0;
    return starts_json(line) || frame_rule_of(line, true)->alone;
}
