/* How bad a field is, in steps. See sibu/field.h, where the table stands. */
#include "sibu/blast.h"
#include "sibu/field.h"

#define SIGN_CONSTANT 3.0 /* of signs that reflect (Jin 1978) */
#define FAINT 0.1 /* of AEGL-2 */

/* How many of three limits are reached: from below, or where `down` from above. */
static int steps(double value, const double limits[3], _Bool down)
{
    int count = 0;
    for (int i = 0; i < 3; i++) {
        count += down ? value < limits[i] : value >= limits[i];
    }
    return count;
}

static int greater(int a, int b)
{
    return a > b ? a : b;
}

enum sibu_field_level sibu_field_level(enum sibu_substance substance, const struct sibu_field_here *here)
{
    const struct sibu_substance_facts *facts = sibu_substance_facts(substance);
    const double gas[3] = {FAINT * facts->aegl2_ppm, facts->aegl2_ppm, facts->aegl3_ppm};
    int worst = steps(here->smoke_free_m, (const double[]){2.5, 2.0, 1.5}, 1);
    double sight_m = sibu_smoke_visibility_m(here->extinction_per_m, SIGN_CONSTANT);
    worst = greater(worst, steps(sight_m, (const double[]){30.0, 10.0, 5.0}, 1));
    worst = greater(worst, steps(here->kw_per_m2, (const double[]){0.5, 1.0, 2.5}, 0));
    worst = greater(worst, steps(here->ppm, gas, 0));
    worst = greater(worst, steps(here->kpa, SIBU_BLAST_FROM_KPA, 0));
    return (enum sibu_field_level)greater(worst, steps(here->water_m, (const double[]){0.1, 0.3, 0.5}, 0));
}
