#include "record/path_tree.h"

#include "base/ascii.h"
#include "base/mem.h"

/* The paths by which records are told apart, and where their texts stand (wrangler:
 * packages/wrangler/src/tail). */
static const struct {
    const char *path;
    unsigned flags;
    const char *event;
} KNOWN[] = {
    {"outcome", PATH_FLAG_TAIL, NULL},
    {"scriptName", PATH_FLAG_TAIL, NULL},
    {"eventTimestamp", PATH_FLAG_TAIL, NULL},
    {"logs", PATH_FLAG_LOGS, NULL},
    {"exceptions", PATH_FLAG_EXCEPTIONS, NULL},
    {"exceptions[]", PATH_FLAG_EXCEPTION, NULL},
    {"truncated", PATH_FLAG_TRUNCATED, NULL},
    {"event.request", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "fetch"},
    {"event.cron", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "cron"},
    {"event.queue", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "queue"},
    {"event.mailFrom", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "email"},
    {"event.rpcMethod", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "rpc"},
    {"event.consumedEvents", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "tail"},
    {"event.scheduledTime", PATH_FLAG_TAIL | PATH_FLAG_EVENT, "alarm"},
    {"event.type", PATH_FLAG_TAIL | PATH_FLAG_EVENT, ""},
    {"__REALTIME_TIMESTAMP", PATH_FLAG_JOURNAL, NULL},
    {"__CURSOR", PATH_FLAG_JOURNAL, NULL},
    {"MESSAGE", PATH_FLAG_MESSAGE, NULL},
    {"PRIORITY", PATH_FLAG_REPEATS, NULL},
    {"SYSLOG_IDENTIFIER", PATH_FLAG_REPEATS, NULL},
    {"SYSLOG_PID", PATH_FLAG_REPEATS, NULL},
    {"_PID", PATH_FLAG_REPEATS, NULL},
    {"_COMM", PATH_FLAG_REPEATS, NULL},
    {"_HOSTNAME", PATH_FLAG_REPEATS, NULL},
    {"_SYSTEMD_UNIT", PATH_FLAG_REPEATS, NULL},
    {"_SYSTEMD_USER_UNIT", PATH_FLAG_REPEATS, NULL},
    {"@timestamp", PATH_FLAG_LOGTAPE, NULL},
    {"_LINE_BREAK", PATH_FLAG_CUT, NULL},
};

/* Names of the marks that paths of a table set. */
static const struct {
    struct str name;
    enum path_flag mark;
} MARKS[] = {
    {STR_INIT("record"), PATH_FLAG_RECORD},     {STR_INIT("details"), PATH_FLAG_DETAILS},
    {STR_INIT("pairs"), PATH_FLAG_PAIRS},       {STR_INIT("parts"), PATH_FLAG_PARTS},
    {STR_INIT("error"), PATH_FLAG_ERROR},       {STR_INIT("success"), PATH_FLAG_SUCCESS},
    {STR_INIT("carried"), PATH_FLAG_CARRIED},   {STR_INIT("seconds"), PATH_FLAG_SECONDS},
    {STR_INIT("nanoseconds"), PATH_FLAG_NANOS}, {STR_INIT("request_line"), PATH_FLAG_REQUEST_LINE},
    {STR_INIT("line"), PATH_FLAG_LINE},         {STR_INIT("output"), PATH_FLAG_OUTPUT},
};

enum path_flag path_flag_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(MARKS); i++)
        if (str_eq(MARKS[i].name, name))
            return MARKS[i].mark;
    return PATH_FLAG_NONE;
}

const char *path_flag_name(size_t i)
{
    return i < COUNT_OF(MARKS) ? MARKS[i].name.p : NULL;
}

/* --- keys --- */

static bool key_mark(char c)
{
    return c == '_' || c == '-' || c == '@' || c == '$' || c == '.' || c == ' ' || c == ':';
}

struct str key_fold(struct str key, char to[KEY_MAX])
{
    size_t n = 0;
    bool same = true;
    if (key.n > KEY_MAX)
        return str_of(NULL, 0);
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (LIKELY(c >= 'a')) { /* most are small letters */
            to[n++] = c;
            continue;
        }
        bool capital = is_upper(c), mark = key_mark(c);
        same &= !capital && !mark;
        to[n] = capital ? (char)(c | 0x20) : c;
        n += !mark;
    }
    return same ? key : str_of(to, n);
}

static bool timed(const struct path_node *node)
{
    for (unsigned i = 0; node && i < node->target_count; i++)
        if (node->targets[i].field == FIELD_TIME || node->targets[i].field == FIELD_DURATION)
            return true;
    return false;
}

const struct path_node *path_tree_child_folded(const struct path_node *node, struct str key, enum unit *unit)
{
    char room[KEY_MAX];
    size_t base;
    const struct path_node *child = path_tree_child(node, key_fold(key, room));
    *unit = UNIT_NONE;
    if (child && !timed(child))
        return child;
    *unit = unit_of_key(key, &base);
    if (child || *unit == UNIT_NONE)
        return child;
    child = path_tree_child(node, key_fold(str_head(key, base), room));
    return timed(child) ? child : NULL;
}

static bool key_byte(char c)
{
    return is_alnum(c) || c == '_' || c == '-' || c == '$' || c == '@' || c == ' ' || c == '/';
}

/* Where the child of `parent` for `key` is, or belongs. */
static struct path_node **growing_slot(const struct path_tree *f, const struct path_node *parent,
                                       struct str key)
{
    size_t at = path_hash(key) ^ (uintptr_t)parent / sizeof(void *) * 31;
    for (struct path_node **slot;; at++) {
        slot = &f->growing[at & (f->slots - 1)];
        if (!*slot || ((*slot)->parent == parent && str_eq((*slot)->key, key)))
            return slot;
    }
}

static void grow(struct path_tree *f)
{
    struct path_node **old = f->growing;
    size_t n = f->slots;
    f->slots = n ? n * 4 : 128;
    f->growing = mem_zero(f->slots * sizeof *f->growing);
    for (size_t i = 0; i < n; i++)
        if (old[i])
            *growing_slot(f, old[i]->parent, old[i]->key) = old[i];
    free(old);
}

static struct path_node *new_child(struct path_tree *f, struct path_node *node, struct str key)
{
    struct path_node *at = arena_zero(&f->arena, sizeof *at);
    at->key = arena_str(&f->arena, key);
    at->parent = node;
    at->next = node->children;
    node->children = at;
    f->grown++;
    return at;
}

static struct path_node *child(struct path_tree *f, struct path_node *node, struct str key)
{
    char room[KEY_MAX];
    if (f->folded)
        key = key_fold(key, room);
    if (key.n == 0) /* nothing but marks: no key of a record leads there */
        return new_child(f, node, key);
    if (f->grown * 2 >= f->slots)
        grow(f);
    struct path_node **slot = growing_slot(f, node, key);
    if (!*slot)
        *slot = new_child(f, node, key);
    return *slot;
}

static struct path_node *single(struct path_tree *f, struct path_node **slot)
{
    if (!*slot)
        *slot = arena_zero(&f->arena, sizeof **slot);
    return *slot;
}

/* The key at the start of *rest, quoted or not, taken off it; empty when there is none. */
static struct str take_key(struct str *rest)
{
    size_t n = 0;
    if (rest->n && rest->p[0] == '\'') {
        struct str inner = str_skip(*rest, 1);
        n = str_chr(inner, '\'');
        *rest = str_skip(inner, n + 1);
        return str_head(inner, n);
    }
    while (n < rest->n && key_byte(rest->p[n]))
        n++;
    struct str key = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return key;
}

/* What may stand at a path's end. */
struct ending {
    struct str query;
    enum unit unit;
};

/* One step of a path from `node`; NULL at a syntax error. `*end` is set by the last step. */
static struct path_node *step(struct path_tree *f, struct path_node *node, struct str *rest,
                              struct ending *end)
{
    if (str_starts(*rest, STR("[]"))) {
        *rest = str_skip(*rest, 2);
        return single(f, &node->element);
    }
    if (rest->p[0] == '>') {
        *rest = str_skip(*rest, 1);
        return single(f, &node->inside);
    }
    if (rest->p[0] == '?') {
        end->query = str_skip(*rest, 1);
        *rest = str_skip(*rest, rest->n);
        return end->query.n ? node : NULL;
    }
    if (rest->p[0] == ':') {
        end->unit = unit_named(str_skip(*rest, 1));
        *rest = str_skip(*rest, rest->n);
        return end->unit != UNIT_NONE ? node : NULL;
    }
    if (rest->p[0] == '.' && node != &f->root)
        *rest = str_skip(*rest, 1);
    struct str key = take_key(rest);
    return key.n ? child(f, node, key) : NULL;
}

/* The node of `path`, made when it is new; NULL and *at where its syntax is wrong. */
static struct path_node *node_of(struct path_tree *f, struct str path, struct ending *end, size_t *at)
{
    struct path_node *node = &f->root;
    struct str rest = path;
    if (rest.n == 0)
        node = NULL;
    while (node && rest.n) {
        *at = (size_t)(rest.p - path.p);
        node = step(f, node, &rest, end);
    }
    return node;
}

static void init(struct path_tree *f, bool folded)
{
    *f = (struct path_tree){.folded = folded};
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++) {
        struct ending end = {0};
        size_t at = 0;
        struct path_node *node = node_of(f, str_z(KNOWN[i].path), &end, &at);
        node->flags |= KNOWN[i].flags;
        node->event = KNOWN[i].event;
    }
}

void path_tree_init(struct path_tree *f)
{
    init(f, false);
}

void path_tree_init_folded(struct path_tree *f)
{
    init(f, true);
}

static void end_growing(struct path_tree *f)
{
    free(f->growing);
    f->growing = NULL;
    f->grown = f->slots = 0;
}

void path_tree_free(struct path_tree *f)
{
    end_growing(f);
    arena_free(&f->arena);
}

static bool syntax_error(struct str path, size_t at, struct err *err)
{
    err_set(err, "the path `" STR_FMT "` is wrong at byte %zu", STR_ARG(path), at + 1);
    return err_mend(err,
                    "write keys separated by dots, [] for an array's elements, > to go inside a string's "
                    "JSON, ?name for a URL's parameter, :unit for what its numbers are written in");
}

static void add_target(struct path_tree *f, struct path_node *node, struct target target)
{
    if (node->target_count == node->target_cap) {
        struct target *old = node->targets;
        node->target_cap = node->target_cap ? node->target_cap * 2 : 2;
        node->targets = arena_take(&f->arena, node->target_cap * sizeof *old);
        if (old)
            memcpy(node->targets, old, node->target_count * sizeof *old);
    }
    node->targets[node->target_count++] = target;
}

/* The node of the keys of `path` as one key; NULL when they are one, or not all of them are nested keys. */
static struct path_node *joined(struct path_tree *f, struct str path)
{
    size_t n = 0;
    while (n < path.n && (key_byte(path.p[n]) || path.p[n] == '.'))
        n++;
    bool nested =
        str_chr(str_head(path, n), '.') < n && (n == path.n || path.p[n] == '?' || path.p[n] == ':');
    return f->folded && nested ? child(f, &f->root, str_head(path, n)) : NULL;
}

bool path_tree_add(struct path_tree *f, enum field field, unsigned rank, struct str path, struct err *err)
{
    struct ending end = {0};
    size_t at = 0;
    struct path_node *node = node_of(f, path, &end, &at), *one;
    if (!node)
        return syntax_error(path, at, err);
    struct target target = {field, rank, arena_str(&f->arena, end.query), end.unit};
    add_target(f, node, target);
    if ((one = joined(f, path)))
        add_target(f, one, target);
    return true;
}

bool path_tree_flag(struct path_tree *f, enum path_flag mark, struct str path, struct err *err)
{
    struct ending end = {0};
    size_t at = 0;
    struct path_node *node = node_of(f, path, &end, &at), *one;
    if (!node)
        return syntax_error(path, at, err);
    node->flags |= mark;
    if ((one = joined(f, path)))
        one->flags |= mark;
    return true;
}

/* --- needles --- */

/* Is it a key of the text's own object that names the level, and nothing else? */
static bool tells_level(const struct path_node *root, const struct needle *needle)
{
    const struct path_node *node = needle->node;
    return node->parent == root && !needle->in_array && !needle->in_string && !node->inside &&
           !node->element && node->target_count == 1 && node->targets[0].field == FIELD_LEVEL;
}

/* Where a new needle goes: levels first, the best path before others (children stand last first), one key
 * together. */
static unsigned needle_place(const struct path_node *root, const struct needle *needle)
{
    unsigned i = root->needle_count;
    if (tells_level(root, needle))
        return 0;
    while (i > root->level_count && !str_eq(root->needles[i - 1].node->key, needle->node->key))
        i--;
    return i > root->level_count ? i : root->needle_count;
}

static void add_needle(struct path_tree *f, struct path_node *root, struct needle needle)
{
    struct str key = needle.node->key;
    unsigned n = root->needle_count, at = needle_place(root, &needle);
    struct needle *more = arena_take(&f->arena, (n + 1) * sizeof *more);
    char *text = arena_take(&f->arena, key.n + 2);
    text[0] = '"'; /* inside a string a key stands as \"key\" */
    memcpy(text + 1, key.p, key.n);
    text[key.n + 1] = '\\';
    needle.text = str_of(text, key.n + 2);
    if (n)
        memcpy(more, root->needles, at * sizeof *more);
    if (n)
        memcpy(more + at + 1, root->needles + at, (n - at) * sizeof *more);
    more[at] = needle;
    root->level_count += tells_level(root, &needle);
    root->needle_count++;
    root->needles = more;
}

static void count_same(struct path_node *root)
{
    for (unsigned i = root->needle_count; i-- > 0;) {
        struct needle *needle = &root->needles[i];
        bool more = i + 1 < root->needle_count && str_eq(needle[1].node->key, needle->node->key);
        needle->same = more ? needle[1].same + 1 : 1;
    }
}

/* The needles of `root` by the hash of their keys; none when there are too many to number. */
static void make_slots(struct path_tree *f, struct path_node *root)
{
    unsigned size = 2;
    while (size < 4 * root->needle_count)
        size *= 2;
    if (root->needle_count == 0 || root->needle_count >= UINT8_MAX)
        return;
    root->needle_mask = size - 1;
    root->needle_slots = arena_zero(&f->arena, size);
    for (unsigned i = 0; i < root->needle_count; i++) {
        struct str key = root->needles[i].node->key;
        uint32_t at = path_hash(key) & root->needle_mask;
        if (i && str_eq(root->needles[i - 1].node->key, key))
            continue;
        while (root->needle_slots[at])
            at = (at + 1) & root->needle_mask;
        root->needle_slots[at] = (uint8_t)(i + 1);
    }
}

/* Give `root` a needle for each key that feeds a field, from `at`'s node on, which stands as `at` says. */
static void gather(struct path_tree *f, struct path_node *root, struct needle at)
{
    const struct path_node *node = at.node;
    if (!node)
        return;
    if (node->target_count && node != root && node->key.n)
        add_needle(f, root, at);
    gather(f, root, (struct needle){.node = node->element, .in_array = true, .in_string = at.in_string});
    gather(f, root, (struct needle){.node = node->inside, .in_array = at.in_array, .in_string = true});
    for (at.node = node->children; at.node; at.node = at.node->next)
        gather(f, root, at);
}

static void make_table(struct path_tree *f, struct path_node *node)
{
    unsigned n = 0, size = 2;
    for (const struct path_node *at = node->children; at; at = at->next)
        n++;
    while (size < 4 * n)
        size *= 2;
    if (n == 0)
        return;
    node->mask = size - 1;
    node->table = arena_zero(&f->arena, size * sizeof *node->table);
    for (const struct path_node *at = node->children; at; at = at->next) {
        uint32_t hash = path_hash(at->key), slot = hash & node->mask;
        while (node->table[slot].node)
            slot = (slot + 1) & node->mask;
        node->table[slot] = (struct path_slot){at, hash};
    }
}

static void seal(struct path_tree *f, struct path_node *node)
{
    if (!node)
        return;
    node->number = f->nodes++;
    if (node->inside && !node->inside->needles) {
        gather(f, node->inside, (struct needle){.node = node->inside});
        count_same(node->inside);
        make_slots(f, node->inside);
    }
    seal(f, node->inside);
    seal(f, node->element);
    make_table(f, node);
    for (struct path_node *at = node->children; at; at = at->next)
        seal(f, at);
}

void path_tree_seal(struct path_tree *f)
{
    seal(f, &f->root);
    end_growing(f);
}
