/* Figures by their names: see rating_figure.h. */
#include "evaluate/rating_figure.h"

#include <stdlib.h>
#include <string.h>

/* Which of a person's times. */
enum moment { MOMENT_ALERTED, MOMENT_ACKNOWLEDGED, MOMENT_STARTED, MOMENT_OUT, MOMENT_CHECKED_IN, MOMENT_ACCOUNTED };

static double moment_of(const struct rating_basis *basis, size_t index, enum moment moment)
{
    const struct evaluation_person *person = &basis->evaluation->people[index];
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
        return person->checked_in_s;
    case MOMENT_ACCOUNTED:
    default:
        return basis->facts->accounted_s[index];
    }
}

/* A record without gates and readers says nothing of when people set out and left. */
static int was_watched(const struct rating_basis *basis, enum moment moment)
{
    const struct evaluation_group *all = &basis->evaluation->all;
    if (moment == MOMENT_STARTED) {
        return all->pre_movement.n > 0;
    }
    return moment != MOMENT_OUT || all->evacuation.n > 0;
}

static double end_s(const struct rating_basis *basis)
{
    return ((double)basis->evaluation->end_us - (double)basis->evaluation->t0_us) / 1e6;
}

static void say_exactly(struct rating_figure *out, double value, uint32_t n)
{
    *out = (struct rating_figure){.known = 1, .n = n, .value = value, .low = value, .high = value};
}

static void say_share(struct rating_figure *out, uint32_t part, uint32_t n)
{
    if (n > 0) {
        say_exactly(out, (double)part / (double)n, n);
    }
}

/* How many of the expected had come to the moment within so many seconds, and how many might have, had the drill gone on. */
static void share_within(const struct rating_basis *basis, enum moment moment, double within_s,
                         struct rating_figure *out)
{
    uint32_t n = 0, done = 0;
    for (size_t i = 0; i < basis->evaluation->people_count; i++) {
        double time_s = moment_of(basis, i, moment);
        if (basis->evaluation->people[i].state != EVALUATION_NOT_EXPECTED) {
            n++;
            done += time_s >= 0.0 && time_s <= within_s ? 1 : 0;
        }
    }
    if (n > 0 && was_watched(basis, moment)) {
        say_share(out, done, n);
        out->high = end_s(basis) < within_s ? 1.0 : out->high;
    }
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The least whole number of n people that is the share, or more. */
static uint32_t least_people(double share, uint32_t n)
{
    uint32_t k = (uint32_t)(share * (double)n);
    k = k > 0 ? k - 1 : 0;
    while (k < n && (double)k / (double)n < share) {
        k++;
    }
    return k > 0 ? k : 1;
}

/* When so large a share of the expected had come to the moment. */
static void time_of_share(const struct rating_basis *basis, enum moment moment, double share, struct rating_figure *out)
{
    uint32_t n = 0, done = 0;
    for (size_t i = 0; i < basis->evaluation->people_count; i++) {
        double time_s = moment_of(basis, i, moment);
        if (basis->evaluation->people[i].state != EVALUATION_NOT_EXPECTED) {
            n++;
            if (time_s >= 0.0) {
                basis->times_s[done++] = time_s;
            }
        }
    }
    if (n == 0 || !was_watched(basis, moment)) {
        return;
    }
    uint32_t wanted = least_people(share, n);
    if (done >= wanted) {
        qsort(basis->times_s, done, sizeof *basis->times_s, by_time);
        say_exactly(out, basis->times_s[wanted - 1], n);
    } else {
        *out = (struct rating_figure){
            .known = 1, .n = n, .value = MEASURE_NEVER, .low = end_s(basis), .high = RATING_NO_BOUND};
    }
}

static void alert_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    share_within(basis, MOMENT_ALERTED, argument, out);
}

static void alert_time(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    time_of_share(basis, MOMENT_ALERTED, argument, out);
}

static void acknowledgement_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    share_within(basis, MOMENT_ACKNOWLEDGED, argument, out);
}

static void acknowledgement_time(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    time_of_share(basis, MOMENT_ACKNOWLEDGED, argument, out);
}

static void start_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    share_within(basis, MOMENT_STARTED, argument, out);
}

static void start_time(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    time_of_share(basis, MOMENT_STARTED, argument, out);
}

static void out_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    share_within(basis, MOMENT_OUT, argument, out);
}

static void out_time(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    time_of_share(basis, MOMENT_OUT, argument, out);
}

static void muster_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    share_within(basis, MOMENT_CHECKED_IN, argument, out);
}

static void muster_time(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    time_of_share(basis, MOMENT_CHECKED_IN, argument, out);
}

static void accounted_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    share_within(basis, MOMENT_ACCOUNTED, argument, out);
}

static void accounted_time(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    time_of_share(basis, MOMENT_ACCOUNTED, argument, out);
}

static int has_ended(const struct rating_basis *basis)
{
    return basis->evaluation->end[0] != '\0';
}

/* Counts of states are what is known at last: while the drill runs they are not known. */
static void state_share(const struct rating_basis *basis, uint32_t people, struct rating_figure *out)
{
    if (has_ended(basis)) {
        say_share(out, people, basis->evaluation->all.expected);
    }
}

static void muster_at_last(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    state_share(basis, basis->evaluation->all.checked_in, out);
}

static void missing_share(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    state_share(basis, basis->evaluation->all.missing, out);
}

static void missing_people(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    if (has_ended(basis) && basis->evaluation->all.expected > 0) {
        say_exactly(out, (double)basis->evaluation->all.missing, basis->evaluation->all.expected);
    }
}

static void reached_share(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    state_share(basis, basis->evaluation->deliveries.reached, out);
}

static void accepted_share(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    say_share(out, basis->evaluation->deliveries.accepted, basis->evaluation->deliveries.attempts);
}

static void device_share(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    const struct rating_facts *facts = basis->facts;
    (void)argument;
    say_share(out, facts->devices_done, facts->devices_done + facts->devices_failed);
}

/* Calls for help whose caller was checked in within so many seconds of it. Help on the spot leaves no check-in: who has none
 * may have been helped in time or not. */
static void helped_within(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    uint32_t calls = 0, answered = 0, open = 0;
    for (size_t i = 0; i < basis->evaluation->people_count; i++) {
        double call_s = basis->facts->help_s[i], helped_s = basis->facts->helped_s[i];
        if (call_s >= 0.0) {
            calls++;
            answered += helped_s >= 0.0 && helped_s - call_s <= argument ? 1 : 0;
            open += helped_s < 0.0 ? 1 : 0;
        }
    }
    if (calls > 0) {
        say_share(out, answered, calls);
        out->high = (double)(answered + open) / (double)calls;
    }
}

static void without_notice(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    const struct rating_facts *facts = basis->facts;
    int drawn = facts->drawn == RATING_DRAWN_BY_CHANCE || facts->drawn == RATING_DRAWN_IN_WINDOW;
    (void)argument;
    if (facts->drawn != RATING_DRAWN_UNKNOWN) {
        say_exactly(out, drawn ? 1.0 : 0.0, 1);
    }
}

static void told_before(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    if (basis->evaluation->all.expected > 0) {
        say_exactly(out, (double)basis->facts->told_before, basis->evaluation->all.expected);
    }
}

static void ledger_proof(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    if (basis->facts->drawn != RATING_DRAWN_UNKNOWN) {
        say_exactly(out, basis->facts->has_ledger ? 1.0 : 0.0, 1);
    }
}

static void broken_off(const struct rating_basis *basis, double argument, struct rating_figure *out)
{
    (void)argument;
    if (has_ended(basis)) {
        say_exactly(out, strcmp(basis->evaluation->end, "abort") == 0 ? 1.0 : 0.0, 1);
    }
}

static const struct rating_figure_def FIGURES[] = {
    {"alert.share_within", SIBU_SAY_RATING_FIGURE_ALERT_WITHIN, RATING_UNIT_SHARE, RATING_ARGUMENT_WITHIN_S,
     alert_within},
    {"alert.time_of_share", SIBU_SAY_RATING_FIGURE_ALERT_TIME, RATING_UNIT_SECONDS, RATING_ARGUMENT_SHARE, alert_time},
    {"acknowledgement.share_within", SIBU_SAY_RATING_FIGURE_ACKNOWLEDGEMENT_WITHIN, RATING_UNIT_SHARE,
     RATING_ARGUMENT_WITHIN_S, acknowledgement_within},
    {"acknowledgement.time_of_share", SIBU_SAY_RATING_FIGURE_ACKNOWLEDGEMENT_TIME, RATING_UNIT_SECONDS,
     RATING_ARGUMENT_SHARE, acknowledgement_time},
    {"pre_movement.share_within", SIBU_SAY_RATING_FIGURE_START_WITHIN, RATING_UNIT_SHARE, RATING_ARGUMENT_WITHIN_S,
     start_within},
    {"pre_movement.time_of_share", SIBU_SAY_RATING_FIGURE_START_TIME, RATING_UNIT_SECONDS, RATING_ARGUMENT_SHARE,
     start_time},
    {"evacuation.share_within", SIBU_SAY_RATING_FIGURE_OUT_WITHIN, RATING_UNIT_SHARE, RATING_ARGUMENT_WITHIN_S,
     out_within},
    {"evacuation.time_of_share", SIBU_SAY_RATING_FIGURE_OUT_TIME, RATING_UNIT_SECONDS, RATING_ARGUMENT_SHARE, out_time},
    {"muster.share_within", SIBU_SAY_RATING_FIGURE_MUSTER_WITHIN, RATING_UNIT_SHARE, RATING_ARGUMENT_WITHIN_S,
     muster_within},
    {"muster.time_of_share", SIBU_SAY_RATING_FIGURE_MUSTER_TIME, RATING_UNIT_SECONDS, RATING_ARGUMENT_SHARE,
     muster_time},
    {"muster.share", SIBU_SAY_RATING_FIGURE_MUSTER_SHARE, RATING_UNIT_SHARE, RATING_ARGUMENT_NONE, muster_at_last},
    {"accounted.share_within", SIBU_SAY_RATING_FIGURE_ACCOUNTED_WITHIN, RATING_UNIT_SHARE, RATING_ARGUMENT_WITHIN_S,
     accounted_within},
    {"accounted.time_of_share", SIBU_SAY_RATING_FIGURE_ACCOUNTED_TIME, RATING_UNIT_SECONDS, RATING_ARGUMENT_SHARE,
     accounted_time},
    {"missing.share", SIBU_SAY_RATING_FIGURE_MISSING_SHARE, RATING_UNIT_SHARE, RATING_ARGUMENT_NONE, missing_share},
    {"missing.people", SIBU_SAY_RATING_FIGURE_MISSING_PEOPLE, RATING_UNIT_PEOPLE, RATING_ARGUMENT_NONE, missing_people},
    {"reached.share", SIBU_SAY_RATING_FIGURE_REACHED_SHARE, RATING_UNIT_SHARE, RATING_ARGUMENT_NONE, reached_share},
    {"deliveries.accepted_share", SIBU_SAY_RATING_FIGURE_ACCEPTED_SHARE, RATING_UNIT_SHARE, RATING_ARGUMENT_NONE,
     accepted_share},
    {"devices.done_share", SIBU_SAY_RATING_FIGURE_DEVICE_SHARE, RATING_UNIT_SHARE, RATING_ARGUMENT_NONE, device_share},
    {"help.answered_share_within", SIBU_SAY_RATING_FIGURE_HELPED_WITHIN, RATING_UNIT_SHARE, RATING_ARGUMENT_WITHIN_S,
     helped_within},
    {"draw.without_notice", SIBU_SAY_RATING_FIGURE_WITHOUT_NOTICE, RATING_UNIT_YES_NO, RATING_ARGUMENT_NONE,
     without_notice},
    {"draw.told_before", SIBU_SAY_RATING_FIGURE_TOLD_BEFORE, RATING_UNIT_PEOPLE, RATING_ARGUMENT_NONE, told_before},
    {"draw.ledger_proof", SIBU_SAY_RATING_FIGURE_LEDGER_PROOF, RATING_UNIT_YES_NO, RATING_ARGUMENT_NONE, ledger_proof},
    {"drill.broken_off", SIBU_SAY_RATING_FIGURE_BROKEN_OFF, RATING_UNIT_YES_NO, RATING_ARGUMENT_NONE, broken_off},
};

const struct rating_figure_def *rating_figures(size_t *count)
{
    *count = sizeof FIGURES / sizeof FIGURES[0];
    return FIGURES;
}

const struct rating_figure_def *rating_figure_find(const char *name)
{
    for (size_t i = 0; i < sizeof FIGURES / sizeof FIGURES[0]; i++) {
        if (strcmp(FIGURES[i].name, name) == 0) {
            return &FIGURES[i];
        }
    }
    return NULL;
}

const char *rating_unit_name(enum rating_unit unit)
{
    static const char *const NAMES[] = {"share", "s", "people", "yes-no"};
    return NAMES[unit];
}
