#include "tally/template.h"

#include <stdio.h>

#include "input/stack_trace.h"
#include "tally/align.h"
#include "tally/cluster.h"
#include "tally/cluster_matcher.h"
#include "tally/clustering.h"
#include "tally/in_app_frame.h"
#include "tally/message_prefix.h"

static struct str template_of(const struct template_row *s)
{
    return cluster_key_split(s->row.key).template;
}

static void prepare(struct counter_row *row)
{
    struct template_row *s = (struct template_row *)row;
    s->stats.requests.coarse = s->stats.users.coarse = true; /* a thousand templates hold two sets each */
    s->wildcards = align_wildcards(template_of(s));
}

/* ---- values of wildcards ---- */

/* The values of the row's wildcards, made when there are none. */
static struct top_values *values_of(struct template_row *s)
{
    if (!s->values && s->wildcards)
        s->values = mem_zero(s->wildcards * sizeof *s->values);
    return s->values;
}

/* `value` with what stood around it in its word; in `room` when anything did. */
static struct str whole_word(const struct align_source *from, struct str value, char room[3 * VALUE_BYTES])
{
    if (from->head.n + from->tail.n == 0)
        return value;
    struct str parts[] = {from->head, value, from->tail};
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct str part = excerpt_cut(parts[i], VALUE_BYTES);
        memcpy(room + n, part.n ? part.p : "", part.n);
        n += part.n;
    }
    return str_of(room, n);
}

static void merge_words(struct top_values *into, const struct align_source *from,
                        const struct top_values *values)
{
    struct top_values words = {.n = 0};
    char room[3 * VALUE_BYTES];
    for (uint32_t i = 0; i < values->n; i++)
        top_values_add(&words, whole_word(from, counted_value_text(&values->v[i]), room),
                       values->v[i].records);
    words.records = values->records;
    words.error = values->error;
    top_values_merge(into, &words);
    top_values_clear(&words);
}

static void take_values(struct top_values *into, const struct align_source *from,
                        const struct top_values *values, unsigned n, uint64_t records)
{
    if (from->wildcard >= 0 && (unsigned)from->wildcard < n)
        merge_words(into, from, &values[from->wildcard]);
    else if (from->word.n)
        top_values_add(into, from->word, records);
    else
        top_values_miss(into, records);
}

void template_row_take_values(struct template_row *into, struct str template, const struct top_values *values,
                              unsigned n, uint64_t records)
{
    struct align_source from[ALIGN_WILDCARDS];
    bool same = str_eq(template_of(into), template);
    struct top_values *to = values_of(into);
    if (!same && to)
        align(template_of(into), template, from);
    for (unsigned i = 0; to && i < into->wildcards; i++) {
        if (same)
            from[i] = (struct align_source){.wildcard = (int)i};
        take_values(&to[i], &from[i], values, n, records);
    }
}

/* The values of one record, whose key, and the template in it, may be another than that of its row. */
static void add_values(struct template_row *row, struct str key, const struct mask_values *values,
                       uint64_t records)
{
    struct align_source from[ALIGN_WILDCARDS];
    struct top_values *to = values_of(row);
    bool same = str_eq(row->row.key, key);
    if (!same && to) {
        struct str template = cluster_key_split(key).template;
        same = str_eq(template_of(row), template);
        if (!same)
            align(template_of(row), template, from);
    }
    for (unsigned i = 0; to && i < row->wildcards; i++) {
        size_t wildcard = same ? i : from[i].wildcard >= 0 ? (size_t)from[i].wildcard : MASK_VALUES;
        struct str value = wildcard < values->n ? values->v[wildcard] : same ? STR("") : from[i].word;
        char room[3 * VALUE_BYTES];
        if (value.n)
            top_values_add(
                &to[i], same || wildcard == MASK_VALUES ? value : whole_word(&from[i], value, room), records);
        else
            top_values_miss(&to[i], records);
    }
}

static void free_values(struct template_row *s)
{
    for (unsigned i = 0; s->values && i < s->wildcards; i++)
        top_values_clear(&s->values[i]);
    free(s->values);
}

static void merge(struct counter_row *into, const struct counter_row *from)
{
    struct template_row *to = (struct template_row *)into;
    const struct template_row *s = (const struct template_row *)from;
    stats_merge(&to->stats, &s->stats);
    if (to->wildcards)
        template_row_take_values(to, template_of(s), s->values, s->values ? s->wildcards : 0, s->row.records);
}

static void release(struct counter_row *row)
{
    struct template_row *s = (struct template_row *)row;
    stats_free(&s->stats);
    free_values(s);
}

/* ---- keys ---- */

/* A message that says nothing is grouped by how the record ended instead. */
static void add_no_message(const struct record *rec, struct buf *out)
{
    buf_addz(out, "(no message)");
    if (rec->field[FIELD_OUTCOME].n)
        buf_join(out, " outcome ", excerpt_cut(rec->field[FIELD_OUTCOME], 64));
    if (rec->status != NO_STATUS)
        buf_addf(out, " status %d", rec->status);
}

/* What the stack trace of `rec` says, behind the template in `key`. */
static void add_in_app(const struct record *rec, struct buf *key)
{
    LOCAL_BUF frame = {0};
    struct str name = rec->exception.n ? rec->exception : message_prefix_exception(rec->field[FIELD_MESSAGE]);
    if (name.n == 0)
        name = stack_trace_exception(rec->stack);
    in_app_frame_of(rec->stack, &frame);
    struct cluster_key in_app = {.type = in_app_frame_type(name), .frame = buf_str(&frame)};
    if (frame.n)
        cluster_key_write(&in_app, key);
}

/* `key` with the status by which the error is told apart. */
static void add_status(int status, struct buf *key)
{
    char text[16];
    struct buf plain = *key;
    struct cluster_key k = cluster_key_split(buf_str(&plain));
    k.status = str_of(text, (size_t)snprintf(text, sizeof text, "%d", status));
    *key = (struct buf){0};
    cluster_key_write(&k, key);
    buf_free(&plain);
}

static struct str key_of(const struct record *rec, const struct secrets *k, struct custom_masks *custom,
                         int status, struct buf *scratch, struct mask_values *values)
{
    buf_clear(scratch);
    cluster_mask_values(rec->field[FIELD_MESSAGE], k, custom, scratch, values);
    if (scratch->n == 0)
        add_no_message(rec, scratch);
    if (UNLIKELY(rec->stack.n))
        add_in_app(rec, scratch);
    if (status != NO_STATUS)
        add_status(status, scratch);
    return buf_str(scratch);
}

struct str template_row_key(struct template_table *t, const struct record *rec, struct buf *scratch)
{
    return key_of(rec, t->secrets, &t->custom, NO_STATUS, scratch, NULL);
}

/* `key` with another template. */
static struct str rekey(struct str template, struct str key, struct buf *out)
{
    struct cluster_key k = cluster_key_split(key);
    if (!str_eq(k.template, template))
        k.id = STR("");
    k.template = template;
    buf_clear(out);
    cluster_key_write(&k, out);
    return buf_str(out);
}

/* ---- putting rows together ---- */

static struct str *templates_of(const struct counter *rows)
{
    struct str *templates = mem_resize(NULL, (counter_size(rows) + 1) * sizeof *templates);
    size_t n = 0;
    for (const struct counter_row *row = rows->rows; row; row = row->hh.next)
        templates[n++] = cluster_key_split(row->key).template;
    return templates;
}

/* Rows of `from` by cluster, in `into`, which is empty and of a kind that neither drops nor renames. */
static void put_together(const struct counter *from, const struct clustering *g, struct counter *into)
{
    size_t i = 0;
    LOCAL_BUF key = {0};
    for (const struct counter_row *row = from->rows; row; row = row->hh.next)
        counter_take(into, rekey(g->templates[g->cluster_of[i++]], row->key, &key), row);
    into->other = from->other;
    into->floor = from->floor;
}

static const struct counter_kind cluster_kind = {
    .bound = TEMPLATE_BOUND,
    .key_bytes = TEMPLATE_KEY_BYTES,
    .row_bytes = sizeof(struct template_row),
    .prepare = prepare,
    .merge = merge,
    .release = release,
};

static void cluster_rows(const struct counter *rows, struct counter *into, struct cluster_matcher **matcher)
{
    LOCAL_MEM struct str *templates = templates_of(rows);
    struct clustering *g = cluster_templates(templates, counter_size(rows));
    put_together(rows, g, into);
    if (matcher)
        *matcher = cluster_matcher_new(g, true);
    clustering_free(g);
}

/* Of TEMPLATE_BOUND rows a quarter has to go for it to pay; else it waits for 4, 16, 64, ... such drops. */
enum { PATIENCE = 4 };

/* Where grouping gains little it is tried ever more seldom: it costs more than dropping rows. */
static void relieve(struct counter *c)
{
    struct template_table *t = (struct template_table *)c;
    struct counter together = {.kind = &cluster_kind};
    struct cluster_matcher *matcher;
    if (t->wait) {
        t->wait--;
        return;
    }
    cluster_rows(c, &together, &matcher);
    cluster_matcher_free(t->matcher);
    t->matcher = matcher;
    bool little = counter_size(&together) > TEMPLATE_BOUND - TEMPLATE_BOUND / 4;
    t->patience = !little ? 0 : t->patience ? t->patience * PATIENCE : PATIENCE;
    t->wait = t->patience;
    const struct counter_kind *kind = c->kind;
    together.evicted = c->evicted;
    c->evicted = (struct evicted_rows){0};
    counter_clear(c);
    *c = together;
    c->kind = kind;
}

static struct str alias(struct counter *c, struct str key)
{
    struct template_table *t = (struct template_table *)c;
    struct str found =
        t->matcher ? cluster_matcher_find(t->matcher, cluster_key_split(key).template) : STR("");
    return found.n ? rekey(found, key, &t->key) : key;
}

/* Of a row of one record: the only value of a set, 0 when there is none. */
static uint64_t only_value(const struct distinct *d)
{
    return d->count == 1 && d->values ? d->values[0] : 0;
}

static void remember(const struct counter_row *row, struct evicted_row *evicted)
{
    const struct template_row *s = (const struct template_row *)row;
    evicted->note[0] = only_value(&s->stats.requests);
    evicted->note[1] = only_value(&s->stats.users);
    evicted->note[2] = version_counts_only(&s->stats.versions);
}

static void recall(struct counter_row *row, const struct evicted_row *evicted)
{
    struct template_row *s = (struct template_row *)row;
    if (evicted->note[0])
        distinct_add(&s->stats.requests, evicted->note[0]);
    if (evicted->note[1])
        distinct_add(&s->stats.users, evicted->note[1]);
    version_counts_add(&s->stats.versions, evicted->note[2], evicted->weight);
    timeline_add(&s->stats.timeline, evicted->time_ms, evicted->weight);
}

static const struct counter_kind template_row_kind = {
    .bound = TEMPLATE_BOUND,
    .key_bytes = TEMPLATE_KEY_BYTES,
    .row_bytes = sizeof(struct template_row),
    .prepare = prepare,
    .merge = merge,
    .release = release,
    .patient = true,
    .remember = remember,
    .recall = recall,
    .alias = alias,
    .relieve = relieve,
};

void template_table_init(struct template_table *t, const struct rules *rules)
{
    *t = (struct template_table){.rows.kind = &template_row_kind,
                                 .secrets = rules ? rules_secrets(rules) : NULL};
    custom_masks_init(&t->custom, rules ? rules_table(rules) : NULL);
}

/*
 * The key of a record to be counted. To look for secrets costs more than all else here, and most messages are
 * alike: the text of a template that has a row was looked at when that was made.
 */
static struct str key_of_one(struct template_table *t, const struct record *rec, int status,
                             struct buf *scratch, struct mask_values *values)
{
    struct str key = key_of(rec, NULL, &t->custom, status, scratch, values);
    if (!t->secrets || counter_known(&t->rows, key))
        return key;
    values->n = 0;
    return key_of(rec, t->secrets, &t->custom, status, scratch, values);
}

void template_table_add(struct template_table *t, const struct record *rec, int status, unsigned source,
                        uint64_t version, struct buf *scratch)
{
    struct mask_values values = {.n = 0};
    struct str key = key_of_one(t, rec, status, scratch, &values);
    uint64_t times = record_times(rec);
    struct template_row *row = (struct template_row *)counter_add(&t->rows, key, times, rec->time_ms);
    stats_add(&row->stats, rec, source, version);
    add_values(row, key, &values, times);
    excerpt_offer(&row->stats.example, rec->field[FIELD_MESSAGE], EXCERPT_BYTES,
                  (struct input_position){source, rec->offset});
}

void template_table_merge(struct template_table *into, const struct template_table *from)
{
    counter_merge(&into->rows, &from->rows);
}

void template_table_clear(struct template_table *t)
{
    counter_clear(&t->rows);
    cluster_matcher_free(t->matcher);
    buf_free(&t->key);
    custom_masks_clear(&t->custom);
    *t = (struct template_table){.rows.kind = &template_row_kind, .secrets = t->secrets, .custom = t->custom};
}

/* ---- clusters ---- */

/* Row of a counter by template: what the in-app frames of its parts have in common. */
struct in_app_frames {
    struct counter_row row;
    struct str type, frame;
    bool types, frames; /* there are several */
};

static const struct counter_kind in_app_frames_kind = {
    .bound = 2 * TEMPLATE_BOUND, /* never reached */
    .key_bytes = TEMPLATE_KEY_BYTES,
    .row_bytes = sizeof(struct in_app_frames),
};

/* Note `one` in what all have in common, when it says something. */
static void note(struct str *common, bool *several, struct str one)
{
    *several |= one.n && common->n && !str_eq(one, *common);
    if (one.n && !common->n)
        *common = one;
}

static struct in_app_frames *in_app_frames_of(struct counter *all, const struct cluster_key *k)
{
    return (struct in_app_frames *)counter_add(all, k->template, 1, NO_TIME);
}

static void note_in_app(struct counter *all, const struct counter *parts)
{
    for (const struct counter_row *row = parts->rows; row; row = row->hh.next) {
        struct cluster_key k = cluster_key_split(row->key);
        struct in_app_frames *in_app = in_app_frames_of(all, &k);
        note(&in_app->type, &in_app->types, k.type);
        note(&in_app->frame, &in_app->frames, k.frame);
    }
}

/* Count `part` to its cluster. */
static void join(struct cluster_table *c, struct template_row *part, const struct in_app_frames *in_app,
                 struct buf *key)
{
    struct cluster_key k = cluster_key_split(part->row.key), of = k;
    bool several = false;
    of.type = in_app->types ? k.type : STR("");
    of.frame = in_app->frames ? k.frame : STR("");
    buf_clear(key);
    cluster_key_write(&of, key);
    counter_take(&c->rows, buf_str(key), &part->row);
    struct template_row *cluster = (struct template_row *)counter_find(&c->rows, buf_str(key));
    note(&cluster->type, &several, k.type);
    note(&cluster->frame, &several, k.frame);
    cluster->parts++;
    part->cluster = cluster;
}

/* The parts are there: make the rows of them. */
static void join_parts(struct cluster_table *c)
{
    struct counter in_app = {.kind = &in_app_frames_kind};
    LOCAL_BUF key = {0};
    note_in_app(&in_app, &c->parts);
    for (struct counter_row *row = c->parts.rows; row; row = row->hh.next) {
        struct cluster_key k = cluster_key_split(row->key);
        join(c, (struct template_row *)row, in_app_frames_of(&in_app, &k), &key);
    }
    c->rows.other = c->parts.other;
    c->rows.floor = c->parts.floor;
    counter_clear(&in_app);
}

static void cluster_table_init(struct cluster_table *c)
{
    *c = (struct cluster_table){.rows.kind = &cluster_kind, .parts.kind = &cluster_kind};
}

void cluster_table_clear(struct cluster_table *c)
{
    counter_clear(&c->rows);
    counter_clear(&c->parts);
}

const struct template_row *cluster_table_find(const struct cluster_table *c, struct str template,
                                              struct str key)
{
    LOCAL_BUF full = {0};
    const struct template_row *part =
        (const struct template_row *)counter_find(&c->parts, rekey(template, key, &full));
    return part ? part->cluster : NULL;
}

void template_table_cluster(const struct template_table *t, struct cluster_table *out)
{
    cluster_table_init(out);
    cluster_rows(&t->rows, &out->parts, NULL);
    join_parts(out);
}

struct str *template_table_templates(const struct template_table *t, size_t *n)
{
    *n = counter_size(&t->rows);
    return templates_of(&t->rows);
}

void template_table_collect(const struct template_table *t, const struct clustering *g,
                            struct cluster_table *out)
{
    cluster_table_init(out);
    put_together(&t->rows, g, &out->parts);
    join_parts(out);
}
