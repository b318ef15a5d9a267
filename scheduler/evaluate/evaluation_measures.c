/* Counts and measures of one group of people. See evaluation.h and evaluation_part.h.
 */
#include "evaluate/evaluation_part.h"

/* Times of a person between which a measure runs. */
enum moment {
    MOMENT_T0,
    MOMENT_SENT,
    MOMENT_ALERTED,
    MOMENT_ACKNOWLEDGED,
    MOMENT_STARTED,
    MOMENT_OUT,
    MOMENT_CHECKED_IN,
    MOMENT_ACCOUNTED
};

static double moment_of(const struct evaluation_person *person, enum moment moment)
{
    double accounted_s = MEASURE_NEVER;
    switch (moment) {
    case MOMENT_T0:
        return 0.0;
    case MOMENT_SENT:
        return person->sent_s;
    case MOMENT_ALERTED:
        return person->alerted_s;
    case MOMENT_ACKNOWLEDGED:
        return person->acknowledged_s;
    case MOMENT_STARTED:
        return person->started_s;
    case MOMENT_OUT:
        return person->out_s;
    case MOMENT_CHECKED_IN:
        return person->checked_in_s;
    case MOMENT_ACCOUNTED:
    default:
        (void)evaluation_first(person, &accounted_s);
        return accounted_s;
    }
}

/* From one moment to the other, of those who had the first. What came before it took no time: an answer before the phone's
 * own "accepted" arrived. */
static enum sibu_status measure_between(const struct evaluation_members *members, enum moment from, enum moment to,
                                        struct measure *out, struct sibu_fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++) {
        double from_s = moment_of(members->items[i].person, from), to_s = moment_of(members->items[i].person, to);
        if (from_s < 0.0) {
            continue;
        }
        double seconds = (to_s >= 0.0 ? to_s : members->end_s) - from_s;
        members->subjects[count++] = (struct survival_subject){seconds > 0.0 ? seconds : 0.0, to_s >= 0.0};
    }
    return measure_take(members->subjects, count, out, fault);
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
    const struct {
        enum moment from, to;
        int is_seen; /* the record has such events */
        struct measure *out;
    } wanted[] = {
        {MOMENT_T0, MOMENT_SENT, 1, &group->sent},
        {MOMENT_SENT, MOMENT_ALERTED, 1, &group->delivery},
        {MOMENT_T0, MOMENT_ALERTED, 1, &group->alert},
        {MOMENT_T0, MOMENT_ACKNOWLEDGED, 1, &group->acknowledgement},
        {MOMENT_ALERTED, MOMENT_ACKNOWLEDGED, 1, &group->answer},
        {MOMENT_T0, MOMENT_STARTED, members->has_starts, &group->pre_movement},
        {MOMENT_STARTED, MOMENT_OUT, members->has_starts && members->has_exits, &group->movement},
        {MOMENT_T0, MOMENT_OUT, members->has_exits, &group->evacuation},
        {MOMENT_T0, MOMENT_CHECKED_IN, 1, &group->muster},
        {MOMENT_T0, MOMENT_ACCOUNTED, 1, &group->accounted},
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
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && status == SIBU_OK; i++) {
        status =
            measure_between(wanted[i].is_seen ? members : &nobody, wanted[i].from, wanted[i].to, wanted[i].out, fault);
    }
    return status;
}
