/* What is asked of hazard families once they are read: see sibu/family.h. Pure. */
#include "sibu/family.h"

#include <string.h>

uint32_t sibu_families_find(const struct sibu_families *families, const char *id)
{
    for (uint32_t i = 0; i < families->count; i++) {
        if (strcmp(families->items[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

static double clamp(double value, double min, double max)
{
    if (value < min) {
        return min;
    }
    return value > max ? max : value;
}

double sibu_growth_draw(const struct sibu_growth *growth, struct sibu_pcg64 *stream)
{
    double value;
    if (growth->law == SIBU_GROWTH_LOG_UNIFORM) {
        value = sibu_exp(sibu_draw_between(stream, sibu_log(growth->min), sibu_log(growth->max)));
    } else {
        value = sibu_draw_between(stream, growth->min, growth->max);
    }
    return clamp(value, growth->min, growth->max); /* rounding may step over an end by a bit */
}

const char *sibu_use_name(enum sibu_use use)
{
    static const char *const NAMES[] = {"process", "office", "assembly", "storage", "workshop", "sleeping", "outdoor"};
    return NAMES[use];
}

static const char *const UNFOLDS[SIBU_UNFOLD_KINDS] = {
    [SIBU_UNFOLD_EXIT_LOST] = "exit-lost",
    [SIBU_UNFOLD_ALARM_SILENT] = "alarm-silent",
    [SIBU_UNFOLD_WARDEN_HURT] = "warden-hurt",
    [SIBU_UNFOLD_SECOND_SOURCE] = "second-source",
    [SIBU_UNFOLD_WIND_TURNED] = "wind-turned",
    [SIBU_UNFOLD_CONTRACTOR_MISSING] = "contractor-missing",
    [SIBU_UNFOLD_REPORT_CORRECTED] = "report-corrected",
};

const char *sibu_unfold_name(enum sibu_unfold_kind kind)
{
    return UNFOLDS[kind];
}

enum sibu_unfold_kind sibu_unfold_of(const char *name)
{
    int kind = 0;
    while (kind < SIBU_UNFOLD_KINDS && strcmp(UNFOLDS[kind], name) != 0) {
        kind++;
    }
    return (enum sibu_unfold_kind)kind;
}

const char *sibu_ask_name(enum sibu_ask ask)
{
    static const char *const NAMES[SIBU_ASKS] = {"evacuate", "shelter", "upwind", "equipped-rescue"};
    return NAMES[ask];
}
