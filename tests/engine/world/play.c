/* See play.h. */
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sibu/memory.h"

void play_open(struct play *play, struct scene *scene, size_t count)
{
    *play = (struct play){.scene = scene, .def = sibu_world_default()};
    scene_done(scene);
    play->people = sibu_array_new(count, sizeof *play->people);
    assert_non_null(play->people);
    for (size_t i = 0; i < count; i++) {
        play->people[i] = (struct sibu_person_def){.id = (uint32_t)i + 1, .speed_m_per_s = 1.34, .radius_m = 0.2};
    }
    play->def.site = &scene->site;
    play->def.people = play->people;
    play->def.people_count = count;
}

void play_put(struct play *play, size_t person, uint32_t floor, double x, double y)
{
    play->people[person].floor = floor;
    play->people[person].x_m = x;
    play->people[person].y_m = y;
}

void play_draw(struct play *play, uint64_t seed, int immediate)
{
    size_t count = play->def.people_count;
    struct sibu_placement *who = sibu_array_new(count, sizeof *who);
    struct sibu_fault fault;
    assert_non_null(who);
    for (size_t i = 0; i < count; i++) {
        who[i] = (struct sibu_placement){.zone = SIBU_NONE, .pace = SIBU_PACE_NORMAL};
    }
    enum sibu_status status = sibu_population_draw(&play->scene->site, who, count, seed, play->people, &fault);
    if (status != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    sibu_array_free(who);
    for (size_t i = 0; immediate && i < count; i++) {
        play->people[i].premovement_s = 0.0;
    }
    play->def.seed = seed;
}

void play_begin(struct play *play)
{
    struct sibu_fault fault;
    if (sibu_world_open(&play->world, &play->def, &fault) != SIBU_OK) {
        fail_msg("%s: %s", fault.place, fault.what[SIBU_EN]);
    }
    witness_open(&play->witness, &play->def);
    witness_look(&play->witness, play->world);
}

double play_run(struct play *play, double until_s)
{
    double time_s = witness_run(&play->witness, play->world, until_s);
    if (!witness_content(&play->witness)) {
        fail_msg("least distance to a wall %.3f r, between two people %.3f (r + r)", play->witness.least_wall,
                 play->witness.least_pair);
    }
    return time_s;
}

void play_close(struct play *play)
{
    sibu_world_close(play->world);
    sibu_array_free(play->people);
    sibu_array_free(play->scene);
    *play = (struct play){0};
}
