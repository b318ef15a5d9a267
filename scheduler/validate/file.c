/* The test of people in single file: speed over density on a line (RiMEA 16). */
#include "validate/file.h"
#include "validate/act.h"

#define LONG_M 200.0
#define WIDE_M 0.6 /* nobody passes anybody */
#define FROM_M 95.0
#define TO_M 105.0
#define SETTLED_S 10.0
#define UNTIL_S 70.0
#define SPEED_M_PER_S 1.34 /* Weidmann (1993) */

/* RiMEA's reference for test 16: at so many people a metre the slowest and the fastest tenth, and the median. */
const struct file_band FILE_BANDS[FILE_DENSITIES] = {
    {0.10, 0.961, 1.186, 1.483}, {0.30, 0.840, 1.160, 1.473}, {0.50, 0.708, 1.091, 1.389}, {0.70, 0.598, 0.975, 1.305},
    {0.90, 0.448, 0.747, 1.101}, {1.10, 0.316, 0.520, 0.840}, {1.30, 0.187, 0.393, 0.608}, {1.50, 0.112, 0.273, 0.485},
    {1.70, 0.071, 0.199, 0.382}, {1.90, 0.048, 0.158, 0.314}, {2.10, 0.035, 0.131, 0.270}, {2.30, 0.027, 0.114, 0.239},
    {2.50, 0.022, 0.102, 0.220}};

static enum sibu_status build_file(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, LONG_M, WIDE_M});
    scene_walk(scene, 0, (const double[]){LONG_M, -1.0, LONG_M + 3.0, 1.6});
    scene_exit(scene, 0, (const double[]){LONG_M + 1.0, -1.0, LONG_M + 1.0, 1.6}, 0.0);
    scene_muster(scene, 0, (const double[]){LONG_M + 1.5, -0.5, LONG_M + 3.0, 1.5});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* One behind the other, the gaps between bodies uneven by up to a fifth. */
static void line_up(struct cast *cast, struct sibu_pcg64 *stream, double per_m)
{
    double pitch = 1.0 / per_m, slack = (pitch - 2.0 * CAST_RADIUS_M) * 0.1;
    slack = slack > 0.0 ? slack : 0.0;
    for (size_t i = 0; (double)i * pitch < LONG_M - 0.5; i++) {
        double off = slack * sibu_draw_between(stream, -1.0, 1.0);
        (void)cast_one(cast, 0, 0.25 + (double)i * pitch + (i > 0 ? off : 0.0), 0.5 * WIDE_M, SPEED_M_PER_S);
    }
}

static enum sibu_status march(struct rehearsal *rehearsal, size_t d, double *speed)
{
    struct cast cast = {0};
    struct act act;
    double sum = 0.0, persons = 0.0;
    line_up(&cast, &rehearsal->stream, FILE_BANDS[d].per_m);
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            for (size_t i = 0; act.time_s > SETTLED_S && i < act.count; i++) {
                int here = act.people.x_m[i] >= (float)FROM_M && act.people.x_m[i] < (float)TO_M;
                sum += here ? act_speed(&act, i, 1.0, 0.0) : 0.0;
                persons += here ? 1.0 : 0.0;
            }
        }
        act_close(&act);
        *speed = persons > 0.0 ? sum / persons : 0.0;
    }
    cast_clear(&cast);
    return status;
}

static enum sibu_status run_file(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t d = 0; d < FILE_DENSITIES && status == SIBU_OK; d++) {
        status = march(rehearsal, d, &values[d]);
    }
    return status;
}

const struct study STUDY_FILE = {.name = "file", .value_count = FILE_DENSITIES, .build = build_file, .run = run_file};

static void judge_file(const struct sample *sample, struct finding *finding)
{
    size_t outside = 0;
    for (size_t d = 0; d < FILE_DENSITIES; d++) {
        double speed = sample_mean(sample, d);
        outside += speed < FILE_BANDS[d].v10 || speed > FILE_BANDS[d].v90;
        finding_extra(finding, speed, "speed_at_%.1f", FILE_BANDS[d].per_m);
    }
    finding_set(finding, (double)outside, outside == 0);
}

const struct trial TRIALS_FILE[] = {
    {"rimea-16",
     {"单列行走，每米 0.1 至 2.5 人：速度与密度", "single file, 0.1 to 2.5 people per metre: speed over density"},
     {"各密度的平均速度都在实测的 10 % 与 90 % 分位之间（数字为在外面的密度个数；每米 2.5 人时身体相接）",
      "at every density the mean speed lies between the 10 % and 90 % quantiles measured (the number counts those that do not; at 2.5 per metre bodies touch)"},
     "",
     &STUDY_FILE,
     judge_file},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
