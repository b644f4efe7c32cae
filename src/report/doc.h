/*
 * doc: the report as a document, between the value and its renderers: sections of tables with titled columns
 * and typed cells, details beneath their rows, notes. What a report says is decided here, once; a renderer
 * decides only how it looks. Texts are as the log has them: who draws them escapes them.
 *
 * Everything lives in the document's arena or is borrowed from the report, which must outlive it.
 */
#ifndef SIGTAIL_DOC_H
#define SIGTAIL_DOC_H

#include "report/axis.h"
#include "report/emphasis.h"

enum { DOC_INDENT = 10 }; /* where text begins beside a section's name in the text report */

/* Who draws a part of it: the text report; pages (Markdown, HTML); the sheet (CSV). */
enum { IN_TEXT = 1, IN_PAGE = 2, IN_SHEET = 4, IN_ALL = 7 };

enum cell_kind {
    CELL_EMPTY,
    CELL_COUNT,
    CELL_BYTES,
    CELL_MS,
    CELL_NUMBER,
    CELL_TIME,
    CELL_CODE,
    CELL_PROSE,
    CELL_SHARE, /* a bar, as long as the row's part of the most */
    CELL_BAR
};

struct doc_cell {
    enum cell_kind kind;
    enum emphasis emphasis;
    bool about; /* an estimate */
    bool whole; /* a name to be copied: it is not cut where that can be helped */
    union {
        uint64_t count;
        double ms, number, share;
        int64_t time_ms;
        struct str text; /* of code: from the log; of prose: ours, or a signature file's */
        const struct report_timeline *line;
    };
};

struct doc_column {
    const char *title, *key; /* for people; of the sheet's column */
    enum cell_kind kind;     /* of its cells, for their alignment */
    unsigned where;
    unsigned least, most, drop; /* of a grid (grid.h) */
    const char *fold;           /* what stands before it in a folded table; NULL: it is left out there */
    bool ditto;                 /* folded, only where it differs from the row before */
};

/* Something told of one row. */
struct doc_detail {
    struct doc_detail *next;
    enum { DETAIL_PROSE, DETAIL_QUOTE, DETAIL_VALUES } kind;
    unsigned where;
    enum emphasis emphasis;      /* of the name */
    struct str name, id;         /* id: stands for the name in the text report; empty: the name does */
    struct str text;             /* of prose its indented lines are commands; a quote is of the log */
    struct report_value *values; /* most first */
    size_t value_count;
    uint64_t other, error; /* as in struct report_wildcard */
};

struct doc_row {
    struct doc_row *next;
    struct doc_cell *cells;
    struct doc_detail *details, **last;
};

enum doc_fold { FOLD_NEVER, FOLD_TEXT, FOLD_ALWAYS };
enum doc_rest { REST_RECORDS, REST_ITEMS, REST_MODELS, REST_ROWS };

struct doc_table {
    struct doc_table *next;
    const char *kind; /* of its rows in the sheet */
    const struct doc_column *columns;
    size_t column_count, records; /* records: number of the column that holds them */
    struct doc_row *rows, **last;
    size_t row_count;
    unsigned top_text, top_page; /* rows shown unless the style says how many; 0: all of them */
    enum doc_fold fold;
    enum doc_rest rest;
    uint64_t other, other_rows; /* records, and rows, beyond those here */
    bool floor;                 /* rows were dropped: counts are a floor */
    bool continues;             /* the table before it, which has the same columns */
    struct str under;           /* name of the row before it, of which its rows are parts; empty: of none */
    bool many;                  /* columns of its own in the sheet: a table that was asked for */
    unsigned where;
    enum emphasis head;
};

struct doc_note {
    struct doc_note *next;
    const char *kind; /* of its row in the sheet; NULL: none */
    unsigned where;
    struct str name, text, example;
    uint64_t count;
    size_t items; /* where its items begin, parted by ", "; 0: it has none */
};

struct doc_section {
    struct doc_section *next;
    const char *name; /* NULL: none of its own */
    unsigned where;
    bool compact;           /* the text report leaves no line before it */
    size_t indent;          /* of its notes, which then stand before its tables, in the text report */
    enum emphasis emphasis; /* of its folded tables */
    struct str lead;
    struct str more; /* the command that shows more of the same log, from behind "sigtail " on; empty: none */
    bool more_of_row; /* it says itself which rows it is about */
    struct doc_table *tables, **last_table;
    struct doc_note *notes, **last_note;
};

struct doc {
    struct arena arena;
    const struct report *r;
    struct axis axis;
    struct doc_section *sections, **last;
};

/* The document of `r`; doc_free() it. */
struct doc *doc_build(const struct report *r, const struct zone *zone);
void doc_free(struct doc *d);

/* Does `s` say anything to those that draw it `where`? */
bool doc_says(const struct doc_section *s, unsigned where);
/* How many of `rows` are shown to one who wants `top` (0: no wish), and has room for `most` (0: for all). */
size_t doc_top(size_t top, size_t rows, size_t most);
/* Append what is not shown: "5 more, 123 records"; nothing when that is nothing. */
void doc_rest(const struct doc_table *t, size_t shown, struct buf *out);
/* How many values of `d` are shown of at most `most`: those that its error leaves in doubt are not. *other:
 * the records of the rest. */
size_t doc_values(const struct doc_detail *d, size_t most, uint64_t *other);
/* Are its cells numbers, which stand to the right? */
bool doc_numeric(enum cell_kind kind);
/* Append what a cell says to people, unescaped; bars say nothing. */
void doc_cell(const struct doc *d, const struct doc_cell *c, struct buf *out);
/* What a document begins with: "63,536 records", "2026-03-15 ... UTC (2h27m)", "wrangler-tail from x". */
enum { DOC_RECORDS, DOC_WINDOW, DOC_ORIGIN, DOC_SUMMARY };
void doc_summary(const struct doc *d, int part, struct buf *out);

/* ---- for those that build it ---- */

struct doc_section *doc_section(struct doc *d, const char *name, unsigned where);
struct doc_table *doc_table(struct doc *d, struct doc_section *s, const char *kind,
                            const struct doc_column *columns, size_t n, size_t records);
struct doc_row *doc_row(struct doc *d, struct doc_table *t);
struct doc_note *doc_note(struct doc *d, struct doc_section *s, const char *kind, struct str text);
/* A detail of `row`; nothing (NULL) for an empty text. */
struct doc_detail *doc_detail(struct doc *d, struct doc_row *row, const char *name, struct str text);
struct doc_detail *doc_listing(struct doc *d, struct doc_row *row, struct str name,
                               struct report_value *values, size_t n, uint64_t other);
struct str doc_keep(struct doc *d, struct buf *text); /* copied, and `text` is freed */
/* Pieces, one behind the other. */
#define doc_text(d, ...) arena_join(&(d)->arena, __VA_ARGS__)
/* Can `value` be typed as it is, in a shell and in an expression of --where? */
bool doc_typed(struct str value);
/* What shows more of `s`: `command` and behind it `name`. */
void doc_more(struct doc *d, struct doc_section *s, const char *command, struct str name);
/* The same of a command that names `row`, or what else it is about, itself. */
void doc_more_of(struct doc *d, struct doc_section *s, const char *command, struct str row);

struct doc_cell cell_count(uint64_t n, enum emphasis emphasis);
struct doc_cell cell_distinct(uint64_t n, bool about); /* empty for 0: no record names one */
struct doc_cell cell_time(int64_t ms);
struct doc_cell cell_ms(double ms);      /* empty for NAN, and when it is negative (unknown) */
struct doc_cell cell_number(double v);   /* empty for NAN */
struct doc_cell cell_share(double part); /* 0..1 */
struct doc_cell cell_code(struct str s, enum emphasis emphasis);
struct doc_cell cell_prose(struct str s, enum emphasis emphasis);

#endif
