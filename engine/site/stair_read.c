/* Reads stairs: straight flights between two floors. Whether they fit in is seen in stair_check.c. See feature_read.h. */
#include <stdio.h>

#include "sibu/random.h"
#include "site/feature_read.h"
#include "site/property.h"
#include "site/shape_read.h"

#define SLOPE_MIN 0.2
#define SLOPE_MAX 1.2
#define DEGREE 0.017453292519943295

static int read_floors(struct draft *draft, struct sibu_json_value properties, struct sibu_stair *stair)
{
    int from = read_floor(draft, properties, "floor", &stair->floor);
    int to = read_floor(draft, properties, "to", &stair->to);
    if (from && to && stair->floor == stair->to) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, properties, "to"),
                       "楼梯必须通向另一个楼层", "a stair leads to another floor, not to its own");
        return 0;
    }
    return from && to;
}

int read_stair(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_stair stair = {0};
    double direction_deg = 0.0;
    char otherwise[24];
    snprintf(otherwise, sizeof otherwise, "stair-%u",
             (unsigned)(draft->counts[KIND_STAIR] + draft->broken[KIND_STAIR] + 1));
    int good = read_id_or(draft, properties, otherwise, &stair.id);
    good = read_name_if_there(draft, properties) && good;
    good = read_floors(draft, properties, &stair) && good;
    good = draft_take(draft, sibu_json_number(properties, "direction", -360.0, 360.0, &direction_deg, &draft->fault)) &&
           good;
    good =
        draft_take(draft, sibu_json_number(properties, "slope", SLOPE_MIN, SLOPE_MAX, &stair.slope, &draft->fault)) &&
        good;
    good = read_polygon(draft, feature, &stair.polygon) && good;
    sibu_sincos(direction_deg * DEGREE, &stair.direction.y, &stair.direction.x);
    draft->stairs[draft->counts[KIND_STAIR]] = stair;
    return good;
}
