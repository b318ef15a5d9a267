/* See density_layer.h. */
#include "view/density_layer.h"

#include <stdio.h>

#include "sibu/catalogue.h"
#include "view/widget_ids.h"

#define LEAST_PERSONS_PER_M2 0.05
#define WORDS_BYTES 160

static const double STEP_FROM_S[AREA_STEPS] = {1.0, 5.0, 15.0, 30.0, 60.0, 120.0};

static int is_time(enum layer_area area)
{
    return area == LAYER_DENSITY_ABOVE_E || area == LAYER_DENSITY_CONGESTED;
}

int density_layer_step(const struct layers *layers, double value)
{
    if (!is_time(layers->area)) {
        return value < LEAST_PERSONS_PER_M2 ? -1 : (int)service_level(layers->service, value);
    }
    int step = -1;
    while (step + 1 < AREA_STEPS && value >= STEP_FROM_S[step + 1] - 1e-6) {
        step++;
    }
    return step;
}

enum sibu_status density_layer_seek(struct density_course *course, const struct view_state *view,
                                    const struct motion_frame *now, size_t people_budget, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (course->grid.floors == NULL) {
        status = density_course_open(course, view->replay, fault);
    }
    if (status == SIBU_OK && view->layers.area == LAYER_DENSITY_NOW) {
        density_take(&course->grid, now, course->now);
    } else if (status == SIBU_OK) {
        status = density_course_seek(course, view->replay, view->playback.time_s, people_budget, fault);
    }
    return status;
}

double density_layer_value(const struct density_course *course, enum layer_area area, size_t cell)
{
    const struct density_sum *sum = &course->sum;
    switch ((int)area) {
    case LAYER_DENSITY_NOW:
        return (double)course->now[cell];
    case LAYER_DENSITY_MOST:
        return (double)sum->most[cell];
    case LAYER_DENSITY_MEAN:
        return sum->seconds > 0.0 ? (double)sum->total[cell] / sum->seconds : 0.0;
    case LAYER_DENSITY_ABOVE_E:
        return (double)sum->above_s[DENSITY_LIMIT_E][cell];
    default:
        return (double)sum->above_s[DENSITY_LIMIT_CONGESTED][cell];
    }
}

struct shown { /* what the cells are coloured by */
    const struct density_course *course;
    const struct layers *layers;
};

static int step_of(const void *of, size_t cell)
{
    const struct shown *shown = of;
    return density_layer_step(shown->layers, density_layer_value(shown->course, shown->layers->area, cell));
}

void density_layer_draw(struct canvas *canvas, const struct density_course *course, const struct view_state *view)
{
    const struct shown shown = {course, &view->layers};
    area_draw(canvas, view, &course->grid, step_of, &shown);
}

static void level_words(enum service service, struct area_legend *legend)
{
    for (int i = 0; i < AREA_STEPS; i++) {
        (void)snprintf(legend->in[i], sizeof legend->in[i], "%c", 'A' + i);
        if (i < SERVICE_F) {
            (void)snprintf(legend->under[i], sizeof legend->under[i], "≤%.2f", SERVICE_MOST[service][i]);
        } else {
            (void)snprintf(legend->under[i], sizeof legend->under[i], ">%.2f", SERVICE_MOST[service][i - 1]);
        }
    }
}

static void time_words(struct area_legend *legend)
{
    for (int i = 0; i < AREA_STEPS; i++) {
        (void)snprintf(legend->under[i], sizeof legend->under[i], "≥%.0f", STEP_FROM_S[i]);
    }
}

static void say_number(enum sibu_language language, enum sibu_say_id id, int decimals, double number,
                       char out[WORDS_BYTES])
{
    struct sibu_text words = {.max_length = WORDS_BYTES - 1};
    char value[32];
    const char *values[1] = {value};
    (void)snprintf(value, sizeof value, "%.*f", decimals, number);
    sibu_say_with(&words, language, id, values, 1);
    (void)snprintf(out, WORDS_BYTES, "%s", sibu_text_get(&words));
    sibu_text_clear(&words);
}

static void title_words(const struct view_state *view, char out[WORDS_BYTES])
{
    static const enum sibu_say_id TITLES[] = {[LAYER_DENSITY_NOW] = SIBU_SAY_VIEW_DENSITY_NOW,
                                              [LAYER_DENSITY_MOST] = SIBU_SAY_VIEW_DENSITY_MOST,
                                              [LAYER_DENSITY_MEAN] = SIBU_SAY_VIEW_DENSITY_MEAN};
    if (is_time(view->layers.area)) {
        int limit = view->layers.area == LAYER_DENSITY_ABOVE_E ? DENSITY_LIMIT_E : DENSITY_LIMIT_CONGESTED;
        say_number(view->language, SIBU_SAY_VIEW_DENSITY_ABOVE, 2, DENSITY_LIMIT_PERSONS_PER_M2[limit], out);
    } else {
        (void)snprintf(out, WORDS_BYTES, "%s", sibu_say(view->language, TITLES[view->layers.area]));
    }
}

void density_layer_legend(struct canvas *canvas, const struct density_course *course, const struct view_state *view,
                          struct raster_rect plan)
{
    static const enum sibu_say_id LEVELS[SERVICES] = {SIBU_SAY_VIEW_DENSITY_LEVELS, SIBU_SAY_VIEW_DENSITY_LEVELS_STAIR,
                                                      SIBU_SAY_VIEW_DENSITY_LEVELS_QUEUE};
    char title[WORDS_BYTES], note[WORDS_BYTES] = "";
    struct area_legend legend = {.title = title, .note = note, .swatches = AREA_STEPS, .width = 48};
    for (int i = 0; i < AREA_STEPS; i++) {
        legend.step[i] = i;
    }
    title_words(view, title);
    if (is_time(view->layers.area)) {
        time_words(&legend);
    } else {
        level_words(view->layers.service, &legend);
        (void)snprintf(note, sizeof note, "%s", sibu_say(view->language, LEVELS[view->layers.service]));
    }
    if (density_layer_is_behind(course, view)) {
        say_number(view->language, SIBU_SAY_VIEW_DENSITY_RECKONING, 0,
                   100.0 * (double)course->done / (double)course->due, note);
        legend.has_news = 1;
    }
    if (view->replay->frame_count == 0) {
        legend.swatches = 0;
        (void)snprintf(note, sizeof note, "%s", sibu_say(view->language, SIBU_SAY_VIEW_DENSITY_NONE));
    }
    struct raster_rect box = area_legend(canvas, view, &legend, plan);
    if (!is_time(view->layers.area) && widget_press(canvas, box, WIDGET_LEGEND)) {
        canvas->widgets->fired = ACTION_SERVICE;
    }
}

int density_layer_is_behind(const struct density_course *course, const struct view_state *view)
{
    return layers_is_density(&view->layers) && view->layers.area != LAYER_DENSITY_NOW && course->done < course->due;
}
