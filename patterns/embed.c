/*
 * embed: read the signature files named after OUT and TEXTS, as the program would, and write what it needs of
 * them into OUT, as C: what match/frozen.h declares. TEXTS gets the files themselves, as tests want them
 * (match/shipped_files.h).
 */
#include <stdio.h>
#include <string.h>

#include "match/frozen.h"
#include "match/literal_index.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool read_whole(const char *path, struct buf *text)
{
    FILE *in = fopen(path, "rb");
    size_t got = 0;
    if (!in)
        return false;
    do {
        got = fread(buf_room(text, 1 << 16), 1, 1 << 16, in);
        text->n += got;
    } while (got);
    bool good = !ferror(in);
    (void)fclose(in);
    return good;
}

static bool told(const struct err *err)
{
    struct buf text = {0};
    err_format(err, &text);
    fprintf(stderr, STR_FMT "\n", STR_ARG(buf_str(&text)));
    buf_free(&text);
    return false;
}

static void put_bytes(FILE *out, const char *name, const char *p, size_t n)
{
    fprintf(out, "static const char %s[] = {", name);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%d,", i % 32 ? "" : "\n", (signed char)p[i]);
    fprintf(out, "0};\n");
}

static void put_numbers(FILE *out, const char *name, const uint8_t *numbers, size_t n)
{
    fprintf(out, "static const uint8_t %s[] = {", name);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%u,", i % 32 ? "" : "\n", numbers[i]);
    fprintf(out, "0};\n");
}

static void put_words(FILE *out, const char *name, const uint32_t *words, size_t n)
{
    fprintf(out, "static const uint32_t %s[] = {", name);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%u,", i % 16 ? "" : "\n", words[i]);
    fprintf(out, "0};\n");
}

/* `name`, a struct serial_block, and what it points to. */
static void put_block(FILE *out, const char *name, const struct serial *i)
{
    char of[64];
    (void)snprintf(of, sizeof of, "%s_numbers", name);
    put_numbers(out, of, serial_block(i).numbers, i->numbers.n);
    (void)snprintf(of, sizeof of, "%s_words", name);
    put_words(out, of, serial_block(i).words, i->words.n / sizeof(uint32_t));
    (void)snprintf(of, sizeof of, "%s_bytes", name);
    put_bytes(out, of, i->texts.p, i->texts.n);
}

static void put_table(FILE *out, const struct table *t)
{
    struct serial i = serial_freeze();
    table_freeze(t, &i);
    put_block(out, "table", &i);
    serial_free(&i);
    i = serial_freeze();
    table_freeze_examples(t, &i);
    put_block(out, "examples", &i);
    serial_free(&i);
}

static void put_literals(FILE *out, const struct table *t)
{
    for (unsigned k = 0; k < SCOPE_COUNT; k++) {
        struct literal_index x;
        struct serial i = serial_freeze();
        char name[32];
        (void)snprintf(name, sizeof name, "literals_%u", k);
        literal_index_init(&x);
        literal_index_table(&x, t, (enum scope)k);
        literal_index_freeze(&x, &i);
        put_block(out, name, &i);
        serial_free(&i);
        literal_index_free(&x);
    }
}

static bool embed(FILE *texts, struct table *t, const char *path, int file)
{
    struct buf text = {0};
    struct err err = {0};
    char name[32];
    if (!read_whole(path, &text)) {
        perror(path);
        return false;
    }
    (void)snprintf(name, sizeof name, "text_%d", file);
    put_bytes(texts, name, text.p, text.n);
    bool good = table_load(t, base_name(path), buf_str(&text), &err) || told(&err);
    buf_free(&text);
    return good;
}

/* The list of the texts. */
static void put_files(FILE *texts, char **paths, int n)
{
    fprintf(texts, "const struct shipped_file shipped_files[] = {\n");
    for (int i = 0; i < n; i++)
        fprintf(texts, "{\"%s\", text_%d, sizeof text_%d - 1},\n", base_name(paths[i]), i, i);
    fprintf(texts, "};\nconst unsigned shipped_file_count = %d;\n", n);
}

static bool embed_all(FILE *out, FILE *texts, char **paths, int n)
{
    struct table t;
    bool good = true;
    table_init(&t);
    fprintf(texts, "#include \"match/shipped_files.h\"\n");
    for (int i = 0; good && i < n; i++)
        good = embed(texts, &t, paths[i], i);
    put_files(texts, paths, n);
    fprintf(out, "#include \"match/frozen.h\"\n");
    fprintf(out, "#if __BYTE_ORDER__ != %d\n#error written for another byte order\n#endif\n", __BYTE_ORDER__);
    put_table(out, &t);
    put_literals(out, &t);
    fprintf(out, "const struct frozen frozen_shipped = {.table = {table_numbers, table_words, "
                 "table_bytes},\n"
                 ".examples = {examples_numbers, examples_words, examples_bytes},\n.literals = {");
    for (unsigned k = 0; k < SCOPE_COUNT; k++)
        fprintf(out, "{literals_%u_numbers, literals_%u_words, literals_%u_bytes},", k, k, k);
    fprintf(out, "}};\n");
    table_free(&t);
    return good;
}

int main(int argc, char **argv)
{
    FILE *out = argc > 3 ? fopen(argv[1], "wb") : NULL, *texts = out ? fopen(argv[2], "wb") : NULL;
    if (!texts) {
        fprintf(stderr, "usage: embed OUT TEXTS FILE...\n");
        return 1;
    }
    bool good = embed_all(out, texts, argv + 3, argc - 3);
    return fclose(out) != 0 || fclose(texts) != 0 || !good;
}
