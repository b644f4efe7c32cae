/*
 * cluster: unexplained messages grouped with their like, in bounded memory. A cluster is known by its
 * template: the message with its variable parts masked. Same template, same id, on any machine on any day;
 * merging the clusters of the parts of a log gives the clusters of the whole.
 */
#ifndef SIGTAIL_CLUSTER_H
#define SIGTAIL_CLUSTER_H

#include "base/buf.h"
#include "base/timestamp.h"
#include "tally/custom_mask.h"

/*
 * Append the template of `message` to `out`: its first line without log prefixes (own time stamp, `[provider]
 * x failed: `, `Error: `), variable parts replaced by <ip> <port> <uuid> <hex> <num> <dur> <size> <url>
 * <path> <email> <host> <time> <str> ..., secrets that `k` knows (NULL: none) by <secret> where none of these
 * covers them, and what masks of `c` (NULL: none) match by <*name>, white space folded. At most 512 bytes.
 * Never allocates beyond `out`.
 */
void cluster_mask(struct str message, const struct secrets *k, struct custom_masks *c, struct buf *out);
/* The same, and what the first wildcards stand for, borrowed from `message`, or, good until its next use,
 * `c`. */
void cluster_mask_values(struct str message, const struct secrets *k, struct custom_masks *c, struct buf *out,
                         struct mask_values *values);

/*
 * What an error is counted under: its template, and where it has a stack trace, the type of the error and its
 * in-app frame (in_app_frame.h). All but the template may be empty.
 */
struct cluster_key {
    struct str template, type, frame;
    struct str id; /* of a template whose secrets were taken out, which tells it no more */
    struct str
        status; /* by which the error is known to need someone; empty: it is unknown. No part of an id */
};

/* The parts of `key`, borrowed. */
struct cluster_key cluster_key_split(struct str key);
/* Append `k` as one string; a template alone is its own key. */
void cluster_key_write(const struct cluster_key *k, struct buf *out);

/*
 * The id of a key, or of a template, of one template or of a cluster: the first 12 hex digits of the hash of
 * its canonical form (token.h), in `id` (13 bytes). It stays the same when the types of wildcards or the
 * length of a list differ.
 */
void cluster_id(struct str key, char id[13]);

#endif
