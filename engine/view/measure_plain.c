/* The reference for drawing: what SDL does by itself, a copy of a small picture for each person. See measure.h. */
#include <SDL.h>

#include "view/camera.h"
#include "view/measure.h"
#include "view/motion.h"
#include "view/theme.h"

#define WIDTH 1280
#define HEIGHT 720
#define DISC 9 /* pixels across: as large as people are drawn at least */
#define LEAST_S 1.0
#define LEAST_PICTURES 5

static SDL_Texture *make_disc(SDL_Renderer *renderer)
{
    uint32_t pixels[DISC * DISC];
    for (int i = 0; i < DISC * DISC; i++) {
        int x = 2 * (i % DISC) + 1 - DISC, y = 2 * (i / DISC) + 1 - DISC, off = x * x + y * y;
        uint32_t alpha = off <= (DISC - 2) * (DISC - 2) ? 255 : off <= DISC * DISC ? 128 : 0;
        pixels[i] = alpha << 24 | (theme_of(THEME_LIGHT)->state[STATE_WALKING] & 0xffffffu);
    }
    SDL_Texture *disc = SDL_CreateTexture(renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC, DISC, DISC);
    if (disc != NULL && (SDL_UpdateTexture(disc, NULL, pixels, DISC * (int)sizeof pixels[0]) != 0 ||
                         SDL_SetTextureBlendMode(disc, SDL_BLENDMODE_BLEND) != 0)) {
        SDL_DestroyTexture(disc);
        return NULL;
    }
    return disc;
}

static int draw(SDL_Renderer *renderer, SDL_Texture *disc, const struct motion_frame *now, const struct camera *camera)
{
    int failed = SDL_SetRenderDrawColor(renderer, 255, 255, 255, 255) | SDL_RenderClear(renderer);
    for (size_t i = 0; i < now->count; i++) {
        struct raster_point at = camera_fixed(camera, (double)now->x_m[i], (double)now->y_m[i]);
        SDL_Rect to = {at.x / RASTER_ONE - DISC / 2, at.y / RASTER_ONE - DISC / 2, DISC, DISC};
        failed |= SDL_RenderCopy(renderer, disc, NULL, &to);
    }
    SDL_RenderPresent(renderer);
    return failed == 0;
}

static int measure_with(SDL_Renderer *renderer, const struct motion_frame *now, const struct camera *camera,
                        double *per_s)
{
    SDL_Texture *disc = make_disc(renderer);
    int pictures = 0, drawn = disc != NULL;
    double from_s = measure_now_s(), seconds = 0.0;
    while (drawn && (seconds < LEAST_S || pictures < LEAST_PICTURES)) {
        drawn = draw(renderer, disc, now, camera);
        pictures++;
        seconds = measure_now_s() - from_s;
    }
    SDL_DestroyTexture(disc);
    *per_s = drawn ? pictures / seconds : 0.0;
    return drawn;
}

enum sibu_status measure_plain(const struct motion_frame *now, const struct camera *camera, double *per_s,
                               struct sibu_fault *fault)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, WIDTH, HEIGHT, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Renderer *renderer = surface != NULL ? SDL_CreateSoftwareRenderer(surface) : NULL;
    int drawn = renderer != NULL && measure_with(renderer, now, camera, per_s);
    if (renderer != NULL) {
        SDL_DestroyRenderer(renderer);
    }
    SDL_FreeSurface(surface);
    return drawn ? SIBU_OK
                 : sibu_fault_set(fault, SIBU_IO, "SDL", "软件绘制无法启动：%s", "does not draw in software: %s",
                                  SDL_GetError());
}
