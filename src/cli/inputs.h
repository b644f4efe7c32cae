/* inputs: the files that a command reads, all of them looked at before any of them is read. */
#ifndef SIGTAIL_INPUTS_H
#define SIGTAIL_INPUTS_H

#include <sys/stat.h>

#include "base/arena.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "input/unpack.h"

struct input {
    const char *path;        /* "-": standard input */
    bool regular;            /* a file of known size: it can be read anywhere */
    bool fifo;               /* a pipe with a name */
    enum unpack_kind packed; /* of a file; of a stream nothing is known yet */
    uint64_t size;           /* of a regular one */
    int64_t modified_ms;     /* of a file; NO_TIME of a stream */
    dev_t device;            /* of the file itself, and */
    ino_t inode;             /* its number there */
    bool linked;             /* a folder's link to it: it may stand there itself */
};

/* Has nobody changed the file, which is now as `now` says, since it was looked at? */
bool input_is_same(const struct input *in, const struct stat *now);

/* Is the word standard input, not a file? */
bool input_is_stdin(const char *path);

struct inputs {
    struct input *v;
    size_t n;
    bool all_regular;
    uint64_t size; /* of all regular ones */
    size_t failed; /* that could not be read, and were complained of */
    bool wrong;    /* the command line is: then nothing is to be read */
    bool folders;  /* an operand is one */
    bool awaited;  /* an operand is not there yet (-F) */
    struct string_list operands;
    const struct options *options;
    struct arena paths; /* of the files that no operand names */
};

/*
 * The inputs of the operands, of the folders among them (all files below, or those that --include names, each
 * once, however many links of a folder lead to it) and of --files-from; standard input when there are none.
 * Each one that cannot be read is complained of and left out; with -F a file that is missing may come. False
 * when nothing is to be read: the command line is wrong, or no input is left or there; nobody waits for one.
 */
MUST_CHECK bool inputs_find(struct inputs *in, const struct string_list *operands, const struct options *o);
/* What the operands of `in` stand for now, in `now`, when folders may have new files; nothing is complained
 * of. */
void inputs_find_again(const struct inputs *in, struct inputs *now);
void inputs_free(struct inputs *in);

/* Open it for reading; -1 and `err` on failure. A FIFO that nobody writes to is opened as well: it has
 * nothing to read yet. */
int input_open(const struct input *in, struct err *err);

#endif
