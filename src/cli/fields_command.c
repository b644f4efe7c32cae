/* fields: which fields and raw paths a log has, how often, with what values. */
#include "cli/session.h"
#include "report/render_fields.h"

static bool on_record(void *context, const struct sink_record *o)
{
    struct inventory *inventory = context;
    inventory->custom.engine = o->engine;
    if (!o->filtered)
        inventory_add(inventory, o->record);
    return true;
}

enum status fields_command(struct program *p)
{
    struct session s;
    struct inventory inventory;
    enum status status = STATUS_ERROR;
    bool begun = session_begin(&s, p);
    inventory_init(&inventory, begun ? s.signatures.rules : NULL);
    if (begun) {
        struct style style = session_style(p);
        s.unclustered = true;
        session_read(&s, on_record, &inventory, true);
        inventory_judge(&inventory, style.secrets);
        if (p->options->output == OUTPUT_JSON)
            render_fields_json(&inventory, style.secrets, &p->out.pending);
        else
            render_fields_text(&inventory, &style, &p->out.pending);
        session_tell_given_up(&s);
        status = session_status(&s, STATUS_OK);
    }
    session_end(&s);
    inventory_free(&inventory);
    return status;
}
