/* A gas that the wind carries off: puffs that drift, spread and are diluted.
 *
 * Outdoors, over flat ground that throws back what reaches it. Each puff is a Gaussian cloud; how wide it is follows from
 * how far the wind has carried it and from how the air is layered (Briggs 1973, open country; Pasquill's classes). A
 * release that goes on is a row of puffs, one each time that it is stepped; a wind that turns bends the row.
 *
 * Lengths in m, masses in kg. A plume belongs to one thread while it is stepped; any number may look at it between steps.
 * The same steps give the same bits on every machine.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

/* From very unstable (a sunny noon with little wind) over neutral to stable (a clear night with little wind). */
enum sibu_stability {
    SIBU_STABILITY_A,
    SIBU_STABILITY_B,
    SIBU_STABILITY_C,
    SIBU_STABILITY_D,
    SIBU_STABILITY_E,
    SIBU_STABILITY_F
};
#define SIBU_STABILITIES 6
enum sibu_sky { SIBU_SKY_SUN, SIBU_SKY_HAZE, SIBU_SKY_CLOUD, SIBU_SKY_NIGHT_CLOUD, SIBU_SKY_NIGHT_CLEAR };
/* Pasquill's table of 1961, the less stable where it names two: the class for the wind at a height of 10 m, m/s. */
enum sibu_stability sibu_stability_of(double wind_m_per_s, enum sibu_sky sky);

struct sibu_wind {
    double speed_m_per_s; /* at least SIBU_WIND_LEAST: in a calm the air never quite stands */
    double to_x, to_y; /* where it blows to, a unit vector */
    enum sibu_stability stability;
};
#define SIBU_WIND_LEAST 0.5

/* How wide a cloud is after `travelled_m`: the standard deviations across and upwards, m. */
struct sibu_spread {
    double across_m, up_m;
};
struct sibu_spread sibu_spread_after(enum sibu_stability stability, double travelled_m);

/* The concentration that a source of `rate_kg_per_s` at height `from_m` keeps up at a point `along_m` downwind, `across_m`
 * aside and `up_m` above the ground: the Gaussian formula, kg/m3. 0 upwind. */
double sibu_plume_steady(const struct sibu_wind *wind, double rate_kg_per_s, double from_m, double along_m,
                         double across_m, double up_m);

struct sibu_plume;
#define SIBU_PUFFS_MAX 100000u
/* Room for so many puffs, 1 to SIBU_PUFFS_MAX: when it is full the oldest makes room. NULL: no memory, or not that many.
 * The caller closes it. */
struct sibu_plume *sibu_plume_open(size_t puffs);
void sibu_plume_close(struct sibu_plume *plume); /* NULL is allowed */
void sibu_plume_reset(struct sibu_plume *plume); /* as if it had just been opened */
/* Lets all puffs drift and spread for `step_s`. */
void sibu_plume_step(struct sibu_plume *plume, const struct sibu_wind *wind, double step_s);
/* What flows out at (x, y) at height up_m in the `step_s` that has just been stepped, as one puff. */
void sibu_plume_flow(struct sibu_plume *plume, const struct sibu_wind *wind, const double place[3],
                     double rate_kg_per_s, double step_s);
/* What bursts out at once, with the width of a cloud that has formed by itself, at least 0.1 m. */
void sibu_plume_burst(struct sibu_plume *plume, const double place[3], double mass_kg, double width_m);
/* The concentration at a place, kg/m3. */
double sibu_plume_at(const struct sibu_plume *plume, const double place[3]);
/* All that is in the air, kg. */
double sibu_plume_mass(const struct sibu_plume *plume);

/* Parts per million by volume of a gas of this molar mass, in air of 25 degrees Celsius at sea level. */
double sibu_gas_ppm(double kg_per_m3, double molar_g_per_mol);

#ifdef __cplusplus
}
#endif
