#include "cli/signature_set.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/ascii.h"
#include "base/mem.h"
#include "cli/output.h"
#include "cli/text_file.h"
#include "match/frozen.h"

static bool load_file(struct table *t, const char *path, struct err *err)
{
    LOCAL_BUF text = {0};
    return text_file_read(path, &text, err) && table_load(t, path, buf_str(&text), err);
}

static int is_signature_file(const struct dirent *entry)
{
    struct str name = str_z(entry->d_name);
    return name.p[0] != '.' && (str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")));
}

/* By bytes, whatever the locale: the order decides what overrides what. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool load_folder(struct table *t, const char *path, struct err *err)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_signature_file, by_name);
    if (n < 0)
        return err_set(err, "%s: cannot read the folder: %s", path, strerror(errno));
    bool ok = n > 0 || err_set(err, "%s: no *.yaml file in this folder", path);
    for (int i = 0; i < n; i++) {
        LOCAL_BUF file = {0};
        buf_addf(&file, "%s%s%s", path, str_ends(str_z(path), STR("/")) ? "" : "/", entries[i]->d_name);
        buf_addc(&file, 0);
        ok = ok && load_file(t, file.p, err);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

bool signature_set_folder_holds(const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, is_signature_file, NULL);
    for (int i = 0; i < n; i++)
        free(entries[i]);
    if (n >= 0)
        free(entries);
    return n > 0;
}

bool signature_set_add(struct signature_set *k, const char *path, struct err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return err_set(err, "%s: cannot open: %s", path, strerror(errno));
    return S_ISDIR(st.st_mode) ? load_folder(&k->table, path, err) : load_file(&k->table, path, err);
}

bool signature_set_load(struct signature_set *k, const struct options *o, struct err *err)
{
    k->rules = NULL;
    table_init(&k->table);
    table_thaw(&k->table, &frozen_shipped);
    if (o->no_builtin) { /* the tables of fields, statuses and models stay */
        k->table.signature_count = 0;
        k->table.changed = true;
    }
    for (size_t i = 0; i < o->patterns.n; i++)
        if (!signature_set_add(k, o->patterns.v[i], err)) {
            if (!err->file[0])
                options_locate(o, o->patterns.v[i], err);
            return false;
        }
    return true;
}

bool signature_set_load_or_complain(struct signature_set *k, const struct options *o)
{
    struct err err = {0};
    bool ok = signature_set_load(k, o, &err);
    if (!ok)
        complain(&err);
    return ok;
}

bool signature_set_compile(struct signature_set *k, struct err *err)
{
    k->rules = rules_compile(&k->table, err);
    return k->rules;
}

void signature_set_free(struct signature_set *k)
{
    if (k->rules)
        rules_free(k->rules);
    table_free(&k->table);
}

static const char *nearest_id(const struct table *t, struct str id)
{
    LOCAL_MEM const char **ids = mem_zero((t->signature_count + 1) * sizeof *ids);
    for (size_t i = 0; i < t->signature_count; i++)
        ids[i] = t->signatures[i].id.p; /* arena strings are terminated */
    const char *near = str_nearest(id, ids, t->signature_count);
    return near;
}

/* Name the signatures whose id or title has `word`, if there are some. */
static bool add_near(const struct table *t, struct str word, struct err *err)
{
    enum { MOST = 8 };
    struct buf ids = {0};
    size_t n = 0;
    for (size_t i = 0; i < t->signature_count && word.n >= 3; i++)
        if (signature_has(&t->signatures[i], word) && ++n <= MOST)
            buf_addf(&ids, "%s" STR_FMT, ids.n ? ", " : "", STR_ARG(t->signatures[i].id));
    if (n)
        err_mend(err, "these are near: " STR_FMT "%s (sigtail list " STR_FMT ")", STR_ARG(ids),
                 n > MOST ? ", ..." : "", STR_ARG(word));
    buf_free(&ids);
    return n;
}

const struct signature *signature_set_signature(const struct signature_set *k, const char *id,
                                                struct err *err)
{
    struct str name = str_of(id, strlen(id));
    const struct signature *s = table_signature(&k->table, name);
    if (s)
        return s;
    err_set(err, "no signature " STR_FMT, STR_ARG(name));
    if (name.n == 3 && str_past(name, 0, is_digit) == 3) {
        err_mend(err, "it is a status: -w status=%s selects its records (and sigtail grep -s %s)", id, id);
        return NULL;
    }
    const char *near = nearest_id(&k->table, name);
    if (add_near(&k->table, name, err))
        return NULL;
    if (near)
        err_mend(err, "did you mean %s? (sigtail list)", near);
    else
        err_mend(err, "sigtail list shows them all");
    return NULL;
}
