#include "cli/alert_pace.h"

#include <stdlib.h>

#include "base/mem.h"

void alert_pace_free(struct alert_pace *p)
{
    free(p->told);
    *p = (struct alert_pace){0};
}

static struct pace_told *find(struct alert_pace *p, enum alert_kind kind, struct str id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->told[i].kind == kind && str_eq(str_z(p->told[i].id), id))
            return &p->told[i];
    return NULL;
}

/* A place for one that was never told, or not for longest. */
static struct pace_told *add(struct alert_pace *p, enum alert_kind kind, struct str id)
{
    if (p->n < PACE_IDS)
        MEM_GROW(p->told, p->n, p->cap);
    struct pace_told *told = &p->told[p->n < PACE_IDS ? p->n++ : p->next++ % PACE_IDS];
    *told = (struct pace_told){.kind = kind};
    memcpy(told->id, id.p, id.n);
    return told;
}

int64_t alert_pace_free_at(const struct alert_pace *p, int64_t now_ms)
{
    return p->runs < PACE_MOST ? now_ms : p->run_ms[p->run] + PACE_MS;
}

void alert_pace_note(struct alert_pace *p, int64_t now_ms)
{
    p->run_ms[p->run] = now_ms;
    p->run = (p->run + 1) % PACE_MOST;
    p->runs += p->runs < PACE_MOST;
}

enum pace alert_pace_take(struct alert_pace *p, enum alert_kind kind, struct str id, int64_t now_ms)
{
    id = str_head(id, PACE_ID - 1);
    struct pace_told *told = find(p, kind, id);
    if (told && now_ms - told->at_ms < p->cool_ms)
        return PACE_COOLING;
    if (!told)
        told = add(p, kind, id);
    told->at_ms = now_ms;
    if (alert_pace_free_at(p, now_ms) > now_ms)
        return PACE_FULL;
    alert_pace_note(p, now_ms);
    return PACE_GO;
}
