/* What the study of density measures, for who draws it. */
#pragma once

#define DENSITIES 7
enum { DENSITY_SPEED, DENSITY_REAL, DENSITY_NUMBERS }; /* by density: mean speed, m/s; mean density measured, 1/m2 */
extern const double DENSITY_PER_M2[DENSITIES]; /* as people were put in */
/* Weidmann (1993): v = 1.34 (1 - exp(-1.913 (1/density - 1/5.4))), m/s; 0 from 5.4 on. */
double density_weidmann(double per_m2);
