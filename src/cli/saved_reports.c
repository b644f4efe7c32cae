#include "cli/saved_reports.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/spool.h"
#include "input/json_scan.h"
#include "report/merge.h"

/* No report comes near it; a log given by mistake does. */
#define LARGEST_REPORT ((size_t)256 << 20)
#define PIECE          ((size_t)64 << 10)

/* An input, of which one report after the other is taken. */
struct report_stream {
    const char *path;
    int fd;
    bool ended;
    struct buf held;
    size_t at;      /* of `held`, how much was taken */
    unsigned lines; /* in all that was taken */
};

struct saving {
    struct merger *merger;
    struct spool spool;
    bool partly; /* what cannot be read is left out */
    size_t reports;
};

/* --- one report of an input --- */

static struct str rest_of(const struct report_stream *s)
{
    return str_skip(buf_str(&s->held), s->at);
}

static void take(struct report_stream *s, size_t n)
{
    struct str taken = str_head(rest_of(s), n);
    s->lines += (unsigned)str_count(taken, '\n');
    s->at += n;
}

/* How many white bytes stand before the next report. */
static size_t blanks_of(struct str text)
{
    struct str bare = str_trim(text);
    return bare.n ? (size_t)(bare.p - text.p) : text.n;
}

/* read() that waits: a pipe with a name is opened without (input_open). */
static ssize_t read_waiting(int fd, char *to, size_t n)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    ssize_t got;
    do {
        (void)poll(&p, 1, -1);
        got = read(fd, to, n);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    return got;
}

static bool read_more(struct report_stream *s, struct err *err)
{
    if (s->at) {
        struct str rest = rest_of(s);
        memmove(s->held.p, rest.p, rest.n);
        s->held.n = rest.n;
        s->at = 0;
    }
    ssize_t n = read_waiting(s->fd, buf_room(&s->held, PIECE), PIECE);
    if (n < 0)
        return err_set(err, "%s: cannot read: %s", s->path, strerror(errno));
    s->held.n += (size_t)n;
    s->ended = n == 0;
    if (s->held.n <= LARGEST_REPORT)
        return true;
    err_set(err, "%s: too large for a report", s->path);
    return err_mend(err, "make one with sigtail -o json LOG");
}

/* Bytes of the next report that end it in `text`, which begins with it; 0: they are not there yet. What is no
 * JSON has no end: who reads it says so. */
static size_t end_of(struct json_scan *scan, struct str text, bool ended)
{
    size_t used = 0;
    enum json_scan_stop stop = JSON_SCAN_BREAK;
    if (text.n && (text.p[0] == '{' || text.p[0] == '['))
        while ((stop = json_scan_run(scan, text, &used)) == JSON_SCAN_LINE)
            json_scan_accept_line(scan, used);
    if (stop == JSON_SCAN_DONE)
        return used;
    return ended || (stop == JSON_SCAN_BREAK && text.n) ? text.n : 0;
}

/* The next report in `text`, empty at the end of the input. */
static bool next_text(struct report_stream *s, struct report_text *text, struct err *err)
{
    struct json_scan scan = {0};
    size_t n;
    for (;;) {
        take(s, blanks_of(rest_of(s)));
        n = end_of(&scan, rest_of(s), s->ended);
        if (n || s->ended)
            break;
        if (!read_more(s, err))
            return false;
    }
    *text = (struct report_text){s->path, s->lines, str_head(rest_of(s), n)};
    take(s, n);
    return true;
}

/* --- all reports of an input, of all inputs --- */

static bool note(struct saving *g, const struct report_text *text, struct err *err)
{
    if (g->partly && !merge_is_sound(text, err)) /* nothing of it may be left in the merger of all */
        return false;
    g->reports++;
    return merger_add(g->merger, text, err) && spool_add(&g->spool, text, err);
}

/* An input without any is wrong as a report is that is empty. */
static bool note_stream(struct saving *g, struct report_stream *s, struct err *err)
{
    struct report_text text;
    bool ok = next_text(s, &text, err) && note(g, &text, err);
    while (ok && (ok = next_text(s, &text, err)) && text.json.n)
        ok = note(g, &text, err);
    return ok;
}

static bool note_input(struct saving *g, const struct input *in, struct err *err)
{
    struct report_stream s = {.path = in->path, .fd = input_open(in, err)};
    if (s.fd < 0)
        return false;
    bool ok = note_stream(g, &s, err);
    close(s.fd);
    buf_free(&s.held);
    return ok;
}

static bool count_all(struct saving *g, struct err *err)
{
    struct report_text text;
    bool ok = spool_begin(&g->spool, err);
    while (ok && spool_next(&g->spool, &text))
        ok = merger_count(g->merger, &text, err);
    return ok;
}

/* The report of what `g` was given; NULL and `err`. It frees `g`. */
static struct report *finish(struct saving *g, bool ok, struct err *err)
{
    struct report *r = ok && g->reports && count_all(g, err) ? merger_report(g->merger) : NULL;
    merger_free(g->merger);
    spool_free(&g->spool);
    return r;
}

struct report *saved_report(const struct inputs *in, size_t i, struct err *err)
{
    struct saving g = {.merger = merger_new(NULL)};
    return finish(&g, note_input(&g, &in->v[i], err), err);
}

struct report *saved_reports(const struct inputs *in, const struct zone *zone, bool *whole)
{
    struct saving g = {.merger = merger_new(zone), .partly = true};
    struct err err = {0};
    bool all = true;
    for (size_t i = 0; i < in->n; i++)
        if (!note_input(&g, &in->v[i], &err)) {
            complain(&err);
            err = (struct err){0};
            all = false;
        }
    struct report *r = finish(&g, true, &err);
    if (err.what[0])
        complain(&err);
    *whole = r && all;
    return r;
}
