/* See exit_flows.h. */
#include "view/exit_flows.h"

#include <stdlib.h>

#include "sibu/memory.h"
#include "sibu/tally.h"

static int compare_times(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static int passed(const struct replay_person *person)
{
    return person->exit != SIBU_NONE && person->times.at_s[MOMENT_EXITED] < STATE_NEVER;
}

/* The times of each exit, one exit behind the other. */
static void fill_times(struct exit_flows *flows, const struct replay *replay)
{
    uint32_t exits = replay->site->exit_count;
    for (size_t i = 0; i < replay->people_count; i++) {
        if (passed(&replay->people[i])) {
            flows->first[replay->people[i].exit + 1]++;
        }
    }
    for (uint32_t e = 0; e < exits; e++) {
        flows->first[e + 1] += flows->first[e];
    }
    for (size_t i = replay->people_count; i > 0; i--) { /* first[e + 1] runs down to where exit e begins */
        const struct replay_person *person = &replay->people[i - 1];
        if (passed(person)) {
            flows->times_s[--flows->first[person->exit + 1]] = person->times.at_s[MOMENT_EXITED];
        }
    }
}

/* After fill_times first[e + 1] is where exit e begins: one to the left, and the end behind the last. */
static void set_bounds(struct exit_flows *flows, uint32_t exits, size_t total)
{
    for (uint32_t e = 0; e < exits; e++) {
        flows->first[e] = flows->first[e + 1];
    }
    flows->first[exits] = total;
}

static size_t people_of(const struct exit_flows *flows, uint32_t exit)
{
    return flows->first[exit + 1] - flows->first[exit];
}

static double peak_of(const struct exit_flows *flows, uint32_t exit)
{
    const double *times_s = flows->times_s + flows->first[exit];
    size_t most = 0, from = 0;
    for (size_t i = 0; i < people_of(flows, exit); i++) {
        while (times_s[from] <= times_s[i] - EXIT_FLOWS_SPAN_S) {
            from++;
        }
        most = i + 1 - from > most ? i + 1 - from : most;
    }
    return (double)most / EXIT_FLOWS_SPAN_S;
}

static void put_in_order(struct exit_flows *flows, uint32_t exits)
{
    for (uint32_t e = 0; e < exits; e++) {
        size_t at = flows->shown;
        if (people_of(flows, e) == 0) {
            continue;
        }
        for (; at > 0 && people_of(flows, flows->order[at - 1]) < people_of(flows, e); at--) {
            flows->order[at] = flows->order[at - 1];
        }
        flows->order[at] = e;
        flows->shown++;
        double peak = peak_of(flows, e);
        flows->peak_per_s = peak > flows->peak_per_s ? peak : flows->peak_per_s;
    }
    flows->most = flows->shown > 0 ? people_of(flows, flows->order[0]) : 0;
}

enum sibu_status exit_flows_take(struct exit_flows *flows, const struct replay *replay, struct sibu_fault *fault)
{
    uint32_t exits = replay->site->exit_count;
    size_t total = 0;
    if (flows->of == replay) {
        return SIBU_OK;
    }
    exit_flows_close(flows);
    flows->times_s = sibu_array_new(replay->people_count, sizeof *flows->times_s);
    flows->first = sibu_array_new((size_t)exits + 1, sizeof *flows->first);
    flows->order = sibu_array_new(exits, sizeof *flows->order);
    if (flows->times_s == NULL || flows->first == NULL || flows->order == NULL) {
        exit_flows_close(flows);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法统计出口流量",
                              "no memory for the flows through exits");
    }
    flows->of = replay;
    fill_times(flows, replay);
    for (size_t i = 0; i < replay->people_count; i++) {
        total += passed(&replay->people[i]) != 0;
    }
    set_bounds(flows, exits, total);
    for (uint32_t e = 0; e < exits; e++) {
        qsort(flows->times_s + flows->first[e], people_of(flows, e), sizeof *flows->times_s, compare_times);
    }
    put_in_order(flows, exits);
    return SIBU_OK;
}

void exit_flows_close(struct exit_flows *flows)
{
    sibu_array_free(flows->times_s);
    sibu_array_free(flows->first);
    sibu_array_free(flows->order);
    *flows = (struct exit_flows){0};
}

size_t exit_flows_count(const struct exit_flows *flows, uint32_t exit, double time_s)
{
    struct replay_curve curve = {flows->times_s + flows->first[exit], people_of(flows, exit)};
    return replay_curve_at(&curve, time_s);
}

double exit_flows_at(const struct exit_flows *flows, uint32_t exit, double time_s)
{
    size_t until = exit_flows_count(flows, exit, time_s + EXIT_FLOWS_SPAN_S / 2.0);
    size_t before = exit_flows_count(flows, exit, time_s - EXIT_FLOWS_SPAN_S / 2.0);
    return (double)(until - before) / EXIT_FLOWS_SPAN_S;
}

double exit_flows_mean(const struct exit_flows *flows, uint32_t exit)
{
    size_t count = people_of(flows, exit);
    struct sibu_tally_line line = {.count = count};
    if (count > 0) {
        line.first_s = flows->times_s[flows->first[exit]];
        line.last_s = flows->times_s[flows->first[exit + 1] - 1];
    }
    return sibu_tally_flow_per_s(&line);
}
