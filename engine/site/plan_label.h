/* Names on a plan: fitted into zones, and put beside things where they cover nothing else.
 *
 * Depends on: plan_sheet, plan_text, geometry.
 */
#pragma once
#include "site/plan_sheet.h"

#define TAKEN_MAX 2048

/* Boxes that labels and signs have taken so far; a label looks for a place among them. */
struct taken {
    struct sibu_box within; /* where labels may lie */
    struct sibu_box boxes[TAKEN_MAX];
    uint32_t count;
};

void taken_add(struct taken *taken, struct sibu_box box);
/* What a label wants: a box of this size near `at`, not closer than `away`, best of all in the direction `towards` (a
 * unit vector, or 0, 0 for none). */
struct wish {
    struct sibu_point at;
    double width, height, away;
    struct sibu_point towards;
};
/* The best place, which is then taken. Covering nothing counts most, then nearness and direction. */
struct sibu_box taken_find(struct taken *taken, const struct wish *wish);

/* The zone's name, and its id below, in the largest letters that fit. */
/* `ground` is that of the zone's floor: the name keeps off what stands in the zone, if it can. */
struct zone_label {
    const struct sibu_zone *zone;
    const struct sibu_floor *ground;
    enum sibu_language language;
};
void label_zone(struct sheet *sheet, struct taken *taken, const struct view *view, const struct zone_label *label);
