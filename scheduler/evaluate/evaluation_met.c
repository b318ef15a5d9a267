/* What people would have met on the way, had the hazard been there. See evaluation.h and evaluation_part.h.
 */
#include "evaluate/evaluation_part.h"
#include "sibu/forecast.h"
#include "sibu/hazard.h"

static const double SIGN_CONSTANT = 3.0; /* of signs that reflect (Jin 1978) */
static const double SIGHT_M[] = {10.0, 5.0};

void evaluation_meet(const struct evaluation *evaluation, const struct evaluation_source *source,
                     const struct sibu_record_frame *frame, double for_s, struct evaluation_met *met)
{
    for (size_t i = 0; i < frame->count; i++) {
        size_t index = evaluation_index(source, frame->person[i]);
        if (index == SIZE_MAX) {
            continue;
        }
        struct sibu_air air = sibu_air_clean();
        sibu_field_course_look(evaluation->hazard.course, frame->floor[i], (double)frame->x_m[i], (double)frame->y_m[i],
                               frame->time_s, &air);
        double rate_per_s = sibu_dose_rate_per_s(&air);
        double sight_m = sibu_smoke_visibility_m(air.extinction_per_m, SIGN_CONSTANT);
        met[index].dose += rate_per_s > 0.0 ? rate_per_s * for_s : 0.0;
        if (!met[index].is_known || sight_m < met[index].least_sight_m) {
            met[index].least_sight_m = sight_m;
        }
        met[index].is_known = 1;
    }
}

void evaluation_sum_met(struct evaluation *out, const struct evaluation_met *met)
{
    struct evaluation_exposure *to = &out->exposure;
    to->is_measured = 1;
    to->met = met;
    for (size_t i = 0; i < out->people_count; i++) {
        if (!met[i].is_known || out->people[i].state == EVALUATION_NOT_EXPECTED) {
            continue;
        }
        to->people++;
        to->dosed += met[i].dose >= SIBU_DOSED ? 1 : 0;
        to->overcome += met[i].dose >= SIBU_OVERCOME ? 1 : 0;
        to->most_dose = met[i].dose > to->most_dose ? met[i].dose : to->most_dose;
        to->sight_below_10_m += met[i].least_sight_m < SIGHT_M[0] ? 1 : 0;
        to->sight_below_5_m += met[i].least_sight_m < SIGHT_M[1] ? 1 : 0;
    }
}
