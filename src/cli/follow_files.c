#include "cli/follow_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "cli/command.h"
#include "cli/followed_file.h"
#include "cli/input_reader_internal.h"
#include "cli/signals.h"
#include "input/unpack.h"
#include "run/open_sources.h"

enum { SCAN_MS = 1000 };    /* how often folders are looked through, and files looked for that are awaited */
enum { SCANS_UNSEEN = 60 }; /* a file that none of so many saw is forgotten */

struct followed_source {
    struct followed_file file;
    const char *path;
    size_t source;
    bool more; /* its end was not reached at the last look */
};

/* A file that was read, by whatever name. A later one may get its inode, but not its time of birth. */
struct known_file {
    dev_t dev;
    ino_t ino;
    int64_t born_ns;
    unsigned unseen; /* by scans, since the last that saw it */
};

struct follow_set {
    struct input_stream stream; /* of times and signals alone */
    const struct inputs *in;
    struct arena paths; /* of files that were found later */
    struct followed_source *v;
    size_t n, cap;
    struct known_file *known;
    size_t known_n, known_cap;
    int64_t scan_due_ms, clock_due_ms;
    bool ordered; /* records are shown, so their order matters */
    bool caught_up, failed;
};

bool follow_possible(const struct input *in)
{
    struct stat st;
    return in->packed == UNPACK_NONE && !input_is_stdin(in->path) && stat(in->path, &st) == 0 &&
           S_ISREG(st.st_mode);
}

/* --- which files --- */

#if defined(SYS_statx) && !defined(STATX_BTIME)
/* musl before 1.2.5 has no name for the call: the kernel's struct statx, as far as it is asked for. */
#define STATX_BTIME 0x800U
struct statx {
    uint32_t stx_mask, before[19];
    struct {
        int64_t tv_sec;
        uint32_t tv_nsec;
    } stx_btime;
    uint64_t after[20];
};

static int statx(int fd, const char *path, int flags, unsigned mask, struct statx *st)
{
    return (int)syscall(SYS_statx, fd, path, flags, mask, st);
}
#endif

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

static bool identify(int fd, struct known_file *k)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return false;
    *k = (struct known_file){.dev = st.st_dev, .ino = st.st_ino, .born_ns = born_ns(fd)};
    return true;
}

static struct known_file *known_as(const struct follow_set *t, const struct known_file *k)
{
    for (size_t i = 0; i < t->known_n; i++)
        if (t->known[i].dev == k->dev && t->known[i].ino == k->ino && t->known[i].born_ns == k->born_ns)
            return &t->known[i];
    return NULL;
}

static void learn(struct follow_set *t, int fd)
{
    struct known_file k;
    if (!identify(fd, &k) || known_as(t, &k))
        return;
    MEM_GROW(t->known, t->known_n, t->known_cap);
    t->known[t->known_n++] = k;
}

/* A file that a scan found: was it read before? */
static bool is_known(struct follow_set *t, const struct input *in)
{
    struct err err = {.line = 0};
    struct known_file k, *known = NULL;
    int fd = input_open(in, &err);
    if (fd < 0)
        return true; /* gone again: there is nothing to read */
    if (identify(fd, &k) && (known = known_as(t, &k)))
        known->unseen = 0;
    close(fd);
    return known;
}

/* So that the list is as long as the folders are, and not as the time that they are followed. */
static void forget_unseen(struct follow_set *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->known_n; i++)
        if (t->known[i].unseen++ < SCANS_UNSEEN)
            t->known[kept++] = t->known[i];
    t->known_n = kept;
}

static void add(struct follow_set *t, const struct input *in)
{
    struct err err = {.line = 0};
    struct followed_source tail = {.path = in->path, .more = true};
    int fd = input_open(in, &err);
    if (fd < 0) {
        complain(&err);
        t->failed = true;
        return;
    }
    if (!followed_file_begin(&tail.file, in->path, fd)) {
        close(fd);
        return;
    }
    learn(t, fd);
    dir_watch_begin(&t->stream.dir_watch, in->path);
    tail.source = run_open(t->stream.r->run, str_z(in->path));
    MEM_GROW(t->v, t->n, t->cap);
    t->v[t->n++] = tail;
}

/* The name of a file that is followed, and more behind a dot or a dash: what a rotation leaves, moved or
 * copied. */
static bool is_rotated(const struct follow_set *t, struct str path)
{
    for (size_t i = 0; i < t->n; i++) {
        struct str rest = str_skip(path, strlen(t->v[i].path));
        if (str_starts(path, str_z(t->v[i].path)) && (rest.n == 0 || rest.p[0] == '.' || rest.p[0] == '-'))
            return true;
    }
    return false;
}

/* One that is there, and not followed: a scan will find it again. */
static void learn_named(struct follow_set *t, const struct input *in)
{
    struct err err = {.line = 0};
    int fd = input_open(in, &err);
    if (fd < 0)
        return;
    learn(t, fd);
    close(fd);
}

/* It may still be written, and it ends: who wants it reads it then. */
static void refuse_packed(struct follow_set *t, const struct input *in)
{
    struct err err = {.line = 0};
    err_set(&err, "%s: came later and is compressed with %s: it is not followed", in->path,
            unpack_name(in->packed));
    err_mend(&err, "sigtail '%s' reads it when it is whole", in->path);
    complain(&err);
    learn_named(t, in);
}

static void add_if_new(struct follow_set *t, const struct input *in)
{
    if ((!in->packed && !follow_possible(in)) || is_known(t, in) || is_rotated(t, str_z(in->path)))
        return;
    if (in->packed) {
        refuse_packed(t, in);
        return;
    }
    struct input kept = *in;
    struct str path = arena_str(&t->paths, str_z(in->path));
    kept.path = path.p;
    add(t, &kept);
}

static void scan(struct follow_set *t, int64_t now_ms)
{
    struct inputs now;
    if (!(t->in->folders || t->in->awaited) || now_ms < t->scan_due_ms)
        return;
    inputs_find_again(t->in, &now);
    for (size_t i = 0; i < now.n; i++)
        add_if_new(t, &now.v[i]);
    inputs_free(&now);
    forget_unseen(t);
    t->scan_due_ms = now_ms + SCAN_MS;
}

/* --- their bytes --- */

static void tell_clock(struct follow_set *t, int64_t now_ms)
{
    if (t->stream.r->options->now_ms != NO_TIME || now_ms < t->clock_due_ms)
        return;
    for (size_t i = 0; i < t->n; i++) {
        run_turn_to(t->stream.r->run, t->v[i].source);
        run_now(t->stream.r->run, clock_unix_ms());
    }
    t->clock_due_ms = now_ms + CLOCK_MS;
}

/* False when the run wants no more. */
static bool give(struct follow_set *t, struct followed_source *tail, struct str bytes)
{
    struct run *run = t->stream.r->run;
    run_turn_to(run, tail->source);
    if (!t->ordered)
        return run_feed(run, bytes);
    run_hold(run, bytes);
    return true;
}

static enum stream_status cannot_read(struct follow_set *t, struct followed_source *tail)
{
    refuse("%s: cannot read: %s", tail->path, strerror(errno));
    t->failed = true;
    tail->more = false;
    return STREAM_ON;
}

/* The next piece of what was appended. */
static enum stream_status read_tail(struct follow_set *t, struct followed_source *tail)
{
    ssize_t n = read(tail->file.fd, t->stream.buffer, t->stream.size);
    if (n < 0 && errno != EINTR)
        return cannot_read(t, tail);
    tail->more = n != 0;
    return n <= 0 || give(t, tail, str_of(t->stream.buffer, (size_t)n)) ? STREAM_READY : STREAM_STOP;
}

/* STREAM_READY: something came, or nothing more will come for now. */
static enum stream_status look_at(struct follow_set *t, struct followed_source *tail)
{
    bool before = tail->more;
    switch (followed_file_look(&tail->file, clock_ms())) {
    case FOLLOW_NOTHING:
        tail->more = false;
        return before ? STREAM_READY : STREAM_ON;
    case FOLLOW_MORE:
        return read_tail(t, tail);
    case FOLLOW_TRUNCATED:
    case FOLLOW_REPLACED:
        learn(t, tail->file.fd);
        tail->more = true;
        run_turn_to(t->stream.r->run, tail->source);
        return run_break(t->stream.r->run) ? STREAM_READY : STREAM_STOP;
    }
    return STREAM_ON;
}

/* Does the order of records need more bytes of it now? */
static bool is_wanted(const struct follow_set *t, const struct followed_source *tail)
{
    return !t->ordered || !run_ready(t->stream.r->run, tail->source);
}

/* Once around: what came of each file, in the order of times. STREAM_READY: something did. */
static enum stream_status look_around(struct follow_set *t)
{
    struct input_reader *r = t->stream.r;
    enum stream_status step = STREAM_ON;
    for (size_t i = 0; i < t->n && step != STREAM_STOP; i++) {
        enum stream_status one = is_wanted(t, &t->v[i]) ? look_at(t, &t->v[i]) : STREAM_ON;
        step = one == STREAM_ON ? step : one;
    }
    for (size_t i = 0; i < t->n && t->ordered; i++)
        run_expect(r->run, t->v[i].source, t->v[i].more);
    if (step != STREAM_READY)
        return step;
    bool on = !t->ordered || run_flow(r->run);
    return input_reader_tell(r, EVENT_FED) && on ? STREAM_READY : STREAM_STOP;
}

static enum stream_status rest(struct follow_set *t)
{
    if (t->caught_up)
        return stream_pause(&t->stream);
    t->caught_up = true;
    return stream_caught_up(&t->stream) == STREAM_END ? STREAM_ON : STREAM_STOP;
}

static void follow(struct follow_set *t)
{
    enum stream_status step = STREAM_ON;
    while (!signals_end_asked() && (step == STREAM_ON || step == STREAM_READY)) {
        int64_t now_ms = clock_ms();
        if (!stream_keep_time(&t->stream, now_ms))
            return;
        scan(t, now_ms);
        tell_clock(t, now_ms);
        step = look_around(t);
        if (step == STREAM_ON)
            step = rest(t);
    }
}

bool follow_files(struct input_reader *r, const struct inputs *in)
{
    static const struct input none = {.path = "", .modified_ms = NO_TIME};
    struct follow_set t = {.in = in, .ordered = run_shows(r->run)};
    stream_begin(&t.stream, r, &none, true, -1);
    for (size_t i = 0; i < in->n; i++)
        if (follow_possible(&in->v[i]))
            add(&t, &in->v[i]);
        else if (in->v[i].packed)
            learn_named(&t, &in->v[i]);
    follow(&t);
    bool ended = run_end_all(r->run);
    for (size_t i = 0; i < t.n; i++) {
        close(t.v[i].file.fd);
        followed_file_end(&t.v[i].file);
    }
    stream_end(&t.stream);
    free(t.v);
    free(t.known);
    arena_free(&t.paths);
    return ended && !t.failed;
}
