#include <stdlib.h>

#include "run/pipeline.h"

struct tally *tally_for(const struct run_config *config)
{
    return tally_asked(config->rules, query_question(config->query));
}

void part_init(struct part *p, const struct run_config *config)
{
    *p = (struct part){.tally = tally_for(config)};
}

void part_clear(struct part *p)
{
    tally_clear(p->tally);
    if (p->plain)
        tally_free(p->plain);
    buf_clear(&p->yield.text);
    *p = (struct part){.tally = p->tally, .yield = {.text = p->yield.text}};
}

void part_free(struct part *p)
{
    tally_free(p->tally);
    tally_free(p->plain);
    buf_free(&p->yield.text);
    *p = (struct part){0};
}

static void merge_junk(struct part *into, const struct part *from)
{
    if (from->junk.count == 0)
        return;
    if (into->junk.count == 0) {
        into->junk = from->junk;
        into->junk.bytes = into->junk.count = 0;
        memcpy(into->junk_example, from->junk_example, sizeof into->junk_example);
        into->junk.example.p = into->junk_example;
    }
    into->junk.bytes += from->junk.bytes;
    into->junk.count += from->junk.count;
}

void part_merge(struct part *into, const struct part *from, const struct run_config *config)
{
    tally_merge(into->tally, from->tally);
    if (from->plain) {
        if (!into->plain)
            into->plain = tally_for(config);
        tally_merge(into->plain, from->plain);
    }
    merge_junk(into, from);
    into->enveloped |= from->enveloped;
}

bool part_deliver(struct part *p, const struct run_config *config)
{
    struct yield *y = &p->yield;
    if (!config->deliver || (!y->records && !y->text.n))
        return true;
    bool on = config->deliver(config->context, y);
    buf_clear(&y->text);
    y->records = y->weight = 0;
    return on;
}

void part_settle(const struct part *p, unsigned source, bool enveloped, struct tally *t)
{
    tally_merge(t, p->tally);
    if (p->junk.count == 0)
        return;
    tally_bytes(t, source, p->junk.bytes, enveloped ? p->junk.bytes : 0);
    if (enveloped) {
        struct finding junk = p->junk;
        junk.example.p = p->junk_example;
        tally_finding(t, source, &junk);
    } else {
        tally_merge(t, p->plain);
    }
}
