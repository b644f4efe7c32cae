#include "cli/selection.h"

struct selection {
    bool by_signature, by_regex, invert; /* by_signature: by any word of -s */
    bool *wanted;                        /* by index of the signature */
    bool statuses[1000];
    struct cluster_lookup *clusters;
    const char **cluster_words;
    size_t cluster_word_count;
    unsigned classes; /* bit set; 0: any */
    struct regex **regexes;
    const char *const *sources; /* of them, as they were given */
    size_t regex_count;
};

/* A status is three digits, a cluster's id hex digits: nothing that is a signature's id. */
static bool want(struct selection *s, const struct signature_set *k, const char *word, struct err *err)
{
    const struct signature *found = table_signature(&k->table, str_z(word));
    uint64_t status;
    if (found)
        s->wanted[found - k->table.signatures] = true;
    else if (strlen(word) == 3 && str_u64(str_z(word), &status))
        s->statuses[status] = true;
    else if (cluster_id_maybe(word))
        s->cluster_words[s->cluster_word_count++] = word;
    else
        return signature_set_signature(k, word, err);
    return true;
}

static bool want_signatures(struct selection *s, const struct options *o, const struct signature_set *k,
                            struct err *err)
{
    const struct table *t = &k->table;
    s->wanted = mem_zero(t->signature_count + 1);
    s->by_signature = o->signatures.n > 0;
    s->cluster_words = mem_zero((o->signatures.n + 1) * sizeof *s->cluster_words);
    for (size_t i = 0; i < o->signatures.n; i++)
        if (!want(s, k, o->signatures.v[i], err))
            return false;
    return true;
}

static bool compile(struct selection *s, const char *source, bool ignore_case, struct err *err)
{
    struct err why = {0};
    LOCAL_BUF regex = {0};
    buf_addf(&regex, "%s%s", ignore_case ? "(?i)" : "", source);
    struct regex *r = regex_new(buf_str(&regex), NULL, &why);
    if (!r) {
        err_set(err, "--regexp '%s': %s", source, why.what);
        return err_mend(err, "%s", why.mend[0] ? why.mend : "put a backslash before what is meant literally");
    }
    s->regexes[s->regex_count++] = r;
    return true;
}

static bool compile_regexes(struct selection *s, const struct options *o, struct err *err)
{
    s->by_regex = o->regexes.n > 0;
    s->sources = o->regexes.v;
    s->regexes = mem_zero((o->regexes.n + 1) * sizeof *s->regexes);
    for (size_t i = 0; i < o->regexes.n; i++)
        if (!compile(s, o->regexes.v[i], o->ignore_case, err))
            return false;
    return true;
}

struct selection *selection_new(const struct options *o, const struct signature_set *k, struct err *err)
{
    struct selection *s = mem_zero(sizeof *s);
    s->invert = o->invert;
    s->classes = o->classes | (o->unknown ? 1u << CLASS_UNKNOWN : 0);
    if (!want_signatures(s, o, k, err) || !compile_regexes(s, o, err)) {
        selection_free(s);
        return NULL;
    }
    if (!s->classes && !s->by_signature && !s->by_regex && !o->wheres.n)
        s->classes = ~(1u << CLASS_CLEAN);
    return s;
}

void selection_free(struct selection *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->regex_count; i++)
        regex_free(s->regexes[i]);
    free(s->regexes);
    free(s->wanted);
    free(s->cluster_words);
    free(s);
}

static const struct hit *wanted_hit(const struct selection *s, const struct hits *hits)
{
    for (size_t i = 0; i < hits->n; i++)
        if (!s->by_signature || s->wanted[hits->v[i].signature])
            return &hits->v[i];
    return NULL;
}

size_t selection_clusters(const struct selection *s, const char *const **words)
{
    *words = s->cluster_words;
    return s->cluster_word_count;
}

void selection_learnt(struct selection *s, struct cluster_lookup *clusters)
{
    s->clusters = clusters;
}

/* Is it in a row that -s names: of a signature, of a status that no signature explains, of a cluster? */
static bool in_row(const struct selection *s, const struct sink_record *o, const struct hit *h)
{
    int status = o->record->status;
    if (h || (o->hits->n == 0 && status > 0 && status < 1000 && s->statuses[status]))
        return true;
    return s->clusters && cluster_lookup_have(s->clusters, o);
}

static bool regex_matches(const struct selection *s, struct engine *engine, size_t i, struct str text,
                          struct highlight *highlight)
{
    engine_works_for(engine, str_z(s->sources[i]));
    if (!engine_run(engine, s->regexes[i], text))
        return false;
    struct str span = engine_group(engine, text, 0);
    size_t start = span.n ? (size_t)(span.p - text.p) : 0; /* a match of nothing has no place */
    *highlight = (struct highlight){text, start, start + span.n};
    return true;
}

bool selection_regex(const struct selection *s, const struct sink_record *o, size_t i,
                     struct highlight *highlight)
{
    const struct record *rec = o->record;
    if (regex_matches(s, o->engine, i, rec->field[FIELD_MESSAGE], highlight))
        return true;
    for (size_t t = 0; t < rec->text_count; t++)
        if (regex_matches(s, o->engine, i, rec->texts[t].s, highlight))
            return true;
    return false;
}

static bool regexes_match(const struct selection *s, const struct sink_record *o, struct str text,
                          struct highlight *highlight)
{
    for (size_t i = 0; i < s->regex_count; i++)
        if (regex_matches(s, o->engine, i, text, highlight))
            return true;
    return false;
}

/* The first text that any matches: it is what a line shows. */
static bool some_text_matches(const struct selection *s, const struct sink_record *o,
                              struct highlight *highlight)
{
    const struct record *rec = o->record;
    if (regexes_match(s, o, rec->field[FIELD_MESSAGE], highlight))
        return true;
    for (size_t i = 0; i < rec->text_count; i++)
        if (regexes_match(s, o, rec->texts[i].s, highlight))
            return true;
    return false;
}

static struct highlight mark_of(const struct record *rec, const struct hit *h)
{
    if (h && h->text < rec->text_count)
        return (struct highlight){rec->texts[h->text].s, h->start, h->end};
    return (struct highlight){rec->field[FIELD_MESSAGE], 0, 0};
}

bool selection_takes(const struct selection *s, const struct sink_record *o, struct highlight *highlight)
{
    const struct hit *h = wanted_hit(s, o->hits);
    *highlight = mark_of(o->record, h);
    if (o->filtered)
        return false;
    bool takes = (!s->by_signature || in_row(s, o, h)) && (!s->classes || s->classes >> o->class & 1) &&
                 (!s->by_regex || some_text_matches(s, o, highlight));
    return takes != s->invert;
}
