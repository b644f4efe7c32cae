#include "report/json_tree.h"

#include <yajl/yajl_parse.h>

#include "report/yajl_memory.h"

/* A tree under construction. */
struct tree_builder {
    struct json_tree *tree;
    struct json_node *open; /* the list or map that the next value belongs to */
    struct str key;
    yajl_handle handle;
    unsigned depth;
    bool cut; /* it ended before its end */
};

enum { DEEPEST = 32 }; /* no report is as deep */

static struct json_node *plant(struct tree_builder *p, enum json_node_kind kind)
{
    struct json_node *n = arena_zero(&p->tree->arena, sizeof *n);
    n->kind = kind;
    n->key = p->key;
    n->end = yajl_get_bytes_consumed(p->handle);
    n->parent = p->open;
    p->key = STR("");
    if (!p->open) {
        p->tree->root = n;
        return n;
    }
    if (p->open->last)
        p->open->last->next = n;
    else
        p->open->first = n;
    p->open->last = n;
    p->open->count++;
    return n;
}

static struct str keep(struct tree_builder *p, const void *s, size_t n)
{
    return arena_str(&p->tree->arena, str_of(s, n));
}

static int on_null(void *ctx)
{
    plant(ctx, JSON_NODE_NULL);
    return 1;
}

static int on_boolean(void *ctx, int yes)
{
    plant(ctx, JSON_NODE_BOOLEAN)->yes = yes;
    return 1;
}

static int on_number(void *ctx, const char *s, size_t n)
{
    plant(ctx, JSON_NODE_NUMBER)->text = keep(ctx, s, n);
    return 1;
}

static int on_string(void *ctx, const unsigned char *s, size_t n)
{
    plant(ctx, JSON_NODE_STRING)->text = keep(ctx, s, n);
    return 1;
}

/* Begin a list or map; 0, which ends the parsing, where they stand too deep. */
static int begin(struct tree_builder *p, enum json_node_kind kind)
{
    p->open = plant(p, kind);
    return ++p->depth <= DEEPEST;
}

static int on_map(void *ctx)
{
    return begin(ctx, JSON_NODE_MAP);
}

static int on_list(void *ctx)
{
    return begin(ctx, JSON_NODE_LIST);
}

static int on_key(void *ctx, const unsigned char *s, size_t n)
{
    struct tree_builder *p = ctx;
    p->key = keep(p, s, n);
    return 1;
}

static int on_end(void *ctx)
{
    struct tree_builder *p = ctx;
    p->open->close = yajl_get_bytes_consumed(p->handle);
    p->open = p->open->parent;
    p->depth--;
    return 1;
}

static const yajl_callbacks CALLBACKS = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_map,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_list,
    .yajl_end_array = on_end,
};

static const unsigned char *bytes_of(const struct report_text *text)
{
    return (const unsigned char *)(text->json.n ? text->json.p : "");
}

static bool place(const struct json_tree *t, size_t offset, struct err *err)
{
    struct str json = t->text.json;
    unsigned line = t->text.lines + 1, column = 1;
    for (size_t i = 0; i < offset && i < json.n; i++) {
        bool ends = json.p[i] == '\n';
        line += ends;
        column = ends ? 1 : column + 1;
    }
    return err_at(err, t->text.file, line, column);
}

static bool complain(struct tree_builder *p, struct err *err)
{
    const struct json_tree *t = p->tree;
    if (p->depth > DEEPEST) {
        err_set(err, "it nests too deep");
        return place(t, yajl_get_bytes_consumed(p->handle), err);
    }
    if (p->cut) {
        err_set(err, t->text.json.n ? "it ends in the middle" : "it is empty");
        return place(t, t->text.json.n, err);
    }
    unsigned char *why = yajl_get_error(p->handle, 0, bytes_of(&t->text), t->text.json.n);
    struct str text = str_trim(str_z((const char *)why));
    size_t colon = str_find(text, STR(": "));
    text = str_skip(text, colon < text.n ? colon + 2 : 0);
    err_set(err, STR_FMT, STR_ARG(str_head(text, text.n - str_ends(text, STR(".")))));
    yajl_free_error(p->handle, why);
    return place(t, yajl_get_bytes_consumed(p->handle), err);
}

bool json_tree_read(struct json_tree *t, const struct report_text *text, struct err *err)
{
    arena_reset(&t->arena);
    t->text = *text;
    t->root = NULL;
    struct tree_builder p = {.tree = t};
    p.handle = yajl_alloc(&CALLBACKS, (yajl_alloc_funcs *)&yajl_memory, &p);
    bool ok = yajl_parse(p.handle, bytes_of(text), text->json.n) == yajl_status_ok;
    if (ok) {
        ok = yajl_complete_parse(p.handle) == yajl_status_ok;
        p.cut = !ok;
    }
    if (!ok)
        complain(&p, err);
    yajl_free(p.handle);
    return ok;
}

void json_tree_free(struct json_tree *t)
{
    arena_free(&t->arena);
    *t = (struct json_tree){0};
}

const struct json_node *json_node_in(const struct json_node *map, const char *key)
{
    struct str name = str_z(key);
    for (const struct json_node *n = map->kind == JSON_NODE_MAP ? map->first : NULL; n; n = n->next)
        if (str_eq(n->key, name))
            return n;
    return NULL;
}

/* yajl tells where a value ends: go back over it. */
static size_t start_of(const struct json_tree *t, const struct json_node *n)
{
    struct str json = t->text.json;
    size_t at = n->end < json.n ? n->end : json.n;
    if (n->kind == JSON_NODE_NUMBER)
        return at > n->text.n ? at - n->text.n : 0;
    if (n->kind == JSON_NODE_LIST || n->kind == JSON_NODE_MAP)
        return at ? at - 1 : 0;
    if (n->kind != JSON_NODE_STRING)
        return at > 4 ? at - 4 : 0;
    for (at = at > 2 ? at - 2 : 0; at > 0; at--)
        if (json.p[at] == '"' && json.p[at - 1] != '\\')
            break;
    return at;
}

struct str json_tree_raw(const struct json_tree *t, const struct json_node *n)
{
    size_t start = start_of(t, n);
    return str_of(t->text.json.p + start, (n->close ? n->close : n->end) - start);
}

bool json_tree_place(const struct json_tree *t, const struct json_node *node, struct err *err)
{
    return place(t, start_of(t, node), err);
}
