/* Writing the members. See members.h. */
#include <inttypes.h>

#include "forecast/members.h"

static const enum sibu_curve CURVES[] = {SIBU_CURVE_ACKNOWLEDGED, SIBU_CURVE_OUT, SIBU_CURVE_CHECKED_IN};
#define CURVES_WRITTEN (sizeof CURVES / sizeof CURVES[0])

/* What is written of an ensemble. */
struct choice {
    const struct sibu_ensemble *ensemble;
    size_t curve_points, place_points, stride; /* of the ensemble's grids */
    size_t at[MEMBER_POINTS_MAX]; /* the times, as points of the grid by place */
    size_t points;
    size_t runs, place_runs;
};

/* The first finished runs that the ensemble keeps as members. */
static size_t finished_runs(const struct sibu_ensemble *ensemble)
{
    const struct sibu_run *runs = sibu_ensemble_runs(ensemble);
    size_t count = 0, finished = sibu_ensemble_finished(ensemble);
    while (count < finished && count < SIBU_MEMBERS_MAX && runs[count].finished) {
        count++;
    }
    return count;
}

/* Evenly over the time in which anything happens. */
static void choose_times(struct choice *choice)
{
    size_t last = (choice->curve_points - 1 + choice->stride - 1) / choice->stride;
    size_t every = (last + MEMBER_POINTS_MAX - 2) / (MEMBER_POINTS_MAX - 1);
    every = every < 1 ? 1 : every;
    last = last < choice->place_points - 1 ? last : choice->place_points - 1;
    for (size_t point = 0; point < last + every; point += every) {
        choice->at[choice->points++] = point < last ? point : last;
    }
}

static size_t place_runs(const struct choice *choice, size_t places)
{
    size_t taken = CURVES_WRITTEN * choice->runs * choice->points;
    size_t most =
        places > 0 && places <= MEMBER_PLACES_MAX ? (MEMBER_COUNTS_MAX - taken) / (places * choice->points) : 0;
    most = most < choice->runs ? most : choice->runs;
    return most < MEMBER_RUNS_LEAST && most < choice->runs ? 0 : most;
}

static uint32_t count_at(const uint32_t *counts, size_t point, size_t points)
{
    return counts[point < points ? point : points - 1];
}

/* `scale`: how many points of the counts' grid one of the places' grid is. */
static void add_run(struct sibu_text *out, const struct choice *choice, const uint32_t *counts, size_t scale,
                    size_t grid_points)
{
    uint32_t before = 0, last = count_at(counts, choice->at[choice->points - 1] * scale, grid_points);
    sibu_text_add(out, "\"");
    for (size_t k = 0; k < choice->points && before < last; k++) {
        uint32_t now = count_at(counts, choice->at[k] * scale, grid_points);
        sibu_text_addf(out, "%s%" PRIu32, k > 0 ? " " : "", now - before);
        before = now;
    }
    sibu_text_add(out, "\"");
}

static void add_curve(struct sibu_text *out, const struct choice *choice, enum sibu_curve curve)
{
    const struct sibu_run *runs = sibu_ensemble_runs(choice->ensemble);
    sibu_text_addf(out, ",\"%s\":[", sibu_curve_name(curve));
    for (size_t i = 0; i < choice->runs; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_run(out, choice, runs[i].curves[curve], choice->stride, choice->curve_points);
    }
    sibu_text_add(out, "]");
}

static const uint32_t *place_counts(const struct choice *choice, size_t run, _Bool zones, size_t place)
{
    const struct sibu_run *of = &sibu_ensemble_runs(choice->ensemble)[run];
    return (zones ? of->by_zone : of->by_exit) + place * choice->place_points;
}

static _Bool is_empty(const struct choice *choice, _Bool zones, size_t place)
{
    for (size_t i = 0; i < choice->place_runs; i++) {
        if (place_counts(choice, i, zones, place)[choice->place_points - 1] > 0) {
            return 0;
        }
    }
    return 1;
}

static void add_place(struct sibu_text *out, const struct choice *choice, _Bool zones, size_t place)
{
    sibu_text_add(out, ",\"runs\":[");
    for (size_t i = 0; i < choice->place_runs; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_run(out, choice, place_counts(choice, i, zones, place), 1, choice->place_points);
    }
    sibu_text_add(out, "]}");
}

static void add_places(struct sibu_text *out, const struct choice *choice, const struct sibu_site *site)
{
    for (int zones = 0; zones < 2; zones++) {
        size_t count = zones ? site->zone_count : site->exit_count;
        const char *before = "";
        sibu_text_add(out, zones ? ",\"zones\":[" : ",\"exits\":[");
        for (size_t i = 0; i < count; i++) {
            if (!is_empty(choice, zones, i)) {
                sibu_text_addf(out, "%s{\"id\":", before);
                sibu_text_add_json(out, zones ? site->zones[i].id : site->exits[i].id);
                add_place(out, choice, zones, i);
                before = ",";
            }
        }
        sibu_text_add(out, "]");
    }
}

void members_write(struct sibu_text *out, const struct sibu_ensemble *ensemble, const struct sibu_ensemble_def *def)
{
    struct choice choice = {.ensemble = ensemble, .curve_points = sibu_ensemble_points(ensemble)};
    choice.stride = sibu_ensemble_place_grid(ensemble, &choice.place_points);
    choice.runs = finished_runs(ensemble);
    if (choice.runs == 0 || choice.curve_points < 2 || choice.place_points < 2) {
        return;
    }
    choose_times(&choice);
    choice.place_runs = place_runs(&choice, (size_t)def->site->exit_count + def->site->zone_count);
    sibu_text_addf(out, ",\"members\":{\"runs\":%zu,\"place_runs\":%zu,\"t_s\":[", choice.runs, choice.place_runs);
    for (size_t k = 0; k < choice.points; k++) {
        sibu_text_addf(out, "%s%.6g", k > 0 ? "," : "", (double)(choice.at[k] * choice.stride) * def->curve_s);
    }
    sibu_text_add(out, "]");
    for (size_t i = 0; i < CURVES_WRITTEN; i++) {
        add_curve(out, &choice, CURVES[i]);
    }
    add_places(out, &choice, def->site);
    sibu_text_add(out, "}");
}
