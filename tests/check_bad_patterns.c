/*
 * check_bad_patterns: load every NAME.yaml of the folder given, each of which is wrong in its own way, and
 * compare the error with NAME.expected. With -u the expected files are written anew; read the diff.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "match/signature.h"

static bool read_file(const char *dir, const char *name, struct buf *out)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *in = fopen(path, "rb");
    buf_clear(out);
    if (!in)
        return false;
    for (size_t n = 1; n > 0; out->n += n)
        n = fread(buf_room(out, 4096), 1, 4096, in);
    fclose(in);
    return true;
}

static void write_file(const char *dir, const char *name, struct str s)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(s.p, 1, s.n, out) != s.n || fclose(out) != 0)
        perror(path);
}

static void load_error(const char *file, struct str text, struct buf *message)
{
    struct table t;
    struct err err = {0};
    table_init(&t);
    buf_clear(message);
    if (table_load(&t, file, text, &err))
        buf_addz(message, "loaded without an error");
    else
        err_format(&err, message);
    buf_addc(message, '\n');
    table_free(&t);
}

/* One file; false when its error is not the expected one. */
static bool check(const char *dir, const char *file, bool update)
{
    LOCAL_BUF text = {0}, got = {0}, want = {0};
    char name[300];
    snprintf(name, sizeof name, "%.*s.expected", (int)(strlen(file) - strlen(".yaml")), file);
    bool there = read_file(dir, file, &text) && read_file(dir, name, &want);
    load_error(file, buf_str(&text), &got);
    bool good = there && str_eq(buf_str(&got), buf_str(&want));
    if (!good && update)
        write_file(dir, name, buf_str(&got));
    else if (!good)
        printf("%s\n  expected " STR_FMT "  got      " STR_FMT, file, STR_ARG(buf_str(&want)),
               STR_ARG(buf_str(&got)));
    return good;
}

int main(int argc, char **argv)
{
    bool update = argc > 2 && strcmp(argv[2], "-u") == 0;
    unsigned files = 0, bad = 0;
    DIR *dir = argc > 1 ? opendir(argv[1]) : NULL;
    if (!dir) {
        fprintf(stderr, "usage: check_bad_patterns DIR [-u]\n");
        return 2;
    }
    for (struct dirent *e; (e = readdir(dir));)
        if (str_ends(str_z(e->d_name), STR(".yaml"))) {
            files++;
            bad += !check(argv[1], e->d_name, update);
        }
    closedir(dir);
    printf("%u files, %u not as expected\n", files, bad);
    return files == 0 || bad > 0;
}
