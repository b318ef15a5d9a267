/* SDL's window: opened and closed, and a raster shown in it. Main thread only.
 */
#pragma once
#include <SDL.h>

#include "sibu/fault.h"
#include "view/raster.h"

struct window {
    SDL_Window *window; /* owned, as all below */
    SDL_Renderer *renderer;
    SDL_Texture *texture; /* as large as the raster shown last */
    int32_t texture_width, texture_height;
    int full_screen;
    int waits_for_screen; /* showing a picture waits until the screen takes it: nobody else need wait */
};

/* Starts SDL's video, so that screens can be asked for. SIBU_IO where there is no display. */
SIBU_MUST_USE enum sibu_status window_start(struct sibu_fault *fault);
/* After window_start: a window there, in SDL's units; x and y may be SDL_WINDOWPOS_CENTERED. No larger than the screen. On
 * failure SDL is ended. */
SIBU_MUST_USE enum sibu_status window_open(struct window *window, const char *title, const struct raster_rect *place,
                                           struct sibu_fault *fault);
void window_close(struct window *window); /* all zero is allowed */
/* The size in pixels, which on fine screens is larger than in SDL's units. At least 1 by 1. */
void window_size(const struct window *window, int32_t *width, int32_t *height);
/* Pixels to one of SDL's units, 1 on an ordinary screen and 2 on many fine ones. */
double window_density(const struct window *window);
/* The least scale of text and panels: what was asked for, times what the screen asks for; `asked` 0 is 1. */
double window_scale(const struct window *window, double asked);
/* A position of the mouse in pixels. */
struct raster_point window_pixel(const struct window *window, int32_t x, int32_t y);
/* A place in pixels in SDL's units. */
SDL_Rect window_units(const struct window *window, struct raster_rect rect);
SIBU_MUST_USE enum sibu_status window_show(struct window *window, const struct raster *raster,
                                           struct sibu_fault *fault);
void window_set_full_screen(struct window *window, int full_screen);
void window_set_title(struct window *window, const char *title);
