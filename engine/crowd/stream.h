/* Streams of people: whether others come the other way further ahead than one sees single persons. See stream.c.
 *
 * Depends on: crowd/crowd.h.
 */
#pragma once
#include "crowd/crowd.h"

/* Sums up who goes where, cell by cell; bodies are sorted and sensed. */
void crowd_stream(struct crowd *crowd);
/* Whether somebody comes towards body `i` on its way. */
_Bool crowd_is_met(const struct crowd *crowd, size_t i);
