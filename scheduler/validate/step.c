/* Our own test of the step: halving or doubling it changes no result by 3 %. */
#include "validate/act.h"

#define STEPS 3
#define REPEATS 4
#define PEOPLE 200

static const double STEPS_S[STEPS] = {0.025, 0.05, 0.1};

static enum sibu_status build_step(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 20.0, 20.0});
    scene_walk(scene, 0, (const double[]){20.0, 9.5, 20.2, 10.5});
    scene_walk(scene, 0, (const double[]){20.2, 5.0, 25.2, 15.0});
    scene_exit(scene, 0, (const double[]){23.2, 5.0, 23.2, 15.0}, 0.0);
    scene_muster(scene, 0, (const double[]){23.5, 6.0, 25.0, 14.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* By step: when the last of 200 was out of the room with a door of 1 m, on the average of a few runs with the same
 * people. STUDY_NOTHING where one was not. */
static enum sibu_status run_step(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t repeat = 0; repeat < REPEATS && status == SIBU_OK; repeat++) {
        struct cast cast = {0};
        (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.5, 0.5, 19.0, 19.5}, PEOPLE,
                        (const double[]){0.98, 1.70});
        for (size_t i = 0; i < STEPS && status == SIBU_OK; i++) {
            struct act act;
            status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, STEPS_S[i]);
            if (status == SIBU_OK) {
                act_run(&act, 600.0);
                double last = act_last_s(&act, 0, act.count);
                values[i] = last < 0.0 || values[i] < 0.0 ? STUDY_NOTHING : values[i] + last / REPEATS;
                act_close(&act);
            }
        }
        cast_clear(&cast);
    }
    return status;
}

static const struct study STUDY_STEP = {.name = "step", .value_count = STEPS, .build = build_step, .run = run_step};

static void judge_step(const struct sample *sample, struct finding *finding)
{
    double usual = sample_time(sample, 1), worst = 0.0;
    int all = 1;
    for (size_t i = 0; i < STEPS; i++) {
        double change = usual > 0.0 ? 100.0 * (sample_mean(sample, i) / usual - 1.0) : 100.0;
        double size = change < 0.0 ? -change : change;
        worst = size > worst ? size : worst;
        all = all && sample_least(sample, i) >= 0.0;
        finding_extra(finding, sample_time(sample, i), "step_%.3f_s", STEPS_S[i]);
    }
    finding_set(finding, worst, all && worst < 3.0);
}

const struct trial TRIALS_STEP[] = {
    {"sibu-step",
     {"时间步长 0.025、0.05、0.1 秒（200 人，1 米门）", "steps of 0.025, 0.05 and 0.1 s (200 people, a door of 1 m)"},
     {"平均撤离时间的变化小于 3 %，且全部撤出（数字为最大变化）",
      "the mean time to empty the room changes by less than 3 %, and everybody is out (the number is the largest change)"},
     "%",
     &STUDY_STEP,
     judge_step},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
