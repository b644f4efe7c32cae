#include "report/suggest.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "match/prove.h"
#include "report/redaction.h"
#include "report/template_regex.h"
#include "tally/cluster.h"
#include "tally/token.h"

/* Stands for a secret in examples: a word that most wildcards take. */
#define SECRET STR("redacted")

enum { SAMPLES = 200, EXAMPLES = 3, EXAMPLE_BYTES = 240, TITLE_BYTES = 100 };

/* From the strictest to the loosest. */
static const struct template_regex_style STYLES[] = {
    {TEMPLATE_REGEX_WHOLE, 0, false}, {TEMPLATE_REGEX_START, 160, false}, {TEMPLATE_REGEX_WORDS, 160, false},
    {TEMPLATE_REGEX_WORDS, 0, false}, {TEMPLATE_REGEX_WORDS, 160, true},  {TEMPLATE_REGEX_WORDS, 0, true},
};

struct unexplained {
    struct str id, template;
    struct str shown; /* the template that drafts are made of */
    uint64_t records;
    struct str *samples; /* the first line of a message of each template */
    size_t sample_count, sample_cap;
    struct str *template_ids; /* ids of the templates */
    struct str draft_id;      /* of its drafts; empty before the first */
    size_t template_id_count, template_id_cap;
};

struct suggest {
    struct arena arena;
    const struct rules *rules;
    const struct secrets *secrets; /* that drafts do not show; NULL: they show all */
    struct matcher *matcher;       /* of the signatures that exist */
    struct unexplained *v;
    size_t n;
    struct str *ids; /* given to drafts so far */
    size_t id_count, id_cap;
};

/* A draft as a table of its own. */
struct draft_trial {
    struct table table;
    struct rules *rules;
    struct matcher *matcher;
};

/* ---- the clusters ---- */

/* The first line of `message` that is not blank, as text that a YAML file can hold. */
static struct str sample_of(struct suggest *s, struct str message)
{
    LOCAL_BUF text = {0};
    bool cut = excerpt_is_cut(message, EXCERPT_BYTES);
    struct str line = str_trim(cut ? str_head(message, secret_cut(s->secrets, message)) : message);
    line = str_trim(str_head(line, str_chr(line, '\n')));
    utf8_scrub(line, &text);
    return arena_str(&s->arena, buf_str(&text));
}

/* The id of what is counted under `k`. */
static void add_id(struct suggest *s, struct unexplained *u, const struct cluster_key *k)
{
    LOCAL_BUF key = {0};
    char id[13];
    cluster_key_write(k, &key);
    cluster_id(buf_str(&key), id);
    MEM_GROW(u->template_ids, u->template_id_count, u->template_id_cap);
    u->template_ids[u->template_id_count++] = arena_str(&s->arena, str_z(id));
}

/* The ids under which a report may name the template, whichever of type and frame tells its clusters apart.
 */
static void add_ids(struct suggest *s, struct unexplained *u, struct str template, struct str key)
{
    struct cluster_key k = cluster_key_split(key);
    for (int i = 0; i < (k.type.n + k.frame.n ? 4 : 1); i++) {
        struct cluster_key one = {.template = template};
        one.type = i & 1 ? k.type : STR("");
        one.frame = i & 2 ? k.frame : STR("");
        add_id(s, u, &one);
    }
}

static void add_template(void *context, size_t cluster, const struct template_row *template)
{
    struct suggest *s = context;
    struct unexplained *u = &s->v[cluster];
    add_ids(s, u, u->template, template->row.key);
    add_ids(s, u, cluster_key_split(template->row.key).template, template->row.key);
    count_add(&u->records, template->row.records);
    if (u->sample_count == SAMPLES || !template->stats.example.p)
        return;
    MEM_GROW(u->samples, u->sample_count, u->sample_cap);
    u->samples[u->sample_count++] = sample_of(s, excerpt_str(&template->stats.example));
}

static int by_records(const void *a, const void *b)
{
    const struct unexplained *x = a, *y = b;
    if (x->records != y->records)
        return x->records > y->records ? -1 : 1;
    return str_cmp(x->template, y->template);
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* What a draft may show of `text`. The mark that is left is a word, as the secret was. */
static struct str shown(struct suggest *s, struct str text, struct str mark)
{
    LOCAL_BUF out = {0};
    if (!s->secrets)
        return text;
    template_redact(s->secrets, text, mark, &out);
    return arena_str(&s->arena, buf_str(&out));
}

struct suggest *suggest_new(const struct mine *m, const struct rules *rules, const struct secrets *secrets)
{
    struct suggest *s = mem_zero(sizeof *s);
    s->rules = rules;
    s->secrets = secrets;
    s->matcher = matcher_new(rules);
    s->n = mine_cluster_count(m);
    s->v = mem_zero((s->n + 1) * sizeof *s->v);
    for (size_t i = 0; i < s->n; i++) {
        char id[13];
        s->v[i].template = mine_cluster_template(m, i);
        cluster_id(s->v[i].template, id);
        s->v[i].id = arena_str(&s->arena, str_z(id));
        s->v[i].shown = shown(s, s->v[i].template, token_class_name(TOKEN_CLASS_WILDCARD));
    }
    mine_each_template(m, add_template, s);
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].sample_count)
            qsort(s->v[i].samples, s->v[i].sample_count, sizeof *s->v[i].samples, by_text);
    if (s->n)
        qsort(s->v, s->n, sizeof *s->v, by_records);
    return s;
}

void suggest_free(struct suggest *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++) {
        free(s->v[i].samples);
        free(s->v[i].template_ids);
    }
    matcher_free(s->matcher);
    arena_free(&s->arena);
    free(s->v);
    free(s->ids);
    free(s);
}

size_t suggest_count(const struct suggest *s)
{
    return s->n;
}

struct str suggest_id(const struct suggest *s, size_t i)
{
    return s->v[i].id;
}

struct str suggest_template(const struct suggest *s, size_t i)
{
    return s->v[i].template;
}

struct str suggest_shown(const struct suggest *s, size_t i)
{
    return s->v[i].shown;
}

size_t suggest_find(const struct suggest *s, struct str id)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_starts(s->v[i].id, id))
            return i;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->v[i].template_id_count; k++)
            if (str_starts(s->v[i].template_ids[k], id))
                return i;
    return s->n;
}

/* ---- the nearest other cluster ---- */

static bool holds_token(struct str template, struct str token)
{
    for (struct str t; token_next(&template, &t);)
        if (str_eq(t, token))
            return true;
    return false;
}

/* Tokens of `a` that `b` has too, in thousandths of all of both. */
static size_t likeness(struct str a, struct str b)
{
    size_t shared = 0, all = 0;
    for (struct str rest = a, t; token_next(&rest, &t); all++)
        shared += holds_token(b, t);
    for (struct str rest = b, t; token_next(&rest, &t);)
        all += !holds_token(a, t);
    return all ? shared * 1000 / all : 0;
}

/* A message of the cluster whose template is most like that of `i`; empty when there is no other. */
static struct str counterexample_of(const struct suggest *s, size_t i)
{
    size_t best = s->n, most = 0;
    for (size_t k = 0; k < s->n; k++) {
        size_t like = k != i && s->v[k].sample_count ? likeness(s->v[i].template, s->v[k].template) + 1 : 0;
        if (like > most) {
            most = like;
            best = k;
        }
    }
    return best < s->n ? str_head(s->v[best].samples[0], EXAMPLE_BYTES) : STR("");
}

/* ---- YAML ---- */

/* Characters that a YAML file may hold as they are (YAML 1.1, c-printable), and a reader sees. */
static bool is_printable(uint32_t c)
{
    return !escape_hides(c) && (c & 0xfffe) != 0xfffe;
}

static bool needs_escapes(struct str s)
{
    while (s.n)
        if (!is_printable(utf8_next(&s)))
            return true;
    return false;
}

static void add_escaped(struct str s, struct buf *out)
{
    buf_addc(out, '"');
    while (s.n) {
        uint32_t c = utf8_next(&s);
        if (c == '"' || c == '\\')
            buf_addc(out, '\\');
        if (is_printable(c))
            utf8_add(c, out);
        else
            buf_addf(out, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
    buf_addc(out, '"');
}

/* `s` as a YAML string, single quoted unless something in it must be escaped. */
static void add_string(struct str s, struct buf *out)
{
    if (needs_escapes(s)) {
        add_escaped(s, out);
        return;
    }
    buf_addc(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            buf_addc(out, '\'');
        buf_addc(out, s.p[i]);
    }
    buf_addc(out, '\'');
}

static void add_key(const char *key, struct str value, struct buf *out)
{
    buf_addz(out, key);
    add_string(value, out);
    buf_addc(out, '\n');
}

static bool id_taken(const struct suggest *s, struct str id)
{
    for (size_t i = 0; i < s->id_count; i++)
        if (str_eq(s->ids[i], id))
            return true;
    return table_signature(rules_table(s->rules), id) != NULL;
}

/* Give the drafts for `u` an id that no signature and no other draft has. */
static void draft_id(struct suggest *s, struct unexplained *u)
{
    LOCAL_BUF id = {0};
    if (u->draft_id.n)
        return;
    template_slug(u->shown, &id);
    size_t n = id.n;
    for (unsigned k = 2; id_taken(s, buf_str(&id)); k++) {
        id.n = n;
        buf_addf(&id, "-%u", k);
    }
    u->draft_id = arena_str(&s->arena, buf_str(&id));
    MEM_GROW(s->ids, s->id_count, s->id_cap);
    s->ids[s->id_count++] = u->draft_id;
}

/* The captures that are worth a breakdown: names of things, not measures. */
static void add_group(const struct template_regex *d, struct buf *out)
{
    const unsigned worth = 1u << TOKEN_CLASS_HOST | 1u << TOKEN_CLASS_IP | 1u << TOKEN_CLASS_WILDCARD |
                           1u << TOKEN_CLASS_STR | 1u << TOKEN_CLASS_EMAIL;
    size_t n = 0;
    for (size_t i = 0; i < d->capture_count && n < 2; i++)
        if ((worth >> d->captures[i].token_class & 1) &&
            !redact_names_secret(&secrets_shipped, str_z(d->captures[i].name)))
            buf_addf(out, "%s%s", n++ ? ", " : "    group: [", d->captures[i].name);
    if (n)
        buf_addz(out, "]\n");
}

/* Everything but the examples. */
static void add_body(const struct template_regex *d, struct str id, struct str template, struct str unless,
                     struct buf *out)
{
    buf_join(out, "  - id: ", id);
    add_key("\n    title: ", excerpt_cut(template, TITLE_BYTES), out);
    buf_addz(out, "    class: investigate # or expected\n");
    add_key("    match: ", buf_str(&d->regex), out);
    buf_add(out, unless);
    add_group(d, out);
    buf_addz(out, "    cause: TODO what went wrong\n"
                  "    impact: TODO what users see of it\n"
                  "    fix: TODO what to do\n");
}

/* ---- trials ---- */

static bool trial_begin(struct draft_trial *t, const struct buf *body, const struct buf *examples,
                        struct err *err)
{
    LOCAL_BUF file = {0};
    *t = (struct draft_trial){0};
    table_init(&t->table);
    buf_join(&file, "signatures:\n", buf_str(body), buf_str(examples));
    bool ok = table_load(&t->table, "draft", buf_str(&file), err);
    t->rules = ok ? rules_compile(&t->table, err) : NULL;
    t->matcher = t->rules ? matcher_new(t->rules) : NULL;
    return t->matcher;
}

static void trial_end(struct draft_trial *t)
{
    matcher_free(t->matcher);
    rules_free(t->rules);
    table_free(&t->table);
}

static bool matches(struct draft_trial *t, struct str text)
{
    struct hit hit;
    return matcher_try(t->matcher, 0, text, &hit);
}

/* All samples of its own cluster, none of another. */
static bool tells_apart(struct suggest *s, size_t i, struct draft_trial *t)
{
    for (size_t k = 0; k < s->n; k++)
        for (size_t j = 0; j < s->v[k].sample_count; j++)
            if (matches(t, s->v[k].samples[j]) != (k == i))
                return false;
    return true;
}

static bool matches_example(struct draft_trial *t, const struct signature *existing)
{
    for (size_t i = 0; i < existing->example_count; i++)
        if (matches(t, existing->examples[i].text))
            return true;
    return false;
}

/*
 * Append an `unless` of the patterns of all signatures that exist and are special cases of the draft: it
 * matches examples of theirs. Returns how many signatures there are.
 */
static size_t add_unless(const struct suggest *s, struct draft_trial *t, struct buf *out)
{
    const struct table *table = rules_table(s->rules);
    size_t n = 0;
    table_examples(table);
    for (size_t k = 0; k < table->signature_count; k++) {
        const struct signature *existing = &table->signatures[k];
        size_t own = existing->match_count - existing->step_count; /* patterns of records by themselves */
        if (own == 0 || !matches_example(t, existing))
            continue;
        buf_addz(out, n++ ? "" : "    unless:\n");
        for (size_t i = 0; i < own; i++)
            add_key("      - ", existing->match[i].source, out);
    }
    return n;
}

static bool proves(struct draft_trial *t, struct err *err)
{
    struct findings found = {0};
    bool ok = prove_table(t->rules, &found);
    if (!ok && found.n && err)
        *err = found.v[0];
    findings_free(&found);
    return ok;
}

/* ---- examples ---- */

static void add_captures(struct draft_trial *t, struct str text, struct buf *out)
{
    struct hit hit;
    size_t n = 0;
    if (!matcher_try(t->matcher, 0, text, &hit))
        return;
    for (size_t k = 0; k < rules_capture_count(t->rules, 0); k++) {
        if (hit.capture[k].n == 0)
            continue;
        struct str name = rules_capture_name(t->rules, 0, k);
        buf_join(out, n++ ? ", " : "        captures: {", name, ": ");
        add_string(hit.capture[k], out);
    }
    if (n)
        buf_addz(out, "}\n");
}

/* A sample short enough to paste that the draft still matches. */
static struct str example_of(struct suggest *s, struct draft_trial *t, struct str sample)
{
    struct str whole = shown(s, sample, SECRET), brief = excerpt_cut(whole, EXAMPLE_BYTES);
    return matches(t, brief) ? brief : whole;
}

static void add_examples(struct suggest *s, size_t i, struct draft_trial *t, struct buf *out)
{
    const struct unexplained *u = &s->v[i];
    size_t step = u->sample_count > EXAMPLES ? u->sample_count / EXAMPLES : 1;
    buf_addz(out, "    examples:\n");
    for (size_t k = 0, n = 0; k < u->sample_count && n < EXAMPLES; k += step, n++) {
        struct str text = example_of(s, t, u->samples[k]);
        add_key("      - text: ", text, out);
        add_captures(t, text, out);
    }
    struct str other = shown(s, counterexample_of(s, i), SECRET);
    if (other.n == 0 || matches(t, other))
        return;
    buf_addz(out, "    counterexamples:\n");
    add_key("      - ", other, out);
}

/* ---- drafts ---- */

/* Begin a trial of `d` that tells cluster `i` apart. What exists as a special case of it is excepted. */
static bool try_draft(struct suggest *s, size_t i, const struct template_regex *d, struct draft_trial *t,
                      struct buf *body, struct err *err)
{
    static const struct buf none;
    LOCAL_BUF unless = {0};
    add_body(d, s->v[i].draft_id, s->v[i].shown, STR(""), body);
    bool ok = trial_begin(t, body, &none, err);
    if (ok && add_unless(s, t, &unless)) {
        trial_end(t);
        buf_clear(body);
        add_body(d, s->v[i].draft_id, s->v[i].shown, buf_str(&unless), body);
        ok = trial_begin(t, body, &none, err);
    }
    if (ok && !tells_apart(s, i, t))
        ok = err_set(err, "no regex tells this cluster from the others");
    return ok;
}

/* One attempt: its text in `body` and `examples`, which are empty. */
static bool attempt(struct suggest *s, size_t i, const struct template_regex_style *style, struct buf *body,
                    struct buf *examples, struct err *err)
{
    struct template_regex d = {0};
    struct draft_trial bare = {0}, full = {0};
    bool ok = template_regex_make(&d, s->v[i].shown, style);
    if (!ok)
        err_set(err, "too little of the template is literal");
    ok = ok && try_draft(s, i, &d, &bare, body, err);
    if (ok) {
        add_examples(s, i, &bare, examples);
        ok = trial_begin(&full, body, examples, err) && proves(&full, err);
        trial_end(&full);
    }
    trial_end(&bare);
    template_regex_free(&d);
    return ok;
}

bool suggest_draft(struct suggest *s, size_t i, unsigned *number, struct buf *out, struct err *err)
{
    LOCAL_BUF body = {0}, examples = {0};
    draft_id(s, &s->v[i]);
    bool ok = false;
    err_set(err, "no further regex for this cluster");
    for (; *number < COUNT_OF(STYLES) && !ok; *number += !ok) {
        buf_clear(&body);
        buf_clear(&examples);
        ok = attempt(s, i, &STYLES[*number], &body, &examples, err);
    }
    if (ok)
        buf_join(out, buf_str(&body), buf_str(&examples));
    return ok;
}
