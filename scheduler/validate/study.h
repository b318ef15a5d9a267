/* A study: one experiment, run once for each seed, whose numbers one or several tests are judged by. And the tests.
 *
 * A study builds its scenes once; then any number of threads rehearse it, each with a seed of its own, and each
 * rehearsal gives `value_count` numbers. A trial is a test of a standard: it takes a study's numbers over all seeds and
 * comes to a finding. Whatever decides is pure and sees numbers only.
 */
#pragma once
#include <signal.h>

#include "sibu/random.h"
#include "validate/cast.h"
#include "validate/scene.h"

#define STAGE_SCENES 16
#define FINDING_EXTRAS 24
#define STUDY_NOTHING (-1.0) /* a number that there is not: somebody never arrived */

struct stage {
    struct scene scenes[STAGE_SCENES];
    size_t scene_count;
};

/* One seed of a study. */
struct rehearsal {
    const struct stage *stage;
    struct sibu_pcg64 stream; /* for whatever the study draws itself */
    uint64_t seed;
    const volatile sig_atomic_t *stop;
    double least_wall, least_pair; /* over all its runs; see watch.h */
    struct sibu_fault fault;
};

struct study {
    const char *name; /* of the stream of its random numbers too */
    size_t value_count; /* numbers of one seed */
    /* Puts the scenes on the stage and opens them. */
    enum sibu_status (*build)(struct stage *stage, struct sibu_fault *fault);
    /* Writes the numbers of one seed; a fault goes to rehearsal->fault. */
    enum sibu_status (*run)(struct rehearsal *rehearsal, double *values);
};

/* The numbers of a study over all seeds: values[seed * value_count + k]. */
struct sample {
    const double *values;
    size_t seeds, value_count;
    double least_wall, least_pair; /* over all seeds */
};
double sample_at(const struct sample *sample, size_t seed, size_t k);
double sample_mean(const struct sample *sample, size_t k);
/* The mean of times, or STUDY_NOTHING where one seed has none. */
double sample_time(const struct sample *sample, size_t k);
double sample_least(const struct sample *sample, size_t k);
double sample_most(const struct sample *sample, size_t k);
double sample_sum(const struct sample *sample, size_t k);

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIPPED };
struct extra {
    char name[40];
    double value;
};
struct finding {
    enum verdict verdict;
    double value; /* the number that the criterion speaks of; STUDY_NOTHING: there is none */
    struct extra extras[FINDING_EXTRAS]; /* the other numbers behind the verdict */
    size_t extra_count;
};
void finding_set(struct finding *finding, double value, int passed);
SIBU_FORMAT(3, 4) void finding_extra(struct finding *finding, double value, const char *name, ...);
/* Passed where number k lies in [low, high] for every seed; the value is its mean, least and most are extras. */
void finding_window(struct finding *finding, const struct sample *sample, size_t k, double low, double high);

struct trial {
    const char *id; /* "rimea-9" */
    const char *title[SIBU_LANGUAGES];
    const char *criterion[SIBU_LANGUAGES];
    const char *unit; /* of the value; "" for a ratio or a count */
    const struct study *study; /* NULL: skipped, and the criterion says why */
    void (*judge)(const struct sample *sample, struct finding *finding);
};

/* The trials of each family; each list ends with id NULL. */
extern const struct trial TRIALS_WALK[], TRIALS_POPULATION[], TRIALS_DENSITY[], TRIALS_FILE[], TRIALS_DOOR[],
    TRIALS_ROOM[], TRIALS_BOTTLENECK[], TRIALS_COUNTER[], TRIALS_STAIR[], TRIALS_CHOICE[], TRIALS_COMPANY[],
    TRIALS_STOREYS[], TRIALS_AIR[], TRIALS_STEP[], TRIALS_SKIPPED[];
/* Studies that the page draws. */
extern const struct study STUDY_DENSITY, STUDY_FILE, STUDY_DOORS, STUDY_COUNTER, STUDY_STAIR_BANDS;
