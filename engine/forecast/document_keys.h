/* Keys of the forecast document that are both written and read. Inside forecast/ only.
 */
#pragma once
#include "sibu/forecast.h"

extern const char *const DOCUMENT_QUANTILES[3]; /* "p5", "p50", "p95", ascending */
extern const char *const DOCUMENT_SMOKE_LAWS[SIBU_SMOKE_LAWS];
