/*
 * words: write the words and phrases of `levels:` in the file IN into OUT as the tables that
 * record/level_word.h declares, so that a line's level is found by comparing bytes and nothing is read at
 * the start.
 */
#include <strings.h>

#include "base/byte_scan_pairs.h"
#include "generator.h"
#include "record/level_entry.h"

static const char *const LEVELS[] = {"", "debug", "info", "notice", "warn", "error", "fatal"};

enum { MOST = 1024, WORD_MOST = 15 };

struct row {
    struct level_entry entry;
    unsigned level, pair, at; /* pair: which of BYTE_SCAN_PAIRS, BYTE_SCAN_PAIR_COUNT: none; at: where */
};

static struct row words[MOST], phrases[MOST];
static size_t word_count, phrase_count;
static uint32_t seconds[256], thirds[256];

static unsigned level_of(const char *name)
{
    for (unsigned l = 1; l < COUNT_OF(LEVELS); l++)
        if (strcmp(LEVELS[l], name) == 0)
            return l;
    return 0;
}

/* --- rows --- */

static void find_pair(struct row *row)
{
    struct str s = row->entry.text;
    row->pair = BYTE_SCAN_PAIR_COUNT;
    for (unsigned at = 0; at + 1 < s.n && row->pair == BYTE_SCAN_PAIR_COUNT; at++)
        for (unsigned k = 0; k < BYTE_SCAN_PAIR_COUNT; k++)
            if (strncasecmp(s.p + at, BYTE_SCAN_PAIRS[k], 2) == 0) {
                row->pair = k;
                row->at = at;
                break;
            }
}

static int add_word(const yaml_node_t *n, struct row row)
{
    for (size_t i = 0; i < word_count; i++)
        if (words[i].entry.text.n == row.entry.text.n &&
            strncasecmp(words[i].entry.text.p, row.entry.text.p, row.entry.text.n) == 0) {
            words[i].entry.forms |= row.entry.forms;
            return words[i].level == row.level || fail(n, "a word of two levels");
        }
    if (row.entry.text.n > WORD_MOST || word_count == MOST)
        return fail(n, "too long, or too many");
    words[word_count++] = row;
    return 1;
}

static int add_phrase(const yaml_node_t *n, struct row row)
{
    find_pair(&row);
    if (row.pair == BYTE_SCAN_PAIR_COUNT && !(row.entry.edges & EDGE_START))
        return fail(n, "the phrase holds no pair that lines are swept for, and does not stand at the start");
    if (phrase_count == MOST)
        return fail(n, "too many");
    phrases[phrase_count++] = row;
    return 1;
}

static int add_entry(const yaml_node_t *n, unsigned level)
{
    struct row row = {.level = level};
    if (n->type != YAML_SCALAR_NODE)
        return fail(n, "not a text");
    const char *fault = level_entry_read(text_of(n), &row.entry);
    if (fault)
        return fail(n, fault);
    return row.entry.phrase ? add_phrase(n, row) : add_word(n, row);
}

static int read_level(yaml_document_t *doc, const yaml_node_pair_t *pair)
{
    const yaml_node_t *name = yaml_document_get_node(doc, pair->key),
                      *list = yaml_document_get_node(doc, pair->value);
    unsigned level = level_of((const char *)name->data.scalar.value);
    if (level == 0 || list->type != YAML_SEQUENCE_NODE)
        return fail(name, "no level, or no list");
    for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++)
        if (!add_entry(yaml_document_get_node(doc, *i), level))
            return 0;
    return 1;
}

/* --- gates --- */

static uint32_t bit(char c)
{
    return (uint32_t)1 << (c & 31);
}

static void open_gate(char first, uint32_t second, uint32_t third)
{
    seconds[(unsigned char)first] |= second;
    thirds[(unsigned char)first] |= third;
}

static void open_gates(void)
{
    for (size_t i = 0; i < word_count; i++) {
        struct str w = words[i].entry.text;
        if (words[i].entry.forms == LEVEL_SIGN)
            open_gate(w.p[0], ~0u, ~0u);
        else if (words[i].entry.forms && w.n > 1)
            for (int upper = words[i].entry.forms == LEVEL_UPPER; upper < 2; upper++)
                open_gate((char)(upper ? w.p[0] & ~0x20 : w.p[0] | 0x20), bit(w.p[1]),
                          w.n > 2 ? bit(w.p[2]) : ~0u);
    }
    for (size_t i = 0; i < phrase_count; i++) {
        struct str p = phrases[i].entry.text;
        if (phrases[i].pair == BYTE_SCAN_PAIR_COUNT)
            open_gate(p.p[0], bit(p.p[1]), p.n > 2 ? bit(p.p[2]) : ~0u);
    }
    for (const char *c = "EWIFDVC"; *c; c++) /* E1202, E: text, E/Tag, E, [ */
        for (const char *next = "0123456789:/,"; *next; next++)
            open_gate(*c, bit(*next), ~0u);
    for (const char *c = "lL"; *c; c++) /* level= lvl= loglevel= log.level= */
        open_gate(*c, bit('e') | bit('v') | bit('o'), bit('v') | bit('l') | bit('g'));
    open_gate('s', bit('e'), bit('v'));
    static const char *const zones[] = {"UTC", "GMT", "CET", "CES", "EST", "EDT", "PST", "PDT"};
    for (size_t i = 0; i < COUNT_OF(zones); i++) /* PostgreSQL's: 2026-03-15 10:00:44 UTC [12] LOG: */
        open_gate(zones[i][0], bit(zones[i][1]), bit(zones[i][2]));
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (size_t i = 0; i < COUNT_OF(months); i++) /* slog's terminal: Mar 15 10:00:44.123 CRIT text */
        open_gate(months[i][0], bit(months[i][1]), bit(months[i][2]));
    for (const char *c = "EWIFDTVNC"; *c; c++) /* E app: text, E! text, behind a time */
        open_gate(*c, bit(' ') | bit('!'), ~0u);
    for (const char *c = "[(<{|-+* \t\xe2"; *c; c++)
        open_gate(*c, ~0u, ~0u);
}

/* --- output --- */

static void put_words(FILE *out)
{
    unsigned char from[WORD_MOST + 2] = {0};
    unsigned n = 0;
    fprintf(out, "const struct level_word level_words[] = {\n");
    for (size_t length = 0; length <= WORD_MOST; length++) {
        from[length] = (unsigned char)n;
        for (size_t i = 0; i < word_count; i++) {
            if (words[i].entry.text.n != length)
                continue;
            char lower[WORD_MOST];
            for (size_t k = 0; k < length; k++)
                lower[k] = (char)(words[i].entry.text.p[k] | (words[i].entry.text.p[k] & 0x80 ? 0 : 0x20));
            fprintf(out, "{");
            put_str(out, str_of(lower, length));
            fprintf(out, ",%u,%u},\n", words[i].level, words[i].entry.forms);
            n++;
        }
    }
    from[WORD_MOST + 1] = (unsigned char)n;
    fprintf(out, "};\nconst unsigned char level_word_from[] = {");
    for (size_t i = 0; i < COUNT_OF(from); i++)
        fprintf(out, "%d,", from[i]);
    fprintf(out, "};\n");
}

static void put_phrase(FILE *out, const struct row *row)
{
    fprintf(out, "{{.phrase=1,.text=");
    put_str(out, row->entry.text);
    fprintf(out, ",.tail=");
    put_str(out, row->entry.tail);
    fprintf(out, ",.edges=%u},%u,%u},\n", row->entry.edges, row->level, row->at);
}

/* Does the phrase `row` hold the pair `pair`, and behind it a byte of the set `third`, or none? */
static int stands_among(const struct row *row, unsigned pair, unsigned third)
{
    struct str text = row->entry.text;
    unsigned at = row->at + 2;
    return row->pair == pair && (at >= text.n || level_byte(text.p[at]) == third);
}

static void put_phrases(FILE *out)
{
    enum { SETS = 64 };
    unsigned from[BYTE_SCAN_PAIR_COUNT * SETS + 1], n = 0;
    uint64_t sets[BYTE_SCAN_PAIR_COUNT] = {0};
    fprintf(out, "const struct level_phrase level_phrases[] = {\n");
    for (unsigned at = 0; at < BYTE_SCAN_PAIR_COUNT * SETS; at++) {
        from[at] = n;
        for (size_t i = 0; i < phrase_count; i++) {
            if (!stands_among(&phrases[i], at / SETS, at % SETS))
                continue;
            sets[at / SETS] |= (uint64_t)1 << at % SETS;
            put_phrase(out, &phrases[i]);
            n++;
        }
    }
    from[BYTE_SCAN_PAIR_COUNT * SETS] = n;
    fprintf(out, "};\nconst unsigned short level_phrase_from[] = {");
    for (unsigned at = 0; at <= BYTE_SCAN_PAIR_COUNT * SETS; at++)
        fprintf(out, "%u,", from[at]);
    fprintf(out, "};\nconst uint64_t level_phrase_thirds[] = {");
    for (unsigned k = 0; k < BYTE_SCAN_PAIR_COUNT; k++)
        fprintf(out, "0x%llxu,", (unsigned long long)sets[k]);
    fprintf(out, "};\n");
}

static void put_starts(FILE *out)
{
    unsigned from[257], n = 0;
    fprintf(out, "const struct level_phrase level_starts[] = {\n");
    for (int first = 0; first < 256; first++) {
        from[first] = n;
        for (size_t i = 0; i < phrase_count; i++)
            if (phrases[i].pair == BYTE_SCAN_PAIR_COUNT &&
                (unsigned char)phrases[i].entry.text.p[0] == first) {
                put_phrase(out, &phrases[i]);
                n++;
            }
    }
    from[256] = n;
    fprintf(out, "};\nconst unsigned short level_start_from[257] = {");
    for (int first = 0; first <= 256; first++)
        fprintf(out, "%u,", from[first]);
    fprintf(out, "};\n");
}

static void put_gate(FILE *out)
{
    fprintf(out, "const uint64_t level_gate[256] = {");
    for (int i = 0; i < 256; i++)
        fprintf(out, "0x%llxu,", (unsigned long long)thirds[i] << 32 | seconds[i]);
    fprintf(out, "};\n");
}

static void put_all(FILE *out)
{
    open_gates();
    fprintf(out, "/* Made of levels.yaml. */\n#include \"record/level_word.h\"\n");
    put_words(out);
    put_phrases(out);
    put_starts(out);
    put_gate(out);
}

int main(int argc, char **argv)
{
    return generate(argc, argv, read_level, put_all);
}
