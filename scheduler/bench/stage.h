/* Stages to measure on: sites made by rule, of any size, written as site files and read like any other.
 *
 * Depends on: sibu/site.h, sibu/world.h. One thread. Everything stands on one floor; the first corner is (0, 0).
 */
#pragma once
#include "sibu/site.h"
#include "sibu/text.h"
#include "sibu/world.h"

struct stage { /* a site and people on it; close it also after a fault */
    struct sibu_site *site;
    struct sibu_person_def *people;
    size_t count;
};

/* A square with a wall on its east side and in that an exit of 4 m every 20 m; one person a square metre, who start at
 * once with the free speeds of Weidmann (1993). `people` is a square number of at least 400. */
SIBU_MUST_USE enum sibu_status stage_open_floor(struct stage *stage, size_t people, struct sibu_fault *fault);
/* `side` by `side` rooms of 10 x 10 m in rows, 25 people in each, doors of 1.2 m: along each row to its first room, along
 * the first rooms to the exit. `side` is 2 to 20. */
SIBU_MUST_USE enum sibu_status stage_rooms(struct stage *stage, unsigned side, struct sibu_fault *fault);
/* A room of 20 x 20 m with 200 people and one door, `width_m` wide. */
SIBU_MUST_USE enum sibu_status stage_door(struct stage *stage, double width_m, struct sibu_fault *fault);
/* A hall of 100 x 100 m, halved by a wall with two doors, and eight exits of 2 m; one person. */
SIBU_MUST_USE enum sibu_status stage_hall(struct stage *stage, struct sibu_fault *fault);
void stage_close(struct stage *stage);
