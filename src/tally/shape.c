#include "tally/shape.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "input/trace.h"
#include "tally/align.h"
#include "tally/cluster.h"
#include "tally/group.h"
#include "tally/mold.h"
#include "tally/prefix.h"
#include "tally/site.h"

static struct str template_of(const struct shape *s)
{
    return cluster_key_split(s->row.key).template;
}

static void prepare(struct counter_row *row)
{
    struct shape *s = (struct shape *)row;
    s->stats.requests.coarse = s->stats.users.coarse = true; /* a thousand shapes hold two sets each */
    s->slots = align_slots(template_of(s));
}

/* ---- values of wildcards ---- */

/* The values of the row's wildcards, made when there are none. */
static struct values *values_of(struct shape *s)
{
    if (!s->values && s->slots)
        s->values = mem_zero(s->slots * sizeof *s->values);
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

static void merge_words(struct values *into, const struct align_source *from, const struct values *values)
{
    struct values words = {.n = 0};
    char room[3 * VALUE_BYTES];
    for (uint32_t i = 0; i < values->n; i++)
        values_add(&words, whole_word(from, value_text(&values->v[i]), room), values->v[i].records);
    words.records = values->records;
    words.error = values->error;
    values_merge(into, &words);
    values_clear(&words);
}

static void take_values(struct values *into, const struct align_source *from, const struct values *values,
                        unsigned n, uint64_t records)
{
    if (from->slot >= 0 && (unsigned)from->slot < n)
        merge_words(into, from, &values[from->slot]);
    else if (from->word.n)
        values_add(into, from->word, records);
    else
        values_miss(into, records);
}

void shape_take_values(struct shape *into, struct str shape, const struct values *values, unsigned n,
                       uint64_t records)
{
    struct align_source from[ALIGN_SLOTS];
    bool same = str_eq(template_of(into), shape);
    struct values *to = values_of(into);
    if (!same && to)
        align(template_of(into), shape, from);
    for (unsigned i = 0; to && i < into->slots; i++) {
        if (same)
            from[i] = (struct align_source){.slot = (int)i};
        take_values(&to[i], &from[i], values, n, records);
    }
}

/* The values of one record, whose key, and the template in it, may be another than that of its row. */
static void add_values(struct shape *row, struct str key, const struct mask_values *values, uint64_t records)
{
    struct align_source from[ALIGN_SLOTS];
    struct values *to = values_of(row);
    bool same = str_eq(row->row.key, key);
    if (!same && to) {
        struct str shape = cluster_key_split(key).template;
        same = str_eq(template_of(row), shape);
        if (!same)
            align(template_of(row), shape, from);
    }
    for (unsigned i = 0; to && i < row->slots; i++) {
        size_t slot = same ? i : from[i].slot >= 0 ? (size_t)from[i].slot : MASK_VALUES;
        struct str value = slot < values->n ? values->v[slot] : same ? STR("") : from[i].word;
        char room[3 * VALUE_BYTES];
        if (value.n)
            values_add(&to[i], same || slot == MASK_VALUES ? value : whole_word(&from[i], value, room),
                       records);
        else
            values_miss(&to[i], records);
    }
}

static void free_values(struct shape *s)
{
    for (unsigned i = 0; s->values && i < s->slots; i++)
        values_clear(&s->values[i]);
    free(s->values);
}

static void merge(struct counter_row *into, const struct counter_row *from)
{
    struct shape *to = (struct shape *)into;
    const struct shape *s = (const struct shape *)from;
    stats_merge(&to->stats, &s->stats);
    if (to->slots)
        shape_take_values(to, template_of(s), s->values, s->values ? s->slots : 0, s->row.records);
}

static void release(struct counter_row *row)
{
    struct shape *s = (struct shape *)row;
    stats_free(&s->stats);
    free_values(s);
}

/* ---- keys ---- */

/* A message that says nothing is grouped by how the record ended instead. */
static void add_no_message(const struct record *rec, struct buf *out)
{
    buf_addz(out, "(no message)");
    if (rec->field[FIELD_OUTCOME].n) {
        buf_addz(out, " outcome ");
        buf_add(out, excerpt_cut(rec->field[FIELD_OUTCOME], 64));
    }
    if (rec->status != NO_STATUS)
        buf_addf(out, " status %d", rec->status);
}

/* What the stack trace of `rec` says, behind the template in `key`. */
static void add_site(const struct record *rec, struct buf *key)
{
    struct buf frame = {0};
    struct str name = rec->exception.n ? rec->exception : prefix_exception(rec->field[FIELD_MESSAGE]);
    if (name.n == 0)
        name = trace_exception(rec->stack);
    site_frame(rec->stack, &frame);
    struct cluster_key site = {.type = site_type(name), .frame = buf_str(&frame)};
    if (frame.n)
        cluster_key_write(&site, key);
    buf_free(&frame);
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
        add_site(rec, scratch);
    if (status != NO_STATUS)
        add_status(status, scratch);
    return buf_str(scratch);
}

struct str shape_key(struct shapes *s, const struct record *rec, struct buf *scratch)
{
    return key_of(rec, s->secrets, &s->custom, NO_STATUS, scratch, NULL);
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
static void put_together(const struct counter *from, const struct grouping *g, struct counter *into)
{
    size_t i = 0;
    struct buf key = {0};
    for (const struct counter_row *row = from->rows; row; row = row->hh.next)
        counter_take(into, rekey(g->templates[g->cluster_of[i++]], row->key, &key), row);
    buf_free(&key);
    into->other = from->other;
    into->floor = from->floor;
}

static const struct counter_kind cluster_kind = {
    .bound = SHAPE_BOUND,
    .key_bytes = SHAPE_KEY_BYTES,
    .row_bytes = sizeof(struct shape),
    .prepare = prepare,
    .merge = merge,
    .release = release,
};

static void group_rows(const struct counter *rows, struct counter *into, struct molds **molds)
{
    struct str *templates = templates_of(rows);
    struct grouping *g = group_templates(templates, counter_size(rows));
    put_together(rows, g, into);
    if (molds)
        *molds = molds_new(g, true);
    grouping_free(g);
    free(templates);
}

/* Of SHAPE_BOUND rows a quarter has to go for it to pay; else it waits for 4, 16, 64, ... such drops. */
enum { PATIENCE = 4 };

/* Where grouping gains little it is tried ever more seldom: it costs more than dropping rows. */
static void relieve(struct counter *c)
{
    struct shapes *s = (struct shapes *)c;
    struct counter together = {.kind = &cluster_kind};
    struct molds *molds;
    if (s->wait) {
        s->wait--;
        return;
    }
    group_rows(c, &together, &molds);
    molds_free(s->molds);
    s->molds = molds;
    bool little = counter_size(&together) > SHAPE_BOUND - SHAPE_BOUND / 4;
    s->patience = !little ? 0 : s->patience ? s->patience * PATIENCE : PATIENCE;
    s->wait = s->patience;
    const struct counter_kind *kind = c->kind;
    together.ghosts = c->ghosts;
    c->ghosts = (struct ghosts){0};
    counter_clear(c);
    *c = together;
    c->kind = kind;
}

static struct str alias(struct counter *c, struct str key)
{
    struct shapes *s = (struct shapes *)c;
    struct str found = s->molds ? molds_find(s->molds, cluster_key_split(key).template) : STR("");
    return found.n ? rekey(found, key, &s->key) : key;
}

/* Of a row of one record: the only value of a set, 0 when there is none. */
static uint64_t only_value(const struct distinct *d)
{
    return d->count == 1 && d->values ? d->values[0] : 0;
}

static void remember(const struct counter_row *row, struct ghost *ghost)
{
    const struct shape *s = (const struct shape *)row;
    ghost->note[0] = only_value(&s->stats.requests);
    ghost->note[1] = only_value(&s->stats.users);
    ghost->note[2] = version_counts_only(&s->stats.versions);
}

static void recall(struct counter_row *row, const struct ghost *ghost)
{
    struct shape *s = (struct shape *)row;
    if (ghost->note[0])
        distinct_add(&s->stats.requests, ghost->note[0]);
    if (ghost->note[1])
        distinct_add(&s->stats.users, ghost->note[1]);
    version_counts_add(&s->stats.versions, ghost->note[2], ghost->weight);
    timeline_add(&s->stats.timeline, ghost->time_ms, ghost->weight);
}

static const struct counter_kind shape_kind = {
    .bound = SHAPE_BOUND,
    .key_bytes = SHAPE_KEY_BYTES,
    .row_bytes = sizeof(struct shape),
    .prepare = prepare,
    .merge = merge,
    .release = release,
    .patient = true,
    .remember = remember,
    .recall = recall,
    .alias = alias,
    .relieve = relieve,
};

void shapes_init(struct shapes *s, const struct rules *rules)
{
    *s = (struct shapes){.rows.kind = &shape_kind, .secrets = rules ? rules_secrets(rules) : NULL};
    custom_masks_init(&s->custom, rules ? rules_table(rules) : NULL);
}

/*
 * The key of a record to be counted. To look for secrets costs more than all else here, and most messages are
 * alike: the text of a template that has a row was looked at when that was made.
 */
static struct str key_of_one(struct shapes *s, const struct record *rec, int status, struct buf *scratch,
                             struct mask_values *values)
{
    struct str key = key_of(rec, NULL, &s->custom, status, scratch, values);
    if (!s->secrets || counter_known(&s->rows, key))
        return key;
    values->n = 0;
    return key_of(rec, s->secrets, &s->custom, status, scratch, values);
}

void shapes_add(struct shapes *s, const struct record *rec, int status, unsigned source, uint64_t version,
                struct buf *scratch)
{
    struct mask_values values = {.n = 0};
    struct str key = key_of_one(s, rec, status, scratch, &values);
    uint64_t times = record_times(rec);
    struct shape *row = (struct shape *)counter_add(&s->rows, key, times, rec->time_ms);
    stats_add(&row->stats, rec, source, version);
    add_values(row, key, &values, times);
    excerpt_offer(&row->stats.example, rec->field[FIELD_MESSAGE], EXCERPT_BYTES,
                  (struct spot){source, rec->offset});
}

void shapes_merge(struct shapes *into, const struct shapes *from)
{
    counter_merge(&into->rows, &from->rows);
}

void shapes_clear(struct shapes *s)
{
    counter_clear(&s->rows);
    molds_free(s->molds);
    buf_free(&s->key);
    custom_masks_clear(&s->custom);
    *s = (struct shapes){.rows.kind = &shape_kind, .secrets = s->secrets, .custom = s->custom};
}

/* ---- clusters ---- */

/* Row of a counter by template: what the sites of its parts have in common. */
struct sites {
    struct counter_row row;
    struct str type, frame;
    bool types, frames; /* there are several */
};

static const struct counter_kind sites_kind = {
    .bound = 2 * SHAPE_BOUND, /* never reached */
    .key_bytes = SHAPE_KEY_BYTES,
    .row_bytes = sizeof(struct sites),
};

/* Note `one` in what all have in common, when it says something. */
static void note(struct str *common, bool *several, struct str one)
{
    *several |= one.n && common->n && !str_eq(one, *common);
    if (one.n && !common->n)
        *common = one;
}

static struct sites *sites_of(struct counter *all, const struct cluster_key *k)
{
    return (struct sites *)counter_add(all, k->template, 1, NO_TIME);
}

static void note_sites(struct counter *all, const struct counter *parts)
{
    for (const struct counter_row *row = parts->rows; row; row = row->hh.next) {
        struct cluster_key k = cluster_key_split(row->key);
        struct sites *sites = sites_of(all, &k);
        note(&sites->type, &sites->types, k.type);
        note(&sites->frame, &sites->frames, k.frame);
    }
}

/* Count `part` to its cluster. */
static void join(struct clusters *c, struct shape *part, const struct sites *sites, struct buf *key)
{
    struct cluster_key k = cluster_key_split(part->row.key), of = k;
    bool several = false;
    of.type = sites->types ? k.type : STR("");
    of.frame = sites->frames ? k.frame : STR("");
    buf_clear(key);
    cluster_key_write(&of, key);
    counter_take(&c->rows, buf_str(key), &part->row);
    struct shape *cluster = (struct shape *)counter_find(&c->rows, buf_str(key));
    note(&cluster->type, &several, k.type);
    note(&cluster->frame, &several, k.frame);
    cluster->parts++;
    part->cluster = cluster;
}

/* The parts are there: make the rows of them. */
static void join_parts(struct clusters *c)
{
    struct counter sites = {.kind = &sites_kind};
    struct buf key = {0};
    note_sites(&sites, &c->parts);
    for (struct counter_row *row = c->parts.rows; row; row = row->hh.next) {
        struct cluster_key k = cluster_key_split(row->key);
        join(c, (struct shape *)row, sites_of(&sites, &k), &key);
    }
    c->rows.other = c->parts.other;
    c->rows.floor = c->parts.floor;
    counter_clear(&sites);
    buf_free(&key);
}

static void clusters_init(struct clusters *c)
{
    *c = (struct clusters){.rows.kind = &cluster_kind, .parts.kind = &cluster_kind};
}

void clusters_clear(struct clusters *c)
{
    counter_clear(&c->rows);
    counter_clear(&c->parts);
}

const struct shape *clusters_find(const struct clusters *c, struct str template, struct str key)
{
    struct buf full = {0};
    const struct shape *part = (const struct shape *)counter_find(&c->parts, rekey(template, key, &full));
    buf_free(&full);
    return part ? part->cluster : NULL;
}

void shapes_group(const struct shapes *s, struct clusters *out)
{
    clusters_init(out);
    group_rows(&s->rows, &out->parts, NULL);
    join_parts(out);
}

struct str *shapes_templates(const struct shapes *s, size_t *n)
{
    *n = counter_size(&s->rows);
    return templates_of(&s->rows);
}

void shapes_collect(const struct shapes *s, const struct grouping *g, struct clusters *out)
{
    clusters_init(out);
    put_together(&s->rows, g, &out->parts);
    join_parts(out);
}
