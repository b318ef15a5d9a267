/* The forecast that the record holds, beside what happened. Inside report/ only. Pure.
 *
 * Depends on: evaluate, sibu/forecast_document.h.
 */
#pragma once
#include "report/report.h"

/* The band of a curve with what it is compared with, and how that lay to it. */
struct forecast_line {
    enum sibu_curve curve;
    const struct evaluation_curve *seen; /* of the drill */
    struct sibu_departure departure;
};
/* Reads the last forecast that can be read, and the first where that is another; runs are 0 where there is none. */
SIBU_MUST_USE enum sibu_status forecast_read(struct report *report, struct sibu_record *record,
                                             struct sibu_fault *fault);
/* What the drill has measured of the curves: acknowledged, checked in, and out where anybody was seen at an exit. At the
 * forecast's times until the drill's end. Returns how many, at most 3; 0 without a forecast. */
int forecast_lines(const struct report *report, struct forecast_line out[3]);
/* Appends one or two sentences: how many runs, and how the check-ins lay to the band. Nothing without a forecast. */
void forecast_say(const struct report *report, enum sibu_language language, struct sibu_text *out);
/* Appends ,"forecast":{...} to the report's JSON; nothing without a forecast. */
void forecast_json(const struct report *report, struct sibu_text *out);
/* Appends {...}, or null where the curve never left the band. */
void forecast_departure_json(const struct sibu_departure *departure, struct sibu_text *out);
