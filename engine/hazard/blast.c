/* See sibu/blast.h. */
#include "sibu/blast.h"

#include "sibu/random.h"

#define LEAST_SCALED 0.5 /* m/kg^(1/3): nearer than that the law says nothing */
#define REACH_MOST_M 1e6
#define MILLIMETRE 1e-3

const double SIBU_BLAST_FROM_KPA[SIBU_BLAST_BANDS] = {2.07, 6.9, 13.8, 34.5};

double sibu_blast_kpa(double energy_mj, double distance_m)
{
    if (!(energy_mj > 0.0)) {
        return 0.0;
    }
    double root = sibu_exp(sibu_log(energy_mj / SIBU_TNT_MJ_PER_KG) / 3.0), scaled = distance_m / root;
    scaled = scaled > LEAST_SCALED ? scaled : LEAST_SCALED;
    return ((1772.0 / scaled - 114.0) / scaled + 108.0) / scaled;
}

double sibu_blast_reach_m(double energy_mj, double kpa)
{
    double near_m = 0.0, far_m = REACH_MOST_M;
    if (sibu_blast_kpa(energy_mj, near_m) < kpa) {
        return 0.0;
    }
    while (far_m - near_m > MILLIMETRE) {
        double middle_m = (near_m + far_m) * 0.5;
        if (sibu_blast_kpa(energy_mj, middle_m) >= kpa) {
            near_m = middle_m;
        } else {
            far_m = middle_m;
        }
    }
    return near_m;
}
