/* Tests of large rooms with several exits: closing half of them, and the choice between a near and a far one. */
#include "validate/act.h"
#include "validate/window.h"

#define PEOPLE 1000
#define UNTIL_S 1200.0

/* A door of 1 m from x on through the wall along y: `y` is the wall's inner face, `side` 1 to the north, -1 to the south. */
static void add_gate(struct scene *scene, double x, double y, double side)
{
    double near = side > 0.0 ? y : y - 0.2, far = side > 0.0 ? y + 0.2 : y - 2.2;
    scene_walk(scene, 0, (const double[]){x, near, x + 1.0, near + 0.2});
    scene_walk(scene, 0, (const double[]){x - 0.5, far, x + 1.5, far + 2.0});
    scene_exit(scene, 0, (const double[]){x, near + 0.1, x + 1.0, near + 0.1}, 0.0);
}

/* `doors` 4: two north and two south, 2 m from the corners; 2: the northern ones alone. */
static enum sibu_status build_hall(struct stage *stage, const double size[2], int doors, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, size[0], size[1]});
    add_gate(scene, 2.0, size[1], 1.0);
    add_gate(scene, size[0] - 3.0, size[1], 1.0);
    if (doors == 4) {
        add_gate(scene, 2.0, 0.0, -1.0);
        add_gate(scene, size[0] - 3.0, 0.0, -1.0);
    }
    scene_muster(scene, 0, (const double[]){1.7, size[1] + 0.5, 3.3, size[1] + 2.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_halls(struct stage *stage, struct sibu_fault *fault)
{
    static const double SIZES[2][2] = {{20.0, 20.0}, {30.0, 20.0}};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < 4 && status == SIBU_OK; i++) {
        status = build_hall(stage, SIZES[i / 2], i % 2 == 0 ? 4 : 2, fault);
    }
    return status;
}

/* When the last is out: [0] 20 x 20 m with 4 doors, [1] with 2; [2] 30 x 20 m with 4, [3] with 2 */
static enum sibu_status run_halls(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < 4 && status == SIBU_OK; i++) {
        struct cast cast = {0};
        const double box[4] = {0.0, 0.0, i < 2 ? 20.0 : 30.0, 20.0};
        (void)cast_fill(&cast, &rehearsal->stream, 0, box, PEOPLE, (const double[]){0.97, 1.62});
        status = act_whole(rehearsal, i, &cast, UNTIL_S, &values[i]);
        cast_clear(&cast);
    }
    return status;
}

static const struct study STUDY_HALLS = {.name = "halls", .value_count = 4, .build = build_halls, .run = run_halls};

static void judge_halls(const struct sample *sample, size_t k, struct finding *finding)
{
    double four = sample_time(sample, k), two = sample_time(sample, k + 1);
    double ratio = four > 0.0 && two > 0.0 ? two / four : STUDY_NOTHING;
    finding_set(finding, ratio, ratio >= 1.7 && ratio <= 2.3);
    finding_extra(finding, four, "four_doors_s");
    finding_extra(finding, two, "two_doors_s");
}

static void judge_rimea_9(const struct sample *sample, struct finding *finding)
{
    judge_halls(sample, 0, finding);
}

static void judge_imo_9(const struct sample *sample, struct finding *finding)
{
    judge_halls(sample, 2, finding);
}

/* --- RiMEA 11: two exits on one long wall, everybody on the left --- */

static enum sibu_status build_far(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 30.0, 20.0});
    add_gate(scene, 21.5, 0.0, -1.0);
    add_gate(scene, 27.5, 0.0, -1.0);
    scene_muster(scene, 0, (const double[]){21.2, -2.0, 22.8, -0.5});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* [0] how many by the near exit, [1] by the far one, [2] peak density before the near one, 1/m2 */
static enum sibu_status run_far(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    struct act act;
    struct window window = {.box = {20.5, 0.0, 23.5, 2.0}};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 8.4, 20.0}, PEOPLE,
                    (const double[]){0.97, 1.62});
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            window_look(&window, &act, 0);
        }
        for (size_t i = 0; i < act.count; i++) {
            values[0] += act.done_s[i] >= 0.0 && act.exit[i] == 0;
            values[1] += act.done_s[i] >= 0.0 && act.exit[i] == 1;
        }
        values[2] = window_peak(&window);
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_FAR = {.name = "far", .value_count = 3, .build = build_far, .run = run_far};

static void judge_far(const struct sample *sample, struct finding *finding)
{
    int passed = 1;
    for (size_t seed = 0; seed < sample->seeds; seed++) {
        double near = sample_at(sample, seed, 0), far = sample_at(sample, seed, 1);
        passed = passed && near > far && far > 0.0 && near + far >= PEOPLE;
    }
    passed = passed && sample_least(sample, 2) >= 2.0;
    finding_set(finding, sample_mean(sample, 0) / PEOPLE, passed);
    finding_extra(finding, sample_mean(sample, 0), "near_exit");
    finding_extra(finding, sample_mean(sample, 1), "far_exit");
    finding_extra(finding, sample_mean(sample, 2), "peak_before_near_exit_per_m2");
}

#define HALF_CRITERION                                                                                                 \
    {                                                                                                                  \
        "关闭两扇门后时间约加倍：1.7 至 2.3 倍，且全部撤出",                                                           \
            "with two doors closed it takes about twice as long: 1.7 to 2.3 times, and everybody is out"               \
    }

const struct trial TRIALS_ROOM[] = {
    {"rimea-9",
     {"房间 20 x 20 米，1000 人，四扇或两扇 1 米门", "room of 20 x 20 m, 1000 people, four doors of 1 m or two"},
     HALF_CRITERION,
     "",
     &STUDY_HALLS,
     judge_rimea_9},
    {"imo-9",
     {"房间 30 x 20 米，1000 人，四扇或两扇 1 米门", "room of 30 x 20 m, 1000 people, four doors of 1 m or two"},
     HALF_CRITERION,
     "",
     &STUDY_HALLS,
     judge_imo_9},
    {"rimea-11",
     {"房间 30 x 20 米，1000 人选择近的或远的出口",
      "room of 30 x 20 m: 1000 people choose between a near and a far exit"},
     {"每次都是：近的出口多于远的，远的也有人，近的出口前拥挤（每平方米 2 人以上）；数字为近出口的比例",
      "in every run more by the near exit than by the far one, some by the far one, and a crowd before the near one (2 per m² or more); the number is the share of the near one"},
     "",
     &STUDY_FAR,
     judge_far},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
