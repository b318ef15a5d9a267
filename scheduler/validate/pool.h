/* The rehearsals of all studies, shared by threads. Each writes its own numbers, so the result does not depend on how
 * many threads there are or who is faster.
 */
#pragma once
#include "validate/validate.h"

/* Runs every study of validate->work for every seed. Sets validate->stopped where the user stopped it. */
SIBU_MUST_USE enum sibu_status pool_run(struct validate *validate, const struct validate_options *options,
                                        struct sibu_fault *fault);
