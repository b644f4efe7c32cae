/*
 * prefix: what programs that pass the lines of others on write before each of them: docker compose, kubectl,
 * container runtimes, pm2, runners of several programs, grep, ts. It finds the parts; record/ gives them
 * meaning. What a service itself writes at the start of its lines is no prefix.
 */
#ifndef SIGTAIL_PREFIX_H
#define SIGTAIL_PREFIX_H

#include "base/str.h"

enum prefix_part { PREFIX_TIME, PREFIX_SERVICE, PREFIX_HOST, PREFIX_PID, PREFIX_LEVEL, PREFIX_PARTS };

/* Bounds: of a whole prefix, and of how many stand one behind another. */
enum { PREFIX_BYTES = 400, PREFIX_MOST = 4 };

struct prefix {
    struct str part[PREFIX_PARTS]; /* as they stand in the line; empty: it names none */
    struct str label;              /* of a form that counts only before some lines, also where it does not */
    unsigned kinds;                /* the other forms it is made of, a bit each */
    /* Of a container runtime: when and to which output, as `TIME stdout`; what it carries stands behind the
     * tag, and goes on in the next line of this output when that is P. */
    struct str output;
    bool partial;
};

/*
 * Length of the prefixes at the start of `line` (which may go on past its line end), 0 when there is none;
 * *out, which may be NULL, tells their parts. ANSI codes around them belong to them. Forms that a service's
 * own text may look like (`[api] `, `12:`, a time) count only before `{` and before an indented line.
 */
size_t line_prefix(struct str line, struct prefix *out);

/* Do the lines that begin with `a` and with `b` come from one source: behind the same forms, service, host,
 * output and label? Times and line numbers may differ. */
bool prefix_alike(const struct prefix *a, const struct prefix *b);

/* Is `name`, a service by its place, a UUID? Rails puts the request's before each line. */
bool prefix_is_uuid(struct str name);

/* Where what a container's runtime carries begins in `line`, whose prefix is `p`; 0: none carried it. */
size_t prefix_carried(const struct prefix *p, struct str line);
/* Do `a` and `b` come from the same output of one container, before whose runtime's stamp the same stands? */
bool prefix_same_output(struct str a, struct str b);

#endif
