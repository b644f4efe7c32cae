#include "cli/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/command.h"
#include "input/no_log.h"

enum { FOLDER_DEPTH = 64 };

bool input_is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Does it stand where grep has its pattern? */
static bool is_grep_word(const char *path, const struct options *o)
{
    return o->command == COMMAND_GREP && o->operands.n && o->operands.v[0] == path && !strchr(path, '/');
}

/* A word that is meant for something else makes the command line wrong; a file that is missing is only
 * missing. */
static bool is_missing(const char *path, const struct options *o, bool *wrong, struct err *err)
{
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    const char *near = str_nearest(str_z(path), names, COMMAND_COUNT);
    err_set(err, "%s: no such file", path);
    bool first = o->operands.n && o->operands.v[0] == path, word = !o->follow && is_grep_word(path, o);
    *wrong |= (first && near) || word;
    if (word)
        return err_mend(err, "to search for it: sigtail grep -e '%s'", path);
    if (first && near)
        return err_mend(err, "did you mean the command %s? (sigtail --help)", near);
    return false;
}

static bool cannot_read(const char *path, int error, struct err *err)
{
    return err_set(err, "%s: cannot read: %s", path, strerror(error));
}

static int64_t modified_ms(const struct stat *st)
{
#ifdef __APPLE__
    const struct timespec *t = &st->st_mtimespec;
#else
    const struct timespec *t = &st->st_mtim;
#endif
    return (int64_t)t->tv_sec * 1000 + t->tv_nsec / 1000000;
}

/* Pseudo files (/proc) call themselves regular and of size 0: those are read as streams. */
static void describe(struct input *in, const struct stat *st)
{
    in->regular = S_ISREG(st->st_mode) && st->st_size > 0;
    in->fifo = S_ISFIFO(st->st_mode);
    in->size = in->regular ? (uint64_t)st->st_size : 0;
    in->modified_ms = in->regular ? modified_ms(st) : NO_TIME;
    in->device = st->st_dev;
    in->inode = st->st_ino;
}

bool input_is_same(const struct input *in, const struct stat *now)
{
    return (uint64_t)now->st_size == in->size && modified_ms(now) == in->modified_ms;
}

static bool refuse_file(const char *path, const struct no_log *kind, struct err *err)
{
    no_log_refuse(kind, path, err);
    return false;
}

static bool takes_reports(const struct options *o)
{
    return o->command == COMMAND_MERGE || o->command == COMMAND_DIFF;
}

/* A compressed file is read as a stream: how many bytes it holds is not known. */
static bool look_inside(struct input *in, const struct options *o, struct err *err)
{
    char head[NO_LOG_MAGIC];
    bool more;
    int fd = input_open(in, err);
    if (fd < 0)
        return false;
    ssize_t n = pread(fd, head, sizeof head, 0);
    int error = errno;
    close(fd);
    if (n < 0)
        return cannot_read(in->path, error, err);
    const struct no_log *kind = no_log_kind(str_of(head, (size_t)n));
    if (kind && !(kind->report && takes_reports(o)))
        return refuse_file(in->path, kind, err);
    in->packed = n > 0 ? unpack_magic(str_of(head, (size_t)n), &more) : UNPACK_NONE;
    if (in->packed) {
        in->regular = false;
        in->size = 0;
    }
    return true;
}

static bool look_at(struct input *in, const struct stat *st, const struct options *o, struct err *err)
{
    bool from_stdin = input_is_stdin(in->path);
    if (!from_stdin && access(in->path, R_OK) != 0)
        return cannot_read(in->path, errno, err);
    describe(in, st);
    /* Something read a part of it before us: the rest is a stream. */
    if (from_stdin && in->regular && lseek(STDIN_FILENO, 0, SEEK_CUR) != 0)
        in->regular = false;
    return !in->regular || look_inside(in, o, err);
}

/* --- the list --- */

/* What is being gathered. */
struct gathering {
    struct inputs *in;
    const struct options *o;
    size_t cap;
    bool quiet; /* nothing is complained of */
    bool waits; /* a file that is not there may come */
};

static const char *keep(struct inputs *in, const char *path)
{
    struct str kept = arena_str(&in->paths, str_of(path, strlen(path) + 1));
    return kept.p;
}

static void fail(struct gathering *g, const struct err *err)
{
    if (!g->quiet)
        complain(err);
    g->in->failed++;
}

static void add(struct gathering *g, const char *path, const struct stat *st)
{
    struct inputs *in = g->in;
    struct input one = {.path = path};
    struct err err = {0};
    if (!look_at(&one, st, g->o, &err)) {
        fail(g, &err);
        return;
    }
    MEM_GROW(in->v, in->n, g->cap);
    in->v[in->n++] = one;
    in->all_regular = in->all_regular && one.regular;
    in->size += one.size;
}

static bool is_included(const struct gathering *g, const char *name)
{
    for (size_t i = 0; i < g->o->includes.n; i++)
        if (fnmatch(g->o->includes.v[i], name, 0) == 0)
            return true;
    return g->o->includes.n == 0;
}

static int no_dots(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static void add_folder(struct gathering *g, const char *path, unsigned depth);

/* An entry of a folder: links to folders are not followed, so that there is an end. */
static void add_entry(struct gathering *g, const char *path, const char *name, unsigned depth)
{
    struct stat st;
    struct err err = {0};
    bool linked = lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
    if (stat(path, &st) != 0) {
        cannot_read(path, errno, &err);
        fail(g, &err);
    } else if (S_ISDIR(st.st_mode)) {
        if (!linked)
            add_folder(g, path, depth + 1);
    } else if (S_ISREG(st.st_mode) && is_included(g, name)) {
        size_t n = g->in->n;
        add(g, path, &st);
        if (g->in->n > n)
            g->in->v[n].linked = linked;
    }
}

/* Is `v[i]` a link to another one, or to what an earlier link leads to? */
static bool is_second(const struct inputs *in, size_t i)
{
    const struct input *link = &in->v[i];
    for (size_t k = 0; link->linked && k < in->n; k++) {
        const struct input *other = &in->v[k];
        if (k != i && other->device == link->device && other->inode == link->inode &&
            (k < i || !other->linked))
            return true;
    }
    return false;
}

/* Kubernetes' /var/log/containers links to /var/log/pods, and a `current` to the newest: their records count
 * once. */
static void drop_second(struct inputs *in)
{
    size_t kept = 0;
    LOCAL_MEM bool *second = mem_zero(in->n + 1);
    for (size_t i = 0; i < in->n; i++)
        second[i] = is_second(in, i);
    for (size_t i = 0; i < in->n; i++) {
        if (second[i])
            in->size -= in->v[i].size;
        else
            in->v[kept++] = in->v[i];
    }
    in->n = kept;
}

/* All files below `path` whose names do not begin with a dot, in name order. */
static void add_folder(struct gathering *g, const char *path, unsigned depth)
{
    struct dirent **entries;
    struct err err = {0};
    int n = depth < FOLDER_DEPTH ? scandir(path, &entries, no_dots, alphasort) : -1;
    if (n < 0) {
        err_set(&err, "%s: cannot read the folder: %s", path,
                depth < FOLDER_DEPTH ? strerror(errno) : "too deep");
        fail(g, &err);
        return;
    }
    for (int i = 0; i < n; i++) {
        LOCAL_BUF entry = {0};
        buf_addf(&entry, "%s%s%s", path, str_ends(str_z(path), STR("/")) ? "" : "/", entries[i]->d_name);
        buf_addc(&entry, '\0');
        add_entry(g, keep(g->in, entry.p), entries[i]->d_name, depth);
        free(entries[i]);
    }
    free(entries);
}

/* -F: what is missing is told, and awaited; a word that is meant for something else is not. */
static bool await(struct gathering *g, const char *path)
{
    struct err err = {0};
    if (!g->waits || g->in->wrong)
        return false;
    err_set(&err, "%s: no such file yet; it is read from its first byte on when it is there", path);
    if (is_grep_word(path, g->o))
        err_mend(&err, "to search for it: sigtail grep -F -e '%s'", path);
    if (!g->quiet)
        complain(&err);
    g->in->awaited = true;
    return true;
}

static void add_path(struct gathering *g, const char *path)
{
    struct stat st;
    struct err err = {0};
    int failed = input_is_stdin(path) ? fstat(STDIN_FILENO, &st) : stat(path, &st);
    bool missing = failed && errno == ENOENT;
    if (missing)
        is_missing(path, g->o, &g->in->wrong, &err);
    else if (failed)
        cannot_read(path, errno, &err);
    if (missing && await(g, path))
        return;
    if (failed)
        fail(g, &err);
    else if (S_ISDIR(st.st_mode))
        add_folder(g, path, 0);
    else
        add(g, path, &st);
    g->in->folders |= !failed && S_ISDIR(st.st_mode);
}

static void cannot_read_list(struct gathering *g, const char *list)
{
    struct err err = {0};
    err_set(&err, "--files-from: %s: cannot read: %s", list, strerror(errno));
    fail(g, &err);
    g->in->wrong = true;
}

/* One of --files-from, of `n` bytes with what ends it; kept. */
static void add_name(struct gathering *g, const char *list, char *name, size_t n, char end)
{
    struct err err = {0};
    n -= name[n - 1] == end;
    name[n] = '\0';
    if (n == 0)
        return;
    if (strlen(name) == n) {
        add_path(g, keep(g->in, name));
        return;
    }
    err_set(&err, "--files-from: %s: a name that ends with a NUL", list);
    err_mend(&err, "add -0, as for find -print0");
    fail(g, &err);
    g->in->wrong = true;
}

/* --files-from: names, one a line, or with -0 each with a NUL behind it. */
static void add_listed(struct gathering *g, const char *list)
{
    FILE *from = input_is_stdin(list) ? stdin : fopen(list, "re");
    char *name = NULL;
    size_t cap = 0;
    ssize_t n;
    char end = g->o->null_names ? '\0' : '\n';
    if (!from) {
        cannot_read_list(g, list);
        return;
    }
    while ((n = getdelim(&name, &cap, end, from)) > 0)
        add_name(g, list, name, (size_t)n, end);
    if (!feof(from)) /* no memory for a line, or an error */
        cannot_read_list(g, list);
    free(name);
    if (from != stdin)
        fclose(from);
}

/* Is there an input, or may one come? What is not there was complained of, but for that of empty folders and
 * lists. */
static bool found_some(const struct gathering *g)
{
    const struct inputs *in = g->in;
    if (in->n || g->o->follow)
        return true;
    if (in->failed)
        return false;
    if (!in->folders)
        return refuse("--files-from %s: it names no file\nwrite names of logs, one a line", g->o->files_from);
    const char *name = in->operands.n == 1 ? in->operands.v[0] : "the folders";
    if (g->o->includes.n)
        return refuse(
            "%s: no file below is called as --include says\nits names are those of files without their "
            "folders: --include '*.log'",
            name);
    return refuse("%s: there is no file below\nname another folder, or the file itself", name);
}

bool inputs_find(struct inputs *in, const struct string_list *operands, const struct options *o)
{
    struct gathering g = {.in = in, .o = o, .waits = o->follow};
    *in = (struct inputs){.all_regular = true, .operands = *operands, .options = o};
    for (size_t i = 0; i < operands->n; i++)
        add_path(&g, operands->v[i]);
    g.waits = false;
    if (o->files_from)
        add_listed(&g, o->files_from);
    if (operands->n == 0 && !o->files_from)
        add_path(&g, "-");
    drop_second(in);
    return !in->wrong && found_some(&g);
}

void inputs_find_again(const struct inputs *in, struct inputs *now)
{
    struct gathering g = {.in = now, .o = in->options, .quiet = true, .waits = true};
    *now = (struct inputs){.all_regular = true};
    for (size_t i = 0; i < in->operands.n; i++)
        add_path(&g, in->operands.v[i]);
    drop_second(now);
}

void inputs_free(struct inputs *in)
{
    free(in->v);
    arena_free(&in->paths);
    *in = (struct inputs){0};
}

int input_open(const struct input *in, struct err *err)
{
    /* To wait for a FIFO's writer in open() would be to wait through a signal. */
    int flags = O_RDONLY | O_CLOEXEC | (in->fifo ? O_NONBLOCK : 0);
    int fd = input_is_stdin(in->path) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(in->path, flags);
    if (fd < 0)
        err_set(err, "%s: cannot read: %s", in->path, strerror(errno));
    return fd;
}
