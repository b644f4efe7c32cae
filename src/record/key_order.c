#include "record/key_order.h"

#include "base/mem.h"

enum { KINDS = 2 };

void key_orders_init(struct key_orders *k, const struct path_tree *paths)
{
    k->nodes = paths->nodes;
    k->of = mem_zero(KINDS * k->nodes * sizeof *k->of);
}

void key_orders_free(struct key_orders *k)
{
    for (unsigned i = 0; i < KINDS * k->nodes; i++)
        free(k->of[i]);
    free(k->of);
    *k = (struct key_orders){0};
}

void key_order_begin(struct key_order_walk *w, struct key_orders *k, const struct path_node *node,
                     enum key_order_kind kind)
{
    w->none = (struct key_order_link){0};
    w->order = NULL;
    w->next = &w->none;
    if (!k)
        return;
    struct key_order **slot = &k->of[KINDS * node->number + kind];
    if (UNLIKELY(!*slot))
        *slot = mem_zero(sizeof **slot);
    w->order = *slot;
    w->next = &w->order->first;
}

struct key_order_step *key_order_turn(struct key_order_walk *w, const struct json *j)
{
    struct key_order_link link = *w->next;
    struct key_order_step *step = &w->order->steps[link.before];
    if (link.before == 0 || !key_order_stands(step, j->p, j->end))
        return NULL;
    *w->next = (struct key_order_link){.last = link.before, .before = link.last};
    return step;
}

/* The step of `text` that is known already, or the place of a new one; 0: there is no room. */
static uint8_t place_of(struct key_order *order, struct str text, bool ends)
{
    for (uint8_t i = 1; i <= order->count; i++)
        if (order->steps[i].ends == ends && str_eq(str_of(order->steps[i].text, order->steps[i].n), text))
            return i;
    return order->count < KEY_ORDER_STEPS ? ++order->count : 0;
}

void key_order_learn(struct key_order_walk *w, const char *from, const struct json *j,
                     const struct path_node *node, bool ends)
{
    struct str text = str_of(from, (size_t)(j->p - from));
    struct key_order_link *link = w->next;
    uint8_t place;
    w->next = &w->none;
    if (!w->order || text.n > KEY_ORDER_TEXT || !(place = place_of(w->order, text, ends)))
        return;
    struct key_order_step *step = &w->order->steps[place];
    memcpy(step->text, text.p, text.n);
    step->n = (uint8_t)text.n;
    step->node = node;
    step->ends = ends;
    *link = (struct key_order_link){.last = place, .before = link->last};
    w->next = &step->next;
}
