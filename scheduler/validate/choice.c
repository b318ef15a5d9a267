/* Tests of the way out that people take: assigned, familiar, followed, closed. */
#include "validate/act.h"

/* --- the cabins of RiMEA 10: a corridor with six cabins on each side, a main exit and a secondary one --- */

#define CABINS 12
#define CABIN_PEOPLE 23

struct cabin {
    double min_x, max_x; /* along the corridor */
    int north, people, exit;
};
/* Cabins 1 to 6 north, 7 to 12 south; the main exit leaves between cabins 2 and 3, so cabin 3 is narrow. */
static const struct cabin CABIN_LIST[CABINS] = {{0.0, 2.9, 1, 2, 1},  {3.0, 5.9, 1, 2, 1},   {7.1, 8.9, 1, 1, 1},
                                                {9.0, 11.9, 1, 2, 1}, {12.0, 14.9, 1, 2, 2}, {15.0, 17.9, 1, 2, 2},
                                                {0.0, 2.9, 0, 2, 1},  {3.0, 5.9, 0, 2, 1},   {6.0, 8.9, 0, 2, 1},
                                                {9.0, 11.9, 0, 2, 1}, {12.0, 14.9, 0, 2, 2}, {15.0, 17.9, 0, 2, 2}};

static void add_cabin(struct scene *scene, const struct cabin *cabin)
{
    double door = cabin->min_x + 0.45;
    if (cabin->north) {
        scene_walk(scene, 0, (const double[]){cabin->min_x, 1.1, cabin->max_x, 4.9});
        scene_walk(scene, 0, (const double[]){door, 1.0, door + 0.9, 1.1});
    } else {
        scene_walk(scene, 0, (const double[]){cabin->min_x, -3.9, cabin->max_x, -0.1});
        scene_walk(scene, 0, (const double[]){door, -0.1, door + 0.9, 0.0});
    }
}

static enum sibu_status build_cabins(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 21.0, 1.0});
    for (size_t i = 0; i < CABINS; i++) {
        add_cabin(scene, &CABIN_LIST[i]);
    }
    scene_walk(scene, 0, (const double[]){6.0, 1.0, 7.0, 7.0});
    scene_exit(scene, 0, (const double[]){6.0, 5.5, 7.0, 5.5}, 0.0);
    scene_exit(scene, 0, (const double[]){19.0, 0.0, 19.0, 1.0}, 0.0);
    scene_muster(scene, 0, (const double[]){6.0, 5.8, 7.0, 7.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static void fill_cabins(struct cast *cast, struct rehearsal *rehearsal)
{
    for (size_t i = 0; i < CABINS; i++) {
        const struct cabin *cabin = &CABIN_LIST[i];
        const double box[4] = {cabin->min_x, cabin->north ? 1.1 : -3.9, cabin->max_x, cabin->north ? 4.9 : -0.1};
        size_t first = cast_fill(cast, &rehearsal->stream, 0, box, (size_t)cabin->people, (const double[]){0.97, 1.62});
        for (size_t k = first; k < cast->count; k++) {
            cast->people[k].goal = (uint32_t)cabin->exit;
        }
    }
}

/* [0] how many left by the exit that was assigned to them */
static enum sibu_status run_cabins(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    struct act act;
    fill_cabins(&cast, rehearsal);
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, 300.0);
        for (size_t i = 0; i < act.count; i++) {
            values[0] += act.done_s[i] >= 0.0 && act.exit[i] + 1 == cast.people[i].goal;
        }
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_CABINS = {.name = "cabins", .value_count = 1, .build = build_cabins, .run = run_cabins};

static void judge_cabins(const struct sample *sample, struct finding *finding)
{
    finding_set(finding, 100.0 * sample_mean(sample, 0) / CABIN_PEOPLE,
                sample_least(sample, 0) >= (double)CABIN_PEOPLE - 0.5);
}

/* --- a room 10 x 15 m with two exits as far from its middle (NIST 3.2, 3.3, 4.1; ISO 9, 15, 16) --- */

#define REPEATS 20

static enum sibu_status build_pair(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 10.0, 15.0});
    scene_walk(scene, 0, (const double[]){10.0, 2.0, 10.2, 3.0});
    scene_walk(scene, 0, (const double[]){10.0, 12.0, 10.2, 13.0});
    scene_walk(scene, 0, (const double[]){10.2, 0.0, 13.0, 15.0});
    scene_exit(scene, 0, (const double[]){10.1, 2.0, 10.1, 3.0}, 0.0);
    scene_exit(scene, 0, (const double[]){10.1, 12.0, 10.1, 13.0}, 0.0);
    scene_muster(scene, 0, (const double[]){10.5, 1.0, 12.5, 4.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* Adds to *second how many of the first `count` people leave by exit 2. */
static enum sibu_status watch_choice(struct rehearsal *rehearsal, const struct cast *cast, size_t count, double *second)
{
    struct act act;
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, 120.0);
        for (size_t i = 0; i < count; i++) {
            *second += act.done_s[i] >= 0.0 && act.exit[i] == 1;
        }
        act_close(&act);
    }
    return status;
}

/* Who knows no exit before another, and who knows exit 2 alone: each by themselves, anywhere in the room. */
static enum sibu_status choose_alone(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < REPEATS && status == SIBU_OK; i++) {
        struct cast cast = {0};
        double x = sibu_draw_between(&rehearsal->stream, 0.5, 8.0),
               y = sibu_draw_between(&rehearsal->stream, 0.5, 14.5);
        struct sibu_person_def *person = cast_one(&cast, 0, x, y, 1.33);
        status = watch_choice(rehearsal, &cast, 1, &values[0]);
        if (status == SIBU_OK && person) {
            person->familiar = 2;
            status = watch_choice(rehearsal, &cast, 1, &values[1]);
        }
        cast_clear(&cast);
    }
    return status;
}

/* Two people near the middle of the room, without and with a third one before them who is bound for exit 2. */
static enum sibu_status choose_led(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < REPEATS && status == SIBU_OK; i++) {
        struct cast cast = {0};
        for (int k = 0; k < 2; k++) {
            double y = sibu_draw_between(&rehearsal->stream, 7.0, 8.0);
            (void)cast_one(&cast, 0, 2.0 + (double)k, y, 1.33);
        }
        status = watch_choice(rehearsal, &cast, 2, &values[0]);
        struct sibu_person_def *leader = cast_one(&cast, 0, 4.0, 7.5, 1.33);
        if (status == SIBU_OK && leader) {
            leader->goal = 2;
            status = watch_choice(rehearsal, &cast, 2, &values[1]);
        }
        cast_clear(&cast);
    }
    return status;
}

/* One person on the way to exit 1, which closes after 1 s: 1 where they leave by exit 2. */
static enum sibu_status choose_closed(struct rehearsal *rehearsal, double *second)
{
    struct cast cast = {0};
    struct act act;
    (void)cast_one(&cast, 0, 2.0, sibu_draw_between(&rehearsal->stream, 1.0, 5.0), 1.33);
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, 1.0);
        status = sibu_world_set_exit(act.world, 0, 0, &rehearsal->fault);
        act_run(&act, 120.0);
        *second = act.done_s[0] >= 0.0 && act.exit[0] == 1;
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

enum { PAIR_FREE, PAIR_FAMILIAR, PAIR_WITHOUT, PAIR_WITH, PAIR_CLOSED, PAIR_NUMBERS };

static enum sibu_status run_pair(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = choose_alone(rehearsal, &values[PAIR_FREE]);
    if (status == SIBU_OK) {
        status = choose_led(rehearsal, &values[PAIR_WITHOUT]);
    }
    return status == SIBU_OK ? choose_closed(rehearsal, &values[PAIR_CLOSED]) : status;
}

static const struct study STUDY_PAIR = {
    .name = "pair", .value_count = PAIR_NUMBERS, .build = build_pair, .run = run_pair};

static void judge_led(const struct sample *sample, struct finding *finding)
{
    double without = 50.0 * sample_mean(sample, PAIR_WITHOUT) / REPEATS;
    double with = 50.0 * sample_mean(sample, PAIR_WITH) / REPEATS;
    finding_set(finding, with - without, with > without);
    finding_extra(finding, without, "without_percent");
    finding_extra(finding, with, "with_percent");
}

/* Shares over all seeds together: 20 people a seed. */
static void judge_familiar(const struct sample *sample, struct finding *finding)
{
    double all = (double)(REPEATS * sample->seeds);
    double free = 100.0 * sample_sum(sample, PAIR_FREE) / all, known = 100.0 * sample_sum(sample, PAIR_FAMILIAR) / all;
    finding_set(finding, known, free >= 40.0 && free <= 60.0 && known > 60.0);
    finding_extra(finding, free, "without_familiarity_percent");
}

static void judge_closed(const struct sample *sample, struct finding *finding)
{
    finding_set(finding, 100.0 * sample_mean(sample, PAIR_CLOSED), sample_least(sample, PAIR_CLOSED) >= 1.0);
}

#define CABINS_TITLE                                                                                                   \
    {                                                                                                                  \
        "走廊与舱室，23 人各有指定出口", "a corridor with cabins, 23 people with an exit assigned to each"             \
    }
#define CABINS_CRITERION                                                                                               \
    {                                                                                                                  \
        "每次 100 % 从指定的出口离开", "100 % leave by the exit assigned to them, in every run"                        \
    }
#define LED_TITLE                                                                                                      \
    {                                                                                                                  \
        "他人的影响：走向第二出口的人", "social influence: somebody who is bound for exit 2"                           \
    }
#define LED_CRITERION                                                                                                  \
    {                                                                                                                  \
        "有人先走向第二出口时，自由者使用第二出口的比例上升（数字为百分点）",                                          \
            "with them the share of the free ones who use exit 2 rises (the number is by how many percent points)"     \
    }
#define FAMILIAR_TITLE                                                                                                 \
    {                                                                                                                  \
        "熟悉的出口", "a familiar exit"                                                                                \
    }
#define FAMILIAR_CRITERION                                                                                              \
    {                                                                                                                   \
        "不熟悉时第二出口占 50 % ± 10 %，只熟悉第二出口时超过 60 %（数字为后者）",                                      \
            "50 % ± 10 % use exit 2 without familiarity, and more than 60 % where they know exit 2 alone (the number)" \
    }
#define CLOSED_TITLE                                                                                                   \
    {                                                                                                                  \
        "第一出口在 1 秒后关闭", "exit 1 closes after 1 s"                                                             \
    }
#define CLOSED_CRITERION                                                                                               \
    {                                                                                                                  \
        "每次都从第二出口离开", "the person leaves by exit 2 in every run"                                             \
    }

const struct trial TRIALS_CHOICE[] = {
    {"rimea-10", CABINS_TITLE, CABINS_CRITERION, "%", &STUDY_CABINS, judge_cabins},
    {"imo-10", CABINS_TITLE, CABINS_CRITERION, "%", &STUDY_CABINS, judge_cabins},
    {"nist-3.1", CABINS_TITLE, CABINS_CRITERION, "%", &STUDY_CABINS, judge_cabins},
    {"iso-8", CABINS_TITLE, CABINS_CRITERION, "%", &STUDY_CABINS, judge_cabins},
    {"nist-3.2", LED_TITLE, LED_CRITERION, "%", &STUDY_PAIR, judge_led},
    {"iso-15", LED_TITLE, LED_CRITERION, "%", &STUDY_PAIR, judge_led},
    {"nist-3.3", FAMILIAR_TITLE, FAMILIAR_CRITERION, "%", &STUDY_PAIR, judge_familiar},
    {"iso-16", FAMILIAR_TITLE, FAMILIAR_CRITERION, "%", &STUDY_PAIR, judge_familiar},
    {"nist-4.1", CLOSED_TITLE, CLOSED_CRITERION, "%", &STUDY_PAIR, judge_closed},
    {"iso-9", CLOSED_TITLE, CLOSED_CRITERION, "%", &STUDY_PAIR, judge_closed},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
