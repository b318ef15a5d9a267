/* The forecast of the drill that runs in a host: begun once the first alert is filed, kept in the record as soon as it is
 * there, made again after a restart where the record has none. Inside drill/ only.
 *
 * The caller holds the host's mutex: so one thread at a time owns the record.
 */
#pragma once
#include "drill/host.h"

/* Does what is due: begins, or keeps what has come out. A forecast that cannot be begun is logged, and the drill goes on
 * without one. Fails where the record cannot be written. */
SIBU_MUST_USE enum sibu_status expect_step(struct drill_host *host, struct sibu_fault *fault);
/* Whether it is still being made: then the drill does not close yet, which takes it FORECAST_LIMIT_S and a run at most. */
int expect_busy(const struct drill_host *host);
/* Calls it off and forgets it. */
void expect_forget(struct drill_host *host);
