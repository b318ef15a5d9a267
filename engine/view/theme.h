/* The colours: one set for light rooms and one for dark ones.
 *
 * The colours of states are those of Okabe and Ito (2008), in the dark set made lighter or darker until people with any
 * colour vision tell all six apart: at least 10 by CIEDE2000, also without red, green or blue cones
 * (tests/engine/view/palette.c). Each state also has a shape of its own (marker.h), so that nothing hangs on colour
 * alone. Text on every ground here has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3; tests/engine/view/design.c).
 */
#pragma once
#include <stdint.h>

#include "sibu/site.h"
#include "view/state.h"

enum theme_kind { THEME_LIGHT, THEME_DARK };
#define THEME_USES 7 /* as many as enum sibu_use has */

struct theme {
    uint32_t backdrop; /* around the plan */
    uint32_t solid; /* walls and all else nobody walks on */
    uint32_t ground; /* where people walk */
    uint32_t wall; /* outline of the ground */
    uint32_t door, stair, grid;
    uint32_t use[THEME_USES]; /* tint of a zone by its use, translucent */
    uint32_t zone_edge, zone_text;
    uint32_t panel, panel_edge, raised, hover; /* side panel; buttons and cards; button under the pointer */
    uint32_t text, faint; /* on panel and raised */
    uint32_t accent, accent_text; /* the chosen tab, the played part of the timeline; text on it */
    uint32_t focus; /* frame of the widget that has the keyboard */
    uint32_t drill, drill_text; /* the banner */
    uint32_t danger, danger_text; /* hazard, real emergency */
    uint32_t safe, safe_text; /* exits and assembly points: grounds of their names, and what stands on these */
    uint32_t safe_line; /* their outlines and fill */
    uint32_t state[STATES], state_edge; /* people */
    uint32_t curve_in, curve_asked; /* mustered; acknowledged */
    uint32_t shade; /* over the picture, under a sheet; translucent */
};

const struct theme *theme_of(enum theme_kind kind);
/* The WCAG contrast of two opaque colours, 1..21. */
double theme_contrast(uint32_t a, uint32_t b);
