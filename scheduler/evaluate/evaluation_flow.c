/* How people came through each exit over time: every crossing that was seen, by whomever. See evaluation.h and
 * evaluation_part.h.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"

struct crossing {
    const char *exit;
    double time_s;
};

static int compare_crossings(const void *a, const void *b)
{
    const struct crossing *left = a, *right = b;
    int order = strcmp(left->exit, right->exit);
    return order != 0 ? order : (left->time_s > right->time_s) - (left->time_s < right->time_s);
}

static size_t list_crossings(const struct evaluation *evaluation, struct crossing *out)
{
    size_t count = 0;
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        double time_s = evaluation_seconds(evaluation, event->time_us);
        if (strcmp(event->kind, "exit") == 0 && event->place[0] != '\0' && time_s >= 0.0) {
            out[count++] = (struct crossing){event->place, time_s};
        }
    }
    qsort(out, count, sizeof *out, compare_crossings);
    return count;
}

/* Ten seconds, doubled until the drill has not too many. */
static double choose_window(double last_s)
{
    double window_s = EVALUATION_FLOW_S;
    while (last_s / window_s >= (double)EVALUATION_WINDOWS_MAX) {
        window_s *= 2.0;
    }
    return window_s;
}

/* The most crossings in any EVALUATION_FLOW_S that begin with one. */
static void find_most(const struct crossing *crossings, size_t count, struct evaluation_flow *flow)
{
    size_t to = 0, most = 0;
    for (size_t from = 0; from < count; from++) {
        while (to < count && crossings[to].time_s < crossings[from].time_s + EVALUATION_FLOW_S) {
            to++;
        }
        if (to - from > most) {
            most = to - from;
            flow->most_s = crossings[from].time_s;
        }
    }
    flow->most_per_s = (double)most / EVALUATION_FLOW_S;
}

static enum sibu_status sum_up(struct evaluation *out, const struct crossing *crossings, size_t count,
                               struct evaluation_flow *flow, struct sibu_fault *fault)
{
    double last_s = crossings[count - 1].time_s;
    size_t windows = (size_t)(last_s / out->flow_window_s) + 1;
    uint32_t *people = sibu_arena_take(&out->arena, windows, sizeof *people);
    if (people == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        people[(size_t)(crossings[i].time_s / out->flow_window_s)]++;
    }
    *flow = (struct evaluation_flow){.id = crossings[0].exit,
                                     .crossings = (uint32_t)count,
                                     .first_s = crossings[0].time_s,
                                     .last_s = last_s,
                                     .windows = people,
                                     .window_count = windows};
    find_most(crossings, count, flow);
    return SIBU_OK;
}

static enum sibu_status fold(struct evaluation *out, const struct crossing *crossings, size_t count,
                             struct sibu_fault *fault)
{
    size_t exits = 0;
    double last_s = 0.0;
    for (size_t i = 0; i < count; i++) {
        exits += i == 0 || strcmp(crossings[i - 1].exit, crossings[i].exit) != 0 ? 1 : 0;
        last_s = crossings[i].time_s > last_s ? crossings[i].time_s : last_s;
    }
    struct evaluation_flow *flows = sibu_arena_take(&out->arena, exits, sizeof *flows);
    enum sibu_status status = flows == NULL ? evaluation_no_memory(fault) : SIBU_OK;
    out->flow_window_s = choose_window(last_s);
    for (size_t from = 0, to = 0; from < count && status == SIBU_OK; from = to) {
        while (to < count && strcmp(crossings[to].exit, crossings[from].exit) == 0) {
            to++;
        }
        status = sum_up(out, crossings + from, to - from, &flows[out->flow_count], fault);
        out->flow_count += status == SIBU_OK ? 1 : 0;
    }
    out->flows = flows;
    return status;
}

enum sibu_status evaluation_take_flows(struct evaluation *out, struct sibu_fault *fault)
{
    struct crossing *crossings = sibu_array_new(out->event_count, sizeof *crossings);
    enum sibu_status status =
        crossings == NULL ? evaluation_no_memory(fault) : fold(out, crossings, list_crossings(out, crossings), fault);
    sibu_array_free(crossings);
    return status;
}
