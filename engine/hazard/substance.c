/* The table of substances. See sibu/substance.h.
 *
 * Levels: US EPA and National Research Council, Acute Exposure Guideline Levels for Selected Airborne Chemicals, values for 10 min.
 * Exponents: W. F. ten Berge, A. Zwart, L. M. Appelman, Concentration-time mortality response relationship of irritant
 * and systemically acting vapours and gases, 1986; of carbon monoxide, Haber's rule (1). Explosion limit of methane: 5 % by volume.
 */
#include "sibu/substance.h"

#include <string.h>

#include "sibu/random.h"

#define LEVEL_S 600.0

static const struct sibu_substance_facts FACTS[SIBU_SUBSTANCES] = {
    [SIBU_SUBSTANCE_CHLORINE] = {"chlorine", {{"氯", "chlorine"}}, 70.906, 2.8, 50.0, 2.75},
    [SIBU_SUBSTANCE_AMMONIA] = {"ammonia", {{"氨", "ammonia"}}, 17.031, 220.0, 2700.0, 2.0},
    [SIBU_SUBSTANCE_LPG] = {"lpg", {{"液化石油气", "liquefied petroleum gas"}}, 44.097, 17000.0, 33000.0, 0.0},
    [SIBU_SUBSTANCE_HYDROGEN_SULFIDE] =
        {"hydrogen-sulfide", {{"硫化氢", "hydrogen sulphide"}}, 34.081, 41.0, 76.0, 4.36},
    [SIBU_SUBSTANCE_CARBON_MONOXIDE] =
        {"carbon-monoxide", {{"一氧化碳", "carbon monoxide"}}, 28.01, 420.0, 1700.0, 1.0},
    [SIBU_SUBSTANCE_METHANE] = {"methane", {{"甲烷", "methane"}}, 16.043, 5000.0, 25000.0, 0.0},
};

const struct sibu_substance_facts *sibu_substance_facts(enum sibu_substance substance)
{
    return &FACTS[substance];
}

enum sibu_substance sibu_substance_of(const char *id)
{
    int substance = 0;
    while (substance < SIBU_SUBSTANCES && strcmp(FACTS[substance].id, id) != 0) {
        substance++;
    }
    return (enum sibu_substance)substance;
}

double sibu_substance_load_per_s(enum sibu_substance substance, double ppm)
{
    const struct sibu_substance_facts *facts = &FACTS[substance];
    if (!(ppm > 0.0) || !(facts->exponent > 0.0)) {
        return 0.0;
    }
    return sibu_exp(facts->exponent * sibu_log(ppm / facts->aegl3_ppm)) / LEVEL_S;
}
