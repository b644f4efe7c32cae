/*
 * in_app_frame: where in the user's own code an error arose: the first frame of its stack trace that is not
 * the runtime's or a package's. Line, column, and hashes in the names of bundles are left out, so that it is
 * the same after the next deploy.
 */
#ifndef SIGTAIL_IN_APP_FRAME_H
#define SIGTAIL_IN_APP_FRAME_H

#include "base/buf.h"

enum { SITE_BYTES = 80 };

/*
 * Append the frame that `stack` (V8, Java, Python, .NET, Go, Rust, Ruby, PHP) tells to `out`: "callProvider
 * (worker.js)", "worker.js" where the function has no name; at most SITE_BYTES. Nothing when no frame is the
 * user's own.
 */
void in_app_frame_of(struct str stack, struct buf *out);

/* The type of an error that says more than that it is one: "TypeError", the last part of
 * "java.io.IOException"; borrowed; empty for "Error" and the like. */
struct str in_app_frame_type(struct str name);

#endif
