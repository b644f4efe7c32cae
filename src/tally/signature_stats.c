#include "tally/signature_stats.h"

#include <stdio.h>

static const struct counter_kind value_kind = {
    .bound = BREAKDOWN_BOUND,
    .key_bytes = COUNTER_KEY_BYTES,
    .row_bytes = sizeof(struct counter_row),
};

static int capture_named(const struct rules *rules, uint32_t signature, struct str name)
{
    size_t n = rules_capture_count(rules, signature);
    for (size_t i = 0; i < n && i < HIT_CAPTURES; i++)
        if (str_eq(rules_capture_name(rules, signature, i), name))
            return (int)i;
    return -1;
}

struct signature_stats *signature_stats_plain(void)
{
    struct signature_stats *s = mem_zero(sizeof *s);
    s->span = SPAN_NONE;
    return s;
}

struct signature_stats *signature_stats_new(const struct rules *rules, uint32_t signature)
{
    const struct signature *sig = &rules_table(rules)->signatures[signature];
    struct signature_stats *s = signature_stats_plain();
    s->breakdown_count = sig->group_count;
    s->breakdowns = mem_zero(sig->group_count * sizeof *s->breakdowns);
    for (size_t i = 0; i < sig->group_count; i++) {
        s->breakdowns[i].by = sig->group[i];
        s->breakdowns[i].capture = capture_named(rules, signature, sig->group[i]);
        s->breakdowns[i].field = field_named(sig->group[i]);
        s->breakdowns[i].values.kind = &value_kind;
    }
    return s;
}

void signature_stats_clear(struct signature_stats *s)
{
    s->records = s->incidents = 0;
    s->span = SPAN_NONE;
    stats_clear(&s->stats);
    for (size_t i = 0; i < s->breakdown_count; i++)
        counter_clear(&s->breakdowns[i].values);
}

void signature_stats_free(struct signature_stats *s)
{
    if (!s)
        return;
    signature_stats_clear(s);
    stats_free(&s->stats);
    free(s->breakdowns);
    free(s);
}

struct str signature_stats_field(const struct record *rec, enum field f, struct str source_name,
                                 char room[24])
{
    if (f == FIELD_COUNT || rec->field[f].n)
        return f == FIELD_COUNT ? STR("") : rec->field[f];
    int number = f == FIELD_STATUS ? rec->status : f == FIELD_UPSTREAM ? rec->upstream : NO_STATUS;
    if (number != NO_STATUS)
        return str_of(room, (size_t)snprintf(room, 24, "%d", number));
    return f == FIELD_SOURCE ? source_name : f == FIELD_LEVEL ? str_z(level_name(rec->level)) : STR("");
}

static void add_value(struct breakdown *b, const struct record *rec, const struct hit *hit,
                      struct str source_name)
{
    char room[24];
    struct str value =
        b->capture >= 0 ? hit->capture[b->capture] : signature_stats_field(rec, b->field, source_name, room);
    if (value.n)
        counter_add(&b->values, value, record_times(rec), rec->time_ms);
}

static void add_example(struct excerpt *e, const struct record *rec, const struct hit *hit,
                        struct input_position at)
{
    if (hit->text >= rec->text_count || !excerpt_wants(e, at))
        return;
    struct str text = rec->texts[hit->text].s;
    excerpt_offer(e, excerpt_around(text, hit->start, hit->end, EXCERPT_BYTES), EXCERPT_BYTES, at);
}

void signature_stats_count(struct signature_stats *s, const struct record *rec, unsigned source,
                           uint64_t version)
{
    count_add(&s->records, record_times(rec));
    span_add(&s->span, rec->time_ms);
    stats_add(&s->stats, rec, source, version);
}

void signature_stats_hit(struct signature_stats *s, const struct record *rec, const struct hit *hit,
                         unsigned source, struct str source_name)
{
    for (size_t i = 0; i < s->breakdown_count; i++)
        add_value(&s->breakdowns[i], rec, hit, source_name);
    add_example(&s->stats.example, rec, hit, (struct input_position){source, rec->offset});
}

void signature_stats_incident(struct signature_stats *s, const struct sighted *what, unsigned source,
                              struct str by, struct str value)
{
    count_add(&s->records, what->times);
    span_add(&s->span, what->time_ms);
    stats_count(&s->stats, what, source);
    for (size_t i = 0; value.n && i < s->breakdown_count; i++)
        if (str_eq(s->breakdowns[i].by, by))
            counter_add(&s->breakdowns[i].values, value, what->times, what->time_ms);
}

void signature_stats_merge(struct signature_stats *into, const struct signature_stats *from)
{
    count_add(&into->records, from->records);
    count_add(&into->incidents, from->incidents);
    span_merge(&into->span, &from->span);
    stats_merge(&into->stats, &from->stats);
    for (size_t i = 0; i < into->breakdown_count; i++)
        counter_merge(&into->breakdowns[i].values, &from->breakdowns[i].values);
}
