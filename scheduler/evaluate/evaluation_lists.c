/* Places with their people, and curves of how many had done what by when. See evaluation.h and evaluation_part.h.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"

/* Somebody at a place, and when; time_s may be MEASURE_NEVER. */
struct visit {
    const char *place;
    double time_s;
};

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    if (left < right) {
        return -1;
    }
    return left > right ? 1 : 0;
}

static int compare_visits(const void *a, const void *b)
{
    const struct visit *left = a, *right = b;
    int order = strcmp(left->place, right->place);
    return order != 0 ? order : compare_times(&left->time_s, &right->time_s);
}

/* One place from its visits, which are sorted by time: those without a time come first. */
static struct evaluation_place sum_up(const struct visit *visits, size_t count)
{
    struct evaluation_place place = {visits[0].place, (uint32_t)count, MEASURE_NEVER, visits[count - 1].time_s};
    for (size_t i = count; i-- > 0 && visits[i].time_s >= 0.0;) {
        place.first_s = visits[i].time_s;
    }
    return place;
}

static enum sibu_status take_places(struct evaluation *out, struct visit *visits, size_t count,
                                    const struct evaluation_place **places, size_t *place_count,
                                    struct sibu_fault *fault)
{
    size_t from = 0;
    qsort(visits, count, sizeof *visits, compare_visits);
    *place_count = 0;
    for (size_t i = 0; i < count; i++) {
        *place_count += i == 0 || strcmp(visits[i - 1].place, visits[i].place) != 0 ? 1 : 0;
    }
    struct evaluation_place *items = sibu_arena_take(&out->arena, *place_count, sizeof *items);
    *places = items;
    if (items == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < *place_count; i++) {
        size_t to = from;
        while (to < count && strcmp(visits[to].place, visits[from].place) == 0) {
            to++;
        }
        items[i] = sum_up(visits + from, to - from);
        from = to;
    }
    return SIBU_OK;
}

static int is_expected(const struct evaluation_person *person)
{
    return person->state != EVALUATION_NOT_EXPECTED;
}

static enum sibu_status take_exits(struct evaluation *out, struct visit *visits, struct sibu_fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < out->people_count; i++) {
        const struct evaluation_person *person = &out->people[i];
        if (is_expected(person) && person->exit[0] != '\0') {
            visits[count++] = (struct visit){person->exit, person->out_s};
        }
    }
    return take_places(out, visits, count, &out->exits, &out->exit_count, fault);
}

static enum sibu_status take_musters(struct evaluation *out, struct visit *visits, struct sibu_fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < out->people_count; i++) {
        const struct evaluation_person *person = &out->people[i];
        if (person->state == EVALUATION_CHECKED_IN) {
            visits[count++] = (struct visit){person->muster, person->checked_in_s};
        }
    }
    return take_places(out, visits, count, &out->musters, &out->muster_count, fault);
}

/* Times sorted and counted: one point for each time at which the count rises. */
static enum sibu_status take_curve(struct evaluation *out, double *times_s, size_t count,
                                   struct evaluation_curve *curve, struct sibu_fault *fault)
{
    struct evaluation_point *points = sibu_arena_take(&out->arena, count, sizeof *points);
    if (points == NULL) {
        return evaluation_no_memory(fault);
    }
    qsort(times_s, count, sizeof *times_s, compare_times);
    curve->points = points;
    for (size_t i = 0; i < count; i++) {
        int is_last_of_equals = i + 1 == count || times_s[i + 1] > times_s[i];
        if (is_last_of_equals) {
            points[curve->count++] = (struct evaluation_point){times_s[i], (uint32_t)i + 1};
        }
    }
    return SIBU_OK;
}

enum curve { CURVE_ALERTED, CURVE_ACKNOWLEDGED, CURVE_OUT, CURVE_CHECKED_IN, CURVES };

static enum sibu_status take_curves(struct evaluation *out, double *times_s, struct sibu_fault *fault)
{
    struct evaluation_curve *const curves[CURVES] = {&out->alerted, &out->acknowledged, &out->out, &out->checked_in};
    enum sibu_status status = SIBU_OK;
    for (size_t k = 0; k < CURVES && status == SIBU_OK; k++) {
        size_t count = 0;
        for (size_t i = 0; i < out->people_count; i++) {
            const struct evaluation_person *person = &out->people[i];
            const double at_s[CURVES] = {person->alerted_s, person->acknowledged_s, person->out_s,
                                         person->checked_in_s};
            if (is_expected(person) && at_s[k] >= 0.0) {
                times_s[count++] = at_s[k];
            }
        }
        status = take_curve(out, times_s, count, curves[k], fault);
    }
    return status;
}

enum sibu_status evaluation_take_lists(struct evaluation *out, struct sibu_fault *fault)
{
    struct visit *visits = sibu_array_new(out->people_count, sizeof *visits);
    double *times_s = sibu_array_new(out->people_count, sizeof *times_s);
    enum sibu_status status = visits == NULL || times_s == NULL ? evaluation_no_memory(fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = take_exits(out, visits, fault);
    }
    if (status == SIBU_OK) {
        status = take_musters(out, visits, fault);
    }
    if (status == SIBU_OK) {
        status = take_curves(out, times_s, fault);
    }
    sibu_array_free(visits);
    sibu_array_free(times_s);
    return status;
}
