#include "cli/alert_throttle.h"

#include "base/mem.h"

void alert_throttle_free(struct alert_throttle *p)
{
    free(p->told);
    *p = (struct alert_throttle){0};
}

static struct throttle_event *find(struct alert_throttle *p, enum alert_kind kind, struct str id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->told[i].kind == kind && str_eq(str_z(p->told[i].id), id))
            return &p->told[i];
    return NULL;
}

/* A place for one that was never told, or not for longest. */
static struct throttle_event *add(struct alert_throttle *p, enum alert_kind kind, struct str id)
{
    if (p->n < THROTTLE_IDS)
        MEM_GROW(p->told, p->n, p->cap);
    struct throttle_event *told = &p->told[p->n < THROTTLE_IDS ? p->n++ : p->next++ % THROTTLE_IDS];
    *told = (struct throttle_event){.kind = kind};
    memcpy(told->id, id.p, id.n);
    return told;
}

int64_t alert_throttle_free_at(const struct alert_throttle *p, int64_t now_ms)
{
    return p->runs < THROTTLE_MOST ? now_ms : p->run_ms[p->run] + THROTTLE_MS;
}

void alert_throttle_note(struct alert_throttle *p, int64_t now_ms)
{
    p->run_ms[p->run] = now_ms;
    p->run = (p->run + 1) % THROTTLE_MOST;
    p->runs += p->runs < THROTTLE_MOST;
}

enum throttle alert_throttle_take(struct alert_throttle *p, enum alert_kind kind, struct str id,
                                  int64_t now_ms)
{
    id = str_head(id, THROTTLE_ID - 1);
    struct throttle_event *told = find(p, kind, id);
    if (told && now_ms - told->at_ms < p->cool_ms)
        return THROTTLE_COOLING;
    if (!told)
        told = add(p, kind, id);
    told->at_ms = now_ms;
    if (alert_throttle_free_at(p, now_ms) > now_ms)
        return THROTTLE_FULL;
    alert_throttle_note(p, now_ms);
    return THROTTLE_GO;
}
