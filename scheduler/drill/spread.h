/* Drills are spread over the servers of one database as they begin, and with them what they make the cores do: forecasts, what
 * unfolds, records and evaluations. Whoever draws opens a drill and hands its claim to the server that drives the fewest, where
 * both then drive more evenly; that one finds itself the holder in its next step and takes it up (drive.h). Where it has died
 * meanwhile the lease passes, and another does. Alerts wait for none of that: they are filed with the drill, and any server sends them.
 * Inside drill/ only.
 */
#pragma once
#include "drill/host.h"
#include "store/store_claims.h"

/* *handed: another server has the claim now, and this one follows the drill; else it drives. Servers are those that hold a claim
 * "node/ID", and each drives what claims "drill/ID" it holds. Fails as the store does; then it is still the holder's where the store
 * has kept nothing, and its next write says so. */
SIBU_MUST_USE enum sibu_status spread_drill(const struct drill_host_def *def, const struct store_claim *claim,
                                            int *handed, struct sibu_fault *fault);
