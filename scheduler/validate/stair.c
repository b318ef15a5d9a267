/* Tests of crowds on stairs: speed over density, flow over width, and where people queue before them. */
#include "validate/stair.h"
#include "validate/act.h"
#include "validate/window.h"

#define PEOPLE 100
#define UNTIL_S 900.0
#define COMMON_S 10.0 /* of samples, one a second */
#define SLOPE 0.6

/* Men of 30 to 50 (IMO MSC.1/Circ.1533): slow and fast on the level, down and up along the incline, m/s. */
static const double LEVEL[2] = {0.97, 1.62}, DOWN[2] = {0.64, 1.07}, UP[2] = {0.47, 0.79};

/* Somebody quick on the level is as quick on stairs. */
static void set_climbing(struct cast *cast)
{
    for (size_t i = 0; i < cast->count; i++) {
        double share = (cast->people[i].speed_m_per_s - LEVEL[0]) / (LEVEL[1] - LEVEL[0]);
        cast->people[i].down_m_per_s = DOWN[0] + share * (DOWN[1] - DOWN[0]);
        cast->people[i].up_m_per_s = UP[0] + share * (UP[1] - UP[0]);
    }
}

/* RiMEA's class of 30 to 50: on the level, and Fruin's speeds for it on stairs, which are horizontal ones, m/s. */
static const double RIMEA_LEVEL[2] = {1.41, 1.54};
#define FRUIN_DOWN 0.78
#define FRUIN_UP 0.58
#define INCLINE 1.1661903789690601 /* length along the incline over length in the plan: sqrt(1 + SLOPE^2) */

const double STAIR_DENSITY[STAIR_BANDS] = {0.6, 0.8, 1.0, 1.2, 1.4, 1.5};
/* Speeds between which RiMEA 13 wants at least half of the samples, m/s: down low and high, up low and high. */
const double STAIR_BAND[STAIR_BANDS][4] = {{0.66, 1.12, 0.48, 1.02}, {0.60, 1.00, 0.46, 0.93},
                                           {0.55, 0.89, 0.46, 0.86}, {0.50, 0.81, 0.46, 0.80},
                                           {0.48, 0.76, 0.46, 0.76}, {0.48, 0.73, 0.46, 0.74}};

/* Room 10 x 10 m, 2 m of corridor, a stair of 5 x 2 m in the plan from x = 12 to 17, 2 m to the exit. Up: the room is
 * below. */
static enum sibu_status build_flight(struct stage *stage, int up, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    const int from = up ? 0 : 1, to = up ? 1 : 0;
    scene_begin(scene, 2, 5.0 * SLOPE);
    scene_walk(scene, from, (const double[]){0.0, 0.0, 10.0, 10.0});
    scene_walk(scene, from, (const double[]){10.0, 4.0, 12.0, 6.0});
    scene_stair(scene, 0, (const double[]){12.0, 4.0, 17.0, 6.0}, up ? 0 : 180);
    scene_walk(scene, to, (const double[]){17.0, 4.0, 21.0, 6.0});
    scene_exit(scene, to, (const double[]){19.0, 4.0, 19.0, 6.0}, 0.0);
    scene_muster(scene, to, (const double[]){19.5, 4.0, 21.0, 6.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_bands(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = build_flight(stage, 0, fault);
    return status == SIBU_OK ? build_flight(stage, 1, fault) : status;
}

/* How many are on the stair and how fast they are on the average, in the plan. */
static size_t look_at_stair(const struct act *act, double *speed)
{
    size_t count = 0;
    *speed = 0.0;
    for (size_t i = 0; i < act->count; i++) {
        if (act_walks(act, i) && act->people.x_m[i] >= 12.0f && act->people.x_m[i] < 17.0f) {
            *speed += act_speed(act, i, 1.0, 0.0);
            count++;
        }
    }
    *speed = count > 0 ? *speed / (double)count : 0.0;
    return count;
}

static double band_at(double density, size_t column)
{
    size_t i = 0;
    while (i + 2 < STAIR_BANDS && density >= STAIR_DENSITY[i + 1]) {
        i++;
    }
    double share = (density - STAIR_DENSITY[i]) / (STAIR_DENSITY[i + 1] - STAIR_DENSITY[i]);
    return STAIR_BAND[i][column] + share * (STAIR_BAND[i + 1][column] - STAIR_BAND[i][column]);
}

/* One sample, once a second: `values` are those of one direction. The speed is the mean of the second. */
static void note_sample(double *values, size_t up, size_t count, double speed)
{
    double density = (double)count / 10.0;
    if (count > 0 && count <= STAIR_MOST) {
        values[STAIR_SUM + count - 1] += speed;
        values[STAIR_COUNT + count - 1] += 1.0;
    }
    if (density >= STAIR_DENSITY[0] - 1e-9 && density <= STAIR_DENSITY[STAIR_BANDS - 1] + 1e-9) {
        values[STAIR_SAMPLES] += 1.0;
        values[STAIR_INSIDE] += speed >= band_at(density, 2 * up) && speed <= band_at(density, 2 * up + 1);
    }
}

static enum sibu_status climb(struct rehearsal *rehearsal, size_t up, double *values)
{
    struct cast cast = {0};
    struct act act;
    size_t step = 0;
    double second = 0.0;
    (void)cast_fill(&cast, &rehearsal->stream, up ? 0 : 1, (const double[]){0.0, 0.0, 10.0, 10.0}, PEOPLE, RIMEA_LEVEL);
    for (size_t i = 0; i < cast.count; i++) {
        cast.people[i].down_m_per_s = FRUIN_DOWN * INCLINE;
        cast.people[i].up_m_per_s = FRUIN_UP * INCLINE;
    }
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[up], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            double speed;
            size_t count = look_at_stair(&act, &speed);
            second += speed / 20.0;
            if (++step % 20 == 0) {
                note_sample(values, up, count, second);
                second = 0.0;
            }
        }
        values[STAIR_LAST_S] = act_last_s(&act, 0, act.count);
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static enum sibu_status run_bands(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = climb(rehearsal, 0, values);
    return status == SIBU_OK ? climb(rehearsal, 1, values + STAIR_NUMBERS) : status;
}

const struct study STUDY_STAIR_BANDS = {
    .name = "stair bands", .value_count = 2 * STAIR_NUMBERS, .build = build_bands, .run = run_bands};

double stair_speed(const struct sample *sample, size_t up, size_t count)
{
    double seconds = sample_sum(sample, up * STAIR_NUMBERS + STAIR_COUNT + count - 1);
    return seconds >= 1.0 ? sample_sum(sample, up * STAIR_NUMBERS + STAIR_SUM + count - 1) / seconds : STUDY_NOTHING;
}

/* Whether both directions were seen at this density for long enough that their means say something. */
static _Bool is_common(const struct sample *sample, size_t count)
{
    return sample_sum(sample, STAIR_COUNT + count - 1) >= COMMON_S &&
           sample_sum(sample, STAIR_NUMBERS + STAIR_COUNT + count - 1) >= COMMON_S;
}

static double inside(const struct sample *sample, size_t up)
{
    double samples = sample_sum(sample, up * STAIR_NUMBERS + STAIR_SAMPLES);
    return samples > 0.0 ? 100.0 * sample_sum(sample, up * STAIR_NUMBERS + STAIR_INSIDE) / samples : 0.0;
}

static void judge_bands(const struct sample *sample, struct finding *finding)
{
    double down = inside(sample, 0), up = inside(sample, 1);
    size_t common = 0, faster = 0;
    for (size_t count = 1; count <= STAIR_MOST; count++) {
        if (is_common(sample, count)) {
            common++;
            faster += stair_speed(sample, 0, count) > stair_speed(sample, 1, count);
        }
    }
    finding_set(finding, down < up ? down : up, down >= 50.0 && up >= 50.0 && faster == common && common > 0);
    finding_extra(finding, down, "down_inside_percent");
    finding_extra(finding, up, "up_inside_percent");
    finding_extra(finding, (double)common, "common_densities");
    finding_extra(finding, (double)faster, "down_faster_in");
    for (size_t count = 6; count <= 14; count += 4) {
        finding_extra(finding, stair_speed(sample, 0, count), "down_at_%.1f", (double)count / 10.0);
        finding_extra(finding, stair_speed(sample, 1, count), "up_at_%.1f", (double)count / 10.0);
    }
}

/* --- flow over width (ISO 12) --- */

#define WIDTHS 5
static const double WIDTHS_M[WIDTHS] = {1.0, 1.2, 1.4, 1.6, 1.8};

static enum sibu_status build_widths(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < WIDTHS && status == SIBU_OK; i++) {
        struct scene *scene = &stage->scenes[stage->scene_count++];
        const double low = 5.0 - 0.5 * WIDTHS_M[i], high = 5.0 + 0.5 * WIDTHS_M[i];
        scene_begin(scene, 2, 5.0 * SLOPE);
        scene_walk(scene, 1, (const double[]){0.0, 0.0, 10.0, 10.0});
        scene_walk(scene, 1, (const double[]){10.0, low, 10.2, high});
        scene_stair(scene, 0, (const double[]){10.2, low, 15.2, high}, 180);
        scene_walk(scene, 0, (const double[]){15.2, low, 19.2, high});
        scene_exit(scene, 0, (const double[]){17.2, low, 17.2, high}, 0.0);
        scene_muster(scene, 0, (const double[]){17.5, low, 19.2, high});
        status = scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
    }
    return status;
}

static int by_time(const double *times, size_t count, double limit)
{
    int before = 0;
    for (size_t i = 0; i < count; i++) {
        before += times[i] >= 0.0 && times[i] < limit;
    }
    return before;
}

/* Flow out of the stair while the middle four fifths of the people leave it: 0 where not all do. */
static double steady_flow(const struct act *act)
{
    double last = act_last_s(act, 0, act->count), from = last < 0.0 ? UNTIL_S : last, to = 0.0;
    for (size_t i = 0; i < act->count && last >= 0.0; i++) {
        int place = by_time(act->done_s, act->count, act->done_s[i]);
        from = place == PEOPLE / 10 ? act->done_s[i] : from;
        to = place == PEOPLE * 9 / 10 ? act->done_s[i] : to;
    }
    return to > from ? (double)(PEOPLE * 8 / 10) / (to - from) : 0.0;
}

static enum sibu_status run_widths(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < WIDTHS && status == SIBU_OK; i++) {
        struct cast cast = {0};
        struct act act;
        (void)cast_fill(&cast, &rehearsal->stream, 1, (const double[]){0.0, 0.0, 10.0, 10.0}, PEOPLE, LEVEL);
        set_climbing(&cast);
        status = act_open(&act, rehearsal, &rehearsal->stage->scenes[i], &cast, ACT_STEP_S);
        if (status == SIBU_OK) {
            act_run(&act, UNTIL_S);
            values[i] = steady_flow(&act);
            act_close(&act);
        }
        cast_clear(&cast);
    }
    return status;
}

static const struct study STUDY_WIDTHS = {
    .name = "stair widths", .value_count = WIDTHS, .build = build_widths, .run = run_widths};

static void judge_widths(const struct sample *sample, struct finding *finding)
{
    double upper = 0.0, lower = 0.0, least = 9.0;
    for (size_t i = 0; i < WIDTHS; i++) {
        double flow = sample_mean(sample, i), off = WIDTHS_M[i] - 1.4;
        upper += off * flow;
        lower += off * off;
        least = sample_least(sample, i) < least ? sample_least(sample, i) : least;
        finding_extra(finding, flow, "width_%.1f_m_per_s", WIDTHS_M[i]);
    }
    finding_set(finding, upper / lower, upper > 0.0 && least > 0.0);
}

/* --- a room, a corridor, stairs up (IMO 11, NIST 5.1, ISO 10) --- */

enum { CROWDED_ROOM, CROWDED_MIDDLE, CROWDED_FOOT, CROWDED_STEADY, CROWDED_LAST_S, CROWDED_NUMBERS };

static enum sibu_status build_crowded(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 2, 5.0 * SLOPE);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 8.0, 5.0});
    scene_walk(scene, 0, (const double[]){8.0, 1.5, 20.0, 3.5});
    scene_stair(scene, 0, (const double[]){20.0, 1.5, 25.0, 3.5}, 0);
    scene_walk(scene, 1, (const double[]){25.0, 1.5, 29.0, 3.5});
    scene_exit(scene, 1, (const double[]){27.0, 1.5, 27.0, 3.5}, 0.0);
    scene_muster(scene, 1, (const double[]){27.5, 1.5, 29.0, 3.5});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* How unsteady the flow out is: the flows of the second and the third quarter of the people, one over the other. */
static double steadiness(const struct act *act)
{
    double last = act_last_s(act, 0, act->count), marks[3] = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < act->count && last >= 0.0; i++) {
        size_t place = (size_t)by_time(act->done_s, act->count, act->done_s[i]);
        for (size_t quarter = 0; quarter < 3; quarter++) {
            marks[quarter] = place == (quarter + 1) * act->count / 4 ? act->done_s[i] : marks[quarter];
        }
    }
    return marks[2] > marks[1] ? (marks[1] - marks[0]) / (marks[2] - marks[1]) : 0.0;
}

static enum sibu_status crowd(struct rehearsal *rehearsal, size_t people, double *values)
{
    struct cast cast = {0};
    struct act act;
    struct window room = {.box = {6.0, 1.5, 8.0, 3.5}}, middle = {.box = {13.0, 1.5, 15.0, 3.5}},
                  foot = {.box = {18.0, 1.5, 20.0, 3.5}};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 8.0, 5.0}, people, LEVEL);
    set_climbing(&cast);
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[0], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            (void)window_look(&room, &act, 0);
            (void)window_look(&middle, &act, 0);
            (void)window_look(&foot, &act, 0);
        }
        values[CROWDED_ROOM] = window_peak(&room);
        values[CROWDED_MIDDLE] = window_peak(&middle);
        values[CROWDED_FOOT] = window_peak(&foot);
        values[CROWDED_STEADY] = steadiness(&act);
        values[CROWDED_LAST_S] = act_last_s(&act, 0, act.count);
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static enum sibu_status run_crowded(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = crowd(rehearsal, 150, values);
    return status == SIBU_OK ? crowd(rehearsal, 100, values + CROWDED_NUMBERS) : status;
}

static const struct study STUDY_CROWDED = {
    .name = "crowded", .value_count = 2 * CROWDED_NUMBERS, .build = build_crowded, .run = run_crowded};

static void judge_crowded(const struct sample *sample, size_t k, struct finding *finding)
{
    double room = sample_mean(sample, k + CROWDED_ROOM), middle = sample_mean(sample, k + CROWDED_MIDDLE);
    double foot = sample_mean(sample, k + CROWDED_FOOT);
    finding_set(finding, middle > 0.0 ? (room < foot ? room : foot) / middle : 0.0,
                room > middle && foot > middle && sample_least(sample, k + CROWDED_LAST_S) >= 0.0);
    finding_extra(finding, room, "room_exit_per_m2");
    finding_extra(finding, middle, "mid_corridor_per_m2");
    finding_extra(finding, foot, "foot_of_stairs_per_m2");
    finding_extra(finding, sample_mean(sample, k + CROWDED_STEADY), "flow_third_over_second_quarter");
}

static void judge_imo_11(const struct sample *sample, struct finding *finding)
{
    judge_crowded(sample, 0, finding);
    double steady = sample_mean(sample, CROWDED_STEADY);
    finding->verdict = steady >= 0.8 && steady <= 1.25 ? finding->verdict : VERDICT_FAIL;
}

static void judge_nist_5_1(const struct sample *sample, struct finding *finding)
{
    judge_crowded(sample, CROWDED_NUMBERS, finding);
}

#define CROWDED_CRITERION                                                                                                                             \
    {                                                                                                                                                 \
        "房间出口和楼梯脚的峰值密度都高于走廊中段（数字为其中较低者与中段之比）",                                                                     \
            "peak densities at the room's exit and at the foot of the stairs are both above mid corridor (the number is the lower of them over that)" \
    }

const struct trial TRIALS_STAIR[] = {
    {"rimea-13",
     {"楼梯上 100 人的速度与密度，上和下", "speed over density of 100 people on stairs, down and up"},
     {"每秒样本至少一半在规定的带内，两方向各有 10 s 的密度下，下行都比上行快（数字为较低的百分比）",
      "at least half of the samples, one a second, within the bands, and down faster than up at every density that both have for 10 s (the number is the lower percentage)"},
     "%",
     &STUDY_STAIR_BANDS,
     judge_bands},
    {"imo-11",
     {"房间、走廊、上行楼梯，150 人", "a room, a corridor and stairs up, 150 people"},
     {"房间出口和楼梯脚的峰值密度都高于走廊中段，其间流量稳定（第三与第二个四分之一之比为 0.8 至 1.25）",
      "peak densities at the room's exit and at the foot of the stairs are both above mid corridor, and flow is steady between (that of the third quarter of people 0.8 to 1.25 times that of the second)"},
     "",
     &STUDY_CROWDED,
     judge_imo_11},
    {"nist-5.1",
     {"房间、走廊、楼梯，100 人", "a room, a corridor and stairs, 100 people"},
     CROWDED_CRITERION,
     "",
     &STUDY_CROWDED,
     judge_nist_5_1},
    {"iso-10",
     {"房间、走廊、楼梯，100 人", "a room, a corridor and stairs, 100 people"},
     CROWDED_CRITERION,
     "",
     &STUDY_CROWDED,
     judge_nist_5_1},
    {"iso-12",
     {"楼梯流量与宽度 1.0 至 1.8 米", "flow on stairs from 1.0 to 1.8 m wide"},
     {"流量随宽度的斜率大于零，且全部撤出", "the slope of flow over width is above zero, and everybody is out"},
     "1/s/m",
     &STUDY_WIDTHS,
     judge_widths},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
