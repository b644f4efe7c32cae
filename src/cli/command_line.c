#include "cli/command_line.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* The words of a line, as far as they are read. */
struct word_reader {
    struct str rest;
    struct buf *out;
    bool in_word;
};

static bool not_closed(char quote, struct err *err)
{
    err_set(err, "the quote %c is not closed", quote);
    return err_mend(err, "close it, or write \\%c for the character itself", quote);
}

/* Take what stands up to `quote`, which was opened just before. */
static bool read_quoted(struct word_reader *r, char quote, struct err *err)
{
    for (; r->rest.n && r->rest.p[0] != quote; r->rest = str_skip(r->rest, 1)) {
        bool escaped =
            quote == '"' && r->rest.p[0] == '\\' && r->rest.n > 1 && strchr("\"\\$`", r->rest.p[1]);
        if (escaped)
            r->rest = str_skip(r->rest, 1);
        buf_addc(r->out, r->rest.p[0]);
    }
    bool closed = r->rest.n;
    r->rest = str_skip(r->rest, 1);
    return closed || not_closed(quote, err);
}

/* Take one character of a word, or a part in quotes. */
static bool read_part(struct word_reader *r, struct err *err)
{
    char c = r->rest.p[0];
    r->in_word = true;
    r->rest = str_skip(r->rest, 1);
    if (c == '\'' || c == '"')
        return read_quoted(r, c, err);
    if (c == '\\' && r->rest.n) {
        c = r->rest.p[0];
        r->rest = str_skip(r->rest, 1);
    }
    buf_addc(r->out, c);
    return true;
}

static size_t end_word(struct word_reader *r)
{
    bool was = r->in_word;
    if (was)
        buf_addc(r->out, '\0');
    r->in_word = false;
    return was;
}

static void point_at_words(struct command_line *c)
{
    const char *word = c->text.p;
    c->words = mem_zero((c->n + 1) * sizeof *c->words);
    for (size_t i = 0; i < c->n; i++, word += strlen(word) + 1)
        c->words[i] = (char *)(uintptr_t)word;
}

bool command_line_read(struct command_line *c, struct str line, struct err *err)
{
    struct word_reader r = {.rest = line, .out = &c->text};
    while (r.rest.n) {
        if (strchr(" \t\n", r.rest.p[0])) {
            c->n += end_word(&r);
            r.rest = str_skip(r.rest, 1);
        } else if (!read_part(&r, err)) {
            return false;
        }
    }
    c->n += end_word(&r);
    if (c->n == 0)
        return err_set(err, "no command is given\n"
                            "write a program and its arguments, or leave it out");
    point_at_words(c);
    return true;
}

void command_line_free(struct command_line *c)
{
    free(c->words);
    buf_free(&c->text);
    *c = (struct command_line){0};
}

/* Folders are executable, too. */
static bool is_program(const char *path)
{
    struct stat st;
    return access(path, X_OK) == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_in(struct str folder, const char *name)
{
    LOCAL_BUF path = {0};
    buf_add(&path, folder.n ? folder : STR("."));
    buf_addf(&path, "/%s", name);
    buf_addc(&path, '\0');
    return is_program(path.p);
}

bool command_line_found(const struct command_line *c, struct err *err)
{
    const char *path = getenv("PATH"), *name = c->words[0];
    struct str rest = str_z(path ? path : "/bin:/usr/bin"), folder;
    bool found = strchr(name, '/') && is_program(name);
    while (!found && !strchr(name, '/') && str_split(&rest, ':', &folder))
        found = is_in(folder, name);
    if (found)
        return true;
    err_set(err, "no program %s", name);
    return err_mend(err, "give one that is in PATH, or its path; what needs a shell is written sh -c '...'");
}
