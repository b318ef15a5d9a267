/* The panel while two records are compared: figures of both, the card of the person who is chosen with both records'
 * moments, and the list of who was late, and why.
 */
#pragma once
#include "view/canvas.h"
#include "view/compare.h"

/* Draws into `box`, what is left of the panel under its clock. A row that is pressed is gone to (compare_go). */
void compare_panel(struct canvas *canvas, struct view_state *view, struct raster_rect box);

/* "answered 0:35 later" and the like. */
void compare_why_words(char *out, size_t size, const struct late *late, enum sibu_language language);
/* "+1:05", or "not in" of who never gathered. */
void compare_late_words(char *out, size_t size, const struct late *late, const struct replay *here,
                        enum sibu_language language);
/* The card of the person who is chosen (compare_card.c); its height is 0 where nobody is. */
int32_t compare_card_height(const struct canvas *canvas, const struct view_state *view);
void compare_card(struct canvas *canvas, const struct view_state *view, struct raster_rect box);
/* When `share` (0 to 1) of the expected people had gathered, STATE_NEVER where they never were so many. */
double compare_share_s(const struct replay *replay, double share);
