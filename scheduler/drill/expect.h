/* The forecasts of the drill that runs in a host: the first is begun once the first alert is filed, and knows of the hazard
 * that was drawn; when something has unfolded that the last does not know of, another is begun as soon as that is done.
 * Each is kept in the record as soon as it is there: "forecast", then "forecast-1" and so on by the number of the last
 * event that it knows. What the record has is not made again after a restart. Inside drill/ only.
 *
 * The caller holds the host's mutex: so one thread at a time owns the record.
 */
#pragma once
#include "drill/host.h"

/* Does what is due: begins, or keeps what has come out. A forecast that cannot be begun is logged, and the drill goes on
 * without one. Fails where the record cannot be written. */
SIBU_MUST_USE enum sibu_status expect_step(struct drill_host *host, struct sibu_fault *fault);
/* Asked when the drill could close at now_us: whether a forecast is still to come, so that it does not close yet. Each ends
 * with a few runs from FORECAST_PATIENCE_S after the first time that this was asked. */
int expect_holds(struct drill_host *host, int64_t now_us);
/* Calls off what is being made and forgets it all. */
void expect_forget(struct drill_host *host);
