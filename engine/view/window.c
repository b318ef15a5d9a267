/* See window.h. */
#include "view/window.h"

#include <stdlib.h>
#include <string.h>

#include "view/layout.h"

static enum sibu_status sdl_fault(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_IO, "SDL", "无法打开窗口：%s（没有显示器时可用 --snapshot）",
                          "cannot open a window: %s (without a display, use --snapshot)", SDL_GetError());
}

/* The driver waits for the screen where it can; where it cannot (software), the loop keeps the pace. */
static SDL_Renderer *open_renderer(SDL_Window *window)
{
    SDL_Renderer *renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_PRESENTVSYNC);
    return renderer != NULL ? renderer : SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE);
}

enum sibu_status window_start(struct sibu_fault *fault)
{
    (void)SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        return sdl_fault(fault);
    }
    if (getenv("SDL_VIDEODRIVER") == NULL && strcmp(SDL_GetCurrentVideoDriver(), "offscreen") == 0) {
        (void)SDL_SetError("%s", "no display"); /* SDL's last resort, a window that nobody can see or close */
        enum sibu_status status = sdl_fault(fault);
        SDL_Quit();
        return status;
    }
    return SIBU_OK;
}

enum sibu_status window_open(struct window *window, const char *title, const struct raster_rect *place,
                             struct sibu_fault *fault)
{
    *window = (struct window){0};
    SDL_Rect desk = {0, 0, place->width, place->height};
    (void)SDL_GetDisplayUsableBounds(0, &desk);
    int known = place->x != (int32_t)SDL_WINDOWPOS_CENTERED; /* remembered, and put on its screen already */
    int wide = known || place->width < desk.w ? place->width : desk.w;
    int tall = known || place->height < desk.h ? place->height : desk.h;
    window->window =
        SDL_CreateWindow(title, place->x, place->y, wide, tall, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    window->renderer = window->window != NULL ? open_renderer(window->window) : NULL;
    if (window->renderer == NULL) {
        enum sibu_status status = sdl_fault(fault);
        window_close(window);
        return status;
    }
    SDL_RendererInfo info;
    window->waits_for_screen =
        SDL_GetRendererInfo(window->renderer, &info) == 0 && (info.flags & SDL_RENDERER_PRESENTVSYNC) != 0;
    SDL_SetWindowMinimumSize(window->window, LAYOUT_WIDTH_MIN, LAYOUT_HEIGHT_MIN);
    SDL_StopTextInput(); /* keys are commands here: no input method may swallow them */
    return SIBU_OK;
}

void window_close(struct window *window)
{
    if (window->texture != NULL) {
        SDL_DestroyTexture(window->texture);
    }
    if (window->renderer != NULL) {
        SDL_DestroyRenderer(window->renderer);
    }
    if (window->window != NULL) {
        SDL_DestroyWindow(window->window);
    }
    *window = (struct window){0};
    SDL_Quit();
}

static int32_t held(int value)
{
    return value < 1 ? 1 : value > RASTER_SIZE_MAX ? RASTER_SIZE_MAX : value;
}

void window_size(const struct window *window, int32_t *width, int32_t *height)
{
    int wide = 0, tall = 0;
    if (SDL_GetRendererOutputSize(window->renderer, &wide, &tall) != 0) {
        SDL_GetWindowSize(window->window, &wide, &tall);
    }
    *width = held(wide);
    *height = held(tall);
}

double window_density(const struct window *window)
{
    int wide = 1, tall = 1;
    int32_t width, height;
    window_size(window, &width, &height);
    SDL_GetWindowSize(window->window, &wide, &tall);
    return (double)width / (double)held(wide);
}

double window_scale(const struct window *window, double asked)
{
    return window_density(window) * (asked > 0.0 ? asked : 1.0);
}

struct raster_point window_pixel(const struct window *window, int32_t x, int32_t y)
{
    int units_wide = 1, units_tall = 1;
    int32_t width, height;
    window_size(window, &width, &height);
    SDL_GetWindowSize(window->window, &units_wide, &units_tall);
    return (struct raster_point){(int32_t)((int64_t)x * width / held(units_wide)),
                                 (int32_t)((int64_t)y * height / held(units_tall))};
}

SDL_Rect window_units(const struct window *window, struct raster_rect rect)
{
    int units_wide = 1, units_tall = 1;
    int32_t width, height;
    window_size(window, &width, &height);
    SDL_GetWindowSize(window->window, &units_wide, &units_tall);
    return (SDL_Rect){(int)((int64_t)rect.x * units_wide / width), (int)((int64_t)rect.y * units_tall / height),
                      (int)((int64_t)rect.width * units_wide / width),
                      (int)((int64_t)rect.height * units_tall / height)};
}

static int have_texture(struct window *window, const struct raster *raster)
{
    if (window->texture != NULL && window->texture_width == raster->width && window->texture_height == raster->height) {
        return 1;
    }
    if (window->texture != NULL) {
        SDL_DestroyTexture(window->texture);
    }
    window->texture = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING,
                                        raster->width, raster->height);
    window->texture_width = raster->width;
    window->texture_height = raster->height;
    return window->texture != NULL;
}

enum sibu_status window_show(struct window *window, const struct raster *raster, struct sibu_fault *fault)
{
    if (!have_texture(window, raster) ||
        SDL_UpdateTexture(window->texture, NULL, raster->pixels, raster->width * (int)sizeof *raster->pixels) != 0 ||
        SDL_RenderCopy(window->renderer, window->texture, NULL, NULL) != 0) {
        return sibu_fault_set(fault, SIBU_IO, "SDL", "无法显示画面：%s", "cannot show the picture: %s", SDL_GetError());
    }
    SDL_RenderPresent(window->renderer);
    return SIBU_OK;
}

void window_set_full_screen(struct window *window, int full_screen)
{
    if (window->full_screen != full_screen) {
        window->full_screen = full_screen;
        (void)SDL_SetWindowFullscreen(window->window, full_screen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
    }
}

void window_set_title(struct window *window, const char *title)
{
    SDL_SetWindowTitle(window->window, title);
}
