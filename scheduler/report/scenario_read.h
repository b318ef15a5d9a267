/* The document "scenario" of a record: what was drawn at T0, and from which ingredients. Inside report/ only. Pure but
 * for the record.
 */
#pragma once
#include "report/report.h"

/* Strings are copied into the arena. A document that is missing, or is not what it should be, gives an unknown scenario;
 * a rate in it that is not what it should be is counted and left out. Fails as the record does, or for want of memory. */
SIBU_MUST_USE enum sibu_status scenario_read(struct report_scenario *out, struct sibu_record *record,
                                             struct sibu_arena *arena, struct sibu_fault *fault);
