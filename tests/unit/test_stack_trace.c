/* Which lines go on about the one before: the forms of many runtimes. */
#include "input/stack_trace.h"
#include "unit.h"

/* Lines; the mark before each says what it is: `>` the first of a record, `+` of it, `.` maybe (a later one
 * tells). */
static const struct row {
    const char *name, *lines;
} ROWS[] = {
    {"indented", ">GET / 500\n+  cause: x\n+\tmore\n>GET / 200"},
    {"blank lines inside", ">request failed\n+  cause: x\n.\n+  ip: y\n>next"},
    {"blank lines between", ">one\n.\n>two"},
    {"V8 with a cause",
     ">Error: draw failed\n+    at draw (/app/d.js:1:2)\n+    at async go (/app/go.js:7:1) {\n"
     "+  [cause]: Error: connect ECONNREFUSED\n+      at x (node:net:1555:16) {\n+    code: 'X'\n+  "
     "}\n+}\n>ok again"},
    {"no bracket is open", ">Error: x\n+    at f (a.js:1:2)\n>}"},
    {"two in a row", ">Error: x\n+    at f (a.js:1:2)\n>Error: y\n+    at g (a.js:1:2)\n>next"},
    {"a logger's line before it",
     ">10:00 error: draw failed\n.Error: draw failed\n+    at draw (/app/d.js:1:2)\n>next"},
    {"no error before it", ">starting\n>Error: draw failed\n+    at draw (/app/d.js:1:2)"},
    {"without frames", ">request failed\n.Error: x\n>Error: y"},
    {"uncaught in node",
     ">file:///srv/app.mjs:28\n.if (x) { throw err }\n+              ^\n.\n+Error: image backend "
     "unreachable\n"
     "+    at render (file:///srv/app.mjs:6:52) {\n+  code: 'E'\n+}\n.\n+Node.js v20.20.2\n>next"},
    {"a value thrown in node",
     ">node:internal/process/promises:391\n.    triggerUncaughtException(err);\n+    ^\n.\n"
     "+[AggregateError: All promises were rejected] {\n+  [errors]: [\n+    Error: a\n+        at x "
     "(a.mjs:1:1),\n+  ]\n+}\n"
     ".\n+Node.js v20.20.2"},
    {"a place, and no source", ">http://localhost:8080\n.ready\n.a\n.b\n.c\n.d\n.e\n>f"},
    {"Python", ">Traceback (most recent call last):\n+  File \"/srv/x.py\", line 5, in render\n+    "
               "inner()\n+    ^^^^^^^\n"
               "+ConnectionRefusedError: [Errno 111]\n.\n+The above exception was the direct cause of the "
               "following exception:\n"
               ".\n+Traceback (most recent call last):\n+  File \"/srv/x.py\", line 9, in "
               "main\n+RuntimeError: down\n>next line"},
    {"Python without blank lines",
     ">Traceback (most recent call last):\n+  File \"x.py\", line 5, in r\n+KeyError: 'x'\n"
     "+During handling of the above exception, another exception occurred:\n+Traceback (most recent call "
     "last):\n"
     "+  File \"x.py\", line 5, in r\n+my.Odd\n>Error: other"},
    {"Python's logging", ">ERROR:render:request failed\n+Traceback (most recent call last):\n+  File "
                         "\"x.py\", line 5, in r\n+KeyError: 'x'\n"
                         ">INFO:x:y"},
    {"a thread of Python's", ">Exception in thread Thread-1:\n+Traceback (most recent call last):\n+  File "
                             "\"x\"\n+KeyError: y\n>z z"},
    {"a group of Python's",
     ">  + Exception Group Traceback (most recent call last):\n+  |   File \"g.py\", line 7, in <module>\n"
     "+  | ExceptionGroup: unhandled (2 sub-exceptions)\n+  +-+---------------- 1 ----------------\n"
     "+    | ValueError: seed\n+    +------------------------------------\n>after"},
    {"Dart on Windows",
     ">Unhandled exception:\r\n+Bad state: no ink\r\n+#0      main (file:///a.dart:3:3)\r\n>next"},
    {"Go", ">panic: assignment to entry in nil map\n.\n+goroutine 1 [running]:\n.main.main()\n+\t/srv/m.go:6 "
           "+0x5d\n"
           "+exit status 2\n>next"},
    {"Go's server", ">2026/11/28 06:35:01 http: panic serving 1.2.3.4:5: index\n+goroutine 24 "
                    "[running]:\n.net/http.(*conn).serve.func1()\n"
                    "+        /usr/lib/go/server.go:1850 +0xbf\n.created by "
                    "net/http.(*Server).Serve\n+\t/usr/lib/go/server.go:3102 +0x4db\n"
                    ">2026/11/28 06:35:01 http: panic serving"},
    {"Go's signal", ">panic: runtime error: x\n+[signal SIGSEGV: segmentation violation]\n.\n+goroutine 1 "
                    "[running]:\n>queue size=3"},
    {"a logger of Go's",
     ">2026 ERROR x failed\n.main.render\n+\t/srv/m.go:6\n.main.main\n+\t/srv/m.go:9\n>next"},
    {"Rust",
     ">thread 'main' panicked at m.rs:2:69:\n+called `Result::unwrap()` on an `Err`\n+stack backtrace:\n"
     "+   0: __rustc::rust_begin_unwind\n+             at /rustc/x/library/std/src/panicking.rs:689:5\n"
     "+note: Some details are omitted, run with `RUST_BACKTRACE=full`\n>next"},
    {"Rust's main", ">Error: x\n.\n+Caused by:\n+    0: y\n>next"},
    {"Java", ">Exception in thread \"main\" java.lang.IllegalStateException: x\n+\tat J.render(J.java:3)\n"
             "+Caused by: java.net.ConnectException: y\n+\tat java.base/z.f(N.java)\n+\t... 12 more\n>next"},
    {"Spring",
     ">2026-03-15 ERROR 1 --- [main] o.s.boot.App : Application run "
     "failed\n.\n+java.lang.IllegalStateException: x\n"
     "+\tat demo.Render.call(Render.java:33)\n+Caused by: java.net.ConnectException: y\n+\t... 12 more\n"
     ">2026-03-15 INFO"},
    {".NET",
     ">Unhandled exception. System.InvalidOperationException: x\n+ ---> System.Net.SocketException (111): y\n"
     "+   at System.Net.Sockets.Socket.Connect(EndPoint remoteEP)\n+   --- End of inner exception stack "
     "trace ---\n"
     "+   at Demo.Render.Call() in /srv/demo/Render.cs:line 33\n>next"},
    {"Ruby", ">x.rb:3:in `f': bad (RuntimeError)\n+\tfrom x.rb:9:in `<main>'\n>next"},
    {"a logger of Ruby's",
     ">E, [2026] ERROR -- : bad (RuntimeError)\n+/srv/x.rb:3:in `f'\n+/srv/x.rb:9:in `<main>'\n>I, [x"},
    {"PHP", ">PHP Fatal error:  Uncaught Exception: bad in /srv/x.php:3\n+Stack trace:\n+#0 /srv/x.php(12): "
            "f()\n+#1 {main}\n"
            "+  thrown in /srv/x.php on line 3\n>next"},
    {"Elixir", ">** (RuntimeError) bad\n+    (app 0.1.0) lib/x.ex:3: App.f/0\n>next"},
    {"a dumped core", ">Process 797 (node) of user 1000 dumped core.\n.\n+Stack trace of thread 797:\n+#0  "
                      "0x00007f61 n/a (libc.so.6)\n.\n"
                      "+Stack trace of thread 798:\n+#0  0x00007f4c pause (libc.so.6)\n+ELF object binary "
                      "architecture: AMD x86-64\n>queue"},
    {"an object",
     ">{\n+  error: 'x',\n+  err: Error: y\n+      at f (a.mjs:1:2) {\n+    code: 1\n+  }\n+}\n>after"},
    {"pino-pretty", ">[10:00] ERROR (p): crashed\n+    err: {\n+          TypeError: x\n+              at go "
                    "(g.js:7:1)\n+    }\n>[10"},
    {"colours", ">\x1b[31merror\x1b[0m: x\n+\x1b[31m    at f (a.js:1:2)\x1b[0m\n>\x1b[32minfo"},
    {"badges", ">\x1b[43m\x1b[30m WARN \x1b[39m\x1b[49m slow\n.\n>\x1b[41m ERROR \x1b[49m x\n+  \x1b[90mat "
               "\x1b[39mf (a.js:1:2)"},
    {"a trace as far in as its first line",
     ">  --> GET /boom 500\n>  Error: x\n+      at f (a.js:1:2)\n.\n>  <-- GET /b\n>  --> GET /b"},
    {"koa's logger", ">  xxx GET /boom 500\n.\n.  Error: x\n+      at f (a.js:1:2)\n.\n>  <-- GET /b"},
    {"badges without colours", "> WARN  slow\n> ERROR  x\n+    at f (a.js:1:2)\n> FATAL  gone"},
    {"java.util.logging",
     ">Mar 15, 2026 10:00:44 AM demo.Main render\n+SEVERE: x\n.java.lang.IllegalStateException: y\n"
     "+\tat demo.Main.render(Main.java:3)\n>Mar 15, 2026 10:00:45 AM demo.Main main\n+INFO: a\n>INFO: b"},
    {"java.util.logging in French", ">nov. 15, 2026 10:00:44 AM demo.Main render\n+GRAVE: x\n>next"},
    {"a line below a time that Java does not write",
     ">2026-03-15 10:00:44 server started\n>SEVERE: x\n>2026-03-15 10:00:45 INFO ok\n>ERROR: x"},
    {"Go's signal in C",
     ">SIGSEGV: segmentation violation\n+PC=0x0 m=0 sigcode=0\n.\n+goroutine 1 [running]:\n>next"},
    {"tslog",
     ">2026-03-15 10:00:44.123\tERROR\tx\n+ Error  y\n+error stack:\n+  * a.mjs\trender\n+\ta.mjs:6\n"
     "+Caused by (1): Error: z\n>2026"},
    {"loguru",
     ">2026-03-15 | ERROR | m:f:1 - x\n+Traceback (most recent call last):\n+  File \"a.py\", line 5, in f\n"
     "+RuntimeError: y\n.\n+The above exception was the direct cause of the following exception:\n.\n"
     "+Traceback (most recent call last):\n+> File \"a.py\", line 6, in g\n+KeyError: 'z'\n>2026-03-15"},
    {"an exception group behind other words",
     ">start\n>  + Exception Group Traceback (most recent call last):\n"
     "+  |   File \"a.py\", line 5, in f\n+  | ExceptionGroup: x\n"
     "+  +-+---------------- 1 ----------------\n+    | ValueError: y\n>next"},
    {"Ruby's uncaught error behind a logged one",
     ">E, [2026] ERROR -- : bad (RuntimeError)\n+-e:1:in `f'\n+-e:1:in `<main>'\n"
     ">-e:1:in `f': bad (RuntimeError)\n+\tfrom -e:1:in `<main>'"},
    {"tracing's pretty lines below another",
     ">start\n>  2026-03-15T10:00:44.123Z ERROR app: x\n+    at src/main.rs:12\n"
     "+    in app::request with id: 1\n.\n>  2026-03-15T10:00:45.123Z  INFO app: y"},
    {"npm", ">npm error code ENOENT\n+npm error path /x\n+npm error\n>npm warn x"},
    {"indented alike", ">  a\n>  b\n+    c\n>  d"},
    {"JSON below", ">text\n>{\"a\":1}"},
    {"indented JSON", ">text\n>  {\"a\":1}"},
    {"indented JSON in lines of its own", ">text\n.\n+    {\n+        \"a\": {\n+        }\n+    }\n>    {"},
    {"a page of Markdown", ">```json\n>    {"},
};

/* Whatever came before, a line that begins with its date goes on about none. */
static void check_dated(const char *name, struct stack_trace t, struct str first)
{
    struct str line = STR("2026-03-15 10:00:01.234 at f (a.js:1:2)");
    assert_true(stack_trace_dated(line));
    if (stack_trace_next(&t, first, line) != STACK_TRACE_ENDS)
        fail_msg("%s: a line that begins with its date goes on", name);
}

static void check_row(const struct row *row)
{
    struct str rest = str_z(row->lines), line, first = {0};
    struct stack_trace t = {0};
    for (int n = 1; str_split(&rest, '\n', &line); n++) {
        char mark = line.p[0];
        line = str_skip(line, 1);
        check_dated(row->name, t, first);
        enum stack_trace_step step = stack_trace_next(&t, first, line);
        char got = step == STACK_TRACE_ENDS ? '>' : step == STACK_TRACE_MAYBE ? '.' : '+';
        if (got != mark)
            fail_msg("%s: line %d is %c: %.*s", row->name, n, got, (int)line.n, line.p);
        if (step == STACK_TRACE_ENDS) {
            first = line;
            stack_trace_begin(&t, line);
        }
    }
}

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++)
        check_row(&ROWS[i]);
}

static void dated(void **state)
{
    (void)state;
    assert_true(stack_trace_dated(STR("2026-03-15T09:20:00.072Z demo")));
    assert_true(stack_trace_dated(STR("2026/03/15 09:20:00 demo:x")));
    assert_false(stack_trace_dated(STR("2026-03/15 09:20:00 demo:x")));
    assert_false(stack_trace_dated(STR("2026-03-15\n0123456789")));
    assert_true(stack_trace_dated(STR("2026-03-15T09:20")));
    assert_false(stack_trace_dated(STR("2026-03-15T09:2")));
    assert_false(stack_trace_dated(STR("    at f (2026-03-15)")));
    assert_false(stack_trace_dated(STR("26-03-15 09:20:00.000")));
    assert_false(stack_trace_dated(STR("")));
}

/* Python names it at the end, others above their frames; of a chain the one that came out. */
static void exceptions(void **state)
{
    static const struct {
        const char *text, *name;
    } rows[] = {
        {"ERROR app: it broke\nTraceback (most recent call last):\n  File \"/a.py\", line 1, in f\n    x()\n"
         "KeyError: 'x'",
         "KeyError"},
        {"Traceback (most recent call last):\n  File \"/a.py\", line 1, in f\nKeyError: 'x'\n\n"
         "During handling of the above exception, another exception occurred:\n\n"
         "Traceback (most recent call last):\n  File \"/a.py\", line 2, in g\nmy.Odd: y",
         "my.Odd"},
        {"ERROR job failed\n\njava.io.IOException: disk\n\tat a.B.c(B.java:1)\n"
         "Caused by: java.lang.Error: x\n\tat a.B.d(B.java:2)",
         "java.io.IOException"},
        {"F, [2026-03-15T10:00:00.1 #1] FATAL -- :   \n"
         "F, [2026-03-15T10:00:00.1 #1] FATAL -- : Active::NotFound (no 'x'):\n"
         "F, [2026-03-15T10:00:00.1 #1] FATAL -- :   \n"
         "F, [2026-03-15T10:00:00.1 #1] FATAL -- : app/a.rb:5:in 'f'",
         "Active::NotFound"},
        {"ERROR job failed\n    at f (a.js:1:2)", ""},
        {"ERROR job failed", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str got = stack_trace_exception(str_z(rows[i].text));
        if (!str_eq(got, str_z(rows[i].name)))
            fail_msg("%s: `" STR_FMT "`", rows[i].text, STR_ARG(got));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exceptions), cmocka_unit_test(rows),
                                       cmocka_unit_test(dated)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
