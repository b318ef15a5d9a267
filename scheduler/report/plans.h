/* The plans of all floors of a report's site, painted once for all languages. Inside report/ only. Pure.
 */
#pragma once
#include "report/drawing.h"
#include "report/report.h"

struct plans {
    struct drawing *floors; /* by floor, empty where a floor shows nothing; NULL where the record has no site */
    uint32_t count;
    int failed; /* no memory */
};
void plans_open(struct plans *out, const struct report *report);
void plans_clear(struct plans *plans);
