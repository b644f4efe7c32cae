#include "cli/cluster_lookup.h"

bool cluster_id_maybe(const char *word)
{
    size_t n = strspn(word, "0123456789abcdef");
    return n >= 4 && n <= 12 && word[n] == '\0';
}

void cluster_lookup_init(struct cluster_lookup *c, const struct rules *rules)
{
    *c = (struct cluster_lookup){.mine = mine_new(rules)};
}

void cluster_lookup_free(struct cluster_lookup *c)
{
    if (c->suggest)
        suggest_free(c->suggest);
    if (c->mine)
        mine_free(c->mine);
    free(c->asked);
    *c = (struct cluster_lookup){0};
}

bool cluster_lookup_learn(void *context, const struct sink_record *o)
{
    struct cluster_lookup *c = context;
    if (o->unexplained)
        mine_add(c->mine, o->record, 0);
    return true;
}

static bool no_such_cluster(const char *word, struct err *err)
{
    err_set(err, "no unexplained error of these logs has an id that begins with %s", word);
    return err_mend(err, "the report shows the ids under UNKNOWN");
}

static bool several(const struct cluster_lookup *c, const char *word, struct err *err)
{
    LOCAL_BUF ids = {0};
    for (size_t i = 0; i < suggest_count(c->suggest); i++)
        if (str_starts(suggest_id(c->suggest, i), str_z(word)))
            buf_addf(&ids, "%s" STR_FMT, ids.n ? ", " : "", STR_ARG(suggest_id(c->suggest, i)));
    err_set(err, "%s is the start of several ids: " STR_FMT, word, STR_ARG(str_head(buf_str(&ids), 200)));
    return err_mend(err, "write more of it");
}

static bool ask_one(struct cluster_lookup *c, const char *word, struct err *err)
{
    size_t count = suggest_count(c->suggest), found = suggest_find(c->suggest, str_z(word)), same = 0;
    if (found == count)
        return no_such_cluster(word, err);
    for (size_t i = 0; i < count; i++)
        same += str_starts(suggest_id(c->suggest, i), str_z(word));
    if (same > 1)
        return several(c, word, err);
    c->asked[c->n++] = found;
    return true;
}

bool cluster_lookup_ask(struct cluster_lookup *c, const struct rules *rules, const char *const *words,
                        size_t n, struct err *err)
{
    mine_settle(c->mine);
    c->suggest = suggest_new(c->mine, rules, NULL);
    c->asked = mem_zero((n + 1) * sizeof *c->asked);
    for (size_t i = 0; i < n; i++)
        if (!ask_one(c, words[i], err))
            return false;
    return true;
}

bool cluster_lookup_have(struct cluster_lookup *c, const struct sink_record *o)
{
    if (!o->unexplained || c->n == 0)
        return false;
    struct assignment a = mine_assign(c->mine, mine_key(c->mine, o->record));
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(suggest_id(c->suggest, c->asked[i]), str_z(a.message_id)))
            return true;
    return false;
}
