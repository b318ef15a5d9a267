/* What the panel of curves shows and where it stands. See curves.h; the drawing is in curves_draw.c. */
#include "view/curves.h"

#include <string.h>

#include "view/view_state.h"

#define WIDE 720 /* a plan from this width on, at scale 1, gives of it to the side */
#define SIDE_SHARE 0.42
#define BELOW_SHARE 0.46

static const char *const WORDS[] = {[CURVES_NONE] = "none",     [CURVES_MUSTERED] = "mustered", [CURVES_FLOW] = "flow",
                                    [CURVES_PASSED] = "passed", [CURVES_DENSITY] = "density",   [CURVES_ALL] = "all"};

enum curves curves_next(enum curves curves, int direction)
{
    int count = CURVES_ALL + 1;
    return (enum curves)(((int)curves + (direction > 0 ? 1 : count - 1)) % count);
}

int curves_show(enum curves *curves, const char *word)
{
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (strcmp(word, WORDS[i]) == 0) {
            *curves = (enum curves)i;
            return 1;
        }
    }
    return 0;
}

const char *curves_words(void)
{
    return "mustered, flow, passed, density, all, none";
}

void curves_lay_out(struct layout *layout, enum curves curves)
{
    struct raster_rect plan = layout->plan;
    layout->curves = (struct raster_rect){plan.x + plan.width, plan.y, 0, 0};
    if (curves == CURVES_NONE) {
        return;
    }
    if (plan.width >= (int32_t)(WIDE * layout->scale)) {
        int32_t width = (int32_t)(plan.width * SIDE_SHARE);
        layout->plan.width -= width;
        layout->curves = (struct raster_rect){plan.x + plan.width - width, plan.y, width, plan.height};
    } else {
        int32_t height = (int32_t)(plan.height * BELOW_SHARE);
        layout->plan.height -= height;
        layout->curves = (struct raster_rect){plan.x, plan.y + plan.height - height, plan.width, height};
    }
}

enum sibu_status curves_seek(struct curves_course *course, const struct view_state *view, size_t people_budget,
                             int *behind, struct sibu_fault *fault)
{
    enum sibu_status status =
        view->curves == CURVES_NONE ? SIBU_OK : exit_flows_take(&course->flows, view->replay, fault);
    if (status == SIBU_OK && (view->curves == CURVES_DENSITY || view->curves == CURVES_ALL)) {
        status = zone_course_take(&course->zones, view->replay, people_budget, fault);
        *behind |= course->zones.done < course->zones.samples;
    }
    return status;
}

enum sibu_status curves_grow(struct curves_course *course, struct sibu_fault *fault)
{
    exit_flows_close(&course->flows);
    return zone_course_grow(&course->zones, fault);
}

void curves_close(struct curves_course *course)
{
    exit_flows_close(&course->flows);
    zone_course_close(&course->zones);
}
