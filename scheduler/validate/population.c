/* Tests of what people are given: when they set out, and how fast they walk where nobody is in their way. */
#include <math.h>

#include "validate/act.h"
#include "validate/statistics.h"

/* --- ten people who set out between 10 and 100 s (RiMEA 5, IMO 5) --- */

#define STARTERS 10

static enum sibu_status build_start(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_small_room(scene, 0.0);
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* When each of them first moves towards the exit: seen from outside, a step at 1.33 m/s. */
static void note_moves(const struct act *act, double *moved_s)
{
    for (size_t i = 0; i < act->count; i++) {
        double vx = act_speed(act, i, 1.0, 0.0), vy = act_speed(act, i, 0.0, 1.0);
        if (moved_s[i] < 0.0 && act_walks(act, i) && vx * vx + vy * vy > 0.25) {
            moved_s[i] = act->time_s;
        }
    }
}

/* [0] the largest difference between when one was to set out and when one is seen walking; [1] how many are out */
static enum sibu_status run_start(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    struct act act;
    double moved_s[STARTERS];
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 7.0, 5.0}, STARTERS,
                    (const double[]){1.33, 1.33});
    for (size_t i = 0; i < cast.count; i++) {
        cast.people[i].premovement_s = sibu_draw_between(&rehearsal->stream, 10.0, 100.0);
    }
    for (size_t i = 0; i < STARTERS; i++) {
        moved_s[i] = STUDY_NOTHING;
    }
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, 300.0)) {
            note_moves(&act, moved_s);
        }
        for (size_t i = 0; i < act.count; i++) {
            double off = fabs(moved_s[i] - cast.people[i].premovement_s);
            values[0] = off > values[0] ? off : values[0];
        }
        values[1] = (double)act_out(&act, 0, act.count);
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_START = {.name = "start", .value_count = 2, .build = build_start, .run = run_start};

static void judge_start(const struct sample *sample, struct finding *finding)
{
    finding_set(finding, sample_most(sample, 0),
                sample_most(sample, 0) <= 0.5 && sample_least(sample, 1) >= (double)STARTERS);
}

/* --- the four distributions of NIST 1.1: a hundred people a seed and distribution --- */

#define LAWS 4
#define DRAWN 100

static double draw_law(struct sibu_pcg64 *stream, size_t law)
{
    switch (law) {
    case 0:
        return sibu_draw_between(stream, 10.0, 100.0);
    case 1:
        return statistics_draw_gamma(stream, NIST_GAMMA_SHAPE, NIST_GAMMA_SCALE);
    case 2:
        return sibu_draw_lognormal(stream, NIST_LOG_MU, NIST_LOG_SIGMA);
    default:
        return statistics_draw_weibull(stream, NIST_WEIBULL_SCALE, NIST_WEIBULL_SHAPE);
    }
}

/* Ten rooms beside each other, each with an exit of its own. */
static enum sibu_status build_drawn(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    for (int i = 0; i < 10; i++) {
        double y = 6.0 * (double)i;
        scene_walk(scene, 0, (const double[]){0.0, y, 8.0, y + 5.0});
        scene_walk(scene, 0, (const double[]){8.0, y + 2.0, 8.2, y + 3.0});
        scene_exit(scene, 0, (const double[]){8.1, y + 2.0, 8.1, y + 3.0}, 0.0);
    }
    scene_walk(scene, 0, (const double[]){8.2, 0.0, 10.0, 59.0});
    scene_muster(scene, 0, (const double[]){8.5, 1.0, 9.5, 4.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static void fill_rooms(struct cast *cast, struct rehearsal *rehearsal, size_t law)
{
    for (size_t room = 0; room < 10; room++) {
        double y = 6.0 * (double)room;
        (void)cast_fill(cast, &rehearsal->stream, 0, (const double[]){0.0, y, 7.0, y + 5.0}, DRAWN / 10,
                        (const double[]){1.33, 1.33});
    }
    for (size_t i = 0; i < cast->count; i++) {
        cast->people[i].premovement_s = draw_law(&rehearsal->stream, law);
    }
}

/* Start times as the world tells them: by law, then person. */
static enum sibu_status run_drawn(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t law = 0; law < LAWS && status == SIBU_OK; law++) {
        struct cast cast = {0};
        struct act act;
        fill_rooms(&cast, rehearsal, law);
        status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, 0.25);
        if (status == SIBU_OK) {
            act_run(&act, 36000.0);
            for (size_t i = 0; i < act.count && i < DRAWN; i++) {
                values[law * DRAWN + i] = act.start_s[i];
            }
            act_close(&act);
        }
        cast_clear(&cast);
    }
    return status;
}

static const struct study STUDY_DRAWN = {
    .name = "drawn", .value_count = LAWS * DRAWN, .build = build_drawn, .run = run_drawn};

static double law_below(double x, const void *context)
{
    switch (*(const size_t *)context) {
    case 0:
        return x <= 10.0 ? 0.0 : x >= 100.0 ? 1.0 : (x - 10.0) / 90.0;
    case 1:
        return statistics_gamma_below(x, NIST_GAMMA_SHAPE, NIST_GAMMA_SCALE);
    case 2:
        return statistics_lognormal_below(x, NIST_LOG_MU, NIST_LOG_SIGMA);
    default:
        return statistics_weibull_below(x, NIST_WEIBULL_SCALE, NIST_WEIBULL_SHAPE);
    }
}

static void judge_drawn(const struct sample *sample, struct finding *finding)
{
    static const char *const NAMES[LAWS] = {"uniform", "gamma", "lognormal", "weibull"};
    double least = 1.0;
    for (size_t law = 0; law < LAWS; law++) {
        double p = statistics_fit(sample, (const size_t[]){law * DRAWN, DRAWN}, law_below, &law);
        least = p < least ? p : least;
        finding_extra(finding, p, "p_%s", NAMES[law]);
    }
    finding_set(finding, least, least > 0.05);
    finding_extra(finding, (double)(sample->seeds * DRAWN), "start_times_of_each");
}

/* --- realised speeds of people who walk alone --- */

#define ADULTS 50
#define NORMALS 100
#define AGE_SIGMA 0.26

/* Weidmann (1993), as RiMEA 7 quotes it: middle of the band at these ages, m/s. */
static const double AGES[6] = {20.0, 30.0, 40.0, 50.0, 60.0, 70.0};
static const double AGE_M_PER_S[6] = {1.62, 1.54, 1.48, 1.41, 1.27, 1.07};

static double speed_at_age(double age)
{
    size_t i = 0;
    while (i + 2 < 6 && age >= AGES[i + 1]) {
        i++;
    }
    return AGE_M_PER_S[i] + (AGE_M_PER_S[i + 1] - AGE_M_PER_S[i]) * (age - AGES[i]) / (AGES[i + 1] - AGES[i]);
}

/* Adults come in pairs of an age, one as much faster than the curve as the other is slower. */
static double age_of(size_t adult)
{
    return 20.0 + 2.0 * (double)(adult / 2);
}

static enum sibu_status build_alone(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_corridor(scene, 14.5, 2.0); /* the exit is at 12.5 */
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* What speed somebody who wants to walk at `speed` comes to over 12 m. */
static enum sibu_status realise(struct rehearsal *rehearsal, double speed, double *realised)
{
    struct cast cast = {0};
    double taken = STUDY_NOTHING;
    (void)cast_one(&cast, 0, 0.5, sibu_draw_between(&rehearsal->stream, 0.4, 1.6), speed);
    enum sibu_status status = act_whole(rehearsal, 0, &cast, 120.0, &taken);
    *realised = taken > 0.0 ? 12.0 / taken : 0.0;
    cast_clear(&cast);
    return status;
}

/* [0..50) adults by age; [50..100) men of 30 to 50, U(0.97, 1.62); [100..200) N(1.2, 0.2) */
static enum sibu_status run_alone(struct rehearsal *rehearsal, double *values)
{
    double z = 0.0;
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < 2 * ADULTS + NORMALS && status == SIBU_OK; i++) {
        double speed;
        if (i < ADULTS) {
            z = i % 2 == 0 ? sibu_draw_normal(&rehearsal->stream, 0.0, AGE_SIGMA) : -z;
            speed = speed_at_age(age_of(i)) + (z > 0.8 ? 0.8 : z < -0.8 ? -0.8 : z);
        } else if (i < 2 * ADULTS) {
            speed = sibu_draw_between(&rehearsal->stream, 0.97, 1.62);
        } else {
            speed = sibu_draw_normal(&rehearsal->stream, 1.2, 0.2);
        }
        status = realise(rehearsal, speed, &values[i]);
    }
    return status;
}

static const struct study STUDY_ALONE = {
    .name = "alone", .value_count = 2 * ADULTS + NORMALS, .build = build_alone, .run = run_alone};

static void judge_ages(const struct sample *sample, struct finding *finding)
{
    double worst = 0.0, squares = 0.0;
    for (size_t pair = 0; pair < ADULTS / 2; pair++) {
        double curve = speed_at_age(age_of(2 * pair)), mean = 0.0;
        for (size_t k = 2 * pair; k < 2 * pair + 2; k++) {
            mean += 0.5 * sample_mean(sample, k);
            for (size_t seed = 0; seed < sample->seeds; seed++) {
                double off = sample_at(sample, seed, k) - curve;
                squares += off * off;
            }
        }
        worst = fabs(mean - curve) > worst ? fabs(mean - curve) : worst;
        if (pair % 5 == 0) {
            finding_extra(finding, mean, "at_age_%.0f", age_of(2 * pair));
        }
    }
    double sigma = sqrt(squares / (double)(ADULTS * sample->seeds));
    finding_set(finding, worst, worst <= 0.03);
    finding_extra(finding, sigma, "sigma");
}

static void judge_class(const struct sample *sample, struct finding *finding)
{
    double mean, sigma, least = 9.0, most = 0.0;
    statistics_spread(sample, (const size_t[]){ADULTS, ADULTS}, &mean, &sigma);
    for (size_t k = ADULTS; k < 2 * ADULTS; k++) {
        least = sample_least(sample, k) < least ? sample_least(sample, k) : least;
        most = sample_most(sample, k) > most ? sample_most(sample, k) : most;
    }
    double off = fabs(mean - 1.295);
    finding_set(finding, mean, least >= 0.95 && most <= 1.64 && off <= 0.05 && fabs(sigma - 0.1876) <= 0.05);
    finding_extra(finding, sigma * sigma, "variance");
    finding_extra(finding, least, "least");
    finding_extra(finding, most, "most");
}

static void judge_normal(const struct sample *sample, struct finding *finding)
{
    double mean, sigma;
    statistics_spread(sample, (const size_t[]){2 * ADULTS, NORMALS}, &mean, &sigma);
    finding_set(finding, mean, fabs(mean - 1.2) <= 0.05 && fabs(sigma - 0.2) <= 0.05);
    finding_extra(finding, sigma, "sigma");
}

#define START_TITLE                                                                                                    \
    {                                                                                                                  \
        "房间 8 x 5 米，10 人，响应时间 10 至 100 秒", "room of 8 x 5 m, 10 people who set out between 10 and 100 s"   \
    }
#define START_CRITERION                                                                                                \
    {                                                                                                                  \
        "每人都在自己的时间起步（± 0.5 秒）", "everybody sets out at their own time (± 0.5 s)"                        \
    }
#define DRAWN_TITLE                                                                                                    \
    {                                                                                                                  \
        "响应时间的四种分布", "four distributions of pre-evacuation time"                                              \
    }
#define DRAWN_CRITERION                                                                                                \
    {                                                                                                                  \
        "起步时间符合各分布（柯尔莫哥洛夫检验，p > 0.05）",                                                            \
            "the times of setting out fit each of them (Kolmogorov-Smirnov, p > 0.05)"                                 \
    }
#define NORMAL_CRITERION                                                                                               \
    {                                                                                                                  \
        "实际速度的均值和标准差与 1.2、0.2 相差不超过 0.05",                                                           \
            "mean and standard deviation of the speeds walked within 0.05 of 1.2 and 0.2"                              \
    }

const struct trial TRIALS_POPULATION[] = {
    {"rimea-5", START_TITLE, START_CRITERION, "s", &STUDY_START, judge_start},
    {"imo-5", START_TITLE, START_CRITERION, "s", &STUDY_START, judge_start},
    {"nist-1.1", DRAWN_TITLE, DRAWN_CRITERION, "", &STUDY_DRAWN, judge_drawn},
    {"iso-1", DRAWN_TITLE, DRAWN_CRITERION, "", &STUDY_DRAWN, judge_drawn},
    {"rimea-7",
     {"50 名成人的步行速度与年龄", "walking speeds of 50 adults by age"},
     {"各年龄的平均实际速度与魏德曼曲线相差不超过 0.03 米/秒",
      "at every age the mean speed walked is within 0.03 m/s of Weidmann's curve"},
     "m/s",
     &STUDY_ALONE,
     judge_ages},
    {"imo-7",
     {"50 名 30 至 50 岁男性的步行速度", "walking speeds of 50 men of 30 to 50"},
     {"实际速度在 0.97 至 1.62 之内（± 0.02），均值 1.295 和标准差 0.188 各 ± 0.05",
      "speeds walked from 0.97 to 1.62 (± 0.02), mean 1.295 and standard deviation 0.188, each ± 0.05"},
     "m/s",
     &STUDY_ALONE,
     judge_class},
    {"nist-2.4",
     {"100 人的步行速度 N(1.2, 0.2)", "walking speeds of 100 people, N(1.2, 0.2)"},
     NORMAL_CRITERION,
     "m/s",
     &STUDY_ALONE,
     judge_normal},
    {"iso-5",
     {"100 人的步行速度 N(1.2, 0.2)", "walking speeds of 100 people, N(1.2, 0.2)"},
     NORMAL_CRITERION,
     "m/s",
     &STUDY_ALONE,
     judge_normal},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
