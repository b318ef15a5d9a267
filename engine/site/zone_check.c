/* Zones: on ground, apart from each other, with ways out. See plan_check.h. */
#include <stdlib.h>

#include "geometry/box.h"
#include "site/plan_check.h"

#define OVERLAP_MAX_M2 0.1

static struct sibu_json_value geometry_of(const struct draft *draft, uint32_t index)
{
    return sibu_json_member(draft->sources[KIND_ZONE][index], "geometry");
}

static int check_ground(struct draft *draft, const struct ground *ground, uint32_t index)
{
    const struct sibu_zone *zone = &draft->zones[index];
    double covered = solid_overlap_area(&draft->shapes, &ground->floors[zone->floor].covered, &zone->polygon);
    if (covered >= SHARE_MIN * zone->area_m2) {
        return 1;
    }
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, geometry_of(draft, index), NULL),
                   "区域“%.64s”只有 %.0f%% 落在楼层“%.64s”的可通行区域上，至少应有一半",
                   "of the zone \"%.64s\" only %.0f %% lie on walkable ground of floor \"%.64s\"; it must be half at "
                   "least",
                   zone->id, 100.0 * covered / zone->area_m2, draft->floors[zone->floor].id);
    return 0;
}

static void report_locked(struct draft *draft, uint32_t index, const struct outlook *outlook, enum reach_goal goal)
{
    const struct sibu_zone *zone = &draft->zones[index];
    const char *zh = goal == REACH_EXIT ? "安全出口" : "集合点";
    const char *en = goal == REACH_EXIT ? "no exit" : "no assembly point";
    const char *place = sink_place(draft->sink, geometry_of(draft, index), NULL);
    if (!outlook->open[goal]) {
        sibu_fault_set(
            sink_next(draft->sink), SIBU_BAD_INPUT, place, "从区域“%.64s”到不了%s%.0s：没有宽度不小于 0.4 米的通路",
            "the zone \"%.64s\" reaches %.0s%s: there is no way that is at least 0.4 m wide", zone->id, zh, en);
        return;
    }
    char where[64];
    frame_text(&draft->frame, outlook->at[goal], where);
    sibu_fault_set(
        sink_next(draft->sink), SIBU_BAD_INPUT, place,
        "区域“%.64s”中 %s 处的人到不了%s%.0s：那里被墙或障碍物围住，或通路窄于 0.4 米",
        "the zone \"%.64s\" has a place at %s that reaches %.0s%s: walls or obstacles close it in, or the way "
        "is narrower than 0.4 m",
        zone->id, where, zh, en);
}

static int check_room(struct draft *draft, const struct outlook *outlook, uint32_t index)
{
    if (outlook->has_room) {
        return 1;
    }
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, geometry_of(draft, index), NULL),
                   "区域“%.64s”内没有人能站立的地方", "there is no room to stand in the zone \"%.64s\"",
                   draft->zones[index].id);
    return 0;
}

static void check_zone(struct draft *draft, const struct ground *ground, struct reach *reach, struct ways ways,
                       uint32_t index)
{
    const struct sibu_zone *zone = &draft->zones[index];
    struct outlook outlook = reach_from(reach, draft, zone->floor, &zone->polygon);
    int to_exit = ways.to_exit && zone->use != SIBU_USE_OUTDOOR;
    if (!check_ground(draft, ground, index) || !check_room(draft, &outlook, index)) {
        return;
    }
    if (to_exit && outlook.locked_m2[REACH_EXIT] > 0.0) { /* the way to an assembly point is the same way */
        report_locked(draft, index, &outlook, REACH_EXIT);
    } else if (ways.to_muster && outlook.locked_m2[REACH_MUSTER] > 0.0) {
        report_locked(draft, index, &outlook, REACH_MUSTER);
    }
}

/* A zone in the order of floors and left edges: what can overlap it follows closely. */
struct entry {
    struct sibu_box box;
    uint32_t floor, index;
};

static int by_left_edge(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    if (left->floor != right->floor) {
        return left->floor < right->floor ? -1 : 1;
    }
    if (left->box.min_x < right->box.min_x || left->box.min_x > right->box.min_x) {
        return left->box.min_x < right->box.min_x ? -1 : 1;
    }
    return left->index < right->index ? -1 : 1;
}

static void check_pair(struct draft *draft, uint32_t a, uint32_t b)
{
    uint32_t first = a < b ? a : b;
    uint32_t second = a < b ? b : a;
    GEOSGeometry *one = shape_of_polygon(&draft->shapes, &draft->zones[first].polygon);
    GEOSGeometry *other = shape_of_polygon(&draft->shapes, &draft->zones[second].polygon);
    double area = shape_overlap_area(&draft->shapes, one, other);
    shape_free(&draft->shapes, one);
    shape_free(&draft->shapes, other);
    if (area > OVERLAP_MAX_M2) {
        sibu_fault_set(
            sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, geometry_of(draft, second), NULL),
            "区域“%.64s”与区域“%.64s”重叠 %.2f 平方米", "the zone \"%.64s\" overlaps the zone \"%.64s\" by %.2f m2",
            draft->zones[second].id, draft->zones[first].id, area);
    }
}

static void check_overlaps(struct draft *draft)
{
    uint32_t count = draft->counts[KIND_ZONE];
    struct entry *entries = sibu_arena_take(&draft->scratch, count, sizeof entries[0]);
    if (entries == NULL) {
        draft_no_memory(draft);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        entries[i] = (struct entry){sibu_polygon_box(&draft->zones[i].polygon), draft->zones[i].floor, i};
    }
    qsort(entries, count, sizeof entries[0], by_left_edge);
    for (uint32_t i = 0; i < count && !sink_full(draft->sink); i++) {
        for (uint32_t k = i + 1; k < count && entries[k].floor == entries[i].floor &&
                                 entries[k].box.min_x <= entries[i].box.max_x && !sink_full(draft->sink);
             k++) {
            if (box_meets(entries[i].box, entries[k].box)) {
                check_pair(draft, entries[i].index, entries[k].index);
            }
        }
    }
}

void check_zones(struct draft *draft, const struct ground *ground, struct reach *reach, struct ways ways)
{
    check_overlaps(draft);
    for (uint32_t i = 0; i < draft->counts[KIND_ZONE] && !sink_full(draft->sink); i++) {
        check_zone(draft, ground, reach, ways, i);
    }
}
