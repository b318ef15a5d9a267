/* Pictures of what a window shows, and the names of files made from it. One thread.
 */
#pragma once
#include "view/picture.h"
#include "view/side_file.h"

/* A name that is free: beside the record where that folder can be written, else in the current folder; made of the
 * record's name, the moment and `ending`: "yard.drill" at 205.4 s and ".png" give "yard-T0205.4s.png", or
 * "yard-T0205.4s-2.png" where there is one already. SIBU_IO where neither folder can be written. */
SIBU_MUST_USE enum sibu_status shot_name(char out[SIDE_FILE_PATH_MAX], const char *record, double time_s,
                                         const char *ending, struct sibu_fault *fault);
/* Draws what is shown into picture->frame, without what belongs to the screen alone (the pointer's marks, lines that say
 * how something went, the field that is typed in). */
SIBU_MUST_USE enum sibu_status shot_draw(struct picture *picture, struct view_state *view, struct sibu_fault *fault);
/* The same into a file, as PNG, or as SVG where `vectors` is 1. Replaces what stands there. */
SIBU_MUST_USE enum sibu_status shot_write(struct picture *picture, struct view_state *view, const char *path,
                                          int vectors, struct sibu_fault *fault);
