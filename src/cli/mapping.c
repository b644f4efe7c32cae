#include "cli/mapping.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* For the handler, which has no argument to find them by; set while no other thread runs. */
static char *mapped, *mapped_end;
static uintptr_t page_bytes;
static atomic_uintptr_t missing; /* the first page that could not be read; UINTPTR_MAX: all could */
static atomic_size_t passed;     /* bytes, so far */
static atomic_uintptr_t kept;    /* pages before it have been given up */

/* From the missing page on, put memory where the file was: nothing of it is there any more. */
static void on_missing_page(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    char *at = info->si_addr;
    if (at < mapped || at >= mapped_end) {
        signal(signal_number, SIG_DFL); /* not ours: the access is repeated and ends the program */
        return;
    }
    at -= (uintptr_t)at % page_bytes;
    for (uintptr_t first = missing; (uintptr_t)at < first;)
        if (atomic_compare_exchange_weak(&missing, &first, (uintptr_t)at))
            break;
    if (mmap(at, (size_t)(mapped_end - at), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
        MAP_FAILED)
        signal(signal_number, SIG_DFL);
}

static void catch_missing_pages(void)
{
    struct sigaction to = {.sa_sigaction = on_missing_page, .sa_flags = SA_SIGINFO};
    sigemptyset(&to.sa_mask);
    page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    sigaction(SIGBUS, &to, NULL);
}

bool mapping_open(struct mapping *m, int fd, uint64_t size)
{
    if (size > PTRDIFF_MAX)
        return false;
    void *at = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED)
        return false;
    m->bytes = str_of(at, (size_t)size);
    mapped = at;
    mapped_end = mapped + size;
    m->fd = fd;
    missing = UINTPTR_MAX;
    passed = 0;
    kept = (uintptr_t)at;
    catch_missing_pages();
    return true;
}

/*
 * Not at each call: giving pages up makes every processor forget where the others are. Measured on two, at
 * each 8 MB it cost 4 % of the processor time.
 */
enum { GIVE_UP_BYTES = 32 << 20 };

void mapping_passed(struct str bytes)
{
    size_t before = atomic_fetch_add(&passed, bytes.n);
    if (before / GIVE_UP_BYTES == (before + bytes.n) / GIVE_UP_BYTES)
        return;
    uintptr_t to = (uintptr_t)bytes.p - (uintptr_t)bytes.p % page_bytes;
    uintptr_t from = atomic_exchange(&kept, to);
    if (from < to)
        (void)!madvise((void *)from, to - from, MADV_DONTNEED);
}

/* Why the byte at `offset` could not be read: it is gone, or the system has a reason. */
static void tell_missing(int fd, uint64_t offset, struct err *err)
{
    struct stat now;
    char byte;
    if (fstat(fd, &now) == 0 && (uint64_t)now.st_size <= offset)
        err_set(err, "was truncated to %" PRIu64 " bytes while it was read", (uint64_t)now.st_size);
    else if (pread(fd, &byte, 1, (off_t)offset) < 0)
        err_set(err, "cannot read from byte %" PRIu64 " on: %s", offset, strerror(errno));
    else
        err_set(err, "was changed while it was read; nothing from byte %" PRIu64 " on is counted", offset);
}

bool mapping_close(struct mapping *m, struct err *err)
{
    uint64_t offset = missing - (uintptr_t)m->bytes.p;
    bool whole = missing == UINTPTR_MAX;
    munmap(mapped, m->bytes.n);
    mapped = mapped_end = NULL;
    signal(SIGBUS, SIG_DFL);
    if (!whole)
        tell_missing(m->fd, offset, err);
    *m = (struct mapping){.bytes = {0}};
    return whole;
}
