/* See service.h. */
#include "view/service.h"

#include <string.h>

const double SERVICE_MOST[SERVICES][SERVICE_LEVELS - 1] = {
    [SERVICE_WALKWAY] = {0.31, 0.43, 0.72, 1.08, 2.15},
    [SERVICE_STAIR] = {0.54, 0.72, 1.08, 1.54, 2.69},
    [SERVICE_QUEUE] = {0.83, 1.08, 1.54, 3.59, 5.38},
};
static const char *const WORDS[SERVICES] = {"walkway", "stairs", "queue"};

enum service_level service_level(enum service service, double persons_per_m2)
{
    int level = SERVICE_A;
    while (level < SERVICE_F && persons_per_m2 > SERVICE_MOST[service][level]) {
        level++;
    }
    return (enum service_level)level;
}

enum service service_next(enum service service)
{
    return service == SERVICE_QUEUE ? SERVICE_WALKWAY : (enum service)((int)service + 1);
}

int service_show(enum service *service, const char *word)
{
    for (int i = 0; i < SERVICES; i++) {
        if (strcmp(word, WORDS[i]) == 0) {
            *service = (enum service)i;
            return 1;
        }
    }
    return 0;
}

const char *service_words(void)
{
    return "walkway, stairs, queue";
}
