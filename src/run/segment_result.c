#include "run/pipeline.h"

struct tally *tally_for(const struct run_config *config)
{
    struct tally *t = tally_new_for(config->rules, query_tally_spec(config->query));
    if (config->unclustered)
        tally_unclustered(t);
    return t;
}

void segment_result_init(struct segment_result *result, const struct run_config *config)
{
    *result = (struct segment_result){.tally = tally_for(config)};
}

void segment_result_clear(struct segment_result *result)
{
    tally_clear(result->tally);
    buf_clear(&result->output.text);
    events_clear(&result->events);
    *result = (struct segment_result){
        .tally = result->tally, .output = {.text = result->output.text}, .events = result->events};
}

void segment_result_free(struct segment_result *result)
{
    tally_free(result->tally);
    buf_free(&result->output.text);
    events_free(&result->events);
    *result = (struct segment_result){0};
}

void segment_result_swap(struct segment_result *a, struct segment_result *b)
{
    struct segment_result t = *a;
    *a = *b;
    *b = t;
}

void segment_result_merge(struct segment_result *into, const struct segment_result *from)
{
    tally_merge(into->tally, from->tally);
}

bool segment_result_deliver(struct segment_result *result, const struct run_config *config)
{
    struct sink_output *output = &result->output;
    if (!config->deliver || (!output->records && !output->text.n))
        return true;
    bool on = config->deliver(config->context, output);
    buf_clear(&output->text);
    output->records = output->weight = 0;
    return on;
}
