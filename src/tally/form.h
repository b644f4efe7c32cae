/*
 * form: what a piece of text is by its look alone: a time, an address, a number with its unit. Each
 * recogniser is shown the bytes from a possible start (the byte before is no letter or digit) to the end of
 * the line and says how many of them are of its form, 0 for none; a form ends where a word ends. None
 * allocates or looks further than the form itself, so that masking is one pass.
 */
#ifndef SIGTAIL_FORM_H
#define SIGTAIL_FORM_H

#include "base/ascii.h"
#include "base/str.h"

enum form {
    FORM_NONE,
    FORM_WORD, /* plain text */
    FORM_TIME, /* dates and times of day, alone or together */
    FORM_IP,
    FORM_PORT,
    FORM_UUID,
    FORM_HEX, /* hashes, hex ids, 0x..., MAC addresses */
    FORM_NUM,
    FORM_DUR,
    FORM_SIZE,
    FORM_URL,
    FORM_PATH,
    FORM_EMAIL,
    FORM_HOST,
    FORM_STR, /* a quoted value */
    FORM_JSON,
    FORM_B64,
    FORM_ID,     /* opaque mixtures of letters and digits */
    FORM_SECRET, /* what a report redacts (base/redact.h) */
    FORM_SLOT,   /* a word that differs between the members of a cluster */
    FORM_ANY,    /* what differs between the members in no one form */
    FORM_CUSTOM, /* of a mask of a signature file; its mark is <*NAME> */
    FORM_COUNT
};

/* "<ip>", "<num>", ... ; "" for FORM_NONE and FORM_WORD; that of FORM_ANY for FORM_CUSTOM, which has many. */
struct str form_mark(enum form f);
/* The form whose mark `s` starts with, or FORM_NONE. */
enum form form_marked(struct str s);
/* That mark; empty when there is none. */
struct str form_mark_at(struct str s);

/* The name in the custom mark `mark`. */
static inline struct str form_custom_name(struct str mark)
{
    return str_of(mark.p + 2, mark.n - 3);
}

/* Dates and times: ISO 8601, 2026/03/15, 15/Mar/2026:10:00:59 +0000, 10:00:59,123, Mon Nov 23 16:56:04 UTC
 * 2026. */
size_t form_time(struct str s);
/* IPv4 or IPv6, without port. */
size_t form_ip(struct str s);
size_t form_uuid(struct str s);
size_t form_mac(struct str s);
/* scheme://... up to white space, a quote or a bracket that nothing opened. */
size_t form_url(struct str s);
/* user@host.tld */
size_t form_email(struct str s);
/* /a/b, ./a, ~/a, C:\a, and a/b.c: names with a slash that end in a file suffix or have three slashes. */
size_t form_path(struct str s);
/* a.b.tld in lower case; before a port also tlds of more kinds. */
size_t form_host(struct str s);
/* localhost before a port. */
size_t form_localhost(struct str s);
/* The digits of the port that a colon at `s` stands before; no line and column (:12:3). */
size_t form_port(struct str s);
/* A run of 24 or more base64 characters that changes between cases and digits as random bytes do; also a JWT.
 */
size_t form_base64(struct str s);
/* A JSON object or array that starts at `s`: its length, or all of `s` when it does not end there. */
size_t form_json(struct str s);
/* A number, with fraction, thousands and unit: `*form` says whether it is FORM_NUM, FORM_DUR or FORM_SIZE. */
size_t form_number(struct str s, enum form *form);
/*
 * What the run of letters and digits `word` is: FORM_WORD, FORM_NUM, FORM_HEX, FORM_ID, or FORM_WORD with
 * `*stem` shorter than it when only digits at its end vary (worker17).
 */
enum form form_word(struct str word, size_t *stem);

#endif
