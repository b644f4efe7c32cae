#include "base/thread.h"

bool thread_begin(pthread_t *thread, void *(*work)(void *), void *context)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    bool begun = pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES) == 0 &&
                 pthread_create(thread, &attributes, work, context) == 0;
    pthread_attr_destroy(&attributes);
    return begun;
}
