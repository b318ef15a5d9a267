/* A ranking as one stand-alone page, well-formed as XML too: both languages inside, `first` shown first; a chart with intervals,
 * good practice named, warnings, all figures. No script, nothing from elsewhere. Pure. Depends on: ranking, document.
 */
#pragma once
#include "evaluate/ranking.h"
#include "sibu/catalogue.h"
#include "sibu/text.h"

enum ranking_by { RANKING_BY_SITE, RANKING_BY_SECTOR, RANKING_BY_COUNTY, RANKING_BY_BRANCH };

struct ranking_told {
    enum ranking_by by;
    const struct ranking *ranking;
    size_t drills;
    char first[11], last[11]; /* days of the first and the last drill, "2026-11-23"; "" without drills */
    uint32_t broken_off, without_forecast, of_another_time, without_label, elsewhere; /* drills that are not counted */
};
/* Fails for want of memory: then the text has failed. */
void ranking_html(const struct ranking_told *told, enum sibu_language first, struct sibu_text *out);
