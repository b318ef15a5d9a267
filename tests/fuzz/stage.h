/* A small site and its people, made of bytes: every string of bytes gives one, and the site goes through the same
 * reader as everybody's. What the bytes stand for is in stage.c; bytes that are missing are 0.
 *
 * Depends on: sibu/world.h.
 */
#pragma once
#include "sibu/world.h"

#define STAGE_PEOPLE 24
#define STAGE_CHANGES 4

struct stage_change {
    int step, is_exit, open;
    uint32_t index;
};
struct stage {
    struct sibu_site *site;
    struct sibu_person_def people[STAGE_PEOPLE];
    struct sibu_world_def def;
    struct stage_change changes[STAGE_CHANGES];
};

/* False where the site, or its people, were refused. Close it all the same. */
int stage_open(struct stage *stage, const uint8_t *bytes, size_t length);
void stage_close(struct stage *stage);
