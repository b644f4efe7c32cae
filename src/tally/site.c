#include "tally/site.h"

#include "tally/excerpt.h"
#include "tally/form.h"

enum { FUNCTION_BYTES = 48, MINIFIED = 2, HASH_DIGITS = 6, HASH_LETTERS = 8 };

struct site {
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
        "<frozen",       "<anonymous>",    "wasm:",          "webpack-internal", "cloudflare-internal"};
    static const struct str starts[] = {STR_INIT("node:"), STR_INIT("internal/"), STR_INIT("native")};
    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (holds(file, places[i]))
            return true;
    for (size_t i = 0; i < COUNT_OF(starts); i++)
        if (str_starts(file, starts[i]))
            return true;
    return file.n == 0;
}

/* Is the function one of the Java runtime's? */
static bool is_runtime(struct str function)
{
    static const struct str starts[] = {STR_INIT("java."), STR_INIT("javax."), STR_INIT("jdk."),
                                        STR_INIT("sun.")};
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
static bool v8_frame(struct str line, struct site *out)
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
    *out = (struct site){function, file_of(place)};
    return !is_foreign(out->file) && !is_runtime(function);
}

/* File "/app/x.py", line 12, in f */
static bool python_frame(struct str line, struct site *out)
{
    if (!skip_word(&line, STR("File \"")))
        return false;
    size_t close = str_chr(line, '"'), in = str_find(line, STR(", in "));
    *out = (struct site){in < line.n ? str_skip(line, in + 5) : STR(""), str_head(line, close)};
    return close < line.n && !is_foreign(out->file);
}

/* V8 and Java begin with the innermost frame, Python ends with it. */
static bool innermost(struct str stack, struct site *out)
{
    struct str line;
    struct site frame;
    bool found = false;
    while (str_split(&stack, '\n', &line)) {
        line = str_trim(line);
        if (v8_frame(line, &frame)) {
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

void site_frame(struct str stack, struct buf *out)
{
    struct site site;
    size_t start = out->n;
    if (!innermost(stack, &site))
        return;
    bool named = site.function.n > MINIFIED; /* shorter ones are a bundler's, and others tomorrow */
    if (named) {
        buf_add(out, excerpt_cut(site.function, FUNCTION_BYTES));
        buf_addz(out, " (");
    }
    add_file(site.file, out);
    buf_addz(out, named ? ")" : "");
    out->n = start + excerpt_cut(str_of(out->p + start, out->n - start), SITE_BYTES).n;
}

struct str site_type(struct str name)
{
    name = str_head(name, str_chr(name, ' ')); /* Error [ERR_X] */
    for (size_t at; (at = str_chr(name, '.')) < name.n;)
        name = str_skip(name, at + 1);
    for (size_t i = 0; i < name.n; i++)
        if (!is_alnum(name.p[i]) && name.p[i] != '_' && name.p[i] != '$')
            return STR("");
    bool generic = str_eq(name, STR("Error")) || str_eq(name, STR("Exception")) || name.n > FUNCTION_BYTES;
    return generic ? STR("") : name;
}
