#include "cli/screen_buffer.h"

#include "base/escape.h"
#include "base/mem.h"
#include "base/utf8.h"

static const struct {
    const char *name, *sgr;
} ROLES[ROLE_COUNT] = {
    [ROLE_PLAIN] = {"plain", ""}, [ROLE_HEAD] = {"head", "1"},  [ROLE_BAD] = {"bad", "1;31"},
    [ROLE_ODD] = {"odd", "35"},   [ROLE_NEW] = {"new", "1;34"}, [ROLE_DIM] = {"dim", "2"},
};

static void set_sgr(struct palette *p, size_t role, struct str sgr)
{
    if (sgr.n >= sizeof p->sgr[role])
        return;
    for (size_t i = 0; i < sgr.n; i++)
        if (sgr.p[i] != ';' && (sgr.p[i] < '0' || sgr.p[i] > '9'))
            return;
    memcpy(p->sgr[role], sgr.p, sgr.n);
    p->sgr[role][sgr.n] = '\0';
}

void palette_default(struct palette *p)
{
    for (size_t i = 0; i < ROLE_COUNT; i++)
        set_sgr(p, i, str_z(ROLES[i].sgr));
}

void palette_parse(struct palette *p, struct str spec)
{
    struct str item;
    while (str_split(&spec, ':', &item)) {
        size_t equals = str_chr(item, '=');
        for (size_t i = 0; i < ROLE_COUNT && equals < item.n; i++)
            if (str_eq(str_head(item, equals), str_z(ROLES[i].name)))
                set_sgr(p, i, str_skip(item, equals + 1));
    }
}

void screen_buffer_clear(struct screen_buffer *b, unsigned width, unsigned height)
{
    size_t n = (size_t)width * height;
    if (width != b->width || height != b->height)
        b->v = mem_resize(b->v, (n + 1) * sizeof *b->v);
    b->width = width;
    b->height = height;
    b->selected = height;
    for (size_t i = 0; i < n; i++)
        b->v[i] = (struct screen_cell){' ', ROLE_PLAIN};
}

void screen_buffer_free(struct screen_buffer *b)
{
    free(b->v);
    *b = (struct screen_buffer){0};
}

/* Put `code` at `at` of the row; returns the column behind it. */
static unsigned put_code(struct screen_cell *row, unsigned at, uint32_t code, enum role role)
{
    unsigned width = utf8_width(code);
    if (width == 0)
        return at;
    row[at] = (struct screen_cell){code, (uint8_t)role};
    if (width == 2)
        row[at + 1] = (struct screen_cell){0, (uint8_t)role};
    return at + width;
}

unsigned screen_buffer_put(struct screen_buffer *b, unsigned row, unsigned column, unsigned until,
                           struct str text, enum role role)
{
    LOCAL_BUF safe = {0}, fitted = {0};
    until = until < b->width ? until : b->width;
    if (row >= b->height || column >= until)
        return column;
    escape_terminal(text, &safe);
    escape_fit(buf_str(&safe), until - column, b->ascii ? "~" : "…", &fitted);
    for (struct str rest = buf_str(&fitted); rest.n;)
        column = put_code(b->v + (size_t)row * b->width, column, utf8_next(&rest), role);
    return column;
}

void screen_buffer_put_right(struct screen_buffer *b, unsigned row, unsigned column, unsigned until,
                             struct str text, enum role role)
{
    size_t width = escape_width(text);
    unsigned room = until > column ? until - column : 0;
    screen_buffer_put(b, row, width < room ? until - (unsigned)width : column, until, text, role);
}

static void print_row(const struct screen_buffer *b, unsigned row, const struct palette *palette,
                      struct buf *out)
{
    const struct screen_cell *v = b->v + (size_t)row * b->width;
    bool selected = row == b->selected;
    unsigned n = b->width, role = ROLE_PLAIN;
    while (n && v[n - 1].code == ' ' && !selected)
        n--;
    if (palette && selected)
        buf_addz(out, "\x1b[7m");
    for (unsigned i = 0; i < n; i++) {
        if (palette && v[i].role != role) {
            role = v[i].role;
            buf_addf(out, "\x1b[0%s%s%sm", selected ? ";7" : "", palette->sgr[role][0] ? ";" : "",
                     palette->sgr[role]);
        }
        if (v[i].code)
            utf8_add(!palette && selected && i == 0 ? '>' : v[i].code, out);
    }
    if (palette && (selected || role != ROLE_PLAIN))
        buf_addz(out, "\x1b[0m");
}

void screen_buffer_print(const struct screen_buffer *b, const struct palette *palette, struct buf *out)
{
    for (unsigned row = 0; row < b->height; row++) {
        if (row)
            buf_addc(out, '\n');
        print_row(b, row, palette, out);
    }
}
