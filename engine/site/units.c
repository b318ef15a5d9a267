/* Units: degrees taken for metres, millimetres, feet, and coordinates far from the origin. See units.h. */
#include "site/units.h"

#include <string.h>

#include "site/extent.h"

#define POSITIONS_MAX 1000000U
#define SITE_MIN_M 1.0
#define SITE_MAX_M 20000.0
#define ORIGIN_MAX_M 10000.0 /* a float still holds the millimetre here */
#define LATITUDE_MAX_DEG 89.0

/* Doors of 0.75 to 2.4 m, given in feet. */
#define FEET_MIN 2.3
#define FEET_MAX 8.0
#define FEET_LINES_MIN 4U

static double longest(struct sibu_box box)
{
    return box_width(box) > box_height(box) ? box_width(box) : box_height(box);
}

static void check_metres(struct draft *draft, const struct extent *extent)
{
    double size = longest(extent->box);
    struct fault_sink *sink = draft->sink;
    const char *place = sink_place(sink, draft->header, "coordinates");
    draft->frame_wrong = 1;
    if (size < SITE_MIN_M) {
        sibu_fault_set(sink_next(sink), SIBU_BAD_INPUT, place,
                       "整个厂区不到 %.3g 米宽，坐标像是经纬度：请写 \"coordinates\": \"wgs84\"，或换算成米",
                       "the whole site is only %.3g m across; these look like degrees: say \"coordinates\": \"wgs84\", "
                       "or convert them to metres",
                       size);
    } else if (size > SITE_MAX_M) {
        sibu_fault_set(sink_next(sink), SIBU_BAD_INPUT, place,
                       "厂区跨度达 %.6g 米（上限 20000 米），坐标像是毫米或有个别坐标写错：请换算成米",
                       "the site is %.6g m across (20000 m at most); these look like millimetres, or one coordinate is "
                       "wrong: convert them to metres",
                       size);
    } else if (extent->furthest_size > ORIGIN_MAX_M) {
        sibu_fault_set(sink_next(sink), SIBU_BAD_INPUT, sink_place(sink, extent->furthest, NULL),
                       "坐标离原点超过 10 千米：请把所有坐标减去 (%.0f, %.0f)，使原点位于厂区",
                       "the coordinate is more than 10 km from the origin: subtract (%.0f, %.0f) from all coordinates, "
                       "so that the origin lies in the site",
                       extent->box.min_x, extent->box.min_y);
    } else {
        draft->frame_wrong = 0;
    }
}

static void choose_geographic(struct draft *draft, const struct extent *extent)
{
    struct sibu_point middle = {(extent->box.min_x + extent->box.max_x) / 2.0,
                                (extent->box.min_y + extent->box.max_y) / 2.0};
    struct frame frame = frame_geographic(middle);
    double width = box_width(extent->box) * frame.metres.x;
    double height = box_height(extent->box) * frame.metres.y;
    double size = width > height ? width : height;
    if (size > SITE_MAX_M) {
        sibu_fault_set(
            sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, draft->header, "coordinates"),
            "按经纬度计算厂区跨度达 %.0f 千米（上限 20 千米）：如果坐标是米，请写 \"coordinates\": \"metres\"",
            "as degrees the site is %.0f km across (20 km at most): if these are metres, say "
            "\"coordinates\": \"metres\"",
            size / 1000.0);
        draft->frame_wrong = 1;
        return;
    }
    draft->frame = frame;
}

static void check_degrees(struct draft *draft, const struct extent *extent)
{
    if (extent->no_degrees.node != NULL || extent->box.max_y > LATITUDE_MAX_DEG ||
        extent->box.min_y < -LATITUDE_MAX_DEG) {
        struct sibu_json_value at = extent->no_degrees.node != NULL ? extent->no_degrees : extent->furthest;
        sibu_fault_set(
            sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, at, NULL),
            "不是经纬度：wgs84 坐标应为 [经度 ±180, 纬度 ±%.0f]；如果是米，请写 \"coordinates\": \"metres\"",
            "no longitude and latitude: wgs84 coordinates are [longitude within ±180, latitude within ±%.0f]; "
            "if these are metres, say \"coordinates\": \"metres\"",
            LATITUDE_MAX_DEG);
        draft->frame_wrong = 1;
        return;
    }
    choose_geographic(draft, extent);
}

void units_choose_frame(struct draft *draft)
{
    int geographic = draft->frame.geographic; /* as the header says; the origin is found here */
    struct extent extent = extent_of(draft->features);
    draft->frame = frame_metres();
    if (extent.positions > POSITIONS_MAX) {
        sibu_fault_set(sink_next(draft->sink), SIBU_LIMIT, sink_place(draft->sink, draft->root, "features"),
                       "坐标点共 %u 个，超过上限 %u", "%u positions; %u are the most", extent.positions, POSITIONS_MAX);
        draft->frame_wrong = 1;
    } else if (extent.positions == 0 || draft->frame_wrong) {
        draft->frame_wrong = 1;
    } else if (geographic) {
        check_degrees(draft, &extent);
    } else {
        check_metres(draft, &extent);
    }
}

static int looks_like_feet(const struct sibu_line *line)
{
    double width = sibu_line_length(line);
    return width >= FEET_MIN && width <= FEET_MAX;
}

void units_check_doors(struct draft *draft)
{
    uint32_t lines = draft->counts[KIND_DOOR] + draft->counts[KIND_EXIT];
    uint32_t feet = 0;
    if (draft->frame.geographic || draft->frame_wrong || draft->units_confirmed || lines < FEET_LINES_MIN) {
        return;
    }
    for (uint32_t i = 0; i < draft->counts[KIND_DOOR]; i++) {
        feet += looks_like_feet(&draft->doors[i].line) ? 1U : 0U;
    }
    for (uint32_t i = 0; i < draft->counts[KIND_EXIT]; i++) {
        feet += looks_like_feet(&draft->exits[i].line) ? 1U : 0U;
    }
    if (feet == lines) {
        sibu_fault_set(
            sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, draft->header, "coordinates"),
            "全部 %u 处门和出口宽度都在 %.1f 到 %.0f 之间，像是英尺：请换算成米；若确实是米，请在 sibu 中加上 "
            "\"units_confirmed\": true",
            "all %u doors and exits are %.1f to %.0f wide; these look like feet: convert them to metres, or, "
            "if they are metres, add \"units_confirmed\": true to sibu",
            lines, FEET_MIN, FEET_MAX);
        draft->frame_wrong = 1;
    }
}
