/* place: where something stands in a file that a person wrote, for messages. */
#ifndef SIGTAIL_PLACE_H
#define SIGTAIL_PLACE_H

struct place {
    const char *file;
    unsigned line, column; /* from 1 */
};

#endif
