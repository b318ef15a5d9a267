/* Is the newest drill's value more than noise, seen from the earlier ones?
 *
 * The earlier drills say where the next one was to be expected and how far it may fall from there by chance: 95 %
 * prediction band, expected +- t sqrt(between + error^2 of the newest + error^2 of the fit), t Student's with as many
 * degrees as there are free values (Higgins, Thompson and Spiegelhalter 2009, formula 12; with the newest one's own
 * error added). between.h fits. Of the drills looked at so, one in twenty is outside by chance alone. Pure.
 */
#pragma once
#include "evaluate/between.h"

#define CHANGE_EARLIER_MIN 3 /* about a level; about a line one more: below, no band means anything */

struct change {
    uint32_t earlier; /* drills it is compared with */
    double expected, low, high; /* band for the newest */
    double difference; /* newest less expected */
    double p; /* chance of a difference at least as large, either way, were nothing changed */
    int more_than_noise; /* outside the band, the same as p < 0.05 */
};

/* The last of the values (by time, oldest first) against those before it: about their level (is it another than they
 * used to be?) or about their line (has the trend bent?). Returns 1; or 0 and *out zero where the earlier are too few,
 * or all at one time for a line. */
int change_of_newest(const struct between_value *values, size_t count, enum between_about about, struct change *out);
