/* Counting the course of a run. See course.h. */
#include "forecast/course.h"

#include <math.h>

#include "sibu/memory.h"
#include "sibu/random.h"

size_t course_points(double interval_s, double until_s)
{
    return interval_s > 0.0 ? (size_t)(until_s / interval_s + 1e-9) + 1 : 0;
}

static void draw_answers(struct course *course, const struct sibu_ensemble_def *def, uint64_t seed,
                         struct sibu_person_def *people)
{
    uint8_t key[32];
    sibu_key_of_seed(key, seed);
    for (size_t i = 0; i < def->cast.people; i++) {
        course->answers[i] = sibu_answer_draw(def->answers, key, i);
        if (!course->answers[i].walks) {
            people[i].premovement_s = HUGE_VAL;
        }
    }
}

enum sibu_status course_open(struct course *course, const struct sibu_ensemble_def *def, uint64_t seed,
                             struct sibu_person_def *people, struct sibu_fault *fault)
{
    *course = (struct course){
        .points = course_points(def->curve_s, def->until_s), .interval_s = def->curve_s, .people = def->cast.people};
    course->is_out = sibu_array_new(def->cast.people, sizeof *course->is_out);
    course->answers = def->answers ? sibu_array_new(def->cast.people, sizeof *course->answers) : NULL;
    if (!course->is_out || (def->answers && !course->answers)) {
        course_clear(course);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, def->site->id, "内存不足", "no memory left");
    }
    if (def->answers) {
        draw_answers(course, def, seed, people);
    }
    return SIBU_OK;
}

void course_clear(struct course *course)
{
    sibu_array_free(course->is_out);
    sibu_array_free(course->answers);
    *course = (struct course){0};
}

/* One person more from the first point on that is not before the time. */
static void count_in(uint32_t *counts, size_t points, double interval_s, double time_s)
{
    double at = ceil(time_s / interval_s);
    if (at < (double)points) {
        counts[(size_t)at]++;
    }
}

static void count(struct course *course, enum sibu_curve curve, double time_s)
{
    count_in(course->counts + (size_t)curve * course->points, course->points, course->interval_s, time_s);
}

static void count_at(struct course *course, size_t place, double time_s)
{
    const struct course_places *places = &course->places;
    if (places->points > 0) {
        count_in(places->counts + place * places->points, places->points, places->interval_s, time_s);
    }
}

static void count_check_in(struct course *course, uint32_t person, double time_s)
{
    const struct course_places *places = &course->places;
    count(course, SIBU_CURVE_CHECKED_IN, time_s);
    if (places->points > 0 && places->zone[person] != SIBU_NONE) {
        count_at(course, places->exits + places->zone[person], time_s);
    }
}

static void count_event(struct course *course, const struct sibu_event *event)
{
    if (event->kind == SIBU_EVENT_START) {
        count(course, SIBU_CURVE_MOVING, event->time_s);
    } else if (event->kind == SIBU_EVENT_EXIT && !course->is_out[event->person]) {
        course->is_out[event->person] = 1; /* back in and out again: counted once */
        count(course, SIBU_CURVE_OUT, event->time_s);
        count_at(course, event->place, event->time_s);
    } else if (event->kind == SIBU_EVENT_ARRIVE) {
        const struct sibu_answer *answer = course->answers ? &course->answers[event->person] : NULL;
        count(course, SIBU_CURVE_ARRIVED, event->time_s);
        if (answer && answer->checks_in) {
            count_check_in(course, event->person, event->time_s + answer->scan_s);
        }
    }
}

void course_step(struct course *course, const struct sibu_world *world)
{
    struct sibu_events events = sibu_world_events(world);
    for (size_t i = 0; i < events.count && course->points > 0; i++) {
        count_event(course, &events.items[i]);
    }
}

static void add_up(uint32_t *counts, size_t points)
{
    for (size_t i = 1; i < points; i++) {
        counts[i] += counts[i - 1];
    }
}

void course_end(struct course *course)
{
    const struct course_places *places = &course->places;
    for (size_t i = 0; i < course->people && course->answers && course->points > 0; i++) {
        if (course->answers[i].acknowledges) {
            count(course, SIBU_CURVE_ACKNOWLEDGED, course->answers[i].answer_s);
        }
    }
    for (size_t curve = 0; curve < SIBU_CURVES; curve++) {
        add_up(course->counts + curve * course->points, course->points);
    }
    for (size_t place = 0; place < (size_t)places->exits + places->zones && places->points > 0; place++) {
        add_up(places->counts + place * places->points, places->points);
    }
}
