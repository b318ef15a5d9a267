/* One floor of a plan: ground, zones, stairs, doors, exits, assembly points, alarms.
 *
 * Depends on: plan_sheet, plan_label, plan_sign.
 */
#pragma once
#include "site/plan_sheet.h"

struct floor_plan {
    const struct sibu_site *site;
    uint32_t floor;
    enum sibu_language language;
    struct view view;
    struct sibu_box panel; /* the floor's part of the sheet */
};

void plan_draw_floor(struct sheet *sheet, const struct floor_plan *plan);
/* All that is on the floor, in metres; nothing where nothing is. */
struct sibu_box plan_floor_box(const struct sibu_site *site, uint32_t floor);
