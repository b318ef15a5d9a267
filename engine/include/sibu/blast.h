/* A blast as bands of distance: how strong its wave is, and what it does to people and buildings there.
 *
 * Free field, by scaling to TNT (Hopkinson and Cranz): walls neither shield nor reflect, so it is an estimate for bands on a plan,
 * not for a design. Pure; the same bits on every machine.
 */
#pragma once
#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIBU_TNT_MJ_PER_KG 4.6
/* The peak overpressure of the wave that `energy_mj` makes at a distance, kPa: 1772/Z^3 - 114/Z^2 + 108/Z with Z = distance /
 * (kg of TNT)^(1/3) (C. A. Mills, The design of concrete structures to resist explosions and weapon effects, 1987).
 * Never more than at Z = 0.5. 0 without energy.
 *
 * Next to the wave of a half sphere of TNT on the ground (C. N. Kingery, G. Bulmash 1984, as simplified by M. M. Swisdak
 * 1994) it is, at Z = 1, 2, 5, 10, 20, 40: 1766, 247, 31.2, 11.4, 5.34, 2.66 kPa to 1354, 284, 43.2, 14.9, 6.10, 2.37 kPa.
 * So up to 28 % lower where houses fall and are damaged (bands reach 14 to 19 % less far), and higher far off (window
 * panes: 17 % farther). */
double sibu_blast_kpa(double energy_mj, double distance_m);
/* Bands, after V. J. Clancey, Diagnostic features of explosion damage, 1972. */
enum sibu_blast_band {
    SIBU_BLAST_GLASS, /* from 2.07 kPa: window panes break; below it nothing serious is to be expected */
    SIBU_BLAST_DAMAGE, /* from 6.9 kPa: houses are damaged and cannot be lived in */
    SIBU_BLAST_COLLAPSE, /* from 13.8 kPa: walls and roofs fall in part */
    SIBU_BLAST_RUIN /* from 34.5 kPa: houses are nearly destroyed */
};
#define SIBU_BLAST_BANDS 4
extern const double SIBU_BLAST_FROM_KPA[SIBU_BLAST_BANDS];
/* Up to where the wave has at least so much, m: the solution of the law above by halving, to a millimetre. */
double sibu_blast_reach_m(double energy_mj, double kpa);

#ifdef __cplusplus
}
#endif
