/* A plant to measure a server on: a sample site with a roster of any size, and a server on it in a folder of its own.
 *
 * Depends on: web/server.h, base/file.h. One thread; the server's own threads run beside it. Close it also after a fault.
 */
#pragma once
#include "base/clock.h"
#include "draw/plan.h"
#include "sibu/memory.h"
#include "store/store.h"
#include "web/server.h"

struct plant {
    char folder[64];
    struct plan *plan;
    struct clock clock;
    int has_clock;
    struct server *server;
    struct sibu_arena arena;
    struct store_person *people; /* with their tokens */
    size_t count;
};

/* `people` of them, all expected; url_port 0: nobody has a url, else each is at http://127.0.0.1:url_port/ID. `store`: address of
 * an empty database; NULL: a file in the folder. */
SIBU_MUST_USE enum sibu_status plant_open(struct plant *plant, size_t people, uint16_t url_port, const char *store,
                                          struct sibu_fault *fault);
void plant_close(struct plant *plant);
/* Begins a drill; nothing else happens by itself, since nobody steps the server. */
SIBU_MUST_USE enum sibu_status plant_begin(struct plant *plant, struct sibu_fault *fault);
