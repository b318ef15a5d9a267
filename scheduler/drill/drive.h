/* Who drives a drill where several servers are on one database: changes its state by itself, files what unfolds and its alerts,
 * makes forecasts, writes its record. Inside drill/ only; with the host's mutex held, in the clock's thread or where the drill
 * begins.
 *
 * One drives: the holder of the claim "drill/ID" (store_claims.h). What it writes into the store counts under the claim alone. The
 * record cannot be fenced, since it is a file: each taking of the claim writes one of its own, "ID-FENCE.drill", made from the
 * store, and the drill's row names it under the claim. So a server that stood still, was followed and goes on writes into a file
 * that nobody reads. What no row of the store gives again as it was, the forecasts and the scenario, is copied from the record
 * before where that can be read; else it is made anew from the draw, and a forecast may then have another number of runs.
 *
 * A single server (def.node NULL) drives all, under no claim, and its records are "ID.drill".
 */
#pragma once
#include "drill/host.h"

int drive_is(const struct hosted *hosted);
/* NULL: under none. */
const struct store_claim *drive_claim(const struct hosted *hosted);
/* How the drill stands by what memory knows; events as in struct store_stand. */
struct store_stand drive_stand(const struct hosted *hosted, int64_t events);
/* Nobody drives it, or an earlier start of this server did. */
int drive_is_free(const struct drill_host_def *def, const struct store_standing *standing);

/* Renews each claim when a third of its lease has passed, takes those that are free, and makes the records that are missing. What
 * was taken over is followed from then on. The first fault is told. */
SIBU_MUST_USE enum sibu_status drive_all(struct drill_host *host, struct sibu_fault *fault);
/* A write was refused: whether that was because another drives it by now. Then it is followed. */
void drive_refused(struct hosted *hosted);
/* The drill is driven under this claim, which it was opened under, from now on. */
SIBU_MUST_USE enum sibu_status drive_begun(struct hosted *hosted, const struct store_claim *claim,
                                           struct sibu_fault *fault);
/* Where the record of a drill stands that is driven under this claim. */
void drive_record_path(const struct drill_host_def *def, const char *id, const struct store_claim *claim,
                       char out[4200]);
/* Others may take it at once; its record is closed first. */
void drive_give_up(struct hosted *hosted);

/* The drill is closed: its claim is kept for who finishes its record. */
void drive_closed(struct drill_host *host, struct hosted *hosted);
/* The index-th of those is finished. */
void drive_ended(struct drill_host *host, uint32_t index);
/* Makes the record of a closed drill complete, in the file of this server's claim. SIBU_NO: another server has it in hand. */
SIBU_MUST_USE enum sibu_status drive_complete(struct drill_host *host, struct live *live, struct sibu_fault *fault);
