/* See hazard_layer.h. */
#include "view/hazard_layer.h"

#include <stdio.h>

#include "sibu/catalogue.h"

#define SIGN_CONSTANT 3.0 /* of signs that reflect (Jin 1978) */
#define WORDS_BYTES 160

static const double SIGHT_BELOW_M[HAZARD_STEPS] = {30.0, 10.0, 5.0};
static const double DOSE_FROM[HAZARD_STEPS] = {0.1, 0.3, 1.0};
static const int COLOURS[HAZARD_STEPS] = {1, 3, 5}; /* of the area's steps: those of the map in reports */

static int sight_step(double sight_m)
{
    int step = -1;
    while (step + 1 < HAZARD_STEPS && sight_m < SIGHT_BELOW_M[step + 1]) {
        step++;
    }
    return step;
}

static int dose_step(double dose)
{
    int step = -1;
    while (step + 1 < HAZARD_STEPS && dose >= DOSE_FROM[step + 1]) {
        step++;
    }
    return step;
}

int hazard_layer_step(const struct hazard_course *hazard, enum layer_area area, size_t point, uint32_t block)
{
    struct sibu_field_here here;
    if (area == LAYER_HAZARD_DOSE) {
        return dose_step((double)hazard->dose[point * hazard->block_count + block]);
    }
    sibu_field_course_here(hazard->course, point, block, &here);
    return area == LAYER_HAZARD_SIGHT ? sight_step(sibu_smoke_visibility_m(here.extinction_per_m, SIGN_CONSTANT))
                                      : (int)sibu_field_level(hazard->law.substance, &here) - 1;
}

enum sibu_status hazard_layer_seek(struct hazard_course *hazard, const struct view_state *view,
                                   struct sibu_fault *fault)
{
    return hazard->is_open ? SIBU_OK : hazard_course_open(hazard, view->replay, fault);
}

struct shown { /* what the cells are coloured by */
    const struct hazard_course *hazard;
    enum layer_area area;
    size_t point;
};

static int step_of(const void *of, size_t cell)
{
    const struct shown *shown = of;
    uint32_t block = shown->hazard->block[cell];
    int step = block == SIBU_NONE ? -1 : hazard_layer_step(shown->hazard, shown->area, shown->point, block);
    return step < 0 ? -1 : COLOURS[step];
}

void hazard_layer_draw(struct canvas *canvas, const struct hazard_course *hazard, const struct view_state *view)
{
    const struct shown shown = {hazard, view->layers.area, hazard_course_point(hazard, view->playback.time_s)};
    if (shown.point != SIZE_MAX) {
        area_draw(canvas, view, &hazard->grid, step_of, &shown);
    }
}

void hazard_layer_sources(struct canvas *canvas, const struct hazard_course *hazard, const struct view_state *view)
{
    const struct replay *replay = view->replay;
    for (size_t i = 0; i < replay->mark_count && replay->marks[i].time_s <= view->playback.time_s; i++) {
        const struct sibu_unfold_row *row = replay->marks[i].unfold;
        uint32_t zone = row != NULL && row->has_point ? sibu_site_find_zone(replay->site, row->place) : SIBU_NONE;
        if (!hazard->is_known || zone == SIBU_NONE || replay->site->zones[zone].floor != view->floor) {
            continue;
        }
        struct raster_point at = camera_fixed(&view->cameras[view->floor], row->x_m, row->y_m);
        int32_t side = canvas_px(canvas, 18);
        struct raster_rect sign = {at.x / RASTER_ONE - side / 2, at.y / RASTER_ONE - side / 2, side, side};
        raster_disc(canvas->raster, at, raster_fixed(13.0 * canvas->scale), canvas->theme->danger_text);
        raster_disc(canvas->raster, at, raster_fixed(11.0 * canvas->scale), canvas->theme->danger);
        icon_draw(canvas->raster, sign, ICON_HAZARD, canvas->theme->danger_text);
    }
}

/* Whether any block of the floor that is shown has a step now. */
static int is_on(const struct hazard_course *hazard, const struct view_state *view)
{
    size_t point = hazard_course_point(hazard, view->playback.time_s);
    for (uint32_t block = 0; point != SIZE_MAX && block < hazard->block_count; block++) {
        struct sibu_block_view place;
        sibu_blocks_view(hazard->blocks, block, &place);
        if (place.floor == view->floor && hazard_layer_step(hazard, view->layers.area, point, block) >= 0) {
            return 1;
        }
    }
    return 0;
}

static void swatch_words(enum sibu_language language, enum layer_area area, int step, char out[32])
{
    static const enum sibu_say_id LEVELS[HAZARD_STEPS] = {
        SIBU_SAY_VIEW_HAZARD_NOTICEABLE, SIBU_SAY_VIEW_HAZARD_HINDERING, SIBU_SAY_VIEW_HAZARD_DANGEROUS};
    if (area == LAYER_HAZARD_SIGHT) {
        (void)snprintf(out, 32, "<%.0f", SIGHT_BELOW_M[step]);
    } else if (area == LAYER_HAZARD_DOSE) {
        (void)snprintf(out, 32, "≥%.1f", DOSE_FROM[step]);
    } else {
        (void)snprintf(out, 32, "%s", sibu_say(language, LEVELS[step]));
    }
}

/* Below the swatches: that there is nothing to be seen, and why; else what the numbers mean, or what has been released. */
static void note_words(const struct hazard_course *hazard, const struct view_state *view, char out[WORDS_BYTES])
{
    enum sibu_language language = view->language;
    out[0] = '\0';
    if (!hazard->is_known) {
        (void)snprintf(out, WORDS_BYTES, "%s", sibu_say(language, SIBU_SAY_VIEW_HAZARD_NONE));
    } else if (!is_on(hazard, view)) {
        (void)snprintf(out, WORDS_BYTES, "%s", sibu_say(language, SIBU_SAY_VIEW_HAZARD_BARE));
    } else if (view->layers.area == LAYER_HAZARD_DOSE) {
        (void)snprintf(out, WORDS_BYTES, "%s", sibu_say(language, SIBU_SAY_VIEW_HAZARD_DOSE_NOTE));
    } else if (hazard->law.release_kg_per_s > 0.0) {
        struct sibu_text words = {.max_length = WORDS_BYTES - 1};
        const char *values[1] = {sibu_substance_facts(hazard->law.substance)->name.in[language]};
        sibu_say_with(&words, language, SIBU_SAY_VIEW_HAZARD_SUBSTANCE, values, 1);
        (void)snprintf(out, WORDS_BYTES, "%s", sibu_text_get(&words));
        sibu_text_clear(&words);
    }
}

void hazard_layer_legend(struct canvas *canvas, const struct hazard_course *hazard, const struct view_state *view,
                         struct raster_rect plan)
{
    enum sibu_say_id title = view->layers.area == LAYER_HAZARD_LEVEL   ? SIBU_SAY_VIEW_HAZARD_LEVEL
                             : view->layers.area == LAYER_HAZARD_SIGHT ? SIBU_SAY_VIEW_HAZARD_SIGHT
                                                                       : SIBU_SAY_VIEW_HAZARD_DOSE;
    char note[WORDS_BYTES];
    struct area_legend legend = {.title = sibu_say(view->language, title),
                                 .note = note,
                                 .has_news = 1,
                                 .swatches = hazard->is_known ? HAZARD_STEPS : 0,
                                 .width = 84};
    for (int i = 0; i < legend.swatches; i++) {
        legend.step[i] = COLOURS[i];
        (void)snprintf(legend.in[i], sizeof legend.in[i], "%d", i + 1);
        swatch_words(view->language, view->layers.area, i, legend.under[i]);
    }
    note_words(hazard, view, note);
    (void)area_legend(canvas, view, &legend, plan);
}
