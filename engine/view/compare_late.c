/* See compare_late.h. */
#include "view/compare_late.h"

#include <stdlib.h>
#include <string.h>

/* A link of the chain: a moment that both records hold. */
struct knot {
    enum moment moment; /* MOMENTS: the beginning, T0 */
    double here_s, there_s;
};
#define KNOTS_MAX 8
struct chain {
    struct knot knots[KNOTS_MAX];
    size_t count;
};

static double earlier(double a, double b)
{
    return a < b ? a : b;
}

/* An answer that came after setting off is no part of the way. */
static int is_aside(const struct late_run *run, enum moment moment)
{
    const double *at_s = run->times->at_s;
    return moment == MOMENT_ACKNOWLEDGED && at_s[MOMENT_ACKNOWLEDGED] > at_s[MOMENT_STARTED];
}

/* A moment that lies before the link before it, or after the end, in either record, is none. */
static void add_knot(struct chain *chain, const struct late_pair *pair, enum moment moment)
{
    const struct knot *last = &chain->knots[chain->count - 1];
    double here_s = pair->here.times->at_s[moment], there_s = pair->there.times->at_s[moment];
    if (here_s >= last->here_s && there_s >= last->there_s && here_s <= pair->here.gathered_s &&
        there_s <= pair->there.gathered_s && !is_aside(&pair->here, moment) && !is_aside(&pair->there, moment)) {
        chain->knots[chain->count++] = (struct knot){moment, here_s, there_s};
    }
}

static void make_chain(struct chain *chain, const struct late_pair *pair)
{
    static const enum moment ORDER[] = {MOMENT_ALERTED, MOMENT_ACKNOWLEDGED, MOMENT_STARTED, MOMENT_EXITED,
                                        MOMENT_ARRIVED};
    chain->knots[0] = (struct knot){MOMENTS, earlier(0.0, pair->here.gathered_s), earlier(0.0, pair->there.gathered_s)};
    chain->count = 1;
    for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++) {
        add_knot(chain, pair, ORDER[i]);
    }
    chain->knots[chain->count++] = (struct knot){MOMENT_CHECKED_IN, pair->here.gathered_s, pair->there.gathered_s};
}

static double here_length(const struct knot *from)
{
    return from[1].here_s - from[0].here_s;
}

static double there_length(const struct knot *from)
{
    return from[1].there_s - from[0].there_s;
}

/* Why the way to the exit, or on it, took longer by part_s. */
static enum late_cause way_cause(const struct late_pair *pair, const struct knot *from, double part_s)
{
    const struct late_run *here = &pair->here, *there = &pair->there;
    if (here->exit[0] != '\0' && there->exit[0] != '\0' && strcmp(here->exit, there->exit) != 0) {
        return pair->exit_lost_s <= from[1].here_s ? LATE_BLOCKED : LATE_OTHER_EXIT;
    }
    if (here->walked_m < 0.0 || !(there->walked_m > 0.0) || !(there_length(from) > 0.0)) {
        return LATE_WAY;
    }
    double speed = there->walked_m / there_length(from);
    double by_length_s = (here->walked_m - there->walked_m) / speed;
    return by_length_s >= part_s / 2.0 ? LATE_DETOUR : LATE_SLOWER;
}

/* The part that ends with the last link. */
static enum late_cause end_cause(const struct late_pair *pair, const struct knot *from, double part_s)
{
    switch ((int)from->moment) {
    case MOMENT_ARRIVED:
        return LATE_CHECK_IN;
    case MOMENT_EXITED:
        return LATE_YARD;
    case MOMENT_STARTED:
        return way_cause(pair, from, part_s);
    default:
        return LATE_SINCE;
    }
}

static enum late_cause part_cause(const struct late_pair *pair, const struct knot *from, double part_s)
{
    switch ((int)from[1].moment) {
    case MOMENT_ALERTED:
        return LATE_ALERT;
    case MOMENT_ACKNOWLEDGED:
        return LATE_ANSWER;
    case MOMENT_STARTED:
        return LATE_START;
    case MOMENT_EXITED:
        return way_cause(pair, from, part_s);
    case MOMENT_ARRIVED:
        return from->moment == MOMENT_EXITED ? LATE_YARD : way_cause(pair, from, part_s);
    default:
        return end_cause(pair, from, part_s);
    }
}

static enum late_cause absent_cause(const struct state_times *times)
{
    const double *at_s = times->at_s;
    if (at_s[MOMENT_HELP] < STATE_NEVER) {
        return LATE_HELP;
    }
    if (at_s[MOMENT_CANNOT] < STATE_NEVER) {
        return LATE_CANNOT;
    }
    if (at_s[MOMENT_EXITED] < STATE_NEVER || at_s[MOMENT_ARRIVED] < STATE_NEVER) {
        return LATE_UNCHECKED;
    }
    if (at_s[MOMENT_STARTED] < STATE_NEVER) {
        return LATE_INSIDE;
    }
    if (at_s[MOMENT_ACKNOWLEDGED] < STATE_NEVER) {
        return LATE_STAYED;
    }
    return at_s[MOMENT_ALERTED] < STATE_NEVER ? LATE_SILENT : LATE_UNREACHED;
}

int late_judge(struct late *out, const struct late_pair *pair)
{
    double here_s = pair->here.gathered_s, there_s = pair->there.gathered_s;
    *out = (struct late){.person = out->person};
    if (!(there_s < STATE_NEVER)) {
        return 0;
    }
    if (!(here_s < STATE_NEVER)) {
        out->late_s = STATE_NEVER;
        out->cause = absent_cause(pair->here.times);
        out->jump_s = there_s;
        return 1;
    }
    if (here_s - there_s < LATE_LEAST_S) {
        return 0;
    }
    struct chain chain;
    make_chain(&chain, pair);
    size_t worst = 0;
    for (size_t i = 0; i + 1 < chain.count; i++) {
        double part_s = here_length(&chain.knots[i]) - there_length(&chain.knots[i]);
        if (i == 0 || part_s > out->part_s) {
            out->part_s = part_s;
            worst = i;
        }
    }
    const struct knot *from = &chain.knots[worst];
    out->late_s = here_s - there_s;
    out->cause = part_cause(pair, from, out->part_s);
    out->jump_s = from->here_s + there_length(from);
    return 1;
}

static int compare_late(const void *a, const void *b)
{
    const struct late *first = a, *second = b;
    if (first->late_s > second->late_s || first->late_s < second->late_s) {
        return first->late_s > second->late_s ? -1 : 1;
    }
    return (first->person > second->person) - (first->person < second->person);
}

void late_sort(struct late *list, size_t count)
{
    qsort(list, count, sizeof *list, compare_late);
}
