/*
 * stages: what each stage of a pipeline costs on a log: the pipeline is run with the later stages cut off,
 * one more each time, on one thread. The difference of two rows is the stage. Prints a table.
 *
 *     stages FILE [ROUNDS]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "reading.h"
#include "run/path_trees.h"
#include "run/run.h"
#include "tally/triage.h"

enum stage { STAGE_FRAME, STAGE_BASIC_FIELDS, STAGE_LITERALS, STAGE_MATCH, STAGE_TALLY, STAGE_COUNT };

static const char *const NAMES[] = {
    [STAGE_FRAME] = "frame: where records end",
    [STAGE_BASIC_FIELDS] = "skim: fields that are counted",
    [STAGE_LITERALS] = "literals: may a signature match",
    [STAGE_MATCH] = "match: texts, regexes, messages",
    [STAGE_TALLY] = "tally: the whole pipeline",
};

struct work {
    struct shipped shipped;
    struct path_trees path_trees;
    struct str log;
    int64_t now_ms;
};

/* What passed through the stages of one run. */
struct counts {
    uint64_t frames, records, candidates, read, hits;
};

/* One run's own state. */
struct line {
    const struct work *work;
    enum stage last;
    struct framer framer;
    struct decoder *decoder;
    struct matcher *matcher;
    struct counts counts;
};

static bool may_match(const struct rules *rules, const struct record *rec)
{
    if (rec->opaque)
        return true;
    for (unsigned i = 0; i < SPAN_COUNT; i++)
        if (rec->spans[i].n && rules_may_match(rules, rec->spans[i]))
            return true;
    return false;
}

static void take_record(struct line *l, struct record *rec)
{
    const struct rules *rules = l->work->shipped.rules;
    struct hits hits = {0};
    l->counts.records++;
    if (l->last < STAGE_LITERALS)
        return;
    bool candidate = may_match(rules, rec);
    l->counts.candidates += candidate;
    if (l->last < STAGE_MATCH)
        return;
    if (!candidate &&
        !triage(rules_table(rules), triage_status(rules_table(rules), rec->status), rec, &hits).unexplained)
        return;
    decoder_texts(l->decoder, rec);
    l->counts.read++;
    if (candidate)
        matcher_run(l->matcher, rec, &hits);
    l->counts.hits += hits.n;
}

static void run_cut(struct line *l)
{
    struct str window = l->work->log;
    struct frame frame;
    struct record rec;
    while (framer_next(&l->framer, window, FEED_LAST, &frame) != FRAME_MORE) {
        l->counts.frames++;
        if (l->last >= STAGE_BASIC_FIELDS && frame_holds_record(&frame) &&
            decoder_basic_fields(l->decoder, &frame, &rec))
            take_record(l, &rec);
        window = str_skip(window, frame.used);
    }
}

static void run_whole(const struct work *w)
{
    struct run *run = run_new(&(struct run_config){.rules = w->shipped.rules, .now_ms = w->now_ms});
    run_source(run, STR("log"));
    (void)run_feed(run, w->log);
    (void)run_end(run);
    run_free(run);
}

static struct counts run_stages(const struct work *w, enum stage last)
{
    struct json_bitmaps *bitmaps = mem_zero(sizeof *bitmaps);
    struct byte_scan_line *marks_of_line = mem_zero(sizeof *marks_of_line);
    struct header_cache *headers = mem_zero(sizeof *headers);
    struct line l = {.work = w,
                     .last = last,
                     .decoder = decoder_new(&w->path_trees),
                     .matcher = matcher_new(w->shipped.rules)};
    framer_init(&l.framer, 16 << 20);
    l.framer.bitmaps = bitmaps;
    l.framer.line = marks_of_line;
    l.framer.headers = headers;
    decoder_now(l.decoder, w->now_ms);
    if (last == STAGE_TALLY)
        run_whole(w);
    else
        run_cut(&l);
    decoder_free(l.decoder);
    matcher_free(l.matcher);
    free(bitmaps);
    free(marks_of_line);
    free(headers);
    return l.counts;
}

/* Of this thread: other programs on the machine do not count. */
static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The least of several runs, in turn: what disturbs a run only ever adds. */
static void measure(const struct work *w, int rounds, double best[STAGE_COUNT], struct counts *counts)
{
    for (int round = 0; round < rounds; round++)
        for (enum stage s = 0; s < STAGE_COUNT; s++) {
            double begin = cpu_s();
            struct counts c = run_stages(w, s);
            double took = cpu_s() - begin;
            best[s] = round == 0 || took < best[s] ? took : best[s];
            *counts = s == STAGE_MATCH ? c : *counts;
        }
}

static void print(const struct work *w, const double best[STAGE_COUNT], const struct counts *c)
{
    double records = c->records ? (double)c->records : 1, before = 0;
    printf("%-34s %9s %9s %9s %9s\n", "stage", "cpu s", "of all", "ns/record", "GB/s");
    for (enum stage s = 0; s < STAGE_COUNT; s++) {
        double own = best[s] - before;
        printf("%-34s %9.3f %8.0f%% %9.0f %9.2f\n", NAMES[s], own, 100 * own / best[STAGE_TALLY],
               own / records * 1e9, (double)w->log.n / 1e9 / (own > 0 ? own : 1e-9));
        before = best[s];
    }
    printf("%-34s %9.3f %8.0f%% %9.0f %9.2f\n", "all", before, 100.0, before / records * 1e9,
           (double)w->log.n / 1e9 / before);
    printf("%" PRIu64 " frames, %" PRIu64 " records; a literal stands in %" PRIu64 ", %" PRIu64
           " were read in full, %" PRIu64 " signatures matched\n",
           c->frames, c->records, c->candidates, c->read, c->hits);
}

int main(int argc, char **argv)
{
    struct work w = {.now_ms = (int64_t)time(NULL) * 1000};
    LOCAL_BUF log = {0};
    struct counts counts = {0};
    double best[STAGE_COUNT] = {0};
    if (argc < 2)
        return 2;
    read_file(argv[1], &log);
    w.log = buf_str(&log);
    shipped_load(&w.shipped);
    path_trees_load(&w.path_trees, &w.shipped.table, path_trees_counted() | rules_fields(w.shipped.rules));
    measure(&w, argc > 2 ? atoi(argv[2]) : 5, best, &counts);
    print(&w, best, &counts);
    path_trees_free(&w.path_trees);
    shipped_free(&w.shipped);
    return 0;
}
