/*
 * schema: the JSON report's schema 1 as one table: of each key what kind of value it has and where in struct
 * report that stands. render_json.c writes reports by it, saved.c reads them back.
 */
#ifndef SIGTAIL_SCHEMA_H
#define SIGTAIL_SCHEMA_H

#include "report/report.h"

enum json_kind {
    JSON_TEXT, /* what `text` says, always */
    JSON_STR,
    JSON_FACT,     /* struct str; null: empty */
    JSON_COUNT,    /* uint64_t */
    JSON_REQUESTS, /* the same, of distinct ones; null: 0, as no error of the report names one */
    JSON_USERS,
    JSON_BOOL,
    JSON_TIME,     /* int64_t: Unix ms; null: NO_TIME */
    JSON_START,    /* the same, of a timeline: it may lie before the first time that is one */
    JSON_MS,       /* double; null: negative */
    JSON_PART,     /* double: of a whole */
    JSON_STATUS,   /* int */
    JSON_CLASS,    /* enum verdict */
    JSON_SEVERITY, /* enum severity_class */
    JSON_STATE,    /* struct str: JSON, which tally/ wrote */
    JSON_STATES,   /* a list of them */
    JSON_COUNTS,   /* a list of uint64_t, in one line */
    JSON_NAMES,    /* a list of struct str, in one line */
    JSON_KEY,      /* the same, as many as the table has keys; null: empty */
    JSON_MEASURES, /* a list of struct measure: their names */
    JSON_PLACE,    /* of an example: [source, offset] */
    JSON_SOURCES,  /* a set of bits as a list of numbers */
    JSON_VERSIONS, /* uint64_t for each version of the report: pairs of its number and that, unless it is 0 */
    JSON_VERSION,  /* pointer to a version of the report */
    JSON_NOVELTY,  /* struct report_baseline */
    JSON_BURST,    /* struct report_stats: where its timeline rises */
    JSON_MEASURED, /* of struct report_table_row, by the names of the measures */
    JSON_MAP,      /* members in an object of their own */
    JSON_HERE,     /* members in the same object; when it is read, if it has `key` */
    JSON_ROWS,     /* an array of structs as a list of objects */
    JSON_LINE,     /* the same in one line */
    JSON_KINDS
};

struct json_object;

struct json_member {
    const char *key;
    enum json_kind kind;
    size_t at; /* where in its struct; of lists: the pointer to the first */
    size_t n;  /* of lists: where their number is */
    const struct json_object *object;
    const char *text;
    /* When there is no value, it is not written: */
    size_t given, given_bytes; /* where something stands that is then 0, or empty; 0 bytes: nothing */
    bool (*when)(const struct report *, const void *); /* false then; of the report and where it stands */
    /* When it is read: */
    bool optional; /* it may be missing though `given`: nobody had it, or a version of this program before */
    bool derived;  /* it is not looked at: it follows from others */
};

/* The members of a struct, in the order in which they are written. */
struct json_object {
    const struct json_member *members;
    size_t n;
    size_t size; /* of the struct */
};

/* Is there what `m`, a member of the struct at `from`, is given by? */
bool schema_given(const struct json_member *m, const void *from);

extern const struct json_object schema_report; /* struct report */
extern const struct json_object schema_mine;   /* what `sigtail mine` shows of one; nobody reads it back */
extern const struct json_object schema_burst;  /* struct burst */

#endif
