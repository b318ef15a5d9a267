/* How much drills (or sites) differ beyond what their own errors explain, about one level or about a line over time.
 *
 * Each has a value with a known sampling error; the values scatter about the level with a variance of their own,
 * besides: Var(value) = between + error^2. `between` is Paule and Mandel's (1982; for a line: Berkey et al. 1995): the
 * variance at which the squared residuals, each over its own Var, sum up to the number of free values. Chosen over
 * DerSimonian and Laird's because that is too low where the errors differ much (Veroniki et al. 2016), and because it
 * needs no error: with errors 0 (not known) it is the usual residual variance and the fit is least squares. Pure.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum between_about { BETWEEN_LEVEL, BETWEEN_LINE };

/* One value: time in any unit (counts for the line only), standard error >= 0 (0: not known apart). All finite. */
struct between_value {
    double time, value, error;
};

struct between {
    double variance; /* between; 0 where the errors explain all */
    double level, level_variance; /* fitted at `time`, and the square of its standard error */
    double slope, slope_variance; /* per unit of time; 0 about a level */
    double time; /* the values' mean time, weighted as they are */
    uint32_t free; /* values less what is fitted (1 level, 2 line) */
};

/* Fits. Returns 1; or 0 where there are not more values than 1 (level) or 2 (line), or where all of a line are at one
 * time: then *out is zero. */
int between_fit(const struct between_value *values, size_t count, enum between_about about, struct between *out);
/* The fitted value at a time, and the square of its standard error. */
double between_at(const struct between *fit, double time);
double between_variance_at(const struct between *fit, double time);
