/* What a drill host holds. Inside drill/ only; the outside sees drill.h. */
#pragma once
#include <pthread.h>

#include "drill/forecast.h"
#include "drill/live.h"

struct drill_host {
    struct drill_host_def def;
    char folder[4096], base_url[256];
    pthread_mutex_t mutex; /* guards `live` and `forecast` */
    int has_drill;
    int is_behind; /* 1: a drill is in the store that could not be taken up when it began */
    struct live live;
    struct forecast *forecast; /* of the drill, while one is being made; see expect.h */
    int64_t forecast_awaited_us; /* when the drill could have closed but for its forecast, or 0 */
    uint32_t forecast_events; /* that the one being made knows of */
    int forecast_asked; /* 1: the record has been asked for what it has */
    uint32_t forecast_next; /* the least number of events that one must know of to be new; 0: the record has none */
    int forecast_over; /* 1: none can be had */
};
