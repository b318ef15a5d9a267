/* What the air of a fire or a release does to people: how far they see, how fast they walk, and how soon they are
 * overcome.
 *
 * Pure, and the same bits on every machine. A concentration is by volume: ppm, or per cent where the name says so. All
 * values are finite and at least 0; what is less counts as 0.
 */
#pragma once
#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_air {
    double extinction_per_m; /* K, of light in smoke; 0: clear */
    double oxygen_percent; /* 20.9 in clean air */
    double carbon_dioxide_percent;
    double carbon_monoxide_ppm;
    double hydrogen_cyanide_ppm;
    double nitric_oxide_ppm, nitrogen_dioxide_ppm;
    double hydrogen_chloride_ppm, hydrogen_bromide_ppm, hydrogen_fluoride_ppm, sulphur_dioxide_ppm, acrolein_ppm,
        formaldehyde_ppm;
    double temperature_c;
    double radiation_kw_per_m2; /* heat that falls on the skin */
    double toxic_per_s; /* how fast the load of another gas grows; 1 threatens life (sibu/substance.h) */
    double water_m; /* how deep one stands in water */
};
/* Clean air of 20 degrees Celsius. */
struct sibu_air sibu_air_clean(void);

#define SIBU_SMOKE_SPECIFIC_M2_PER_KG                                                                                  \
    8700.0 /* extinction by a kilogram of soot in a cubic metre (Mulholland, Croarkin 2000) */
/* The extinction of so much soot, 1/m. */
double sibu_smoke_extinction(double soot_kg_per_m3);
/* How far one sees a sign: constant / extinction, m, at most SIBU_SEES_MOST_M. The constant is 3 for signs that reflect (2
 * to 4) and 8 for lit ones (5 to 10) (Jin 1978). */
double sibu_smoke_visibility_m(double extinction_per_m, double sign_constant);
#define SIBU_SEES_MOST_M 100.0

/* Readings of how smoke slows people down: the same few experiments have been read in many ways (Ronchi et al. 2013), so
 * which one is used is told, never assumed. */
enum sibu_smoke_law {
    SIBU_SMOKE_SHARE, /* the same share of everybody's free speed, 1 - 0.057/0.706 K (Frantzich and Nilsson 2003; FDS+Evac) */
    SIBU_SMOKE_ABSOLUTE, /* at most 0.706 - 0.057 K m/s (Frantzich and Nilsson 2003) */
    SIBU_SMOKE_IRRITANT, /* at most 1.0 to 0.3 m/s as K goes from 0.1 to 0.5 /m (Jin and Yamada 1985) */
    SIBU_SMOKE_PLAIN, /* at most 1.0 to 0.5 m/s as K goes from 0.2 to 1.0 /m, smoke that does not irritate (the same) */
    SIBU_SMOKE_SEEN /* 0.34 m/s less for each metre of visibility below three (Fridolf et al. 2019) */
};
#define SIBU_SMOKE_LAWS 5
struct sibu_smoke {
    enum sibu_smoke_law law;
    double least; /* nobody becomes slower: a share of the free speed for SIBU_SMOKE_SHARE, else m/s */
    double sign_constant; /* for visibility */
};
/* The law with the least speed of its source: 0.1 of the free speed; 0.2, 0.3, 0.3, 0.2 m/s. The constant is 3. */
struct sibu_smoke sibu_smoke_default(enum sibu_smoke_law law);
/* How fast somebody walks in the smoke whose free speed this is, m/s; never faster than that. */
double sibu_smoke_speed(const struct sibu_smoke *smoke, double extinction_per_m, double free_m_per_s);
/* The law's name in words for reports. */
void sibu_smoke_name(enum sibu_smoke_law law, const char *name[SIBU_LANGUAGES]);

/* How fast the fractional effective dose grows, 1/s: at a dose of 1 the median person is overcome. After Purser (SFPE
 * Handbook), in the form of the FDS+Evac guide: (carbon monoxide + cyanide + nitrogen oxides + irritants) times what
 * carbon dioxide makes people breathe more, + want of oxygen below 20 %; and toxic_per_s is added as it stands. */
double sibu_dose_rate_per_s(const struct sibu_air *air);
/* What of the free speed is left in water: 1 on the dry, falling evenly to 0.3 at a depth of 0.5 m, and no further. Our
 * assumption: experiments in flooded corridors find about half the speed at knee height. */
double sibu_water_share(double water_m);
/* How much of what keeps people from fleeing at once irritants are: 1 or more, and the median person cannot (ISO 13571). */
double sibu_irritant_concentration(const struct sibu_air *air);
/* How fast the dose of gases that put to sleep grows by ISO 13571:2012, 1/s: carbon monoxide and cyanide only. */
double sibu_dose_rate_iso_per_s(const struct sibu_air *air);
/* How fast the dose of heat grows for the clothed, 1/s: hot air, and radiation above 2.5 kW/m2 (ISO 13571:2012). */
double sibu_heat_rate_per_s(const struct sibu_air *air);

#ifdef __cplusplus
}
#endif
