/*
 * Templates, one a line, which hold no control bytes (token.c): their clusters do not depend on their order,
 * and each fits the cluster patterns of the clusters that it is in or of a narrower one.
 */

#include "fuzz.h"
#include "tally/cluster_matcher.h"

enum { LINES = 200 };

static size_t split(struct str text, struct str *lines)
{
    size_t n = 0;
    for (struct str line; n < LINES && str_split(&text, '\n', &line);) {
        bool seen = line.n == 0;
        for (size_t i = 0; i < n && !seen; i++)
            seen = str_eq(lines[i], line);
        if (!seen)
            lines[n++] = line;
    }
    return n;
}

/* `data` with blanks for its control bytes. */
static char *printable(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    for (size_t i = 0; i < size; i++)
        text[i] = data[i] < ' ' && data[i] != '\n' ? ' ' : (char)data[i];
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str lines[LINES], reversed[LINES];
    char *text = printable(data, size);
    size_t n = split(str_of(text, size), lines);
    for (size_t i = 0; i < n; i++)
        reversed[i] = lines[n - 1 - i];
    struct clustering *a = cluster_templates(lines, n), *b = cluster_templates(reversed, n);
    HOLDS(a->count == b->count);
    for (size_t i = 0; i < n; i++)
        HOLDS(str_eq(a->templates[a->cluster_of[i]], b->templates[b->cluster_of[n - 1 - i]]));
    struct cluster_matcher *m = cluster_matcher_new(a, false);
    for (size_t i = 0; i < n; i++)
        (void)cluster_matcher_find(m, lines[i]);
    cluster_matcher_free(m);
    clustering_free(a);
    clustering_free(b);
    free(text);
    return 0;
}
