/* The test of counter-flow (IMO 8): a hundred people in a corridor of 2 m against 0, 10, 50 and 100 others. */
#include "validate/counter.h"
#include "validate/act.h"

#define PEOPLE 100
#define UNTIL_S 600.0
#define INTO_ROOM_M 20.0

const size_t COUNTER_OPPOSED[COUNTER_CASES] = {0, 10, 50, 100};

/* Two rooms of 10 x 10 m joined by a corridor from x = 10 to 20; exits half a metre outside both rooms. */
static enum sibu_status build_counter(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){-2.0, 0.0, 10.0, 10.0});
    scene_walk(scene, 0, (const double[]){10.0, 4.0, 20.0, 6.0});
    scene_walk(scene, 0, (const double[]){20.0, 0.0, 32.0, 10.0});
    scene_exit(scene, 0, (const double[]){30.5, 0.0, 30.5, 10.0}, 0.0);
    scene_exit(scene, 0, (const double[]){-0.5, 0.0, -0.5, 10.0}, 0.0);
    scene_muster(scene, 0, (const double[]){30.8, 1.0, 31.9, 9.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* Room 1 is filled from the left, room 2 from the right, four to a square metre. */
static void fill_rooms(struct cast *cast, struct sibu_pcg64 *stream, size_t opposed)
{
    const double depth = opposed > 20 ? (double)opposed / 40.0 : 0.6;
    (void)cast_fill(cast, stream, 0, (const double[]){0.0, 0.0, 2.5, 10.0}, PEOPLE, (const double[]){0.97, 1.62});
    if (opposed > 0) {
        (void)cast_fill(cast, stream, 0, (const double[]){30.0 - depth, 0.0, 30.0, 10.0}, opposed,
                        (const double[]){0.97, 1.62});
    }
    for (size_t i = 0; i < cast->count; i++) {
        cast->people[i].goal = i < PEOPLE ? 1 : 2;
    }
}

static enum sibu_status meet(struct rehearsal *rehearsal, size_t opposed, double *values)
{
    struct cast cast = {0};
    struct act act;
    size_t arrived = 0;
    fill_rooms(&cast, &rehearsal->stream, opposed);
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status != SIBU_OK) {
        cast_clear(&cast);
        return status;
    }
    values[COUNTER_LAST_S] = STUDY_NOTHING;
    while (act_step(&act, UNTIL_S)) {
        arrived = 0;
        for (size_t i = 0; i < PEOPLE; i++) {
            arrived += act.people.x_m[i] >= (float)INTO_ROOM_M;
        }
        if (arrived == PEOPLE && values[COUNTER_LAST_S] < 0.0) {
            values[COUNTER_LAST_S] = act.time_s;
        }
    }
    values[COUNTER_OUT] = (double)act_out(&act, 0, act.count) / (double)act.count;
    act_close(&act);
    cast_clear(&cast);
    return SIBU_OK;
}

static enum sibu_status run_counter(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < COUNTER_CASES && status == SIBU_OK; i++) {
        status = meet(rehearsal, COUNTER_OPPOSED[i], values + i * COUNTER_NUMBERS);
    }
    return status;
}

const struct study STUDY_COUNTER = {
    .name = "counter", .value_count = COUNTER_CASES * COUNTER_NUMBERS, .build = build_counter, .run = run_counter};

static void judge_counter(const struct sample *sample, struct finding *finding)
{
    double before = 0.0, out = 1.0;
    int passed = 1;
    for (size_t i = 0; i < COUNTER_CASES; i++) {
        double time = sample_time(sample, i * COUNTER_NUMBERS + COUNTER_LAST_S);
        double least_out = sample_least(sample, i * COUNTER_NUMBERS + COUNTER_OUT);
        passed = passed && time > before;
        before = time;
        out = least_out < out ? least_out : out;
        finding_extra(finding, time, "against_%zu_s", COUNTER_OPPOSED[i]);
    }
    finding_set(finding, before, passed && out >= 1.0);
    finding_extra(finding, out, "least_share_arrived");
}

#define COUNTER_TITLE                                                                                                  \
    {                                                                                                                  \
        "对向人流：100 人对 0、10、50、100 人", "counter-flow: 100 people against 0, 10, 50 and 100"                   \
    }
#define COUNTER_CRITERION                                                                                                                                 \
    {                                                                                                                                                     \
        "最后一人进入对面房间的平均时间随对向人数增加，且人人到达（数字为对 100 人的时间）",                                                              \
            "the mean time until the last is in the other room rises with the number opposed, and everybody arrives (the number is the time against 100)" \
    }

const struct trial TRIALS_COUNTER[] = {
    {"imo-8", COUNTER_TITLE, COUNTER_CRITERION, "s", &STUDY_COUNTER, judge_counter},
    {"nist-2.8", COUNTER_TITLE, COUNTER_CRITERION, "s", &STUDY_COUNTER, judge_counter},
    {"iso-6", COUNTER_TITLE, COUNTER_CRITERION, "s", &STUDY_COUNTER, judge_counter},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
