#include "input/archive.h"

#include <dlfcn.h>
#include <pthread.h>

/* The first is the name of the interface that the headers describe. */
static const char *const NAMES[] = {
#ifdef __APPLE__
    "libarchive.13.dylib",
    "/opt/homebrew/opt/libarchive/lib/libarchive.13.dylib",
    "/usr/local/opt/libarchive/lib/libarchive.13.dylib",
    "libarchive.dylib",
#else
    "libarchive.so.13",
    "libarchive.so",
#endif
};

static void *open_library(void)
{
    void *handle = NULL;
    for (size_t i = 0; !handle && i < COUNT_OF(NAMES); i++)
        handle = dlopen(NAMES[i], RTLD_NOW | RTLD_LOCAL);
    return handle;
}

/* A function's address by way of a data pointer, which C leaves to POSIX. */
static bool find(void *handle, const char *name, void *function)
{
    void *at = dlsym(handle, name);
    memcpy(function, &at, sizeof at);
    return at;
}

static struct archive_lib lib;
static bool complete;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
    bool all = true;
    lib.handle = open_library();
    if (!lib.handle)
        return;
#define ARCHIVE_FIND(name) all &= find(lib.handle, "archive_" #name, &lib.name);
    ARCHIVE_FUNCTIONS(ARCHIVE_FIND)
    all &= find(lib.handle, "archive_errno", &lib.error_number);
#undef ARCHIVE_FIND
    complete = all;
}

const struct archive_lib *archive_lib(const char *cat, struct err *err)
{
    pthread_once(&once, load);
    if (complete)
        return &lib;
    if (lib.handle) {
        err_set(err, "this libarchive is too old");
        return NULL;
    }
    err_set(err, "libarchive is not installed");
    err_mend(err, "install it (libarchive13 on Debian), or unpack in a pipe: %s FILE | sigtail", cat);
    return NULL;
}
