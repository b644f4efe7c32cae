/*
 * settings: a user's own defaults: options in a YAML file that count as if they stood on each command line,
 * before what stands there. A key is the name of an option, for all commands that have it, or the name of a
 * command, for options of that one:
 *
 *     tz: Europe/Berlin
 *     report:
 *       top: 20
 *
 * The file is the one that SIGTAIL_CONFIG names, else sigtail/config.yaml in XDG_CONFIG_HOME or ~/.config;
 * with the latter, signature files in the folder patterns/ beside it are read, too.
 */
#ifndef SIGTAIL_SETTINGS_H
#define SIGTAIL_SETTINGS_H

#include "base/arena.h"
#include "cli/options.h"

struct settings {
    struct arena arena;  /* of all texts here */
    const char *file;    /* where they are looked for; NULL: nowhere */
    const char *named;   /* the environment variable that named it */
    bool there;          /* the file exists */
    struct given *given; /* in the order of the file */
    size_t n, cap;
};

/*
 * Find the file and read it. No file is none; false and `err` when it cannot be read, or says something that
 * is wrong: an unknown option, a value that is none.
 */
MUST_CHECK bool settings_find(struct settings *s, struct err *err);
/* Read `text` as the file at `path`. */
MUST_CHECK bool settings_read(struct settings *s, const char *path, struct str text, struct err *err);
void settings_free(struct settings *s);

#endif
