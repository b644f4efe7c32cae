#include "input/block.h"
#include "record/decode_internal.h"
#include "record/plain.h"
#include "record/severity.h"

/* --- the start of a line --- */

static struct str take_word(struct str *rest)
{
    struct str word = {0};
    (void)str_split(rest, ' ', &word);
    return word;
}

/* `GET /path 200 OK (5ms)`: how wrangler dev logs a request. */
static void take_request(struct str s, struct record *rec)
{
    struct str method = take_word(&s), path = take_word(&s), status = take_word(&s);
    uint64_t code;
    int64_t ms;
    size_t open = s.n;
    if (!str_starts(path, STR("/")) || !str_u64(status, &code) || code < 100 || code > 599)
        return;
    rec->field[FIELD_METHOD] = method;
    rec->field[FIELD_URL] = path;
    rec->field[FIELD_STATUS] = status;
    rec->status = (int)code;
    while (open > 0 && s.p[open - 1] != '(')
        open--;
    struct str took = str_skip(s, open);
    took.n -= str_ends(took, STR(")"));
    if (open > 0 && duration_parse(took, &ms)) {
        rec->duration_ms = (double)ms;
        rec->field[FIELD_DURATION] = took;
    }
}

void decode_prefix(struct decoder *d, struct record *rec)
{
    struct str prefix = STR("[wrangler:"), body = d->body;
    if (str_starts(body, prefix)) {
        size_t end = str_chr(body, ']');
        enum level level = severity_named(str_head(str_skip(body, prefix.n), end - prefix.n));
        rec->level = level > rec->level ? level : rec->level;
        take_request(str_trim(str_skip(body, end + 1)), rec);
    } else {
        decode_stamp(d, rec);
    }
    rec->error = rec->error || rec->level >= LEVEL_ERROR;
}

/* --- blocks --- */

/* `s` without the empty line below the first and without `column` spaces before the others. */
static struct str dedented(struct str s, size_t column, struct arena *a)
{
    struct str line;
    char *to = arena_take(a, s.n + 1), *at = to;
    for (size_t i = 0; str_split(&s, '\n', &line); i++) {
        size_t n = 0;
        while (i > 0 && n < column && n < line.n && line.p[n] == ' ')
            n++;
        if (i == 1 && line.n == 0)
            continue;
        memcpy(at, line.p + n, line.n - n);
        at += line.n - n;
        *at++ = '\n';
    }
    return str_of(to, (size_t)(at - to) - (at > to));
}

static bool is_json(struct str s)
{
    return s.n > 1 && s.p[0] == '{' && json_measure(s) == s.n;
}

bool decode_block(struct decoder *d, const struct frame *frame, struct record *rec)
{
    enum { INDENT = 4 };
    bool stripped;
    struct str body = plain_strip(frame->bytes, &d->scratch, &stripped);
    enum level level = block_begins(body) == BLOCK_ERROR ? LEVEL_ERROR : LEVEL_WARN;
    body = dedented(str_skip(body, block_mark(body)), INDENT, &d->scratch);
    struct frame inside = {.bytes = body};
    if (is_json(body) && decode_json(d, &inside, rec)) {
        d->body = body;
    } else {
        decode_text(d, body, 0, NULL, rec);
    }
    rec->continuation = false;
    rec->level = rec->level > level ? rec->level : level;
    rec->error = rec->error || rec->level >= LEVEL_ERROR;
    return true;
}
