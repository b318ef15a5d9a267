/* Assembly points and start areas: on ground, with room for their people; start areas with a way out. See plan_check.h. */
#include <math.h>

#include "site/plan_check.h"

#define COUNT_MAX 1000000.0

struct area { /* what both have in common */
    struct sibu_json_value source;
    const struct sibu_polygon *polygon;
    uint32_t floor;
};

static int check_ground(struct draft *draft, const struct area *area, double walkable)
{
    double share = walkable / sibu_polygon_area(area->polygon);
    if (share >= SHARE_MIN) {
        return 1;
    }
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT,
                   sink_place(draft->sink, sibu_json_member(area->source, "geometry"), NULL),
                   "只有 %.0f%% 落在楼层“%.64s”的可通行区域上，至少应有一半",
                   "only %.0f %% of it lie on walkable ground of floor \"%.64s\"; it must be half at least",
                   100.0 * share, draft->floors[area->floor].id);
    return 0;
}

static int check_crowd(struct draft *draft, const struct area *area, const char *key, double people, double walkable)
{
    if (people <= DENSITY_MAX_PER_M2 * walkable) {
        return 1;
    }
    struct sibu_json_value properties = sibu_json_member(area->source, "properties");
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, key),
                   "%.0f 人站不下：可站立面积 %.1f 平方米，每平方米最多 4 人",
                   "%.0f persons do not fit: there are %.1f m2 to stand on, and 4 persons on each are the most", people,
                   walkable);
    return 0;
}

uint32_t check_musters(struct draft *draft, const struct ground *ground)
{
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < draft->counts[KIND_MUSTER] && !sink_full(draft->sink); i++) {
        const struct sibu_muster *muster = &draft->musters[i];
        struct area area = {draft->sources[KIND_MUSTER][i], &muster->polygon, muster->floor};
        double walkable = solid_overlap_area(&draft->shapes, &ground->floors[area.floor].walkable, area.polygon);
        int good = check_ground(draft, &area, walkable) &&
                   check_crowd(draft, &area, "capacity", muster->capacity_persons, walkable);
        wrong += good ? 0U : 1U;
    }
    return wrong;
}

static void check_way(struct draft *draft, struct reach *reach, const struct area *area)
{
    struct outlook outlook = reach_from(reach, draft, area->floor, area->polygon);
    int locked = outlook.locked_m2[REACH_EXIT] > 0.0;
    if (outlook.has_room && !locked) {
        return;
    }
    char where[64];
    frame_text(&draft->frame, locked ? outlook.at[REACH_EXIT] : sibu_polygon_centre(area->polygon), where);
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT,
                   sink_place(draft->sink, sibu_json_member(area->source, "geometry"), NULL),
                   "从起始区内的 %s 处到不了安全出口：没有宽度不小于 0.4 米的通路",
                   "from %s in the start area no exit is reached: there is no way that is at least 0.4 m wide", where);
}

void check_starts(struct draft *draft, const struct ground *ground, struct reach *reach, struct ways ways)
{
    for (uint32_t i = 0; i < draft->counts[KIND_START] && !sink_full(draft->sink); i++) {
        struct sibu_start *start = &draft->starts[i];
        struct area area = {draft->sources[KIND_START][i], &start->polygon, start->floor};
        double walkable = solid_overlap_area(&draft->shapes, &ground->floors[area.floor].walkable, area.polygon);
        double people = start->count;
        if (start->count == 0) {
            people = floor(draft->start_densities[i] * walkable + 0.5);
            people = people < 1.0 ? 1.0 : people > COUNT_MAX ? COUNT_MAX : people;
            start->count = (uint32_t)people;
        }
        if (check_ground(draft, &area, walkable) && check_crowd(draft, &area, "count", people, walkable) &&
            ways.to_exit) {
            check_way(draft, reach, &area);
        }
    }
}
