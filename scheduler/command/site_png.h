/* A plan as a PNG picture, drawn with cairo and pango. Depends on: sibu/plan.h. One call belongs to one thread. */
#pragma once
#include "sibu/plan.h"
#include "sibu/text.h"

/* Appends the bytes of the PNG; `scale` pixels for one unit of the plan, less where the picture would pass 16,000
 * pixels. The caller clears the text. */
SIBU_MUST_USE enum sibu_status site_png(const struct sibu_plan *plan, double scale, struct sibu_text *out,
                                        struct sibu_fault *fault);
