/* The quantile function of the normal distribution.
 *
 * Depends on: nothing but sibu_log and sqrt. Pure.
 */
#pragma once

/* The z below which a standard normal variable lies with probability p, in (0, 1). Relative error about 1e-16. */
double normal_quantile(double p);
