/* What the parts of a site must be to each other, one file for each kind: stairs, doors and exits, zones, assembly
 * points, start areas.
 *
 * Depends on: draft, ground, reach. All report to the draft's sink. Those that return a number say how many of their
 * kind are wrong: what depends on these is then not checked, since it would be blamed in vain.
 */
#pragma once
#include "site/reach.h"

/* How much of a shape must lie on ground. */
#define SHARE_MIN 0.5
/* Persons on a square metre that are more than any crowd. */
#define DENSITY_MAX_PER_M2 4.0

uint32_t check_stairs(struct draft *draft);
uint32_t check_doors(struct draft *draft, const struct ground *ground, const struct reach *reach);
uint32_t check_exits(struct draft *draft, const struct ground *ground, const struct reach *reach);
uint32_t check_musters(struct draft *draft, const struct ground *ground);

struct ways { /* which ways out may be asked for */
    int to_exit, to_muster;
};
void check_zones(struct draft *draft, const struct ground *ground, struct reach *reach, struct ways ways);
/* Also turns densities into counts. */
void check_starts(struct draft *draft, const struct ground *ground, struct reach *reach, struct ways ways);
/* Ids that stand twice among the features of one kind. */
void check_ids(struct draft *draft);
