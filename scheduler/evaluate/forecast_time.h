/* The drill's check-ins beside the last forecast that its record holds: what size and difficulty let expect.
 *
 * The middle curve of the forecast ends with so many people at the assembly points; the moment at which it has nine tenths
 * of them (rounded up) is the mark. From there two figures: how many the drill had by then, and when the drill had as
 * many. Depends on: evaluation, sibu/forecast_document.h.
 */
#pragma once
#include "evaluate/evaluation.h"

#define FORECAST_TIME_SHARE 0.9

struct forecast_time {
    int known; /* 0: the record has no forecast that can be read, or that brings anybody to an assembly point */
    uint32_t target; /* nine tenths of those whom the forecast brings to the assembly points, rounded up */
    uint32_t forecast_by_then; /* people whom the forecast has at the mark: at least the target */
    uint32_t forecast_people; /* whom the forecast was made for */
    double forecast_s; /* the mark, since T0; > 0 */
    uint32_t by_then; /* people whom the drill had at the mark */
    double measured_s; /* when the drill had `target` people; MEASURE_NEVER: not before its end */
    double end_s; /* the drill's length */
};
/* Fails as the record does, or for want of memory. */
SIBU_MUST_USE enum sibu_status forecast_time_read(struct forecast_time *out, const struct evaluation *evaluation,
                                                  struct sibu_record *record, struct sibu_fault *fault);
/* The measured time as a multiple of the forecast's; where the drill ended before, the least that it can have been (*never
 * is 1 then). Negative: it is not known, as where a drill ended before both. */
double forecast_time_ratio(const struct forecast_time *time, int *never);
