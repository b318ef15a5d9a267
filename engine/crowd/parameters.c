/* The crowd's parameters as a table. See sibu/crowd.h. */
#include "crowd/lanes.h"
#include "crowd/law.h"
#include "sibu/crowd.h"

static const struct sibu_crowd_parameter PARAMETERS[] = {{"time_gap", "s", (double)TIME_GAP_S},
                                                         {"stair_time_gap", "s", (double)STAIR_TIME_GAP_S},
                                                         {"door_time_gap", "s", (double)DOOR_TIME_GAP_S},
                                                         {"sight", "m", (double)SIGHT_M},
                                                         {"buffer", "m", (double)BUFFER_M},
                                                         {"strip", "", (double)STRIP},
                                                         {"creep", "m/s", (double)CREEP_M_PER_S},
                                                         {"look_ahead", "s", (double)LANE_FREE_S},
                                                         {"headings", "", (double)LANES},
                                                         {"radius_kept", "", (double)CROWD_KEPT},
                                                         {"substep_max", "s", (double)CROWD_SUBSTEP_S}};

const struct sibu_crowd_parameter *sibu_crowd_parameters(size_t *count)
{
    *count = sizeof PARAMETERS / sizeof PARAMETERS[0];
    return PARAMETERS;
}
