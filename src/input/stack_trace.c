#include "input/stack_trace.h"

#include "base/ansi.h"
#include "base/ascii.h"
#include "base/log_time.h"
#include "input/syslog.h"

enum { MAYBE_MOST = 6, INDENT_MOST = 200 };

/* --- parts of lines --- */

static bool is_name(char c)
{
    return is_alnum(c) || c == '_' || c == '$' || c == '.';
}

/* `line` without colours at its start. */
static struct str uncoloured(struct str line)
{
    for (size_t n; (n = ansi_csi_length(line));)
        line = str_skip(line, n);
    return line;
}

static size_t indent_of(struct str line)
{
    return str_past(line, 0, is_blank);
}

static char last_of(struct str line)
{
    return line.n ? line.p[line.n - 1] : 0;
}

static size_t digits_at(struct str s, size_t at)
{
    return str_past(s, at, is_digit) - at;
}

static bool holds(struct str s, const char *part)
{
    return str_find(s, str_z(part)) < s.n;
}

static bool starts_any(struct str line, const struct str *starts, size_t n)
{
    for (size_t i = 0; line.n && i < n; i++)
        if (line.p[0] == starts[i].p[0] && str_starts(line, starts[i]))
            return true;
    return false;
}

#define STARTS_ANY(line, starts) starts_any(line, starts, COUNT_OF(starts))

/* Does one of the `n` `words`, which are in small letters, begin `s`, in any case? */
static bool starts_word(struct str s, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((s.p[0] | 0x20) == words[i].p[0] && str_eq_nocase(str_head(s, words[i].n), words[i]))
            return true;
    return false;
}

/* Words without which a line does not introduce the exception below it. */
static bool says_fault(struct str line)
{
    static const struct str words[] = {
        STR_INIT("err"),  STR_INIT("fail"),      STR_INIT("fatal"), STR_INIT("exception"), STR_INIT("panic"),
        STR_INIT("crit"), STR_INIT("unhandled"), STR_INIT("ftl"),   STR_INIT("severe"),    STR_INIT("emerg")};
    static const uint32_t first = 1 << ('e' & 31) | 1 << ('f' & 31) | 1 << ('p' & 31) | 1 << ('c' & 31) |
                                  1 << ('u' & 31) | 1 << ('s' & 31);
    line = str_head(line, 400);
    if (str_starts(str_skip(line, indent_of(line)), STR("xxx "))) /* koa's logger, of a request that threw */
        return true;
    if (str_at(line, 0) == 'F' && digits_at(line, 1) == 4 && str_at(line, 5) == ' ') /* klog */
        return true;
    for (size_t at = 0; at < line.n; at++)
        if (first >> (line.p[at] & 31) & 1 && starts_word(str_skip(line, at), words, COUNT_OF(words)))
            return true;
    return false;
}

/* Is the word at `at` of `line` a level of those that report nothing bad: INFO in capitals, level=info? */
static bool is_calm_word(struct str line, size_t at)
{
    static const struct str calm[] = {STR_INIT("INFO"), STR_INIT("NOTICE")},
                            keyed[] = {STR_INIT("level=info"), STR_INIT("lvl=info"),
                                       STR_INIT("level=notice")};
    struct str s = str_skip(line, at);
    if (at && is_alnum(line.p[at - 1]))
        return false;
    for (size_t i = 0; i < COUNT_OF(calm); i++)
        if (str_starts(s, calm[i]) && (s.n == calm[i].n || !is_name(s.p[calm[i].n])))
            return true;
    return STARTS_ANY(s, keyed);
}

/* Is `line` logged at a level of those that report nothing bad? */
static bool is_calm(struct str line)
{
    enum { LEVEL_WITHIN = 100 };
    line = str_head(line, LEVEL_WITHIN);
    for (size_t at = 0; at < line.n; at++)
        if (str_among("INl", line.p[at]) && is_calm_word(line, at))
            return true;
    return false;
}

/* The length of the name at the start of `line` that may be a type's. */
static size_t name_length(struct str line)
{
    return str_past(line, 0, is_name);
}

/* What follows the type of an exception: nothing, its message, a code in brackets. */
static bool ends_type(struct str rest)
{
    return rest.n == 0 || str_starts(rest, STR(": ")) || str_eq(rest, STR(":")) ||
           str_starts(rest, STR(" [")) || str_starts(rest, STR(" ("));
}

/* What a runtime prints before an exception that nobody caught. */
static const struct str UNCAUGHT[] = {STR_INIT("Exception in thread "), STR_INIT("Unhandled exception")};

bool stack_trace_raises(struct str line)
{
    static const struct str ends[] = {STR_INIT("Error"),   STR_INIT("Exception"), STR_INIT("ExceptionGroup"),
                                      STR_INIT("Failure"), STR_INIT("Interrupt"), STR_INIT("Throwable"),
                                      STR_INIT("Timeout"), STR_INIT("Warning"),   STR_INIT("Fault")};
    if (STARTS_ANY(line, UNCAUGHT) || str_starts(line, STR("** ("))) /* Elixir's type is in brackets */
        return true;
    struct str name = str_head(line, name_length(line));
    if (!ends_type(str_skip(line, name.n)))
        return false;
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(name, ends[i]))
            return true;
    return false;
}

/* Does a runtime print `line` itself, of an exception that nobody caught? No logger does. */
static bool is_uncaught(struct str line)
{
    return STARTS_ANY(line, UNCAUGHT) || str_starts(line, STR("Traceback (most recent call last):"));
}

/* "KeyError: 'x'", "SystemExit", "my.Odd": what ends a Python traceback may have any name. */
static bool ends_traceback(struct str line)
{
    size_t n = name_length(line);
    return n > 1 && (n == line.n || line.p[n] == ':');
}

/* "/srv/app/x.js:28", "node:internal/process/promises:391" and nothing else. */
static bool is_place(struct str line)
{
    size_t n = line.n;
    while (n && is_digit(line.p[n - 1]))
        n--;
    if (n == line.n || n < 3 || line.p[n - 1] != ':' || str_chr(line, ' ') < line.n)
        return false;
    return str_chr(line, '/') < n || str_chr(line, '\\') < n || str_chr(line, '<') < n || line.p[0] == '[' ||
           str_starts(line, STR("node:"));
}

/* The caret, or tildes, below a line of source. */
static bool is_caret(struct str line)
{
    size_t marks = 0;
    for (size_t i = 0; i < line.n; i++) {
        marks += line.p[i] == '^' || line.p[i] == '~';
        if (!is_blank(line.p[i]) && line.p[i] != '^' && line.p[i] != '~')
            return false;
    }
    return marks > 0;
}

static bool is_traceback(struct str line)
{
    struct str from = str_skip(line, str_chr(line, 'T'));
    return from.n && holds(from, "Traceback (most recent call last):");
}

/* "goroutine 24 [running]:" */
static bool is_goroutine(struct str line)
{
    return str_starts(line, STR("goroutine ")) && last_of(line) == ':';
}

/* "main.main()", "created by net/http.(*Server).Serve", "main.render": a function, whose file is on the next
 * line. */
static bool is_function(struct str line)
{
    if (str_starts(line, STR("created by ")))
        return true;
    if (last_of(line) == ')')
        return str_chr(line, '(') > 0 && str_chr(line, ' ') > str_chr(line, '(');
    return str_chr(line, '.') < line.n && str_chr(line, ' ') == line.n;
}

/* "(gw 0.1.0) lib/gw/pool.ex:9: Gw.Pool.paint/3", "(stdlib 5.2) gen_server.erl:1131: :gen_server.f/3",
 * "demo.exs:5: Gw.paint/1", ":erlang.map_get(:b, %{a: 1})" */
static bool is_elixir_frame(struct str s)
{
    if (s.n > 2 && s.p[0] == ':' && s.p[1] >= 'a' && s.p[1] <= 'z')
        return str_chr(s, '.') < str_chr(s, '(') && last_of(s) == ')';
    if (s.n && s.p[0] == '(')
        return holds(s, ".ex:") || holds(s, ".exs:") || holds(s, ".erl:");
    size_t end = str_chr(s, ' ');
    struct str place = str_head(s, end);
    return end > 6 && s.p[end - 1] == ':' && is_digit(s.p[end - 2]) &&
           (holds(place, ".ex:") || holds(place, ".exs:"));
}

/* "at f (x.js:1:2)" without its indentation, "/x.rb:12:in `f'"; Ruby puts an uncaught error's message behind
 * the first. */
static bool is_bare_frame(struct str line)
{
    if (str_starts(line, STR("at ")))
        return last_of(line) == ')' || is_digit(last_of(line));
    return last_of(line) == '\'' && str_chr(line, ' ') > 5 && holds(line, ":in ");
}

/* A frame, by what stands behind its indentation. */
static bool is_frame(struct str s)
{
    static const struct str starts[] = {STR_INIT("at "),
                                        STR_INIT("File \""),
                                        STR_INIT("from "),
                                        STR_INIT("... "),
                                        STR_INIT("#"),
                                        STR_INIT("/"),
                                        STR_INIT("in "),
                                        STR_INIT("|"),
                                        STR_INIT("--- "),
                                        STR_INIT("---> "),
                                        STR_INIT("+ Exception Group")};
    size_t digits = digits_at(s, 0);
    return STARTS_ANY(s, starts) || (digits && digits < s.n && s.p[digits] == ':') ||
           (holds(s, ".go:") && !holds(s, " ")) || is_elixir_frame(s) || is_bare_frame(s);
}

/* --- lines that go on about any error, in column 0 --- */

static const struct str CAUSES[] = {
    STR_INIT("Caused by:"),
    STR_INIT("Caused by "),
    STR_INIT("error stack:"),
    STR_INIT("> File \""),
    STR_INIT("caused by: "),
    STR_INIT("Suppressed: "),
    STR_INIT("--- End of "),
    STR_INIT("---> "),
    STR_INIT("[cause]: "),
    STR_INIT("[errors]: "),
    STR_INIT("[stacktrace]"),
    STR_INIT("Stack trace:"),
    STR_INIT("Stack trace of thread "),
    STR_INIT("Stack backtrace:"),
    STR_INIT("stack backtrace:"),
    STR_INIT("note: run with "),
    STR_INIT("note: Some details are omitted"),
    STR_INIT("ELF object binary architecture:"),
    STR_INIT("Node.js v"),
    STR_INIT("Bun v"),
    STR_INIT("(Use `node --trace-"),
    STR_INIT("Thrown at:"),
    STR_INIT("Emitted 'error' event "),
    STR_INIT("[SQL: "),
    STR_INIT("[parameters: "),
    STR_INIT("(Background on this error"),
    STR_INIT("future: <Task "),
    STR_INIT("handle: <Handle "), /* asyncio, what its report is about */
    STR_INIT("handle: <TimerHandle "),
    STR_INIT("stack traceback:"), /* Lua */
    STR_INIT("coroutine "),
    STR_INIT("BEGIN failed--"),                /* Perl */
    STR_INIT("Stacktrace:"),                   /* Julia */
    STR_INIT("CallStack (from HasCallStack)"), /* Haskell */
    STR_INIT("*** Check failure stack trace"), /* glog */
    STR_INIT("Execution halted"),              /* R */
    STR_INIT("[previous exception] "),         /* Monolog */
    STR_INIT("Require stack:"),                /* Node */
    STR_INIT("Backtrace for: "),               /* SBCL */
};

/* What BuildKit writes behind the number of a step: "#12 [4/5] RUN x", "#12 0.312 text", "#12 ERROR: x". */
static bool is_step(struct str s)
{
    static const struct str starts[] = {
        STR_INIT("ERROR: "), STR_INIT("DONE "),      STR_INIT("CACHED"),        STR_INIT("CANCELED"),
        STR_INIT("sha256:"), STR_INIT("exporting "), STR_INIT("transferring "), STR_INIT("writing "),
        STR_INIT("naming "), STR_INIT("resolve "),   STR_INIT("extracting ")};
    bool frame = str_starts(s, STR("[internal function]")) || str_starts(s, STR("0x"));
    return !frame && (STARTS_ANY(s, starts) || (s.n && (s.p[0] == '[' || is_digit(s.p[0]))));
}

/* "... 12 more", "#3 /x.php(12): f()", "#0  0x00007f n/a (node)", "3: (DRAW 7)" of Lisp */
static bool is_numbered(struct str line)
{
    if (is_digit(line.p[0]))
        return str_starts(str_skip(line, digits_at(line, 0)), STR(": (")) && last_of(line) == ')';
    if (str_starts(line, STR("... ")))
        return digits_at(line, 4) > 0 && str_ends(line, STR(" more"));
    size_t n = line.n && line.p[0] == '#' ? digits_at(line, 1) : 0;
    return n && 1 + n < line.n && line.p[1 + n] == ' ' && !is_step(str_skip(line, 2 + n));
}

/* "0. DB::Exception::Exception(...) @ 0x00007f", "/app/x.zig:3:5: 0x1034c5 in render (x)", "/go/x.go:12
 * (0x43)" */
static bool is_addressed(struct str line)
{
    size_t n = digits_at(line, 0);
    bool counted = n && str_starts(str_skip(line, n), STR(". "));
    return (counted && holds(line, " @ 0x")) ||
           (line.p[0] == '/' && (holds(line, ": 0x") || holds(line, " (0x")));
}

static bool goes_on_anywhere(struct str line)
{
    return STARTS_ANY(line, CAUSES) || is_numbered(line) || is_bare_frame(line) || is_addressed(line);
}

/* What programs print below the line of an error, in column 0, and say elsewhere too. */
static bool details_fault(struct str line)
{
    static const struct str starts[] = {
        STR_INIT("Server: "),
        STR_INIT("Request: "),
        STR_INIT("** (exit) "),
        STR_INIT("Last message"),
        STR_INIT("State: "),
        STR_INIT("Client #PID<"),
        STR_INIT("Function: #Function<"), /* Elixir */
        STR_INIT("Calls: "),              /* R */
        STR_INIT("Module not found: "),   /* webpack */
        STR_INIT("client_session: "),
        STR_INIT("connector: "),
        STR_INIT("connections: "), /* aiohttp */
        STR_INIT("LINE 1: "),
        STR_INIT("DETAIL:  "),
        STR_INIT("HINT:  "),
        STR_INIT("CONTEXT:  "), /* psql */
        STR_INIT("protocol: <"),
        STR_INIT("transport: <"),
        STR_INIT("task: <Task "), /* asyncio */
        STR_INIT("Called from "),
        STR_INIT("Raised at "),
        STR_INIT("Raised by "),
        STR_INIT("Re-raised at "),               /* OCaml */
        STR_INIT("*** First throw call stack:"), /* Objective-C */
        STR_INIT("Trying again in ")             /* Celery */
    };
    return STARTS_ANY(line, starts);
}

/* --- the first line --- */

static enum stack_trace_kind kind_of_panic(struct str line)
{
    if (holds(line, ": panic serving "))
        return STACK_TRACE_GO;
    if (holds(line, "' panicked at ") || (holds(line, " panicked at ") && holds(line, "thread '")))
        return STACK_TRACE_RUST;
    return STACK_TRACE_PLAIN;
}

/* "3 | throw new Error()": a line of source by its number, as Bun prints it. */
static bool is_source(struct str line)
{
    size_t n = digits_at(line, 0);
    return n && n < 6 && str_starts(str_skip(line, n), STR(" | "));
}

/* "=ERROR REPORT==== 15-Mar-2026::10:00:01 ===" of Erlang, "[Recovery] ... panic recovered:" of gin. */
static bool is_report(struct str line)
{
    return (line.p[0] == '=' && holds(line, " REPORT==== ")) || str_ends(line, STR(" panic recovered:"));
}

/* The header of Ruby's logger, "F, [2026-03-15T10:00:00.123456 #12] FATAL -- : ", and tags in brackets at the
 * start of `line`: its length, 0 when there is none. */
static size_t ruby_header(struct str line)
{
    enum { HEADER_MOST = 120 };
    if (line.n < 4 || line.p[1] != ',' || line.p[2] != ' ' || line.p[3] != '[')
        return 0;
    struct str head = str_head(line, HEADER_MOST);
    size_t dashes = str_find(head, STR(" -- ")) + 4, n = dashes + str_chr(str_skip(head, dashes), ':') + 1;
    while (n < line.n && (line.p[n] == ' ' || line.p[n] == '['))
        n += line.p[n] == ' ' ? 1 : str_chr(str_skip(line, n), ']') + 1;
    return dashes < head.n ? n : 0;
}

static bool is_blank_of_ruby(struct str line)
{
    size_t n = str_at(line, 0) == 'F' || str_at(line, 0) == 'E' ? ruby_header(line) : 0;
    return n && n >= line.n;
}

/* "#<Thread:0x00007f x.rb:1 run> terminated with exception (report_on_exception is true):" */
static bool is_dead_thread(struct str line)
{
    return str_starts(line, STR("#<Thread:")) && str_ends(line, STR(" is true):"));
}

/* The upper end of the line at the left of Terraform's errors, or that line where its upper end is lost. */
static bool is_boxed(struct str line)
{
    return str_starts(line, STR("\xe2\x95\xb7")) || str_starts(line, STR("\xe2\x94\x82 Error: ")) ||
           str_starts(line, STR("\xe2\x94\x82 Warning: "));
}

static enum stack_trace_kind kind_of(struct str line)
{
    static const struct str go[] = {STR_INIT("panic: "),   STR_INIT("fatal error: "), STR_INIT("runtime: "),
                                    STR_INIT("SIGQUIT: "), STR_INIT("SIGSEGV: "),     STR_INIT("SIGABRT: "),
                                    STR_INIT("SIGBUS: ")};
    if (line.n == 0 || (str_starts(line, STR("{\"")) && last_of(line) == '}'))
        return STACK_TRACE_NONE;
    if (is_traceback(line))
        return line.p[0] == '+' ? STACK_TRACE_PLAIN : STACK_TRACE_PYTHON;
    if (is_place(line) || is_source(line))
        return STACK_TRACE_EXCERPT;
    if (is_boxed(line))
        return STACK_TRACE_BOXED;
    if (is_dead_thread(line))
        return STACK_TRACE_RUST;
    if (is_report(line))
        return STACK_TRACE_DUMPED;
    if (is_blank_of_ruby(line))
        return STACK_TRACE_RUBY;
    if (STARTS_ANY(line, go) || is_goroutine(line))
        return STACK_TRACE_GO;
    return holds(line, " panic") ? kind_of_panic(line) : STACK_TRACE_PLAIN;
}

/* Count the brackets that a line opens at its end and closes at its start; `inside` its indentation. */
static void count_brackets(struct stack_trace *t, struct str inside)
{
    char first = inside.n ? inside.p[0] : 0, last = last_of(inside);
    bool closes = (first == '}' || first == ']' || first == ')') && t->brackets;
    t->brackets -= closes;
    t->closed = closes && t->brackets == 0;
    if ((last == '{' || last == '[' || last == '(') && t->brackets < UINT8_MAX)
        t->brackets++;
}

static struct str shown(struct str line)
{
    bool coloured = line.n && line.p[0] == '\x1b';
    line = uncoloured(line);
    if (coloured && line.n > 1 && line.p[0] == ' ' && line.p[1] != ' ')
        line = str_skip(line, 1); /* of a badge, " WARN " */
    while (line.n && (line.p[line.n - 1] == '\r' || is_blank(line.p[line.n - 1])))
        line.n--;
    return line;
}

/* "> next start", as npm shows the command that it runs; what that prints below is its own. */
static bool is_command(struct str line)
{
    return str_starts(line, STR("> ")) && line.n > 2 && is_lower(line.p[2]) && str_chr(line, ':') == line.n;
}

/* The mark in Markdown above and below what is pasted: "```json". */
static bool is_fence(struct str line)
{
    return str_starts(line, STR("```"));
}

void stack_trace_begin(struct stack_trace *t, struct str line)
{
    line = shown(line);
    size_t indent = indent_of(line);
    *t = (struct stack_trace){.indent = (uint8_t)(indent < INDENT_MOST ? indent : INDENT_MOST)};
    line = str_skip(line, indent);
    if (is_command(line) || is_fence(line))
        return;
    t->kind = indent && str_starts(line, STR("PID: ")) ? STACK_TRACE_CORE : kind_of(line);
    t->raised = stack_trace_raises(line);
    t->crash = t->kind == STACK_TRACE_PYTHON || t->kind == STACK_TRACE_RUST ||
               str_starts(line, STR("+ Exception Group "));
    t->frames = str_starts(line, STR("+ Exception Group ")); /* its frames are indented as it is */
    count_brackets(t, line);
    if (t->kind == STACK_TRACE_RUST && last_of(line) != ':')
        t->kind = STACK_TRACE_PLAIN; /* before 1.73 the message stood on the same line */
}

/* --- the lines below --- */

static enum stack_trace_step sure_inside(struct stack_trace *t, struct str inside)
{
    count_brackets(t, inside);
    t->frames |= is_frame(inside);
    if (!t->called && !t->ruby && is_bare_frame(inside))
        *(str_starts(inside, STR("at ")) ? &t->called : &t->ruby) = true;
    t->maybe = 0;
    t->wants_frame = false;
    return STACK_TRACE_GOES_ON;
}

static enum stack_trace_step sure(struct stack_trace *t, struct str line)
{
    return sure_inside(t, str_skip(line, indent_of(line)));
}

static enum stack_trace_step maybe(struct stack_trace *t, bool wants_frame)
{
    if (++t->maybe > MAYBE_MOST)
        return STACK_TRACE_ENDS;
    t->wants_frame = wants_frame;
    return STACK_TRACE_MAYBE;
}

static enum stack_trace_step turn(struct stack_trace *t, enum stack_trace_kind kind, struct str line)
{
    t->kind = (uint8_t)kind;
    t->crash |= kind == STACK_TRACE_PYTHON || kind == STACK_TRACE_RAISED;
    return sure(t, line);
}

static enum stack_trace_step indented(struct stack_trace *t, struct str first, struct str line)
{
    struct str inside = str_skip(line, indent_of(line));
    if (t->kind == STACK_TRACE_EXCERPT)
        return is_caret(line) ? turn(t, STACK_TRACE_THROWN, line) : maybe(t, false);
    if ((t->wants_frame && !is_frame(inside)) || str_starts(inside, STR("{\"")) ||
        (str_starts(inside, STR("+ Exception Group ")) && !says_fault(first)) || stack_trace_dated(inside) ||
        (t->closed && str_eq(inside, STR("{")))) /* the next of several records in lines of their own */
        return STACK_TRACE_ENDS;
    if (t->kind == STACK_TRACE_PLAIN && is_traceback(inside))
        t->kind = STACK_TRACE_PYTHON;
    if (t->wants_frame && holds(inside, ".go:"))
        t->kind = STACK_TRACE_GO;
    return sure_inside(t, inside);
}

/* A line of its own time is the next record's. */
static bool is_stamped(struct str line)
{
    line = str_skip(line, str_starts(line, STR("[")));
    return digits_at(line, 0) == 4 && line.n > 10 && (line.p[4] == '-' || line.p[4] == '/');
}

/* "SEVERE: text", whatever the word. */
static bool shouts(struct str line)
{
    size_t n = str_past(line, 0, is_upper);
    return n > 2 && str_starts(str_skip(line, n), STR(": "));
}

/* A time as java.util.logging writes it, whatever the month is called: "Mar 15, 2026 10:00:01 AM". */
static bool is_time_of_java(struct str stamp)
{
    struct str year = str_skip(stamp, str_chr(stamp, ',') + 1);
    return stamp.p[0] != '[' && str_starts(year, STR(" ")) && digits_at(year, 1) == 4 &&
           str_starts(str_skip(year, 5), STR(" "));
}

/* "Mar 15, 2026 10:00:01 AM com.example.Main render": java.util.logging puts the level on the next line. */
static bool is_title(struct str line)
{
    struct log_time time;
    if (!log_time_at(line, &time) || !is_time_of_java(str_head(line, time.n)))
        return false;
    struct str rest = str_skip(line, time.n), class = str_skip(rest, 1);
    class = str_head(class, name_length(class));
    struct str method = str_skip(rest, class.n + 2);
    return str_starts(rest, STR(" ")) && class.n && !syslog_level_word(class) &&
           str_chr(method, ' ') == method.n;
}

/* An exception by the whole name of its class, which no program begins a record with:
 * "org.apache.x.YException: text", or nothing but "Runtime.ExitError". */
static bool is_sure_type(struct str first, struct str line)
{
    struct str name = str_head(line, name_length(line)), before = str_head(first, name_length(first));
    bool class =
        before.n < first.n && first.p[before.n] == ':' && str_count(before, '.') > 1; /* one itself */
    return !class && !holds(line, "\n") && stack_trace_raises(line) &&
           str_count(name, '.') >= (name.n == line.n ? 1 : 2);
}

/* "TypeError  text", "error stack:": an error of tslog's, below the line with which it was logged. The blanks
 * are those of a badge and of what parts it from the text, with colours between them. */
static bool is_of_tslog(struct str line)
{
    struct str name = str_head(line, name_length(line)), rest = str_skip(line, name.n);
    if (!str_ends(name, STR("Error")) && !str_ends(name, STR("Exception")))
        return str_eq(line, STR("error stack:"));
    return rest.n && rest.p[0] == ' ' && str_starts(uncoloured(str_skip(rest, 1)), STR(" "));
}

/* Dart's and others' line before the one that says what nobody caught. */
static bool is_unhandled(struct str first)
{
    return str_ends(first, STR("nhandled exception:"));
}

static enum stack_trace_step in_plain(struct stack_trace *t, struct str first, struct str line)
{
    if (!t->frames && is_of_tslog(line) && holds(first, "\t") && says_fault(first))
        return sure(t, line);
    if (!t->titled && !t->frames && !t->maybe && shouts(line) && is_title(first)) {
        t->titled = true;
        return sure(t, line);
    }
    bool trace = is_traceback(line), goroutine = is_goroutine(line);
    if (!t->raised && (details_fault(line) || is_sure_type(first, line)) && says_fault(first))
        return sure(t, line);
    if (!t->frames && !t->maybe && is_unhandled(first)) {
        t->tells = true;
        return sure(t, line);
    }
    if (!trace && !goroutine && (t->frames || t->raised || !(stack_trace_raises(line) || is_function(line))))
        return STACK_TRACE_ENDS;
    if (!t->titled && (!says_fault(first) || (is_uncaught(line) && is_calm(first))))
        return STACK_TRACE_ENDS;
    if (trace || goroutine)
        return turn(t, trace ? STACK_TRACE_PYTHON : STACK_TRACE_GO, line);
    return maybe(t, true);
}

static bool is_chain(struct str line)
{
    return str_starts(line, STR("The above exception was ")) ||
           str_starts(line, STR("During handling of the above exception"));
}

static enum stack_trace_step in_raised(struct stack_trace *t, struct str line)
{
    return !t->maybe && name_length(line) == line.n ? maybe(t, false) : STACK_TRACE_ENDS;
}

static enum stack_trace_step in_go(struct stack_trace *t, struct str line)
{
    static const struct str more[] = {STR_INIT("[signal "),          STR_INIT("exit status "),
                                      STR_INIT("[originating from"), STR_INIT("runtime stack:"),
                                      STR_INIT("panic: "),           STR_INIT("PC=0x")};
    if (t->crash &&
        str_starts(line, STR("panic: "))) /* of the program's next run; one in a panic is indented */
        return STACK_TRACE_ENDS;
    t->crash |= is_goroutine(line);
    if (is_goroutine(line) || STARTS_ANY(line, more))
        return sure(t, line);
    return is_function(line) ? maybe(t, true) : STACK_TRACE_ENDS;
}

/* npm tells of one error over many lines, each of which says so. */
static bool is_npm(struct str line)
{
    return str_starts(line, STR("npm ERR!")) || str_starts(line, STR("npm error"));
}

/* What stands in column 0 between frames: edges of a box (Python's groups), the marked line of an excerpt of
 * source
 * ("> 3 |"), the end of a string that holds the trace (Monolog). */
static bool draws(struct str line)
{
    return line.p[0] == '|' || str_starts(line, STR("+-")) || str_starts(line, STR("\"}")) ||
           (str_starts(line, STR("> ")) && is_source(str_skip(line, 2)));
}

/* The type at the start of `s`, with the modules of Ruby: ActiveRecord::RecordNotFound. */
static struct str type_at(struct str s)
{
    size_t n = name_length(s);
    while (n && str_starts(str_skip(s, n), STR("::")))
        n += 2 + name_length(str_skip(s, n + 2));
    return str_head(s, n);
}

/* "ActiveRecord::ConnectionNotEstablished (text):", as Rails prints what was raised, whatever its name. */
static bool raised_in_rails(struct str line)
{
    struct str type = type_at(line);
    return type.n && is_upper(line.p[0]) && str_starts(str_skip(line, type.n), STR(" (")) &&
           str_ends(line, STR("):"));
}

/* The same in one message of several lines, of which the first is empty. */
static enum stack_trace_step in_rails(struct stack_trace *t, struct str line)
{
    if (t->raised || t->maybe || !raised_in_rails(line))
        return STACK_TRACE_ENDS;
    t->raised = t->tells = true;
    return sure(t, line);
}

/* Rails writes an exception as an empty message, its type and text, an empty message, its frames. */
static enum stack_trace_step in_ruby(struct stack_trace *t, struct str first, struct str line)
{
    size_t n = ruby_header(line), time = str_chr(first, '#');
    struct str text = str_skip(line, n), process = str_skip(first, time);
    process.n = str_chr(process, ']');
    if (n == 0)
        return in_rails(t, line);
    if (line.p[0] != first.p[0] || str_find(line, process) > n)
        return STACK_TRACE_ENDS;
    bool frame = holds(text, ":in ");
    if (text.n == 0)
        return t->frames ? STACK_TRACE_ENDS : maybe(t, false);
    if (t->frames && !frame)
        return STACK_TRACE_ENDS;
    t->tells = !t->raised && !frame;
    t->raised = true;
    t->frames |= frame;
    t->maybe = 0;
    return STACK_TRACE_GOES_ON;
}

/* "x.rb:6:in `mid': text (StyleError)": as Ruby prints what nobody rescued. */
static bool raised_by_ruby(struct str line)
{
    size_t blank = str_chr(line, ' ');
    return last_of(line) == ')' && blank > 4 && str_ends(str_head(line, blank), STR(":in")) &&
           is_digit(line.p[blank - 4]);
}

/* "Next RuntimeException: text in /srv/x.php:3": the next of PHP's chain. */
static bool is_next_raised(struct str line)
{
    return str_starts(line, STR("Next ")) && stack_trace_raises(str_skip(line, 5));
}

/* "+ actual - expected" of Node's assertions, and the lines of that difference. */
static bool differs(struct stack_trace *t, struct str line)
{
    t->differs |= str_eq(line, STR("+ actual - expected"));
    return t->differs && (line.p[0] == '+' || line.p[0] == '-' || str_starts(line, STR("...")));
}

/* "- /srv/x.js": who required what Node did not find. */
static bool is_requirer(struct str line)
{
    return str_starts(line, STR("- /")) && str_chr(str_skip(line, 2), ' ') == line.n - 2;
}

/* The cause of an exception that a `rescue` of Ruby raised: printed below it in the same form. */
static bool is_cause_of_ruby(struct stack_trace *t, struct str first, struct str line)
{
    bool cause = !t->caused && raised_by_ruby(line) && raised_by_ruby(first) && holds(first, "rescue in ");
    t->caused |= cause && !holds(line, "rescue in ");
    return cause;
}

/* What only one runtime prints below an exception. */
static bool is_of_raised(struct stack_trace *t, struct str first, struct str line)
{
    if (t->frames)
        return is_next_raised(line) || is_cause_of_ruby(t, first, line);
    return t->raised && (differs(t, line) || is_requirer(line));
}

/* The line of source that Ruby shows behind an empty one: it has marks below it. */
static bool is_marked_source(const struct stack_trace *t, struct str first)
{
    return t->maybe == 1 && !t->frames && (raised_by_ruby(first) || is_dead_thread(first));
}

static enum stack_trace_step wants_caret(struct stack_trace *t)
{
    t->wants_caret = true;
    return maybe(t, false);
}

static enum stack_trace_step goes_on_below(struct stack_trace *t, struct str line)
{
    t->frames |= is_bare_frame(line);
    return sure(t, line);
}

/* "! java.io.IOException: text", "! at x.Y.z(Y.java:1)", "! Causing: x.Exception: text": Dropwizard marks the
 * lines of an exception below the record that tells of it. */
static bool is_of_dropwizard(struct str first, struct str line)
{
    static const struct str starts[] = {STR_INIT("at "), STR_INIT("... "), STR_INIT("Causing: "),
                                        STR_INIT("Suppressed: ")};
    struct str marked = str_skip(line, 2);
    if (!str_starts(line, STR("! ")) || str_starts(first, STR("! ")))
        return false;
    return STARTS_ANY(marked, starts) || stack_trace_raises(marked);
}

/* A line in column 0. */
static enum stack_trace_step outdented(struct stack_trace *t, struct str first, struct str line)
{
    bool closes = line.p[0] == '}' || line.p[0] == ']' || line.p[0] == ')';
    if (t->wants_frame || line.p[0] == '{' || is_stamped(line))
        return STACK_TRACE_ENDS;
    if ((closes && t->brackets) || (t->frames && (draws(line) || is_source(line))))
        return sure(t, line);
    if (goes_on_anywhere(line))
        return goes_on_below(t, line);
    bool closes_angle = str_eq(line, STR(">")) && !t->maybe; /* of an object that Python prints */
    if ((is_npm(line) && is_npm(first)) || is_of_raised(t, first, line) || closes_angle ||
        is_of_dropwizard(first, line))
        return sure(t, line);
    if (t->frames && is_chain(line))
        return turn(t, STACK_TRACE_CHAINED, line);
    switch ((enum stack_trace_kind)t->kind) {
    case STACK_TRACE_PLAIN:
        if (is_marked_source(t, first))
            return wants_caret(t);
        return in_plain(t, first, line);
    case STACK_TRACE_PYTHON:
        t->tells = ends_traceback(line);
        return t->tells ? turn(t, STACK_TRACE_RAISED, line) : STACK_TRACE_ENDS;
    case STACK_TRACE_RAISED:
        return in_raised(t, line);
    case STACK_TRACE_CHAINED:
        return is_traceback(line) ? turn(t, STACK_TRACE_PYTHON, line) : STACK_TRACE_ENDS;
    case STACK_TRACE_EXCERPT:
        return is_caret(line) ? turn(t, STACK_TRACE_THROWN, line) : maybe(t, false);
    case STACK_TRACE_THROWN:
        t->raised = t->crash = t->tells = true;
        return turn(t, STACK_TRACE_PLAIN, line);
    case STACK_TRACE_GO:
        return in_go(t, line);
    case STACK_TRACE_RUST:
        t->tells = true;
        return turn(t, STACK_TRACE_PLAIN, line);
    case STACK_TRACE_BOXED:
        return str_starts(line, STR("\xe2\x94\x82")) || str_starts(line, STR("\xe2\x95\xb5"))
                   ? sure(t, line)
                   : STACK_TRACE_ENDS;
    case STACK_TRACE_RUBY:
        return in_ruby(t, first, line);
    case STACK_TRACE_DUMPED:
        return line.p[0] == '[' || line.p[0] == '=' ? STACK_TRACE_ENDS : sure(t, line);
    default:
        return STACK_TRACE_ENDS;
    }
}

bool stack_trace_columned(struct str line)
{
    enum { INDENT_LEAST = 4, WIDTH = 8 };
    size_t indent = indent_of(line), n = 0;
    struct str s = str_skip(line, indent);
    if (indent < INDENT_LEAST || s.n < WIDTH + 2)
        return false;
    while (n < WIDTH && is_upper(s.p[n]))
        n++;
    struct str word = str_head(s, n);
    while (n <= WIDTH && s.p[n] == ' ')
        n++;
    return n == WIDTH + 1 && s.p[n] != ' ' && syslog_level_word(word);
}

/* " WARN  text": a level on a ground of its colour, which the blank before it stands on too. */
static bool is_badge(struct str line)
{
    static const struct str words[] = {STR_INIT(" ERROR "), STR_INIT(" WARN "),   STR_INIT(" FATAL "),
                                       STR_INIT(" INFO "),  STR_INIT(" DEBUG "),  STR_INIT(" TRACE "),
                                       STR_INIT(" FAIL "),  STR_INIT(" WARNING ")};
    return is_upper(str_skip(line, 1).n ? line.p[1] : 0) && STARTS_ANY(line, words);
}

/* Does `line` begin as `head`, but for the seconds of a clock? */
static bool begins_alike(struct str line, struct str head)
{
    bool clock = false; /* among digits behind a colon, or their fraction */
    for (size_t i = 0; i < head.n; i++) {
        bool digits = i < line.n && is_digit(line.p[i]) && is_digit(head.p[i]);
        if (i >= line.n || (line.p[i] != head.p[i] && !(digits && clock)))
            return false;
        clock = head.p[i] == ':' || (clock && (digits || str_among(",.", head.p[i])));
    }
    return true;
}

/* `line` without what it begins with as `first` does, where each line of a traceback has its logger's header
 * before it (vLLM, OpenStack, torchrun, celery): up to the indentation of its first frame. */
static struct str unheaded(struct stack_trace *t, struct str first, struct str line)
{
    if (t->kind == STACK_TRACE_PYTHON && t->header == 0 && !t->frames) {
        size_t at = str_find(line, STR("  File \""));
        if (at > 0 && at < line.n && at < INDENT_MOST && begins_alike(first, str_head(line, at)))
            t->header = (uint8_t)at;
    }
    return t->header && begins_alike(line, str_head(first, t->header)) ? str_skip(line, t->header) : line;
}

/* A key whose colon stands below the first one's, or what is further in than that. */
static enum stack_trace_step in_core(struct stack_trace *t, struct str line)
{
    size_t indent = indent_of(line), colon = t->indent + sizeof "PID" - 1;
    struct str key = str_skip(line, indent);
    bool keyed = str_chr(line, ':') == colon && !str_starts(key, STR("PID:"));
    return keyed || indent > colon ? sure_inside(t, key) : STACK_TRACE_ENDS;
}

enum stack_trace_step stack_trace_next(struct stack_trace *t, struct str first, struct str line)
{
    first.n -= last_of(first) == '\r';
    line = unheaded(t, first, shown(line));
    t->tells = false;
    if (t->kind == STACK_TRACE_NONE || (t->wants_frame && line.n == 0) || (t->wants_caret && !is_caret(line)))
        return STACK_TRACE_ENDS;
    t->wants_caret = false;
    if (line.n == 0)
        return maybe(t, false);
    if (t->kind == STACK_TRACE_CORE)
        return in_core(t, line);
    if (line.p[0] == ' ' && (is_badge(line) || stack_trace_columned(line)))
        return STACK_TRACE_ENDS;
    size_t indent = indent_of(line);
    if (UNLIKELY(indent < t->indent) && t->frames && is_chain(str_skip(line, indent)))
        t->indent = (uint8_t)indent; /* the box of a group, which is further in, is over */
    line = str_skip(line, indent < t->indent ? indent : t->indent); /* as far in as the first line, or less */
    return is_blank(line.p[0]) ? indented(t, first, line) : outdented(t, first, line);
}

/* --- a whole text --- */

/* Does a word of `line` end as the types of exceptions do: `10:00:01 - NoMethodError - text`? */
static bool names_exception(struct str line)
{
    static const struct str ends[] = {STR_INIT("Error"), STR_INIT("Exception")};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        for (size_t from = 0, at; (at = from + str_find(str_skip(line, from), ends[i])) < line.n;) {
            from = at + ends[i].n;
            if (at > 0 && is_name(line.p[at - 1]) && (from == line.n || !is_name(line.p[from])))
                return true;
        }
    return false;
}

/* Did frames follow an exception, whatever its name, and no mere warning? */
static bool raised_with_frames(const struct stack_trace *t, struct str first)
{
    if (!t->frames)
        return false;
    struct str line = shown(first);
    line = str_skip(line, indent_of(line));
    struct str name = str_head(line, name_length(line));
    bool titled = t->called && name.n < line.n && line.p[name.n] == ':' && is_upper(name.p[0]);
    if (str_ends(name, STR("Warning")) || str_eq(name, STR("Trace")))
        return false;
    return t->raised || titled || (t->ruby && raised_in_rails(line)) || names_exception(line);
}

bool stack_trace_crashes(struct str s)
{
    struct str line, first = {0};
    struct stack_trace t = {0};
    while (!t.crash && str_split(&s, '\n', &line)) {
        if (first.p && stack_trace_next(&t, first, line) != STACK_TRACE_ENDS)
            continue;
        if (raised_with_frames(&t, first))
            return true;
        first = line;
        stack_trace_begin(&t, line);
    }
    return t.crash || raised_with_frames(&t, first);
}

/* ASP.NET: "fail: Category[13]" stands alone above what it is about. */
static bool is_category(struct str line)
{
    return (str_starts(line, STR("fail: ")) || str_starts(line, STR("crit: "))) && last_of(line) == ']';
}

static struct str below_category(struct str s)
{
    struct str rest = str_skip(s, str_chr(s, '\n') + 1), second = rest, line;
    while (rest.n) {
        struct str from = str_skip(rest, indent_of(rest));
        if (!str_split(&rest, '\n', &line))
            break;
        if (stack_trace_raises(shown(str_skip(line, indent_of(line)))))
            return from;
    }
    return str_skip(second, indent_of(second));
}

/* May it stand below `first`: a traceback, a place, what a thread of Rust panicked at? */
static bool may_hide_headline(struct str first)
{
    char last = last_of(first);
    return last == ':' || is_digit(last) || is_traceback(first) || is_blank_of_ruby(first) ||
           str_starts(first, STR("Exception in thread "));
}

/* What coredumpctl says of a process, behind its first key; empty: that is not what `s` is. */
static struct str message_of_core(struct str s)
{
    static const struct str key = STR_INIT("\n       Message: ");
    return str_starts(s, STR("PID: ")) ? str_skip(s, str_find(s, key) + key.n) : str_of(NULL, 0);
}

struct str stack_trace_headline(struct str s)
{
    struct str rest = s, line, first, best = s;
    struct stack_trace t;
    if (!str_split(&rest, '\n', &first) || rest.n == 0)
        return s;
    struct str core = message_of_core(s);
    if (core.n)
        return core;
    if (is_category(shown(first)))
        return below_category(s);
    if (!may_hide_headline(shown(first)))
        return s;
    stack_trace_begin(&t, first);
    if (t.kind != STACK_TRACE_PYTHON && t.kind != STACK_TRACE_RUBY && t.kind != STACK_TRACE_EXCERPT &&
        t.kind != STACK_TRACE_RUST && !str_starts(first, STR("Exception in thread ")) &&
        !is_unhandled(shown(first)))
        return s;
    for (struct str from = rest; str_split(&rest, '\n', &line); from = rest) {
        if (stack_trace_next(&t, first, line) == STACK_TRACE_ENDS)
            break;
        if (t.tells)
            best = from;
    }
    return best;
}

struct str stack_trace_exception(struct str s)
{
    struct str line, first, name = {0};
    struct stack_trace t;
    if (!str_split(&s, '\n', &first))
        return name;
    stack_trace_begin(&t, first);
    while (str_split(&s, '\n', &line) && stack_trace_next(&t, first, line) != STACK_TRACE_ENDS) {
        struct str text = shown(str_skip(line, indent_of(line)));
        text = str_skip(text, ruby_header(text));
        bool tells = t.tells && !is_unhandled(shown(first));
        if (tells || (name.n == 0 && t.kind != STACK_TRACE_PYTHON && stack_trace_raises(text)))
            name = type_at(text);
    }
    return name;
}

struct str stack_trace_below_title(struct str s)
{
    struct str below = str_skip(s, str_chr(s, '\n') + 1);
    return shouts(below) && is_title(str_head(s, s.n - below.n - 1)) ? below : s;
}

bool stack_trace_is_frame(struct str line)
{
    size_t n = indent_of(line);
    return n > 0 && n < line.n && line.p[n] != '+' && is_frame(str_skip(line, n));
}

bool stack_trace_opens(struct str line)
{
    return line.n && is_digit(last_of(line)) && is_place(line);
}

bool stack_trace_may_go_on(char c)
{
    static const bool may[256] = {[' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['\x1b'] = true,
                                  ['}'] = true, [']'] = true,  [')'] = true,  ['['] = true,  ['('] = true,
                                  ['-'] = true, ['#'] = true,  ['.'] = true,  ['~'] = true,  ['^'] = true,
                                  ['|'] = true, ['+'] = true,  ['*'] = true,  ['/'] = true};
    return may[(unsigned char)c];
}
