#include "cli/spool.h"

#include <errno.h>

#define HELD_MOST ((size_t)8 << 20)

static struct str header_of(const struct report_text *text)
{
    return str_of((const char *)text, sizeof *text);
}

static bool cannot_keep(struct err *err)
{
    err_set(err, "cannot keep the reports that are read twice: %s", strerror(errno));
    return err_mend(err, "make room in the folder of temporary files");
}

/* What memory holds, into the file. */
static bool put_out(struct spool *s, struct err *err)
{
    if (!s->file && !(s->file = tmpfile())) {
        s->full = true;
        return true;
    }
    if (fwrite(s->held.p, 1, s->held.n, s->file) != s->held.n)
        return cannot_keep(err);
    buf_clear(&s->held);
    return true;
}

bool spool_add(struct spool *s, const struct report_text *text, struct err *err)
{
    buf_join(&s->held, header_of(text), text->json);
    return s->held.n < HELD_MOST || s->full || put_out(s, err);
}

bool spool_begin(struct spool *s, struct err *err)
{
    if (!s->file)
        return true;
    if (!put_out(s, err) || fflush(s->file) != 0 || fseek(s->file, 0, SEEK_SET) != 0)
        return cannot_keep(err);
    return true;
}

/* The next `n` bytes; less when there are no more. */
static struct str take(struct spool *s, size_t n)
{
    if (s->file) {
        buf_clear(&s->held);
        char *room = buf_room(&s->held, n);
        return str_of(room, fread(room, 1, n, s->file));
    }
    struct str taken = str_head(str_skip(buf_str(&s->held), s->at), n);
    s->at += taken.n;
    return taken;
}

bool spool_next(struct spool *s, struct report_text *text)
{
    struct str header = take(s, sizeof *text);
    if (header.n < sizeof *text)
        return false;
    memcpy(text, header.p, sizeof *text);
    text->json = take(s, text->json.n);
    return true;
}

void spool_free(struct spool *s)
{
    if (s->file)
        fclose(s->file);
    buf_free(&s->held);
    *s = (struct spool){0};
}
