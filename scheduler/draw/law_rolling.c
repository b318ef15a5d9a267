/* The rolling gap: see law_rolling.h. Depends on: occupancy, memory. */
#include "draw/law_rolling.h"

#include <assert.h>

#include "draw/law_frame.h"
#include "sibu/memory.h"

/* The mean of i = 0 .. n with P(i) ~ ratio^i, 0 <= ratio <= 1. */
static double mean_of(double ratio, uint32_t n)
{
    double power = 1.0;
    double sum = 1.0;
    double moment = 0.0;
    for (uint32_t i = 1; i <= n && power > 0.0; i++) {
        power *= ratio;
        sum += power;
        moment += i * power;
    }
    return moment / sum;
}

/* The ratio with which the mean is `mean`, at most n / 2; to the last bit. */
static double solve_ratio(double mean, uint32_t n)
{
    double low = 0.0;
    double high = 1.0;
    for (double middle = .5; middle > low && middle < high; middle = low + (high - low) / 2.0) {
        if (mean_of(middle, n) < mean) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* P(x) into h and P(gap >= x) / mean into q, then the hazards. From the end at which P is greatest, so that no power grows
 * beyond all numbers. */
static void fill(struct rolling_law *law, double ratio, int from_most)
{
    double power = 1.0;
    double sum = 0.0;
    double rest = 0.0;
    const uint32_t n = law->most - law->least;
    for (uint32_t i = 0; i <= n; i++) {
        law->ages[(from_most ? law->most - i : law->least + i) - 1].h = power;
        sum += power;
        power *= ratio;
    }
    for (uint32_t x = law->most; x >= 1; x--) {
        struct occupancy_state *age = &law->ages[x - 1];
        double p = age->h / sum;
        rest += p;
        law->bits -= p > 0.0 ? p * occupancy_log2(p) : 0.0;
        *age = (struct occupancy_state){rest / law->mean, rest > 0.0 ? p / rest : 0.0};
    }
}

enum sibu_status rolling_open(struct rolling_law *out, uint32_t least, uint32_t most, double mean,
                              struct sibu_fault *fault)
{
    *out = (struct rolling_law){.least = least, .most = most, .mean = mean};
    if (least < 1 || least >= most || most > ROLLING_GAP_MAX || !(mean > least && mean < most)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "", "间隔 %u 至 %u 个时刻、平均 %.6g 不可能",
                              "gaps of %u to %u ticks with a mean of %.6g are impossible", least, most, mean);
    }
    out->ages = sibu_array_new(most, sizeof *out->ages);
    if (out->ages == NULL) {
        return law_no_memory(fault);
    }
    int from_most = mean - least > most - mean;
    double ratio = solve_ratio(from_most ? most - mean : mean - least, most - least);
    out->z = from_most ? 1.0 / ratio : ratio;
    fill(out, ratio, from_most);
    return SIBU_OK;
}

void rolling_close(struct rolling_law *law)
{
    sibu_array_free(law->ages);
    *law = (struct rolling_law){0};
}

double rolling_hazard(const struct rolling_law *law, uint32_t age)
{
    assert(age >= 1);
    return age < law->most ? law->ages[age - 1].h : 1.0;
}

/* The sum of r^x over least <= x <= most. */
static double sum_of(double r, uint32_t least, uint32_t most)
{
    double power = 1.0;
    double sum = 0.0;
    for (uint32_t x = 1; x <= most && power > 0.0; x++) {
        power *= r;
        sum += x >= least ? power : 0.0;
    }
    return sum;
}

double rolling_capacity(uint32_t least, uint32_t most)
{
    double low = 0.0; /* of 1 / z */
    double high = 1.0;
    assert(least >= 1 && least < most);
    for (double middle = .5; middle > low && middle < high; middle = low + (high - low) / 2.0) {
        if (sum_of(middle, least, most) < 1.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return -occupancy_log2(high);
}
