/* Sites, sectors and counties compared: see ranking.h. Pure. */
#include "evaluate/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int ranking_drill_take(struct ranking_drill *out, const struct evaluation *evaluation, const struct forecast_time *time)
{
    if (!time->known || time->forecast_people == 0 || evaluation->all.expected == 0) {
        return 0;
    }
    out->people = evaluation->all.expected;
    out->by_then = time->by_then;
    out->share = (double)time->forecast_by_then / time->forecast_people;
    return 1;
}

static int compare_drills(const void *a, const void *b)
{
    return strcmp(((const struct ranking_drill *)a)->key, ((const struct ranking_drill *)b)->key);
}

/* Of so many people one by one. Half a person more on either side, so that nobody is without error. */
static double variance_of_people(const struct ranking_drill *drill)
{
    double share = (drill->by_then + 0.5) / (drill->people + 1.0);
    return drill->people * share * (1.0 - share);
}

/* What the drills of a unit differ by among each other: each a cluster of people who did not act apart. */
static double variance_of_drills(const struct ranking_unit *unit, const struct ranking_drill *drills)
{
    double sum = 0.0, count = unit->drills;
    for (size_t i = 0; unit->drills > 1 && i < unit->drills; i++) {
        double rest = drills[i].by_then - unit->measured * drills[i].people * drills[i].share;
        sum += rest * rest;
    }
    return unit->drills > 1 ? count / (count - 1.0) * sum : 0.0;
}

static struct ranking_unit sum_up(const struct ranking_drill *drills, size_t count)
{
    struct ranking_unit unit = {
        .key = drills[0].key, .names = {drills[0].names[0], drills[0].names[1]}, .drills = (uint32_t)count};
    double of_people = 0.0;
    for (size_t i = 0; i < count; i++) {
        unit.people += drills[i].people;
        unit.by_then += drills[i].by_then;
        unit.expected += drills[i].people * drills[i].share;
        of_people += variance_of_people(&drills[i]);
    }
    unit.measured = unit.by_then / unit.expected;
    double of_drills = variance_of_drills(&unit, drills);
    unit.error = sqrt(of_people > of_drills ? of_people : of_drills) / unit.expected;
    return unit;
}

static enum sibu_status no_memory(struct ranking *out, struct sibu_fault *fault)
{
    ranking_close(out);
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* Fair values, intervals, and where each lies beside the mean of all. */
static int draw_together(struct ranking *ranking)
{
    struct shrink all;
    struct between_value *values = sibu_arena_take(&ranking->arena, ranking->count, sizeof *values);
    struct shrink_site *sites = sibu_arena_take(&ranking->arena, ranking->count, sizeof *sites);
    if (values == NULL || sites == NULL) {
        return 0;
    }
    for (size_t i = 0; i < ranking->count; i++) {
        values[i] = (struct between_value){0.0, ranking->units[i].measured, ranking->units[i].error};
    }
    shrink_take(values, ranking->count, sites, &all);
    ranking->mean = all.mean;
    ranking->shrunk = ranking->count > 3;
    for (size_t i = 0; i < ranking->count; i++) {
        struct ranking_unit *unit = &ranking->units[i];
        unit->fair = sites[i].fair;
        unit->low = sites[i].low;
        unit->high = sites[i].high;
        if (ranking->count > 1) {
            unit->standing = unit->low > all.mean    ? RANKING_BEST
                             : unit->high < all.mean ? RANKING_BEHIND
                                                     : RANKING_MIDDLE;
        }
    }
    return 1;
}

static enum sibu_status rank(struct ranking *ranking, struct sibu_fault *fault)
{
    struct rank_interval *intervals = sibu_arena_take(&ranking->arena, ranking->count, sizeof *intervals);
    struct rank_place *places = sibu_arena_take(&ranking->arena, ranking->count, sizeof *places);
    if (intervals == NULL || places == NULL) {
        return no_memory(ranking, fault);
    }
    for (size_t i = 0; i < ranking->count; i++) { /* more is better, and ranks are by less */
        intervals[i] = (struct rank_interval){-ranking->units[i].high, -ranking->units[i].low};
    }
    enum sibu_status status = rank_intervals(intervals, ranking->count, places, fault);
    for (size_t i = 0; i < ranking->count && status == SIBU_OK; i++) {
        ranking->units[i].place = places[i];
    }
    return status;
}

static int compare_units(const void *a, const void *b)
{
    const struct ranking_unit *left = a, *right = b;
    if (left->place.rank != right->place.rank) {
        return left->place.rank < right->place.rank ? -1 : 1;
    }
    int order = (left->fair < right->fair) - (left->fair > right->fair);
    return order != 0 ? order : strcmp(left->key, right->key);
}

enum sibu_status ranking_make(struct ranking *out, struct ranking_drill *drills, size_t count, struct sibu_fault *fault)
{
    *out = (struct ranking){0};
    if (count == 0) {
        return SIBU_OK; /* and `drills` may be NULL, which qsort does not take */
    }
    out->units = sibu_arena_take(&out->arena, count, sizeof *out->units);
    if (out->units == NULL) {
        return no_memory(out, fault);
    }
    qsort(drills, count, sizeof *drills, compare_drills);
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && strcmp(drills[from].key, drills[to].key) == 0) {
            to++;
        }
        out->units[out->count++] = sum_up(drills + from, to - from);
    }
    if (!draw_together(out)) {
        return no_memory(out, fault);
    }
    enum sibu_status status = rank(out, fault);
    if (status != SIBU_OK) {
        ranking_close(out);
        return status;
    }
    qsort(out->units, out->count, sizeof *out->units, compare_units);
    return SIBU_OK;
}

void ranking_close(struct ranking *ranking)
{
    sibu_arena_clear(&ranking->arena);
    *ranking = (struct ranking){0};
}
