/* See waiting.h. */
#include "evaluate/waiting.h"

#include <string.h>

#include "evaluate/evaluation_part.h"

static double time_of(const struct evaluation_person *person, enum waiting_for what)
{
    double accounted_s = MEASURE_NEVER;
    switch (what) {
    case WAITING_ACKNOWLEDGED:
        return person->acknowledged_s;
    case WAITING_OUT:
        return person->out_s;
    case WAITING_ACCOUNTED:
    default:
        (void)evaluation_first(person, &accounted_s);
        return accounted_s;
    }
}

static size_t list(const struct waiting *waiting, const struct evaluation *evaluation, enum waiting_for what,
                   const char *zone, struct survival_subject *subjects)
{
    size_t count = 0;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        if (person->state != EVALUATION_NOT_EXPECTED && (zone == NULL || strcmp(person->zone, zone) == 0)) {
            double time_s = time_of(person, what);
            subjects[count++] = (struct survival_subject){time_s >= 0.0 ? time_s : waiting->end_s, time_s >= 0.0};
        }
    }
    return count;
}

enum sibu_status waiting_take(struct waiting *out, const struct evaluation *evaluation, enum waiting_for what,
                              const char *zone, struct sibu_arena *arena, struct sibu_fault *fault)
{
    *out = (struct waiting){.end_s = evaluation_seconds(evaluation, evaluation->end_us)};
    struct survival_subject *subjects = sibu_array_new(evaluation->people_count, sizeof *subjects);
    size_t people = subjects == NULL ? 0 : list(out, evaluation, what, zone, subjects);
    struct survival_step *steps = sibu_arena_take(arena, people, sizeof *steps);
    enum sibu_status status = subjects == NULL || steps == NULL ? evaluation_no_memory(fault) : SIBU_OK;
    if (status == SIBU_OK) {
        out->people = (uint32_t)people;
        out->count = survival_curve(subjects, people, steps);
        out->steps = steps;
        out->censored = out->people;
        for (size_t i = 0; i < out->count; i++) {
            out->censored -= steps[i].events;
        }
    }
    sibu_array_free(subjects);
    return status;
}

struct survival_step waiting_at(const struct waiting *waiting, double time_s)
{
    struct survival_step at = {.waiting = 1.0, .low = 1.0, .high = 1.0, .at_risk = waiting->people};
    for (size_t i = 0; i < waiting->count && waiting->steps[i].time_s <= time_s; i++) {
        at = waiting->steps[i];
    }
    return at;
}
