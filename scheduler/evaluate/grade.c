/* Scores of drills and what they move: see grade.h. Pure. */
#include "evaluate/grade.h"

#include <assert.h>

int32_t grade_score(const struct grade_rule *rule, const struct grade_figures *figures)
{
    double sum = 0.0, weights = 0.0;
    for (size_t i = 0; i < GRADE_FIGURES; i++) {
        double share = figures->shares[i];
        if (share >= 0.0) {
            sum += rule->weights[i] * (share < 1.0 ? share : 1.0);
            weights += rule->weights[i];
        }
    }
    return weights > 0.0 ? (int32_t)(GRADE_SCORE_MAX * sum / weights + 0.5) : -1;
}

double grade_forecast_share(double ratio)
{
    if (ratio <= 1.0) {
        return 1.0;
    }
    return ratio < 2.0 ? 2.0 - ratio : 0.0;
}

static int32_t mean_of(const int32_t *scores, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += scores[i];
    }
    return (int32_t)((2 * sum + (int64_t)count) / (2 * (int64_t)count)); /* rounded */
}

char grade_next(const struct grade_rule *rule, char base, char now, const int32_t *scores, size_t count, int32_t *mean)
{
    assert(base >= 'A' && base <= 'D' && now >= 'A' && now <= 'D');
    *mean = -1;
    if (rule->drills == 0 || count < rule->drills) {
        return now;
    }
    *mean = mean_of(scores + (count - rule->drills), rule->drills);
    int best = base - rule->better_steps;
    int at = now - 'A';
    if (now < 'D' && *mean < rule->from[at] - rule->hysteresis) {
        return (char)(now + 1);
    }
    if (now > 'A' && now > best && *mean >= rule->from[at - 1] + rule->hysteresis) {
        return (char)(now - 1);
    }
    return now;
}
