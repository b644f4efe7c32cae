/*
 * message_prefix: what stands before the message proper. Programs wrap one error in many ways (time stamps,
 * [tags], levels, `TypeError: `, `flux failed: `, an answer's JSON body); the same error must come out the
 * same.
 */
#ifndef SIGTAIL_MESSAGE_PREFIX_H
#define SIGTAIL_MESSAGE_PREFIX_H

#include "base/str.h"

/* The part of `message` that says what happened: a part of its bytes, empty only when `message` is blank. */
struct str message_prefix_strip(struct str message);

/* The name of the last exception that stands before what happened: "TypeError"; empty when there is none. */
struct str message_prefix_exception(struct str message);

#endif
