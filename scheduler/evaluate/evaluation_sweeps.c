/* Wardens' sweeps: whom each of them ticked off, and when. See evaluation.h and evaluation_part.h.
 *
 * A tick is an event "check-in" whose detail names a warden as its source (docs/record.md): the server writes that, no phone.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"
#include "sibu/json.h"

int evaluation_is_tick(const struct sibu_record_event *event, struct sibu_arena *arena, const char **by)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    int is = 0;
    if (strcmp(event->kind, "check-in") != 0 || strstr(event->detail, "warden") == NULL ||
        sibu_json_open(&document, "detail", event->detail, strlen(event->detail), &ignored) != SIBU_OK) {
        return 0; /* most have no such word: they need not be read */
    }
    struct sibu_json_value root = sibu_json_root(document);
    is = strcmp(sibu_json_as_string(sibu_json_member(root, "source")), "warden") == 0;
    if (is && arena != NULL) {
        const char *name = sibu_json_as_string(sibu_json_member(root, "by"));
        *by = sibu_arena_text(arena, name, strlen(name));
    }
    sibu_json_close(document);
    return is;
}

struct tick {
    const char *by, *zone;
    double time_s; /* or MEASURE_NEVER */
};

static int compare_ticks(const void *a, const void *b)
{
    const struct tick *left = a, *right = b;
    int order = strcmp(left->by, right->by);
    order = order != 0 ? order : strcmp(left->zone, right->zone);
    return order != 0 ? order : (left->time_s > right->time_s) - (left->time_s < right->time_s);
}

/* In the order of their wardens, zones and times. */
static enum sibu_status list_ticks(struct evaluation *out, const struct evaluation_source *source, struct tick *ticks,
                                   size_t *count, struct sibu_fault *fault)
{
    for (size_t i = 0; i < out->event_count; i++) {
        const char *by = "";
        size_t index = evaluation_index(source, out->events[i].person);
        if (index == SIZE_MAX || !evaluation_is_tick(&out->events[i], &out->arena, &by)) {
            continue;
        }
        if (by == NULL) {
            return evaluation_no_memory(fault);
        }
        ticks[(*count)++] = (struct tick){by, out->people[index].zone, evaluation_seconds(out, out->events[i].time_us)};
    }
    qsort(ticks, *count, sizeof *ticks, compare_ticks);
    return SIBU_OK;
}

static void widen(double *first_s, double *last_s, double time_s)
{
    if (time_s >= 0.0) {
        *first_s = *first_s < 0.0 || time_s < *first_s ? time_s : *first_s;
        *last_s = time_s > *last_s ? time_s : *last_s;
    }
}

static double zone_complete_s(const struct evaluation *evaluation, const char *zone)
{
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        if (strcmp(evaluation->zones[i].zone, zone) == 0) {
            return evaluation->zones[i].complete_s;
        }
    }
    return MEASURE_NEVER;
}

/* One warden's ticks, which are in order, into a sweep with its zones. Returns how many zones. */
static size_t sum_up(const struct evaluation *evaluation, const struct tick *ticks, size_t count,
                     struct evaluation_sweep *sweep, struct evaluation_sweep_zone *zones)
{
    size_t used = 0;
    *sweep = (struct evaluation_sweep){
        .by = ticks[0].by, .ticks = (uint32_t)count, .first_s = MEASURE_NEVER, .last_s = MEASURE_NEVER, .zones = zones};
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(ticks[i - 1].zone, ticks[i].zone) != 0) {
            zones[used++] = (struct evaluation_sweep_zone){.zone = ticks[i].zone,
                                                           .first_s = MEASURE_NEVER,
                                                           .last_s = MEASURE_NEVER,
                                                           .complete_s = zone_complete_s(evaluation, ticks[i].zone)};
        }
        zones[used - 1].ticks++;
        widen(&zones[used - 1].first_s, &zones[used - 1].last_s, ticks[i].time_s);
        widen(&sweep->first_s, &sweep->last_s, ticks[i].time_s);
    }
    sweep->zone_count = used;
    return used;
}

static enum sibu_status fold(struct evaluation *out, const struct tick *ticks, size_t count, struct sibu_fault *fault)
{
    struct evaluation_sweep *sweeps = sibu_arena_take(&out->arena, count, sizeof *sweeps);
    struct evaluation_sweep_zone *zones = sibu_arena_take(&out->arena, count, sizeof *zones);
    if (sweeps == NULL || zones == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t from = 0, to = 0; from < count; from = to) {
        while (to < count && strcmp(ticks[to].by, ticks[from].by) == 0) {
            to++;
        }
        zones += sum_up(out, ticks + from, to - from, &sweeps[out->sweep_count++], zones);
    }
    out->sweeps = sweeps;
    return SIBU_OK;
}

enum sibu_status evaluation_take_sweeps(struct evaluation *out, const struct evaluation_source *source,
                                        struct sibu_fault *fault)
{
    size_t count = 0;
    struct tick *ticks = sibu_array_new(out->event_count, sizeof *ticks);
    enum sibu_status status =
        ticks == NULL ? evaluation_no_memory(fault) : list_ticks(out, source, ticks, &count, fault);
    if (status == SIBU_OK) {
        status = fold(out, ticks, count, fault);
    }
    sibu_array_free(ticks);
    return status;
}
