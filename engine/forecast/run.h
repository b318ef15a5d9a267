/* One run of an ensemble, from drawing its people to what came of it.
 *
 * Depends on: forecast/ensemble_state.h. Any number of threads may do different runs of one ensemble.
 */
#pragma once
#include "forecast/ensemble_state.h"

/* Does run number `index` and fills its slot, `finished` included; not that where the run was called off. */
SIBU_MUST_USE enum sibu_status run_do(struct sibu_ensemble *ensemble, size_t index, struct sibu_fault *fault);
