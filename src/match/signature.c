#include "match/signature.h"

#include "base/mem.h"
#include "base/regex.h"
#include "base/secrets_maker.h"
#include "record/level_word.h"

/* ---- classes ---- */

static const char *const class_names[CLASS_COUNT] = {
    [CLASS_INVESTIGATE] = "investigate",
    [CLASS_EXPECTED] = "expected",
    [CLASS_UNKNOWN] = "unknown",
    [CLASS_CLEAN] = "clean",
};

const char *class_name(enum verdict c)
{
    return class_names[c];
}

enum verdict class_named(struct str name)
{
    return (enum verdict)str_index(name, class_names, CLASS_COUNT);
}

static const char *const severity_names[SEVERITY_COUNT] = {
    [SEVERITY_HIGH] = "high",
    [SEVERITY_NORMAL] = "normal",
    [SEVERITY_LOW] = "low",
};

const char *severity_name(enum severity_class s)
{
    return severity_names[s];
}

enum severity_class severity_called(struct str name)
{
    return (enum severity_class)str_index(name, severity_names, SEVERITY_COUNT);
}

/* ---- the table ---- */

void table_init(struct table *t)
{
    *t = (struct table){0};
}

void table_free(struct table *t)
{
    free(t->signatures);
    free(t->statuses);
    free(t->models);
    free(t->fields);
    free(t->formats);
    free(t->masks);
    free(t->parts);
    for (size_t i = 0; i < t->regex_count; i++)
        regex_free(t->regexes[i]);
    free(t->regexes);
    if (t->levels)
        level_table_free(t->levels);
    free(t->levels);
    if (t->secrets)
        secrets_maker_free(t->secrets);
    free(t->secrets);
    arena_free(&t->arena);
    table_init(t);
}

const struct signature *table_signature(const struct table *t, struct str id)
{
    for (size_t i = 0; i < t->signature_count; i++) {
        struct str own = t->signatures[i].id;
        if (own.n == id.n && id.n && own.p[id.n - 1] == id.p[id.n - 1] &&
            str_eq(own, id)) /* most end otherwise */
            return &t->signatures[i];
    }
    return NULL;
}

const struct status_row *table_status(const struct table *t, int code)
{
    unsigned slot = code >= 0 && code < (int)COUNT_OF(t->status_slots) ? t->status_slots[code] : 0;
    if (slot)
        return slot == NO_ROW ? NULL : &t->statuses[slot - 1];
    for (size_t i = 0; i < t->status_count; i++)
        if (t->statuses[i].code == code)
            return &t->statuses[i];
    return NULL;
}

/* Every record asks for its status. */
void table_index_statuses(struct table *t)
{
    memset(t->status_slots, t->status_count < NO_ROW ? NO_ROW : 0, sizeof t->status_slots);
    for (size_t i = 0; i < t->status_count && t->status_count < NO_ROW; i++) {
        int code = t->statuses[i].code;
        if (code >= 0 && code < (int)COUNT_OF(t->status_slots))
            t->status_slots[code] = (uint8_t)(i + 1);
    }
}

void table_judge_signature(struct table *t, struct str id, enum verdict class)
{
    const struct signature *s = table_signature(t, id);
    if (s)
        t->signatures[s - t->signatures].class = class;
}

void table_judge_status(struct table *t, int code, enum verdict class)
{
    const struct status_row *row = table_status(t, code);
    if (!row) {
        MEM_GROW(t->statuses, t->status_count, t->status_cap);
        row = &t->statuses[t->status_count++];
        t->statuses[row - t->statuses] = (struct status_row){.code = code};
    }
    t->statuses[row - t->statuses].class = class;
    table_index_statuses(t);
}

const struct model_row *table_model(const struct table *t, struct str name)
{
    for (size_t i = 0; i < t->model_count; i++)
        if (str_eq(t->models[i].name, name))
            return &t->models[i];
    return NULL;
}

const struct format_row *table_format(const struct table *t, struct str name)
{
    for (size_t i = 0; i < t->format_count; i++)
        if (str_eq(t->formats[i].name, name))
            return &t->formats[i];
    return NULL;
}

bool signature_has(const struct signature *s, struct str word)
{
    return str_has_nocase(s->id, word) || str_has_nocase(s->title, word) ||
           str_eq(str_z(class_name(s->class)), word);
}

const struct mask_row *table_mask(const struct table *t, struct str name)
{
    for (size_t i = 0; i < t->mask_count; i++)
        if (str_eq(t->masks[i].name, name))
            return &t->masks[i];
    return NULL;
}
