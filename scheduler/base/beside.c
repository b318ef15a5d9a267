/* See beside.h. */
#include "base/beside.h"

#include <pthread.h>

struct other {
    void (*work)(void *of);
    void *of;
};

static void *main_of(void *argument)
{
    const struct other *other = argument;
    other->work(other->of);
    return NULL;
}

void beside_do(void (*mine)(void *of), void (*other)(void *of), void *of)
{
    struct other beside = {other, of};
    pthread_t thread;
    int is_beside = pthread_create(&thread, NULL, main_of, &beside) == 0;
    if (!is_beside) {
        other(of);
    }
    mine(of);
    if (is_beside) {
        (void)pthread_join(thread, NULL);
    }
}
