#include "tally/in_app_frame.h"

#include "tally/excerpt.h"
#include "tally/token_class.h"

enum { FUNCTION_BYTES = 48, MINIFIED = 2, HASH_DIGITS = 6, HASH_LETTERS = 8 };

struct stack_frame {
    struct str function, file; /* file: with its folders */
};

static bool holds(struct str s, const char *part)
{
    return str_find(s, str_z(part)) < s.n;
}

/* Is code in this file somebody else's? */
static bool is_foreign(struct str file)
{
    static const char *const places[] = {
        "node_modules/", "node_modules\\", "site-packages/", "dist-packages/",   "/lib/python",
        "<frozen",       "<anonymous>",    "wasm:",          "webpack-internal", "cloudflare-internal",
        "/pkg/mod/",     "/lib/go",        "/local/go/src/", "/rustc/",          "/registry/src/",
        "/gems/",        "/lib/ruby",      "/vendor/"};
    static const struct str starts[] = {STR_INIT("node:"), STR_INIT("internal/"), STR_INIT("native")};
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (holds(file, places[i]))
            return true;
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(file, starts[i]))
            return true;
    return file.n == 0;
}

/* Is the function one of the runtime's? */
static bool is_runtime(struct str function)
{
    static const struct str starts[] = {STR_INIT("java."),    STR_INIT("javax."),     STR_INIT("jdk."),
                                        STR_INIT("sun."),     STR_INIT("System."),    STR_INIT("Microsoft."),
                                        STR_INIT("std::"),    STR_INIT("core::"),     STR_INIT("alloc::"),
                                        STR_INIT("__rustc"),  STR_INIT("rust_begin"), STR_INIT("<core::"),
                                        STR_INIT("<alloc::"), STR_INIT("runtime.")};
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(function, starts[i]))
            return true;
    return false;
}

/* `place` without :line or :line:column at its end; empty when it has none. */
static struct str file_of(struct str place)
{
    size_t n = place.n;
    for (int part = 0; part < 2; part++) {
        size_t end = n;
        while (end && is_digit(place.p[end - 1]))
            end--;
        if (end == n || end < 2 || place.p[end - 1] != ':')
            break;
        n = end - 1;
    }
    return n < place.n ? str_head(place, str_chr(str_head(place, n), '?')) : STR("");
}

static bool skip_word(struct str *s, struct str word)
{
    bool there = str_starts(*s, word);
    if (there)
        *s = str_skip(*s, word.n);
    return there;
}

/* "at async f [as g] (file:1:2)", "at file:1:2" */
static bool v8_frame(struct str line, struct stack_frame *out)
{
    if (!skip_word(&line, STR("at ")))
        return false;
    while (skip_word(&line, STR("async ")) || skip_word(&line, STR("new ")))
        ;
    struct str place = line, function = STR("");
    size_t open = str_chr(line, '(');
    if (open < line.n && str_ends(line, STR(")"))) {
        place = str_of(line.p + open + 1, line.n - open - 2);
        function = str_trim(str_head(line, open));
        function = str_head(function, str_find(function, STR(" [as ")));
    }
    *out = (struct stack_frame){function, file_of(place)};
    return !is_foreign(out->file) && !is_runtime(function);
}

/* File "/app/x.py", line 12, in f */
static bool python_frame(struct str line, struct stack_frame *out)
{
    if (!skip_word(&line, STR("File \"")))
        return false;
    size_t close = str_chr(line, '"'), in = str_find(line, STR(", in "));
    *out = (struct stack_frame){in < line.n ? str_skip(line, in + 5) : STR(""), str_head(line, close)};
    return close < line.n && !is_foreign(out->file);
}

/* at Demo.Render.Call() in /srv/demo/Render.cs:line 33 */
static bool dotnet_frame(struct str line, struct stack_frame *out)
{
    size_t in = str_find(line, STR(") in ")), end = str_find(line, STR(":line "));
    if (!skip_word(&line, STR("at ")) || in + 3 > end || end >= line.n + 3)
        return false;
    struct str function = str_head(line, in - 3);
    *out = (struct stack_frame){str_head(function, str_chr(function, '(')),
                                str_of(line.p + in + 2, end - in - 5)};
    return !is_foreign(out->file) && !is_runtime(out->function);
}

/* "/srv/x.rb:3:in `f'", also behind "from " */
static bool ruby_frame(struct str line, struct stack_frame *out)
{
    skip_word(&line, STR("from "));
    size_t in = str_find(line, STR(":in "));
    if (in == line.n || !holds(str_head(line, in), ".rb:"))
        return false;
    struct str quoted = str_skip(line, in + 5);
    size_t end = str_chr(quoted, '\'');
    *out = (struct stack_frame){str_head(quoted, end), file_of(str_head(line, in))};
    return !is_foreign(out->file);
}

/* #0 /srv/x.php(12): App\Render->call() */
static bool php_frame(struct str line, struct stack_frame *out)
{
    size_t space = str_chr(line, ' '), open = str_find(line, STR(".php("));
    if (line.n == 0 || line.p[0] != '#' || open < space || open == line.n)
        return false;
    struct str call = str_skip(line, open + str_find(str_skip(line, open), STR("): ")) + 3);
    *out = (struct stack_frame){str_head(call, str_chr(call, '(')),
                                str_of(line.p + space + 1, open + 4 - space - 1)};
    return !is_foreign(out->file);
}

/* The file on a line of its own, below its function: "/srv/m.go:4 +0x5d", "at src/main.rs:2:5". */
static bool file_below(struct str line, struct str above, struct stack_frame *out)
{
    bool go = line.n && line.p[0] == '/' && holds(line, ".go:");
    bool rust = holds(line, ".rs:") && skip_word(&line, STR("at "));
    if (!go && !rust)
        return false;
    struct str function =
        go ? str_head(above, above.n - (str_ends(above, STR(")")) ? above.n - str_chr(above, '(') : 0))
           : str_skip(above, str_find(above, STR(": ")) + 2);
    *out = (struct stack_frame){function, file_of(str_head(line, str_chr(line, ' ')))};
    return !is_foreign(out->file) && !is_runtime(function);
}

/* Python ends with the innermost frame, the others begin with it. */
static bool innermost(struct str stack, struct stack_frame *out)
{
    struct str line, above = {0};
    struct stack_frame frame;
    bool found = false;
    for (; str_split(&stack, '\n', &line); above = line) {
        line = str_trim(line);
        while (skip_word(&line, STR("| ")))
            line = str_trim(line); /* of a group of Python's */
        if (file_below(line, above, &frame) || v8_frame(line, &frame) || dotnet_frame(line, &frame) ||
            ruby_frame(line, &frame) || php_frame(line, &frame)) {
            *out = frame;
            return true;
        }
        if (python_frame(line, &frame)) {
            *out = frame;
            found = true;
        }
    }
    return found;
}

/* ---- names that outlive a deploy ---- */

static bool is_hash(struct str s)
{
    size_t digits = 0, hexes = 0, upper = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += is_digit(s.p[i]);
        hexes += is_hex(s.p[i]);
        upper += is_upper(s.p[i]);
    }
    return (digits && hexes == s.n && s.n >= HASH_DIGITS) || (digits && upper && s.n >= HASH_LETTERS);
}

/* Append the last part of the path `file`, with * for what looks like a hash: "index-*.js". */
static void add_file(struct str file, struct buf *out)
{
    for (size_t at; (at = str_chr(file, '/')) < file.n || (at = str_chr(file, '\\')) < file.n;)
        file = str_skip(file, at + 1);
    while (file.n) {
        size_t n = 0;
        while (is_alnum(str_at(file, n)))
            n++;
        buf_add(out, is_hash(str_head(file, n)) ? STR("*") : str_head(file, n));
        if (n < file.n)
            buf_addc(out, (unsigned char)file.p[n] < ' ' ? ' ' : file.p[n]);
        file = str_skip(file, n < file.n ? n + 1 : n);
    }
}

void in_app_frame_of(struct str stack, struct buf *out)
{
    struct stack_frame frame;
    size_t start = out->n;
    if (!innermost(stack, &frame))
        return;
    bool named = frame.function.n > MINIFIED; /* shorter ones are a bundler's, and others tomorrow */
    if (named)
        buf_join(out, excerpt_cut(frame.function, FUNCTION_BYTES), " (");
    add_file(frame.file, out);
    buf_addz(out, named ? ")" : "");
    out->n = start + excerpt_cut(str_of(out->p + start, out->n - start), SITE_BYTES).n;
}

struct str in_app_frame_type(struct str name)
{
    name = str_head(name, str_chr(name, ' ')); /* Error [ERR_X] */
    for (size_t at; (at = str_find(name, STR("::"))) < name.n;)
        name = str_skip(name, at + 2);
    for (size_t at; (at = str_chr(name, '.')) < name.n;)
        name = str_skip(name, at + 1);
    for (size_t i = 0; i < name.n; i++)
        if (!is_alnum(name.p[i]) && name.p[i] != '_' && name.p[i] != '$')
            return STR("");
    bool generic = str_eq(name, STR("Error")) || str_eq(name, STR("Exception")) || name.n > FUNCTION_BYTES;
    return generic ? STR("") : name;
}
