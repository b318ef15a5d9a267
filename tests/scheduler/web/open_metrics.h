/* Reads OpenMetrics text 1.0 by its rules: for tests of what /metrics answers. */
#pragma once

/* "" where the text is as it must be, else which rule its first wrong line breaks. Rules: names are names; a family's TYPE and
 * HELP stand before its samples, once, and its samples stand together; a counter's sample ends in _total, a gauge's in nothing,
 * a histogram's buckets grow up to +Inf, which is its count; a unit is the name's end; values are numbers, and counts no
 * negative ones; no sample stands twice; the last line is # EOF and nothing is behind it. */
const char *open_metrics_fault(const char *text);
/* The value of a sample, "sibu_requests_total{class=\"2xx\"}"; -1: there is none. */
double open_metrics_value(const char *text, const char *sample);
