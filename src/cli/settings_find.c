/* Where the settings are: the environment says, or the place where such files belong (XDG Base Directory
 * Specification, freedesktop.org). */
#include <unistd.h>

#include "base/mem.h"
#include "cli/settings.h"
#include "cli/signature_set.h"
#include "cli/text_file.h"

static const char *join(struct settings *s, const char *folder, const char *rest)
{
    LOCAL_BUF path = {0};
    buf_addf(&path, "%s/%s", folder, rest);
    struct str kept = arena_str(&s->arena, buf_str(&path));
    return kept.p;
}

/* The folder of settings of all programs, or NULL. A relative one is to be ignored. */
static const char *config_home(struct settings *s)
{
    const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (xdg && xdg[0] == '/')
        return xdg;
    return home && home[0] ? join(s, home, ".config") : NULL;
}

static bool read_file(struct settings *s, struct err *err)
{
    LOCAL_BUF text = {0};
    bool ok = text_file_read(s->file, &text, err) && settings_read(s, s->file, buf_str(&text), err);
    s->there = true;
    return ok;
}

static bool sets_patterns(const struct settings *s, const struct option_row *row)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->given[i].row == row)
            return true;
    return false;
}

static const struct option_row *patterns_row(void)
{
    size_t i = 0;
    while (strcmp(option_table[i].name, "patterns") != 0)
        i++;
    return &option_table[i];
}

/* The signatures that stand beside the settings, unless these name others. */
static void add_patterns(struct settings *s, const char *folder)
{
    const struct option_row *row = patterns_row();
    if (sets_patterns(s, row) || !signature_set_folder_holds(folder))
        return;
    MEM_GROW(s->given, s->n, s->cap);
    s->given[s->n++] =
        (struct given){.row = row, .value = folder, .at = {.file = folder}, .commands = OPTION_ANY_COMMAND};
}

static bool not_there(const char *path, struct err *err)
{
    err_set(err, "%s: there are no settings", path);
    return err_mend(err, "SIGTAIL_CONFIG names them: unset it, or leave it empty for none");
}

bool settings_find(struct settings *s, struct err *err)
{
    const char *named = getenv("SIGTAIL_CONFIG"), *home = named ? NULL : config_home(s);
    *s = (struct settings){.arena = s->arena, .named = named};
    if (named && named[0]) {
        s->file = named;
        return access(named, F_OK) == 0 ? read_file(s, err) : not_there(named, err);
    }
    if (!home)
        return true;
    s->file = join(s, home, "sigtail/config.yaml");
    bool ok = access(s->file, F_OK) != 0 || read_file(s, err);
    if (ok)
        add_patterns(s, join(s, home, "sigtail/patterns"));
    return ok;
}
