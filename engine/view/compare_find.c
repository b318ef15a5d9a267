/* See compare_find.h. */
#include "view/compare_find.h"

#include <stdlib.h>

#include "sibu/memory.h"
#include "view/compare_difference.h"
#include "view/compare_path.h"

static double earlier(double a, double b)
{
    return a < b ? a : b;
}

double compare_gathered_s(const struct replay *replay, uint32_t person)
{
    const double *at_s = replay->people[person].times.at_s;
    return replay->drill ? at_s[MOMENT_CHECKED_IN] : earlier(at_s[MOMENT_EXITED], at_s[MOMENT_ARRIVED]);
}

static enum sibu_status no_memory(const struct replay *replay, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, replay->path, "内存不足，无法比较人员",
                          "no memory to compare the people");
}

static enum sibu_status open_list(struct compare_late_list *list, const struct replay *here, struct sibu_fault *fault)
{
    *list = (struct compare_late_list){.items = sibu_array_new(here->people_count, sizeof *list->items)};
    return list->items != NULL ? SIBU_OK : no_memory(here, fault);
}

void compare_late_list_close(struct compare_late_list *list)
{
    sibu_array_free(list->items);
    *list = (struct compare_late_list){0};
}

/* How far everybody walked until out; the caller frees *out. */
static enum sibu_status measure_ways(const struct replay *replay, double **out, struct sibu_fault *fault)
{
    double *until_s = sibu_array_new(replay->people_count, sizeof *until_s);
    *out = sibu_array_new(replay->people_count, sizeof **out);
    enum sibu_status status = until_s != NULL && *out != NULL ? SIBU_OK : no_memory(replay, fault);
    for (uint32_t i = 0; status == SIBU_OK && i < replay->people_count; i++) {
        until_s[i] = earlier(replay->people[i].times.at_s[MOMENT_EXITED], compare_gathered_s(replay, i));
    }
    if (status == SIBU_OK) {
        status = compare_path(replay, until_s, *out, fault);
    }
    sibu_array_free(until_s);
    return status;
}

static struct late_run run_of(const struct replay *replay, uint32_t person, const double *walked_m)
{
    const struct replay_person *it = &replay->people[person];
    return (struct late_run){.times = &it->times,
                             .gathered_s = compare_gathered_s(replay, person),
                             .exit = it->exit != SIBU_NONE ? replay->site->exits[it->exit].id : "",
                             .walked_m = walked_m[person]};
}

/* Since when the exit that was taken there is lost here. */
static double lost_here(const struct replay *here, const char *exit)
{
    uint32_t index = exit[0] != '\0' ? sibu_site_find_exit(here->site, exit) : SIBU_NONE;
    return index != SIBU_NONE && here->exit_lost_s != NULL ? here->exit_lost_s[index] : STATE_NEVER;
}

struct ways { /* how far people walked: owned, by person */
    double *here, *there;
};

static void judge_all(struct compare_late_list *out, const struct replay *here, const struct replay *there,
                      const uint32_t *twins, const struct ways *ways)
{
    for (uint32_t i = 0; i < here->people_count; i++) {
        if (!here->people[i].expected) {
            continue;
        }
        if (twins[i] == SIBU_NONE || !there->people[twins[i]].expected) {
            out->strangers++;
            continue;
        }
        struct late_pair pair = {.here = run_of(here, i, ways->here), .there = run_of(there, twins[i], ways->there)};
        pair.exit_lost_s = lost_here(here, pair.there.exit);
        struct late *late = &out->items[out->count];
        late->person = i;
        out->compared++;
        out->count += late_judge(late, &pair) != 0;
    }
    late_sort(out->items, out->count);
}

enum sibu_status compare_find_in_record(struct compare_late_list *out, const struct replay *here,
                                        const struct replay *there, const uint32_t *twins, struct sibu_fault *fault)
{
    struct ways ways = {NULL, NULL};
    enum sibu_status status = open_list(out, here, fault);
    if (status == SIBU_OK) {
        status = measure_ways(here, &ways.here, fault);
    }
    if (status == SIBU_OK) {
        status = measure_ways(there, &ways.there, fault);
    }
    if (status == SIBU_OK) {
        judge_all(out, here, there, twins, &ways);
    }
    sibu_array_free(ways.here);
    sibu_array_free(ways.there);
    if (status != SIBU_OK) {
        compare_late_list_close(out);
    }
    return status;
}

/* The n-th of the forecast's median, as if it were a person. */
static struct state_times median_times(const struct replay *here, size_t rank)
{
    static const struct {
        enum sibu_curve curve;
        enum moment moment;
    } CURVES[] = {{SIBU_CURVE_ACKNOWLEDGED, MOMENT_ACKNOWLEDGED},
                  {SIBU_CURVE_MOVING, MOMENT_STARTED},
                  {SIBU_CURVE_OUT, MOMENT_EXITED},
                  {SIBU_CURVE_ARRIVED, MOMENT_ARRIVED},
                  {SIBU_CURVE_CHECKED_IN, MOMENT_CHECKED_IN}};
    struct state_times times = state_times_none();
    times.at_s[MOMENT_ALERTED] = 0.0; /* as forecasts assume */
    for (size_t i = 0; i < sizeof CURVES / sizeof CURVES[0]; i++) {
        times.at_s[CURVES[i].moment] = compare_forecast_time(&here->forecast, CURVES[i].curve, 1, (double)rank);
    }
    return times;
}

struct arrival { /* somebody, and when counted */
    double time_s;
    uint32_t person;
};

static int compare_arrivals(const void *a, const void *b)
{
    const struct arrival *first = a, *second = b;
    if (first->time_s < second->time_s || first->time_s > second->time_s) {
        return first->time_s < second->time_s ? -1 : 1;
    }
    return (first->person > second->person) - (first->person < second->person);
}

/* Whoever never came is measured against the last that the median has, as long as more were expected than came. */
static void judge_arrival(struct compare_late_list *out, const struct replay *here, const struct arrival *arrival,
                          size_t rank)
{
    struct state_times median = median_times(here, rank);
    const double walked_m = -1.0;
    struct late_pair pair = {
        .here = {&here->people[arrival->person].times, arrival->time_s, "", walked_m},
        .there = {&median, median.at_s[MOMENT_CHECKED_IN], "", walked_m},
        .exit_lost_s = STATE_NEVER,
    };
    struct late *late = &out->items[out->count];
    late->person = arrival->person;
    if (late_judge(late, &pair)) {
        late->beyond = arrival->time_s > compare_forecast_time(&here->forecast, SIBU_CURVE_CHECKED_IN, 0, (double)rank);
        out->count++;
    }
}

static void judge_arrivals(struct compare_late_list *out, const struct replay *here, struct arrival *arrivals)
{
    for (uint32_t i = 0; i < here->people_count; i++) {
        if (here->people[i].expected) {
            arrivals[out->compared++] = (struct arrival){compare_gathered_s(here, i), i};
        }
    }
    qsort(arrivals, out->compared, sizeof *arrivals, compare_arrivals);
    for (size_t i = 0; i < out->compared; i++) {
        size_t next = here->gathered.count + 1; /* the rank of the first who never came */
        judge_arrival(out, here, &arrivals[i], i + 1 < next ? i + 1 : next);
    }
    late_sort(out->items, out->count);
}

enum sibu_status compare_find_in_forecast(struct compare_late_list *out, const struct replay *here,
                                          struct sibu_fault *fault)
{
    enum sibu_status status = open_list(out, here, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct arrival *arrivals = sibu_array_new(here->people_count, sizeof *arrivals);
    if (arrivals == NULL) {
        compare_late_list_close(out);
        return no_memory(here, fault);
    }
    judge_arrivals(out, here, arrivals);
    sibu_array_free(arrivals);
    return SIBU_OK;
}
