/* Whole drills of the little works on a standing clock, from an officer's "now" to the end of their evaluation. */
#pragma once
#include "stand.h"

#define HELD_SITE "little-works"
#define HELD_EXPECTED 12 /* people on duty */
#define HELD_MINUTE_US (INT64_C(60) * 1000000)

/* A drill in which so many check in; returns the moment when it is over. The stand finishes its records. */
int64_t held_drill(struct stand *stand, int64_t time_us, size_t arrive, enum drill_state how);
