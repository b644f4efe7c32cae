/*
 * failing: a library to be preloaded, whose calls fail when they are told to. The environment says which:
 *
 *   FAULT_CALL=alloc   malloc, calloc, realloc, aligned allocation, mmap of no file: all count as one kind
 *   FAULT_CALL=read, write, open, stat, close    the system calls of that name and their kin
 *   FAULT_CALL=page    reading anything behind the first page of a file
 *   FAULT_AT=N         the Nth of them, from main() on, fails; without it they are only counted
 *   FAULT_ERRNO=E      with this error (ENOMEM is not asked for)
 *   FAULT_TOLD=FD      a byte is written there when it did: a fault that was never hit is no test
 */
#undef _FILE_OFFSET_BITS /* every function under its own name */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t alignment, size_t n);

static const char *call = "";
static unsigned long fault_at, calls;
static int fault_errno, told = -1;
static bool begun;

static unsigned long number(const char *name)
{
    const char *value = getenv(name);
    return value ? strtoul(value, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    call = getenv("FAULT_CALL") ? getenv("FAULT_CALL") : "";
    fault_at = number("FAULT_AT");
    fault_errno = (int)number("FAULT_ERRNO");
    told = getenv("FAULT_TOLD") ? (int)number("FAULT_TOLD") : -1;
    begun = true;
}

/* Is this call, one of `kind`, the one that fails? */
static bool fails(const char *kind, int error)
{
    if (!begun || strcmp(call, kind) != 0 || __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) != fault_at)
        return false;
    if (told >= 0)
        (void)syscall(SYS_write, told, "!", 1);
    errno = error;
    return true;
}

/* ---- memory ---- */

void *malloc(size_t n)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_realloc(p, n);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    return fails("alloc", ENOMEM) ? NULL : __libc_memalign(alignment, n);
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
    if (fails("alloc", ENOMEM))
        return ENOMEM;
    *p = __libc_memalign(alignment, n);
    return *p ? 0 : ENOMEM;
}

/* A thread needs memory for its stack. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *context)
{
    int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&next = dlsym(RTLD_NEXT, "pthread_create");
    return fails("alloc", EAGAIN) ? EAGAIN : next(thread, attr, start, context);
}

/* ---- files ---- */

ssize_t read(int fd, void *p, size_t n)
{
    return fails("read", fault_errno) ? -1 : syscall(SYS_read, fd, p, n);
}

ssize_t write(int fd, const void *p, size_t n)
{
    return fd == STDOUT_FILENO && fails("write", fault_errno) ? -1 : syscall(SYS_write, fd, p, n);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
    return fd == STDOUT_FILENO && fails("write", fault_errno) ? -1 : syscall(SYS_writev, fd, v, n);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    return fails("open", fault_errno) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* An anonymous mapping is memory: the stack of a thread, the code of a pattern. */
void *mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
    if (flags & MAP_ANONYMOUS && fails("alloc", ENOMEM))
        return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, n, protection, flags, fd, offset);
}

int fstat(int fd, struct stat *st)
{
    return fails("stat", fault_errno) ? -1 : (int)syscall(SYS_fstat, fd, st);
}

int stat(const char *path, struct stat *st)
{
    return fails("stat", fault_errno) ? -1 : (int)syscall(SYS_newfstatat, AT_FDCWD, path, st, 0);
}

ssize_t pread(int fd, void *p, size_t n, off_t at)
{
    static bool pages_lost; /* all but the first */
    enum { PAGE = 4096 };
    pages_lost |= at + (off_t)n > PAGE && fails("page", 0);
    if (pages_lost && at >= PAGE) {
        errno = fault_errno;
        return -1;
    }
    if (pages_lost && at + (off_t)n > PAGE)
        n = (size_t)(PAGE - at);
    return fails("read", fault_errno) ? -1 : syscall(SYS_pread64, fd, p, n, at);
}

/* As programs with large files call them. */
ssize_t pread64(int fd, void *p, size_t n, off_t at) __attribute__((alias("pread")));
int open64(const char *path, int flags, ...) __attribute__((alias("open")));
void *mmap64(void *at, size_t n, int protection, int flags, int fd, off_t offset)
    __attribute__((alias("mmap")));

int fstat64(int fd, struct stat64 *st)
{
    return fstat(fd, (struct stat *)st);
}

int stat64(const char *path, struct stat64 *st)
{
    return stat(path, (struct stat *)st);
}
