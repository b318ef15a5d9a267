/* The one set of parameters by which everybody in every world walks: told with each result that rests on them.
 */
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_crowd_parameter {
    const char *name; /* "time_gap" */
    const char *unit; /* "s"; "" where it has none */
    double value;
};
/* The parameters, constant for a build; *count says how many. */
const struct sibu_crowd_parameter *sibu_crowd_parameters(size_t *count);

#ifdef __cplusplus
}
#endif
