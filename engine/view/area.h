/* What colours the ground of the plan: cells or blocks in six steps, and the legend that says what the steps mean.
 *
 * The steps are of ColorBrewer's YlOrRd (C. Brewer) in light rooms, and of a ramp from violet to pale yellow in dark
 * ones: each step stands out more from the ground than the one before by lightness alone, so any colour vision reads
 * them; the legend has letters or numbers besides. tests/engine/view/area.c measures it.
 */
#pragma once
#include "view/canvas.h"
#include "view/density.h"
#include "view/view_state.h"

#define AREA_STEPS 6
/* The colour of a step, opaque. */
uint32_t area_colour(enum theme_kind theme, int step);
/* The same as it is laid over the plan. */
uint32_t area_wash(enum theme_kind theme, int step);

/* The step of a cell of the grid, or -1 where the ground stays bare; `of` is the caller's. */
typedef int area_step(const void *of, size_t cell);
/* Paints the cells of the floor that is shown; those that are nearly all wall are left out. */
void area_draw(struct canvas *canvas, const struct view_state *view, const struct density_grid *grid, area_step *step,
               const void *of);

struct area_legend {
    const char *title; /* all in the canvas's language */
    const char *note; /* below; "" for none; left out in a low plan ... */
    int has_news; /* ... but where this is 1 */
    int swatches; /* 0..AREA_STEPS */
    int width; /* of a swatch, in units of scale 1 */
    int step[AREA_STEPS]; /* the colour of each swatch */
    char in[AREA_STEPS][8]; /* in each swatch */
    char under[AREA_STEPS][32]; /* under each */
};
/* Draws it in a corner of the plan: that where it hides the fewest exits and assembly points, and not the hazard's sign.
 * Returns where that is. */
struct raster_rect area_legend(struct canvas *canvas, const struct view_state *view, const struct area_legend *legend,
                               struct raster_rect plan);
