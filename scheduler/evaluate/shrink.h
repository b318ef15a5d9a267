/* Fair means of sites: small samples drawn toward what all have in common (empirical Bayes).
 *
 * A site with few people, or few drills, is at the top or the bottom by luck more often than by merit. Its value counts
 * for as much as its error allows, the mean of all for the rest: error^2 / (error^2 + between) of it is the mean's. The
 * variance between sites is Paule and Mandel's (between.h says why). C. N. Morris, Parametric Empirical Bayes Inference
 * (1983), section 5: that weight is taken times (k - 3) / (k - 1), since between is itself estimated from k sites, and
 * the intervals are wider for this and for the mean's own error. With three sites or fewer nothing is shrunk: they say
 * too little about how sites differ. Pure.
 */
#pragma once
#include "evaluate/between.h"

struct shrink_site {
    double toward_all; /* the weight of the mean of all, in [0, 1) */
    double fair; /* between the site's own value and the mean of all */
    double low, high; /* 95 % interval */
};

struct shrink {
    double mean, mean_error; /* of all sites, weighted, and its standard error */
    double between; /* variance between sites */
};

/* Shrinks the values of `count` sites (times do not count; an error of 0 says the value is exact) into as many sites[].
 * With fewer than two there is no mean: *out is zero. */
void shrink_take(const struct between_value *values, size_t count, struct shrink_site *sites, struct shrink *out);
