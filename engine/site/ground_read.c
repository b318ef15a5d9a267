/* Reads walkable and obstacle features: pieces of ground, and what is cut out of it. See feature_read.h. */
#include "site/feature_read.h"
#include "site/property.h"
#include "site/shape_read.h"

static int read_patch(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties,
                      struct patch *out)
{
    int floor = read_floor(draft, properties, "floor", &out->floor);
    return read_polygon(draft, feature, &out->polygon) && floor;
}

int read_walkable(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    return read_patch(draft, feature, properties, &draft->walkables[draft->counts[KIND_WALKABLE]]);
}

int read_obstacle(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    return read_patch(draft, feature, properties, &draft->obstacles[draft->counts[KIND_OBSTACLE]]);
}
