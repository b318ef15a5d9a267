/* A fire: how much heat it gives off, and what it gives into the air.
 *
 * It grows with the square of the time until it is at its peak, stays there, and dies down: alpha t^2, as in NFPA 92 and
 * ISO 16733-2. Pure; the same bits on every machine. Times in s since it was lit.
 */
#pragma once
#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The usual classes: 1,055 kW after 600, 300, 150 and 75 s. kW/s2 */
#define SIBU_FIRE_SLOW 0.00293
#define SIBU_FIRE_MEDIUM 0.01172
#define SIBU_FIRE_FAST 0.0469
#define SIBU_FIRE_ULTRA_FAST 0.1876

struct sibu_fire {
    double growth_kw_per_s2; /* above 0 */
    double peak_kw; /* above 0 */
    double peak_s; /* how long it stays there */
    double decay_s; /* how long it takes to die down, evenly; 0: at once */
    double combustion_mj_per_kg; /* heat of the fuel, above 0; wood 18, polystyrene 40 */
    double soot_yield, carbon_monoxide_yield, carbon_dioxide_yield; /* kg a kg of fuel */
};
/* A wood fire of medium growth. */
struct sibu_fire sibu_fire_default(void);
/* Refuses what is not finite or has the wrong sign, naming it. */
SIBU_MUST_USE enum sibu_status sibu_fire_check(const struct sibu_fire *fire, struct sibu_fault *fault);

/* When it is at its peak, s. */
double sibu_fire_grown_s(const struct sibu_fire *fire);
/* When nothing burns any more, s. */
double sibu_fire_out_s(const struct sibu_fire *fire);
/* Heat at a time, kW; 0 before it is lit and after it is out. */
double sibu_fire_kw(const struct sibu_fire *fire, double time_s);
/* All heat up to a time, MJ: the integral of sibu_fire_kw, exact. */
double sibu_fire_mj(const struct sibu_fire *fire, double time_s);
/* Fuel burnt up to a time, kg. */
double sibu_fire_burnt_kg(const struct sibu_fire *fire, double time_s);

/* How much air and smoke rises through the height `above_m` over the fire, kg/s: what fills the layer under a ceiling.
 * Heskestad's plume as in NFPA 92: 0.071 Qc^(1/3) z^(5/3) + 0.0018 Qc above the flames, 0.032 Qc^(3/5) z within them,
 * where Qc is the 0.7 of the heat that goes up. */
double sibu_fire_plume_kg_per_s(double heat_kw, double above_m);

#ifdef __cplusplus
}
#endif
