/* Tests of a stream: speed and flow in a corridor over its density. */
#include <math.h>

#include "validate/act.h"
#include "validate/density.h"

#define WIDE_M 10.0
#define SETTLED_S 10.0
#define UNTIL_S 70.0
#define AREA_M 2.0 /* side of a measuring area */
#define SPEED_M_PER_S 1.33

const double DENSITY_PER_M2[DENSITIES] = {0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0};

double density_weidmann(double per_m2)
{
    return per_m2 >= 5.4 ? 0.0 : 1.34 * (1.0 - sibu_exp(-1.913 * (1.0 / per_m2 - 1.0 / 5.4)));
}

/* The source's corridor is 1000 m long, or a ring. Ours is as long as it must be for its ends not to be felt in the
 * measuring areas within 70 s: behind them as far as people could come, before them as far as the gap runs back that
 * the first leave behind (about l/T = 0.57 m/s, taken as 0.7). */
static double before_m(double per_m2)
{
    double speed = density_weidmann(per_m2) * 1.4 + 0.1;
    return 6.0 + UNTIL_S * (speed < SPEED_M_PER_S ? speed : SPEED_M_PER_S);
}

static double behind_m(double per_m2)
{
    return per_m2 < 1.5 ? 15.0 : UNTIL_S * 0.7;
}

static enum sibu_status build_corridors(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < DENSITIES && status == SIBU_OK; i++) {
        struct scene *scene = &stage->scenes[stage->scene_count++];
        double length = before_m(DENSITY_PER_M2[i]) + AREA_M + behind_m(DENSITY_PER_M2[i]);
        scene_begin(scene, 1, 0.0);
        scene_corridor(scene, length + 2.0, WIDE_M);
        status = scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
    }
    return status;
}

struct measured {
    double persons, speed, steps; /* sums */
};

/* Three areas of 2 x 2 m abreast: near both walls and in the middle. */
static int in_area(double x, double y, double from_x)
{
    int across = (y >= 1.0 && y < 3.0) || (y >= 4.0 && y < 6.0) || (y >= 7.0 && y < 9.0);
    return x >= from_x && x < from_x + AREA_M && across;
}

static void measure(struct measured *measured, const struct act *act, double from_x)
{
    measured->steps += 1.0;
    for (size_t i = 0; i < act->count; i++) {
        if (act_walks(act, i) && in_area((double)act->people.x_m[i], (double)act->people.y_m[i], from_x)) {
            measured->persons += 1.0;
            measured->speed += act_speed(act, i, 1.0, 0.0);
        }
    }
}

static enum sibu_status stream(struct rehearsal *rehearsal, size_t d, double *values)
{
    struct cast cast = {0};
    struct act act;
    struct measured measured = {0};
    double from_x = before_m(DENSITY_PER_M2[d]), length = from_x + AREA_M + behind_m(DENSITY_PER_M2[d]);
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, length, WIDE_M},
                    (size_t)(length * WIDE_M * DENSITY_PER_M2[d]), (const double[]){SPEED_M_PER_S, SPEED_M_PER_S});
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[d], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            if (act.time_s > SETTLED_S) {
                measure(&measured, &act, from_x);
            }
        }
        act_close(&act);
        values[DENSITY_SPEED] = measured.persons > 0.0 ? measured.speed / measured.persons : 0.0;
        values[DENSITY_REAL] = measured.persons / (measured.steps * 3.0 * AREA_M * AREA_M);
    }
    cast_clear(&cast);
    return status;
}

static enum sibu_status run_corridors(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t d = 0; d < DENSITIES && status == SIBU_OK; d++) {
        status = stream(rehearsal, d, values + d * DENSITY_NUMBERS);
    }
    return status;
}

const struct study STUDY_DENSITY = {
    .name = "density", .value_count = DENSITIES * DENSITY_NUMBERS, .build = build_corridors, .run = run_corridors};

static double speed_at(const struct sample *sample, size_t d)
{
    return sample_mean(sample, d * DENSITY_NUMBERS + DENSITY_SPEED);
}

static double density_at(const struct sample *sample, size_t d)
{
    return sample_mean(sample, d * DENSITY_NUMBERS + DENSITY_REAL);
}

/* Each speed is held against the curve at the density that was really measured. */
static void judge_rimea_4(const struct sample *sample, struct finding *finding)
{
    double worst = 0.0, before = 9.0;
    int falls = 1;
    for (size_t d = 0; d < DENSITIES; d++) {
        double speed = speed_at(sample, d), density = density_at(sample, d);
        double off = speed - density_weidmann(density);
        falls = falls && speed < before + 0.005;
        before = speed;
        worst = DENSITY_PER_M2[d] < 5.0 && fabs(off) > fabs(worst) ? off : worst;
        finding_extra(finding, density, "density_at_%.1f", DENSITY_PER_M2[d]);
        finding_extra(finding, speed, "speed_at_%.1f", DENSITY_PER_M2[d]);
        finding_extra(finding, off, "off_at_%.1f", DENSITY_PER_M2[d]);
    }
    finding_set(finding, worst, falls && fabs(worst) <= 0.2);
}

static void judge_imo_12(const struct sample *sample, struct finding *finding)
{
    double most = 0.0, dense = 0.0;
    for (size_t d = 0; d < DENSITIES; d++) {
        double flow = speed_at(sample, d) * density_at(sample, d);
        most = d < DENSITIES - 1 && flow > most ? flow : most;
        dense = flow;
        finding_extra(finding, flow, "flow_at_%.1f", DENSITY_PER_M2[d]);
    }
    finding_set(finding, most > 0.0 ? dense / most : 1.0, dense < most);
}

static void judge_iso_13(const struct sample *sample, struct finding *finding)
{
    double most = 0.0;
    for (size_t d = 0; d < DENSITIES; d++) {
        double speed = sample_most(sample, d * DENSITY_NUMBERS + DENSITY_SPEED);
        most = speed > most ? speed : most;
        finding_extra(finding, speed_at(sample, d), "speed_at_%.1f", DENSITY_PER_M2[d]);
    }
    finding_set(finding, most, most <= SPEED_M_PER_S + 0.05);
}

const struct trial TRIALS_DENSITY[] = {
    {"rimea-4",
     {"走廊 10 米宽，每平方米 0.5 至 6 人：速度与密度",
      "corridor 10 m wide, 0.5 to 6 people per m²: speed over density"},
     {"速度随密度下降；每平方米 5 人以下与魏德曼曲线相差不超过 0.2 米/秒（数字为最大偏差）",
      "speed falls with density; below 5 per m² within 0.2 m/s of Weidmann's curve (the number is the largest deviation)"},
     "m/s",
     &STUDY_DENSITY,
     judge_rimea_4},
    {"imo-12",
     {"走廊中密度很高时的流量", "flow in a corridor at very high density"},
     {"每平方米 6 人时的流量低于中等密度时的最大流量（数字为两者之比）",
      "flow at 6 per m² is below the largest at lower densities (the number is their ratio)"},
     "",
     &STUDY_DENSITY,
     judge_imo_12},
    {"iso-13",
     {"走廊的基本图", "fundamental diagram of a corridor"},
     {"测量区内的平均速度从不超过自由速度 1.33 米/秒（+ 0.05）",
      "mean speed in the measuring areas never above the free speed of 1.33 m/s (+ 0.05)"},
     "m/s",
     &STUDY_DENSITY,
     judge_iso_13},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
