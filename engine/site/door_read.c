/* Reads doors and exits: lines across openings, on which people are counted. See feature_read.h. */
#include "site/feature_read.h"
#include "site/property.h"
#include "site/shape_read.h"

int read_door(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_door door = {0};
    int good = read_id(draft, properties, &door.id);
    good = read_name_if_there(draft, properties) && good;
    good = read_floor(draft, properties, "floor", &door.floor) && good;
    good = read_flow(draft, properties, &door.flow_per_s) && good;
    good = read_line(draft, feature, &door.line) && good;
    draft->doors[draft->counts[KIND_DOOR]] = door;
    return good;
}

int read_exit(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_exit exit = {0};
    int good = read_id(draft, properties, &exit.id);
    good = read_name(draft, properties, &exit.name) && good;
    good = read_floor(draft, properties, "floor", &exit.floor) && good;
    good = read_flow(draft, properties, &exit.flow_per_s) && good;
    good = read_line(draft, feature, &exit.line) && good;
    draft->exits[draft->counts[KIND_EXIT]] = exit;
    return good;
}
