/* The figures of a drill that rules may name: "muster.share_within" and the like, each with its unit, its n, and between
 * which bounds it lies.
 *
 * A drill that ends stops looking: who had not arrived then may have arrived a second later. So a figure has bounds: `low`
 * counts each such person as the worse, `high` as the better for a share, and the other way round for a time; where all was seen,
 * low = value = high. What has no evidence at all is not known. Shares are of expected people, 0 to 1. Pure.
 * Depends on: evaluation, rating_facts.
 */
#pragma once
#include "evaluate/rating_facts.h"
#include "sibu/catalogue.h"

enum rating_argument {
    RATING_ARGUMENT_NONE,
    RATING_ARGUMENT_WITHIN_S, /* seconds, above 0 */
    RATING_ARGUMENT_SHARE /* of people, above 0 and at most 1 */
};
enum rating_unit { RATING_UNIT_SHARE, RATING_UNIT_SECONDS, RATING_UNIT_PEOPLE, RATING_UNIT_YES_NO };

/* What figures are taken from. */
struct rating_basis {
    const struct evaluation *evaluation;
    const struct rating_facts *facts;
    double *times_s; /* room for as many as there are people; written over by each figure */
};

struct rating_figure {
    int known; /* 0: the record has no evidence, and the numbers mean nothing */
    uint32_t n; /* of what it was counted or measured: people, calls, attempts, answers of devices */
    double value; /* as seen; MEASURE_NEVER for a time that was not reached */
    double low, high; /* low <= high; high of a time is RATING_NO_BOUND where it was not reached */
};
#define RATING_NO_BOUND 1e300

struct rating_figure_def {
    const char *name;
    enum sibu_say_id title;
    enum rating_unit unit;
    enum rating_argument argument;
    void (*take)(const struct rating_basis *basis, double argument, struct rating_figure *out);
};

/* The figure of this name; NULL where there is none. */
const struct rating_figure_def *rating_figure_find(const char *name);
/* All of them, in the order of docs/rating.md. */
const struct rating_figure_def *rating_figures(size_t *count);
const char *rating_unit_name(enum rating_unit unit); /* "share", "s", "people", "yes-no" */
