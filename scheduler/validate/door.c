/* Tests of doors: how many people they let through, and that no crowd ever stands still in front of one. */
#include <math.h>

#include "validate/act.h"
#include "validate/door.h"

#define PEOPLE 200
#define REPEATS 10 /* rooms of one width for each seed: 100 by default */
#define UNTIL_S 600.0
#define FREE_LOW_M_PER_S 0.98 /* mean 1.34, standard deviation 0.21: adults on the level (Weidmann 1993) */
#define FREE_HIGH_M_PER_S 1.70

const double DOOR_WIDTHS_M[DOOR_WIDTHS] = {0.8, 0.9, 1.0, 1.2};

static enum sibu_status build_room(struct stage *stage, double width_m, struct sibu_fault *fault)
{
    const double south = 10.0 - width_m / 2.0, north = 10.0 + width_m / 2.0;
    struct scene *scene = &stage->scenes[stage->scene_count++];
    scene_begin(scene, 1, 0.0);
    scene_walk(scene, 0, (const double[]){0.0, 0.0, 20.0, 20.0});
    scene_walk(scene, 0, (const double[]){20.0, south, 20.2, north});
    scene_walk(scene, 0, (const double[]){20.2, 5.0, 25.2, 15.0});
    scene_exit(scene, 0, (const double[]){23.2, 5.0, 23.2, 15.0}, 0.0);
    scene_door(scene, 0, (const double[]){20.1, south, 20.1, north});
    scene_muster(scene, 0, (const double[]){23.5, 6.0, 25.0, 14.0});
    return scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
}

static enum sibu_status build_rooms(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < DOOR_WIDTHS && status == SIBU_OK; i++) {
        status = build_room(stage, DOOR_WIDTHS_M[i], fault);
    }
    return status;
}

struct passage {
    size_t count;
    double from_s, to_s; /* of the passages number 21 and 180: the queue is steady then */
};

static void note_passages(struct passage *passage, const struct act *act)
{
    struct sibu_events events = sibu_world_events(act->world);
    for (size_t i = 0; i < events.count; i++) {
        if (events.items[i].kind == SIBU_EVENT_DOOR) {
            passage->count++;
            passage->from_s = passage->count == 21 ? events.items[i].time_s : passage->from_s;
            passage->to_s = passage->count == 180 ? events.items[i].time_s : passage->to_s;
        }
    }
}

/* values[0]: when the last was out, or STUDY_NOTHING; values[1]: flow, persons per metre and second */
static enum sibu_status empty_room(struct rehearsal *rehearsal, size_t width, double *values)
{
    struct cast cast = {0};
    struct act act;
    struct passage passage = {0};
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.5, 0.5, 19.0, 19.5}, PEOPLE,
                    (const double[]){FREE_LOW_M_PER_S, FREE_HIGH_M_PER_S});
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[width], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        while (act_step(&act, UNTIL_S)) {
            note_passages(&passage, &act);
        }
        values[0] = act_last_s(&act, 0, PEOPLE);
        values[1] =
            passage.to_s > passage.from_s ? 159.0 / (passage.to_s - passage.from_s) / DOOR_WIDTHS_M[width] : 0.0;
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

/* By width and repeat: time and flow. */
static enum sibu_status run_rooms(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < DOOR_WIDTHS * REPEATS && status == SIBU_OK; i++) {
        status = empty_room(rehearsal, i / REPEATS, values + 2 * i);
    }
    return status;
}

const struct study STUDY_DOORS = {
    .name = "doors", .value_count = 2 * DOOR_WIDTHS * REPEATS, .build = build_rooms, .run = run_rooms};

double door_flow(const struct sample *sample, size_t width)
{
    double sum = 0.0;
    for (size_t repeat = 0; repeat < REPEATS; repeat++) {
        sum += sample_mean(sample, 2 * (width * REPEATS + repeat) + 1);
    }
    return sum / REPEATS;
}

static size_t count_jams(const struct sample *sample, size_t width)
{
    size_t jams = 0;
    for (size_t seed = 0; seed < sample->seeds; seed++) {
        for (size_t repeat = 0; repeat < REPEATS; repeat++) {
            jams += sample_at(sample, seed, 2 * (width * REPEATS + repeat)) < 0.0;
        }
    }
    return jams;
}

static void judge_jams(const struct sample *sample, struct finding *finding)
{
    size_t jams = 0;
    for (size_t width = 0; width < DOOR_WIDTHS; width++) {
        size_t here = count_jams(sample, width);
        finding_extra(finding, (double)here, "at_%.1f_m", DOOR_WIDTHS_M[width]);
        jams += here;
    }
    finding_set(finding, (double)jams, jams == 0);
    finding_extra(finding, (double)(sample->seeds * REPEATS), "rooms_of_each_width");
}

static void judge_flow(const struct sample *sample, struct finding *finding)
{
    int passed = 1;
    double before = 0.0, sum = 0.0;
    for (size_t width = 0; width < DOOR_WIDTHS; width++) {
        double flow = door_flow(sample, width), per_s = flow * DOOR_WIDTHS_M[width];
        passed = passed && flow >= 1.3 && flow <= 2.3 && per_s > before;
        before = per_s;
        sum += flow;
        finding_extra(finding, flow, "at_%.1f_m", DOOR_WIDTHS_M[width]);
        finding_extra(finding, per_s, "at_%.1f_m_per_s", DOOR_WIDTHS_M[width]);
    }
    finding_set(finding, sum / DOOR_WIDTHS, passed);
}

/* IMO 4 and NIST 5.2: scene 0 with the exit's flow limited to 1.33 /s, scene 1 without. */
#define LIMIT_PER_S 1.33

static enum sibu_status build_limited(struct stage *stage, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < 2 && status == SIBU_OK; i++) {
        struct scene *scene = &stage->scenes[stage->scene_count++];
        scene_begin(scene, 1, 0.0);
        scene_small_room(scene, i == 0 ? LIMIT_PER_S : 0.0);
        status = scene_open(scene, SIBU_WAYS_RADIUS_M, fault);
    }
    return status;
}

/* Mean flow between the first and the last of 100 people; 0 where not all get out. */
static enum sibu_status flow_of_100(struct rehearsal *rehearsal, size_t scene, double *per_s)
{
    struct cast cast = {0};
    struct act act;
    (void)cast_fill(&cast, &rehearsal->stream, 0, (const double[]){0.0, 0.0, 8.0, 5.0}, 100,
                    (const double[]){0.97, 1.62});
    enum sibu_status status = act_open(&act, rehearsal, &rehearsal->stage->scenes[scene], &cast, ACT_STEP_S);
    if (status == SIBU_OK) {
        act_run(&act, UNTIL_S);
        double first = UNTIL_S, last = act_last_s(&act, 0, act.count);
        for (size_t i = 0; i < act.count; i++) {
            first = act.done_s[i] >= 0.0 && act.done_s[i] < first ? act.done_s[i] : first;
        }
        *per_s = last > first ? 99.0 / (last - first) : 0.0;
        act_close(&act);
    }
    cast_clear(&cast);
    return status;
}

static enum sibu_status run_limited(struct rehearsal *rehearsal, double *values)
{
    enum sibu_status status = flow_of_100(rehearsal, 0, &values[0]);
    return status == SIBU_OK ? flow_of_100(rehearsal, 1, &values[1]) : status;
}

static const struct study STUDY_LIMITED = {
    .name = "limited", .value_count = 2, .build = build_limited, .run = run_limited};

static void judge_limited(const struct sample *sample, struct finding *finding)
{
    double most = sample_most(sample, 0), least = sample_least(sample, 0);
    finding_set(finding, sample_mean(sample, 0), most <= LIMIT_PER_S * 1.0001 && least > 0.0);
    finding_extra(finding, most, "most");
    finding_extra(finding, sample_mean(sample, 1), "without_the_limit");
}

#define LIMITED_CRITERION                                                                                              \
    {                                                                                                                  \
        "出口流量设为 1.33 人/秒时：每次平均流量不超过 1.33 人/秒，且全部撤出",                                        \
            "with the exit's flow set to 1.33 /s: mean flow at most 1.33 /s in every run, everybody out"               \
    }

const struct trial TRIALS_DOOR[] = {
    {"imo-4",
     {"房间 8 x 5 米，100 人，1 米出口的最大流量", "room of 8 x 5 m, 100 people: the most an exit of 1 m lets through"},
     LIMITED_CRITERION,
     "1/s",
     &STUDY_LIMITED,
     judge_limited},
    {"nist-5.2",
     {"1 米出口的最大流量", "the most an exit of 1 m lets through"},
     LIMITED_CRITERION,
     "1/s",
     &STUDY_LIMITED,
     judge_limited},
    {"iso-11",
     {"1 米出口的最大流量", "the most an exit of 1 m lets through"},
     LIMITED_CRITERION,
     "1/s",
     &STUDY_LIMITED,
     judge_limited},
    {"sibu-jam",
     {"房间 20 x 20 米，200 人，门宽 0.8、0.9、1.0、1.2 米：不堵死",
      "room of 20 x 20 m, 200 people, doors of 0.8, 0.9, 1.0 and 1.2 m: no jam for ever"},
     {"每个房间都在 600 秒内走空（数字为堵住的房间数）",
      "every room is empty within 600 s (the number counts those that are not)"},
     "",
     &STUDY_DOORS,
     judge_jams},
    {"sibu-flow",
     {"门的流量与门宽", "flow through a door over its width"},
     {"每种门宽的平均流量为每米每秒 1.3 至 2.3 人，总流量随门宽上升",
      "mean flow of each width from 1.3 to 2.3 persons per metre and second, and more persons the wider the door"},
     "1/m/s",
     &STUDY_DOORS,
     judge_flow},
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
