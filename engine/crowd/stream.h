/* Streams of people: whether others come the other way further ahead than one sees single persons. See stream.c.
 *
 * Depends on: crowd/crowd.h.
 */
#pragma once
#include "crowd/crowd.h"

/* Sums up who goes where, cell by cell, and finds out who is met; bodies are sorted and sensed. */
void crowd_stream(struct crowd *crowd);
