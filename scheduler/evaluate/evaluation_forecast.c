/* The drill beside its forecast: the last that could be made, run by run. See evaluation.h and evaluation_part.h.
 */
#include <stdlib.h>
#include <string.h>

#include "evaluate/evaluation_part.h"
#include "sibu/unfold.h"

/* The one that knows of so many events; without points where there is none that can be read, or it holds no runs. */
static enum sibu_status read_one(struct evaluation *out, struct sibu_record *record, uint32_t events, int *is_made,
                                 struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    struct sibu_arena arena = {0};
    struct sibu_forecast forecast = {0};
    const char *bytes = NULL;
    size_t length = 0;
    char name[SIBU_FORECAST_NAME_BYTES];
    sibu_forecast_name(events, name);
    enum sibu_status status = sibu_record_document(record, name, &arena, &bytes, &length, fault);
    *is_made = status == SIBU_OK && bytes != NULL &&
               sibu_forecast_read(&forecast, bytes, length, &arena, &ignored) == SIBU_OK && forecast.runs > 0;
    if (*is_made) {
        if (sibu_members_read(&out->members, &forecast, bytes, length, &out->arena, &ignored) != SIBU_OK) {
            out->members = (struct sibu_members){0}; /* the evaluation does without */
        }
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status evaluation_read_forecast(struct evaluation *out, struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int is_made = 0;
    for (uint32_t events = SIBU_UNFOLD_MOST + 1; events > 0 && status == SIBU_OK && !is_made;) {
        status = read_one(out, record, --events, &is_made, fault);
    }
    return status;
}

/* Somebody seen at a place, or of one. */
struct seen {
    const char *place;
    double time_s;
};

static int compare_seen(const void *a, const void *b)
{
    const struct seen *left = a, *right = b;
    int order = strcmp(left->place, right->place);
    return order != 0 ? order : (left->time_s > right->time_s) - (left->time_s < right->time_s);
}

static int compare_curves(const void *a, const void *b)
{
    const struct evaluation_comparison *left = a, *right = b;
    return strcmp(left->id, right->id);
}

/* Room for everybody, and what all comparisons of a drill have in common. */
struct comparing {
    struct evaluation *evaluation;
    struct evaluation_comparison *items;
    size_t count;
    struct seen *seen; /* of one kind, sorted by place and time */
    size_t seen_count, seen_before; /* those before are of places that have had their turn */
    double *times_s;
};

static void begin(struct comparing *to, const char *kind, const char *id, enum sibu_curve curve)
{
    to->items[to->count++] = (struct evaluation_comparison){.kind = kind, .id = id, .curve = curve};
}

/* Fills in the comparison from the runs and those seen at its place. Of one kind the next after the other, by id. */
static enum sibu_status finish(struct comparing *of, struct evaluation_comparison *item, const uint32_t *runs,
                               uint32_t run_count, struct sibu_fault *fault)
{
    const struct evaluation *evaluation = of->evaluation;
    const struct comparison_def def = {.times_s = evaluation->members.times_s,
                                       .points = evaluation->members.points,
                                       .runs = runs,
                                       .run_count = run_count,
                                       .end_s = evaluation_seconds(evaluation, evaluation->end_us)};
    size_t count = 0;
    while (of->seen_before < of->seen_count && strcmp(of->seen[of->seen_before].place, item->id) < 0) {
        of->seen_before++;
    }
    while (of->seen_before < of->seen_count && strcmp(of->seen[of->seen_before].place, item->id) == 0) {
        of->times_s[count++] = of->seen[of->seen_before++].time_s;
    }
    return comparison_take(&item->figures, &def, of->times_s, count, &of->evaluation->arena, fault);
}

static double time_of(const struct evaluation_person *person, enum sibu_curve curve)
{
    return curve == SIBU_CURVE_ACKNOWLEDGED ? person->acknowledged_s
           : curve == SIBU_CURVE_OUT        ? person->out_s
                                            : person->checked_in_s;
}

enum place { PLACE_NONE, PLACE_EXIT, PLACE_ZONE };

static void list_seen(struct comparing *to, enum sibu_curve curve, enum place place)
{
    to->seen_count = to->seen_before = 0;
    for (size_t i = 0; i < to->evaluation->people_count; i++) {
        const struct evaluation_person *person = &to->evaluation->people[i];
        double time_s = time_of(person, curve);
        if (person->state != EVALUATION_NOT_EXPECTED && time_s >= 0.0) {
            const char *at = place == PLACE_EXIT ? person->exit : place == PLACE_ZONE ? person->zone : "";
            to->seen[to->seen_count++] = (struct seen){at, time_s};
        }
    }
    qsort(to->seen, to->seen_count, sizeof *to->seen, compare_seen);
}

static enum sibu_status compare_all(struct comparing *to, struct sibu_fault *fault)
{
    static const enum sibu_curve CURVES[] = {SIBU_CURVE_ACKNOWLEDGED, SIBU_CURVE_OUT, SIBU_CURVE_CHECKED_IN};
    const struct sibu_members *members = &to->evaluation->members;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof CURVES / sizeof CURVES[0] && status == SIBU_OK; i++) {
        list_seen(to, CURVES[i], PLACE_NONE);
        if (CURVES[i] != SIBU_CURVE_OUT || to->evaluation->exit_count > 0) {
            begin(to, "", "", CURVES[i]);
            status = finish(to, &to->items[to->count - 1], members->curves[CURVES[i]].counts, members->runs, fault);
        }
    }
    return status;
}

/* The runs of a place; NULL: nobody is there in any. */
static const uint32_t *runs_of(const struct sibu_member_curve *curves, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(curves[i].id, id) == 0) {
            return curves[i].counts;
        }
    }
    return NULL;
}

/* Adds a place that is not among those from `from` on. */
static void begin_new(struct comparing *to, size_t from, const char *id, const struct evaluation_comparison *like)
{
    for (size_t i = from; i < to->count; i++) {
        if (strcmp(to->items[i].id, id) == 0) {
            return;
        }
    }
    begin(to, like->kind, id, like->curve);
}

static enum sibu_status compare_places(struct comparing *to, enum place place, struct sibu_fault *fault)
{
    const struct evaluation *evaluation = to->evaluation;
    const struct sibu_members *members = &evaluation->members;
    int exits = place == PLACE_EXIT;
    const struct sibu_member_curve *curves = exits ? members->exits : members->zones;
    const struct evaluation_comparison like = {.kind = exits ? "exit" : "zone",
                                               .curve = exits ? SIBU_CURVE_OUT : SIBU_CURVE_CHECKED_IN};
    size_t count = exits ? members->exit_count : members->zone_count, from = to->count;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < count; i++) {
        begin_new(to, from, curves[i].id, &like);
    }
    for (size_t i = 0; i < (exits ? evaluation->exit_count : evaluation->zone_count); i++) {
        begin_new(to, from, exits ? evaluation->exits[i].id : evaluation->zones[i].zone, &like);
    }
    qsort(to->items + from, to->count - from, sizeof *to->items, compare_curves);
    list_seen(to, like.curve, place);
    for (size_t i = from; i < to->count && status == SIBU_OK; i++) {
        status = finish(to, &to->items[i], runs_of(curves, count, to->items[i].id), members->place_runs, fault);
    }
    return status;
}

static enum sibu_status compare(struct comparing *to, struct sibu_fault *fault)
{
    enum sibu_status status = compare_all(to, fault);
    int by_place = to->evaluation->members.place_runs > 0;
    if (status == SIBU_OK && by_place && to->evaluation->exit_count > 0) {
        status = compare_places(to, PLACE_EXIT, fault);
    }
    return status == SIBU_OK && by_place ? compare_places(to, PLACE_ZONE, fault) : status;
}

enum sibu_status evaluation_take_comparisons(struct evaluation *out, struct sibu_fault *fault)
{
    const struct sibu_members *members = &out->members;
    size_t most = 3 + members->exit_count + members->zone_count + out->exit_count + out->zone_count;
    struct comparing to = {.evaluation = out};
    if (members->points == 0) {
        return SIBU_OK;
    }
    to.items = sibu_arena_take(&out->arena, most, sizeof *to.items);
    to.seen = sibu_array_new(out->people_count, sizeof *to.seen);
    to.times_s = sibu_array_new(out->people_count, sizeof *to.times_s);
    enum sibu_status status =
        to.items != NULL && to.seen != NULL && to.times_s != NULL ? compare(&to, fault) : evaluation_no_memory(fault);
    out->comparisons = to.items;
    out->comparison_count = status == SIBU_OK ? to.count : 0;
    sibu_array_free(to.seen);
    sibu_array_free(to.times_s);
    return status;
}
