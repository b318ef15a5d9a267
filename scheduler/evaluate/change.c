/* See change.h. */
#include "evaluate/change.h"

#include <math.h>

#include "evaluate/chance.h"

int change_of_newest(const struct between_value *values, size_t count, enum between_about about, struct change *out)
{
    size_t least = CHANGE_EARLIER_MIN + (about == BETWEEN_LINE ? 1 : 0);
    struct between fit;
    *out = (struct change){0};
    if (count < least + 1 || !between_fit(values, count - 1, about, &fit)) {
        return 0;
    }
    const struct between_value *newest = &values[count - 1];
    double error = sqrt(fit.variance + newest->error * newest->error + between_variance_at(&fit, newest->time));
    double limit = chance_student_limit(CHANCE_ERROR, fit.free) * error;
    out->earlier = (uint32_t)(count - 1);
    out->expected = between_at(&fit, newest->time);
    out->low = out->expected - limit;
    out->high = out->expected + limit;
    out->difference = newest->value - out->expected;
    out->p = error > 0.0 ? chance_student_outside(fabs(out->difference) / error, fit.free) : 1.0;
    out->more_than_noise = fabs(out->difference) > limit;
    return 1;
}
