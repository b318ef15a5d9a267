/* The calendar periods over which drills are counted. Pure. Depends on: zone. */
#pragma once
#include <stdint.h>

#include "draw/policy.h"
#include "draw/zone.h"

/* The half-year (from 1 January or 1 July), quarter or month that the moment lies in, on the wall clock of the zone:
 * [*from_us, *to_us). POLICY_ANY has half-years. */
void period_around(enum policy_period period, const struct zone *zone, int64_t time_us, int64_t *from_us,
                   int64_t *to_us);
/* The offsets of the zone from `from_s` to `to_s`, one for the beginning and one for each change; returns how many there
 * are, and writes at most `max`. */
size_t period_offsets(const struct zone *zone, int64_t from_s, int64_t to_s, struct weights_offset *out, size_t max);
