/* command: the commands of sigtail, one table; each is a function of the whole program's state. */
#ifndef SIGTAIL_COMMAND_H
#define SIGTAIL_COMMAND_H

#include "base/secrets.h"
#include "base/zone.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/settings.h"

/* As grep: done or something selected; nothing selected, or --fail-on reached; any error. */
enum status { STATUS_OK = 0, STATUS_NOTHING = 1, STATUS_ERROR = 2 };

struct program {
    const struct secrets *secrets; /* that are not shown; NULL: all is */
    const struct options *options;
    const struct settings *settings;
    struct environment env;
    struct output out;          /* standard output */
    struct zone zone;           /* room for what these point to; NULL: UTC */
    const struct zone *read_in, /* of times that say no zone */
        *shown_in;              /* in which times are shown, and those of --since and --until meant */
};

struct command_example { /* an example, for --help and the manual */
    const char *line, *what;
};

struct command {
    enum status (*run)(struct program *p);
    const char *name;
    const char *operands; /* "[FILE...]" */
    const char *summary;  /* a sentence without its full stop */
    const char *help_hint;
    struct command_example samples[3];
    const char *family; /* the overview's line for it and those after it, which have ""; NULL: its own */
};

/* In the order of enum command_id. */
extern const struct command commands[COMMAND_COUNT];

/* The command called `name`, or NULL. */
const struct command *command_named(struct str name);

/* The whole program: what main returns. */
int program_run(int argc, char **argv);

enum status report_command(struct program *p);
enum status grep_command(struct program *p);
enum status trace_command(struct program *p);
enum status fields_command(struct program *p);
enum status mine_command(struct program *p);
enum status suggest_command(struct program *p);
enum status list_command(struct program *p);
enum status explain_command(struct program *p);
enum status check_command(struct program *p);
enum status merge_command(struct program *p);
enum status diff_command(struct program *p);
enum status state_command(struct program *p);
enum status ack_command(struct program *p);
enum status unack_command(struct program *p);
enum status resolve_command(struct program *p);
enum status config_command(struct program *p);

#endif
