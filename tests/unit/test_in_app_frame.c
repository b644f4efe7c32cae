/* Where an error arose in the user's own code, and what of that outlives a deploy. */
#include "tally/in_app_frame.h"
#include "unit.h"

static const struct row {
    const char *name, *stack, *site;
} ROWS[] = {
    {"a Worker", "    at callProvider (worker.js:4337:9)\n    at dispatch (worker.js:3406:21)",
     "callProvider (worker.js)"},
    {"behind its message", "TypeError: x is at fault\n    at f1x (a.js:1:2)", "f1x (a.js)"},
    {"no name", "Error: x\n    at worker.js:4352:13\n    at dispatch (worker.js:3406:21)", "worker.js"},
    {"async, a URL", "  at async handle (file:///srv/app/r-2026/server.js:214:20)", "handle (server.js)"},
    {"new", "    at new Client (/app/src/client.ts:7:11)", "Client (client.ts)"},
    {"as", "    at Object.fetch [as run] (/app/x.js:1:1)", "Object.fetch (x.js)"},
    {"a package first", "    at g (/app/node_modules/undici/index.js:9:1)\n    at mine (/app/src/a.js:1:1)",
     "mine (a.js)"},
    {"the runtime first",
     "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)\n"
     "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n"
     "    at async load (/app/load.mjs:3:3)",
     "load (load.mjs)"},
    {"nothing of one's own", "    at g (node:net:1:1)\n    at Promise.all (index 0)\n    at <anonymous>", ""},
    {"native", "    at Array.map (native)\n    at JSON.parse (<anonymous>)\n    at parse (w.js:1:1)",
     "parse (w.js)"},
    {"a minified name", "    at t (worker.js:1:88123)", "worker.js"},
    {"a bundle's hash", "    at render (https://x.example/assets/index-B3kd92Fa.js?v=1:1:2)",
     "render (index-*.js)"},
    {"hex", "    at render (main.8f3e2a1c.chunk.js:1:2)", "render (main.*.chunk.js)"},
    {"Windows", "    at load (C:\\app\\src\\load.js:10:2)", "load (load.js)"},
    {"Java",
     "java.io.IOException: x\n\tat java.base/java.net.Socket.connect(Socket.java)\n\tat "
     "java.net.Socket.read(Socket.java:12)\n"
     "\tat com.acme.Mailer.send(Mailer.java:88)",
     "com.acme.Mailer.send (Mailer.java)"},
    {"Python",
     "Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    run()\n"
     "  File \"/app/jobs.py\", line 12, in run\n    post(x)\n"
     "  File \"/usr/lib/python3.11/site-packages/requests/api.py\", line 59, in request\n    x\nValueError: "
     "bad",
     "run (jobs.py)"},
    {"Go",
     "panic: x\n\ngoroutine 1 "
     "[running]:\nnet/http.(*conn).serve(0xc0)\n\t/usr/lib/go-1.19/src/net/http/server.go:1850 +0xbf\n"
     "panic({0x1, 0x2})\n\t/usr/lib/go-1.19/src/runtime/panic.go:890\nmain.render(...)\n\t/srv/app/m.go:4 "
     "+0x1\n",
     "main.render (m.go)"},
    {"Rust",
     "   0: __rustc::rust_begin_unwind\n             at /rustc/5980/library/std/src/panicking.rs:689:5\n"
     "   3: m::call_provider\n             at ./src/main.rs:2:5",
     "m::call_provider (main.rs)"},
    {".NET",
     " ---> System.Net.Sockets.SocketException (111): x\n   at System.Net.Sockets.Socket.Connect(EndPoint "
     "r)\n"
     "   at Demo.Render.Call() in /srv/demo/Render.cs:line 33",
     "Demo.Render.Call (Render.cs)"},
    {"Ruby", "x.rb:3:in `render': bad (RuntimeError)\n\tfrom x.rb:9:in `<main>'", "render (x.rb)"},
    {"PHP", "Stack trace:\n#0 /srv/vendor/a.php(3): b()\n#1 /srv/x.php(12): App\\Render->call()\n#2 {main}",
     "App\\Render->call (x.php)"},
    {"a group of Python's",
     "  + Exception Group Traceback (most recent call last):\n  |   File \"/srv/g.py\", line 7, in main\n  | "
     "x",
     "main (g.py)"},
    {"no stack", "connect ECONNREFUSED 10.0.0.1:443\nat last", ""},
    {"empty", "", ""},
};

static void rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        LOCAL_BUF out = {0};
        buf_addz(&out, "-");
        in_app_frame_of(str_z(ROWS[i].stack), &out);
        if (!str_eq(str_skip(buf_str(&out), 1), str_z(ROWS[i].site)))
            fail_msg("%s: %.*s", ROWS[i].name, (int)out.n, out.p);
    }
}

static void types(void **state)
{
    static const char *const names[][2] = {{"TypeError", "TypeError"},
                                           {"Error", ""},
                                           {"java.io.IOException", "IOException"},
                                           {"", ""},
                                           {"Error [ERR_X]", ""},
                                           {"a:b", ""},
                                           {"ActiveRecord::RecordNotFound", "RecordNotFound"},
                                           {"java.lang.Exception", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!str_eq(in_app_frame_type(str_z(names[i][0])), str_z(names[i][1])))
            fail_msg("%s", names[i][0]);
}

static void bounded(void **state)
{
    LOCAL_BUF stack = {0}, out = {0};
    (void)state;
    buf_addz(&stack, "    at ");
    buf_fill(&stack, 'f', 500);
    buf_addz(&stack, " (/");
    buf_fill(&stack, 'x', 500);
    buf_addz(&stack, ":1:1)");
    in_app_frame_of(buf_str(&stack), &out);
    assert_true(out.n > 40 && out.n <= SITE_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(types),
                                       cmocka_unit_test(bounded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
