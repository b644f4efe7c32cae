/* config: the options of a command that are in force, and what set each of them. */

#include "base/escape.h"
#include "cli/session.h"
#include "cli/settings.h"
#include "report/grid.h"

enum { OPTION, VALUE, FROM, COLUMNS };

static void add_row(struct grid *g, const char *name, struct str value, struct str from)
{
    size_t row = grid_add(g, false);
    grid_text(g, row, OPTION, str_z(name), EMPHASIS_PLAIN);
    grid_text(g, row, VALUE, value, EMPHASIS_PLAIN);
    grid_text(g, row, FROM, from, EMPHASIS_PLAIN);
}

/* The values of an option that was given. */
static void add_use(struct grid *g, const struct given *use)
{
    LOCAL_BUF value = {0}, from = {0};
    buf_addz(&value, use->value ? use->value : "true");
    if (use->second)
        buf_addf(&value, " %s", use->second);
    if (use->at.line)
        buf_addf(&from, "%s:%u", use->at.file, use->at.line);
    else
        buf_addz(&from, use->at.file ? "beside the settings" : "option");
    add_row(g, use->row->name, buf_str(&value), buf_str(&from));
}

static const char *default_of(const struct option_row *row)
{
    if (row->standard)
        return row->standard;
    if (!row->argument)
        return "false";
    return row->kind == OPTION_CHOICE ? row->choices[0].name : "-";
}

/* What nobody gave. */
static void add_unused(struct grid *g, const struct option_row *row)
{
    LOCAL_BUF from = {0};
    const char *set = row->variable ? getenv(row->variable) : NULL;
    if (set && set[0]) {
        buf_addf(&from, "$%s", row->variable);
        add_row(g, row->name, str_z(row->variable_means ? row->variable_means : set), buf_str(&from));
    } else {
        add_row(g, row->name, str_z(default_of(row)), STR("default"));
    }
}

/* The words of a list have been taken apart. */
static void add_list(struct grid *g, const struct options *o, struct given use)
{
    const struct string_list *words = (const struct string_list *)((const char *)o + use.row->offset);
    LOCAL_BUF all = {0};
    for (size_t i = 0; i < words->n; i++)
        buf_addf(&all, "%s%s", i ? "," : "", words->v[i]);
    buf_addc(&all, '\0');
    use.value = all.p;
    add_use(g, &use);
}

/* All values of one that adds up, the last of any other. */
static void add_option(struct grid *g, const struct options *o, const struct option_row *row)
{
    const struct given *last = options_source(o, row);
    if (last && row->kind == OPTION_LIST) {
        add_list(g, o, *last);
        return;
    }
    for (size_t i = 0; i < o->use_count; i++)
        if (o->uses[i].row == row && (option_repeats(row) || &o->uses[i] == last))
            add_use(g, &o->uses[i]);
    if (!last)
        add_unused(g, row);
}

static void print_file(const struct program *p, struct buf *out)
{
    const struct settings *s = p->settings;
    buf_addz(out, "settings  ");
    if (p->options->no_config)
        buf_addz(out, "none (--no-config)");
    else if (s->file && s->there)
        escape_terminal(str_z(s->file), out);
    else if (s->file) {
        buf_addz(out, "none (there is no ");
        escape_terminal(str_z(s->file), out);
        buf_addc(out, ')');
    } else
        buf_addz(out, s->named ? "none (SIGTAIL_CONFIG is empty)" : "none (HOME is not set)");
    buf_addf(out, "\ncommand   %s\n\n", commands[p->options->command].name);
}

static void print_options(const struct program *p, struct buf *out)
{
    static const struct grid_column columns[COLUMNS] = {[VALUE] = {.least = 20}};
    struct style style = session_style(p);
    struct grid g = {0};
    grid_init(&g, columns, COLUMNS);
    for (size_t i = 0; i < option_count; i++)
        if (option_applies(&option_table[i], p->options->command) && !option_table[i].never_set)
            add_option(&g, p->options, &option_table[i]);
    grid_print(&g, p->env.out_terminal ? style_width(&style) : SIZE_MAX, &style, out);
}

enum status config_command(struct program *p)
{
    if (p->options->operands.n) {
        refuse("config takes the name of a command and its options: '%s' is none\n"
               "sigtail --help names them",
               p->options->operands.v[0]);
        return STATUS_ERROR;
    }
    print_file(p, &p->out.pending);
    print_options(p, &p->out.pending);
    return STATUS_OK;
}
