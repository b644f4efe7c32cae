#include "record/journal.h"

#include "base/ascii.h"
#include "input/export.h"

static void take_field(struct field_scan *s, struct str name, struct str value, const struct path_node *root)
{
    const struct path_node *node = path_tree_child(root, name);
    if (node)
        field_scan_text(s, value, node);
}

/* The line end of the last field may be missing, where the source was cut. */
void journal_export(struct field_scan *s, struct str entry, const struct path_node *root)
{
    struct export_field field;
    enum export_stop stop;
    size_t at = 0;
    while ((stop = export_field(entry, at, &field)) == EXPORT_FIELD) {
        take_field(s, field.name, field.value, root);
        at = (size_t)field.end;
    }
    if (stop == EXPORT_MORE && field.value.p)
        take_field(s, field.name, field.value, root);
}

/* --- verbose --- */

enum { INDENT = 4 };

/* Length of the name in the line `    NAME=value` at the start of `s`; 0: it is a continuation of a value. */
static size_t name_length(struct str s)
{
    size_t n = 0;
    struct str name = str_skip(s, INDENT);
    if (!str_starts(s, STR("    ")))
        return 0;
    while (n < name.n && (name.p[n] == '_' || is_upper(name.p[n]) || is_digit(name.p[n])))
        n++;
    return n < name.n && name.p[n] == '=' ? n : 0;
}

/* Bytes of the field at the start of `entry` without its last line end: its line and the value's further
 * ones. */
static size_t field_length(struct str entry)
{
    size_t end = str_chr(entry, '\n');
    while (end < entry.n && name_length(str_skip(entry, end + 1)) == 0)
        end += 1 + str_chr(str_skip(entry, end + 1), '\n');
    return end < entry.n ? end : entry.n;
}

static size_t spaces_at(struct str s, size_t most)
{
    size_t n = 0;
    while (n < most && n < s.n && s.p[n] == ' ')
        n++;
    return n;
}

/* The value that begins in `column` of the first line of `field`; its further lines are indented to there. */
static struct str value_of(struct str field, size_t column, struct arena *a)
{
    struct str rest = str_skip(field, column), line;
    if (str_chr(rest, '\n') == rest.n)
        return rest;
    char *to = arena_take(a, rest.n + 1), *at = to;
    for (bool first = true; str_split(&rest, '\n', &line); first = false) {
        line = first ? line : str_skip(line, spaces_at(line, column));
        memcpy(at, line.p, line.n);
        at += line.n;
        *at++ = '\n';
    }
    return str_of(to, (size_t)(at - to) - 1);
}

void journal_verbose(struct field_scan *s, struct str entry, const struct path_node *root, struct arena *a)
{
    while (entry.n) {
        size_t name = name_length(entry), length = field_length(entry);
        if (name)
            take_field(s, str_of(entry.p + INDENT, name),
                       value_of(str_head(entry, length), INDENT + name + 1, a), root);
        entry = str_skip(entry, length + 1);
    }
}

int64_t journal_cursor_time(struct str line)
{
    size_t at = str_find(line, STR(";t=")) + 3;
    uint64_t us = 0;
    unsigned digits = 0;
    for (; at < line.n && digits < 16; at++, digits++) {
        char c = line.p[at];
        int v = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (v < 0)
            break;
        us = us << 4 | (unsigned)v;
    }
    return digits ? (int64_t)(us / 1000) : NO_TIME;
}

/* --- JSON --- */

static struct str unescaped(struct str raw, struct arena *a)
{
    LOCAL_BUF text = {0};
    if (str_chr(raw, '\\') == raw.n)
        return raw;
    json_unescape(raw, 0, &text);
    return arena_str(a, buf_str(&text));
}

/* The bytes of an array of numbers; of other elements, their texts, one a line. No text is longer than its
 * JSON. */
static struct str array_text(struct json *j, struct arena *a)
{
    char *to = arena_take(a, (size_t)(j->end - j->p)), *at = to;
    bool ok, lines = false;
    json_array_open(j);
    while (json_array_next(j, &ok)) {
        const char *from = j->p;
        uint64_t byte;
        if (!json_skip(j))
            break;
        struct str json = str_of(from, (size_t)(j->p - from));
        if (str_u64(json, &byte)) {
            *at++ = (char)byte;
            continue;
        }
        struct str text = journal_text(json, a);
        if (lines)
            *at++ = '\n';
        if (text.n)
            memcpy(at, text.p, text.n);
        at += text.n;
        lines = true;
    }
    return str_of(to, (size_t)(at - to));
}

struct str journal_text(struct str json, struct arena *a)
{
    struct json j = json_open(json);
    struct str raw;
    char c = json_peek(&j);
    if (c == '[')
        return array_text(&j, a);
    return c == '"' && json_string(&j, &raw) ? unescaped(raw, a) : str_of(NULL, 0);
}

bool journal_blob_at(struct str text)
{
    static const char units[] = "BKMGTPE";
    size_t n = 1;
    while (n < text.n && (is_digit(text.p[n]) || text.p[n] == '.'))
        n++;
    return n > 1 && n < text.n && memchr(units, text.p[n], sizeof units - 1) &&
           str_eq(str_skip(text, n + 1), STR(" blob data]"));
}
