#include "record/raw_path.h"

#include "base/mem.h"
#include "record/field_scan.h"
#include "record/format_ops.h"

/* The field that a compiled path feeds: any one will do. */
static const enum field ANY = FIELD_MESSAGE;

struct raw_path {
    struct raw_path *next;
    struct str text;
    struct path_tree paths;
};

struct raw_paths {
    struct arena arena;
    struct raw_path *first;
    struct buf text;
};

struct raw_paths *raw_paths_new(void)
{
    return mem_zero(sizeof(struct raw_paths));
}

void raw_paths_free(struct raw_paths *p)
{
    if (!p)
        return;
    for (struct raw_path *at = p->first; at; at = at->next)
        path_tree_free(&at->paths);
    arena_free(&p->arena);
    buf_free(&p->text);
    free(p);
}

bool raw_path_check(struct str path, struct err *err)
{
    struct path_tree f = {0};
    bool ok = path_tree_add(&f, ANY, 0, str_skip(path, 1), err);
    path_tree_free(&f);
    return ok;
}

static struct raw_path *compiled(struct raw_paths *p, struct str path)
{
    struct raw_path *at = p->first;
    while (at && !str_eq(at->text, path))
        at = at->next;
    if (at)
        return at;
    at = arena_zero(&p->arena, sizeof *at);
    at->text = arena_str(&p->arena, path);
    /* What is no path finds nothing: it was refused by raw_path_check before. */
    (void)!path_tree_add(&at->paths, ANY, 0, str_skip(at->text, 1), NULL);
    path_tree_seal(&at->paths);
    at->next = p->first;
    p->first = at;
    return at;
}

/* Where the JSON of `rec` begins, and the node of the path tree that stands for it; false when it has none.
 */
static bool json_of(const struct record *rec, const struct path_node **node, struct json *j)
{
    struct str json = record_json(rec);
    *j = json_open(json);
    if (format_ops(rec->format)->json == RAW_JSON_MESSAGE) {
        const struct path_node *message = path_tree_child(*node, STR("MESSAGE"));
        *node = message ? message->inside : NULL;
    }
    return *node && json.n;
}

struct str raw_path_find(void *paths, const struct record *rec, struct str path)
{
    struct raw_paths *p = paths;
    const struct path_node *node = &compiled(p, path)->paths.root;
    struct field_scan found = {.own = NULL};
    struct json j;
    field_scan_init(&found, NULL);
    if (!json_of(rec, &node, &j) || !field_scan_value(&found, &j, node) || !(found.set & 1u << ANY))
        return str_of(NULL, 0);
    const struct raw_value *v = &found.values[ANY];
    if (!v->string || str_chr(v->raw, '\\') == v->raw.n)
        return v->raw;
    buf_clear(&p->text);
    json_unescape(v->raw, v->slashes, &p->text);
    return buf_str(&p->text);
}
