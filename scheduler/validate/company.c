/* Tests of people who walk together, and of one who is slower than all others. */
#include "validate/act.h"

#define UNTIL_S 400.0

/* A room 16 x 10 m with an exit of 1 m in the middle of its east side. */
static enum sibu_status build_company(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 16.0, 10.0});
    scene_walk(scene, 0, (const double[]){16.0, 4.5, 16.2, 5.5});
    scene_walk(scene, 0, (const double[]){16.2, 2.0, 19.0, 8.0});
    scene_exit(scene, 0, (const double[]){16.1, 4.5, 16.1, 5.5}, 0.0);
    scene_muster(scene, 0, (const double[]){17.0, 3.0, 18.5, 7.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

struct company {
    double quick, last; /* speed of four of the first group, and of the fifth, m/s */
    double others; /* of the ten others, m/s */
};

/* Five people 12 m or more from the exit, ten others between them and it; the five are one group and the ten another.
 * How long it is from the first of the five at the exit to the last; STUDY_NOTHING where not all are out. */
static enum sibu_status walk_together(struct rehearsal *rehearsal, const struct company *company, double *spread_s)
{
    struct cast cast = {0};
    struct act act;
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){1.0, 3.0, 4.0, 7.0}, 5,
                    (const double[]){company->quick, company->quick});
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){6.0, 2.0, 9.0, 8.0}, 10,
                    (const double[]){company->others, company->others});
    for (size_t i = 0; i < cast.count; i++) {
        cast.people[i].group = i < 5 ? 1 : 2;
        cast.people[i].speed_m_per_s = i == 4 ? company->last : cast.people[i].speed_m_per_s;
    }
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, UNTIL_S);
        double first = UNTIL_S, last = act_last_s(&act, 0, 5);
        for (size_t i = 0; i < 5; i++) {
            first = act.done_s[i] < first ? act.done_s[i] : first;
        }
        *spread_s = last >= 0.0 ? last - first : STUDY_NOTHING;
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

/* [0] NIST 2.9, [1] ISO 14 */
static enum sibu_status run_company(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = walk_together(rehearsal, &(struct company){1.25, 0.5, 0.2}, &values[0]);
    return status == SIBU_OK ? walk_together(rehearsal, &(struct company){1.25, 1.25, 0.5}, &values[1]) : status;
}

static const struct study STUDY_COMPANY = {
    .name = "company", .value_count = 2, .build = build_company, .run = run_company};

static void judge_together(const struct sample *sample, size_t k, struct finding *finding)
{
    double most = sample_most(sample, k), least = sample_least(sample, k);
    finding_set(finding, sample_time(sample, k), least >= 0.0 && most <= 10.0);
    finding_extra(finding, most, "most");
}

static void judge_nist_2_9(const struct sample *sample, struct finding *finding)
{
    judge_together(sample, 0, finding);
}

static void judge_iso_14(const struct sample *sample, struct finding *finding)
{
    judge_together(sample, 1, finding);
}

/* --- one slow person on a ramp of 2 x 1.5 m between two rooms --- */

#define QUICK 24

static enum sibu_status build_ramp(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 2, 0.5);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 5.0, 4.0});
    scene_stair(scene, 0, (const double[]){5.0, 1.25, 7.0, 2.75}, 0);
    scene_walk(scene, 1, (const double[]){7.0, 0.0, 14.0, 4.0});
    scene_exit(scene, 1, (const double[]){12.0, 0.0, 12.0, 4.0}, 0.0);
    scene_muster(scene, 1, (const double[]){12.4, 0.5, 13.8, 3.5});
    return scene_open(scene, 0.4, fault);
}

static enum sibu_status climb_ramp(struct rehearsal *rehearsal, const struct cast *cast, double *last_s)
{
    struct act act;
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, UNTIL_S);
        *last_s = act_last_s(&act, 0, QUICK);
        act_close(&act);
    }
    return status;
}

/* When the last of 24 quick people is out: [0] alone, [1] with a slow and wide one nearest to the ramp */
static enum sibu_status run_ramp(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 4.0, 4.0}, QUICK,
                    (const double[]){1.25, 1.25});
    for (size_t i = 0; i < cast.count; i++) {
        cast.people[i].up_m_per_s = 1.25;
    }
    enum sibu_status status = climb_ramp(rehearsal, &cast, &values[0]);
    struct sibu_person_def *slow = cast_one(&cast, 0, 4.5, 2.0, 0.8);
    if (status == SIBU_OK && slow) {
        slow->radius_m = 0.4;
        slow->up_m_per_s = 0.4;
        status = climb_ramp(rehearsal, &cast, &values[1]);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_RAMP = {.name = "ramp", .value_count = 2, .build = build_ramp, .run = run_ramp};

static void judge_ramp(const struct sample *sample, struct finding *finding)
{
    double alone = sample_time(sample, 0), slowed = sample_time(sample, 1);
    int all = alone >= 0.0 && slowed >= 0.0;
    finding_set(finding, all ? slowed - alone : STUDY_NOTHING, all && slowed > alone);
    finding_extra(finding, alone, "without_s");
    finding_extra(finding, slowed, "with_s");
}

#define RAMP_TITLE                                                                                                     \
    {                                                                                                                  \
        "24 人与一名行动迟缓、身体较宽的人同过坡道", "24 people and one who is slow and wide over a ramp"              \
    }
#define RAMP_CRITERION                                                                                                  \
    {                                                                                                                   \
        "24 人所需的平均时间长于没有此人时，且全部到达（数字为差）",                                                    \
            "the 24 take longer on the average than without that person, and all arrive (the number is the difference)" \
    }

const struct trial TRIALS_COMPANY[] = {
    {"nist-2.9",
     {"两组人：4 人 1.25 和 1 人 0.5 米/秒，另一组 10 人 0.2 米/秒",
      "two groups: 4 at 1.25 and 1 at 0.5 m/s; 10 at 0.2 m/s"},
     {"第一组每次都在 10 秒之内先后到达出口",
      "the first group reaches the exit within 10 s of each other in every run"},
     "s",
     &STUDY_COMPANY,
     judge_nist_2_9},
    {"iso-14",
     {"两组人：5 人 1.25 米/秒，另一组 10 人 0.5 米/秒", "two groups: 5 at 1.25 m/s; 10 at 0.5 m/s"},
     {"第一组每次都在 10 秒之内先后到达出口",
      "the first group reaches the exit within 10 s of each other in every run"},
     "s",
     &STUDY_COMPANY,
     judge_iso_14},
    {"nist-2.10", RAMP_TITLE, RAMP_CRITERION, "s", &STUDY_RAMP, judge_ramp},
    {"iso-7", RAMP_TITLE, RAMP_CRITERION, "s", &STUDY_RAMP, judge_ramp},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
