/* Substances that a release may consist of, and what they do to people who breathe them.
 *
 * Pure; constant tables.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/site.h"

#ifdef __cplusplus
extern "C" {
#endif

enum sibu_substance {
    SIBU_SUBSTANCE_CHLORINE,
    SIBU_SUBSTANCE_AMMONIA,
    SIBU_SUBSTANCE_LPG, /* as propane */
    SIBU_SUBSTANCE_HYDROGEN_SULFIDE,
    SIBU_SUBSTANCE_CARBON_MONOXIDE,
    SIBU_SUBSTANCE_METHANE,
    SIBU_SUBSTANCES
};
struct sibu_substance_facts {
    const char *id; /* as it stands in families: "chlorine", ... */
    struct sibu_name name;
    double molar_g_per_mol;
    /* Acute exposure guideline levels for 10 min, ppm: above AEGL-2 the ability to escape may be impaired, above AEGL-3
     * life is threatened. Of methane, which has none: 10 % and 50 % of the lower explosion limit. */
    double aegl2_ppm, aegl3_ppm;
    double exponent; /* n of the toxic load C^n t; 0: it does not add up */
};
const struct sibu_substance_facts *sibu_substance_facts(enum sibu_substance substance);
enum sibu_substance sibu_substance_of(const char *id); /* SIBU_SUBSTANCES where there is none */
/* How fast the toxic load grows, 1/s: at 1 it is that of AEGL-3 for 10 min. (ppm / AEGL-3)^n / 600 s. */
double sibu_substance_load_per_s(enum sibu_substance substance, double ppm);

#ifdef __cplusplus
}
#endif
