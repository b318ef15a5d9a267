/* A record opened to make pictures of it without a window: the replay, what is shown of it, and the picture.
 *
 * One thread. The easel must stay where it is in memory.
 */
#pragma once
#include "view/arguments.h"
#include "view/compare.h"
#include "view/picture.h"

struct easel {
    struct replay replay; /* owned, as all below */
    struct view_state view;
    struct compare compare;
    struct picture picture;
    int stage; /* how many of the four are open */
};

/* Opens the record at `path` with floor, language, colours and size as the arguments say. The caller closes the easel,
 * also after a fault. */
SIBU_MUST_USE enum sibu_status easel_open(struct easel *easel, const char *path, const struct arguments *arguments,
                                          struct sibu_fault *fault);
void easel_close(struct easel *easel);
/* Draws the moment time_s (held to the record) into easel->picture.frame. */
SIBU_MUST_USE enum sibu_status easel_draw(struct easel *easel, double time_s, struct sibu_fault *fault);
/* Draws it as vectors into an SVG file instead (sketch.h). */
SIBU_MUST_USE enum sibu_status easel_sketch(struct easel *easel, double time_s, const char *path,
                                            struct sibu_fault *fault);
