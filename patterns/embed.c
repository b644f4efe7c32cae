/* embed: write the files named after OUT as C arrays into OUT: what match/builtin.h declares. */
#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int embed(FILE *out, const char *path, int index)
{
    FILE *in = fopen(path, "rb");
    int c, n = 0;
    if (!in) {
        perror(path);
        return 0;
    }
    fprintf(out, "static const char file_%d[] = {", index);
    while ((c = getc(in)) != EOF)
        fprintf(out, "%s%d,", n++ % 32 ? "" : "\n", (signed char)c);
    fprintf(out, "0};\n");
    return fclose(in) == 0;
}

int main(int argc, char **argv)
{
    FILE *out = argc > 2 ? fopen(argv[1], "wb") : NULL;
    if (!out) {
        fprintf(stderr, "usage: embed OUT FILE...\n");
        return 1;
    }
    fprintf(out, "#include \"match/builtin.h\"\n");
    for (int i = 2; i < argc; i++)
        if (!embed(out, argv[i], i))
            return 1;
    fprintf(out, "const struct builtin builtin_files[] = {\n");
    for (int i = 2; i < argc; i++)
        fprintf(out, "{\"%s\", file_%d, sizeof file_%d - 1},\n", base_name(argv[i]), i, i);
    fprintf(out, "};\nconst unsigned builtin_count = %d;\n", argc - 2);
    return fclose(out) != 0;
}
