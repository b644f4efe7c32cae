/* generator: what the programs have in common that write a list of a YAML file as tables of C. */
#ifndef SIGTAIL_GENERATOR_H
#define SIGTAIL_GENERATOR_H

#include <stdio.h>
#include <yaml.h>

#include "base/str.h"

/* Say what is wrong with `n`; returns 0. */
int fail(const yaml_node_t *n, const char *why);

struct str text_of(const yaml_node_t *n);

/* `s` as C writes a struct str. */
void put_str(FILE *out, struct str s);

/* Read one of the pairs that the file is about, those below its first key; false after fail(). */
typedef int read_pair(yaml_document_t *doc, const yaml_node_pair_t *pair);

/* main(): let `read` have the pairs of the file argv[2], and `put` write argv[1]. */
int generate(int argc, char **argv, read_pair *read, void (*put)(FILE *out));

#endif
