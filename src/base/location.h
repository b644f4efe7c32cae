/* location: where something stands in a file that a person wrote, for messages. */
#ifndef SIGTAIL_LOCATION_H
#define SIGTAIL_LOCATION_H

struct location {
    const char *file;
    unsigned line, column; /* from 1 */
};

#endif
