/* What colours the ground of the plan: cells or blocks in six steps, and the legend that says what the steps mean.
 *
 * The steps are of ColorBrewer's YlOrRd (C. Brewer) in light rooms, and of a ramp from violet to pale yellow in dark
 * ones: each step stands out more from the ground than the one before by lightness alone, so any colour vision reads
 * them; the legend has letters or numbers besides. tests/engine/view/area.c measures it.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

#define AREA_STEPS 6
/* The colour of a step, opaque. */
uint32_t area_colour(enum theme_kind theme, int step);
/* The same as it is laid over the plan. */
uint32_t area_wash(enum theme_kind theme, int step);

struct area_legend {
    const char *title; /* all in the canvas's language */
    const char *note; /* below; "" for none */
    int steps; /* of the colours used, 0..AREA_STEPS; they begin with colour first_step */
    int first_step;
    char in[AREA_STEPS][8]; /* in each swatch */
    char under[AREA_STEPS][16]; /* under each */
};
/* Draws it in the upper left corner of the plan, or above the scale where it would hide the sign of the hazard. */
void area_legend(struct canvas *canvas, const struct view_state *view, const struct area_legend *legend,
                 struct raster_rect plan);
