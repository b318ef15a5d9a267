/* Doses: what is breathed in and felt adds up until somebody is overcome. See sibu/hazard.h for the sources.
 *
 * Depends on: sibu/random.h for powers that are the same on every machine. The rates of the sources are a minute's.
 */
#include "sibu/hazard.h"
#include "sibu/random.h"

#define A_MINUTE_S 60.0
#define BREATH_PLAIN 7.1 /* l/min at rest, as the guide divides by it */
#define OXYGEN_CLEAN 20.9
#define OXYGEN_WANTED 20.0 /* per cent: below, its want counts */
#define HYPERVENTILATES 2.0 /* per cent of carbon dioxide, above which ISO 13571 counts what is breathed more */
#define RADIATION_BORNE 2.5 /* kW/m2: less is borne for long */

static double power(double base, double exponent)
{
    return base > 0.0 ? sibu_exp(exponent * sibu_log(base)) : 0.0;
}

static double positive(double value)
{
    return value > 0.0 ? value : 0.0;
}

/* Carbon monoxide, a minute. */
static double monoxide(double ppm)
{
    return 2.764e-5 * power(ppm, 1.036);
}

/* Cyanide, a minute; nitrogen dioxide protects from it. */
static double cyanide(double hydrogen_cyanide_ppm, double nitrogen_dioxide_ppm)
{
    double ppm = positive(hydrogen_cyanide_ppm - nitrogen_dioxide_ppm);
    return ppm > 0.0 ? positive(sibu_exp(ppm / 43.0) / 220.0 - 0.0045) : 0.0;
}

/* The share of the lethal dose that irritants add a minute. */
static double irritants(const struct sibu_air *air)
{
    return positive(air->hydrogen_chloride_ppm) / 114000.0 + positive(air->hydrogen_bromide_ppm) / 114000.0 +
           positive(air->hydrogen_fluoride_ppm) / 87000.0 + positive(air->sulphur_dioxide_ppm) / 12000.0 +
           positive(air->nitrogen_dioxide_ppm) / 1900.0 + positive(air->acrolein_ppm) / 4500.0 +
           positive(air->formaldehyde_ppm) / 22500.0;
}

/* How many times as much people breathe for the carbon dioxide. */
static double breathing(double carbon_dioxide_percent)
{
    return carbon_dioxide_percent > 0.0 ? sibu_exp(0.1903 * carbon_dioxide_percent + 2.0004) / BREATH_PLAIN : 1.0;
}

/* Want of oxygen, a minute. */
static double hypoxia(double oxygen_percent)
{
    return oxygen_percent < OXYGEN_WANTED ? 1.0 / sibu_exp(8.13 - 0.54 * (OXYGEN_CLEAN - positive(oxygen_percent)))
                                          : 0.0;
}

double sibu_dose_rate_per_s(const struct sibu_air *air)
{
    double oxides = (positive(air->nitric_oxide_ppm) + positive(air->nitrogen_dioxide_ppm)) / 1500.0;
    double breathed = monoxide(air->carbon_monoxide_ppm) +
                      cyanide(air->hydrogen_cyanide_ppm, air->nitrogen_dioxide_ppm) + oxides + irritants(air);
    return (breathed * breathing(air->carbon_dioxide_percent) + hypoxia(air->oxygen_percent)) / A_MINUTE_S +
           positive(air->toxic_per_s);
}

double sibu_irritant_concentration(const struct sibu_air *air)
{
    return positive(air->hydrogen_chloride_ppm) / 1000.0 + positive(air->hydrogen_bromide_ppm) / 1000.0 +
           positive(air->hydrogen_fluoride_ppm) / 500.0 + positive(air->sulphur_dioxide_ppm) / 150.0 +
           positive(air->nitrogen_dioxide_ppm) / 250.0 + positive(air->acrolein_ppm) / 30.0 +
           positive(air->formaldehyde_ppm) / 250.0;
}

double sibu_dose_rate_iso_per_s(const struct sibu_air *air)
{
    double more = air->carbon_dioxide_percent > HYPERVENTILATES ? sibu_exp(air->carbon_dioxide_percent / 5.0) : 1.0;
    double rate = positive(air->carbon_monoxide_ppm) / 35000.0 + power(air->hydrogen_cyanide_ppm, 2.36) / 1.2e6;
    return rate * more / A_MINUTE_S;
}

double sibu_heat_rate_per_s(const struct sibu_air *air)
{
    double convective = power(air->temperature_c, 3.61) / 4.1e8;
    double radiant = air->radiation_kw_per_m2 > RADIATION_BORNE ? power(air->radiation_kw_per_m2, 1.56) / 6.9 : 0.0;
    return (convective + radiant) / A_MINUTE_S;
}
