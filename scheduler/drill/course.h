/* The course of a drill so far, for a chart and a map of it: who had answered and arrived by when, what was forecast, where
 * it broke out and which exits are lost. Strings and lists are copied into the caller's arena. Thread safe, as drill.h.
 */
#pragma once
#include "drill/drill.h"

struct drill_times { /* seconds since T0, ascending, one for each expected person */
    const double *items_s;
    size_t count;
};
struct drill_course {
    struct drill_times acknowledged, checked_in;
    const char *forecast; /* the record's newest document "forecast" (docs/record.md); NULL: it is still being made */
    size_t forecast_length;
    const char *draw; /* the document "draw": it has the place */
    const char *const *lost; /* ids of the exits that are lost, as people were told */
    size_t lost_count;
};
/* SIBU_NO: no drill with this number runs. Else as the record's reading: sibu_record_document. */
SIBU_MUST_USE enum sibu_status drill_course(struct drill_host *host, const char *id, struct sibu_arena *arena,
                                            struct drill_course *out, struct sibu_fault *fault);
