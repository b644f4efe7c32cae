#include "record/habit.h"

#include <stdlib.h>

#include "base/mem.h"

enum { KINDS = 2 };

void habits_init(struct habits *h, const struct fields *fields)
{
    h->nodes = fields->nodes;
    h->of = mem_zero(KINDS * h->nodes * sizeof *h->of);
}

void habits_free(struct habits *h)
{
    for (unsigned i = 0; i < KINDS * h->nodes; i++)
        free(h->of[i]);
    free(h->of);
    *h = (struct habits){0};
}

void habit_begin(struct habit_walk *w, struct habits *h, const struct path_node *node, enum habit_kind kind)
{
    w->none = (struct habit_link){0};
    w->habit = NULL;
    w->next = &w->none;
    if (!h)
        return;
    struct habit **slot = &h->of[KINDS * node->number + kind];
    if (UNLIKELY(!*slot))
        *slot = mem_zero(sizeof **slot);
    w->habit = *slot;
    w->next = &w->habit->first;
}

struct habit_step *habit_turn(struct habit_walk *w, const struct json *j)
{
    struct habit_link link = *w->next;
    struct habit_step *step = &w->habit->steps[link.before];
    if (link.before == 0 || !habit_stands(step, j->p, j->end))
        return NULL;
    *w->next = (struct habit_link){.last = link.before, .before = link.last};
    return step;
}

/* The step of `text` that is known already, or the place of a new one; 0: there is no room. */
static uint8_t place_of(struct habit *habit, struct str text, bool ends)
{
    for (uint8_t i = 1; i <= habit->count; i++)
        if (habit->steps[i].ends == ends && str_eq(str_of(habit->steps[i].text, habit->steps[i].n), text))
            return i;
    return habit->count < HABIT_STEPS ? ++habit->count : 0;
}

void habit_learn(struct habit_walk *w, const char *from, const struct json *j, const struct path_node *node,
                 bool ends)
{
    struct str text = str_of(from, (size_t)(j->p - from));
    struct habit_link *link = w->next;
    uint8_t place;
    w->next = &w->none;
    if (!w->habit || text.n > HABIT_TEXT || !(place = place_of(w->habit, text, ends)))
        return;
    struct habit_step *step = &w->habit->steps[place];
    memcpy(step->text, text.p, text.n);
    step->n = (uint8_t)text.n;
    step->node = node;
    step->ends = ends;
    *link = (struct habit_link){.last = place, .before = link->last};
    w->next = &step->next;
}
