/* What unfolds in each running drill: drawn as time goes on, filed, and told. Inside drill/ only.
 *
 * An event is in the store before its update is filed; after a restart the same answers give the same events again, those
 * that the store has are not filed twice, and an update that is missing is made up for.
 */
#pragma once
#include "drill/host.h"

/* Finds the ways of the site, where a drill runs for which that has not been done, one drill a call: outside the mutex, because it can
 * take seconds and answers must not wait. In the clock's thread alone. Where it cannot be done the drill goes on without
 * anything unfolding, and a line of the log says why. */
void unfold_prepare(struct drill_host *host);
/* Goes on to the time, and files and tells what has happened. With the mutex held. */
SIBU_MUST_USE enum sibu_status unfold_go_on(struct hosted *hosted, int64_t now_us, struct sibu_fault *fault);
/* 1: of a drill that is over, all is filed that will be, its gap too (unfold_check.h): the record may be evaluated. */
int unfold_is_settled(const struct hosted *hosted);
