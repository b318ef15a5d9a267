/* Tests of whole buildings and of long ways: three storeys of rooms, a short cut over another floor, ways of a length. */
#include "validate/act.h"

#define UNTIL_S 1800.0

/* --- RiMEA 8: 448 people in rooms of 2 x 3 m on three storeys --- */

#define LEVELS 3
#define ROWS 4
#define SPEEDS 3

static const double SPEEDS_M_PER_S[SPEEDS] = {0.5, 0.75, 1.0};
/* Rooms in each row, from the south, on the ground floor and above it. Rows 1 and 2 face the southern corridor. */
static const int ROOMS[2][ROWS] = {{9, 8, 8, 11}, {11, 8, 8, 11}};
/* Where the rows lie: rooms are 3 m deep, corridors 2 m wide (y 3.1 to 5.1, and 11.4 to 13.4). */
static const double ROW_Y[ROWS] = {0.0, 5.2, 8.3, 13.5};
static const double DOOR_Y[ROWS] = {3.0, 5.1, 11.3, 13.4}; /* of the wall between room and corridor, 0.1 m thick */

static void add_rooms(struct scene *scene, int level)
{
    for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < ROOMS[level > 0][row]; i++) {
            double x = 2.1 * (double)i;
            scene_walk(scene, level, (const double[]){x, ROW_Y[row], x + 2.0, ROW_Y[row] + 3.0});
            scene_walk(scene, level, (const double[]){x + 0.5, DOOR_Y[row], x + 1.4, DOOR_Y[row] + 0.1});
        }
    }
    scene_walk(scene, level, (const double[]){0.0, 3.1, 24.0, 5.1});
    scene_walk(scene, level, (const double[]){0.0, 11.4, 24.0, 13.4});
    scene_walk(scene, level, (const double[]){24.0, 3.1, 26.0, 13.4}); /* joins the corridors */
}

/* A flight from x = 26.2 (below) to x = 31.2 (above); beside it, on the floor above, the way back to the corridors. */
static void add_flight(struct scene *scene, int level, double y)
{
    scene_stair(scene, level, (const double[]){26.2, y, 31.2, y + 1.4}, 0);
    scene_walk(scene, level, (const double[]){26.0, y, 26.2, y + 1.4});
    scene_walk(scene, level + 1, (const double[]){31.2, y, 32.7, y + 3.0});
    scene_walk(scene, level + 1, (const double[]){26.0, y + 1.6, 31.2, y + 3.0});
}

static enum sibu_status build_storeys(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, LEVELS, 3.0);
    for (int level = 0; level < LEVELS; level++) {
        add_rooms(scene, level);
    }
    add_flight(scene, 0, 3.6);
    add_flight(scene, 1, 8.6);
    scene_walk(scene, 0, (const double[]){24.0, 13.4, 26.0, 16.0});
    scene_exit(scene, 0, (const double[]){24.0, 14.2, 26.0, 14.2}, 0.0);
    scene_muster(scene, 0, (const double[]){24.0, 14.6, 26.0, 16.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static void fill_storeys(struct cast *cast, struct rehearsal *rehearsal, const double speeds[2])
{
    for (int level = 0; level < LEVELS; level++) {
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < ROOMS[level > 0][row]; i++) {
                double x = 2.1 * (double)i;
                const double box[4] = {x, ROW_Y[row], x + 2.0, ROW_Y[row] + 3.0};
                (void)cast_fill(cast, &rehearsal->stream, (uint32_t)level, box, 4, speeds);
            }
        }
    }
}

/* When the last is out, by speed: all the same, then spread by a quarter to both sides. */
static enum sibu_status run_storeys(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < 2 * SPEEDS && status == SIBU_OK; i++) {
        double speed = SPEEDS_M_PER_S[i % SPEEDS], spread = i < SPEEDS ? 0.0 : 0.25;
        struct cast cast = {0};
        fill_storeys(&cast, rehearsal, (const double[]){speed * (1.0 - spread), speed * (1.0 + spread)});
        status = act_whole(rehearsal, 0, &cast, UNTIL_S, &values[i]);
        cast_clear(&cast);
    }
    return status;
}

static const struct study STUDY_STOREYS = {
    .name = "storeys", .value_count = 2 * SPEEDS, .build = build_storeys, .run = run_storeys};

static void judge_storeys(const struct sample *sample, struct finding *finding)
{
    int passed = 1;
    for (size_t i = 0; i < 2 * SPEEDS; i++) {
        double time = sample_time(sample, i);
        passed = passed && time >= 0.0;
        passed = passed && (i % SPEEDS == 0 || time < sample_time(sample, i - 1));
        finding_extra(finding, time, "%s_%.2f_m_per_s_s", i < SPEEDS ? "same" : "spread", SPEEDS_M_PER_S[i % SPEEDS]);
    }
    finding_set(finding, sample_time(sample, SPEEDS - 1), passed);
}

/* --- RiMEA 14: a short way over two stairs and the floor above, a long one round --- */

static enum sibu_status build_cut(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 2, 3.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 8.0, 8.0});
    scene_stair(scene, 0, (const double[]){8.0, 3.0, 13.0, 5.0}, 0);
    scene_walk(scene, 1, (const double[]){13.0, 3.0, 20.0, 5.0});
    scene_stair(scene, 0, (const double[]){20.0, 3.0, 25.0, 5.0}, 180);
    scene_walk(scene, 0, (const double[]){25.0, 0.0, 31.0, 8.0});
    scene_walk(scene, 0, (const double[]){3.0, -22.0, 5.0, 0.0});
    scene_walk(scene, 0, (const double[]){3.0, -22.0, 28.0, -20.0});
    scene_walk(scene, 0, (const double[]){26.0, -22.0, 28.0, 0.0});
    scene_exit(scene, 0, (const double[]){29.0, 0.0, 29.0, 8.0}, 0.0);
    scene_muster(scene, 0, (const double[]){29.4, 1.0, 30.8, 7.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* [0] share who went over the stairs, [1] when the last was out */
static enum sibu_status run_cut(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    struct act act;
    uint8_t above[100] = {0};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 8.0, 8.0}, 100,
                    (const double[]){0.97, 1.62});
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            for (size_t i = 0; i < act.count; i++) {
                above[i] = above[i] || act.people.floor[i] == 1;
            }
        }
        for (size_t i = 0; i < act.count; i++) {
            values[0] += above[i] ? 0.01 : 0.0;
        }
        values[1] = act_last_s(&act, 0, act.count);
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_CUT = {.name = "cut", .value_count = 2, .build = build_cut, .run = run_cut};

static void judge_cut(const struct sample *sample, struct finding *finding)
{
    finding_set(finding, 100.0 * sample_mean(sample, 0), sample_least(sample, 1) >= 0.0);
    finding_extra(finding, sample_time(sample, 1), "last_out_s");
}

/* --- RiMEA 15: three ways 20 m wide --- */

#define WALKERS 500

static enum sibu_status build_straight(struct stage *stage, double length, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_corridor(scene, length + 2.0, 20.0);
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_bent(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 34.0, 20.0});
    scene_walk(scene, 0, (const double[]){14.0, 20.0, 34.0, 52.0});
    scene_exit(scene, 0, (const double[]){14.0, 50.0, 34.0, 50.0}, 0.0);
    scene_muster(scene, 0, (const double[]){15.0, 50.5, 33.0, 52.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_three(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = build_straight(stage, 44.0, fault);
    if (status == SIBU_OK) {
        status = build_bent(stage, fault);
    }
    return status == SIBU_OK ? build_straight(stage, 75.4, fault) : status;
}

static enum sibu_status run_three(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 6.0, 20.0}, WALKERS,
                    (const double[]){0.97, 1.62});
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < 3 && status == SIBU_OK; i++) {
        status = act_whole(rehearsal, i, &cast, 600.0, &values[i]);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_THREE = {
    .name = "three ways", .value_count = 3, .build = build_three, .run = run_three};

static void judge_three(const struct sample *sample, struct finding *finding)
{
    double brief = sample_time(sample, 0), bent = sample_time(sample, 1), lengthy = sample_time(sample, 2);
    int all = brief >= 0.0 && bent >= 0.0 && lengthy >= 0.0;
    finding_set(finding, bent, all && brief <= bent && bent <= lengthy);
    finding_extra(finding, brief, "straight_44_m_s");
    finding_extra(finding, lengthy, "straight_75.4_m_s");
}

const struct trial TRIALS_STOREYS[] = {
    {"rimea-8",
     {"三层楼，448 人，速度 0.5、0.75、1.0 米/秒", "three storeys, 448 people at 0.5, 0.75 and 1.0 m/s"},
     {"全部撤出，平均总时间随速度下降，速度分散 ± 25 % 时也一样（数字为 1.0 米/秒的时间）",
      "everybody is out, and the mean total time falls as speed rises, also with speeds spread by ± 25 % (the number is the time at 1.0 m/s)"},
     "s",
     &STUDY_STOREYS,
     judge_storeys},
    {"rimea-14",
     {"短路过两段楼梯，长路绕行", "a short way over two stairs, a long one round"},
     {"记录各走多少，且全部到达（数字为走楼梯的百分比）",
      "recorded how many take which, and all arrive (the number is the percentage over the stairs)"},
     "%",
     &STUDY_CUT,
     judge_cut},
    {"rimea-15",
     {"三条 20 米宽的路：直 44 米、拐角、直 75.4 米",
      "three ways 20 m wide: 44 m straight, round a corner, 75.4 m straight"},
     {"平均时间：直 44 ≤ 拐角 ≤ 直 75.4，且全部到达（数字为拐角的时间）",
      "mean times: straight 44 ≤ corner ≤ straight 75.4, and all arrive (the number is that of the corner)"},
     "s",
     &STUDY_THREE,
     judge_three},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
