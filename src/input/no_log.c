#include "input/no_log.h"

#define UNARCHIVE "bsdtar -xOf '", "' | sigtail reads the files in it"

static const struct no_log KINDS[] = {
    /* APPNOTE.TXT 4.3.7 */
    {"zip archive", UNARCHIVE, 0, STR_INIT("PK\3\4"), false},
    /* POSIX.1-2017, pax: the ustar header block */
    {"tar archive", UNARCHIVE, 257, STR_INIT("ustar\0"), false},
    /* GNU tar's manual, Basic Tar Format: OLDGNU_MAGIC */
    {"tar archive", UNARCHIVE, 257, STR_INIT("ustar  \0"), false},
    /* 7zFormat.txt of the LZMA SDK: SignatureHeader */
    {"7z archive", UNARCHIVE, 0, STR_INIT("7z\xbc\xaf\x27\x1c"), false},
    /* systemd.io/JOURNAL_FILE_FORMAT: Header */
    {"journal as systemd stores it", "journalctl -o json --file '", "' | sigtail reads it", 0,
     STR_INIT("LPKSHHRH"), false},
    /* sqlite.org/fileformat.html, 1.3.1 */
    {"SQLite database", "its rows as JSON are read: sqlite3 -json '", "' 'select ...' | sigtail", 0,
     STR_INIT("SQLite format 3\0"), false},
    /* our own -o json: {"schema": 1, "tool": "sigtail ... */
    {"report of sigtail's", "sigtail merge '", "' shows it", 19, STR_INIT("\"tool\": \"sigtail "), true},
    /* System V ABI, 4: ELF header */
    {"program", NULL, NULL, 0, STR_INIT("\177ELF"), false},
    /* W3C PNG 5.2; ISO/IEC 10918-1 B.1.1; ISO 32000-1 7.5.2 */
    {"PNG picture", NULL, NULL, 0, STR_INIT("\x89PNG\r\n\x1a\n"), false},
    {"JPEG picture", NULL, NULL, 0, STR_INIT("\xff\xd8\xff"), false},
    {"PDF document", NULL, NULL, 0, STR_INIT("%PDF-"), false},
};

const struct no_log *no_log_kind(struct str head)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_starts(str_skip(head, KINDS[i].at), KINDS[i].magic))
            return &KINDS[i];
    return NULL;
}

const struct no_log *no_log_streamed(struct str head)
{
    const struct no_log *kind = no_log_kind(head);
    return kind && !kind->report ? kind : NULL;
}

bool no_log_undecided(struct str head)
{
    bool json = head.n && (head.p[0] == '{' || head.p[0] == '[');
    return head.n < NO_LOG_MAGIC && !json && str_chr(head, '\n') == head.n;
}

void no_log_mend(const struct no_log *kind, const char *path, struct err *err)
{
    if (kind->before)
        err_mend(err, "%s%s%s", kind->before, strcmp(path, "-") == 0 ? "FILE" : path, kind->after);
}

void no_log_refuse(const struct no_log *kind, const char *path, struct err *err)
{
    err_set(err, "%s: a %s, which is no log", path, kind->name);
    no_log_mend(kind, path, err);
}
