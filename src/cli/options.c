#include "cli/options.h"

#include "base/mem.h"
#include "cli/command.h"
#include "input/frame.h"

struct option_parse {
    struct options *o;
    char **argv;
    int argc, at;
    struct err *err;
};

bool option_applies(const struct option_row *row, enum command_id c)
{
    return row->commands >> c & 1;
}

bool option_repeats(const struct option_row *row)
{
    return row->kind == OPTION_WORD || row->kind == OPTION_LIST || row->kind == OPTION_CHOICES;
}

static void string_list_add(struct string_list *w, const char *word)
{
    MEM_GROW(w->v, w->n, w->cap);
    w->v[w->n++] = word;
}

static bool is_called(const struct option_row *row, struct str name, char letter)
{
    return letter ? row->letter == letter : str_eq(str_z(row->name), name);
}

/* The row of this name or letter that belongs to command `c`, or NULL. */
static const struct option_row *row_for(struct str name, char letter, enum command_id c)
{
    for (size_t i = 0; i < option_count; i++)
        if (is_called(&option_table[i], name, letter) && option_applies(&option_table[i], c))
            return &option_table[i];
    return NULL;
}

/* The row of the command, as far as it is known (the default until one is named), else the first of any. */
static const struct option_row *row_called(const struct options *o, struct str name, char letter)
{
    const struct option_row *row = row_for(name, letter, o->command);
    for (size_t i = 0; !row && i < option_count; i++)
        if (is_called(&option_table[i], name, letter))
            row = &option_table[i];
    return row;
}

static const char *help_of(const struct options *o)
{
    return o->command_named ? commands[o->command].help_hint : "sigtail --help";
}

static bool unknown_long(struct option_parse *p, struct str name)
{
    LOCAL_MEM const char **names = mem_zero(option_count * sizeof *names);
    for (size_t i = 0; i < option_count; i++)
        names[i] = option_table[i].name;
    const char *near = str_nearest(name, names, option_count);
    err_set(p->err, "unknown option --" STR_FMT, STR_ARG(name));
    if (near)
        return err_mend(p->err, "did you mean --%s? (%s)", near, help_of(p->o));
    return err_mend(p->err, "see %s", help_of(p->o));
}

static bool unknown_letter(struct option_parse *p, char letter)
{
    err_set(p->err, "unknown option -%c", letter);
    return err_mend(p->err, "see %s", help_of(p->o));
}

static void note(struct option_parse *p, const struct option_row *row, const char *value, const char *second)
{
    p->o->given[p->o->given_count++] = (struct given){.row = row, .value = value, .second = second};
}

static const char *next_word(struct option_parse *p)
{
    return p->at + 1 < p->argc ? p->argv[++p->at] : NULL;
}

/* The argument of `row`: `attached` when there is one, else the next word. */
static bool take_argument(struct option_parse *p, const struct option_row *row, const char *attached)
{
    bool pair = row->kind == OPTION_AFTER;
    const char *value = attached ? attached : next_word(p), *second = value && pair ? next_word(p) : NULL;
    if (!value || (pair && !second)) {
        err_set(p->err, pair ? "--%s needs two arguments" : "--%s needs an argument", row->name);
        return err_mend(p->err, pair ? "write --%s %s" : "write --%s=%s", row->name, row->argument);
    }
    note(p, row, value, second);
    return true;
}

static bool parse_long(struct option_parse *p, const char *word)
{
    struct str name = str_z(word);
    size_t equals = str_chr(name, '=');
    const char *attached = equals < name.n ? word + equals + 1 : NULL;
    name = str_head(name, equals);
    const struct option_row *row = row_called(p->o, name, 0);
    if (!row)
        return unknown_long(p, name);
    if (row->argument)
        return take_argument(p, row, attached);
    if (attached && row->kind != OPTION_MODE)
        return err_set(p->err, "--%s takes no argument", row->name);
    note(p, row, attached, NULL);
    return true;
}

/* A cluster such as -qv or -j4: letters, up to the first that takes an argument. */
static bool parse_letters(struct option_parse *p, const char *letters)
{
    for (; *letters; letters++) {
        const struct option_row *row = row_called(p->o, STR(""), *letters);
        if (!row)
            return unknown_letter(p, *letters);
        if (row->argument)
            return take_argument(p, row, letters[1] ? letters + 1 : NULL);
        note(p, row, NULL, NULL);
    }
    return true;
}

static void parse_operand(struct option_parse *p, const char *word, bool may_be_command)
{
    struct options *o = p->o;
    bool first = may_be_command && !o->command_named && o->operands.n == 0;
    if (first && !o->help && strcmp(word, "help") == 0) {
        o->help = true; /* sigtail help grep: as sigtail grep --help */
        return;
    }
    const struct command *c = may_be_command ? command_named(str_z(word)) : NULL;
    if (c == &commands[COMMAND_CONFIG] && first && !o->config) {
        o->config = true; /* of which command comes next */
        return;
    }
    if (c && first) {
        o->command = (enum command_id)(c - commands);
        o->command_named = true;
        return;
    }
    string_list_add(&o->operands, word);
}

static bool parse_words(struct option_parse *p)
{
    bool only_operands = false;
    for (p->at = 1; p->at < p->argc; p->at++) {
        const char *word = p->argv[p->at];
        bool ok = true;
        if (only_operands || word[0] != '-' || !word[1])
            parse_operand(p, word, !only_operands);
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else
            ok = word[1] == '-' ? parse_long(p, word + 2) : parse_letters(p, word + 1);
        if (!ok)
            return false;
    }
    return true;
}

/* Values */

/* An option is called as it is written: --top=10 on the command line, top: 10 in the settings. */
static const char *dashes(const struct given *g)
{
    return g->at.file ? "" : "--";
}

static const char *equals(const struct given *g)
{
    return g->at.file ? ": " : "=";
}

static bool set_count(const struct given *g, uint64_t least, void *member, struct err *err)
{
    uint64_t n;
    if (!str_u64(str_z(g->value), &n) || n < least) {
        err_set(err, "%s%s: '%s' is not a number from %d", dashes(g), g->row->name, g->value, (int)least);
        return err_mend(err, "write %s%s%s10, say", dashes(g), g->row->name, equals(g));
    }
    *(uint64_t *)member = n;
    return true;
}

static bool set_number(const struct given *g, void *member, struct err *err)
{
    return set_count(g, 1, member, err);
}

static bool set_amount(const struct given *g, void *member, struct err *err)
{
    return set_count(g, 0, member, err);
}

static bool set_size(const struct given *g, void *member, struct err *err)
{
    static const char units[] = "KMG";
    struct str s = str_z(g->value);
    const char *unit = s.n ? strchr(units, s.p[s.n - 1] & ~0x20) : NULL;
    if (unit && *unit)
        s.n--;
    unsigned shift = unit && *unit ? 10 * (unsigned)(unit - units + 1) : 0;
    uint64_t n;
    if (!str_u64(s, &n) || n == 0 || n > UINT64_MAX >> 1 >> shift) {
        err_set(err, "%s%s: '%s' is not a size", dashes(g), g->row->name, g->value);
        return err_mend(err, "write bytes, or 64K, 16M, 1G");
    }
    *(uint64_t *)member = n << shift;
    return true;
}

static bool set_record_size(const struct given *g, void *member, struct err *err)
{
    if (!set_size(g, member, err))
        return false;
    if (*(uint64_t *)member >= FRAMER_LEAST_BYTES)
        return true;
    err_set(err, "%s%s: '%s' is too short for records", dashes(g), g->row->name, g->value);
    return err_mend(err, "%d bytes are the least", FRAMER_LEAST_BYTES);
}

static bool set_duration(const struct given *g, void *member, struct err *err)
{
    int64_t ms;
    if (!duration_parse(str_z(g->value), &ms) || ms <= 0) {
        err_set(err, "%s%s: '%s' is not a duration", dashes(g), g->row->name, g->value);
        return err_mend(err, "write a number and ms, s, m, h, d or w: 30s, 5m, 1h30m");
    }
    *(int64_t *)member = ms;
    return true;
}

/* "5/h", "0.5/min", "100/d". */
static bool set_rate(const struct given *g, void *member, struct err *err)
{
    static const struct {
        const char *per;
        double hours;
    } units[] = {{"s", 1.0 / 3600}, {"min", 1.0 / 60}, {"m", 1.0 / 60}, {"h", 1}, {"d", 24}, {"day", 24}};
    struct str s = str_z(g->value), unit = str_skip(s, str_chr(s, '/') + 1);
    double n = 0;
    bool good = str_double(str_head(s, str_chr(s, '/')), &n) && n > 0;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (good && str_eq(unit, str_z(units[i].per))) {
            *(double *)member = n / units[i].hours;
            return true;
        }
    err_set(err, "%s%s: '%s' is not a rate", dashes(g), g->row->name, g->value);
    return err_mend(err, "write a number of records and a time: 5/h, 100/d, 2/min");
}

static bool set_time_spec(const struct given *g, void *member, struct err *err)
{
    struct given_time *m = member;
    m->text = g->value;
    if (time_spec_parse(str_z(g->value), &m->spec))
        return true;
    err_set(err, "%s%s: '%s' is not a time", dashes(g), g->row->name, g->value);
    return err_mend(err,
                    "write 2026-03-15, '2026-03-15 09:20', 2026-03-15T09:20:00+01:00, 09:20, 15m, "
                    "today, yesterday, monday, a day and a time ('yesterday 18:00', '2 days ago 09:00'), "
                    "or a log's own: 'Mar 15 09:20:01'");
}

static bool set_range(const struct given *g, void *member, struct err *err)
{
    struct given_range *r = member;
    r->text = g->value;
    if (time_spec_parse_range(str_z(g->value), &r->from, &r->to))
        return true;
    err_set(err, "%s%s: '%s' is not a span of time", dashes(g), g->row->name, g->value);
    return err_mend(
        err, "write two times, as of --since: 09:00..10:00, 'yesterday 18:00..20:00', or a day: yesterday");
}

static bool set_last(const struct given *g, void *member, struct err *err)
{
    struct given_time *m = member;
    m->text = g->value;
    m->spec.kind = TIME_SPEC_AGO;
    return set_duration(g, &m->spec.ms, err);
}

static bool set_time(const struct given *g, void *member, struct err *err)
{
    struct str s = str_z(g->value);
    size_t used;
    int64_t ms;
    if (!timestamp_parse_iso(s, &ms, &used) || used != s.n) {
        err_set(err, "%s%s: '%s' is not a time", dashes(g), g->row->name, g->value);
        return err_mend(err, "write 2026-03-15T09:20:00Z");
    }
    *(int64_t *)member = ms;
    return true;
}

static bool no_choice(const struct given *g, struct str word, struct err *err)
{
    const char *names[8];
    size_t n = 0;
    struct buf list = {0};
    for (const struct choice *c = g->row->choices; c->name; c++) {
        buf_addf(&list, "%s%s", n ? ", " : "", c->name);
        names[n++] = c->name;
    }
    const char *near = str_nearest(word, names, n);
    err_set(err, "%s%s: '" STR_FMT "' is none of " STR_FMT, dashes(g), g->row->name, STR_ARG(word),
            STR_ARG(list));
    buf_free(&list);
    if (near)
        return err_mend(err, "did you mean %s?", near);
    return g->row->meant ? err_mend(err, "%s", g->row->meant) : false;
}

static const struct choice *choice_named(const struct given *g, struct str word, struct err *err)
{
    for (const struct choice *c = g->row->choices; c->name; c++)
        if (str_eq(str_z(c->name), word))
            return c;
    no_choice(g, word, err);
    return NULL;
}

static bool set_choice(const struct given *g, void *member, struct err *err)
{
    const struct choice *c = choice_named(g, str_z(g->value), err);
    if (c)
        *(unsigned *)member = c->value;
    return c;
}

static bool set_mode(const struct given *g, void *member, struct err *err)
{
    *(unsigned *)member = 1;
    return !g->value || set_choice(g, member, err);
}

static bool set_choices(const struct given *g, void *member, struct err *err)
{
    struct str rest = str_z(g->value), word;
    while (str_split(&rest, ',', &word)) {
        const struct choice *c = choice_named(g, word, err);
        if (!c)
            return false;
        *(unsigned *)member |= 1u << c->value;
    }
    return true;
}

/* Commas become NULs in place: argv is ours. */
static bool set_list(const struct given *g, void *member, struct err *err)
{
    (void)err;
    char *word = (char *)(uintptr_t)g->value;
    for (char *comma; (comma = strchr(word, ',')); word = comma + 1) {
        *comma = 0;
        string_list_add(member, word);
    }
    string_list_add(member, word);
    return true;
}

static bool set_word(const struct given *g, void *member, struct err *err)
{
    (void)err;
    string_list_add(member, g->value);
    return true;
}

static bool set_text(const struct given *g, void *member, struct err *err)
{
    (void)err;
    *(const char **)member = g->value;
    return true;
}

static bool set_file(const struct given *g, void *member, struct err *err)
{
    if (g->value[0])
        return set_text(g, member, err);
    err_set(err, "%s%s: '' names no file", dashes(g), g->row->name);
    return err_mend(err, "write %s%s%s%s, or leave it out", dashes(g), g->row->name, equals(g),
                    g->row->argument);
}

/* "10m 'sh -c ...'". */
static bool set_after(const struct given *g, void *member, struct err *err)
{
    struct given_command *c = member;
    c->line = g->second;
    return set_duration(g, &c->after_ms, err);
}

static bool set_flag(const struct given *g, void *member, struct err *err)
{
    (void)g, (void)err;
    *(bool *)member = true;
    return true;
}

typedef bool setter(const struct given *g, void *member, struct err *err);

static setter *const setters[] = {
    [OPTION_FLAG] = set_flag,     [OPTION_MODE] = set_mode,          [OPTION_NUMBER] = set_number,
    [OPTION_SIZE] = set_size,     [OPTION_RECORD] = set_record_size, [OPTION_TIME_SPEC] = set_time_spec,
    [OPTION_LAST] = set_last,     [OPTION_DURATION] = set_duration,  [OPTION_TIME] = set_time,
    [OPTION_CHOICE] = set_choice, [OPTION_CHOICES] = set_choices,    [OPTION_WORD] = set_word,
    [OPTION_LIST] = set_list,     [OPTION_RANGE] = set_range,        [OPTION_RATE] = set_rate,
    [OPTION_TEXT] = set_text,     [OPTION_FILE] = set_file,          [OPTION_AFTER] = set_after,
    [OPTION_AMOUNT] = set_amount,
};

static const struct option_row *row_given(const struct given *g, enum command_id c)
{
    return row_for(str_z(g->row->name), 0, c);
}

static bool not_of_command(const struct given *g, const struct options *o, struct err *err)
{
    struct buf whose = {0};
    for (enum command_id c = 0; c < COMMAND_COUNT; c++)
        if (row_given(g, c))
            buf_addf(&whose, "%s%s", whose.n ? ", " : "", commands[c].name);
    err_set(err, "--%s is no option of %s", g->row->name, commands[o->command].name);
    err_mend(err, "it belongs to " STR_FMT " (%s)", STR_ARG(whose), help_of(o));
    buf_free(&whose);
    return false;
}

/* Does the command line give the option that `row` is? */
static bool is_typed(const struct options *o, const struct option_row *row)
{
    for (size_t i = 0; i < o->given_count; i++)
        if (row_given(&o->given[i], o->command) == row)
            return true;
    return false;
}

static bool use(struct options *o, const struct given *as_given, const struct option_row *row,
                struct err *err)
{
    struct given g = *as_given;
    g.row = row;
    if (!setters[row->kind](&g, (char *)o + row->offset, err))
        return g.at.file ? err_at(err, g.at.file, g.at.line, g.at.column) : false;
    MEM_GROW(o->uses, o->use_count, o->use_cap);
    o->uses[o->use_count++] = g;
    return true;
}

static bool apply_settings(struct options *o, const struct given *settings, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct option_row *row = row_given(&settings[i], o->command);
        bool counts = row && settings[i].commands >> o->command & 1 && (row->adds_up || !is_typed(o, row));
        if (counts && !use(o, &settings[i], row, err))
            return false;
    }
    return true;
}

bool options_apply(struct options *o, const struct given *settings, size_t n, struct err *err)
{
    if (!apply_settings(o, settings, n, err))
        return false;
    for (size_t i = 0; i < o->given_count; i++) {
        const struct option_row *row = row_given(&o->given[i], o->command);
        if (!row)
            return not_of_command(&o->given[i], o, err);
        if (!use(o, &o->given[i], row, err))
            return false;
    }
    return true;
}

bool options_begin(struct options *o, int argc, char **argv, struct err *err)
{
    *o = (struct options){.now_ms = NO_TIME};
    size_t letters = 0; /* a cluster gives one option a letter */
    for (int i = 1; i < argc; i++)
        letters += strlen(argv[i]) + 1;
    struct option_parse p = {.o = o, .argv = argv, .argc = argc, .err = err};
    o->given = mem_zero((letters + 1) * sizeof *o->given);
    return parse_words(&p);
}

bool options_parse(struct options *o, int argc, char **argv, struct err *err)
{
    return options_begin(o, argc, argv, err) && options_apply(o, NULL, 0, err);
}

bool options_gave(const struct options *o, const char *name)
{
    for (size_t i = 0; i < o->given_count; i++)
        if (strcmp(o->given[i].row->name, name) == 0)
            return true;
    return false;
}

const struct given *options_source(const struct options *o, const struct option_row *row)
{
    for (size_t i = o->use_count; i > 0; i--)
        if (o->uses[i - 1].row == row)
            return &o->uses[i - 1];
    return NULL;
}

static const struct given *source_of(const struct options *o, const char *name)
{
    const struct option_row *row = row_for(str_z(name), 0, o->command);
    return row ? options_source(o, row) : NULL;
}

bool options_has(const struct options *o, const char *name)
{
    return source_of(o, name);
}

bool options_settled(const struct options *o, const char *name)
{
    const struct given *source = source_of(o, name);
    return source && source->at.file;
}

/* The use in the settings that has this very value, or NULL. */
static const struct given *settled_use(const struct options *o, const char *value)
{
    for (size_t i = 0; i < o->use_count; i++)
        if (o->uses[i].at.file && (o->uses[i].value == value || o->uses[i].second == value))
            return &o->uses[i];
    return NULL;
}

bool options_everywhere(const struct given *use)
{
    return use->at.file && use->commands == OPTION_ANY_COMMAND;
}

void options_locate(const struct options *o, const char *value, struct err *err)
{
    const struct given *g = settled_use(o, value);
    if (g && g->at.line)
        err_at(err, g->at.file, g->at.line, g->at.column);
}

void options_free(struct options *o)
{
    free(o->given);
    free(o->uses);
    free(o->operands.v);
    free(o->patterns.v);
    free(o->includes.v);
    free(o->signatures.v);
    free(o->regexes.v);
    free(o->extracts.v);
    free(o->wheres.v);
    free(o->bys.v);
    free(o->coverage.v);
    *o = (struct options){0};
}
