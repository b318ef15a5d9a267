/* See layers.h. */
#include "view/layers.h"

#include <string.h>

static double next_trail_s(double trail_s)
{
    static const double SPANS_S[] = {10.0, 30.0, 60.0};
    for (size_t i = 0; i < sizeof SPANS_S / sizeof SPANS_S[0]; i++) {
        if (trail_s < SPANS_S[i]) {
            return SPANS_S[i];
        }
    }
    return 0.0;
}

/* The next of the areas first..last, or the one before; none stands between the last and the first. */
static enum layer_area next_area(enum layer_area area, enum layer_area first, enum layer_area last, int direction)
{
    if (area < first || area > last) {
        return direction > 0 ? first : last;
    }
    if (area == (direction > 0 ? last : first)) {
        return LAYER_AREA_NONE;
    }
    return (enum layer_area)((int)area + direction);
}

int layers_is_density(const struct layers *layers)
{
    return layers->area >= LAYER_DENSITY_FIRST && layers->area <= LAYER_DENSITY_LAST;
}

int layers_is_hazard(const struct layers *layers)
{
    return layers->area >= LAYER_HAZARD_FIRST && layers->area <= LAYER_HAZARD_LAST;
}

int layers_do(struct layers *layers, enum action action)
{
    switch ((int)action) {
    case ACTION_TRAILS:
        layers->trail_s = next_trail_s(layers->trail_s);
        return 1;
    case ACTION_DENSITY:
        layers->area = next_area(layers->area, LAYER_DENSITY_FIRST, LAYER_DENSITY_LAST, 1);
        return 1;
    case ACTION_DENSITY_BACK:
        layers->area = next_area(layers->area, LAYER_DENSITY_FIRST, LAYER_DENSITY_LAST, -1);
        return 1;
    case ACTION_AIMS:
        layers->aims = !layers->aims;
        return 1;
    case ACTION_SERVICE:
        layers->service = service_next(layers->service);
        return 1;
    case ACTION_HAZARD:
        layers->area = next_area(layers->area, LAYER_HAZARD_FIRST, LAYER_HAZARD_LAST, 1);
        return 1;
    default:
        return 0;
    }
}

int layers_show(struct layers *layers, const char *word)
{
    static const struct {
        const char *word;
        enum layer_area area;
    } AREAS[] = {{"density", LAYER_DENSITY_NOW},
                 {"density-max", LAYER_DENSITY_MOST},
                 {"density-mean", LAYER_DENSITY_MEAN},
                 {"density-time", LAYER_DENSITY_ABOVE_E},
                 {"density-congested", LAYER_DENSITY_CONGESTED},
                 {"hazard", LAYER_HAZARD_LEVEL},
                 {"hazard-sight", LAYER_HAZARD_SIGHT},
                 {"hazard-dose", LAYER_HAZARD_DOSE}};
    for (size_t i = 0; i < sizeof AREAS / sizeof AREAS[0]; i++) {
        if (strcmp(word, AREAS[i].word) == 0) {
            layers->area = AREAS[i].area;
            return 1;
        }
    }
    if (strcmp(word, "targets") == 0) {
        layers->aims = 1;
        return 1;
    }
    if (strcmp(word, "trails") == 0) {
        layers->trail_s = 30.0;
        return 1;
    }
    return 0;
}

const char *layers_words(void)
{
    return "trails, targets, density, density-max, density-mean, density-time, density-congested, hazard, "
           "hazard-sight, hazard-dose";
}
