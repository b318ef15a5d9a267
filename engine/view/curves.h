/* The panel of curves beside the plan, on the cursor of the timeline: who had mustered, over the band of the forecast;
 * how many went through each exit, a second and in all; how closely people stood in the zones. A press on a curve goes
 * to that moment.
 *
 * One thread.
 */
#pragma once
#include "view/exit_flows.h"
#include "view/layout.h"
#include "view/zone_course.h"

struct canvas;
struct view_state;

enum curves {
    CURVES_NONE,
    CURVES_MUSTERED,
    CURVES_FLOW,
    CURVES_PASSED,
    CURVES_DENSITY,
    CURVES_ALL
}; /* what the panel shows; all: as many as there is room for */
#define CURVES_KINDS 4 /* single ones */

struct curves_course { /* what the curves are drawn from; owned by a picture, all zero at first */
    struct exit_flows flows;
    struct zone_course zones;
};

enum curves curves_next(enum curves curves, int direction); /* round and round */
/* Turns on what a word names: "none", "mustered", "flow", "passed", "density", "all". False where there is none. */
int curves_show(enum curves *curves, const char *word);
const char *curves_words(void); /* the names that curves_show knows, with a comma between them */
/* Makes room for the panel: at the right of a wide plan, below a narrow one. */
void curves_lay_out(struct layout *layout, enum curves curves);

/* Reads what the curves need; the record for densities as far as the budget goes (SIZE_MAX: all). *behind is set to 1
 * where it did not suffice. */
SIBU_MUST_USE enum sibu_status curves_seek(struct curves_course *course, const struct view_state *view,
                                           size_t people_budget, int *behind, struct sibu_fault *fault);
/* The replay was read anew, at the same place in memory and with the same site: densities go on from where they were. */
SIBU_MUST_USE enum sibu_status curves_grow(struct curves_course *course, struct sibu_fault *fault);
void curves_close(struct curves_course *course); /* all zero is allowed */
/* Draws the panel; may move view->playback. */
void curves_draw(struct canvas *canvas, const struct curves_course *course, struct view_state *view,
                 struct raster_rect box);
