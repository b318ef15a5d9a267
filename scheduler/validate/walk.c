/* Tests of one or a few people: a corridor, stairs, a corner, a turned corridor, passing and stopping. */
#include <math.h>

#include "validate/act.h"

#define STAIR_SLOPE 0.5
#define ALONG_10_M 8.944271909999159 /* in the plan, of 10 m along an incline of slope 0.5 */
#define ALONG_100_M 89.44271909999159
#define RIMEA_STAIR_M_PER_S 0.7

static enum sibu_status build_corridor(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_corridor(scene, 42.5, 2.0); /* the exit is at 40.5 */
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* How long one person takes from setting out to the exit; the cast's only person is changed and used again. */
static enum sibu_status time_alone(struct rehearsal *rehearsal, size_t scene, const struct cast *cast, double *taken_s)
{
    enum sibu_status status = act_whole(rehearsal, scene, cast, 600.0, taken_s);
    if (status == SIBU_OK && *taken_s >= 0.0) {
        *taken_s -= cast->people[0].premovement_s;
    }
    return status;
}

/* [0] at 1.33 m/s with a pre-movement of 1 s, [1] at 1.0 m/s */
static enum sibu_status run_corridor(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    struct sibu_person_def *person = cast_one(&cast, 0, 0.5, sibu_draw_between(&rehearsal->stream, 0.4, 1.6), 1.33);
    enum sibu_status status = SIBU_OK;
    if (person) {
        person->premovement_s = 1.0;
        status = time_alone(rehearsal, 0, &cast, &values[0]);
        person->premovement_s = 0.0;
        person->speed_m_per_s = 1.0;
    }
    if (status == SIBU_OK) {
        status = time_alone(rehearsal, 0, &cast, &values[1]);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_CORRIDOR = {
    .name = "corridor", .value_count = 2, .build = build_corridor, .run = run_corridor};

static void judge_rimea_1(const struct sample *sample, struct finding *finding)
{
    finding_window(finding, sample, 0, 26.0, 34.0);
}

static void judge_40_s(const struct sample *sample, struct finding *finding)
{
    finding_window(finding, sample, 1, 38.0, 42.0);
}

/* A flight of `run_m` in the plan, with 4 m of ground at each end; exit 0 is below, exit 1 above. */
static enum sibu_status build_flight(struct stage *stage, double run_m, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 2, run_m * STAIR_SLOPE);
    scene_walk(scene, 0, (const double[]){-4.0, 0.0, 0.0, 2.0});
    scene_walk(scene, 1, (const double[]){run_m, 0.0, run_m + 4.0, 2.0});
    scene_stair(scene, 0, (const double[]){0.0, 0.0, run_m, 2.0}, 0);
    scene_exit(scene, 0, (const double[]){-3.0, 0.0, -3.0, 2.0}, 0.0);
    scene_exit(scene, 1, (const double[]){run_m + 3.0, 0.0, run_m + 3.0, 2.0}, 0.0);
    scene_muster(scene, 0, (const double[]){-3.9, 0.2, -3.1, 1.8});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_flights(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = build_flight(stage, ALONG_10_M, fault);
    return status == SIBU_OK ? build_flight(stage, ALONG_100_M, fault) : status;
}

/* When the person crosses the line at x, between the last two steps; STUDY_NOTHING where it did not. */
static double crossed_s(const struct act *act, double x)
{
    double was = (double)act->was_x[0] - x, is = (double)act->people.x_m[0] - x;
    if (!((was < 0.0 && is >= 0.0) || (was > 0.0 && is <= 0.0))) {
        return STUDY_NOTHING;
    }
    return act->time_s - act->step_s * is / (is - was);
}

/* How long the person is on the flight between x = 0 and x = run_m. */
static enum sibu_status time_on_flight(struct rehearsal *rehearsal, size_t scene, const struct cast *cast, double run_m,
                                       double *taken_s)
{
    struct act act;
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[scene], cast, ACT_STEP_S);
    if (status != SIBU_OK) {
        return status;
    }
    double low_s = STUDY_NOTHING, high_s = STUDY_NOTHING;
    while (act_step(&act, 600.0)) {
        double low = crossed_s(&act, 0.0), high = crossed_s(&act, run_m);
        low_s = low >= 0.0 ? low : low_s;
        high_s = high >= 0.0 ? high : high_s;
    }
    double taken = high_s > low_s ? high_s - low_s : low_s - high_s;
    *taken_s = low_s >= 0.0 && high_s >= 0.0 ? taken : STUDY_NOTHING;
    act_close(&act);
    return SIBU_OK;
}

struct climb {
    size_t scene;
    double run_m, speed_m_per_s;
    int up;
};

static enum sibu_status run_climb(struct rehearsal *rehearsal, const struct climb *climb, double *taken_s)
{
    struct cast cast = {0};
    double y = sibu_draw_between(&rehearsal->stream, 0.4, 1.6);
    struct sibu_person_def *person = cast_one(&cast, climb->up ? 0 : 1, climb->up ? -1.5 : climb->run_m + 1.5, y, 1.33);
    if (person) {
        person->up_m_per_s = climb->speed_m_per_s;
        person->down_m_per_s = climb->speed_m_per_s;
        person->goal = climb->up ? 2 : 1;
    }
    enum sibu_status status = time_on_flight(rehearsal, climb->scene, &cast, climb->run_m, taken_s);
    cast_clear(&cast);
    return status;
}

/* [0] 10 m up at 0.7 m/s, [1] down, [2] 10 m up at 1 m/s, [3] down, [4] 100 m up at 1 m/s, [5] down */
static enum sibu_status run_flights(struct rehearsal *rehearsal, double *values)
{
    static const struct climb CLIMBS[] = {{0, ALONG_10_M, RIMEA_STAIR_M_PER_S, 1},
                                          {0, ALONG_10_M, RIMEA_STAIR_M_PER_S, 0},
                                          {0, ALONG_10_M, 1.0, 1},
                                          {0, ALONG_10_M, 1.0, 0},
                                          {1, ALONG_100_M, 1.0, 1},
                                          {1, ALONG_100_M, 1.0, 0}};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < sizeof CLIMBS / sizeof CLIMBS[0] && status == SIBU_OK; i++) {
        status = run_climb(rehearsal, &CLIMBS[i], &values[i]);
    }
    return status;
}

static const struct study STUDY_FLIGHTS = {
    .name = "flights", .value_count = 6, .build = build_flights, .run = run_flights};

static void judge_rimea_2(const struct sample *sample, struct finding *finding)
{
    double nominal = 10.0 / RIMEA_STAIR_M_PER_S;
    finding_window(finding, sample, 0, 0.864 * nominal, 1.130 * nominal);
}

static void judge_rimea_3(const struct sample *sample, struct finding *finding)
{
    double nominal = 10.0 / RIMEA_STAIR_M_PER_S;
    finding_window(finding, sample, 1, 0.864 * nominal, 1.130 * nominal);
}

static void judge_imo_2(const struct sample *sample, struct finding *finding)
{
    finding_window(finding, sample, 2, 9.5, 10.5);
}

static void judge_imo_3(const struct sample *sample, struct finding *finding)
{
    finding_window(finding, sample, 3, 9.5, 10.5);
}

/* Passed where numbers k and k + 1 both lie in the window for all seeds. */
static void judge_both(const struct sample *sample, size_t k, const double window[2], struct finding *finding)
{
    struct finding other = {0};
    finding_window(finding, sample, k, window[0], window[1]);
    finding_window(&other, sample, k + 1, window[0], window[1]);
    finding_extra(finding, other.value, "down_s");
    if (other.verdict == VERDICT_FAIL) {
        finding->verdict = VERDICT_FAIL;
    }
}

static void judge_nist_2_2(const struct sample *sample, struct finding *finding)
{
    judge_both(sample, 4, (const double[]){95.0, 105.0}, finding);
}

static void judge_iso_3(const struct sample *sample, struct finding *finding)
{
    judge_both(sample, 2, (const double[]){9.5, 10.5}, finding);
}

static enum sibu_status build_corner(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 12.0, 2.0});
    scene_walk(scene, 0, (const double[]){10.0, 0.0, 12.0, 14.0});
    scene_exit(scene, 0, (const double[]){10.0, 12.0, 12.0, 12.0}, 0.0);
    scene_muster(scene, 0, (const double[]){10.2, 12.4, 11.8, 13.8});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* [0] when the last of 20 was out */
static enum sibu_status run_corner(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 6.0, 2.0}, 20,
                    (const double[]){1.33, 1.33});
    enum sibu_status status = act_whole(rehearsal, 0, &cast, 120.0, &values[0]);
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_CORNER = {.name = "corner", .value_count = 1, .build = build_corner, .run = run_corner};

static void judge_corner(const struct sample *sample, struct finding *finding)
{
    finding_set(finding, sample_time(sample, 0), sample_least(sample, 0) >= 0.0);
}

#define TURN_RAD 0.78539816339744831
#define TURNED_CASTS 20

static enum sibu_status build_turned(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < 2 && status == SIBU_OK; i++) {
        struct scene *scene = &stage->scenes[stage->scene_count++];
        scene_begin(scene, 1, 0.0);
        scene->turn_rad = i == 0 ? 0.0 : TURN_RAD;
        scene_corridor(scene, 22.5, 2.0); /* the exit is at 20.5 */
        status = scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
    }
    return status;
}

static enum sibu_status run_both(struct rehearsal *rehearsal, struct cast *cast, double *straight_s, double *turned_s)
{
    enum sibu_status status = act_whole(rehearsal, 0, cast, 300.0, straight_s);
    if (status == SIBU_OK) {
        cast_turn(cast, TURN_RAD);
        status = act_whole(rehearsal, 1, cast, 300.0, turned_s);
    }
    return status;
}

/* The last of 20 people, on the average of a few casts: one more or less who is held up makes a second. */
static enum sibu_status run_many(struct rehearsal *rehearsal, double *straight_s, double *turned_s)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < TURNED_CASTS && status == SIBU_OK; i++) {
        struct cast many = {0};
        double straight = 0.0, turned = 0.0;
        (void)cast_fill(&many, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 10.0, 2.0}, 20,
                        (const double[]){1.33, 1.33});
        status = run_both(rehearsal, &many, &straight, &turned);
        *straight_s += straight / TURNED_CASTS;
        *turned_s += turned / TURNED_CASTS;
        cast_clear(&many);
    }
    return status;
}

/* [0] one person 10 m at 1 m/s, [1] the same turned, [2] the last of 20 people, [3] the same turned */
static enum sibu_status run_turned(struct rehearsal *rehearsal, double *values)
{
    struct cast one = {0};
    (void)cast_one(&one, 0, 10.5, sibu_draw_between(&rehearsal->stream, 0.4, 1.6), 1.0);
    enum sibu_status status = run_both(rehearsal, &one, &values[0], &values[1]);
    if (status == SIBU_OK) {
        status = run_many(rehearsal, &values[2], &values[3]);
    }
    cast_clear(&one);
    return status;
}

static const struct study STUDY_TURNED = {.name = "turned", .value_count = 4, .build = build_turned, .run = run_turned};

static void judge_turned(const struct sample *sample, struct finding *finding)
{
    double straight = sample_mean(sample, 2), turned = sample_mean(sample, 3);
    double change = straight > 0.0 ? 100.0 * (turned / straight - 1.0) : 100.0;
    int single = sample_least(sample, 0) >= 9.8 && sample_most(sample, 0) <= 10.2 && sample_least(sample, 1) >= 9.8 &&
                 sample_most(sample, 1) <= 10.2;
    finding_set(finding, sample_mean(sample, 1), single && change < 3.0 && change > -3.0);
    finding_extra(finding, sample_mean(sample, 0), "straight_s");
    finding_extra(finding, straight, "of_20_straight_s");
    finding_extra(finding, turned, "of_20_turned_s");
    finding_extra(finding, change, "of_20_change_percent");
}

/* Scene 0 is wide, scene 1 has room for one. */
static enum sibu_status build_standing(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < 2 && status == SIBU_OK; i++) {
        struct scene *scene = &stage->scenes[stage->scene_count++];
        scene_begin(scene, 1, 0.0);
        scene_corridor(scene, 14.0, i == 0 ? 4.0 : 0.8); /* the exit is at 12 */
        status = scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
    }
    return status;
}

/* Somebody walks towards who stands at x = 6: [0] when they are out, or STUDY_NOTHING; [1] their speed in the last second
 * of a minute; [2] how far they are from who stands, negative: past them; [3] how far that one has been moved */
static enum sibu_status run_past(struct rehearsal *rehearsal, size_t scene, double middle_y, double *values)
{
    struct cast cast = {0};
    struct act act;
    (void)cast_one(&cast, 0, 0.5, middle_y + sibu_draw_between(&rehearsal->stream, -0.15, 0.15), 1.0);
    struct sibu_person_def *standing = cast_one(&cast, 0, 6.0, middle_y, 1.0);
    if (standing) {
        standing->premovement_s = -1.0;
    }
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[scene], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, 59.0);
        double x = (double)act.people.x_m[0];
        act_run(&act, 60.0);
        values[0] = act_last_s(&act, 0, 1);
        values[1] = (double)act.people.x_m[0] - x;
        double ahead = (double)act.people.x_m[1] - (double)act.people.x_m[0];
        double aside = (double)act.people.y_m[1] - (double)act.people.y_m[0];
        values[2] = ahead > 0.0 ? sqrt(ahead * ahead + aside * aside) : ahead;
        values[3] = (double)act.people.x_m[1] - 6.0;
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static enum sibu_status run_standing(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = run_past(rehearsal, 0, 2.0, values);
    return status == SIBU_OK ? run_past(rehearsal, 1, 0.4, values + 4) : status;
}

static const struct study STUDY_STANDING = {
    .name = "standing", .value_count = 8, .build = build_standing, .run = run_standing};

static void judge_overtake(const struct sample *sample, struct finding *finding)
{
    finding_window(finding, sample, 0, 11.5, 1.2 * 11.5);
}

static void judge_stop(const struct sample *sample, struct finding *finding)
{
    double speed = sample_most(sample, 5);
    finding_set(finding, sample_mean(sample, 6),
                sample_most(sample, 4) < 0.0 && sample_least(sample, 6) >= 0.4 * WATCH_PROMISE && speed < 0.05);
    finding_extra(finding, speed, "speed_after_a_minute_m_per_s");
    finding_extra(finding, sample_most(sample, 7), "who_stands_was_moved_m");
}

#define CORNER_TITLE                                                                                                   \
    {                                                                                                                  \
        "绕过左转拐角（20 人）", "round a left-hand corner, 20 people"                                                 \
    }
#define CORNER_CRITERION                                                                                               \
    {                                                                                                                  \
        "全部绕过拐角，无人穿墙或重叠", "all get round it; nobody through a wall or into another"                      \
    }

const struct trial TRIALS_WALK[] = {
    {"rimea-1",
     {"走廊 40 米，1.33 米/秒", "corridor of 40 m at 1.33 m/s"},
     {"每次 26 至 34 秒", "26 to 34 s in every run"},
     "s",
     &STUDY_CORRIDOR,
     judge_rimea_1},
    {"rimea-2",
     {"上楼梯 10 米，0.7 米/秒", "10 m up a stair at 0.7 m/s"},
     {"每次为 14.29 秒的 0.864 至 1.130 倍", "0.864 to 1.130 times 14.29 s in every run"},
     "s",
     &STUDY_FLIGHTS,
     judge_rimea_2},
    {"rimea-3",
     {"下楼梯 10 米，0.7 米/秒", "10 m down a stair at 0.7 m/s"},
     {"每次为 14.29 秒的 0.864 至 1.130 倍", "0.864 to 1.130 times 14.29 s in every run"},
     "s",
     &STUDY_FLIGHTS,
     judge_rimea_3},
    {"rimea-6", CORNER_TITLE, CORNER_CRITERION, "s", &STUDY_CORNER, judge_corner},
    {"imo-1",
     {"走廊 40 米，1.0 米/秒", "corridor of 40 m at 1.0 m/s"},
     {"每次 40 秒 ± 5 %", "40 s ± 5 % in every run"},
     "s",
     &STUDY_CORRIDOR,
     judge_40_s},
    {"imo-2",
     {"上楼梯 10 米，1.0 米/秒", "10 m up a stair at 1.0 m/s"},
     {"每次 10 秒 ± 5 %", "10 s ± 5 % in every run"},
     "s",
     &STUDY_FLIGHTS,
     judge_imo_2},
    {"imo-3",
     {"下楼梯 10 米，1.0 米/秒", "10 m down a stair at 1.0 m/s"},
     {"每次 10 秒 ± 5 %", "10 s ± 5 % in every run"},
     "s",
     &STUDY_FLIGHTS,
     judge_imo_3},
    {"imo-6", CORNER_TITLE, CORNER_CRITERION, "s", &STUDY_CORNER, judge_corner},
    {"nist-2.1",
     {"走廊 40 米，1.0 米/秒", "corridor of 40 m at 1.0 m/s"},
     {"每次 40 秒 ± 5 %", "40 s ± 5 % in every run"},
     "s",
     &STUDY_CORRIDOR,
     judge_40_s},
    {"nist-2.2",
     {"楼梯 100 米，1.0 米/秒，上和下", "100 m of stair at 1.0 m/s, up and down"},
     {"每次 100 秒 ± 5 %", "100 s ± 5 % in every run"},
     "s",
     &STUDY_FLIGHTS,
     judge_nist_2_2},
    {"nist-2.3", CORNER_TITLE, CORNER_CRITERION, "s", &STUDY_CORNER, judge_corner},
    {"iso-2",
     {"走廊 40 米，1.0 米/秒", "corridor of 40 m at 1.0 m/s"},
     {"每次 40 秒 ± 5 %", "40 s ± 5 % in every run"},
     "s",
     &STUDY_CORRIDOR,
     judge_40_s},
    {"iso-3",
     {"楼梯 10 米，1.0 米/秒，上和下", "10 m of stair at 1.0 m/s, up and down"},
     {"每次 10 秒 ± 5 %", "10 s ± 5 % in every run"},
     "s",
     &STUDY_FLIGHTS,
     judge_iso_3},
    {"iso-4", CORNER_TITLE, CORNER_CRITERION, "s", &STUDY_CORNER, judge_corner},
    {"juelich-rotation",
     {"走廊旋转 45 度，10 米，1.0 米/秒", "a corridor turned by 45 degrees, 10 m at 1.0 m/s"},
     {"两个方向都是 10 秒 ± 0.2 秒；20 人的时间相差不到 3 %",
      "10 s ± 0.2 s either way; the times of 20 people differ by less than 3 %"},
     "s",
     &STUDY_TURNED,
     judge_turned},
    {"juelich-overtake",
     {"宽走廊中绕过站立的人", "past somebody who stands in a wide corridor"},
     {"每次 11.5 至 13.8 秒走完 11.5 米，不重叠", "11.5 m in 11.5 to 13.8 s in every run, without touching"},
     "s",
     &STUDY_STANDING,
     judge_overtake},
    {"juelich-stop",
     {"0.8 米走廊中停在站立的人后面", "stopping behind somebody who stands in a corridor of 0.8 m"},
     {"一分钟后停在其后，不重叠，不再移动", "after a minute: behind them, not touching, below 0.05 m/s"},
     "m",
     &STUDY_STANDING,
     judge_stop},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
