#include "base/yaml_reader.h"

#include "base/mem.h"
#include "base/utf8.h"

struct location yaml_reader_place(const struct yaml_reader *r, const yaml_node_t *n)
{
    return (struct location){r->file, (unsigned)n->start_mark.line + 1, (unsigned)n->start_mark.column + 1};
}

bool yaml_reader_at(struct yaml_reader *r, const yaml_node_t *n)
{
    return err_at(r->err, r->file, (unsigned)n->start_mark.line + 1, (unsigned)n->start_mark.column + 1);
}

/* ---- the text ---- */

/* libyaml's time grows with the square of the brackets that are open: piece by piece, we see how many are. */
enum { BRACKETS_MOST = 64, PIECE = 512 };

static int give_piece(void *context, unsigned char *buffer, size_t size, size_t *given)
{
    struct yaml_reader *r = context;
    r->deep = r->parser->flow_level > BRACKETS_MOST;
    *given = r->rest.n < PIECE ? r->rest.n : PIECE;
    *given = *given < size ? *given : size;
    if (*given)
        memcpy(buffer, r->rest.p, *given);
    r->rest = str_skip(r->rest, *given);
    return !r->deep;
}

void yaml_reader_begin(struct yaml_reader *r, yaml_parser_t *parser)
{
    if (!yaml_parser_initialize(parser))
        mem_none();
    r->parser = parser;
    r->rest = r->text;
    yaml_parser_set_input(parser, give_piece, r);
}

/* ---- YAML that does not parse ---- */

/* Byte offset of a mark, which counts characters. */
static size_t mark_byte(struct str text, yaml_mark_t mark)
{
    size_t at = 0;
    for (size_t line = 0; line < mark.line && at < text.n; line++)
        at += str_chr(str_skip(text, at), '\n') + 1;
    for (size_t column = 0; column < mark.column && at < text.n; column++)
        do
            at++;
        while (at < text.n && utf8_continues(text.p[at]));
    return at;
}

static yaml_mark_t byte_mark(struct str text, size_t byte)
{
    yaml_mark_t mark = {0};
    for (size_t i = 0; i < byte && i < text.n; i++) {
        if (text.p[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if (!utf8_continues(text.p[i])) {
            mark.column++;
        }
    }
    return mark;
}

/*
 * libyaml's words for a tab are several ("found character that cannot start any token" is the usual one), and
 * none says what to do.
 */
static bool is_tab(const struct yaml_reader *r, const yaml_parser_t *p)
{
    size_t at = mark_byte(r->text, p->problem_mark);
    return strstr(p->problem, "tab character") || (at < r->text.n && r->text.p[at] == '\t');
}

/* What to do about the commoner of libyaml's problems, by a part of its words. */
static const struct {
    const char *problem, *mend;
    bool opened; /* say where the thing began */
} mends[] = {
    {"mapping values are not allowed", "text that holds `: ` must stand in quotes", false},
    {"expected '-' indicator", "indent it like its neighbours", false},
    {"did not find expected key", "indent it like its neighbours", false},
    {"unexpected end of stream", "close the quote", true},
    {"expected ',' or", "close the bracket", true},
    {"unknown escape character", "put a pattern in single quotes", false},
    {"undefined alias", "text that begins with * must stand in quotes", false},
    {"cannot start any token", "text that begins with this character must stand in quotes", false},
};

static void parse_mend(struct yaml_reader *r, const yaml_parser_t *p)
{
    for (size_t i = 0; i < COUNT_OF(mends); i++) {
        if (!strstr(p->problem, mends[i].problem))
            continue;
        if (mends[i].opened)
            err_mend(r->err, "%s that opens at %zu:%zu", mends[i].mend, p->context_mark.line + 1,
                     p->context_mark.column + 1);
        else
            err_mend(r->err, "%s", mends[i].mend);
        return;
    }
}

static bool parse_failed(struct yaml_reader *r, const yaml_parser_t *p)
{
    yaml_mark_t mark = p->problem_mark;
    if (!p->problem) /* YAML_MEMORY_ERROR, where libyaml says so */
        mem_none();
    if (r->deep) {
        mark = p->mark;
        err_set(r->err, "more than %d brackets are open", BRACKETS_MOST);
        err_mend(r->err, "close them; text that begins with a bracket must stand in quotes");
    } else if (p->error == YAML_READER_ERROR) {
        mark = byte_mark(r->text, p->problem_offset);
        err_set(r->err, "%s", p->problem);
        err_mend(r->err, "such files are UTF-8 text");
    } else if (is_tab(r, p)) {
        err_set(r->err, "a tab stands where YAML wants spaces");
        err_mend(r->err, "use spaces");
    } else {
        err_set(r->err, "%s%s%s", p->problem, p->context ? " " : "", p->context ? p->context : "");
        parse_mend(r, p);
    }
    return err_at(r->err, r->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1);
}

bool yaml_reader_next(struct yaml_reader *r, yaml_parser_t *parser)
{
    return yaml_parser_load(parser, &r->doc) ? true : parse_failed(r, parser);
}

/* ---- places inside a scalar ---- */

/* Bytes of the file that one byte (or one escape) of a scalar in style `style` takes at `p`. */
static size_t written_length(yaml_scalar_style_t style, struct str p, size_t *value_bytes)
{
    *value_bytes = 1;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE && str_starts(p, STR("''")))
        return 2;
    if (style != YAML_DOUBLE_QUOTED_SCALAR_STYLE || p.n < 2 || p.p[0] != '\\')
        return 1;
    return p.p[1] == 'x' ? 4 : p.p[1] == 'u' ? 6 : p.p[1] == 'U' ? 10 : 2;
}

/* A scalar on one line is followed byte by byte; of one on several lines only the beginning is named. */
bool yaml_reader_at_byte(struct yaml_reader *r, const yaml_node_t *n, size_t offset)
{
    yaml_scalar_style_t style = n->data.scalar.style;
    bool quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    size_t at = mark_byte(r->text, n->start_mark) + quoted;
    yaml_mark_t mark = n->start_mark;
    if (mark.line == n->end_mark.line && (quoted || style == YAML_PLAIN_SCALAR_STYLE)) {
        for (size_t value = 0, step; value < offset && at < r->text.n; value += step)
            at += written_length(style, str_skip(r->text, at), &step);
        mark = byte_mark(r->text, at);
    }
    return err_at(r->err, r->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1);
}

/* ---- values ---- */

bool yaml_reader_scalar(struct yaml_reader *r, const char *name, const yaml_node_t *n, struct str *out)
{
    if (n->type == YAML_SCALAR_NODE) {
        *out = str_of((const char *)n->data.scalar.value, n->data.scalar.length);
        return true;
    }
    err_set(r->err, "`%s` must be text, not a %s", name, n->type == YAML_MAPPING_NODE ? "mapping" : "list");
    err_mend(r->err, n->type == YAML_MAPPING_NODE
                         ? "text that holds `: ` or begins with `{` must stand in quotes"
                         : "give one text; text that begins with `[` must stand in quotes");
    return yaml_reader_at(r, n);
}

size_t yaml_reader_length(const yaml_node_t *n)
{
    if (n->type != YAML_SEQUENCE_NODE)
        return 1;
    return (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
}

yaml_node_t *yaml_reader_item(struct yaml_reader *r, yaml_node_t *n, size_t i)
{
    if (i >= yaml_reader_length(n))
        return NULL;
    return n->type == YAML_SEQUENCE_NODE ? yaml_document_get_node(&r->doc, n->data.sequence.items.start[i])
                                         : n;
}

static struct str node_text(const yaml_node_t *n)
{
    return n->type == YAML_SCALAR_NODE ? str_of((const char *)n->data.scalar.value, n->data.scalar.length)
                                       : STR("");
}

yaml_node_t *yaml_reader_get(struct yaml_reader *r, const yaml_node_t *n, const char *name)
{
    if (n->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++)
        if (str_eq(node_text(yaml_document_get_node(&r->doc, p->key)), str_z(name)))
            return yaml_document_get_node(&r->doc, p->value);
    return NULL;
}

/* ---- mappings ---- */

static bool unknown_key(struct yaml_reader *r, const char *what, yaml_node_t *at, const struct yaml_key *keys,
                        size_t n)
{
    const char *names[32];
    LOCAL_BUF all = {0};
    for (size_t i = 0; i < n && i < COUNT_OF(names); i++) {
        names[i] = keys[i].name;
        buf_addf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    struct str key = node_text(at);
    err_set(r->err, "unknown key `" STR_FMT "` of %s", STR_ARG(str_head(key, 80)), what);
    err_mend_near(r->err, key, names, n, "keys: " STR_FMT, STR_ARG(buf_str(&all)));
    return yaml_reader_at(r, at);
}

static size_t key_index(yaml_node_t *at, const struct yaml_key *keys, size_t n)
{
    size_t i = 0;
    while (i < n && !str_eq(node_text(at), str_z(keys[i].name)))
        i++;
    return i;
}

static bool read_pair(struct yaml_reader *r, const char *what, yaml_node_pair_t *pair,
                      const struct yaml_key *keys, size_t n, unsigned *seen, void *row)
{
    yaml_node_t *at = yaml_document_get_node(&r->doc, pair->key);
    size_t i = key_index(at, keys, n);
    if (i == n)
        return unknown_key(r, what, at, keys, n);
    if (*seen & 1u << i) {
        err_set(r->err, "key `%s` stands twice in %s", keys[i].name, what);
        err_mend(r->err, "keep one of them");
        return yaml_reader_at(r, at);
    }
    *seen |= 1u << i;
    return keys[i].read(r, &keys[i], yaml_document_get_node(&r->doc, pair->value), row);
}

bool yaml_reader_row(struct yaml_reader *r, const char *what, yaml_node_t *n, const struct yaml_key *keys,
                     size_t count, bool complete, void *row)
{
    unsigned seen = 0;
    if (n->type != YAML_MAPPING_NODE) {
        err_set(r->err, "%s must be a mapping of keys", what);
        err_mend(r->err, "write `%s: ...`", keys[0].name);
        return yaml_reader_at(r, n);
    }
    for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++)
        if (!read_pair(r, what, p, keys, count, &seen, row))
            return false;
    for (size_t i = 0; complete && i < count; i++) {
        if (!keys[i].required || seen & 1u << i)
            continue;
        err_set(r->err, "%s lacks `%s`", what, keys[i].name);
        err_mend(r->err, "add `%s: ...`", keys[i].name);
        return yaml_reader_at(r, n);
    }
    return true;
}

bool yaml_reader_empty(struct yaml_reader *r, const struct yaml_key *key, const yaml_node_t *n)
{
    err_set(r->err, "`%s` is empty", key->name);
    err_mend(r->err, key->required ? "it needs a value" : "give it a value or remove it");
    return yaml_reader_at(r, n);
}
