#include "run/read_window.h"

void read_window_free(struct read_window *w)
{
    buf_free(&w->bytes);
}

void read_window_begin(struct read_window *w, uint64_t offset)
{
    w->offset = offset;
    w->ended = false;
    buf_clear(&w->bytes);
}

uint64_t read_window_end(const struct read_window *w)
{
    return w->offset + w->bytes.n;
}

struct str read_window_more(struct read_window *w, struct str rest, uint64_t most)
{
    const struct run_file *file = w->file;
    uint64_t from = read_window_end(w), end = most < file->size ? most : file->size;
    size_t want = rest.n > w->read_bytes ? rest.n : w->read_bytes;
    buf_keep(&w->bytes, rest);
    w->offset = from - rest.n;
    want = end < from ? 0 : end - from < want ? (size_t)(end - from) : want;
    size_t n = 0;
    if (want && !w->ended)
        n = file->read(file->context, from, buf_room(&w->bytes, want), want);
    w->bytes.n += n;
    w->ended |= n < want || read_window_end(w) >= file->size;
    return buf_str(&w->bytes);
}
