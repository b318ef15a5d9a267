/* Colours that people with colour blindness tell apart: the palette of Okabe and Ito, and the scale viridis. Pure.
 */
#pragma once

#define CHART_BLUE "#0072B2"
#define CHART_SKY "#56B4E9"
#define CHART_ORANGE "#E69F00"
#define CHART_GREEN "#009E73"
#define CHART_RED "#D55E00"
#define CHART_PURPLE "#CC79A7"

/* The colour at `share` in [0, 1] of viridis, as "#rrggbb"; held to the ends. */
void chart_viridis(double share, char out[8]);
/* 1 where white letters read better on that colour than black ones. */
int chart_viridis_is_dark(double share);
