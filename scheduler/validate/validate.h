/* The public tests of evacuation simulators, run against the engine as any program would use it.
 *
 * RiMEA 4.1.1, IMO MSC.1/Circ.1533 annex 3, NIST TN 1822, ISO 20414 and a few of our own. Each study behind them is run
 * once for every seed, on several threads, with one set of parameters for all. The same seeds give the same numbers.
 * Depends on: sibu/world.h, sibu/site.h, sibu/crowd.h.
 */
#pragma once
#include "sibu/text.h"
#include "validate/study.h"

struct validate_options {
    const char *const *names; /* ids of tests; */
    size_t name_count; /* 0: all */
    unsigned seeds; /* 1 .. 1000 */
    unsigned threads; /* 1 .. 64 */
    const volatile sig_atomic_t *stop;
    /* Told how many of the runs are done; may be NULL. Called on the caller's thread about every 0.1 s. */
    void (*progress)(void *context, size_t done, size_t runs);
    void *context;
};

/* A study that is run, with its numbers. */
struct validate_work {
    const struct study *study;
    struct stage stage;
    double *values; /* seeds * value_count */
    struct sample sample;
};
struct validate_result {
    const struct trial *trial;
    const struct validate_work *work; /* NULL: skipped */
    struct finding finding;
};
struct validate {
    unsigned seeds;
    struct validate_work *work;
    size_t work_count;
    struct validate_result *results; /* in the order of the standards */
    size_t result_count;
    size_t passed, failed, skipped;
    int stopped; /* 1: the user stopped it; then there are no verdicts */
};

/* Runs the tests. SIBU_BAD_INPUT where a name is not known. Close it whether this succeeds or not. */
SIBU_MUST_USE enum sibu_status validate_run(struct validate *out, const struct validate_options *options,
                                            struct sibu_fault *fault);
void validate_close(struct validate *validate);
/* The study's numbers, or NULL where it was not run. */
const struct sample *validate_sample(const struct validate *validate, const struct study *study);

void validate_json(const struct validate *validate, enum sibu_language language, struct sibu_text *out);
void validate_words(const struct validate *validate, enum sibu_language language, struct sibu_text *out);
/* One stand-alone page in both languages, `first` shown first; well-formed as XML too. */
void validate_html(const struct validate *validate, enum sibu_language first, struct sibu_text *out);
