/* Smoke: extinction, visibility, and how it slows people down, as does water. See sibu/hazard.h. */
#include "sibu/hazard.h"

#define WADED_M 0.5 /* deep enough for the slowest wading */
#define WADING_LEAST 0.3 /* of the free speed */

static double between(double low, double value, double high)
{
    return value > high ? high : value > low ? value : low;
}

struct sibu_air sibu_air_clean(void)
{
    return (struct sibu_air){.oxygen_percent = 20.9, .temperature_c = 20.0};
}

double sibu_smoke_extinction(double soot_kg_per_m3)
{
    return soot_kg_per_m3 > 0.0 ? soot_kg_per_m3 * SIBU_SMOKE_SPECIFIC_M2_PER_KG : 0.0;
}

double sibu_smoke_visibility_m(double extinction_per_m, double sign_constant)
{
    if (!(extinction_per_m * SIBU_SEES_MOST_M > sign_constant)) {
        return SIBU_SEES_MOST_M;
    }
    return sign_constant / extinction_per_m;
}

struct sibu_smoke sibu_smoke_default(enum sibu_smoke_law law)
{
    static const double LEAST[SIBU_SMOKE_LAWS] = {[SIBU_SMOKE_SHARE] = 0.1,
                                                  [SIBU_SMOKE_ABSOLUTE] = 0.2,
                                                  [SIBU_SMOKE_IRRITANT] = 0.3,
                                                  [SIBU_SMOKE_PLAIN] = 0.3,
                                                  [SIBU_SMOKE_SEEN] = 0.2};
    return (struct sibu_smoke){.law = law, .least = LEAST[law], .sign_constant = 3.0};
}

/* From `fast` at the thinner smoke to `slow` at the thicker one, and on beyond that. */
static double falling(double extinction, double thin, double fast, double thick, double slow)
{
    return fast + (extinction - thin) * (slow - fast) / (thick - thin);
}

/* The speed by the law alone, m/s. */
static double speed_by_law(const struct sibu_smoke *smoke, double extinction, double free)
{
    switch (smoke->law) {
    case SIBU_SMOKE_SHARE:
        return free * between(smoke->least, 1.0 - 0.057 / 0.706 * extinction, 1.0);
    case SIBU_SMOKE_ABSOLUTE:
        return extinction > 0.0 ? 0.706 - 0.057 * extinction : free;
    case SIBU_SMOKE_IRRITANT:
        return extinction < 0.1 ? free : falling(extinction, 0.1, 1.0, 0.5, 0.3);
    case SIBU_SMOKE_PLAIN:
        return extinction < 0.2 ? free : falling(extinction, 0.2, 1.0, 1.0, 0.5);
    case SIBU_SMOKE_SEEN: {
        double sees = sibu_smoke_visibility_m(extinction, smoke->sign_constant);
        return sees < 3.0 ? free - 0.34 * (3.0 - sees) : free;
    }
    }
    return free;
}

double sibu_smoke_speed(const struct sibu_smoke *smoke, double extinction_per_m, double free_m_per_s)
{
    double speed = speed_by_law(smoke, extinction_per_m > 0.0 ? extinction_per_m : 0.0, free_m_per_s);
    double least = smoke->law == SIBU_SMOKE_SHARE ? smoke->least * free_m_per_s : smoke->least;
    return between(least < free_m_per_s ? least : free_m_per_s, speed, free_m_per_s);
}

void sibu_smoke_name(enum sibu_smoke_law law, const char *name[SIBU_LANGUAGES])
{
    static const char *const NAMES[SIBU_SMOKE_LAWS][SIBU_LANGUAGES] = {
        [SIBU_SMOKE_SHARE] = {"按自由速度的比例减慢（Frantzich、Nilsson 2003）",
                              "a share of the free speed (Frantzich and Nilsson 2003)"},
        [SIBU_SMOKE_ABSOLUTE] = {"按绝对速度减慢（Frantzich、Nilsson 2003）",
                                 "an absolute speed (Frantzich and Nilsson 2003)"},
        [SIBU_SMOKE_IRRITANT] = {"刺激性烟气（Jin、Yamada 1985）", "irritant smoke (Jin and Yamada 1985)"},
        [SIBU_SMOKE_PLAIN] = {"非刺激性烟气（Jin、Yamada 1985）", "smoke that does not irritate (Jin and Yamada 1985)"},
        [SIBU_SMOKE_SEEN] = {"按能见度减慢（Fridolf 等 2019）", "by visibility (Fridolf et al. 2019)"}};
    name[SIBU_ZH] = NAMES[law][SIBU_ZH];
    name[SIBU_EN] = NAMES[law][SIBU_EN];
}

double sibu_water_share(double water_m)
{
    double deep = water_m > 0.0 ? water_m / WADED_M : 0.0;
    return 1.0 - (1.0 - WADING_LEAST) * (deep < 1.0 ? deep : 1.0);
}
