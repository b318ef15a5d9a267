/* Notes as they are seen: flags on the timeline, a list over the plan, the field for words, and the words over the plan
 * when their moment comes. One thread.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

/* Flags over the track of the timeline, after the timeline itself. A click on one goes to its moment. */
void notes_draw_flags(struct canvas *canvas, struct view_state *view, struct raster_rect timeline);
/* The words of the note whose moment has just been, at the lower edge of the plan. */
void notes_draw_spoken(struct canvas *canvas, const struct view_state *view, struct raster_rect plan);
/* The list, where it is open; rows, and buttons for the chosen one (notes_list.c). */
void notes_draw_list(struct canvas *canvas, struct view_state *view, struct raster_rect plan);
struct raster_rect notes_list_box(const struct canvas *canvas, struct raster_rect plan);
/* The field, while words are being typed (notes_field.c). Gives where the caret is, for the input method. */
void notes_draw_field(struct canvas *canvas, const struct view_state *view, struct raster_rect below,
                      struct raster_rect *caret);
/* "12.5 s · words", or what stands for a bookmark without. */
void notes_words(const struct note *note, enum sibu_language language, char *out, size_t size);
