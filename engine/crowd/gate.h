/* Doors and exits with a limit to their flow. See gate.c.
 *
 * Depends on: crowd/crowd.h.
 */
#pragma once
#include "crowd/crowd.h"

SIBU_MUST_USE _Bool crowd_gates_open(struct crowd *crowd);
