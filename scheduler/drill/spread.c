/* See spread.h. */
#include "drill/spread.h"

#include <string.h>

struct claims {
    struct store_claim *items;
    size_t count;
};

static size_t count_of(const struct claims *drills, const char *node)
{
    size_t held = 0;
    for (size_t i = 0; i < drills->count; i++) {
        held += strcmp(drills->items[i].holder, node) == 0;
    }
    return held;
}

/* The server that drives the fewest drills, the first by name of several; NULL where none drives fewer than `most`. */
static const char *find_idlest(const struct claims *nodes, const struct claims *drills, size_t most)
{
    const char *idlest = NULL;
    for (size_t i = 0; i < nodes->count; i++) {
        size_t held = count_of(drills, nodes->items[i].holder);
        if (held < most) {
            idlest = nodes->items[i].holder;
            most = held;
        }
    }
    return idlest;
}

enum sibu_status spread_drill(const struct drill_host_def *def, const struct store_claim *claim, int *handed,
                              struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct claims nodes = {.count = 0}, drills = {.count = 0};
    *handed = 0;
    enum sibu_status status = store_claims(def->store, "node/", &arena, &nodes.items, &nodes.count, fault);
    if (status == SIBU_OK) {
        status = store_claims(def->store, "drill/", &arena, &drills.items, &drills.count, fault);
    }
    size_t own = count_of(&drills, def->node); /* with the new one */
    const char *other = status == SIBU_OK && own > 1 ? find_idlest(&nodes, &drills, own - 1) : NULL;
    if (other != NULL) {
        status = store_claim_hand(def->store, claim, other, def->lease_us, fault);
        *handed = status == SIBU_OK;
    }
    sibu_arena_clear(&arena);
    return status;
}
