#include "reading.h"

#include <stdio.h>
#include <stdlib.h>

#include "input/encoding.h"
#include "match/frozen.h"
#include "report/build.h"
#include "report/render.h"
#include "run/run.h"

/* Stamps without a year: the fixtures are of 2026-03-15. */
enum { NOW_S = 1795996800 };

static void die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(2);
}

void shipped_load(struct shipped *s)
{
    struct err err = {0};
    table_init(&s->table);
    table_thaw(&s->table, &frozen_shipped);
    s->rules = rules_compile(&s->table, &err);
    if (!s->rules)
        die(err.file, err.what);
}

void shipped_free(struct shipped *s)
{
    rules_free(s->rules);
    table_free(&s->table);
}

struct shipped shipped;

int shipped_set_up(void **state)
{
    (void)state;
    shipped_load(&shipped);
    return 0;
}

int shipped_tear_down(void **state)
{
    (void)state;
    shipped_free(&shipped);
    return 0;
}

const char *way_name(const struct way *w)
{
    static char name[160];
    int n = w->as_file ? snprintf(name, sizeof name, "as a file")
                       : snprintf(name, sizeof name, "%sreads of %s%zu bytes%s", w->slow ? "slow " : "",
                                  w->seed ? "up to " : "", w->read_bytes, w->lines ? " (lines)" : "");
    snprintf(name + n, sizeof name - (size_t)n,
             ", %u threads, segments of %zu bytes, records of %zu bytes, seed %llu", w->threads,
             w->segment_bytes, w->record_bytes, (unsigned long long)w->seed);
    return name;
}

/* The size of the next feed, at most `left`. */
static size_t next_read(struct way *w, struct str log)
{
    size_t left = log.n, n = w->read_bytes ? w->read_bytes : left;
    if (w->lines)
        n = str_chr(log, '\n') + 1;
    if (w->seed) {
        w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
        n = (w->seed >> 33) % n + 1;
    }
    return n < left ? n : left;
}

/*
 * Each feed is a copy of its own that is freed at once: whoever keeps a pointer into it is found by a memory
 * checker.
 */
static void feed(struct run *run, struct str log, struct way w)
{
    for (unsigned feeds = 1; log.n; feeds++) {
        size_t n = next_read(&w, log);
        char *copy = malloc(n);
        memcpy(copy, log.p, n);
        (void)run_feed(run, str_of(copy, n));
        free(copy);
        if (w.slow)
            (void)run_idle(run);
        if (w.slow && feeds % 32 == 0)
            (void)run_tally(run);
        log = str_skip(log, n);
    }
}

static size_t copy_part(void *context, uint64_t offset, char *into, size_t n)
{
    struct str part = str_head(str_skip(*(struct str *)context, (size_t)offset), n);
    memcpy(into, part.p, part.n);
    return part.n;
}

bool read_as_file(struct run *run, struct str log)
{
    return run_read(run, &(struct run_file){log.n, copy_part, &log});
}

/* A run of the whole `log`; run_free() it. `sink` and `deliver` may be NULL. */
static struct run *read_log(const struct shipped *s, struct str log, const struct way *w, run_sink *sink,
                            run_deliver *deliver, void *context)
{
    struct run_config config = {.rules = s->rules,
                                .threads = w->threads,
                                .record_bytes = w->record_bytes,
                                .segment_bytes = w->segment_bytes,
                                .now_ms = (int64_t)NOW_S * 1000,
                                .sink = sink,
                                .deliver = deliver,
                                .context = context};
    struct run *run = run_new(&config);
    run_source(run, STR("log"));
    if (w->as_file)
        (void)read_as_file(run, log);
    else
        feed(run, log, *w);
    (void)run_end(run);
    return run;
}

struct report *read_report(const struct shipped *s, struct str log, const struct way *w)
{
    struct run *run = read_log(s, log, w, NULL, NULL, NULL);
    struct report *r = report_build(run_tally(run), s->rules);
    run_free(run);
    return r;
}

void read_json(const struct shipped *s, struct str log, const struct way *w, struct buf *out)
{
    struct report *r = read_report(s, log, w);
    render_json(r, out);
    report_free(r);
}

static bool write_outcome(void *context, const struct sink_record *o)
{
    struct sink_output *y = o->output;
    (void)context;
    buf_addf(&y->text, "%llu %d %zu%s%s\n", (unsigned long long)o->record->offset, (int)o->class, o->hits->n,
             o->record->continuation ? " trailing" : "",
             o->record->continuation && y->follows ? " follows" : "");
    y->follows = o->class != CLASS_CLEAN;
    y->records++;
    return true;
}

static bool keep_yield(void *context, struct sink_output *y)
{
    buf_add(context, buf_str(&y->text));
    return true;
}

void read_shown(const struct shipped *s, struct str log, const struct way *w, struct buf *out)
{
    run_free(read_log(s, log, w, write_outcome, keep_yield, out));
}

/* How many bytes the text of `log` has. */
static uint64_t text_bytes(struct str log)
{
    LOCAL_BUF text = {0};
    struct encoding e = {.kind = encoding_of(log, true)};
    if (e.kind == ENCODING_PLAIN)
        return log.n;
    encoding_add(&e, log, &text);
    encoding_end(&e, &text);
    return text.n;
}

const char *books_wrong(const struct report *r, struct str log)
{
    uint64_t bytes = text_bytes(log);
    uint64_t classes = r->filtered, problems = 0;
    for (int c = 0; c < CLASS_COUNT; c++)
        classes += r->classes[c];
    for (size_t i = 0; i < r->problem_count; i++)
        problems += r->problems[i].bytes;
    if (r->bytes != bytes)
        return "bytes that were read are not the bytes of the log";
    if (r->record_bytes + r->skipped_bytes != bytes)
        return "bytes of records and skipped bytes are not the bytes of the log";
    if (classes != r->records)
        return "classes do not add up to the records";
    if (problems > bytes)
        return "problems cover more bytes than there are";
    return NULL;
}

void read_file(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    size_t n;
    if (!f)
        die(path, "can't be opened");
    while ((n = fread(buf_room(out, 65536), 1, 65536, f)) > 0)
        out->n += n;
    if (ferror(f))
        die(path, "can't be read");
    fclose(f);
}

void read_capture(const char *name, struct buf *out)
{
    const char *folder = getenv("FIXTURES");
    LOCAL_BUF path = {0};
    if (!folder)
        die("FIXTURES", "not set to the folder of the captures");
    buf_addf(&path, "%s/%s", folder, name);
    buf_addc(&path, '\0');
    read_file(path.p, out);
}
