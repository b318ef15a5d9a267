/* The timeline: the whole drill from left to right, the curve of those mustered and of those who answered, the marks of
 * its events, the band of the forecast behind the first, and the moment that is shown, to be dragged. One thread.
 */
#pragma once
#include "view/canvas.h"
#include "view/view_state.h"

struct timeline_scale { /* seconds to pixels along the track */
    double from_s, to_s; /* to_s > from_s */
    int32_t x, width; /* pixels */
};
/* Where in the timeline's box its curve and axis lie. */
struct raster_rect timeline_track(const struct canvas *canvas, struct raster_rect box);
struct timeline_scale timeline_scale_of(const struct playback *playback, struct raster_rect track);
int32_t timeline_x(const struct timeline_scale *scale, double time_s); /* held to the track */
double timeline_s(const struct timeline_scale *scale, int32_t x);
/* The mark nearest to x, at most reach_px away, or SIBU_NONE. */
uint32_t timeline_mark_at(const struct timeline_scale *scale, const struct replay *replay, int32_t x, int32_t reach_px);
/* The words for a mark: "need help · 王伟 (A-017)" and such. */
void timeline_mark_words(const struct replay *replay, const struct replay_mark *mark, enum sibu_language language,
                         char *out, size_t size);
/* What an unfold mark tells, without its place: "an exit is lost to smoke". Static. */
const char *timeline_unfold_name(const struct replay_mark *mark, enum sibu_language language);

/* Draws it all, and moves view->playback when it is dragged. */
void timeline_draw(struct canvas *canvas, struct view_state *view, struct raster_rect box);
