#include "cli/options.h"
#include "report/diff.h"

#define FOR(c)     (1u << COMMAND_##c)
#define DECIDES    (FOR(ACK) | FOR(UNACK) | FOR(RESOLVE))
#define ALL        OPTION_ANY_COMMAND
#define SELECTS    (FOR(REPORT) | FOR(GREP) | FOR(TRACE) | FOR(FIELDS) | FOR(MINE) | FOR(SUGGEST))
#define READS_LOGS (SELECTS | FOR(EXPLAIN))
#define OPENS_LOGS (READS_LOGS | FOR(DIFF))
#define PAGED                                                                                                \
    (FOR(REPORT) | FOR(FIELDS) | FOR(MINE) | FOR(LIST) | FOR(EXPLAIN) | FOR(STATE) | FOR(DIFF) | FOR(MERGE))
#define HAS_TABLE (ALL & ~(FOR(MERGE) | FOR(CONFIG)))

/* The kind of an option, and where in struct options its value goes, which has the type that the kind wants.
 */
#define INTO(of, type, field)                                                                                \
    .kind = OPTION_##of, .offset = _Generic(((struct options *)0)->field, type                               \
                                            : offsetof(struct options, field))
#define FLAG(field)      INTO(FLAG, bool, field)
#define MODE(field)      INTO(MODE, unsigned, field)
#define CHOICE(field)    INTO(CHOICE, unsigned, field)
#define CHOICES(field)   INTO(CHOICES, unsigned, field)
#define NUMBER(field)    INTO(NUMBER, uint64_t, field)
#define AMOUNT(field)    INTO(AMOUNT, uint64_t, field)
#define SIZE(field)      INTO(SIZE, uint64_t, field)
#define DURATION(field)  INTO(DURATION, int64_t, field)
#define TIME(field)      INTO(TIME, int64_t, field)
#define RATE(field)      INTO(RATE, double, field)
#define TIME_SPEC(field) INTO(TIME_SPEC, struct given_time, field)
#define LAST(field)      INTO(LAST, struct given_time, field)
#define RANGE(field)     INTO(RANGE, struct given_range, field)
#define WORD(field)      INTO(WORD, struct string_list, field)
#define LIST(field)      INTO(LIST, struct string_list, field)
#define TEXT(field)      INTO(TEXT, const char *, field)
#define FILE_NAME(field) INTO(FILE, const char *, field)
#define AFTER(field)     INTO(AFTER, struct given_command, field)

static const struct choice report_outputs[] = {{"text", OUTPUT_TEXT},
                                               {"json", OUTPUT_JSON},
                                               {"csv", OUTPUT_CSV},
                                               {"md", OUTPUT_MD},
                                               {"html", OUTPUT_HTML},
                                               {"prom", OUTPUT_PROM},
                                               {NULL, 0}};
static const struct choice mine_outputs[] = {{"text", OUTPUT_TEXT}, {"json", OUTPUT_JSON}, {NULL, 0}};
static const struct choice grep_outputs[] = {{"text", OUTPUT_TEXT}, {"jsonl", OUTPUT_JSONL}, {NULL, 0}};
static const struct choice colours[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};
static const struct choice raw_modes[] = {{"always", RAW_ALWAYS}, {NULL, 0}};
static const struct choice classes[] = {{"investigate", CLASS_INVESTIGATE},
                                        {"expected", CLASS_EXPECTED},
                                        {"unknown", CLASS_UNKNOWN},
                                        {"clean", CLASS_CLEAN},
                                        {NULL, 0}};
static const struct choice changes[] = {
    {"new", CHANGE_NEW}, {"up", CHANGE_UP}, {"gone", CHANGE_GONE}, {"down", CHANGE_DOWN}, {NULL, 0}};

const struct option_row option_table[] = {
    {"where", 'w', "EXPR", "status>=500 and (has user or message~regex)", WORD(wheres), OPENS_LOGS,
     .completes = COMPLETES_EXPRESSION, .followup = true,
     .more = "FIELD OP VALUE: a field as sigtail fields shows it, cap.NAME (what a signature captured) or a "
             "raw JSON path with a leading dot; = != < <= > >= ~ !~, ~* and !~* without regard to case; a,b "
             "or in (a, b) is any of them, 5xx a class of statuses, '' a missing value; has FIELD; {FIELD} "
             "in place of VALUE compares with that field. Numbers, levels, times and durations compare as "
             "such. Joined by and, or, not and parentheses. Given more than once: all of them."},
    {"extract", 0, "REGEX", "capture: 'took (?<ms>\\d+)' is cap.ms in -w, -b, ...", WORD(extracts),
     OPENS_LOGS, .shown = SHOWN_COMMON, .followup = true,
     .more =
         "What its groups (?<name>...) capture in the first text of a record that it matches, the message "
         "first, is cap.name in --where, --by, --show, --columns and the jsonl of grep, where no value is a "
         "missing one. PCRE2, (?i) for any case. Given more than once: each captures for itself."},
    {"since", 0, "T", "from this time on: 09:20, 15m, today, a date", TIME_SPEC(since), READS_LOGS,
     .followup = true,
     .more =
         "By the time of the record. 2026-03-15, '2026-03-15 09:20' or 2026-03-15T09:20:00+01:00 "
         "(without a zone: UTC), 09:20, 15m or '15 minutes ago', today, yesterday, monday (the last "
         "one), such a day with a time: 'yesterday 18:00', '2 days ago 09:00'; and a time as it stands in a "
         "log: 'Mar 15 09:20:01', 15/Mar/2026:09:20:01, a Unix time. What has no date counts from now on a "
         "stream, and from its newest record for a file: of an old log, --since 15m "
         "is its last quarter of an hour, and --since 22:30, the nearest, is that of the evening before "
         "where it ends at 02:55. "
         "Records without a time are left out."},
    {"until", 0, "T", "before this time", TIME_SPEC(until), READS_LOGS, .shown = SHOWN_COMMON,
     .followup = true, .more = "Written as for --since."},
    {"until", 0, "T", "only until then: 2026-04-01", TIME_SPEC(until), FOR(ACK),
     .more = "Written as for --since. Without it and --for, until unack."},
    {"for", 0, "DUR", "only for so long: 7d", DURATION(for_ms), FOR(ACK)},
    {"below", 0, "RATE", "only as long as there are fewer: 5/h", RATE(below), FOR(ACK),
     .more = "Records an hour (h), minute (min) or day (d), over the time of a report, at least an hour of "
             "it. From there on the row counts as if nobody had acknowledged it."},
    {"why", 0, "TEXT", "what sigtail state says of it", TEXT(why), FOR(ACK)},
    {"last", 0, "DUR", "the last 15m, 24h, 7d of each log", LAST(last), READS_LOGS, .followup = true,
     .more = "As --since with the same duration. In the report of a stream it goes on with the clock: what "
             "has become older leaves the counts, in steps of a sixteenth of DUR."},
    {"around", 0, "T", "the time around it: 5m on either side", TIME_SPEC(around_time), READS_LOGS,
     .shown = SHOWN_MANUAL, .followup = true,
     .more = "Written as for --since, in whose place it stands. --within says how far around."},
    {"within", 0, "DUR", "how far --around goes: 30s, 1h", DURATION(within_ms), READS_LOGS,
     .shown = SHOWN_MANUAL, .followup = true, .standard = "5m"},
    {"before", 0, "T..T", "with --after: compare two windows of logs", RANGE(window_before), FOR(DIFF),
     .more = "sigtail diff --before 09:00..10:00 --after 10:00..11:00 LOG... reads the logs once for each "
             "window. Times as for --since; a time alone behind the dots is of the day before them: "
             "'yesterday 18:00..20:00'. Either end may be left out; a day alone is the whole of it. The "
             "logs must be files."},
    {"after", 0, "T..T", "10:00..11:00, 'yesterday 18:00..20:00'", RANGE(window_after), FOR(DIFF)},
    {"tz", 0, "ZONE", "times without a zone, and as shown: Europe/Berlin", TEXT(tz), OPENS_LOGS | FOR(MERGE),
     .shown = SHOWN_MANUAL, .followup = true,
     .more =
         "A name of the tz database, an offset like +01:00, UTC or local. Without it, a time in text that "
         "says no zone is one of this machine's (TZ, else /etc/localtime), and times are shown in UTC, which "
         "--since and --until mean, too. With it all of these are of ZONE. Of an hour that clocks showed "
         "twice it is the first, unless the zone's name says otherwise. A name of a zone that means several "
         "(IST, CST) is ZONE's when ZONE has it; else the record has no time, and INPUT says so. Times "
         "without a zone in JSON are UTC, and so are the times of json, jsonl, csv and prom."},
    {"tz", 0, "ZONE", "times are of this zone: Europe/Berlin", TEXT(tz), FOR(STATE) | FOR(ACK),
     .more =
         "A name of the tz database, an offset like +01:00, UTC or local: of times as sigtail state shows "
         "them, and of those of --until that say no zone. Without it they are UTC; those of json always "
         "are."},
    {"signature", 's', "ID,..", "records that match one of these", LIST(signatures), SELECTS,
     .completes = COMPLETES_SIGNATURE,
     .more = "The ids are those that sigtail list shows. grep also takes a status (records of it that no "
             "signature explains) and, for files, the id of a cluster of unknown errors or its start."},
    {"class", 'c', "CLASS,..", "investigate expected unknown clean", CHOICES(classes), SELECTS,
     .choices = classes, .meant = "grep counts with --count"},
    {"unknown", 0, NULL, "the same as -c unknown", FLAG(unknown), SELECTS, .shown = SHOWN_MANUAL},
    {"regexp", 'e', "REGEX", "records with a text that matches", WORD(regexes), FOR(GREP),
     .more = "A Perl-compatible regular expression, tried on every decoded text of the record. Given more "
             "than once: any of them."},
    {"invert-match", 'v', NULL, "the records not selected", FLAG(invert), FOR(GREP), .shown = SHOWN_COMMON},
    {"max-count", 'm', "N", "stop after N records", NUMBER(max_count), FOR(GREP), .shown = SHOWN_COMMON},
    {"quiet", 'q', NULL, "print nothing; the status tells", FLAG(quiet), FOR(GREP), .shown = SHOWN_COMMON,
     .more = "Stops at the first selected record."},
    {"count", 0, NULL, "print only how many", FLAG(count), FOR(GREP), .shown = SHOWN_COMMON},
    {"ignore-case", 'i', NULL, "-e without regard to case", FLAG(ignore_case), FOR(GREP),
     .shown = SHOWN_COMMON},
    {"after-context", 'A', "N", "also N records after each", AMOUNT(after), FOR(GREP), .shown = SHOWN_MANUAL,
     .more = "Of the same log, whatever they are; -- stands between groups that do not touch."},
    {"before-context", 'B', "N", "also N records before each", AMOUNT(before), FOR(GREP),
     .shown = SHOWN_MANUAL},
    {"context", 'C', "N", "also N records around each (-A -B)", AMOUNT(around), FOR(GREP)},
    {"files-with-matches", 'l', NULL, "print only the names of such logs", FLAG(names_only), FOR(GREP),
     .shown = SHOWN_COMMON},
    {"with-filename", 'H', NULL, "the log's name before each line", FLAG(with_name), FOR(GREP),
     .shown = SHOWN_MANUAL, .more = "The default for several logs; --no-filename leaves it out."},
    {"no-filename", 'h', NULL, "no log's name", FLAG(without_name), FOR(GREP), .shown = SHOWN_MANUAL},
    {"explain", 0, NULL, "all records, each with why it is selected or not", FLAG(explain), FOR(GREP),
     .shown = SHOWN_COMMON,
     .more = "Below each record: its class and why, where the texts of its signatures stand, each test of an "
             "expression with what the record has instead, each signature and regex that was asked for. What "
             "--since, --until and --last leave out is not shown. It does not go with --raw, -o jsonl, "
             "--count, -q, -l and context."},
    {"line-number", 'n', NULL, "the line where each record begins", FLAG(line_number), FOR(GREP),
     .shown = SHOWN_COMMON,
     .more = "Counted from 1 in each log, as editors do. Files are then read by one thread."},
    {"columns", 0, "FIELD,..", "what a line shows: time,user,message", TEXT(columns), FOR(GREP),
     .completes = COMPLETES_SHOWN,
     .more = "Fields as sigtail fields shows them, cap.NAME, raw paths, class, signatures and line. - is a "
             "missing value."},
    {"format", 0, "TEXT", "the same as a template: '{time} {message}'", TEXT(format), FOR(GREP),
     .shown = SHOWN_COMMON, .more = "{{ and }} are braces, \\t and \\n a tab and a line end."},
    {"raw", 0, NULL, "print the original bytes", MODE(raw), FOR(GREP), .choices = raw_modes,
     .more = "Not redacted; and not escaped, but on a terminal, which takes orders from logs: --raw=always "
             "leaves out that too."},
    {"profile", 0, NULL, "what each pattern costs", FLAG(profile), FOR(CHECK),
     .more = "On the texts that all examples are: on how many each pattern runs at all, the steps it takes "
             "there and at the worst, and the time of its signature in microseconds."},
    {"coverage", 0, "LOG", "what the signatures explain of a log, and what not", WORD(coverage), FOR(CHECK),
     .completes = COMPLETES_FILE,
     .more = "Its errors that no signature explains, most frequent first, by the ids that sigtail suggest "
             "takes; and the signatures that match nothing there. A file, a folder or - for standard input; "
             "may be given more than once."},
    {"output", 'o', "FORMAT", "text json csv md html prom", CHOICE(output), FOR(REPORT) | FOR(MERGE),
     .choices = report_outputs},
    {"output", 'o', "FORMAT", "text or jsonl", CHOICE(output), FOR(GREP) | FOR(TRACE),
     .choices = grep_outputs},
    {"output", 'o', "FORMAT", "text or json", CHOICE(output),
     FOR(FIELDS) | FOR(MINE) | FOR(DIFF) | FOR(LIST) | FOR(STATE), .choices = mine_outputs},
    {"assign", 0, NULL, "print each record's cluster: id, tab, template", FLAG(assign), FOR(MINE),
     .more = "One line a record, in the order of the input. Files are read twice; a stream waits in a "
             "temporary file until it ends."},
    {"by", 'b', "FIELD,..", "count by user, message, time:5m, .raw.path", WORD(bys), FOR(REPORT),
     .completes = COMPLETES_FIELD,
     .more =
         "A table of how many records have each combination of values, in place of the report's usual parts. "
         "Fields as for --where; of messages the variable parts are masked. - (null in JSON) is a missing "
         "value. Behind a colon stands a step, whose least value is shown: time:5m, duration:100ms, "
         "status:100, and log (1 2 5 10 20 ...), log2, log10 for a histogram: duration:log. Such rows stand "
         "in the order of their keys. Given more than once: several tables."},
    {"show", 0, "MEASURE,..", "tell of rows: rate,p95(duration),distinct(user)", TEXT(show), FOR(REPORT),
     .completes = COMPLETES_MEASURE,
     .more = "Of each row of --by, or without it of all records: count, rate (records a minute, of the step "
             "of a time, else of all the report's time), first, last, and of the numbers that a field, "
             "cap.NAME or raw path holds p50(FIELD) (p1 to p100), avg, min, max, sum; distinct(FIELD) counts "
             "different values. Without a field they are of duration; a duration is in milliseconds. "
             "Quantiles are those of the nearest rank, within 1.6 % (and more where numbers lie many powers "
             "of two apart: the JSON report says how much), distinct is exact up to 256 values and then has "
             "a standard error of 1.6 %; all else is exact. Reports of -o json add up."},
    {"sort", 0, "COLUMN", "order of the rows: p95, user, rate:asc", TEXT(sort), FOR(REPORT),
     .completes = COMPLETES_COLUMN, .shown = SHOWN_COMMON,
     .more = "A measure of --show, most first, or a field of --by, least first; :asc and :desc turn that "
             "round. -n takes the first rows in this order."},
    {"min", 0, "N", "only rows of at least N records, with --by", NUMBER(least), FOR(REPORT),
     .shown = SHOWN_COMMON},
    {"top", 'n', "N", "rows of each table", NUMBER(top),
     FOR(REPORT) | FOR(MINE) | FOR(SUGGEST) | FOR(MERGE) | FOR(STATE) | FOR(CHECK)},
    {"every", 0, "DUR", "on a stream: a report every 30s, 5m, ...", DURATION(every_ms), FOR(REPORT),
     .shown = SHOWN_COMMON,
     .more = "A running report each time this long has passed, on streams; in place of the one that is "
             "redrawn on a terminal."},
    {"tui", 'i', NULL, "look at the report in a screen with keys", FLAG(interactive), FOR(REPORT),
     .more = "A live log on a terminal has this screen by itself; of saved logs it shows the finished "
             "report, from whose rows Enter leads to their last records. Press ? in it for its keys."},
    {"window", 0, "DUR", "what is now, on a live screen: 15m", DURATION(window_ms), FOR(REPORT),
     .shown = SHOWN_MANUAL, .standard = "15m",
     .more = "Rates, trends and timelines of a live screen are those of so much time, which slides on."},
    {"bell", 0, NULL, "ring when something new comes, on a live screen", FLAG(bell), FOR(REPORT),
     .shown = SHOWN_MANUAL},
    {"palette", 0, "ROLE=SGR:..", "colours of a live screen: bad=1;31:new=1;34", TEXT(palette), FOR(REPORT),
     .shown = SHOWN_MANUAL, .variable = "SIGTAIL_COLORS",
     .more = "As SIGTAIL_COLORS (see ENVIRONMENT), before which it counts."},
    {"write", 0, "FILE", "replace FILE by the report, also at each --every", FILE_NAME(write), FOR(REPORT),
     .completes = COMPLETES_FILE, .shown = SHOWN_COMMON,
     .more = "In place of printing it. Readers see the old report or the new one, never a part. HTML then "
             "loads itself again as often as it is written."},
    {"on-new", 0, "CMD", "run CMD when an error is new", TEXT(on_new), FOR(REPORT), .shown = SHOWN_COMMON,
     .more = "New is a row of class investigate or unknown that was never seen in the state, is back after a "
             "week, or was resolved; without --state, one that a live log did not have since its start (of a "
             "followed file, since its end was reached). See ALERTS."},
    {"on-burst", 0, "CMD", "run CMD when an error rises", TEXT(on_burst), FOR(REPORT), .shown = SHOWN_COMMON,
     .more = "When a sixtieth of --window has 10 records or more of a row of class investigate or unknown, "
             "four times as many as those before it on the average, and more than chance explains."},
    {"on-silence", 0, "DUR CMD", "run CMD when nothing came for DUR", AFTER(on_silence), FOR(REPORT),
     .shown = SHOWN_COMMON,
     .more = "Once in each silence of a live log. What --where, --class and the like leave out breaks none."},
    {"cool-down", 0, "DUR", "each error runs a command once in so long: 15m", DURATION(cool_down_ms),
     FOR(REPORT), .shown = SHOWN_MANUAL, .standard = "15m"},
    {"command-timeout", 0, "DUR", "how long a command may run: 30s", DURATION(command_timeout_ms),
     FOR(REPORT), .shown = SHOWN_MANUAL, .standard = "30s",
     .more = "Then it and what it started get SIGTERM, and SIGKILL when it has ended, or after two seconds."},
    {"state", 0, "FILE", "remember there what was seen; tell what is new", FILE_NAME(state), FOR(REPORT),
     .completes = COMPLETES_FILE,
     .more =
         "The file is made when it is not there. It knows each incident, signature, status and unknown error "
         "with when and how often it was seen, and what ack and resolve decided. With it the report marks "
         "what was never seen before, what is back after a week, what was resolved, and what comes more "
         "often or more rarely than usual at these hours of the day. A saved log that is read again "
         "counts once. Several programs may use one file."},
    {"state", 0, "FILE", "what sigtail --state FILE remembers", FILE_NAME(state), FOR(STATE) | DECIDES,
     .completes = COMPLETES_FILE},
    {"no-pager", 0, NULL, "print long reports as they are", FLAG(no_pager), PAGED, .shown = SHOWN_MANUAL,
     .more =
         "On a terminal a report of saved logs that is longer than the screen, and what fields, mine, list, "
         "explain, state, diff and merge print, is shown by the program that PAGER names, less without it. "
         "An empty PAGER is as --no-pager."},
    {"fail-on", 0, "CLASS,..", "exit with 1 when such records were seen", CHOICES(fail_on), FOR(REPORT),
     .choices = classes},
    {"follow", 'F', NULL, "go on as files grow, also rotated", FLAG(follow), FOR(REPORT) | FOR(GREP),
     .shown = SHOWN_COMMON,
     .more =
         "As tail -F: each FILE is read to its end, and then what is appended to it. When another file takes "
         "its name, or it becomes shorter, that one is read from its start; a FILE that is not there yet is "
         "awaited. Several files come in the order of their times, as far as they are there; folders are "
         "looked through for new files each second, what a rotation left (a name and more behind a dot or "
         "dash) aside. Compressed files and standard input are read first, to their ends. Ctrl-C ends it."},
    {"no-redact", 0, NULL, "show the secrets that the log holds", FLAG(no_redact), OPENS_LOGS | FOR(MERGE),
     .shown = SHOWN_COMMON, .followup = true,
     .more = "Whatever is shown of a log is shown without passwords, tokens, keys, cookies and the names in "
             "e-mail addresses: each is [redacted], in the drafts of suggest a wildcard. What they look like "
             "stands in patterns/secrets.yaml, and `secrets:` in a file of -p adds to it. Only --raw prints "
             "the log as it is."},
    {"fail-on", 0, "CHANGE,..", "exit with 1 on any of: new up gone down", CHOICES(fail_on), FOR(DIFF),
     .choices = changes,
     .more =
         "Changed is a signature, status or cluster of unknown errors that has 5 records or more in one "
         "of the reports, a rate per record that differs by 2 or more, and by more than two standard "
         "deviations, so not by chance; and an incident that one side alone has. Changes of what is clean do "
         "not fail."},
    {"include", 0, "GLOB", "of folders, only files of such names", WORD(includes), OPENS_LOGS | FOR(MERGE),
     .shown = SHOWN_MANUAL, .followup = true,
     .more = "'*.log', say; given more than once: any of them. A folder stands for all files below it whose "
             "names do not begin with a dot."},
    {"files-from", 0, "FILE", "also the files that FILE names, one a line", FILE_NAME(files_from),
     OPENS_LOGS | FOR(MERGE), .completes = COMPLETES_FILE, .shown = SHOWN_MANUAL, .followup = true,
     .more = "- is standard input: find /var/log -name '*.gz' -print0 | sigtail -0 --files-from -."},
    {"null", '0', NULL, "a NUL ends each name of --files-from", FLAG(null_names), OPENS_LOGS | FOR(MERGE),
     .shown = SHOWN_MANUAL, .followup = true},
    {"strict", 0, NULL, "torn or malformed input fails the run", FLAG(strict), READS_LOGS,
     .shown = SHOWN_MANUAL,
     .more = "The output is the same; the exit status is 2 and standard error says why."},
    {"patterns", 'p', "PATH", "more signatures: a file or a folder", WORD(patterns), HAS_TABLE,
     .completes = COMPLETES_FILE, .shown = SHOWN_COMMON, .adds_up = true, .followup = true,
     .more = "A signature file, or a folder whose *.yaml files are read in name order. Repeatable. A later "
             "signature of the same id overrides what it names of the earlier one."},
    {"no-builtin", 0, NULL, "only those of -p", FLAG(no_builtin), HAS_TABLE, .shown = SHOWN_MANUAL,
     .followup = true},
    {"color", 0, "WHEN", "auto always never", CHOICE(colour), ALL, .choices = colours, .shown = SHOWN_MANUAL,
     .variable = "NO_COLOR", .variable_means = "never",
     .more = "With auto, colour is used on a terminal unless NO_COLOR is set or TERM is dumb."},
    {"ascii", 0, NULL, "our own marks in plain ASCII", FLAG(ascii), ALL, .shown = SHOWN_MANUAL,
     .more = "The default when LC_ALL, LC_CTYPE or LANG name a character set that is not UTF-8."},
    {"threads", 'j', "N", "threads for files", NUMBER(threads), OPENS_LOGS, .shown = SHOWN_MANUAL,
     .more = "By default one for each processor. The output does not depend on it."},
    {"max-record", 0, "SIZE", "longest record read", INTO(RECORD, uint64_t, max_record), OPENS_LOGS,
     .shown = SHOWN_MANUAL, .followup = true, .standard = "16M",
     .more = "Longer ones are counted as oversize and skipped. 16M by default; 64 at the least."},
    {"now", 0, "TIME", "latest time of a stamp without a year", TIME(now_ms),
     OPENS_LOGS | FOR(STATE) | DECIDES, .shown = SHOWN_MANUAL, .followup = true,
     .more = "journalctl's short stamps carry no year: it is the latest that puts them not after this time. "
             "By default a file's modification time, and for a stream the clock."},
    {"read-size", 0, "N", "bytes taken at once", SIZE(read_size), OPENS_LOGS, .shown = SHOWN_TEST,
     .more = "For tests: the output does not depend on it. Files are then read as streams."},
    {"segment-bytes", 0, "N", "bytes of one part of the input", SIZE(segment_bytes), OPENS_LOGS,
     .shown = SHOWN_TEST, .more = "For tests: parts of this size are counted apart and merged."},
    {"no-config", 0, NULL, "no settings", FLAG(no_config), ALL, .shown = SHOWN_MANUAL, .never_set = true,
     .followup = true,
     .more = "Neither the file of settings nor the signatures beside it are read. See SETTINGS."},
    {"help", 'h', NULL, "this help", FLAG(help), ALL & ~FOR(GREP), .shown = SHOWN_COMMON, .never_set = true},
    /* whose -h is that of grep */
    {"help", 0, NULL, "this help", FLAG(help), FOR(GREP), .shown = SHOWN_COMMON, .never_set = true},
    {"version", 'V', NULL, "print the version", FLAG(version), ALL, .shown = SHOWN_MANUAL, .never_set = true},
};
const size_t option_count = COUNT_OF(option_table);
