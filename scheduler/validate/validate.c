/* Which tests are run, and their verdicts. See validate.h. */
#include "validate/validate.h"

#include <stdlib.h>
#include <string.h>

#include "sibu/memory.h"
#include "validate/pool.h"
#include "validate/watch.h"

#define SEEN_NOBODY 10.0

static const struct trial *const FAMILIES[] = {TRIALS_WALK,  TRIALS_POPULATION, TRIALS_DENSITY,    TRIALS_FILE,
                                               TRIALS_DOOR,  TRIALS_ROOM,       TRIALS_BOTTLENECK, TRIALS_COUNTER,
                                               TRIALS_STAIR, TRIALS_CHOICE,     TRIALS_COMPANY,    TRIALS_STOREYS,
                                               TRIALS_AIR,   TRIALS_STEP,       TRIALS_SKIPPED};
#define FAMILY_COUNT (sizeof FAMILIES / sizeof FAMILIES[0])

/* The place of a standard in the list: the part of the id before the dash. */
static int standard_of(const char *id)
{
    static const char *const STANDARDS[] = {"rimea-", "imo-", "nist-", "iso-", "juelich-"};
    int i = 0;
    while (i < 5 && strncmp(id, STANDARDS[i], strlen(STANDARDS[i])) != 0) {
        i++;
    }
    return i;
}

static int by_id(const void *left, const void *right)
{
    const char *a = ((const struct validate_result *)left)->trial->id;
    const char *b = ((const struct validate_result *)right)->trial->id;
    if (standard_of(a) != standard_of(b)) {
        return standard_of(a) - standard_of(b);
    }
    double number_a = strtod(strchr(a, '-') + 1, NULL), number_b = strtod(strchr(b, '-') + 1, NULL);
    return number_a < number_b ? -1 : number_a > number_b ? 1 : strcmp(a, b);
}

static int is_wanted(const struct validate_options *options, const char *id)
{
    for (size_t i = 0; i < options->name_count; i++) {
        if (strcmp(options->names[i], id) == 0) {
            return 1;
        }
    }
    return options->name_count == 0;
}

static const struct trial *find_trial(const char *id)
{
    for (size_t f = 0; f < FAMILY_COUNT; f++) {
        for (const struct trial *trial = FAMILIES[f]; trial->id; trial++) {
            if (strcmp(trial->id, id) == 0) {
                return trial;
            }
        }
    }
    return NULL;
}

static enum sibu_status check_names(const struct validate_options *options, struct sibu_fault *fault)
{
    for (size_t i = 0; i < options->name_count; i++) {
        if (!find_trial(options->names[i])) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, options->names[i],
                                  "没有这项测试；不带参数的 sibu validate 会列出全部",
                                  "there is no such test; sibu validate without arguments lists them all");
        }
    }
    return SIBU_OK;
}

static struct validate_work *work_for(struct validate *validate, const struct study *study)
{
    for (size_t i = 0; i < validate->work_count; i++) {
        if (validate->work[i].study == study) {
            return &validate->work[i];
        }
    }
    struct validate_work *work = &validate->work[validate->work_count++];
    work->study = study;
    return work;
}

static void choose_trials(struct validate *validate, const struct validate_options *options)
{
    for (size_t f = 0; f < FAMILY_COUNT; f++) {
        for (const struct trial *trial = FAMILIES[f]; trial->id; trial++) {
            if (is_wanted(options, trial->id)) {
                validate->results[validate->result_count++].trial = trial;
            }
        }
    }
    qsort(validate->results, validate->result_count, sizeof *validate->results, by_id);
    for (size_t i = 0; i < validate->result_count; i++) {
        struct validate_result *result = &validate->results[i];
        result->work = result->trial->study ? work_for(validate, result->trial->study) : NULL;
    }
}

static size_t count_trials(void)
{
    size_t count = 0;
    for (size_t f = 0; f < FAMILY_COUNT; f++) {
        for (const struct trial *trial = FAMILIES[f]; trial->id; trial++) {
            count++;
        }
    }
    return count;
}

static enum sibu_status open_work(struct validate *validate, struct validate_work *work, struct sibu_fault *fault)
{
    size_t count = work->study->value_count;
    work->values = sibu_array_new(count * validate->seeds, sizeof *work->values);
    if (!work->values) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "validate", "内存不足", "no memory left");
    }
    work->sample = (struct sample){.values = work->values,
                                   .seeds = validate->seeds,
                                   .value_count = count,
                                   .least_wall = SEEN_NOBODY,
                                   .least_pair = SEEN_NOBODY};
    return work->study->build(&work->stage, fault);
}

/* Whatever a test is about: nobody may be outside, in a wall or in somebody else. */
static void judge(struct validate_result *result)
{
    struct finding *finding = &result->finding;
    if (!result->work) {
        finding->verdict = VERDICT_SKIPPED;
        return;
    }
    const struct sample *sample = &result->work->sample;
    result->trial->judge(sample, finding);
    if (sample->least_wall < WATCH_PROMISE || sample->least_pair < WATCH_PROMISE) {
        finding->verdict = VERDICT_FAIL;
    }
    finding_extra(finding, sample->least_wall, "witness_least_wall_radii");
    finding_extra(finding, sample->least_pair, "witness_least_pair_radii");
}

static void judge_all(struct validate *validate)
{
    for (size_t i = 0; i < validate->result_count; i++) {
        judge(&validate->results[i]);
        enum verdict verdict = validate->results[i].finding.verdict;
        validate->passed += verdict == VERDICT_PASS;
        validate->failed += verdict == VERDICT_FAIL;
        validate->skipped += verdict == VERDICT_SKIPPED;
    }
}

enum sibu_status validate_run(struct validate *out, const struct validate_options *options, struct sibu_fault *fault)
{
    *out = (struct validate){.seeds = options->seeds};
    enum sibu_status status = check_names(options, fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->results = sibu_array_new(count_trials(), sizeof *out->results);
    out->work = sibu_array_new(count_trials(), sizeof *out->work);
    if (!out->results || !out->work) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "validate", "内存不足", "no memory left");
    }
    choose_trials(out, options);
    for (size_t i = 0; i < out->work_count && status == SIBU_OK && !*options->stop; i++) {
        status = open_work(out, &out->work[i], fault);
    }
    if (status == SIBU_OK) {
        status = pool_run(out, options, fault);
    }
    if (status == SIBU_OK && !out->stopped) {
        judge_all(out);
    }
    return status;
}

void validate_close(struct validate *validate)
{
    for (size_t i = 0; validate->work && i < validate->work_count; i++) {
        for (size_t s = 0; s < validate->work[i].stage.scene_count; s++) {
            scene_close(&validate->work[i].stage.scenes[s]);
        }
        sibu_array_free(validate->work[i].values);
    }
    sibu_array_free(validate->work);
    sibu_array_free(validate->results);
    *validate = (struct validate){0};
}

const struct sample *validate_sample(const struct validate *validate, const struct study *study)
{
    for (size_t i = 0; i < validate->work_count; i++) {
        if (validate->work[i].study == study) {
            return &validate->work[i].sample;
        }
    }
    return NULL;
}
