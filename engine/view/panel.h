/* The panel at the right: the drill's clock, the counts, the assembly points, the legend with the number of people in
 * each state, and below them who is missing, or the card of the person who is chosen.
 */
#pragma once
#include "view/canvas.h"
#include "view/marker.h"
#include "view/view_state.h"

struct panel_facts { /* what the panel shows */
    struct view_state *view; /* list_first is held to the list; a row pressed is given back, not chosen here */
    const struct tally *tally;
    const struct motion *motion;
    struct marker_set *markers; /* for the legend; made for its size */
};

/* Draws the panel. Returns the person whose row was pressed, or SIBU_NONE. */
uint32_t panel_draw(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box);

/* The parts below, each in its own box (panel_people.c). */
uint32_t panel_list(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box);
void panel_card(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box);
int32_t panel_card_height(const struct canvas *canvas, const struct panel_facts *facts);
/* What has unfolded by now, the newest first with the words that people got (panel_unfold.c). The height is 0 where
 * nothing has. */
int32_t panel_unfold_height(struct canvas *canvas, const struct panel_facts *facts, int32_t width);
void panel_unfold(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box);
/* The word for a state: "on the way". */
const char *panel_state_word(enum state state, enum sibu_language language);
int32_t panel_row(const struct canvas *canvas); /* height of a row of text */
