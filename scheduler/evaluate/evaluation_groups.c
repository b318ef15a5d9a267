/* Counts and measures, over all expected people and over each zone. See evaluation.h and evaluation_part.h.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"

/* A time of a person that a measure is about. */
enum moment { MOMENT_ALERTED, MOMENT_ACKNOWLEDGED, MOMENT_STARTED, MOMENT_OUT, MOMENT_CHECKED_IN };

static double moment_of(const struct evaluation_person *person, enum moment moment)
{
    switch (moment) {
    case MOMENT_ALERTED:
        return person->alerted_s;
    case MOMENT_ACKNOWLEDGED:
        return person->acknowledged_s;
    case MOMENT_STARTED:
        return person->started_s;
    case MOMENT_OUT:
        return person->out_s;
    case MOMENT_CHECKED_IN:
    default:
        return person->checked_in_s;
    }
}

/* The people of one group, and room for the subjects of one measure. */
struct members {
    const struct evaluation_person *const *people;
    size_t count;
    struct survival_subject *subjects;
    double end_s; /* when everybody who did nothing is censored */
};

/* From T0 to the moment. */
static enum sibu_status measure_from_start(const struct members *members, enum moment moment, struct measure *out,
                                           struct sibu_fault *fault)
{
    for (size_t i = 0; i < members->count; i++) {
        double seconds = moment_of(members->people[i], moment);
        members->subjects[i] = (struct survival_subject){seconds >= 0.0 ? seconds : members->end_s, seconds >= 0.0};
    }
    return measure_take(members->subjects, members->count, out, fault);
}

/* From the alert to the acknowledgement. An answer before the phone's own "accepted" arrived took no time. */
static enum sibu_status measure_answer(const struct members *members, struct measure *out, struct sibu_fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++) {
        const struct evaluation_person *person = members->people[i];
        if (person->alerted_s < 0.0) {
            continue;
        }
        int answered = person->acknowledged_s >= 0.0;
        double seconds = (answered ? person->acknowledged_s : members->end_s) - person->alerted_s;
        members->subjects[count++] = (struct survival_subject){seconds > 0.0 ? seconds : 0.0, answered};
    }
    return measure_take(members->subjects, count, out, fault);
}

static void count_person(struct evaluation_group *group, const struct evaluation_person *person)
{
    group->expected++;
    group->alerted += person->alerted_s >= 0.0 ? 1 : 0;
    group->acknowledged += person->acknowledged ? 1 : 0;
    group->checked_in += person->state == EVALUATION_CHECKED_IN ? 1 : 0;
    group->need_help += person->state == EVALUATION_NEED_HELP ? 1 : 0;
    group->cannot += person->state == EVALUATION_CANNOT ? 1 : 0;
    group->missing += person->state == EVALUATION_MISSING ? 1 : 0;
}

static enum sibu_status take_group(struct evaluation_group *group, const struct members *members,
                                   const struct evaluation_source *source, struct sibu_fault *fault)
{
    static const struct members NOBODY = {0};
    for (size_t i = 0; i < members->count; i++) {
        count_person(group, members->people[i]);
    }
    const struct members *started = source->has_starts ? members : &NOBODY;
    const struct members *out = source->has_exits ? members : &NOBODY;
    enum sibu_status status = measure_from_start(members, MOMENT_ALERTED, &group->alert, fault);
    if (status == SIBU_OK) {
        status = measure_from_start(members, MOMENT_ACKNOWLEDGED, &group->acknowledgement, fault);
    }
    if (status == SIBU_OK) {
        status = measure_answer(members, &group->answer, fault);
    }
    if (status == SIBU_OK) {
        status = measure_from_start(started, MOMENT_STARTED, &group->pre_movement, fault);
    }
    if (status == SIBU_OK) {
        status = measure_from_start(out, MOMENT_OUT, &group->evacuation, fault);
    }
    return status == SIBU_OK ? measure_from_start(members, MOMENT_CHECKED_IN, &group->muster, fault) : status;
}

static int compare_zones(const void *a, const void *b)
{
    const struct evaluation_person *left = *(const struct evaluation_person *const *)a;
    const struct evaluation_person *right = *(const struct evaluation_person *const *)b;
    int order = strcmp(left->zone, right->zone);
    return order != 0 ? order : (left->number > right->number) - (left->number < right->number);
}

static size_t count_zones(const struct evaluation_person *const *people, size_t count)
{
    size_t zones = 0;
    for (size_t i = 0; i < count; i++) {
        zones += i == 0 || strcmp(people[i - 1]->zone, people[i]->zone) != 0 ? 1 : 0;
    }
    return zones;
}

static enum sibu_status take_zones(struct evaluation *out, const struct members *all,
                                   const struct evaluation_source *source, struct sibu_fault *fault)
{
    size_t zone_count = count_zones(all->people, all->count);
    struct evaluation_group *zones = sibu_arena_take(&out->arena, zone_count, sizeof *zones);
    enum sibu_status status = zones == NULL ? evaluation_no_memory(fault) : SIBU_OK;
    size_t from = 0;
    for (size_t i = 0; i < zone_count && status == SIBU_OK; i++) {
        struct members zone = *all;
        zones[i].zone = all->people[from]->zone;
        zone.people = all->people + from;
        zone.count = 0;
        while (from < all->count && strcmp(all->people[from]->zone, zones[i].zone) == 0) {
            zone.count++;
            from++;
        }
        status = take_group(&zones[i], &zone, source, fault);
    }
    out->zones = zones;
    out->zone_count = zone_count;
    return status;
}

/* Keeps the missing, in the order in which they stand. */
static enum sibu_status take_missing(struct evaluation *out, const struct members *all, struct sibu_fault *fault)
{
    const struct evaluation_person **missing = sibu_arena_take(&out->arena, out->all.missing, sizeof *missing);
    if (missing == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < all->count; i++) {
        if (all->people[i]->state == EVALUATION_MISSING) {
            missing[out->missing_count++] = all->people[i];
        }
    }
    out->missing = missing;
    return SIBU_OK;
}

enum sibu_status evaluation_take_groups(struct evaluation *out, const struct evaluation_source *source,
                                        struct sibu_fault *fault)
{
    const struct evaluation_person **people = sibu_arena_take(&out->arena, out->people_count, sizeof(void *));
    struct members all = {.people = people, .end_s = evaluation_seconds(out, out->end_us)};
    all.subjects = sibu_array_new(out->people_count, sizeof *all.subjects);
    if (people == NULL || all.subjects == NULL) {
        sibu_array_free(all.subjects);
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < out->people_count; i++) {
        if (out->people[i].state != EVALUATION_NOT_EXPECTED) {
            people[all.count++] = &out->people[i];
        }
    }
    qsort(people, all.count, sizeof *people, compare_zones);
    out->all.zone = "";
    enum sibu_status status = take_group(&out->all, &all, source, fault);
    if (status == SIBU_OK) {
        status = take_zones(out, &all, source, fault);
    }
    if (status == SIBU_OK) {
        status = take_missing(out, &all, fault);
    }
    sibu_array_free(all.subjects);
    return status;
}
