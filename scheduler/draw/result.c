/* Results and what they move: see result.h. Pure. */
#include "draw/result.h"

#include <assert.h>

#define SHARE_PER_MILLI 1000

uint32_t result_share(uint32_t expected, uint32_t checked_in)
{
    assert(expected > 0 && checked_in <= expected);
    return (uint32_t)((uint64_t)checked_in * RESULT_WHOLE / expected);
}

int result_move(const struct result_rule *rule, const uint32_t *shares, size_t count)
{
    uint64_t sum = 0;
    if (rule->drills == 0 || count < rule->drills) {
        return 0;
    }
    for (size_t i = count - rule->drills; i < count; i++) {
        sum += shares[i];
    }
    uint64_t each = (uint64_t)rule->drills * SHARE_PER_MILLI;
    if (sum < each * rule->poor_below_milli) {
        return 1;
    }
    return sum >= each * rule->good_from_milli ? -1 : 0;
}

void result_steps(const double values[4], size_t grade, double steps[3])
{
    double own = values[grade];
    steps[0] = steps[1] = steps[2] = own;
    for (size_t i = 0; i < 4; i++) {
        if (values[i] < own && (steps[0] >= own || values[i] > steps[0])) {
            steps[0] = values[i];
        }
        if (values[i] > own && (steps[2] <= own || values[i] < steps[2])) {
            steps[2] = values[i];
        }
    }
}
