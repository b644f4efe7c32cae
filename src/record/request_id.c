#include "record/request_id.h"

#include "base/ascii.h"

static bool word_byte(char c)
{
    return is_letter(c) || is_digit(c);
}

static bool id_byte(char c)
{
    return is_word_byte(c) || c == '-';
}

bool request_id_valid(struct str id)
{
    for (size_t i = 0; i < id.n; i++)
        if (!id_byte(id.p[i]))
            return false;
    return id.n >= REQUEST_ID_SHORT;
}

/* Does a word begin at `at`? The n of an escaped line end (\n) is no part of one. */
static bool begins_word(struct str raw, size_t at)
{
    if (at == 0 || !word_byte(raw.p[at - 1]))
        return true;
    return at > 1 && raw.p[at - 2] == '\\' &&
           (raw.p[at - 1] == 'n' || raw.p[at - 1] == 't' || raw.p[at - 1] == 'r');
}

static bool has_digit(struct str id)
{
    for (size_t i = 0; i < id.n; i++)
        if (is_digit(id.p[i]))
            return true;
    return false;
}

/* Is `id` the first part of the long one that begins `raw`: a W3C trace id, 4bf92f3577b34da6a3ce929d0e0e4736?
 */
static bool begins_long(struct str id, struct str raw)
{
    enum { LONG = 16 };
    size_t n = 0;
    if (id.n != REQUEST_ID_SHORT || !has_digit(id))
        return false;
    while (n < raw.n && n < LONG && id_byte(raw.p[n]))
        n++;
    return n == LONG;
}

static bool names_word(struct str id, struct str raw)
{
    for (size_t at = 0; (at += str_find(str_skip(raw, at), id)) < raw.n; at++) {
        size_t end = at + id.n;
        if (begins_word(raw, at) &&
            (end == raw.n || !word_byte(raw.p[end]) || begins_long(id, str_skip(raw, at))))
            return true;
    }
    return false;
}

static bool names_short(struct str id, struct str raw)
{
    for (size_t at = 0; (at += str_find(str_skip(raw, at), id)) < raw.n; at++) {
        size_t end = at + id.n;
        if (at > 0 && raw.p[at - 1] == '[' && end < raw.n && raw.p[end] == ']')
            return true;
    }
    return false;
}

bool request_id_named(struct str id, struct str raw)
{
    return names_word(id, raw) ||
           (id.n > REQUEST_ID_SHORT && names_short(str_head(id, REQUEST_ID_SHORT), raw));
}

/* ---- near ones ---- */

enum { SLIPS = 2 };

/* Most of REQUEST_ID_SHORT bytes are the same: all that are not have more than SLIPS slips. */
static bool alike(const char *a, const char *b)
{
    unsigned same = 0;
    for (size_t i = 0; i < REQUEST_ID_SHORT; i++)
        same += a[i] == b[i];
    return same >= REQUEST_ID_SHORT - SLIPS;
}

static bool near(struct str id, struct str word)
{
    word = str_head(word, id.n);
    if (word.n + SLIPS < id.n)
        return false;
    return (alike(id.p, word.p) ||
            alike(id.p + id.n - REQUEST_ID_SHORT, word.p + word.n - REQUEST_ID_SHORT)) &&
           str_distance(id, word, SLIPS) <= SLIPS;
}

void request_ids_near(struct str id, struct str raw, request_id_near *each, void *context)
{
    for (size_t at = 0, end; at < raw.n; at = end + 1) {
        for (end = at; end < raw.n && id_byte(raw.p[end]); end++)
            ;
        struct str word = str_of(raw.p + at, end - at);
        if (word.n >= REQUEST_ID_SHORT && near(id, word))
            each(context, word);
    }
}
