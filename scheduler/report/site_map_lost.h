/* Exits that were lost while the drill ran, on the plans of a site. Inside report/ only. Pure.
 */
#pragma once
#include "report/drawing.h"
#include "report/report.h"

/* When the exit with that id was lost, seconds since T0: the first time counts. MEASURE_NEVER: it never was. */
double site_map_lost_s(const struct report *report, const char *exit);
/* Whether any exit of the site was. */
int site_map_lost_any(const struct report *report);
/* The sign of an exit, crossed out, its middle at (x, y), `size` high, with the time below it; in the plan's units. */
void site_map_lost_draw(struct drawing *out, const double at[2], double size, double lost_s);
/* The sign alone, in a box (x, y, width, height), its group left open: what is added stands in it, until drawing_end. */
void site_map_lost_sign(struct drawing *out, const double box[4]);
