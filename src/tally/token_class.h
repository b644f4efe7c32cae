/*
 * token_class: what a piece of text is by its look alone: a time, an address, a number with its unit. Each
 * recogniser is shown the bytes from a possible start (the byte before is no letter or digit) to the end of
 * the line and says how many of them are of its class, 0 for none; a class ends where a word ends. None
 * allocates or looks further than the class itself, so that masking is one pass.
 */
#ifndef SIGTAIL_TOKEN_CLASS_H
#define SIGTAIL_TOKEN_CLASS_H

#include "base/ascii.h"
#include "base/str.h"

enum token_class {
    TOKEN_CLASS_NONE,
    TOKEN_CLASS_WORD, /* plain text */
    TOKEN_CLASS_TIME, /* dates and times of day, alone or together */
    TOKEN_CLASS_IP,
    TOKEN_CLASS_PORT,
    TOKEN_CLASS_UUID,
    TOKEN_CLASS_HEX, /* hashes, hex ids, 0x..., MAC addresses */
    TOKEN_CLASS_NUM,
    TOKEN_CLASS_DUR,
    TOKEN_CLASS_SIZE,
    TOKEN_CLASS_URL,
    TOKEN_CLASS_PATH,
    TOKEN_CLASS_EMAIL,
    TOKEN_CLASS_HOST,
    TOKEN_CLASS_STR, /* a quoted value */
    TOKEN_CLASS_JSON,
    TOKEN_CLASS_B64,
    TOKEN_CLASS_ID,       /* opaque mixtures of letters and digits */
    TOKEN_CLASS_SECRET,   /* what a report redacts (base/redact.h) */
    TOKEN_CLASS_WILDCARD, /* a word that differs between the members of a cluster */
    TOKEN_CLASS_ANY,      /* what differs between the members in no one class */
    TOKEN_CLASS_CUSTOM,   /* of a mask of a signature file; its mark is <*NAME> */
    TOKEN_CLASS_COUNT
};

/* "<ip>", "<num>", ... ; "" for TOKEN_CLASS_NONE and TOKEN_CLASS_WORD; that of TOKEN_CLASS_ANY for
 * TOKEN_CLASS_CUSTOM, which has many. */
struct str token_class_name(enum token_class f);
/* The class whose mark `s` starts with, or TOKEN_CLASS_NONE. */
enum token_class token_class_named(struct str s);
/* That mark; empty when there is none. */
struct str recognize_mark_at(struct str s);

/* The name in the custom mark `mark`. */
static inline struct str recognize_custom_name(struct str mark)
{
    return str_of(mark.p + 2, mark.n - 3);
}

/* Dates and times: ISO 8601, 2026/03/15, 15/Mar/2026:10:00:59 +0000, 10:00:59,123, Mon Nov 23 16:56:04 UTC
 * 2026. */
size_t recognize_time(struct str s);
/* IPv4 or IPv6, without port. */
size_t recognize_ip(struct str s);
size_t recognize_uuid(struct str s);
size_t recognize_mac(struct str s);
/* scheme://... up to white space, a quote or a bracket that nothing opened. */
size_t recognize_url(struct str s);
/* user@host.tld */
size_t recognize_email(struct str s);
/* /a/b, ./a, ~/a, C:\a, and a/b.c: names with a slash that end in a file suffix or have three slashes. */
size_t recognize_path(struct str s);
/* a.b.tld in lower case; before a port also tlds of more kinds. */
size_t recognize_host(struct str s);
/* localhost before a port. */
size_t recognize_localhost(struct str s);
/* The digits of the port that a colon at `s` stands before; no line and column (:12:3). */
size_t recognize_port(struct str s);
/* A run of 24 or more base64 characters that changes between cases and digits as random bytes do; also a JWT.
 */
size_t recognize_base64(struct str s);
/* A JSON object or array that starts at `s`: its length, or all of `s` when it does not end there. */
size_t recognize_json(struct str s);
/* A number, with fraction, thousands and unit: `*class` says whether it is TOKEN_CLASS_NUM, TOKEN_CLASS_DUR
 * or TOKEN_CLASS_SIZE. */
size_t recognize_number(struct str s, enum token_class *token_class);
/*
 * What the run of letters and digits `word` is: TOKEN_CLASS_WORD, TOKEN_CLASS_NUM, TOKEN_CLASS_HEX,
 * TOKEN_CLASS_ID, or TOKEN_CLASS_WORD with
 * `*stem` shorter than it when only digits at its end vary (worker17).
 */
enum token_class recognize_word(struct str word, size_t *stem);

#endif
