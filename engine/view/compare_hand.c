/* See compare_hand.h. */
#include "view/compare_hand.h"

#include "view/people.h"

#define REACH_PX 14.0 /* around a person, at scale 1 */

static int is_there(const struct compare_boxes *boxes, const struct pointer_input *input)
{
    return boxes->there.width > 0 && raster_rect_holds(boxes->there, input->x, input->y);
}

struct pointer_input compare_hand_lead(const struct view_state *view, const struct picture *picture,
                                       const struct pointer_input *input)
{
    struct pointer_input lead = *input;
    struct compare_boxes boxes = compare_plans(&picture->canvas, view, picture->layout.plan);
    if (is_there(&boxes, input)) {
        lead.x += boxes.here.x - boxes.there.x;
        lead.y += boxes.here.y - boxes.there.y;
    }
    return lead;
}

int compare_hand_choose(const struct view_state *view, const struct picture *picture, const struct pointer_input *input,
                        uint32_t *twin)
{
    struct compare_boxes boxes = compare_plans(&picture->canvas, view, picture->layout.plan);
    if (!is_there(&boxes, input)) {
        return 0;
    }
    const struct compare *compare = view->compare;
    struct sibu_point px = {(double)input->x, (double)input->y};
    uint32_t person = people_at(&compare->view, &compare->side.motion.now, px, REACH_PX * picture->layout.scale);
    *twin = person != SIBU_NONE ? compare->twins_back[person] : SIBU_NONE;
    return 1;
}
