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
/* Asked when the drill could close at now_us: whether its forecast is still being made, so that it does not close yet. It
 * ends with what has been begun FORECAST_PATIENCE_S after the first time that this was asked. */
int expect_holds(struct drill_host *host, int64_t now_us);
/* Calls it off and forgets it. */
void expect_forget(struct drill_host *host);
