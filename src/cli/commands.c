#include "cli/command.h"
#include "cli/help.h"
#include "cli/pager.h"
#include "cli/time_zone.h"

#define COMMAND(name, operands, summary) name##_command, #name, operands, summary, "sigtail " #name " --help"

const struct command commands[COMMAND_COUNT] = {
    [COMMAND_REPORT] = {COMMAND(report, "[FILE...]", "Count and group the errors of logs (the default)"),
                        .samples = {{"wrangler tail --format json | sigtail",
                                     "live; Ctrl-C: the whole report"},
                                    {"sigtail logs.jsonl image-service.txt", "saved logs, read as one"},
                                    {"sigtail -o json logs.jsonl | jq .classes", "for programs"}}},
    [COMMAND_GREP] = {COMMAND(grep, "[FILE...]", "Print the selected records, or all but the clean ones"),
                      .samples = {{"wrangler tail | sigtail grep -c investigate", "what to act on, live"},
                                  {"sigtail grep -s veo-no-video-data --raw F", "their records, untouched"},
                                  {"sigtail grep -c unknown --count logs.jsonl", "how many"}}},
    [COMMAND_TRACE] = {COMMAND(trace, "ID [FILE...]", "Tell one request's story, across logs, in time order"),
                       .samples = {{"sigtail trace 1a2b3c4d worker.json image.txt",
                                    "the id, or 8 characters of it"},
                                   {"wrangler tail | sigtail trace 1a2b3c4d", "live, as it happens"},
                                   {"sigtail trace 1a2b3c4d -o jsonl worker.json", "for programs"}}},
    [COMMAND_FIELDS] = {COMMAND(fields, "[FILE...]", "Tell the fields of a log: how often, with what values"),
                        .samples = {{"sigtail fields logs.jsonl", "what -w and -b can ask for"},
                                    {"sigtail fields -w 'status>=500' logs.jsonl", "what failures have"},
                                    {"sigtail -b .event.request.cf.colo logs.jsonl", "all values of one"}}},
    [COMMAND_MINE] = {COMMAND(mine, "[FILE...]", "Cluster all messages by their templates"),
                      .samples = {{"sigtail mine image-service.txt", "what a log says, and how often"},
                                  {"sigtail mine --assign F | cut -f1", "the cluster of each record"},
                                  {"sigtail mine -o json logs.jsonl", "for programs"}}},
    [COMMAND_SUGGEST] = {COMMAND(suggest, "[ID] [FILE...]",
                                 "Draft signatures for errors that nothing explains"),
                         .samples = {{"sigtail suggest 4be1c0 logs.jsonl", "for one that the report shows"},
                                     {"sigtail suggest logs.jsonl > new.yaml", "for the most frequent ones"},
                                     {"sigtail check new.yaml", "they hold; complete and keep them"}}},
    [COMMAND_LIST] = {COMMAND(list, "[WORD]", "List the signatures, or those with a word"),
                      .samples = {{"sigtail list", "all that are known"},
                                  {"sigtail list azure", "those whose id or title has it"},
                                  {"sigtail list -p ours/ --no-builtin", "those of a folder"}}},
    [COMMAND_EXPLAIN] = {COMMAND(explain, "ID [FILE...]",
                                 "Tell what a signature, status, cluster or text means"),
                         .samples = {{"sigtail explain 'read ECONNRESET'", "an error, as a log has it"},
                                     {"sigtail explain 504 LOG", "a status, and its records"},
                                     {"sigtail explain a84461 logs.jsonl", "an unknown error of a log"}}},
    [COMMAND_CHECK] = {COMMAND(check, "[FILE|DIR...]", "Prove signature files by their own examples"),
                       .samples = {{"sigtail check", "the built-in ones"},
                                   {"sigtail check ours/", "yours too"},
                                   {"sigtail check --coverage LOG", "what of a log they explain"}}},
    [COMMAND_MERGE] = {COMMAND(merge, "[REPORT.json...]", "Add reports, made with -o json, up to one"),
                       .samples = {{"sigtail merge host1.json host2.json", "one report of many hosts"},
                                   {"cat *.json | sigtail merge -o json", "a stream of reports"},
                                   {"ssh host sigtail -o json LOG | sigtail merge",
                                    "made elsewhere, shown here"}},
                       .family = "merge, diff R.json...   Add up reports that -o json made, or compare two"},
    [COMMAND_DIFF] = {COMMAND(diff, "A.json B.json", "Tell what is new, gone, up or down from A to B"),
                      .samples = {{"sigtail diff monday.json tuesday.json", "reports made with -o json"},
                                  {"sigtail diff --fail-on new old.json new.json", "a gate for a deploy"},
                                  {"sigtail diff --before 8:00..9:00 --after 9:00.. F",
                                   "two windows of a log"}},
                      .family = ""},
    [COMMAND_STATE] = {COMMAND(state, "[FILE]", "List what was ever seen, and what was decided about it"),
                       .samples = {{"sigtail --state seen.state logs.jsonl", "a report that remembers"},
                                   {"sigtail state seen.state", "what it knows"},
                                   {"sigtail state -o json seen.state", "for programs"}}},
    [COMMAND_ACK] = {COMMAND(ack, "ID...", "Count rows as expected from now on"),
                     .samples = {{"sigtail ack 4be1c0 --state S --for 7d", "an unknown error, a week"},
                                 {"sigtail ack 500 --state S --below 5/h", "as long as there are few"},
                                 {"sigtail ack disk-quota --state S --why TEXT", "a signature"}},
                     .family = "ack, unack, resolve ID  Decide about rows: expected from now on, or mended"},
    [COMMAND_UNACK] = {COMMAND(unack, "ID...", "Take back ack and resolve"),
                       .samples = {{"sigtail unack 4be1c0 --state S", "it counts again"},
                                   {"sigtail unack 500 502 --state S", "several"},
                                   {"sigtail state S", "what is acknowledged"}},
                       .family = ""},
    [COMMAND_RESOLVE] = {COMMAND(resolve, "ID...", "Mark rows as mended: seen again they are regressions"),
                         .samples = {{"sigtail resolve 4be1c0 --state S", "an unknown error"},
                                     {"sigtail resolve veo-no-video-data --state S", "a signature"},
                                     {"sigtail state S", "what is resolved"}},
                         .family = ""},
    [COMMAND_CONFIG] = {COMMAND(config, "[COMMAND]", "Tell the options in force, and where each was set"),
                        .samples = {{"sigtail config", "of report, the default"},
                                    {"sigtail config grep", "of another command"},
                                    {"sigtail config -n 5", "with these options"}}},
};

const struct command *command_named(struct str name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (str_eq(str_z(commands[i].name), name))
            return &commands[i];
    return NULL;
}

static enum status print_help(struct program *p)
{
    if (p->options->command_named)
        help_command(p->options->command, &p->out.pending);
    else if (p->options->config)
        help_command(COMMAND_CONFIG, &p->out.pending);
    else
        help_overview(&p->out.pending);
    return STATUS_OK;
}

static enum status print_version(struct program *p)
{
    buf_addz(&p->out.pending, "sigtail " SIGTAIL_VERSION "\n");
    return STATUS_OK;
}

/* Tables and pages that stand in the output whole when the command ends. */
static bool is_paged(const struct options *o)
{
    enum {
        PAGED = 1 << COMMAND_MINE | 1 << COMMAND_FIELDS | 1 << COMMAND_LIST | 1 << COMMAND_EXPLAIN |
                1 << COMMAND_STATE | 1 << COMMAND_DIFF | 1 << COMMAND_MERGE
    };
    return PAGED >> o->command & 1 && !o->assign;
}

static enum status run_paged(struct program *p)
{
    enum status status = commands[p->options->command].run(p);
    struct buf text = p->out.pending;
    p->out.pending = (struct buf){0};
    pager_print(p, buf_str(&text));
    buf_free(&text);
    return status;
}

static enum status perform(struct program *p)
{
    if (p->options->help)
        return print_help(p);
    if (p->options->version)
        return print_version(p);
    if (p->options->config)
        return config_command(p);
    return is_paged(p->options) ? run_paged(p) : commands[p->options->command].run(p);
}

/* The zone that was asked for is for all times; else this machine's is for reading, and UTC for showing. */
static bool find_zone(struct program *p, struct err *err)
{
    if (!p->options->tz) {
        p->read_in = time_zone_local(&p->zone);
        return true;
    }
    bool ok = time_zone_named(p->options->tz, &p->zone, &p->read_in, err);
    p->shown_in = p->read_in;
    if (!ok)
        options_locate(p->options, p->options->tz, err);
    return ok;
}

/* Help is there whatever the settings say. */
static bool wants_settings(const struct options *o)
{
    return !options_gave(o, "no-config") && !options_gave(o, "help") && !options_gave(o, "version") &&
           !o->help;
}

static bool find_options(struct options *o, struct settings *s, int argc, char **argv, struct err *err)
{
    return options_begin(o, argc, argv, err) && (!wants_settings(o) || settings_find(s, err)) &&
           options_apply(o, s->given, s->n, err);
}

int program_run(int argc, char **argv)
{
    struct options options = {0};
    struct settings settings = {0};
    struct err err = {0};
    enum status status = STATUS_ERROR;
    struct program p = {.options = &options, .settings = &settings};
    output_begin();
    environment_seed();
    bool ok =
        environment_simd(&err) && find_options(&options, &settings, argc, argv, &err) && find_zone(&p, &err);
    if (ok) {
        p.secrets = options.no_redact ? NULL : &secrets_shipped;
        environment_read(&p.env);
        status = perform(&p);
        ok = output_end(&p.out, &err);
    }
    if (!ok)
        complain(&err);
    options_free(&options);
    settings_free(&settings);
    return ok ? (int)status : STATUS_ERROR;
}
