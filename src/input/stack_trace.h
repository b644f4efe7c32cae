/*
 * stack_trace: which lines go on about the one before them. Programs print an error over many lines: stack
 * frames, causes, excerpts of their source, objects in brackets; each runtime in its own form. One such
 * incident is known by its lines alone, whether they come as text or one journal entry each.
 */
#ifndef SIGTAIL_STACK_TRACE_H
#define SIGTAIL_STACK_TRACE_H

#include "base/simd.h"
#include "base/str.h"

enum stack_trace_kind {
    STACK_TRACE_NONE,    /* nothing goes on with it */
    STACK_TRACE_PLAIN,   /* any line: what is indented, bracketed or a cause belongs to it */
    STACK_TRACE_PYTHON,  /* in a traceback */
    STACK_TRACE_RAISED,  /* behind the exception at its end */
    STACK_TRACE_CHAINED, /* behind "The above exception was ..." */
    STACK_TRACE_EXCERPT, /* behind the place that V8 prints before a line of source: no error yet */
    STACK_TRACE_THROWN,  /* behind the caret below that source: the error follows */
    STACK_TRACE_GO,
    STACK_TRACE_RUST,  /* its message follows; that of a thread of Ruby's too */
    STACK_TRACE_BOXED, /* within a box drawn below its first line */
    STACK_TRACE_RUBY,  /* each of its lines has the header of Ruby's logger; the first says nothing */
    STACK_TRACE_CORE,  /* of a process, as coredumpctl tells it: keys up to a colon, all in one column */
    STACK_TRACE_DUMPED /* the lines of a report up to one with a time of its own, or in brackets */
};

enum stack_trace_step {
    STACK_TRACE_ENDS,    /* this line is none of it */
    STACK_TRACE_GOES_ON, /* it is, and so is all between */
    STACK_TRACE_MAYBE    /* it is if a later one is: an empty line, a function's name before its file */
};

/* Zeroed: STACK_TRACE_NONE. */
struct stack_trace {
    uint8_t kind;
    uint8_t brackets; /* open, as far as lines end in one and begin with one */
    bool closed;      /* the line before closed the last of them */
    uint8_t maybe;    /* lines since the last that was sure */
    uint8_t indent;   /* of the first line */
    uint8_t header;   /* bytes that the lines of a traceback begin with as the first line does */
    bool frames;      /* some were seen */
    bool called;      /* one of them was "at f (x.js:1:2)" */
    bool ruby;        /* it was "/x.rb:12:in `f'" */
    bool raised;      /* the first line is an exception by itself */
    bool wants_frame; /* the line before is of it only if this one is a frame */
    bool wants_caret; /* the lines before are of it only if this one holds nothing but marks */
    bool differs;     /* the lines of a difference stand here */
    bool crash;       /* a runtime printed it of an error: whatever its words are */
    bool titled;      /* the first line only said when and where; the second, what */
    bool caused;      /* Ruby printed its last cause */
    bool tells;       /* the line looked at last is where it says what went wrong */
};

/* What `line`, the first of a record, begins. Lines are without line ends, and may hold ANSI codes. */
void stack_trace_begin(struct stack_trace *t, struct str line);

/* Does `line`, directly behind those before it, the first of which is `first`, go on? */
enum stack_trace_step stack_trace_next(struct stack_trace *t, struct str first, struct str line);

/* Is it sure that it is a trace (an exception, a traceback, a panic), and not that it is over? Lines of
 * another program may stand between its own. */
static inline bool stack_trace_open(const struct stack_trace *t)
{
    bool trace = t->raised || t->frames || t->kind == STACK_TRACE_PYTHON || t->kind == STACK_TRACE_GO ||
                 t->kind == STACK_TRACE_RUST;
    return trace && t->maybe == 0 && t->kind != STACK_TRACE_RAISED;
}

/*
 * Does `s`, which may go on past its line end, begin with `2026-03-15T0` (or `/`, or a blank)? Such a line
 * goes on about none. False also where less than 16 bytes are there.
 */
static inline bool stack_trace_dated(struct str s)
{
    enum { DIGITS = 0xb6f }; /* bit i: byte i is one */
    return s.n >= 16 && (chunk_within(s.p, '0', '9') & DIGITS) == DIGITS && s.p[4] == s.p[7] &&
           (s.p[4] == '-' || s.p[4] == '/') && (s.p[10] == 'T' || s.p[10] == ' ');
}

/* May a line that begins with `c` go on about any line? Others do only behind an error, or stack_trace_opens.
 */
bool stack_trace_may_go_on(char c);
/* Does `line` begin with a level in a column of its own: `           ERROR    text`? A record of Python's
 * rich, which leaves out a time that it has printed before. */
bool stack_trace_columned(struct str line);
/* Is `line` a frame of some stack, indented? */
bool stack_trace_is_frame(struct str line);
/* Is `line` the place that V8 prints before the source that threw? */
bool stack_trace_opens(struct str line);

/* Is the text `s` of several lines what a runtime printed of an error? */
bool stack_trace_crashes(struct str s);
/* The rest of such a text from the line on that says what went wrong, where that is not its first; else all.
 */
struct str stack_trace_headline(struct str s);

/* The type of the exception whose lines stand below the first of `s`: Python names it at their end, others at
 * their beginning. Empty: none does. */
struct str stack_trace_exception(struct str s);

/* `s` without its first line, where that says only when and where: java.util.logging's. */
struct str stack_trace_below_title(struct str s);

/* Is `line` an exception as runtimes print it, by its type: "TypeError: ...", "java.io.IOException"? */
bool stack_trace_raises(struct str line);

#endif
