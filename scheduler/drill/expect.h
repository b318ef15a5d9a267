/* The forecasts of each drill in a host: the first is begun once the first alert is filed, and knows of the hazard that was
 * drawn; when something has unfolded that the last does not know of, another is begun as soon as that is done. One is made
 * at a time in the whole host, since each takes all cores; drills take turns.
 * Each is kept in the record as soon as it is there: "forecast", then "forecast-1" and so on by the number of the last
 * event that it knows. What the record has is not made again after a restart. Inside drill/ only.
 *
 * The caller holds the host's mutex: so one thread at a time owns the record.
 */
#pragma once
#include "drill/host.h"

/* Keeps what has come out. Fails where the record cannot be written. */
SIBU_MUST_USE enum sibu_status expect_step(struct hosted *hosted, struct sibu_fault *fault);
/* Begins one, where one is due and none is being made: of the drill whose last turn is longest ago. A forecast that cannot
 * be begun is logged, and its drill goes on without one. */
void expect_begin(struct drill_host *host);
/* Asked when the drill could close at now_us: whether a forecast is still to come, so that it does not close yet. Each ends
 * with a few runs from FORECAST_PATIENCE_S after the first time that this was asked; so does another drill's, if this one
 * waits for its turn. */
int expect_holds(const struct drill_host *host, struct hosted *hosted, int64_t now_us);
/* Calls off what is being made and forgets it all. */
void expect_forget(struct hosted *hosted);
