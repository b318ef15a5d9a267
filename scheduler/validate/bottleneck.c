/* Tests of a bottleneck between two rooms (RiMEA 12): where the goal lies, how long and how wide it is, a second one. */
#include "validate/act.h"
#include "validate/window.h"

#define PEOPLE 150
#define UNTIL_S 900.0
#define ROOM_M 10.0
#define GOALS 7
#define WIDTHS 3
#define SHORT_M 0.2
#define LONG_M 5.0

enum { SCENE_LENGTH = GOALS, SCENE_WIDTH = GOALS + 1, SCENE_TWO = SCENE_WIDTH + WIDTHS };
enum {
    VALUE_GOAL = 0, /* by distance of the goal: when the last is through the neck */
    VALUE_SHORT = GOALS, /* when the last is out, with a neck of 0.2 m */
    VALUE_LONG, /* and of 5 m */
    VALUE_FLOW, /* by width: flow, 1/s */
    VALUE_FIRST = VALUE_FLOW + WIDTHS, /* mean density before the first of two necks, 1/m2 */
    VALUE_SECOND, /* and before the second */
    VALUE_TWO_S, /* when the last is out behind two necks */
    VALUES
};

static const double GOALS_M[GOALS] = {0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0};
static const double WIDTHS_M[WIDTHS] = {0.8, 1.0, 1.2};

struct neck {
    double length_m, width_m, goal_m; /* the exit lies goal_m behind the neck */
};

static enum sibu_status build_neck(struct stage *stage, const struct neck *neck, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    const double end = ROOM_M + neck->length_m, low = 5.0 - 0.5 * neck->width_m, high = 5.0 + 0.5 * neck->width_m;
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, ROOM_M, ROOM_M});
    scene_walk(scene, 0, (const double[]){ROOM_M, low, end, high});
    scene_walk(scene, 0, (const double[]){end, 0.0, end + ROOM_M + 2.0, ROOM_M});
    if (neck->goal_m > 0.0) {
        scene_exit(scene, 0, (const double[]){end + neck->goal_m, 0.0, end + neck->goal_m, ROOM_M}, 0.0);
    } else {
        scene_exit(scene, 0, (const double[]){end - 0.05, low, end - 0.05, high}, 0.0);
    }
    scene_door(scene, 0, (const double[]){ROOM_M + 0.1, low, ROOM_M + 0.1, high});
    scene_muster(scene, 0, (const double[]){end + ROOM_M + 0.5, 2.0, end + ROOM_M + 2.0, 8.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

/* Three rooms of 10, 10 and 5 m in a row. */
static enum sibu_status build_two(struct stage *stage, struct sibu_fault *fault)
{
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 10.0, 10.0});
    scene_walk(scene, 0, (const double[]){10.0, 4.5, 10.2, 5.5});
    scene_walk(scene, 0, (const double[]){10.2, 0.0, 20.2, 10.0});
    scene_walk(scene, 0, (const double[]){20.2, 4.5, 20.4, 5.5});
    scene_walk(scene, 0, (const double[]){20.4, 0.0, 27.4, 10.0});
    scene_exit(scene, 0, (const double[]){25.4, 0.0, 25.4, 10.0}, 0.0);
    scene_muster(scene, 0, (const double[]){25.8, 2.0, 27.0, 8.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_necks(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < GOALS && status == SIBU_OK; i++) {
        status = build_neck(stage, &(struct neck){SHORT_M, 1.0, GOALS_M[i]}, fault);
    }
    if (status == SIBU_OK) {
        status = build_neck(stage, &(struct neck){LONG_M, 1.0, 4.0}, fault);
    }
    for (size_t i = 0; i < WIDTHS && status == SIBU_OK; i++) {
        status = build_neck(stage, &(struct neck){LONG_M, WIDTHS_M[i], 5.0}, fault);
    }
    return status == SIBU_OK ? build_two(stage, fault) : status;
}

struct through {
    double last_s; /* out, or STUDY_NOTHING */
    double last_door_s; /* the last through the neck's door */
    double flow_per_s; /* from the 21st to the 130th through the door */
};

static void note_doors(const struct act *act, size_t *count, double *from_s, struct through *through)
{
    struct sibu_events events = sibu_world_events(act->world);
    for (size_t i = 0; i < events.count; i++) {
        if (events.items[i].kind == SIBU_EVENT_DOOR) {
            through->last_door_s = events.items[i].time_s;
            *from_s = ++*count == 21 ? events.items[i].time_s : *from_s;
            if (*count == 130) {
                through->flow_per_s = 109.0 / (events.items[i].time_s - *from_s);
            }
        }
    }
}

static void fill_half(struct cast *cast, struct rehearsal *rehearsal)
{
    (void)cast_fill(cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 5.0, 10.0}, PEOPLE,
                    (const double[]){0.97, 1.62});
}

static enum sibu_status pass_neck(struct rehearsal *rehearsal, size_t scene, const struct cast *cast,
                                  struct through *through)
{
    struct act act;
    size_t count = 0;
    double from_s = 0.0;
    *through = (struct through){0};
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[scene], cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            note_doors(&act, &count, &from_s, through);
        }
        through->last_s = act_last_s(&act, 0, act.count);
        act_close(&act);
    }
    return status;
}

/* The same people against every distance of the goal and both lengths. */
static enum sibu_status pass_goals(struct rehearsal *rehearsal, const struct cast *cast, double *values)
{
    struct through through = {0};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < GOALS && status == SIBU_OK; i++) {
        status = pass_neck(rehearsal, i, cast, &through);
        values[VALUE_GOAL + i] = through.last_s >= 0.0 ? through.last_door_s : STUDY_NOTHING;
    }
    for (size_t i = 0; i < WIDTHS && status == SIBU_OK; i++) {
        status = pass_neck(rehearsal, SCENE_WIDTH + i, cast, &through);
        values[VALUE_FLOW + i] = through.flow_per_s;
    }
    return status;
}

/* Both necks with the goal 4 m behind them: the same way but for the neck itself, which is walked in 4.8 m / speed. */
static enum sibu_status pass_lengths(struct rehearsal *rehearsal, const struct cast *cast, double *values)
{
    struct through through = {0};
    enum sibu_status status = pass_neck(rehearsal, 3, cast, &through);
    values[VALUE_SHORT] = through.last_s;
    if (status == SIBU_OK) {
        status = pass_neck(rehearsal, SCENE_LENGTH, cast, &through);
        values[VALUE_LONG] = through.last_s;
    }
    return status;
}

static enum sibu_status pass_two(struct rehearsal *rehearsal, const struct cast *cast, double *values)
{
    struct act act;
    struct window first = {.box = {8.0, 4.0, 10.0, 6.0}}, second = {.box = {18.2, 4.0, 20.2, 6.0}};
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[SCENE_TWO], cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            (void)window_look(&first, &act, 0);
            (void)window_look(&second, &act, 0);
        }
        values[VALUE_FIRST] = window_mean(&first);
        values[VALUE_SECOND] = window_mean(&second);
        values[VALUE_TWO_S] = act_last_s(&act, 0, act.count);
        act_close(&act);
    }
    return status;
}

static enum sibu_status run_necks(struct rehearsal *rehearsal, double *values)
{
    struct cast cast = {0};
    fill_half(&cast, rehearsal);
    enum sibu_status status = pass_goals(rehearsal, &cast, values);
    if (status == SIBU_OK) {
        status = pass_lengths(rehearsal, &cast, values);
    }
    if (status == SIBU_OK) {
        status = pass_two(rehearsal, &cast, values);
    }
    cast_clear(&cast);
    return status;
}

static const struct study STUDY_NECKS = {
    .name = "necks", .value_count = VALUES, .build = build_necks, .run = run_necks};

static void judge_goal(const struct sample *sample, struct finding *finding)
{
    double last = sample_time(sample, VALUE_GOAL + GOALS - 1);
    int passed = 1;
    for (size_t i = 0; i < GOALS; i++) {
        double time = sample_time(sample, VALUE_GOAL + i);
        passed = passed && time >= 0.0;
        passed = passed && time <= 1.05 * last && (GOALS_M[i] < 4.0 || time >= 0.95 * last);
        finding_extra(finding, time, "goal_at_%.0f_m_s", GOALS_M[i]);
    }
    double near = sample_time(sample, VALUE_GOAL);
    finding_set(finding, last > 0.0 && near > 0.0 ? near / last : STUDY_NOTHING, passed && near <= last);
}

static void judge_length(const struct sample *sample, struct finding *finding)
{
    double brief = sample_time(sample, VALUE_SHORT), lengthy = sample_time(sample, VALUE_LONG);
    int all = brief >= 0.0 && lengthy >= 0.0;
    finding_set(finding, all ? lengthy - brief : STUDY_NOTHING, all && lengthy >= brief);
    finding_extra(finding, brief, "length_0.2_m_s");
    finding_extra(finding, lengthy, "length_5_m_s");
}

static void judge_two(const struct sample *sample, struct finding *finding)
{
    double first = sample_mean(sample, VALUE_FIRST), second = sample_mean(sample, VALUE_SECOND);
    finding_set(finding, first > 0.0 ? second / first : 1.0,
                sample_least(sample, VALUE_TWO_S) >= 0.0 && second <= 0.5 * first);
    finding_extra(finding, first, "before_the_first_per_m2");
    finding_extra(finding, second, "before_the_second_per_m2");
    finding_extra(finding, sample_time(sample, VALUE_TWO_S), "last_out_s");
}

static void judge_width(const struct sample *sample, struct finding *finding)
{
    double before = 0.0;
    int passed = 1;
    for (size_t i = 0; i < WIDTHS; i++) {
        double flow = sample_mean(sample, VALUE_FLOW + i);
        passed = passed && flow > before;
        before = flow;
        finding_extra(finding, flow, "width_%.1f_m_per_s", WIDTHS_M[i]);
    }
    finding_set(finding, before / sample_mean(sample, VALUE_FLOW), passed);
}

const struct trial TRIALS_BOTTLENECK[] = {
    {"rimea-12a",
     {"150 人通过 1 米瓶颈，目标在其后 0 至 10 米", "150 people through a neck of 1 m, the goal 0 to 10 m behind it"},
     {"最后一人通过瓶颈的时间随距离增加，4 米起不变（± 5 %）；数字为 0 米与 10 米之比",
      "the time until the last is through grows with the distance, and from 4 m on it stays (± 5 %); the number is that of 0 m over that of 10 m"},
     "",
     &STUDY_NECKS,
     judge_goal},
    {"rimea-12b",
     {"瓶颈长 0.2 米与 5 米", "a neck of 0.2 m and one of 5 m"},
     {"长的不比短的快（数字为差）",
      "the long one takes no less time than the short one (the number is the difference)"},
     "s",
     &STUDY_NECKS,
     judge_length},
    {"rimea-12c",
     {"两个相同的瓶颈先后", "two equal necks in a row"},
     {"只在第一个前拥挤：第二个前的平均密度不到一半（数字为比值）",
      "a crowd before the first only: mean density before the second at most half of that (the number is the ratio)"},
     "",
     &STUDY_NECKS,
     judge_two},
    {"rimea-12d",
     {"瓶颈长 5 米，宽 0.8、1.0、1.2 米", "a neck 5 m long, 0.8, 1.0 and 1.2 m wide"},
     {"流量随宽度严格上升（数字为 1.2 米与 0.8 米之比）",
      "flow rises strictly with width (the number is that of 1.2 m over that of 0.8 m)"},
     "",
     &STUDY_NECKS,
     judge_width},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
