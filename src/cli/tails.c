#include "cli/tails.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/following.h"
#include "cli/reading_parts.h"
#include "cli/signals.h"
#include "run/lanes.h"

enum { SCAN_MS = 1000 };    /* how often folders are looked through, and files looked for that are awaited */
enum { SCANS_UNSEEN = 60 }; /* a file that none of so many saw is forgotten */

struct tail {
    struct following file;
    const char *path;
    size_t lane;
    bool more; /* its end was not reached at the last look */
};

/* A file that was read, by whatever name. A later one may get its inode, but not its time of birth. */
struct known {
    dev_t dev;
    ino_t ino;
    int64_t born_ns;
    unsigned unseen; /* by scans, since the last that saw it */
};

struct tails {
    struct stream stream; /* of times and signals alone */
    const struct inputs *in;
    struct arena paths; /* of files that were found later */
    struct tail *v;
    size_t n, cap;
    struct known *known;
    size_t known_n, known_cap;
    int64_t scan_due_ms, clock_due_ms;
    bool ordered; /* records are shown, so their order matters */
    bool caught_up, failed;
};

bool tails_take(const struct input *in)
{
    struct stat st;
    return in->packed == UNPACK_NONE && strcmp(in->path, "-") != 0 && stat(in->path, &st) == 0 &&
           S_ISREG(st.st_mode);
}

/* --- which files --- */

/* When the file was made, for file systems that know; else 0. */
static int64_t born_ns(int fd)
{
#if defined(STATX_BTIME)
    struct statx st;
    bool known = statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &st) == 0 && st.stx_mask & STATX_BTIME;
    return known ? st.stx_btime.tv_sec * INT64_C(1000000000) + st.stx_btime.tv_nsec : 0;
#elif defined(__APPLE__)
    struct stat st;
    return fstat(fd, &st) == 0
               ? st.st_birthtimespec.tv_sec * INT64_C(1000000000) + st.st_birthtimespec.tv_nsec
               : 0;
#else
    (void)fd;
    return 0;
#endif
}

static bool identify(int fd, struct known *k)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    *k = (struct known){.dev = st.st_dev, .ino = st.st_ino, .born_ns = born_ns(fd)};
    return true;
}

static struct known *known_as(const struct tails *t, const struct known *k)
{
    for (size_t i = 0; i < t->known_n; i++)
        if (t->known[i].dev == k->dev && t->known[i].ino == k->ino && t->known[i].born_ns == k->born_ns)
            return &t->known[i];
    return NULL;
}

static void learn(struct tails *t, int fd)
{
    struct known k;
    if (!identify(fd, &k) || known_as(t, &k))
        return;
    MEM_GROW(t->known, t->known_n, t->known_cap);
    t->known[t->known_n++] = k;
}

/* A file that a scan found: was it read before? */
static bool is_known(struct tails *t, const struct input *in)
{
    struct err err = {.line = 0};
    struct known k, *known = NULL;
    int fd = input_open(in, &err);
    if (fd < 0)
        return true; /* gone again: there is nothing to read */
    if (identify(fd, &k) && (known = known_as(t, &k)))
        known->unseen = 0;
    close(fd);
    return known;
}

/* So that the list is as long as the folders are, and not as the time that they are followed. */
static void forget_unseen(struct tails *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->known_n; i++)
        if (t->known[i].unseen++ < SCANS_UNSEEN)
            t->known[kept++] = t->known[i];
    t->known_n = kept;
}

static void add(struct tails *t, const struct input *in)
{
    struct err err = {.line = 0};
    struct tail tail = {.path = in->path, .more = true};
    int fd = input_open(in, &err);
    if (fd < 0) {
        complain(&err);
        t->failed = true;
        return;
    }
    if (!following_begin(&tail.file, in->path, fd)) {
        close(fd);
        return;
    }
    learn(t, fd);
    renames_watch(&t->stream.renames, in->path);
    tail.lane = run_open(t->stream.r->run, str_z(in->path));
    MEM_GROW(t->v, t->n, t->cap);
    t->v[t->n++] = tail;
}

/* The name of a file that is followed, and more behind a dot or a dash: what a rotation leaves, moved or
 * copied. */
static bool is_rotated(const struct tails *t, struct str path)
{
    for (size_t i = 0; i < t->n; i++) {
        struct str rest = str_skip(path, strlen(t->v[i].path));
        if (str_starts(path, str_z(t->v[i].path)) && (rest.n == 0 || rest.p[0] == '.' || rest.p[0] == '-'))
            return true;
    }
    return false;
}

static void add_if_new(struct tails *t, const struct input *in)
{
    if (!tails_take(in) || is_known(t, in) || is_rotated(t, str_z(in->path)))
        return;
    struct input kept = *in;
    struct str path = arena_str(&t->paths, str_z(in->path));
    kept.path = path.p;
    add(t, &kept);
}

static void scan(struct tails *t, int64_t now_ms)
{
    struct inputs now;
    if (!(t->in->folders || t->in->awaits) || now_ms < t->scan_due_ms)
        return;
    inputs_find_again(t->in, &now);
    for (size_t i = 0; i < now.n; i++)
        add_if_new(t, &now.v[i]);
    inputs_free(&now);
    forget_unseen(t);
    t->scan_due_ms = now_ms + SCAN_MS;
}

/* --- their bytes --- */

static void tell_clock(struct tails *t, int64_t now_ms)
{
    if (t->stream.r->options->now_ms != NO_TIME || now_ms < t->clock_due_ms)
        return;
    for (size_t i = 0; i < t->n; i++) {
        run_turn_to(t->stream.r->run, t->v[i].lane);
        run_now(t->stream.r->run, clock_unix_ms());
    }
    t->clock_due_ms = now_ms + CLOCK_MS;
}

/* False when the run wants no more. */
static bool give(struct tails *t, struct tail *tail, struct str bytes)
{
    struct run *run = t->stream.r->run;
    run_turn_to(run, tail->lane);
    if (!t->ordered)
        return run_feed(run, bytes);
    run_hold(run, bytes);
    return true;
}

static enum step cannot_read(struct tails *t, struct tail *tail)
{
    struct err err = {.line = 0};
    err_set(&err, "%s: cannot read: %s", tail->path, strerror(errno));
    complain(&err);
    t->failed = true;
    tail->more = false;
    return STEP_ON;
}

/* The next piece of what was appended. */
static enum step read_tail(struct tails *t, struct tail *tail)
{
    ssize_t n = read(tail->file.fd, t->stream.buffer, t->stream.size);
    if (n < 0 && errno != EINTR)
        return cannot_read(t, tail);
    tail->more = n != 0;
    return n <= 0 || give(t, tail, str_of(t->stream.buffer, (size_t)n)) ? STEP_READY : STEP_STOP;
}

/* STEP_READY: something came, or nothing more will come for now. */
static enum step look_at(struct tails *t, struct tail *tail)
{
    bool before = tail->more;
    switch (following_look(&tail->file, clock_ms())) {
    case FOLLOW_NOTHING:
        tail->more = false;
        return before ? STEP_READY : STEP_ON;
    case FOLLOW_MORE:
        return read_tail(t, tail);
    case FOLLOW_TRUNCATED:
    case FOLLOW_REPLACED:
        learn(t, tail->file.fd);
        tail->more = true;
        run_turn_to(t->stream.r->run, tail->lane);
        return run_break(t->stream.r->run) ? STEP_READY : STEP_STOP;
    }
    return STEP_ON;
}

/* Does the order of records need more bytes of it now? */
static bool is_wanted(const struct tails *t, const struct tail *tail)
{
    return !t->ordered || !run_ready(t->stream.r->run, tail->lane);
}

/* Once around: what came of each file, in the order of times. STEP_READY: something did. */
static enum step look_around(struct tails *t)
{
    struct reading *r = t->stream.r;
    enum step step = STEP_ON;
    for (size_t i = 0; i < t->n && step != STEP_STOP; i++) {
        enum step one = is_wanted(t, &t->v[i]) ? look_at(t, &t->v[i]) : STEP_ON;
        step = one == STEP_ON ? step : one;
    }
    for (size_t i = 0; i < t->n && t->ordered; i++)
        run_expect(r->run, t->v[i].lane, t->v[i].more);
    if (step != STEP_READY)
        return step;
    bool on = !t->ordered || run_flow(r->run);
    return reading_tell(r, EVENT_FED) && on ? STEP_READY : STEP_STOP;
}

static enum step rest(struct tails *t)
{
    if (t->caught_up)
        return stream_pause(&t->stream);
    t->caught_up = true;
    return stream_caught_up(&t->stream) == STEP_END ? STEP_ON : STEP_STOP;
}

static void follow(struct tails *t)
{
    enum step step = STEP_ON;
    while (!signals_end_asked() && (step == STEP_ON || step == STEP_READY)) {
        int64_t now_ms = clock_ms();
        if (!stream_keep_time(&t->stream, now_ms))
            return;
        scan(t, now_ms);
        tell_clock(t, now_ms);
        step = look_around(t);
        if (step == STEP_ON)
            step = rest(t);
    }
}

bool tails_follow(struct reading *r, const struct inputs *in)
{
    static const struct input none = {.path = "", .modified_ms = NO_TIME};
    struct tails t = {.in = in, .ordered = run_shows(r->run)};
    stream_begin(&t.stream, r, &none, true, -1);
    for (size_t i = 0; i < in->n; i++)
        if (tails_take(&in->v[i]))
            add(&t, &in->v[i]);
    follow(&t);
    bool ended = run_end_all(r->run);
    for (size_t i = 0; i < t.n; i++) {
        close(t.v[i].file.fd);
        following_end(&t.v[i].file);
    }
    stream_end(&t.stream);
    free(t.v);
    free(t.known);
    arena_free(&t.paths);
    return ended && !t.failed;
}
