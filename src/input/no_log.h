/*
 * no_log: files that hold no log as text, though they may hold one inside: archives, the journal as systemd
 * stores it, databases, programs, pictures. Told by their first bytes; what is in the middle of a file is
 * not looked at.
 */
#ifndef SIGTAIL_NO_LOG_H
#define SIGTAIL_NO_LOG_H

#include "base/err.h"
#include "base/str.h"

struct no_log {
    const char *name;           /* "zip archive", ... */
    const char *before, *after; /* what reads it: the words around its path; NULL: nothing does */
    size_t at;                  /* where its magic stands */
    struct str magic;
    bool report; /* one of ours, which merge and diff take */
};

/* The kind of a file that begins with `head`, NO_LOG_MAGIC bytes, fewer when it is shorter; NULL: none of
 * these. The result is static. */
enum { NO_LOG_MAGIC = 265 };
const struct no_log *no_log_kind(struct str head);
/* The same of what comes in pieces, or compressed: saved reports are read so, too. */
const struct no_log *no_log_streamed(struct str head);
/*
 * Are more bytes needed to tell? Not behind a line end, which no name in an archive has, nor in JSON, whose
 * records may end without one.
 */
bool no_log_undecided(struct str head);
/* Say in `err` that what is at `path` is of this kind, and what reads it. */
void no_log_refuse(const struct no_log *kind, const char *path, struct err *err);
/* Add the latter alone; nothing when nothing does. A `path` of - is a stream, whose file only who wrote it
 * knows. */
void no_log_mend(const struct no_log *kind, const char *path, struct err *err);

#endif
