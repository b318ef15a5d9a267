/* Names of kinds, of their properties and of uses: see kind.h. */
#include "site/kind.h"

#include <stddef.h>

const char *const KIND_NAMES[KINDS + 1] = {"walkable", "obstacle", "zone",      "door",  "exit", "stair",
                                           "muster",   "alarm",    "interlock", "start", NULL};

const char *const USE_NAMES[] = {"process", "office", "assembly", "storage", "workshop", "sleeping", "outdoor", NULL};

static const char *const GROUND[] = {"kind", "floor", "note", NULL};
static const char *const ZONE[] = {"kind", "floor", "id", "name", "use", "hazards", "note", NULL};
static const char *const DOOR[] = {"kind", "floor", "id", "name", "flow", "note", NULL};
static const char *const STAIR[] = {"kind", "floor", "to", "direction", "slope", "id", "name", "note", NULL};
static const char *const MUSTER[] = {"kind", "floor", "id", "name", "capacity", "note", NULL};
static const char *const ALARM[] = {"kind", "floor", "id", "name", "audible", "topic", "note", NULL};
static const char *const INTERLOCK[] = {"kind", "floor", "id", "name", "asks", "note", NULL};
static const char *const START[] = {"kind", "floor", "count", "density", "note", NULL};

const char *const *const KIND_PROPERTIES[KINDS] = {GROUND, GROUND, ZONE,  DOOR,      DOOR,
                                                   STAIR,  MUSTER, ALARM, INTERLOCK, START};
