/* Counts and measures of one group of people. See evaluation.h and evaluation_part.h.
 */
#include "evaluate/evaluation_part.h"

static double moment_of(const struct evaluation_person *person, enum evaluation_moment moment)
{
    const double at_s[EVALUATION_MOMENTS] = {[EVALUATION_T0] = 0.0,
                                             [EVALUATION_SENT] = person->sent_s,
                                             [EVALUATION_ALERTED] = person->alerted_s,
                                             [EVALUATION_ACKNOWLEDGED] = person->acknowledged_s,
                                             [EVALUATION_STARTED] = person->started_s,
                                             [EVALUATION_OUT] = person->out_s,
                                             [EVALUATION_HERE] = person->checked_in_s,
                                             [EVALUATION_HELP] = person->help_s,
                                             [EVALUATION_UNABLE] = person->cannot_s};
    double accounted_s = MEASURE_NEVER;
    if (moment != EVALUATION_KNOWN) {
        return at_s[moment];
    }
    (void)evaluation_first(person, &accounted_s);
    return accounted_s;
}

/* What a measure runs between. */
struct wanted {
    enum evaluation_moment from, to;
    int is_seen; /* the record has such events */
    struct measure *out;
    struct measure_span *span;
};

/* What came before the first moment took no time: an answer before the phone's own "accepted" arrived. */
static struct survival_subject subject_of(double from_s, double to_s, double end_s)
{
    double seconds = (to_s >= 0.0 ? to_s : end_s) - from_s;
    return (struct survival_subject){seconds > 0.0 ? seconds : 0.0, to_s >= 0.0};
}

/* From one moment to the other, of those who had the first. */
static enum sibu_status measure_between(const struct evaluation_members *members, const struct wanted *wanted,
                                        struct sibu_fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++) {
        const struct evaluation_person *person = members->items[i].person;
        double from_s = moment_of(person, wanted->from);
        if (from_s >= 0.0) {
            members->subjects[count++] = subject_of(from_s, moment_of(person, wanted->to), members->end_s);
        }
    }
    return measure_take(members->subjects, count, wanted->out, fault);
}

static int is_other(const struct survival_subject *a, const struct survival_subject *b)
{
    return a->time_s < b->time_s || a->time_s > b->time_s || a->happened != b->happened;
}

/* The same with everybody as early, and as late, as can be. Who may not have been on site is not waited for in the one: but
 * an alert reaches a phone wherever it is. */
static enum sibu_status span_between(const struct evaluation_members *members, const struct wanted *wanted,
                                     struct sibu_fault *fault)
{
    struct survival_subject *earliest = members->subjects;
    struct survival_subject *latest = members->count > 0 ? members->subjects + members->count : NULL;
    size_t early = 0, late = 0;
    int earlier = 0, later = 0; /* than the figures: else these stand */
    for (size_t i = 0; i < members->count; i++) {
        const struct evaluation_bounds *bounds = members->items[i].bounds;
        double from_s = moment_of(members->items[i].person, wanted->from);
        if (from_s < 0.0) {
            continue;
        }
        struct survival_subject own =
            subject_of(from_s, moment_of(members->items[i].person, wanted->to), members->end_s);
        double last_s = bounds->most_s[wanted->from] >= 0.0 ? bounds->most_s[wanted->from] : members->end_s;
        latest[late] = subject_of(bounds->least_s[wanted->from], bounds->most_s[wanted->to], members->end_s);
        later |= is_other(&latest[late++], &own);
        if (bounds->is_unseen && wanted->to > EVALUATION_ALERTED) {
            earlier = 1;
            continue;
        }
        earliest[early] = subject_of(last_s, bounds->least_s[wanted->to], members->end_s);
        earlier |= is_other(&earliest[early++], &own);
    }
    const struct measure_people first = {earliest, earlier ? early : 0}, last = {latest, later ? late : 0};
    return measure_span_take(&first, &last, wanted->out, wanted->span, fault);
}

static void count_person(struct evaluation_group *group, const struct evaluation_person *person)
{
    double accounted_s;
    enum evaluation_outcome first = evaluation_first(person, &accounted_s);
    group->expected++;
    group->alerted += person->alerted_s >= 0.0 ? 1 : 0;
    group->acknowledged += person->acknowledged ? 1 : 0;
    group->checked_in += person->state == EVALUATION_CHECKED_IN ? 1 : 0;
    group->need_help += person->state == EVALUATION_NEED_HELP ? 1 : 0;
    group->cannot += person->state == EVALUATION_CANNOT ? 1 : 0;
    group->missing += person->state == EVALUATION_MISSING ? 1 : 0;
    group->first[first]++;
    group->complete_s = accounted_s > group->complete_s ? accounted_s : group->complete_s;
}

enum sibu_status evaluation_measure(struct evaluation_group *group, const struct evaluation_members *members,
                                    struct sibu_fault *fault)
{
    int walks = members->has_starts && members->has_exits;
    const struct wanted wanted[EVALUATION_MEASURES] = {
        {EVALUATION_T0, EVALUATION_SENT, 1, &group->sent, &group->span[0]},
        {EVALUATION_SENT, EVALUATION_ALERTED, 1, &group->delivery, &group->span[1]},
        {EVALUATION_T0, EVALUATION_ALERTED, 1, &group->alert, &group->span[2]},
        {EVALUATION_T0, EVALUATION_ACKNOWLEDGED, 1, &group->acknowledgement, &group->span[3]},
        {EVALUATION_ALERTED, EVALUATION_ACKNOWLEDGED, 1, &group->answer, &group->span[4]},
        {EVALUATION_T0, EVALUATION_STARTED, members->has_starts, &group->pre_movement, &group->span[5]},
        {EVALUATION_STARTED, EVALUATION_OUT, walks, &group->movement, &group->span[6]},
        {EVALUATION_T0, EVALUATION_OUT, members->has_exits, &group->evacuation, &group->span[7]},
        {EVALUATION_T0, EVALUATION_HERE, 1, &group->muster, &group->span[8]},
        {EVALUATION_T0, EVALUATION_KNOWN, 1, &group->accounted, &group->span[9]},
    };
    const struct evaluation_members nobody = {.end_s = members->end_s};
    enum sibu_status status = SIBU_OK;
    group->complete_s = MEASURE_NEVER;
    for (size_t i = 0; i < members->count; i++) {
        count_person(group, members->items[i].person);
    }
    if (group->first[EVALUATION_WAITED_FOR] > 0) {
        group->complete_s = MEASURE_NEVER;
    }
    for (size_t i = 0; i < EVALUATION_MEASURES && status == SIBU_OK; i++) {
        const struct evaluation_members *those = wanted[i].is_seen ? members : &nobody;
        status = measure_between(those, &wanted[i], fault);
        status = status == SIBU_OK ? span_between(those, &wanted[i], fault) : status;
    }
    return status;
}
