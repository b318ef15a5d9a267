/* A small city to measure several servers on: sites with people, and real `sibu serve` processes on one database.
 *
 * Depends on: bench/database.h, store/store.h. The servers share a data folder, as those of a city do. Close it also after a
 * fault. One thread.
 */
#pragma once
#include <stdint.h>

#include "bench/database.h"
#include "bench/program.h"
#include "sibu/memory.h"
#include "store/store.h"

#define CITY_NODES_MAX 3
#define CITY_SITES 4

struct city_node {
    struct program program;
    uint16_t port;
};
struct city {
    const struct database *database;
    char folder[64], program[4096]; /* the program: the one that this runs in */
    struct city_node nodes[CITY_NODES_MAX];
    size_t node_count;
    struct sibu_arena arena;
    struct store_person *people; /* of all sites, with their tokens; site after site */
    size_t count;
};

/* How many people each site has, and the port of this machine where all of them take their alerts. */
struct city_people {
    size_t a_site;
    uint16_t port;
};
/* Writes sites, rosters and policy, starts the first server, reads the people. */
SIBU_MUST_USE enum sibu_status city_open(struct city *city, const struct database *database, struct city_people people,
                                         struct sibu_fault *fault);
void city_close(struct city *city);
/* Starts one more server. */
SIBU_MUST_USE enum sibu_status city_add_node(struct city *city, struct sibu_fault *fault);
/* Begins a drill at every site by the first server, and waits until their forecasts are made, for they would be measured too, 40 s at most. */
SIBU_MUST_USE enum sibu_status city_begin(struct city *city, struct sibu_fault *fault);
