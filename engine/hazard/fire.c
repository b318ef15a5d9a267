/* Heat over time. See sibu/fire.h.
 *
 * Depends on: sibu/random.h for powers that are the same on every machine.
 */
#include "sibu/fire.h"

#include <math.h>

#include "sibu/random.h"

#define CONVECTIVE 0.7 /* share of the heat that rises with the smoke */

struct sibu_fire sibu_fire_default(void)
{
    return (struct sibu_fire){.growth_kw_per_s2 = SIBU_FIRE_MEDIUM,
                              .peak_kw = 2500.0,
                              .peak_s = 600.0,
                              .decay_s = 600.0,
                              .combustion_mj_per_kg = 18.0,
                              .soot_yield = 0.015,
                              .carbon_monoxide_yield = 0.004,
                              .carbon_dioxide_yield = 1.33};
}

static enum sibu_status refuse(const char *key, double value, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, key, "%g 不是有效的数值", "%g is no valid value", value);
}

enum sibu_status sibu_fire_check(const struct sibu_fire *fire, struct sibu_fault *fault)
{
    const struct {
        const char *key;
        double value;
        _Bool positive; /* above 0, not only at least */
    } values[] = {{"growth_kw_per_s2", fire->growth_kw_per_s2, 1},
                  {"peak_kw", fire->peak_kw, 1},
                  {"combustion_mj_per_kg", fire->combustion_mj_per_kg, 1},
                  {"peak_s", fire->peak_s, 0},
                  {"decay_s", fire->decay_s, 0},
                  {"soot_yield", fire->soot_yield, 0},
                  {"carbon_monoxide_yield", fire->carbon_monoxide_yield, 0},
                  {"carbon_dioxide_yield", fire->carbon_dioxide_yield, 0}};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double value = values[i].value;
        if (!isfinite(value) || value < 0.0 || (values[i].positive && !(value > 0.0))) {
            return refuse(values[i].key, value, fault);
        }
    }
    return SIBU_OK;
}

double sibu_fire_grown_s(const struct sibu_fire *fire)
{
    return sqrt(fire->peak_kw / fire->growth_kw_per_s2);
}

double sibu_fire_out_s(const struct sibu_fire *fire)
{
    return sibu_fire_grown_s(fire) + fire->peak_s + fire->decay_s;
}

double sibu_fire_kw(const struct sibu_fire *fire, double time_s)
{
    double full_s = sibu_fire_grown_s(fire) + fire->peak_s;
    if (!(time_s > 0.0) || time_s >= full_s + fire->decay_s) {
        return 0.0;
    }
    if (time_s > full_s) {
        return fire->peak_kw * (1.0 - (time_s - full_s) / fire->decay_s);
    }
    double grown = fire->growth_kw_per_s2 * time_s * time_s;
    return grown < fire->peak_kw ? grown : fire->peak_kw;
}

double sibu_fire_mj(const struct sibu_fire *fire, double time_s)
{
    double grown_s = sibu_fire_grown_s(fire), full_s = grown_s + fire->peak_s;
    if (!(time_s > 0.0)) {
        return 0.0;
    }
    double growing = time_s < grown_s ? time_s : grown_s;
    double kj = fire->growth_kw_per_s2 * growing * growing * growing / 3.0;
    if (time_s > grown_s) {
        kj += fire->peak_kw * ((time_s < full_s ? time_s : full_s) - grown_s);
    }
    if (time_s > full_s && fire->decay_s > 0.0) {
        double dying = time_s < full_s + fire->decay_s ? time_s - full_s : fire->decay_s;
        kj += fire->peak_kw * dying * (1.0 - dying / (2.0 * fire->decay_s));
    }
    return kj / 1000.0;
}

double sibu_fire_burnt_kg(const struct sibu_fire *fire, double time_s)
{
    return sibu_fire_mj(fire, time_s) / fire->combustion_mj_per_kg;
}

static double power(double base, double exponent)
{
    return sibu_exp(exponent * sibu_log(base));
}

double sibu_fire_plume_kg_per_s(double heat_kw, double above_m)
{
    if (!(heat_kw > 0.0) || !(above_m > 0.0)) {
        return 0.0;
    }
    double rising = CONVECTIVE * heat_kw, flames_m = 0.166 * power(rising, 0.4);
    if (above_m <= flames_m) {
        return 0.032 * power(rising, 0.6) * above_m;
    }
    return 0.071 * power(rising, 1.0 / 3.0) * power(above_m, 5.0 / 3.0) + 0.0018 * rising;
}
