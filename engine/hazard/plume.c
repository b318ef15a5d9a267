/* Puffs in the wind. See sibu/plume.h.
 *
 * Depends on: sibu/memory.h, sibu/random.h (exp). A puff of a release that goes on is as long as the stretch that it
 * stands for, not as it is wide: the row of them then adds up to the Gaussian plume, which spreads across the wind only.
 */
#include "sibu/plume.h"

#include <math.h>

#include "sibu/memory.h"
#include "sibu/random.h"

#define PI 3.14159265358979323846
#define STRETCH 0.6 /* a puff's standard deviation along the wind over the distance to the next: they add up to 0.2 % */
#define SEEN 6.0 /* standard deviations: what is further off is nothing */
#define NARROWEST_M 0.05
#define MOLAR_LITRES 24.45 /* of a gas at 25 degrees and 101.325 kPa */

struct puff {
    double x, y, up, mass;
    double travelled; /* m, by which it spreads */
    double along_x, along_y; /* the wind's direction when it was let go */
    double length; /* standard deviation along that; 0: as wide as across */
    struct sibu_spread spread;
};
struct sibu_plume {
    struct puff *puffs;
    size_t count, capacity, next; /* a ring */
};

enum sibu_stability sibu_stability_of(double wind_m_per_s, enum sibu_sky sky)
{
    static const double WINDS[] = {2.0, 3.0, 5.0, 6.0};
    /* By sky, then wind: below 2, 3, 5, 6 m/s, and above. */
    static const uint8_t CLASSES[5][5] = {
        [SIBU_SKY_SUN] = {SIBU_STABILITY_A, SIBU_STABILITY_A, SIBU_STABILITY_B, SIBU_STABILITY_C, SIBU_STABILITY_C},
        [SIBU_SKY_HAZE] = {SIBU_STABILITY_A, SIBU_STABILITY_B, SIBU_STABILITY_B, SIBU_STABILITY_C, SIBU_STABILITY_D},
        [SIBU_SKY_CLOUD] = {SIBU_STABILITY_B, SIBU_STABILITY_C, SIBU_STABILITY_C, SIBU_STABILITY_D, SIBU_STABILITY_D},
        [SIBU_SKY_NIGHT_CLOUD] = {SIBU_STABILITY_E, SIBU_STABILITY_E, SIBU_STABILITY_D, SIBU_STABILITY_D,
                                  SIBU_STABILITY_D},
        [SIBU_SKY_NIGHT_CLEAR] = {SIBU_STABILITY_F, SIBU_STABILITY_F, SIBU_STABILITY_E, SIBU_STABILITY_D,
                                  SIBU_STABILITY_D}};
    size_t band = 0;
    while (band < sizeof WINDS / sizeof WINDS[0] && wind_m_per_s >= WINDS[band]) {
        band++;
    }
    return (enum sibu_stability)CLASSES[sky][band];
}

/* Briggs: share x / sqrt(1 + bend x), or over 1 + bend x where it is `flat`. */
struct law {
    double share, bend;
    _Bool flat;
};

static double after(const struct law *law, double x)
{
    double bent = 1.0 + law->bend * x;
    return law->share * x / (law->flat ? bent : sqrt(bent));
}

struct sibu_spread sibu_spread_after(enum sibu_stability stability, double travelled_m)
{
    static const struct law ACROSS[SIBU_STABILITIES] = {{0.22, 1e-4, 0}, {0.16, 1e-4, 0}, {0.11, 1e-4, 0},
                                                        {0.08, 1e-4, 0}, {0.06, 1e-4, 0}, {0.04, 1e-4, 0}};
    static const struct law UP[SIBU_STABILITIES] = {{0.20, 0.0, 0},    {0.12, 0.0, 0},  {0.08, 2e-4, 0},
                                                    {0.06, 1.5e-3, 0}, {0.03, 3e-4, 1}, {0.016, 3e-4, 1}};
    double x = travelled_m > 0.0 ? travelled_m : 0.0;
    struct sibu_spread spread = {after(&ACROSS[stability], x), after(&UP[stability], x)};
    spread.across_m = spread.across_m > NARROWEST_M ? spread.across_m : NARROWEST_M;
    spread.up_m = spread.up_m > NARROWEST_M ? spread.up_m : NARROWEST_M;
    return spread;
}

/* exp(-(offset / width)^2 / 2) */
static double bell(double offset, double width)
{
    double times = offset / width;
    return sibu_exp(-0.5 * times * times);
}

/* Upwards, with what the ground throws back. */
static double layers(double up, double from, double width)
{
    return bell(up - from, width) + bell(up + from, width);
}

static double speed_of(const struct sibu_wind *wind)
{
    return wind->speed_m_per_s > SIBU_WIND_LEAST ? wind->speed_m_per_s : SIBU_WIND_LEAST;
}

double sibu_plume_steady(const struct sibu_wind *wind, double rate_kg_per_s, double from_m, double along_m,
                         double across_m, double up_m)
{
    if (!(along_m > 0.0)) {
        return 0.0;
    }
    struct sibu_spread spread = sibu_spread_after(wind->stability, along_m);
    return rate_kg_per_s / (2.0 * PI * speed_of(wind) * spread.across_m * spread.up_m) *
           bell(across_m, spread.across_m) * layers(up_m, from_m, spread.up_m);
}

struct sibu_plume *sibu_plume_open(size_t puffs)
{
    if (puffs == 0 || puffs > SIBU_PUFFS_MAX) {
        return NULL;
    }
    struct sibu_plume *plume = sibu_array_new(1, sizeof *plume);
    struct puff *ring = sibu_array_new(puffs, sizeof *ring);
    if (!plume || !ring) {
        sibu_array_free(plume);
        sibu_array_free(ring);
        return NULL;
    }
    plume->puffs = ring;
    plume->capacity = puffs;
    return plume;
}

void sibu_plume_close(struct sibu_plume *plume)
{
    if (plume) {
        sibu_array_free(plume->puffs);
        sibu_array_free(plume);
    }
}

void sibu_plume_reset(struct sibu_plume *plume)
{
    plume->count = 0;
    plume->next = 0;
}

void sibu_plume_step(struct sibu_plume *plume, const struct sibu_wind *wind, double step_s)
{
    double way = speed_of(wind) * step_s;
    for (size_t i = 0; i < plume->count; i++) {
        struct puff *puff = &plume->puffs[i];
        puff->x += wind->to_x * way;
        puff->y += wind->to_y * way;
        struct sibu_spread before = sibu_spread_after(wind->stability, puff->travelled);
        puff->travelled += way;
        struct sibu_spread now = sibu_spread_after(wind->stability, puff->travelled);
        puff->spread.across_m += now.across_m - before.across_m; /* never narrower, also when the class has changed */
        puff->spread.up_m += now.up_m - before.up_m;
    }
}

static struct puff *add_puff(struct sibu_plume *plume)
{
    struct puff *puff = &plume->puffs[plume->next];
    plume->next = (plume->next + 1) % plume->capacity;
    plume->count += plume->count < plume->capacity;
    return puff;
}

/* In the middle of the step it has been let go on the average: half of the way is behind it. */
void sibu_plume_flow(struct sibu_plume *plume, const struct sibu_wind *wind, const double place[3],
                     double rate_kg_per_s, double step_s)
{
    double way = speed_of(wind) * step_s;
    *add_puff(plume) = (struct puff){.x = place[0] + wind->to_x * way / 2.0,
                                     .y = place[1] + wind->to_y * way / 2.0,
                                     .up = place[2],
                                     .mass = rate_kg_per_s * step_s,
                                     .travelled = way / 2.0,
                                     .along_x = wind->to_x,
                                     .along_y = wind->to_y,
                                     .length = STRETCH * way,
                                     .spread = sibu_spread_after(wind->stability, way / 2.0)};
}

void sibu_plume_burst(struct sibu_plume *plume, const double place[3], double mass_kg, double width_m)
{
    double width = width_m > 0.1 ? width_m : 0.1;
    *add_puff(plume) = (struct puff){.x = place[0],
                                     .y = place[1],
                                     .up = place[2],
                                     .mass = mass_kg,
                                     .along_x = 1.0,
                                     .spread = {.across_m = width, .up_m = width}};
}

static double at_puff(const struct puff *puff, const double place[3])
{
    double dx = place[0] - puff->x, dy = place[1] - puff->y;
    double length = puff->length > 0.0 ? puff->length : puff->spread.across_m, across = puff->spread.across_m;
    double widest = length > across ? length : across;
    if (dx * dx + dy * dy > SEEN * SEEN * widest * widest) {
        return 0.0;
    }
    double along = dx * puff->along_x + dy * puff->along_y, aside = dy * puff->along_x - dx * puff->along_y;
    if (puff->length > 0.0 && along < -puff->travelled) {
        return 0.0; /* upwind of where it came from */
    }
    const double root = 15.749609945722419; /* (2 pi)^1.5 */
    return puff->mass / (root * length * across * puff->spread.up_m) * bell(along, length) * bell(aside, across) *
           layers(place[2], puff->up, puff->spread.up_m);
}

double sibu_plume_at(const struct sibu_plume *plume, const double place[3])
{
    double sum = 0.0;
    for (size_t i = 0; i < plume->count; i++) {
        sum += at_puff(&plume->puffs[i], place);
    }
    return sum;
}

double sibu_plume_mass(const struct sibu_plume *plume)
{
    double sum = 0.0;
    for (size_t i = 0; i < plume->count; i++) {
        sum += plume->puffs[i].mass;
    }
    return sum;
}

double sibu_gas_ppm(double kg_per_m3, double molar_g_per_mol)
{
    return kg_per_m3 * 1e6 * MOLAR_LITRES / molar_g_per_mol;
}
