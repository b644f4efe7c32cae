#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/session.h"
#include "report/build.h"
#include "report/redaction.h"
#include "tally/mine.h"

/*
 * Two passes when each record is to be assigned: clusters are only known when all is read. Files are read
 * twice; of a stream, the masked templates wait in a temporary file, so that memory stays bounded.
 */
struct mining {
    struct session s;
    struct mine *mine;
    FILE *spool; /* NULL: not needed */
    bool failed; /* to write it */
    unsigned source;
    struct buf source_name;
    bool named;
};

/* Spooled templates stand behind their length. */
static void spool(struct mining *m, const struct record *rec)
{
    struct str template = mine_key(m->mine, rec);
    uint32_t n = (uint32_t) template.n;
    m->failed |= fwrite(&n, sizeof n, 1, m->spool) != 1 || fwrite(template.p, 1, n, m->spool) != n;
}

/* The number of the input called `name`, which is not kept by the one who says it. */
static unsigned source_number(struct mining *m, struct str name)
{
    if (m->named && str_eq(buf_str(&m->source_name), name))
        return m->source;
    m->source += m->named;
    m->named = true;
    buf_set(&m->source_name, name);
    return m->source;
}

static bool learn(void *context, const struct sink_record *o)
{
    struct mining *m = context;
    if (o->filtered)
        return true;
    mine_engine(m->mine, o->engine);
    mine_add(m->mine, o->record, source_number(m, o->source));
    if (m->spool)
        spool(m, o->record);
    return !m->failed;
}

static void print_assignment(struct mining *m, struct str template)
{
    struct buf *out = &m->s.program->out.pending;
    struct assignment a = mine_assign(m->mine, template);
    LOCAL_BUF shown = {0};
    template_redact(m->s.program->secrets, a.template, STR(REDACTED), &shown);
    buf_addf(out, "%s\t", a.id);
    escape_terminal(buf_str(&shown), out);
    buf_addc(out, '\n');
}

static bool assign(void *context, const struct sink_record *o)
{
    struct mining *m = context;
    if (o->filtered)
        return true;
    mine_engine(m->mine, o->engine);
    print_assignment(m, mine_key(m->mine, o->record));
    return output_flush_some(&m->s.program->out);
}

static bool assign_spooled(struct mining *m)
{
    LOCAL_BUF template = {0};
    uint32_t n;
    bool more = true;
    rewind(m->spool);
    while (more && fread(&n, sizeof n, 1, m->spool) == 1) {
        buf_clear(&template);
        more = fread(buf_room(&template, n + 1u), 1, n, m->spool) == n;
        template.n = n;
        if (more)
            print_assignment(m, buf_str(&template));
        more = more && output_flush_some(&m->s.program->out);
    }
    return !ferror(m->spool);
}

static bool spool_error(void)
{
    return refuse("cannot keep the stream in a temporary file: %s\n"
                  "save it to a file first, and mine that",
                  strerror(errno));
}

/* What was read stays counted, whatever ended it. */
static bool read_all(struct mining *m, run_sink *sink)
{
    if (m->s.run)
        run_free(m->s.run);
    m->s.run = NULL;
    return session_read(&m->s, sink, m, !m->s.program->env.out_terminal);
}

static bool assign_all(struct mining *m)
{
    if (!m->spool)
        return read_all(m, assign);
    return (!m->failed && assign_spooled(m)) || spool_error();
}

static void print_clusters(struct mining *m)
{
    struct program *p = m->s.program;
    struct report *r = report_build_mine(m->mine);
    struct style style = session_style(p);
    report_redact(r, p->secrets);
    if (p->options->output == OUTPUT_JSON)
        render_mine_json(r, &p->out.pending);
    else
        render_mine_text(r, &style, &p->out.pending);
    report_free(r);
}

static bool perform(struct mining *m)
{
    const struct options *o = m->s.program->options;
    if (o->assign && m->s.live && !(m->spool = tmpfile()))
        return spool_error();
    bool read = read_all(m, learn);
    mine_settle(m->mine);
    if (!o->assign)
        print_clusters(m);
    else if (read)
        return assign_all(m);
    return read;
}

enum status mine_command(struct program *p)
{
    struct mining m = {0};
    enum status status = STATUS_ERROR;
    if (session_begin(&m.s, p)) {
        m.mine = mine_new(m.s.signatures.rules);
        m.s.unclustered = true;
        bool ok = perform(&m);
        session_tell_given_up(&m.s);
        status = session_status(&m.s, ok ? STATUS_OK : STATUS_ERROR);
        mine_free(m.mine);
    }
    if (m.spool)
        fclose(m.spool);
    buf_free(&m.source_name);
    session_end(&m.s);
    return status;
}
