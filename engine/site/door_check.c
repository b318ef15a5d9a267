/* Doors and exits: from wall to wall, on walkable ground, wide enough, with ground on both sides. See plan_check.h. */
#include <stdio.h>

#include "geometry/polygon.h"
#include "geometry/segment.h"
#include "site/plan_check.h"

#define WIDTH_MIN_M 0.6
#define WIDTH_MAX_M 20.0
#define JAMB_M 0.3 /* how far an end may be from a wall, or reach into it */
#define SIDE_M 0.3 /* and a body's radius beyond that: half a metre of ground */
#define ROUNDING_M 0.01

struct crossing { /* what doors and exits have in common */
    struct sibu_json_value source;
    const char *id;
    uint32_t floor;
    const struct sibu_line *line;
};

static void report_size(struct draft *draft, const struct crossing *crossing, const char *says[SIBU_LANGUAGES],
                        double metres)
{
    struct sibu_json_value geometry = sibu_json_member(crossing->source, "geometry");
    char zh[200];
    char en[200];
    snprintf(zh, sizeof zh, "“%.64s”%s", crossing->id, says[SIBU_ZH]);
    snprintf(en, sizeof en, "\"%.64s\" %s", crossing->id, says[SIBU_EN]);
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, geometry, NULL), "%s%.0s（%.2f 米）",
                   "%.0s%s (%.2f m)", zh, en, metres);
}

static int check_width(struct draft *draft, const struct ground *ground, const struct crossing *crossing)
{
    double length = sibu_line_length(crossing->line);
    double width = solid_overlap_length(&draft->shapes, &ground->floors[crossing->floor].walkable, crossing->line);
    if (length > WIDTH_MAX_M) {
        report_size(draft, crossing,
                    (const char *[]){"宽度超过 20 米，单位是否为毫米或英尺",
                                     "is wider than 20 m: is it in millimetres or feet?"},
                    length);
    } else if (width < ROUNDING_M || length - width > 2.0 * JAMB_M + ROUNDING_M) {
        report_size(draft, crossing,
                    (const char *[]){"不在可通行区域上：整条线都应落在门洞内，不在其中的长度",
                                     "is not on walkable ground; of the line lie outside"},
                    length - width);
    } else if (width < WIDTH_MIN_M - ROUNDING_M / 10.0) {
        report_size(draft, crossing, (const char *[]){"净宽不足 0.6 米", "is narrower than 0.6 m"}, width);
    } else {
        return 1;
    }
    return 0;
}

static double wall_distance(const struct sibu_floor *floor, struct sibu_point point)
{
    double least = WIDTH_MAX_M * 1000.0;
    for (uint32_t i = 0; i < floor->walkable_count; i++) {
        double distance = polygon_edge_distance(&floor->walkable[i], point);
        least = distance < least ? distance : least;
    }
    return least;
}

static int check_ends(struct draft *draft, const struct crossing *crossing)
{
    const struct sibu_line *line = crossing->line;
    struct sibu_point ends[2] = {line->points[0], line->points[line->count - 1]};
    for (int i = 0; i < 2; i++) {
        double distance = wall_distance(&draft->floors[crossing->floor], ends[i]);
        if (distance > JAMB_M + ROUNDING_M) {
            char where[64];
            struct sibu_json_value geometry = sibu_json_member(crossing->source, "geometry");
            frame_text(&draft->frame, ends[i], where);
            sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, geometry, "coordinates"),
                           "“%.64s”的端点 %s 离最近的墙 %.2f 米，人可以从旁绕过：请从一侧门框画到另一侧门框",
                           "an end of \"%.64s\", %s, is %.2f m from the nearest wall, so people could walk around it: "
                           "draw the line from jamb to jamb",
                           crossing->id, where, distance);
            return 0;
        }
    }
    return 1;
}

/* The point that lies `share` of the whole length along the line, moved `aside_m` to its left. */
static struct sibu_point point_beside(const struct sibu_line *line, double share, double aside_m)
{
    double left_m = share * sibu_line_length(line);
    uint32_t piece = 1;
    double length = point_distance(line->points[0], line->points[1]);
    while (left_m > length && piece + 1 < line->count) {
        left_m -= length;
        piece++;
        length = point_distance(line->points[piece - 1], line->points[piece]);
    }
    struct segment segment = {line->points[piece - 1], line->points[piece]};
    struct sibu_point point = segment_at(segment, left_m / length);
    point.x -= aside_m * (segment.b.y - segment.a.y) / length;
    point.y += aside_m * (segment.b.x - segment.a.x) / length;
    return point;
}

/* Somewhere along the line a body can stand on either side. */
static int check_sides(struct draft *draft, const struct reach *reach, const struct crossing *crossing)
{
    for (int quarter = 1; quarter <= 3; quarter++) {
        struct sibu_point left = point_beside(crossing->line, 0.25 * quarter, SIDE_M);
        struct sibu_point right = point_beside(crossing->line, 0.25 * quarter, -SIDE_M);
        if (reach_part_at(reach, crossing->floor, left) != SIBU_NONE &&
            reach_part_at(reach, crossing->floor, right) != SIBU_NONE) {
            return 1;
        }
    }
    struct sibu_json_value geometry = sibu_json_member(crossing->source, "geometry");
    sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, geometry, NULL),
                   "“%.64s”的两侧都应有至少 0.5 米深的可通行区域，否则无法通过",
                   "\"%.64s\" can not be crossed: it needs walkable ground at least 0.5 m deep on both sides",
                   crossing->id);
    return 0;
}

static uint32_t check_crossing(struct draft *draft, const struct ground *ground, const struct reach *reach,
                               const struct crossing *crossing)
{
    return check_width(draft, ground, crossing) && check_ends(draft, crossing) && check_sides(draft, reach, crossing)
               ? 0U
               : 1U;
}

uint32_t check_doors(struct draft *draft, const struct ground *ground, const struct reach *reach)
{
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < draft->counts[KIND_DOOR]; i++) {
        const struct sibu_door *door = &draft->doors[i];
        struct crossing crossing = {draft->sources[KIND_DOOR][i], door->id, door->floor, &door->line};
        wrong += check_crossing(draft, ground, reach, &crossing);
    }
    return wrong;
}

uint32_t check_exits(struct draft *draft, const struct ground *ground, const struct reach *reach)
{
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < draft->counts[KIND_EXIT]; i++) {
        const struct sibu_exit *exit = &draft->exits[i];
        struct crossing crossing = {draft->sources[KIND_EXIT][i], exit->id, exit->floor, &exit->line};
        wrong += check_crossing(draft, ground, reach, &crossing);
    }
    return wrong;
}
